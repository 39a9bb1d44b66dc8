"""How does an edition stand on a page? Which claim under which heading, with which numerals, notes and words.

Works on values alone and makes no HTML: the templates do. The running text of an article is in `articles.prose`.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from unicodedata import combining

from django.utils.text import Truncator
from django.utils.translation import get_language, get_language_info, ngettext
from django.utils.translation import gettext as _

from articles import quoting, transparency
from articles.claims import Citation, Claim, Source, Stance, Standing
from articles.editions import Edition, Kind, Signature
from articles.history import NOTHING, Past
from articles.seen import Seen, seen
from sources.kinds import SourceKind

LONGEST_WORD = 24  # characters that may be kept on one line with their numerals
LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


@dataclass(frozen=True)
class Passage:
    """A place in a source, and what it does for the claim."""

    does: str
    locator: str
    excerpt: str


@dataclass(frozen=True)
class Note:
    """What readers find behind a numeral: one source, and where it speaks of the claim."""

    id: str
    source: Source
    passages: tuple[Passage, ...]

    @property
    def language(self) -> str:
        return language_tag(self.source)

    @property
    def link(self) -> str:
        """Leads to the first of the words that are cited."""
        return quoting.link(self.source, next((p.excerpt for p in self.passages if p.excerpt), ""))


@dataclass(frozen=True)
class Cited:
    """A piece of text whose last word stays on one line with its numerals."""

    before: str
    last: str = ""
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True)
class Version:
    """One side of a disputed claim, with who holds it."""

    holder: str
    does: tuple[Cited, ...]
    passages: tuple[Passage, ...]
    language: str


@dataclass(frozen=True)
class ShownClaim:
    """A claim on a page. `anchor` is its permanent address there, `support` how many sources carry it."""

    claim: Claim
    anchor: str
    text: tuple[Cited, ...]
    truth: tuple[Cited, ...]
    versions: tuple[Version, ...]
    notes: tuple[Note, ...]
    support: str
    corrected: int | None = None  # the notice that speaks of it


@dataclass(frozen=True)
class Section:
    """The claims of one standing, under the heading that readers see."""

    standing: Standing
    claims: tuple[ShownClaim, ...]

    @property
    def is_refuted(self) -> bool:
        return self.standing is Standing.REFUTED

    @property
    def is_unclear(self) -> bool:
        return self.standing is Standing.UNCLEAR


@dataclass(frozen=True)
class ShownSource:
    """An entry of the list of sources, with the claims that cite it."""

    source: Source
    kind: str
    claims: tuple[ShownClaim, ...]
    language: str
    foreign: str
    original: Source | None
    seen: Seen | None


@dataclass(frozen=True)
class Bearing:
    """What a source does for a claim, as a mark and in a word."""

    mark: str
    word: str


@dataclass(frozen=True)
class MatrixRow:
    """A claim by its first words, and how each source of the story bears on it."""

    claim: ShownClaim
    words: str
    cells: tuple[tuple[Bearing, ...], ...]


@dataclass(frozen=True)
class Fact:
    """A line in the record of a story; `href` leads to the place on the page that says more."""

    term: str
    text: str
    href: str = ""


@dataclass(frozen=True)
class Chapter:
    """An entry in the list of what stands on the page."""

    anchor: str
    title: str
    count: int | None = None


# A brief's claims


def sections(edition: Edition, corrected: Mapping[str, int] = MappingProxyType({})) -> tuple[Section, ...]:
    """Known, disputed, unclear, refuted. Without claims a section is left out, but for what is unclear. `corrected`
    names, for claims that were corrected, the notice."""
    shown = {
        id(claim): replace(_shown(claim, place), corrected=corrected.get(claim.uid))
        for place, claim in enumerate(edition.claims, start=1)
    }
    found = (Section(s, tuple(shown[id(claim)] for claim in edition.standing(s))) for s in Standing)
    return tuple(section for section in found if section.claims or section.standing is Standing.UNCLEAR)


def _shown(claim: Claim, place: int) -> ShownClaim:
    anchor = f"c{claim.number}" if claim.number else f"new-{place}"
    is_disputed = claim.standing is Standing.DISPUTED
    sides = [c for c in claim.citations if is_disputed and c.stance is not Stance.CONTEXT]
    notes = _notes(anchor, [c for c in claim.citations if c not in sides])
    versions, side_notes = _versions(anchor, sides)
    is_told = claim.standing is Standing.REFUTED and claim.truth.strip()
    return ShownClaim(
        claim=claim,
        anchor=anchor,
        text=_cited(claim.text, () if is_told else notes),
        truth=_cited(claim.truth, notes) if is_told else (),
        versions=versions,
        notes=notes + side_notes,
        support=_support(claim),
    )


def _notes(anchor: str, citations: Iterable[Citation]) -> tuple[Note, ...]:
    """A note for each source, however often the claim cites it."""
    citations = tuple(citations)
    sources = dict.fromkeys(c.source for c in citations)
    return tuple(
        Note(
            f"n-{anchor}-{source.number}", source, tuple(_passage(c) for c in citations if c.source == source)
        )
        for source in sources
    )


def _passage(citation: Citation) -> Passage:
    return Passage(_does(citation.stance), citation.locator.strip(), citation.excerpt.strip())


def _does(stance: Stance) -> str:
    return {
        Stance.SUPPORTS: _("Supports the claim."),
        Stance.CONTRADICTS: _("Contradicts the claim."),
        Stance.CONTEXT: _("Background."),
    }[stance]


def _versions(anchor: str, sides: list[Citation]) -> tuple[tuple[Version, ...], tuple[Note, ...]]:
    """Who says so and who says otherwise, each source once a side."""
    versions, notes = [], []
    for stance in (Stance.SUPPORTS, Stance.CONTRADICTS):
        for note in _notes(f"{anchor}-{stance}", [c for c in sides if c.stance is stance]):
            holder = note.source.publisher.name if note.source.publisher else note.source.title
            does = _cited(_does(stance), (note,))
            versions.append(Version(holder, does, note.passages, note.language))
            notes.append(note)
    return tuple(versions), tuple(notes)


def _cited(text: str, notes: tuple[Note, ...]) -> tuple[Cited, ...]:
    text = text.strip()
    cut = re.search(r"\S*$", text).start() if notes else len(text)
    if len(text) - cut > LONGEST_WORD:  # a script without spaces, or an address: its last letter is enough
        cut = len(text) - 1
        while cut and combining(text[cut]):
            cut -= 1
    return (Cited(text[:cut], text[cut:], notes),)


def _support(claim: Claim) -> str:
    """How many sources still stand, how many of them primary, and of how many origins, where that is another number;
    for a single source only whether it is primary."""
    total, primary = len(claim.standing_sources), sum(s.is_primary for s in claim.standing_sources)
    if claim.is_single_sourced and total == 1:
        return _("primary") if claim.supporters[0].is_primary else _("not primary")
    if not total:
        return ""
    if total == 1:
        return _("1 source, primary") if primary else _("1 source, not primary")
    words = [
        ngettext("%(n)s source", "%(n)s sources", total) % {"n": total},
        _("%(n)s primary") % {"n": primary} if primary else _("none primary"),
    ]
    if claim.origins != total:
        words.append(ngettext("%(n)s origin", "%(n)s origins", claim.origins) % {"n": claim.origins})
    return ", ".join(words)


# Sources and the record


def sources(edition: Edition, shown: Iterable[Section] = ()) -> tuple[ShownSource, ...]:
    """The list of sources, each with the claims that cite it in the order of their numbers."""
    claims = [claim for section in shown for claim in section.claims]
    claims.sort(key=lambda shown: (shown.claim.number or 0, shown.anchor))
    by_id = {source.id: source for source in edition.sources}
    return tuple(
        ShownSource(
            source=source,
            kind=kind(source),
            claims=tuple(shown for shown in claims if source in shown.claim.sources),
            language=language_tag(source),
            foreign=foreign_language(source),
            original=by_id.get(source.derived_from),
            seen=seen(source),
        )
        for source in edition.sources
    )


def kind(source: Source) -> str:
    """What the source is, and whether it is first-hand."""
    label = str(source.kind.label)
    if source.kind is SourceKind.DOCUMENT:  # its label says so already
        return label
    pattern = _("Primary, %(kind)s") if source.is_primary else _("Reported, %(kind)s")
    return pattern % {"kind": label.lower()}


def language_tag(source: Source) -> str:
    """The source's language if it is one that a browser understands."""
    return source.language if LANGUAGE_TAG.fullmatch(source.language) else ""


def foreign_language(source: Source) -> str:
    """The name of the source's language, unless it is the page's own."""
    tag = language_tag(source).lower()
    if not tag or tag.split("-")[0] == (get_language() or "en").split("-")[0]:
        return ""
    for code in (tag, tag.split("-")[0]):
        try:
            return str(get_language_info(code)["name_translated"])
        except KeyError:
            continue
    return source.language


def matrix(edition: Edition, shown: Iterable[Section]) -> tuple[MatrixRow, ...]:
    """What each source of the story does for each claim that cites any."""
    claims = [claim for section in shown for claim in section.claims if claim.claim.citations]
    return tuple(
        MatrixRow(
            claim,
            Truncator(claim.claim.text).words(7, truncate="…"),
            tuple(_bearings(claim.claim, source) for source in edition.sources),
        )
        for claim in claims
    )


def _bearings(claim: Claim, source: Source) -> tuple[Bearing, ...]:
    bears = {
        Stance.SUPPORTS: Bearing("known", _("supports")),
        Stance.CONTRADICTS: Bearing("refuted", _("contradicts")),
        Stance.CONTEXT: Bearing("context", _("background")),
    }
    return tuple(bears[s] for s in dict.fromkeys(c.stance for c in claim.citations if c.source == source))


def contents(
    edition: Edition, shown: Iterable[Section], related: int, versions: int = 0
) -> tuple[Chapter, ...]:
    """What stands on a brief's page, in the order of the page."""
    claims = [Chapter(str(s.standing), str(s.standing.heading), len(s.claims)) for s in shown]
    rest = (
        (versions, Chapter("changes", _("How this story changed"))),
        (edition.context, Chapter("context", _("Context"))),
        (edition.why, Chapter("why", _("Why it matters"))),
        (edition.watch, Chapter("watch", _("What to watch next"))),
        (edition.faq, Chapter("faq", _("FAQ"))),
        (related, Chapter("related", _("Related coverage"))),
        (True, Chapter("transparency", _("Source transparency"))),
        (edition.original.strip(), Chapter("original", _("Original brief"))),
        (edition.sources, Chapter("sources", _("Sources"), len(edition.sources))),
    )
    return (*claims, *(chapter for is_there, chapter in rest if is_there))


def record(edition: Edition, past: Past = NOTHING) -> tuple[Fact, ...]:
    """The computed facts in short."""
    total, primary = len(edition.sources), len(edition.primary_sources)
    facts = [
        Fact(_("Sources"), _("%(total)s, of them %(primary)s primary") % {"total": total, "primary": primary})
    ]
    if edition.kind is Kind.BRIEF:
        single, known = len(edition.single_sourced), edition.counts[Standing.KNOWN]
        facts.append(Fact(_("Single-sourced"), _("%(n)s of %(total)s known") % {"n": single, "total": known}))
    if total:
        linked = sum(bool(source.url) for source in edition.sources)
        facts.append(Fact(_("Web address"), _("%(n)s of %(total)s sources") % {"n": linked, "total": total}))
    if past.checkers:
        facts.append(Fact(_("Verified by"), people(past.checkers)))
    if past.versions:
        told = ngettext("%(n)s in %(m)s version", "%(n)s in %(m)s versions", past.versions)
        facts.append(Fact(_("Corrections"), told % {"n": len(past.notices), "m": past.versions}, "#changes"))
    if edition.original.strip():
        facts.append(Fact(_("Based on"), _("a preliminary brief"), "#original"))
    if edition.ai_use:
        uses = {"none": _("none"), "assisted": _("assisted"), "generated": _("generated text")}
        facts.append(Fact(_("AI use"), uses[edition.ai_use], "#transparency"))
    return tuple(facts)


def people(count: int) -> str:
    return ngettext("%(n)s person", "%(n)s people", count) % {"n": count}


def bylines(signatures: Iterable[Signature], roles: Mapping[str, str]) -> list[tuple[str, list[str]]]:
    """Who did what, a role a line: the words of the role, and the names."""
    signatures = list(signatures)
    lines = ((roles[role], [s.name for s in signatures if s.role == role and s.name]) for role in roles)
    return [(words, names) for words, names in lines if names]


def description(edition: Edition) -> str:
    """What a search engine or a feed shows below the headline: whether AI wrote it, the first sentence and, for a
    brief, how its claims stand."""
    summary = " ".join(edition.summary.split())
    sentence = re.match(r".+?[.!?…。؟](?=\s|$)", summary)
    first = Truncator(sentence[0] if sentence else summary).chars(200)
    told = f"{first} {transparency.in_words(edition)}." if edition.kind is Kind.BRIEF else first
    is_generated = edition.ai_use == "generated"
    return f"{transparency.AI_IN_SHORT[edition.ai_use]}. {told}" if is_generated else told
