"""What can come of looking at a source? Values and rules; no database, no network."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

FAILURES = 3  # so many in a row,
FAILING_FOR = timedelta(hours=48)  # over so long, before a source counts as gone


class Outcome(TextChoices):
    """What came of one look. Blocked says that we don't know: a page that is shown to people only is not dead."""

    FINE = "fine", _("Fine")
    MOVED = "moved", _("Moved")
    CHANGED = "changed", _("Changed")
    GONE = "gone", _("Gone")
    BLOCKED = "blocked", _("Blocked")
    UNREACHABLE = "unreachable", _("Unreachable")
    REFUSED = "refused", _("Refused")

    @property
    def was_read(self) -> bool:
        """Did we see the page itself?"""
        return self in (Outcome.FINE, Outcome.MOVED, Outcome.CHANGED)

    @property
    def is_failure(self) -> bool:
        """Does it speak for the page being gone? What is blocked or refused says nothing about that."""
        return self in (Outcome.GONE, Outcome.UNREACHABLE)


@dataclass(frozen=True)
class Streak:
    """How many looks in a row have failed, and since when."""

    failures: int = 0
    since: datetime | None = None

    def after(self, outcome: Outcome, at: datetime) -> "Streak":
        """The streak with one more look. A look that tells nothing leaves it as it is."""
        if outcome.was_read:
            return Streak()
        return Streak(self.failures + 1, self.since or at) if outcome.is_failure else self

    def counts_as(self, outcome: Outcome, at: datetime) -> Outcome:
        """What the source counts as: gone only after three failures over 48 hours; until then it can't be reached."""
        if not outcome.is_failure:
            return outcome
        is_lasting = self.failures >= FAILURES and self.since and at - self.since >= FAILING_FOR
        return Outcome.GONE if is_lasting else Outcome.UNREACHABLE
