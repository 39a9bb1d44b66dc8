"""What do programs get of a story, a claim, a source? Every field with its meaning, in one place.

The API and its OpenAPI document are made of these. Values only: addresses begin with `site`, which is handed in.
Nothing is told that a page does not show.
"""

import hashlib
from datetime import date, datetime
from typing import Any, Literal

from django.utils.timezone import localtime
from pydantic import BaseModel, ConfigDict, Field

from articles import claims as paper
from articles import quoting
from articles.claims import Standing
from articles.editions import Footnote

API = "/api/v1"


class Told(BaseModel):
    """Frozen, and with no field that is not named here."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_enum_values=True)


def says(meaning: str, **more):
    return Field(description=meaning, **more)


class PlaceRef(Told):
    """A desk or a topic."""

    name: str = says("As readers see it.")
    slug: str = says("Its part of the address, and what filters take.")
    url: str = says("Its page.")


class StoryRef(Told):
    """A story in short."""

    id: int = says("Its number, for life.")
    headline: str = says("The headline as it reads now.")
    url: str = says("Its page.")
    api_url: str = says("The story in this API.")


class PublisherRef(Told):
    """A publisher in short."""

    id: int = says("Its number, for life.")
    name: str = says("The name.")
    slug: str = says("Its part of the address, and what filters take.")


class SourceRef(Told):
    """A source in short."""

    id: int = says(
        "Its number in the library. Sources that were merged have the number of the one that stayed."
    )
    title: str = says("The title.")
    kind: str = says("What it is, as `document` or `report`.")
    is_primary: bool = says("Is it first-hand?")
    url: str | None = says("Its own address on the web, if it has one.")
    publisher: PublisherRef | None = says("Who stands behind it.")
    retraction: str | None = says(
        "`corrected`, `retracted` or `compromised`, if it does not stand as it was."
    )
    page: str = says("Our page about it.")
    api_url: str = says("The source in this API.")


class Citation(Told):
    """A claim, or the text of an article, pointing at a source."""

    id: str = says("Story, claim and a short hash of what the citation says; of an article, story and mark.")
    story: int = says("The story's number.")
    claim: str | None = says("The claim's id; null in an article, whose text cites by marks.")
    stance: Literal["supports", "contradicts", "context"] | None = says("What the source does for the claim.")
    excerpt: str = says("The words of the source, verbatim.")
    locator: str = says("Where they stand: page, paragraph, minute.")
    link: str | None = says("The source's address, leading to the cited words themselves where browsers can.")
    source: SourceRef = says("What is cited.")


class ClaimRef(Told):
    """A claim in short."""

    id: str = says("The story's number and the claim's own, as `12-3`: for life.")
    number: int | None = says("The claim's number within its story.")
    text: str = says("The claim as it reads now.")
    standing: Standing = says("How firmly it is held now.")
    url: str = says("Its place on the page of the story.")
    api_url: str = says("The claim in this API.")


class Claim(ClaimRef):
    """One statement, how firmly we hold it, and what it rests on."""

    uid: str = says("Its name for machines. A copy of a story has claims of the same names.")
    settles: str = says("Of an unclear claim: what would settle it.")
    due: date | None = says("Of an unclear claim: when we look again.")
    truth: str = says("Of a refuted claim: what is true instead.")
    is_single_sourced: bool = says("A known claim whose supporting sources have one origin.")
    origins: int = says("How many independent origins its sources have that still stand.")
    story: StoryRef = says("Where it is made.")
    desk: PlaceRef = says("The desk of the story.")
    changed_at: datetime | None = says("When the story was last published.")
    corrections: list[int] = says("Corrections that speak of it, the newest first.")
    citations: list[Citation] = says("The sources it cites.")


class Signature(Told):
    """A name in the byline."""

    name: str = says("The name.")
    role: str = says("`written`, `checked` or `edited`.")


class Story(Told):
    """A brief or an article as readers see it now."""

    id: int = says("Its number, for life.")
    kind: Literal["brief", "article"] = says("A brief states claims, an article is running text.")
    headline: str = says("The headline.")
    summary: str = says("Two or three sentences; of an article, its standfirst.")
    url: str = says("Its page.")
    api_url: str = says("The story in this API.")
    ninjs_url: str = says("The whole text as ninjs 3.1.")
    markdown_url: str = says("The whole text as Markdown.")
    record_url: str = says("Its record: every publication with what changed.")
    desk: PlaceRef = says("The desk that owns it.")
    topics: list[PlaceRef] = says("What it is about.")
    bylines: list[Signature] = says("Who made it.")
    published_at: datetime | None = says("When it first went out.")
    changed_at: datetime | None = says("When it was last published.")
    version: int = says("How many times it was published.")
    is_retracted: bool = says("We do not stand by this story any more.")
    standings: dict[Standing, int] = says("How many claims of each standing.")
    claims: list[ClaimRef] = says("Its claims, in the editor's order.")
    sources: list[SourceRef] = says("What it cites, in the order of its list of sources.")
    corrections: list[int] = says("What readers were told was wrong, the newest first.")
    ai_use: str = says(
        "`none`; `assisted`: AI helped with a task that a person checked; `generated`: AI wrote text that a named "
        "editor answers for."
    )


class Kept(Told):
    """The newest copy, which is kept as evidence and not published."""

    at: datetime = says("When it was taken.")
    sha256: str = says("The hash of its text.")
    archive_url: str | None = says("Where a public archive keeps the page.")


class Retraction(Told):
    """That a source does not stand as it was."""

    kind: str = says("`corrected`, `retracted` or `compromised`.")
    on: date = says("When.")
    reason: str = says("Why.")


class Source(Told):
    """What stories rest on."""

    id: int = says("Its number in the library.")
    title: str = says("The title.")
    kind: str = says("What it is.")
    is_primary: bool = says("Is it first-hand?")
    url: str | None = says("Its own address on the web, if it has one.")
    publisher: PublisherRef | None = says("Who stands behind it.")
    authors: str = says("Who wrote it.")
    published_on: date | None = says("Its own day.")
    language: str = says("The tag of its language, as `en`.")
    note: str = says("How we have it.")
    unnamed_why: str = says("Of a person whom we don't name: why.")
    is_derived: bool = says("Does it reprint or rewrite another source?")
    state: str | None = says("What came of the last look at its address.")
    checked_at: datetime | None = says("When that was.")
    kept: Kept | None = says("Our newest copy.")
    retraction: Retraction | None = says("That it does not stand as it was.")
    page: str = says("Our page about it.")
    api_url: str = says("The source in this API.")


class Publisher(PublisherRef):
    """Who stands behind sources."""

    owner: str = says("The owner or the group.")
    kind: str = says("What it is.")
    country: str = says("Two letters.")
    site: str = says("Its own website.")
    note: str = says("What it is good for, and where it has an interest.")
    url: str = says("Our page about it.")
    api_url: str = says("The publisher in this API.")


class Section(PlaceRef):
    """A desk or a topic, whole."""

    id: int = says("Its number, for life.")
    description: str = says("What stands there.")
    api_url: str = says("The same in this API.")


class PublishedEdition(Told):
    """One publication of a story, from the ledger, in which nothing ever changes."""

    id: str = says("The story's number and the version, as `12-v3`.")
    story: StoryRef = says("The story.")
    version: int = says("Which of its publications this is, from 1.")
    at: datetime = says("When it went out.")
    by: str = says("Who published it; empty for a schedule.")
    changes: list[str] = says("What it changed, a sentence each.")
    corrections: list[int] = says("The corrections that went out with it.")
    digest: str = says("The fingerprint of what it says.")
    hash: str = says("The hash of this entry, over the hash of the one before.")
    url: str = says("The page of this version.")
    api_url: str = says("The edition in this API.")


class WholeEdition(PublishedEdition):
    """One publication with all that it said."""

    told: dict[str, Any] = says("The edition as the ledger keeps it.")


class Correction(Told):
    """What readers were told of a change to something published."""

    id: int = says("Its number, for life.")
    kind: str = says("`correction`, `clarification`, `retraction` or `withdrawn`.")
    part: str = says("What it is about: `claim`, `headline`, `summary`, `story` or an earlier `notice`.")
    claim: str | None = says("The claim that it speaks of. A claim that was withdrawn is not there any more.")
    text: str = says("The words for readers.")
    was: str = says("What the story said.")
    becomes: str = says("What it says instead.")
    noticed: str = says("Who noticed first: `newsroom`, `reader` or `source`.")
    at: datetime = says("When readers were told.")
    online_since: datetime | None = says("Since when the wrong words were there.")
    story: StoryRef = says("The story.")
    url: str = says("Its place on the page of the story.")
    api_url: str = says("The correction in this API.")


def local(at: datetime | None) -> datetime | None:
    """A time as the newsroom's clock shows it, with its zone."""
    return at and localtime(at)


def claim_id(story: int, number: int | None) -> str:
    return f"{story}-{number}"


def story_ref(story: int, headline: str, path: str, site: str) -> StoryRef:
    return StoryRef(id=story, headline=headline, url=site + path, api_url=f"{site}{API}/stories/{story}/")


def publisher_ref(publisher: paper.Publisher | None) -> PublisherRef | None:
    return publisher and PublisherRef(id=publisher.id, name=publisher.name, slug=publisher.slug)


def source_ref(source: paper.Source, site: str) -> SourceRef:
    return SourceRef(
        id=source.id,
        title=source.title,
        kind=str(source.kind),
        is_primary=source.is_primary,
        url=source.url or None,
        publisher=publisher_ref(source.publisher),
        retraction=str(source.retraction.kind) if source.retraction else None,
        page=f"{site}/source/{source.id}/",
        api_url=f"{site}{API}/sources/{source.id}/",
    )


def source(found: paper.Source, site: str) -> Source:
    short = source_ref(found, site).model_dump(exclude={"retraction"})
    kept, gone = found.kept, found.retraction
    return Source(
        **short,
        authors=found.authors,
        published_on=found.published_on,
        language=found.language,
        note=found.note,
        unnamed_why=found.unnamed_why,
        is_derived=found.derived_from is not None,
        state=str(found.state) if found.state else None,
        checked_at=local(found.checked_at),
        kept=kept and Kept(at=local(kept.at), sha256=kept.sha256, archive_url=kept.archive_url or None),
        retraction=gone and Retraction(kind=str(gone.kind), on=gone.on, reason=gone.reason),
    )


def citation(cited: paper.Citation, claim: paper.Claim, story: int, site: str) -> Citation:
    """The name of a citation follows from what it says: one that changes is another one."""
    named = claim_id(story, claim.number)
    return Citation(
        id=f"{named}-{_short_hash(cited)}",
        story=story,
        claim=named,
        stance=str(cited.stance),
        excerpt=cited.excerpt,
        locator=cited.locator,
        link=_link(cited.source, cited.excerpt),
        source=source_ref(cited.source, site),
    )


def citations(claim: paper.Claim, story: int, site: str) -> list[Citation]:
    """What a claim cites; two rows that say the same are one."""
    return [citation(cited, claim, story, site) for cited in dict.fromkeys(claim.citations)]


def _link(cited: paper.Source, excerpt: str) -> str | None:
    return quoting.link(cited, excerpt) if cited.url else None


def _short_hash(citation: paper.Citation) -> str:
    said = (str(citation.source.id), str(citation.stance), citation.excerpt, citation.locator)
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:10]


def footnote(note: Footnote, story: int, site: str) -> Citation:
    """What an article cites by a mark in its text."""
    return Citation(
        id=f"{story}-n{note.handle}",
        story=story,
        claim=None,
        stance=None,
        excerpt=note.excerpt,
        locator=note.locator,
        link=_link(note.source, note.excerpt),
        source=source_ref(note.source, site),
    )


def claim_ref(claim: paper.Claim, story: int, path: str, site: str) -> ClaimRef:
    named = claim_id(story, claim.number)
    return ClaimRef(
        id=named,
        number=claim.number,
        text=claim.text,
        standing=claim.standing,
        url=f"{site}{path}#c{claim.number}",
        api_url=f"{site}{API}/claims/{named}/",
    )
