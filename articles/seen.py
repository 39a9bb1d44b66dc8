"""What do readers learn of whether a source is there, and whether it still stands? Words for values; no HTML."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.claims import Source
from sources.outcomes import Outcome

SHORT_HASH = 12  # characters of a hash that stand on a story's page; all of it on the source's own
WORDS = {
    Outcome.FINE: gettext_lazy("Reachable"),
    Outcome.MOVED: gettext_lazy("Moved to another address"),
    Outcome.CHANGED: gettext_lazy("Changed"),
    Outcome.GONE: gettext_lazy("Gone"),
    Outcome.BLOCKED: gettext_lazy("Can’t be checked by a program"),
    Outcome.UNREACHABLE: gettext_lazy("Not reachable"),
    Outcome.REFUSED: gettext_lazy("Not checked"),
}
BAD = frozenset({Outcome.GONE, Outcome.UNREACHABLE})


@dataclass(frozen=True)
class Seen:
    """The state of a source in a word, whether that is bad news, when it was looked at, and the hash of our copy."""

    word: str
    is_bad: bool
    at: datetime | None
    kept_at: datetime | None
    hash: str
    archive_url: str


def seen(source: Source) -> Seen | None:
    """None for a source that nobody has looked at and of which nothing is kept."""
    if source.state is None and source.kept is None:
        return None
    kept = source.kept
    return Seen(
        word=str(WORDS[source.state]) if source.state else "",
        is_bad=source.state in BAD,
        at=source.checked_at,
        kept_at=kept and kept.at,
        hash=kept.sha256[:SHORT_HASH] if kept else "",
        archive_url=kept.archive_url if kept else "",
    )


def tally(sources: Iterable[Source]) -> str:
    """How many are in which state, as “4 fine, 1 changed”."""
    counts = Counter(source.state for source in sources)
    return ", ".join(
        _("%(n)s %(state)s") % {"n": counts[outcome], "state": outcome.label.lower()}
        for outcome in Outcome
        if counts[outcome]
    )
