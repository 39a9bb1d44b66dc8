"""What is a brief or an article, as readers see it at one moment? A frozen value, read from rows in one place.

`of` is the only code that turns rows into values. It asks no database: what it reads is prefetched (`READS`) or
held in memory by a draft, and the sources are handed in. Everything that readers get is worked out from an Edition.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import cached_property

from articles.claims import Citation, Claim, Kept, Publisher, Retraction, Source, Stance, Standing
from sources.kinds import RetractionKind, SourceKind
from sources.outcomes import Outcome

# What `of` reads through relations, to be prefetched for a story that comes from the database.
READS = {
    "brief": ("bylines", "related", "notes", "claims__citations", "watch", "faq"),
    "article": ("bylines", "related", "notes", "citations"),
}
# What a list of stories shows of each: its claims and their citations.
LIST_READS = {"brief": ("claims__citations",), "article": ("citations",)}


ANSWERS = "answers"  # the role of whoever answers for the story
# Pictures and neighbours live lives of their own: when one of them changes or goes, the story says what it said.
ASIDE = {"aside": True}


class Kind(StrEnum):
    BRIEF = "brief"
    ARTICLE = "article"


@dataclass(frozen=True)
class Signature:
    """A name in the byline. `role` is written, checked, edited or answers; of whoever answers for the story,
    `person` is the key of the account."""

    name: str
    role: str
    person: int | None = None


@dataclass(frozen=True)
class Watch:
    text: str
    due: date | None = None


@dataclass(frozen=True)
class Question:
    question: str
    answer: str


@dataclass(frozen=True)
class Picture:
    """A picture where the story shows it. `place` names the field that holds it."""

    photo: int
    alt: str
    credit: str
    place: str


@dataclass(frozen=True)
class Footnote:
    """A source that an article cites in its text by the mark `[^handle]`."""

    handle: int | None
    source: Source
    excerpt: str = ""
    locator: str = ""


@dataclass(frozen=True)
class Edition:
    """A story as readers see it at one moment. HTML fields hold clean rich text as Wagtail stores it."""

    kind: Kind
    headline: str
    headline_confirmed: bool = True
    summary: str = ""
    bylines: tuple[Signature, ...] = ()
    claims: tuple[Claim, ...] = ()
    context: str = ""
    why: str = ""
    watch: tuple[Watch, ...] = ()
    faq: tuple[Question, ...] = ()
    body: str = ""
    footnotes: tuple[Footnote, ...] = ()
    pictures: tuple[Picture, ...] = field(default=(), metadata=ASIDE)
    related: tuple[int, ...] = field(default=(), metadata=ASIDE)
    notes: tuple[str, ...] = ()
    original: str = ""
    original_from: str = ""
    original_at: datetime | None = None
    ai_use: str = ""
    ai_task: str = ""
    ai_tool: str = ""

    @property
    def has_body(self) -> bool:
        """Does the running text of an article say anything?"""
        return self.body not in ("", "[]")

    @property
    def is_begun(self) -> bool:
        """Has somebody begun to write? A pitch has a headline and no more."""
        return bool(self.claims) or self.has_body

    def standing(self, standing: Standing) -> tuple[Claim, ...]:
        return tuple(claim for claim in self.claims if claim.standing is standing)

    @cached_property
    def counts(self) -> Counter:
        """How many claims of each standing."""
        return Counter(claim.standing for claim in self.claims)

    @cached_property
    def sources(self) -> tuple[Source, ...]:
        """Each cited source once, in the order of its number."""
        cited = [c.source for claim in self.claims for c in claim.citations] + [
            n.source for n in self.footnotes
        ]
        return tuple(sorted(set(cited), key=lambda source: source.number))

    @property
    def primary_sources(self) -> tuple[Source, ...]:
        return tuple(source for source in self.sources if source.is_primary)

    @property
    def single_sourced(self) -> tuple[Claim, ...]:
        return tuple(claim for claim in self.claims if claim.is_single_sourced)

    def citing(self, source: Source) -> tuple[Claim, ...]:
        return tuple(claim for claim in self.claims if source in claim.sources)

    @cached_property
    def digest(self) -> str:
        """SHA-256 over what the story itself says. A source counts by its identity: repairing a link is no change."""
        return hashlib.sha256(json.dumps(_plain(self), sort_keys=True).encode()).hexdigest()


def _plain(value):
    """A value for the digest. Fields at their default are left out, so a field that is added later, with a default,
    leaves the digest of every story as it was."""
    if isinstance(value, Source):
        return value.key
    if is_dataclass(value):
        told = (part for part in fields(value) if not part.metadata.get("aside"))
        pairs = ((part.name, getattr(value, part.name), part.default) for part in told)
        return {name: _plain(content) for name, content, default in pairs if content != default}
    if isinstance(value, tuple):
        return [_plain(entry) for entry in value]
    if isinstance(value, datetime):
        moment = value.astimezone(UTC)  # a saved version keeps milliseconds only
        return moment.replace(microsecond=moment.microsecond // 1000 * 1000).isoformat()
    return value.isoformat() if isinstance(value, date) else value


def _signature(row) -> Signature:
    return Signature(row.name, row.role, row.person_id if row.role == ANSWERS else None)


def source_ids(story) -> list[int]:
    """The sources that the story cites, each once, in the order in which readers meet them."""
    if story.kind == Kind.BRIEF:
        rows = [c for claim in _in_reading_order(story.claims.all()) for c in claim.citations.all()]
    else:
        rows = story.citations.all()
    return list(dict.fromkeys(row.source_id for row in rows if row.source_id))


def _numbered(story, sources: Mapping) -> dict[int, Source]:
    """What the story cites, by the ids under which it does. Sources that were merged are one, under one number."""
    numbers: dict[int, int] = {}
    found = {}
    for pk in source_ids(story):
        if row := sources.get(pk):
            found[pk] = source(row, numbers.setdefault(row.pk, len(numbers) + 1), cited_as=pk)
    return found


def of(story, sources: Mapping, with_pictures: bool = True) -> Edition:
    """The edition of a brief or article. `sources` maps ids to Source rows, with their publishers at hand."""
    numbered = _numbered(story, sources)
    shared = {
        "kind": Kind(story.kind),
        "headline": story.title,
        "headline_confirmed": story.headline_confirmed,
        "summary": story.summary,
        "bylines": tuple(_signature(row) for row in story.bylines.all()),
        "pictures": tuple(Picture(**picture) for picture in story.pictures()) if with_pictures else (),
        "related": tuple(row.story_id for row in story.related.all() if row.story_id),
        "notes": tuple(row.text for row in story.notes.all()),
        "ai_use": story.ai_use,
        "ai_task": story.ai_task,
        "ai_tool": story.ai_tool,
    }
    return Edition(**shared, **(_brief if story.kind == Kind.BRIEF else _article)(story, numbered))


def at_a_glance(story, sources: Mapping) -> Edition:
    """What a list shows of a story: headline, summary, claims and sources. Reads `LIST_READS` only."""
    numbered = _numbered(story, sources)
    claims = _claims(story, numbered) if story.kind == Kind.BRIEF else ()
    notes = _footnotes(story, numbered) if story.kind == Kind.ARTICLE else ()
    return Edition(Kind(story.kind), story.title, summary=story.summary, claims=claims, footnotes=notes)


def _brief(brief, sources: Mapping[int, Source]) -> dict:
    return {
        "claims": _claims(brief, sources),
        "context": brief.context,
        "why": brief.why,
        "watch": tuple(Watch(row.text, row.due_on) for row in brief.watch.all()),
        "faq": tuple(Question(row.question, row.answer) for row in brief.faq.all()),
        "original": brief.original_text,
        "original_from": brief.original_from,
        "original_at": brief.original_at,
    }


def _article(article, sources: Mapping[int, Source]) -> dict:
    return {
        "body": json.dumps(article.body.get_prep_value(), sort_keys=True),
        "footnotes": _footnotes(article, sources),
    }


def _footnotes(article, sources: Mapping[int, Source]) -> tuple[Footnote, ...]:
    return tuple(
        Footnote(row.number, sources[row.source_id], row.excerpt, row.locator)
        for row in article.citations.all()
        if row.source_id in sources
    )


def _in_reading_order(claims: Iterable) -> list:
    """Known, disputed, unclear, refuted; within each, the editor's order."""
    order = list(Standing)
    return sorted(claims, key=lambda claim: order.index(claim.standing))


def _claims(brief, sources: Mapping[int, Source]) -> tuple[Claim, ...]:
    return tuple(
        Claim(
            uid=row.uid or "",
            number=row.number,
            text=row.text,
            standing=Standing(row.standing),
            settles=row.settles,
            truth=row.truth,
            single_source=row.single_source,
            due=row.due_on,
            citations=tuple(
                Citation(sources[c.source_id], Stance(c.stance), c.excerpt, c.locator)
                for c in row.citations.all()
                if c.source_id in sources
            ),
        )
        for row in brief.claims.all()
    )


def source(row, number: int = 0, cited_as: int | None = None) -> Source:
    """A row of the library as a value. It needs its publisher, copy and retraction at hand. `cited_as` is the id that a
    story cites, where that was merged into this one."""
    publisher, copy, retraction = row.publisher, row.copy, row.retraction
    return Source(
        id=row.pk,
        number=number,
        title=row.title,
        kind=SourceKind(row.kind),
        url=row.url or "",
        publisher=publisher and Publisher(publisher.pk, publisher.name, publisher.slug, publisher.owner),
        authors=row.authors,
        published_on=row.published_on,
        language=row.language,
        note=row.note,
        unnamed_why=row.unnamed_why,
        derived_from=row.derived_from_id,
        ancestors=getattr(row, "ancestors", frozenset()),
        state=Outcome(row.state) if row.state else None,
        checked_at=row.checked_at,
        kept=copy and Kept(copy.kept_at, copy.sha256, copy.archive_url),
        retraction=retraction
        and Retraction(retraction.pk, RetractionKind(retraction.kind), retraction.on, retraction.reason),
        cited_as=cited_as if cited_as != row.pk else None,
    )
