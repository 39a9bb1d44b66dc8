"""What a claim is: one statement, how firmly we hold it, and the sources it cites. Values only."""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from sources.kinds import RetractionKind, SourceKind
from sources.origins import origins
from sources.outcomes import Outcome


def claim_name(number: int | None) -> str:
    """What a claim is called where its words don't stand. A draft's claims have no number yet."""
    return str(_("Claim %(number)s") % {"number": number}) if number else str(_("A claim"))


class Standing(TextChoices):
    """How firmly we hold a claim. `heading` is what readers see above claims of this standing."""

    KNOWN = "known", _("Known")
    DISPUTED = "disputed", _("Disputed")
    UNCLEAR = "unclear", _("Unclear")
    REFUTED = "refuted", _("Refuted")

    @property
    def heading(self) -> str:
        return HEADINGS[self]

    @property
    def needs(self) -> tuple["Stance", ...]:
        """The stances that citations must take before a claim of this standing may go out."""
        return NEEDS.get(self, ())


class Stance(TextChoices):
    """What a source does for a claim."""

    SUPPORTS = "supports", _("Supports")
    CONTRADICTS = "contradicts", _("Contradicts")
    CONTEXT = "context", _("Context")


HEADINGS = {
    Standing.KNOWN: _("What we know"),
    Standing.DISPUTED: _("What is disputed"),
    Standing.UNCLEAR: _("What’s still unclear"),
    Standing.REFUTED: _("What proved wrong"),
}
NEEDS = {
    Standing.KNOWN: (Stance.SUPPORTS,),
    Standing.DISPUTED: (Stance.SUPPORTS, Stance.CONTRADICTS),
    Standing.REFUTED: (Stance.CONTRADICTS,),
}


@dataclass(frozen=True)
class Publisher:
    """Who stands behind a source."""

    id: int
    name: str
    slug: str
    owner: str = ""


@dataclass(frozen=True)
class Retraction:
    """A source does not stand as it was: what happened, when, and why, as readers see it."""

    id: int
    kind: RetractionKind
    on: date
    reason: str


@dataclass(frozen=True)
class Kept:
    """The newest copy of a source. Readers see its day and its hash, and the archive's address if there is one."""

    at: datetime
    sha256: str
    archive_url: str = ""


@dataclass(frozen=True)
class Source:
    """What we rely on. `number` is its place in this edition's list of sources, from 1."""

    id: int
    number: int
    title: str
    kind: SourceKind
    url: str = ""
    publisher: Publisher | None = None
    authors: str = ""
    published_on: date | None = None
    language: str = ""
    note: str = ""
    unnamed_why: str = ""
    derived_from: int | None = None
    ancestors: frozenset[int] = frozenset()
    state: Outcome | None = None
    checked_at: datetime | None = None
    kept: Kept | None = None
    retraction: Retraction | None = None
    cited_as: int | None = field(default=None, compare=False)  # before it was merged with its duplicate

    @property
    def key(self) -> int:
        """What stands in fingerprints and digests: a merge of duplicates changes neither."""
        return self.cited_as or self.id

    @property
    def is_primary(self) -> bool:
        return self.kind.is_primary

    @property
    def is_void(self) -> bool:
        """Was it retracted, or shown to be false? Then it supports and contradicts nothing any more."""
        return bool(self.retraction and self.retraction.kind.is_void)

    @property
    def anonymity(self) -> str:
        """What a managing editor agrees to: which source it is, and why it is not named. Another reason, another
        fingerprint."""
        return hashlib.sha256(f"{self.id}\n{self.title}\n{self.unnamed_why.strip()}".encode()).hexdigest()

    @property
    def is_explained(self) -> bool:
        """Can a reader go and look, or else read why not?"""
        return bool(self.url or (self.kind.may_lack_url and (self.note.strip() or self.unnamed_why.strip())))


@dataclass(frozen=True)
class Citation:
    """A claim pointing at a source: what the source does for it, the words there, and where they stand."""

    source: Source
    stance: Stance
    excerpt: str = ""
    locator: str = ""


@dataclass(frozen=True)
class Claim:
    """One statement. `number` is given once within its story and shown to readers; `uid` is its name for machines."""

    uid: str
    number: int | None
    text: str
    standing: Standing
    settles: str = ""
    truth: str = ""
    citations: tuple[Citation, ...] = ()
    single_source: bool = False  # the writer knows that it has one origin, and says so
    due: date | None = None  # when an unclear claim may be settled

    @cached_property
    def wording(self) -> str:
        """SHA-256 over what the claim says and how firmly: who wrote these words can't verify them."""
        return _hash([self.text.strip(), self.standing, self.settles.strip(), self.truth.strip()])

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 over the wording and every citation, in whatever order. A verdict is on exactly this; so it lapses
        when a source that it rests on is corrected, retracted or compromised."""
        rows = sorted(
            [c.source.key, str(c.stance), c.excerpt.strip(), c.locator.strip(), *_retracted(c.source)]
            for c in self.citations
        )
        return _hash([self.wording, rows])

    @property
    def sources(self) -> tuple[Source, ...]:
        """Each source once, in the order of the citations."""
        return tuple(dict.fromkeys(c.source for c in self.citations))

    def citing(self, stance: Stance) -> tuple[Citation, ...]:
        return tuple(c for c in self.citations if c.stance is stance)

    def sources_that(self, stance: Stance) -> tuple[Source, ...]:
        """Each source that does this for it and can still do so: what was retracted or compromised can't."""
        return tuple(dict.fromkeys(c.source for c in self.citing(stance) if not c.source.is_void))

    @property
    def supporters(self) -> tuple[Source, ...]:
        return self.sources_that(Stance.SUPPORTS)

    @property
    def standing_sources(self) -> tuple[Source, ...]:
        """Its sources, less those that were retracted or compromised."""
        return tuple(source for source in self.sources if not source.is_void)

    @cached_property
    def origins(self) -> int:
        """How many independent origins the sources have that still stand."""
        return len(origins(self.standing_sources))

    @cached_property
    def is_single_sourced(self) -> bool:
        """A known claim whose supporting sources, however many, have one origin."""
        return self.standing is Standing.KNOWN and len(origins(self.supporters)) == 1

    @property
    def retractions(self) -> tuple[Source, ...]:
        """Those of its sources that do not stand as they were."""
        return tuple(source for source in self.sources if source.retraction)

    @property
    def label(self) -> str:
        """How people speak of it."""
        return claim_name(self.number) if self.number else _("New claim")


def _retracted(source: Source) -> list[str]:
    return [f"retraction {source.retraction.id}"] if source.retraction else []


def _hash(content) -> str:
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()
