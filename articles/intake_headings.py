"""Where does each section of a pasted text begin?

A heading is a line that is the heading and nothing else (with #, bold or a colon if you like), or
the heading, a colon and text. A line that merely begins with a heading word is not a heading. Where
a colon inside running text looks like one, the rules are in `is_running_text`.
"""

import re
import unicodedata
from typing import NamedTuple

from articles.intake_lines import (
    HASHES,
    SIGN,
    SPACE_OR_UNSEEN,
    Line,
    begins_small,
    blank,
    ends_sentence,
    indent,
)

SPELLINGS = {
    "summary": ("summary",),
    "known": ("what we know", "what we know so far", "what is known", "whats known"),
    "unclear": (
        "whats still unclear",
        "what is still unclear",
        "still unclear",
        "whats unclear",
        "what is unclear",
    ),
    "context": ("context",),
    "why": ("why it matters", "why this matters"),
    "watch": ("what to watch next", "what to watch", "what to watch for"),
    "faq": ("faq", "faqs", "frequently asked questions", "q&a"),
    "related": ("related coverage",),
    "transparency": ("source transparency", "sources transparency"),
    "original": ("original brief", "the original brief"),
    "sources": ("sources",),
}
KINDS = {spelling: kind for kind, spellings in SPELLINGS.items() for spelling in spellings}
TITLES = {"sources", "related"}  # lists whose rows don't end like sentences
UNKNOWN = "unknown"  # a marked heading that isn't one of ours: what stands below it can't be placed
LONGEST = 60  # characters
WRAPPED_AT_LEAST = 40  # characters: a shorter line wasn't ended by the width of a page
BOLD_LEVEL, PLAIN_LEVEL = 7, 8  # below the six levels of #

POSSIBLE = re.compile(
    r"[#*_\s]*(?:summary|what|context|why|faq|frequently|q&a|related|source|original|the\b|still)",
    re.IGNORECASE,
)
COLON = re.compile("[:：]")
APOSTROPHES = str.maketrans("", "", "'’‘ʼ′`´＇‛")
ALL_BOLD = re.compile(r"\s*(?:\*\*[^*]+\*\*|__[^_]+__)\s*[:：]?\s*")


class Heading(NamedTuple):
    """A heading and where it stands: `place` counts lines from 0, `line` as the editor sees it.

    `name` is the heading as it was written, `text` what follows on its line, `level` how strongly
    it is marked (1 to 6 for #, then bold, then plain).
    """

    place: int
    line: int
    kind: str
    name: str
    text: str
    level: int


def find_headings(lines: list[Line]) -> list[Heading]:
    """Every heading of a text, in order."""
    possible = {place: found for place, line in enumerate(lines) if (found := heading(place, line))}
    alone = {found.kind for found in possible.values() if not found.text}
    headings: list[Heading] = []
    above: Line | None = None  # the line directly above, if it is running text
    for place, line in enumerate(lines):
        if blank(line.text):
            above = None
            continue
        section = headings[-1] if headings else None
        found = possible.get(place)
        if found and above and is_running_text(found, line.text, above.text, section, alone):
            found = None
        found = found or (foreign(place, line, section) if section else None)
        if found:
            headings.append(found)
        above = None if found and not found.text else line
    return headings


def heading(place: int, line: Line) -> Heading | None:
    """Read a line as one of our headings, without regard to what stands around it."""
    bare = line.text.lstrip(SPACE_OR_UNSEEN)
    if not bare or (bare[0] < "\x80" and not POSSIBLE.match(bare[:LONGEST])) or SIGN.match(bare):
        return None
    colon = COLON.search(bare, 0, LONGEST + 1)
    name, text = (bare[: colon.start()], bare[colon.end() :]) if colon else (bare.rstrip(), "")
    kind = KINDS.get(spelling(name)) if len(name) <= LONGEST else None
    if not kind:
        return None
    return Heading(place, line.line, kind, name.strip("#*_ \t"), inline(name, text), level(bare))


def spelling(name: str) -> str:
    """A heading without what doesn't matter: case, apostrophes, marks, width of letters and spaces."""
    name = unicodedata.normalize("NFKC", name.translate(APOSTROPHES)).casefold()
    name = "".join(sign for sign in name if unicodedata.category(sign) != "Cf")
    return " ".join(name.strip("#*_?: \t\u00a0").split())


def inline(name: str, text: str) -> str:
    """The text on the heading's own line, without the signs that made the heading bold."""
    if blank(text.strip("#*_ \t")):
        return ""
    text = text.strip()
    for sign in ("**", "__", "*", "_"):
        if name.lstrip("# \t").startswith(sign) and not name.rstrip().endswith(sign):
            return (text.removeprefix(sign) if text.startswith(sign) else text.removesuffix(sign)).strip()
    return text


def level(bare: str) -> int:
    hashes = len(bare) - len(bare.lstrip("#"))
    if hashes:
        return min(hashes, 6)
    return BOLD_LEVEL if bare.startswith(("**", "__")) else PLAIN_LEVEL


def is_running_text(found: Heading, text: str, above: str, section: Heading | None, alone: set[str]) -> bool:
    """Is a line that could be a heading really part of the text directly above it?

    Yes where it is indented below its bullet; where it goes on with a small letter after a long line
    that ended in mid-sentence; and where a one-word heading with text ("Sources: three officials …")
    stands in another section's text although that heading also stands alone elsewhere.
    """
    kind = section.kind if section else ""
    further_in = bool(section) and indent(text) > indent(above)
    if not found.text:
        return further_in and begins_small(text)
    if further_in:
        return True
    if (
        begins_small(text)
        and not ends_sentence(above)
        and len(above) >= WRAPPED_AT_LEAST
        and kind not in TITLES
    ):
        return True
    one_word = len(found.name.split()) == 1
    return one_word and found.kind in alone and bool(kind) and kind not in TITLES and kind != found.kind


def foreign(place: int, line: Line, section: Heading) -> Heading | None:
    """A heading that is marked like ours, at the same level or above, but isn't one we know.

    An original brief keeps its lines whatever they are, and a marked line in an FAQ is a question.
    """
    text = line.text.lstrip(SPACE_OR_UNSEEN)
    if text[:1] not in "#*_" or section.kind in ("original", "faq"):
        return None
    bold = section.level == BOLD_LEVEL and len(text) <= LONGEST and ALL_BOLD.fullmatch(text)
    if not bold and not (HASHES.match(text) and level(text) <= section.level):
        return None
    return Heading(place, line.line, UNKNOWN, text.strip("#*_ \t"), "", level(text))
