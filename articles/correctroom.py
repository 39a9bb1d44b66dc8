"""The screen on which a change to something published is called by its name, and what was said before is read."""

from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import amending
from articles.clearance import Refused
from articles.compared import words
from articles.correcting import Asked
from articles.models import Correction, Noticed, correction
from articles.models.permission import may
from articles.room import StoryScreen
from sources.asked import key


class CorrectionsView(StoryScreen):
    """What readers were told and will be told otherwise, change by change; notices of their own; what is out."""

    page_title = gettext_lazy("Corrections")
    header_icon = "edit"
    template_name = "articles/admin/corrections.html"

    def get(self, request, *args, **kwargs):
        return self.show()

    def post(self, request, *args, **kwargs):
        try:
            message = self._act(request.POST, request.user)
        except Refused as refusal:
            return self.show(409, refusal=str(refusal), posted=request.POST)
        return self.done(message, "desk_corrections")

    def _act(self, said, by) -> str:
        text, noticed, act = said.get("text", ""), said.get("noticed", ""), said.get("act", "")
        if act == "drop":
            amending.drop(self.story.pk, key(said.get("row")), by)
            return _("Taken back.")
        if act == "retract":
            amending.retract_story(self.story.pk, text, noticed, by)
        elif act == "amend":
            amending.amend(self.story.pk, key(said.get("row")), text, noticed, by)
        else:
            report = key(said.get("report"))
            amending.say(
                self.story.pk, said.get("change", ""), said.get("kind", ""), text, noticed, by, report
            )
        return _(
            "Said. It goes out with the story once somebody else has approved it, and is never changed then."
        )

    def get_context_data(self, posted=None, **kwargs):
        edition = self.story.edition()
        said = correction.waiting(self.story.pk)
        user = self.request.user
        posted = posted or {}
        asked = [_shown(change, said, posted) for change in correction.asked(self.story.pk, edition)]
        is_stale = posted.get("change") and not any(entry["is_posted"] for entry in asked)
        return super().get_context_data(**kwargs) | {
            "asked": asked,
            "unused": posted.get("text") if is_stale else "",
            "waiting": [row for row in said.values() if row.is_of_its_own],
            "published": Correction.objects.filter(story_id=self.story.pk).exclude(entry=None),
            "noticed": Noticed.choices,
            "reports": amending.open_reports(self.story.pk),
            "posted": posted,
            "amended": key(posted.get("row")) if posted.get("act") == "amend" else 0,
            "may_say": may(user, "change", self.story) or may(user, "publish", self.story),
        }


def _shown(change: Asked, said: dict[str, Correction], posted) -> dict:
    """One change with what was said of it, or with what somebody has just tried to say."""
    row = said.get(change.fingerprint)
    is_posted = posted.get("change") == change.fingerprint
    return {
        "change": change,
        "is_posted": is_posted,
        "words": words(change.was, change.becomes),
        "kinds": change.kinds,
        "said": row,
        "kind": posted.get("kind", "") if is_posted else row.kind if row else "",
        "text": posted.get("text", "") if is_posted else row.text if row else "",
        "noticed": posted.get("noticed", "") if is_posted else row.noticed if row else Noticed.NEWSROOM,
        "report": key(posted.get("report")) if is_posted else row.report_id if row else None,
    }


urlpatterns = [path("desk/<int:pk>/corrections/", CorrectionsView.as_view(), name="desk_corrections")]
