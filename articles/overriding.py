"""Publishing past a gate: the screen of a managing editor, and the report of every time it was done."""

from django.urls import path, reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn

from articles import judging
from articles.clearance import Refused
from articles.models import Override
from articles.models.permission import pages_for
from articles.room import DeskReport, StoryScreen


class OverrideView(StoryScreen):
    """Choose the points, write the reason. Readers see it until the points are met."""

    needs = ("override",)
    page_title = gettext_lazy("Publish past a gate")
    header_icon = "warning"
    template_name = "articles/admin/override.html"

    def get(self, request, *args, **kwargs):
        return self.show()

    def post(self, request, *args, **kwargs):
        chosen, reason = request.POST.getlist("gates"), request.POST.get("reason", "")
        try:
            judging.override(self.story.pk, chosen, reason, request.POST.get("digest", ""), request.user)
        except Refused as refusal:
            return self.show(409, refusal=str(refusal), chosen=chosen, reason=reason)
        words = _("Released. It can be published now, and readers will see why.")
        return self.done(words, "wagtailadmin_pages:edit")

    def get_context_data(self, **kwargs):
        shut = judging.overridable(self.story)
        return super().get_context_data(**kwargs) | {
            "shut": shut.items(),
            "digest": self.story.edition().digest,
        }


def timeline_of(row: Override) -> str:
    return reverse("desk_timeline", args=[row.story_id])


class OverrideReport(DeskReport):
    """Every release past a gate, newest first: who, when, which points, why."""

    page_title = gettext_lazy("Overrides")
    header_icon = "warning"
    index_url_name = "override_report"
    index_results_url_name = "override_report_results"
    list_export = ["story.title", "gates", "reason", "by_name", "at"]
    export_headings = {"story.title": gettext_lazy("Story"), "by_name": gettext_lazy("By")}
    default_ordering = "-at"
    columns = [
        TitleColumn(
            "story",
            label=gettext_lazy("Story"),
            get_url=timeline_of,
        ),
        Column("points", label=gettext_lazy("Released past")),
        Column("reason", label=gettext_lazy("Reason")),
        Column("by_name", label=gettext_lazy("By")),
        DateColumn("at", label=gettext_lazy("When")),
    ]

    def get_queryset(self):
        mine = pages_for(self.request.user, "change", "approve", "override").values("pk")
        return Override.objects.select_related("story").filter(story_id__in=mine)


def menu_item() -> MenuItem:
    return MenuItem(
        gettext_lazy("Overrides"), reverse_lazy("override_report"), icon_name="warning", order=800
    )


urlpatterns = [
    path("desk/<int:pk>/override/", OverrideView.as_view(), name="desk_override"),
    path("reports/overrides/", OverrideReport.as_view(), name="override_report"),
    path(
        "reports/overrides/results/",
        OverrideReport.as_view(results_only=True),
        name="override_report_results",
    ),
]
