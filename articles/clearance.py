"""May this story go out? The question that every door asks: form, panel, bulk action, command and the lock."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles import desk_gates, gates
from articles.gates import Hold


class Refused(PermissionDenied):
    """Somebody may not do this, for a reason that they are told. A message for people, never a crash."""


class PublicationBlocked(Refused):
    """The story may not go out. `holds` says why; as a refusal of permission it is a message, never a crash."""

    def __init__(self, holds: list[Hold], headline: str = ""):
        self.holds = holds
        self.headline = headline
        reasons = " ".join(str(hold.message) for hold in holds)
        super().__init__(
            _("“%(headline)s” was not published. %(reasons)s") % {"headline": headline, "reasons": reasons}
        )


def holds(story) -> list[Hold]:
    """What keeps the story, as it stands in memory, from going out: now, or at the minute it is scheduled for."""
    found, waived = all_holds(story, planned(story))
    return [hold for hold in found if hold.gate not in waived]


def require(story, at: datetime) -> frozenset[str]:
    """Raises PublicationBlocked unless nothing holds the story at that moment. Returns the gates that are shut and
    that only an override opened."""
    found, waived = all_holds(story, at)
    if blocking := [hold for hold in found if hold.gate not in waived]:
        raise PublicationBlocked(blocking, story.title)
    return frozenset(hold.gate for hold in found)


def all_holds(story, at: datetime | None) -> tuple[list[Hold], frozenset[str]]:
    """Every hold, and the gates that an override has released for this content."""
    edition = story.edition()
    review = story.review(edition, at)
    found = [*gates.holds(edition), *desk_gates.holds(edition, review)]
    return found, desk_gates.released(edition, review)


def planned(story) -> datetime:
    """The minute at which the story would go out if it were published now."""
    now = timezone.now()
    return max(now, story.go_live_at or now)


def blocked_sentence(count: int) -> str:
    """What an editor is told after a refused publication."""
    return ngettext(
        "Not published. %(count)s point blocks publication; it is listed under Readiness.",
        "Not published. %(count)s points block publication; they are listed under Readiness.",
        count,
    ) % {"count": count}


def draft_first() -> Hold:
    """Nothing is born live: a copy, an alias or an imported page starts as a draft."""
    return Hold("draft", _("A story starts as a draft. Save it as a draft first, then publish it."))
