"""What a page or document says: values only."""

import hashlib
import re
from dataclasses import dataclass
from datetime import date

from sources.kinds import SourceKind
from sources.reading.walls import Wall

# Lines of a page that change by themselves: counters, clocks and advertising.
NOISE = re.compile(
    r"""\b\d+\s*(seconds?|minutes?|mins?|hours?|hrs?|days?|weeks?)\s+ago\b
    | \b(just\s+now|yesterday|last\s+(seen|visit))\b
    | ^[\d.,\s]+[km]?\s*(views?|shares?|comments?|likes?|readers?|reads?|followers?)\b
    | ^(views?|shares?|comments?|likes?|readers?)\W*[\d.,\s]+[km]?$
    | ^(advertisement|sponsored|anzeige|werbung|publicité|loading|share|print|most\s+read|trending)\b
    | ^(it\s+is\s+now|current\s+time|page\s+(generated|rendered)|last\s+refreshed|request\s+id|session)\b | ©""",
    re.IGNORECASE | re.VERBOSE,
)
NOISE_LENGTH = 120  # characters; a longer line is a sentence of the page


@dataclass(frozen=True)
class Reading:
    """What a page or document says. `text` is what there is to read, `whole` everything that can be seen."""

    title: str = ""
    publisher: str = ""
    authors: str = ""
    published_on: date | None = None
    language: str = ""
    kind: SourceKind = SourceKind.OTHER
    text: str = ""
    whole: str = ""
    wall: Wall | None = None
    problem: str = ""

    @property
    def digest(self) -> str:
        """SHA-256 over title and text, less what changes by itself. Equal digests: nothing changed that counts."""
        return hashlib.sha256("\n".join([self.title, *lasting(self.text)]).encode()).hexdigest()


def lasting(text: str) -> list[str]:
    """The lines of a text that only a person changes."""
    return [line for line in text.splitlines() if not (len(line) <= NOISE_LENGTH and NOISE.search(line))]
