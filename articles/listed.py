"""How does a story stand in a list? One row: what it says, how its claims stand, which of them rest on a source."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles import transparency
from articles.claims import Claim, Stance, Standing
from articles.editions import Edition, Kind

STRIP_LIMIT = 24  # signs; a longer strip is words only
STEP, SIGN = 13, 10  # pixels from sign to sign, and across one
UNSPACED = re.compile(r"\W|[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\U0003ffff]")
SOON = timedelta(minutes=1)  # a change so soon after publication is no update


@dataclass(frozen=True)
class Strip:
    """One sign per claim, each with its place in pixels, beside the same in words."""

    signs: tuple[tuple[Standing, int], ...]
    width: int
    words: str


@dataclass(frozen=True)
class Place:
    """A name with its address."""

    name: str
    url: str


@dataclass(frozen=True)
class StoryRow:
    """A story in a list."""

    id: int
    edition: Edition
    url: str
    desk: Place
    published_at: datetime | None
    updated_at: datetime | None
    strip: Strip | None

    @property
    def is_brief(self) -> bool:
        return self.edition.kind is Kind.BRIEF


@dataclass(frozen=True)
class Figure:
    """A number over many stories, and what it counts."""

    number: int | str
    words: str


@dataclass(frozen=True)
class Reliance:
    """A claim that rests on certain sources, and what they do for it. `is_alone`: nothing else supports it."""

    claim: Claim
    role: str
    is_alone: bool


def row(edition: Edition, story_id, url: str, desk: str, published_at, last_published_at) -> StoryRow:
    """A story in a list. Its desk is the place above its address."""
    changed = published_at and last_published_at and last_published_at - published_at > SOON
    return StoryRow(
        id=story_id,
        edition=edition,
        url=url,
        desk=Place(desk, url.rstrip("/").rpartition("/")[0] + "/"),
        published_at=published_at,
        updated_at=last_published_at if changed else None,
        strip=strip(edition) if edition.kind is Kind.BRIEF else None,
    )


def strip(edition: Edition) -> Strip:
    """The signs and words that stand for a brief's claims."""
    standings = [standing for standing in Standing for _n in range(edition.counts[standing])]
    if len(standings) > STRIP_LIMIT:
        standings = []
    words = [transparency.in_words(edition)]
    if total := len(edition.sources):
        counted = ngettext("%(n)s source", "%(n)s sources", total) % {"n": total}
        words.append(counted + ", " + _("%(n)s primary") % {"n": len(edition.primary_sources)})
    signs = tuple((standing, place * STEP) for place, standing in enumerate(standings))
    return Strip(signs, max(0, len(signs) * STEP - (STEP - SIGN)), " · ".join(words))


def tallied(counts: Mapping[Standing, int]) -> list[tuple[Standing, int]]:
    """The counts worth showing: all that are not nought, and “unclear” always."""
    return [(s, counts.get(s, 0)) for s in Standing if counts.get(s) or s is Standing.UNCLEAR]


def sketch(headline: str, counts: Mapping[Standing, int]) -> Edition:
    """A brief of which no more is known than how its claims stand."""
    claims = tuple(Claim("", None, "", s) for s in Standing for _n in range(counts.get(s, 0)))
    return Edition(Kind.BRIEF, headline, claims=claims)


def highlighted(text: str, words: Iterable[str]) -> list[tuple[str, bool]]:
    """The text in pieces, each with whether it is what a reader looked for."""
    words = list(words)
    pieces = pattern(words).split(text) if words else [text]
    return [(piece, bool(n % 2)) for n, piece in enumerate(pieces) if piece]


def pattern(words: Iterable[str]) -> re.Pattern:
    """Any of these words at its beginning; scripts that put no space between words have no beginnings."""
    longest_first = sorted(words, key=len, reverse=True)
    sought = "|".join(
        ("" if UNSPACED.match(word) else r"(?<!\w)") + re.escape(word) for word in longest_first
    )
    return re.compile(f"({sought})", re.IGNORECASE)


def reliances(edition: Edition, sources: set[int]) -> list[Reliance]:
    """The claims of a story that cite any of these sources."""
    found = []
    for claim in edition.claims:
        stances = {c.stance for c in claim.citations if c.source.id in sources}
        if stances:
            supporters = {source.id for source in claim.supporters}
            is_alone = Stance.SUPPORTS in stances and claim.is_single_sourced
            found.append(
                Reliance(claim, _role(claim, stances, len(supporters - sources), is_alone), is_alone)
            )
    return found


def _role(claim: Claim, stances: set[Stance], others: int, is_alone: bool) -> str:
    if claim.standing is Standing.DISPUTED and stances != {Stance.CONTEXT}:
        return _("gives one version")
    if Stance.CONTRADICTS in stances:
        return _("contradicts")
    if Stance.SUPPORTS not in stances:
        return _("background")
    if is_alone:
        return _("only source")
    if not others:
        return _("supports")
    return ngettext("supports, with %(n)s other", "supports, with %(n)s others", others) % {"n": others}
