"""Which parts of a story hold what a reader looks for? Its claims, its answers, its sources and its text.

Words are matched at their beginnings, as a reader sees them. The search engine may know more, such as the plural of a
word; then the story is found and no part of it is marked.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from articles.claims import Claim, Standing
from articles.editions import Edition
from articles.gates import FOOTNOTE_MARK
from articles.listed import highlighted, pattern

PARTS = 3  # parts shown of a story
AROUND = 90  # characters before and after the first word that was found in a long text

Pieces = list[tuple[str, bool]]


@dataclass(frozen=True)
class Part:
    """A part of a story: what it is, where it stands on the page, and what it says. `claim` is there for claims."""

    word: str
    anchor: str
    text: str
    claim: Claim | None = None


@dataclass(frozen=True)
class Match:
    """A part that holds what was looked for, in pieces of which some are the words."""

    part: Part
    pieces: Pieces


def matches(edition: Edition, terms: list[str], standing: Standing | None = None) -> list[Match]:
    """The parts that hold most of the words, claims first. Who asks for a standing gets claims of that standing only,
    and without words every one of them."""
    found = list(parts(edition))
    if standing:
        found = [part for part in found if part.claim and part.claim.standing is standing]
    if not terms:
        return [Match(part, [(part.text, False)]) for part in found] if standing else []
    sought = [pattern([term]) for term in terms]
    counted = [(sum(bool(look.search(part.text)) for look in sought), part) for part in found]
    most = max((count for count, _part in counted), default=0)
    best = [part for count, part in counted if count == most][:PARTS] if most else []
    return [Match(part, highlighted(clipped(part.text, terms), terms)) for part in best]


def parts(edition: Edition) -> Iterator[Part]:
    """In the order in which they are shown: what is said first, then what it rests on."""
    for claim in edition.claims:
        yield Part(str(claim.standing.label), f"#c{claim.number}", claim.text, claim)
    for number, pair in enumerate(edition.faq, start=1):
        yield Part(_("Answer"), f"#q{number}", f"{pair.question} {plain(pair.answer)}")
    for point in edition.watch:
        yield Part(_("To watch"), "#watch", point.text)
    for word, anchor, text in _texts(edition):
        if text:
            yield Part(word, anchor, text)
    for source in edition.sources:
        named = [source.title, source.publisher.name if source.publisher else ""]
        yield Part(_("Source"), f"#s{source.number}", ", ".join(filter(None, named)))


def _texts(edition: Edition) -> Iterable[tuple[str, str, str]]:
    return (
        (_("Context"), "#context", plain(edition.context)),
        (_("Why it matters"), "#why", plain(edition.why)),
        (_("Text"), "", plain(" ".join(_words(json.loads(edition.body or "[]"))))),
    )


def _words(stored) -> Iterator[str]:
    """Every string in the blocks of an article's text."""
    for block in stored:
        value = block.get("value")
        said = value.values() if isinstance(value, dict) else [value]
        yield from (text for text in said if isinstance(text, str))


def plain(html: str) -> str:
    """Rich text as running words, without the marks of sources."""
    spaced = re.sub(r"</(p|li|h\d)>|<br\s*/?>", " ", html)
    return " ".join(FOOTNOTE_MARK.sub("", strip_tags(spaced)).split())


def clipped(text: str, terms: list[str]) -> str:
    """A long text from a little before the first word that was looked for, to a little after it."""
    first = pattern(terms).search(text)
    if len(text) <= 3 * AROUND or not first:
        return text
    start, end = max(0, first.start() - AROUND), first.end() + AROUND
    start = text.find(" ", start) + 1 if start else 0
    end = text.rfind(" ", first.end(), end) if end < len(text) else len(text)
    end = end if end > first.end() else first.end()
    return f"{'… ' if start else ''}{text[min(start, first.start()) : end]}{' …' if end < len(text) else ''}"
