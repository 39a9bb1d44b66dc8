"""Are these words still on the page? Text in, finding out: no database, no network.

Quotation marks, dashes, spaces, soft hyphens and capitals make no difference. An excerpt with “…” or “[…]” is several
passages, which have to follow each other. What is nearly there is shown with the passage that comes closest.
"""

import hashlib
import re
import unicodedata
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from rapidfuzz.fuzz import partial_ratio_alignment

CLOSE = 80.0  # of 100, by inserted and deleted letters
AROUND = 30  # letters that are shown on each side of what comes closest
LONGEST = 3_000  # letters of an excerpt that are compared for closeness
GAPS = re.compile(r"\s*(?:\[\s*(?:…|\.\.\.)\s*\]|\(\s*(?:…|\.\.\.)\s*\)|…|\.\.\.)\s*")
SAME = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′`´", "'"),
        **dict.fromkeys("“”„‟″«»‹›", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff"),
    }
)


class Found(TextChoices):
    """Whether a cited excerpt is in the text of its source."""

    FOUND = "found", _("Found")
    ALTERED = "altered", _("Altered")
    MISSING = "missing", _("Missing")
    CANT_TELL = "cant_tell", _("Can’t tell")


@dataclass(frozen=True)
class Finding:
    """What came of looking for an excerpt. `nearest` is the passage that comes closest, where it is not the same."""

    found: Found
    nearest: str = ""


def key(excerpt: str) -> str:
    """SHA-256 of an excerpt's words: the name under which findings on it are kept."""
    return hashlib.sha256(_folded(excerpt).encode()).hexdigest()


def look_for(excerpt: str, *texts: str) -> Finding:
    """Looks for the excerpt in each of the texts of one page, the most readable first."""
    told = [plain for text in texts if (plain := _plain(text))]
    parts = [part.strip() for part in GAPS.split(_folded(excerpt)) if part.strip()]
    if not told or not parts:
        return Finding(Found.CANT_TELL)
    if any(_follow(parts, _fold(text)) for text in told):
        return Finding(Found.FOUND)
    close = [near for text in told if (near := _nearest(" ".join(parts), text))]
    return Finding(Found.ALTERED, max(close)[1]) if close else Finding(Found.MISSING)


def _follow(parts: list[str], text: str) -> bool:
    place = 0
    for part in parts:
        place = text.find(part, place)
        if place < 0:
            return False
        place += len(part)
    return True


def _nearest(excerpt: str, text: str) -> tuple[float, str] | None:
    """How close it comes, and the passage with a few letters around it, cut at words."""
    found = partial_ratio_alignment(excerpt[:LONGEST], _fold(text), score_cutoff=CLOSE)
    if not found:
        return None
    start = text.rfind(" ", 0, max(0, found.dest_start - AROUND) + 1) + 1
    end = text.find(" ", found.dest_end + AROUND)
    return found.score, text[start : end if end > 0 else len(text)]


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text.translate(SAME)).translate(SAME).split())


def _folded(text: str) -> str:
    return _fold(_plain(text))


def _fold(text: str) -> str:
    """Small letters, each in the place of its capital, so that places in the two texts are the same."""
    small = text.lower()
    return (
        small if len(small) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    )
