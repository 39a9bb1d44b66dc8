"""The sources of one story at a glance: is each there, is a copy kept, and one button for a look at all of them."""

from dataclasses import dataclass

from django.shortcuts import redirect
from django.urls import path, re_path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles import judging, presenting
from articles.claims import Source
from articles.clearance import Refused
from articles.models import Agreement
from articles.models.agreement import last_words
from articles.models.permission import may
from articles.room import StoryScreen
from sources import alike, jobs
from sources.card import may_read_names
from sources.exchange import as_file
from sources.models import Knower, knower


class SourcesView(StoryScreen):
    """What came of the last look at each source; readers get the same as a dated line in the transparency."""

    page_title = gettext_lazy("Sources")
    header_icon = "doc-full"
    template_name = "articles/admin/sources.html"

    def get(self, request, *args, **kwargs):
        return self.show()

    def post(self, request, *args, **kwargs):
        """Puts a look at every source of the story into the queue."""
        if not self._may_look():
            return self.show(403, refusal=_("You may not have the sources of this story looked at."))
        ids = [source.id for source in self.story.edition().sources if source.url]
        count = jobs.ask(ids, by=request.user)
        if not ids:
            return self.show(409, refusal=_("None of the sources has a web address."))
        words = ngettext(
            "%(n)s source is being looked at. What comes of it stands here in a moment.",
            "%(n)s sources are being looked at. What comes of it stands here in a moment.",
            count,
        )
        return self.done(words % {"n": count}, "desk_sources")

    def _may_look(self) -> bool:
        return any(may(self.request.user, action, self.story) for action in ("change", "approve", "check"))

    def get_context_data(self, **kwargs):
        edition = self.story.edition()
        shown = presenting.sources(edition, presenting.sections(edition))
        return super().get_context_data(**kwargs) | {
            "shown": shown,
            "may_look": self._may_look(),
            "alike": alike.open_for([source.id for source in edition.sources]),
            "unnamed": unnamed(self.story.pk, edition),
            "may_agree": may(self.request.user, "override", self.story),
            "may_read_names": may_read_names(self.request.user),
        }


@dataclass
class Unnamed:
    """A source that is not named: who knows it, and the last word of a managing editor on the reason as it stands."""

    source: Source
    knowers: list[Knower]
    word: Agreement | None


def unnamed(story_id: int, edition) -> list[Unnamed]:
    """Two queries, and none where every source is named."""
    sources = [source for source in edition.sources if source.unnamed_why]
    if not sources:
        return []
    known = list(knower.standing([source.id for source in sources]))
    words = last_words(story_id)
    return [
        Unnamed(
            source,
            [row for row in known if row.source_id == source.id],
            word if (word := words.get(source.id)) and word.fingerprint == source.anonymity else None,
        )
        for source in sources
    ]


class FileView(StoryScreen):
    """The story's sources as a list of references, to be put away."""

    def get(self, request, *args, form, **kwargs):
        return as_file(self.story.edition().sources, form, f"sources-{self.story.slug}")


class AgreementView(StoryScreen):
    """Takes a managing editor's word on a source that is not named."""

    def get(self, request, *args, **kwargs):
        return redirect("desk_sources", self.story.pk)

    def post(self, request, *args, source_id, **kwargs):
        agrees = "agree" in request.POST
        fingerprint, why = request.POST.get("fingerprint", ""), request.POST.get("why", "")
        try:
            judging.agree(self.story.pk, source_id, fingerprint, agrees, why, by=request.user)
        except Refused as refusal:
            screen = SourcesView()
            screen.setup(request, pk=self.story.pk)
            screen.enter(request, pk=self.story.pk)
            return screen.show(409, refusal=str(refusal), why=why)
        words = _("Agreed: the source is not named.") if agrees else _("Noted: you don’t agree.")
        return self.done(words, "desk_sources")


urlpatterns = [
    path("desk/<int:pk>/sources/", SourcesView.as_view(), name="desk_sources"),
    re_path(
        r"^desk/(?P<pk>\d+)/sources/list\.(?P<form>json|bib|ris)$",
        FileView.as_view(),
        name="desk_sources_file",
    ),
    path("desk/<int:pk>/sources/<int:source_id>/agree/", AgreementView.as_view(), name="desk_agree"),
]
