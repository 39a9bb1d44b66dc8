"""May this story go out? The question that every door asks: form, panel, bulk action, command and the lock."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles import gates
from articles.gates import Hold


class PublicationBlocked(PermissionDenied):
    """The story may not go out. `holds` says why; as a refusal of permission it is a message, never a crash."""

    def __init__(self, holds: list[Hold], headline: str = ""):
        self.holds = holds
        self.headline = headline
        reasons = " ".join(str(hold.message) for hold in holds)
        super().__init__(
            _("“%(headline)s” was not published. %(reasons)s") % {"headline": headline, "reasons": reasons}
        )


def holds(story) -> list[Hold]:
    """What keeps the story, as it stands in memory, from going out."""
    return gates.holds(story.edition())


def require(story) -> None:
    """Raises PublicationBlocked unless nothing holds the story."""
    if found := holds(story):
        raise PublicationBlocked(found, story.title)


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
