"""The screen on which an editor merges duplicates, and the way back."""

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.snippets.bulk_actions.snippet_bulk_action import SnippetBulkAction

from sources import merging
from sources.asked import key
from sources.models import Source
from sources.room import LibraryScreen


def _numbers(values) -> list[int]:
    return [number for value in values if (number := key(value))]


class MergeView(LibraryScreen, TemplateView):
    """The sources side by side: which one stays, and whose title, day and the rest it gets."""

    page_title = gettext_lazy("Merge sources")
    template_name = "sources/admin/merge.html"

    def may_enter(self, user) -> bool:
        return user.has_perm(merging.PERMISSION)

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.ids = _numbers(request.POST.getlist("id") or request.GET.getlist("id"))[: merging.MOST + 1]

    def post(self, request, *args, **kwargs):
        chosen = {name: number for name in merging.FIELDS if (number := key(request.POST.get(name)))}
        stays = key(request.POST.get("stays"))
        try:
            kept = merging.merge(self.ids, stays, chosen, request.user)
        except merging.NotMerged as problem:
            messages.error(request, str(problem))
            return self.render_to_response(self.get_context_data())
        messages.success(request, _("Merged. Every citation leads to “%s” now.") % kept.title)
        return redirect("wagtailsnippets_sources_source:inspect", kept.pk)

    def get_context_data(self, **kwargs):
        rows = list(self._sources())
        said = self.request.POST
        return super().get_context_data(**kwargs) | {
            "sources": rows,
            "refusal": merging.refusal(rows),
            "stays": said.get("stays") or (str(rows[0].pk) if rows else ""),
            "fields": [self._field(name, rows, said.get(name)) for name in merging.FIELDS],
        }

    def _sources(self) -> QuerySet:
        rows = Source.objects.filter(pk__in=self.ids).order_by("pk")
        return rows.select_related("publisher", "derived_from__publisher")

    def _field(self, name: str, rows: list[Source], said: str | None) -> dict:
        """One line of the table: what each says; a choice where they differ. What says something comes first."""
        told = [(row, str(self._shown(row, name))) for row in rows]
        chosen = said or next((str(row.pk) for row, text in told if text), str(rows[0].pk) if rows else "")
        label = Source._meta.get_field(name).verbose_name
        return {
            "name": name,
            "label": label,
            "told": told,
            "chosen": chosen,
            "differs": len({t for _r, t in told}) > 1,
        }

    def _shown(self, row: Source, name: str):
        return row.get_kind_display() if name == "kind" else getattr(row, name) or ""


class MergeAction(SnippetBulkAction):
    """Leads from the ticked sources to the screen on which they are merged."""

    models = [Source]
    display_name = gettext_lazy("Merge")
    aria_label = gettext_lazy("Merge the selected sources")
    action_type = "merge"
    action_priority = 20

    def check_perm(self, snippet):
        return self.request.user.has_perm(merging.PERMISSION)

    def dispatch(self, request, *args, **kwargs):
        chosen = [("id", pk) for pk in _numbers(request.GET.getlist("id"))]
        return redirect(f"{reverse('library_merge')}?{urlencode(chosen)}")


@require_POST
def separate(request, pk):
    """A merge was a mistake."""
    if not request.user.has_perm(merging.PERMISSION):
        raise PermissionDenied
    source = get_object_or_404(Source, pk=pk)
    try:
        merging.separate(source.pk, request.user)
        messages.success(request, _("The source stands for itself again."))
    except merging.NotMerged as problem:
        messages.error(request, str(problem))
    return redirect("wagtailsnippets_sources_source:inspect", source.pk)


urlpatterns = [
    path("library/merge/", MergeView.as_view(), name="library_merge"),
    path("library/<int:pk>/separate/", separate, name="library_separate"),
]
