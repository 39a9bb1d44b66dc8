"""The sources of one story at a glance: is each there, is a copy kept, and one button for a look at all of them."""

from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles import presenting
from articles.models.permission import may
from articles.room import StoryScreen
from sources import alike, jobs


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
        }


urlpatterns = [path("desk/<int:pk>/sources/", SourcesView.as_view(), name="desk_sources")]
