"""The wire: published rows as programs get them (`articles/dispatch.py`), many at once in a fixed number of queries.

Each is told from the edition of its story, and only if the receipt of the story is for exactly that: what went past
the lock is told nowhere.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from django.conf import settings
from django.utils.timezone import localtime

from articles import dispatch, editions
from articles.claims import Standing
from articles.dispatch import API, PlaceRef
from articles.editions import Edition
from articles.history import ShownNotice
from articles.models import StoryPage, archive, corrected, front, reading, record
from articles.presenting import language_tag


class Out(NamedTuple):
    """A story that is out, and what it says. `notices` is what readers were told of it."""

    story: StoryPage
    edition: Edition
    notices: tuple[ShownNotice, ...] = ()

    @property
    def ref(self) -> dispatch.StoryRef:
        return dispatch.story_ref(self.story.pk, self.edition.headline, self.story.url, settings.BASE_URL)

    @property
    def desk(self) -> PlaceRef:
        above = self.story.url.rstrip("/").rpartition("/")[0] + "/"
        slug = above.strip("/").rpartition("/")[2]
        return PlaceRef(name=self.story.desk_name, slug=slug, url=settings.BASE_URL + above)


def out(ids: Iterable[int]) -> dict[int, Out]:
    """Those of these stories whose receipts hold. A fixed number of queries."""
    ids = set(ids)
    if not ids:
        return {}
    told = corrected.told_of(ids)
    found = front.whole_texts(StoryPage.objects.filter(pk__in=ids))
    return {story.pk: Out(story, edition, told.get(story.pk, ())) for story, edition in found}


def stories(rows: Iterable[StoryPage]) -> list[dispatch.Story]:
    ids = [row.pk for row in rows]
    let_out, versions = out(ids), archive.versions(ids)
    return [_story(let_out[pk], versions.get(pk, 0)) for pk in ids if pk in let_out]


def _story(there: Out, version: int) -> dispatch.Story:
    story, edition, site = there.story, there.edition, settings.BASE_URL
    ref, url = there.ref, site + story.url
    return dispatch.Story(
        **ref.model_dump(),
        kind=str(edition.kind),
        summary=edition.summary,
        ninjs_url=f"{url}ninjs.json",
        markdown_url=f"{url}index.md",
        record_url=f"{url}record.json",
        desk=there.desk,
        topics=_topics(story),
        bylines=[dispatch.Signature(name=row.name, role=row.role) for row in edition.bylines if row.name],
        published_at=dispatch.local(story.first_published_at),
        changed_at=dispatch.local(story.last_published_at),
        version=version,
        is_retracted=any(notice.is_of_the_story for notice in there.notices),
        standings={standing: edition.counts[standing] for standing in Standing},
        claims=[dispatch.claim_ref(claim, story.pk, story.url, site) for claim in edition.claims],
        sources=[dispatch.source_ref(source, site) for source in edition.sources],
        corrections=[notice.id for notice in there.notices],
        ai_use=edition.ai_use,
    )


def _topics(story: StoryPage) -> list[PlaceRef]:
    tags = [row.tag for row in story.story_topics.all() if row.tag.slug]
    return [
        PlaceRef(name=tag.name, slug=tag.slug, url=settings.BASE_URL + tag.get_absolute_url()) for tag in tags
    ]


def claims(rows: Iterable) -> list[dispatch.Claim]:
    """Claims as they stand in the editions of their stories."""
    rows = list(rows)
    let_out = out(row.brief_id for row in rows)
    found = []
    for row in rows:
        if there := let_out.get(row.brief_id):
            found += [claim_of(there, claim) for claim in there.edition.claims if claim.uid == row.uid]
    return found


def claim_of(there: Out, claim) -> dispatch.Claim:
    """One claim of a story that is out."""
    story, site = there.story, settings.BASE_URL
    short = dispatch.claim_ref(claim, story.pk, story.url, site)
    return dispatch.Claim(
        **short.model_dump(),
        uid=claim.uid,
        settles=claim.settles,
        due=claim.due,
        truth=claim.truth,
        is_single_sourced=claim.is_single_sourced,
        origins=claim.origins,
        story=there.ref,
        desk=there.desk,
        changed_at=dispatch.local(story.last_published_at),
        corrections=[notice.id for notice in there.notices if notice.uid == claim.uid],
        citations=dispatch.citations(claim, story.pk, site),
    )


def citations(rows: Iterable) -> list[dispatch.Citation]:
    """Citations of claims. Two rows that say the same are one citation."""
    rows = list(rows)
    let_out = out(row.claim.brief_id for row in rows)
    found = {}
    for row in rows:
        if there := let_out.get(row.claim.brief_id):
            found |= {told.id: told for told in _as_cited(there, row)}
    return list(found.values())


def _as_cited(there: Out, row) -> Iterator[dispatch.Citation]:
    """What the edition says of a citation's row."""
    said = (row.source_id, row.stance, row.excerpt, row.locator)
    for claim in (claim for claim in there.edition.claims if claim.uid == row.claim.uid):
        for c in claim.citations:
            if (c.source.key, str(c.stance), c.excerpt, c.locator) == said:
                yield dispatch.citation(c, claim, there.story.pk, settings.BASE_URL)


def footnotes(rows: Iterable) -> list[dispatch.Citation]:
    """Citations of articles."""
    rows = list(rows)
    let_out = out(row.page_id for row in rows)
    told = {pk: {note.handle: note for note in there.edition.footnotes} for pk, there in let_out.items()}
    notes = ((row.page_id, told.get(row.page_id, {}).get(row.number)) for row in rows)
    return [dispatch.footnote(note, story, settings.BASE_URL) for story, note in notes if note]


def sources(rows: Iterable) -> list[dispatch.Source]:
    ids = [row.pk for row in rows]
    library = reading.library(ids)
    told = (dispatch.source(editions.source(library[pk]), settings.BASE_URL) for pk in ids)
    return [row.model_copy(update={"language": language_tag(library[row.id])}) for row in told]


def publishers(rows: Iterable) -> list[dispatch.Publisher]:
    names = ("id", "name", "slug", "owner", "kind", "country", "site", "note")
    site = settings.BASE_URL
    return [
        dispatch.Publisher(
            **{name: getattr(row, name) for name in names},
            url=site + row.get_absolute_url(),
            api_url=f"{site}{API}/publishers/{row.pk}/",
        )
        for row in rows
    ]


def topics(rows: Iterable) -> list[dispatch.Section]:
    return [_section(row.pk, row.name, row, row.get_absolute_url(), "topics") for row in rows]


def desks(rows: Iterable) -> list[dispatch.Section]:
    return [_section(row.pk, row.title, row, row.url, "desks") for row in rows]


def _section(pk: int, name: str, row, path: str, kind: str) -> dispatch.Section:
    site = settings.BASE_URL
    places = {"url": site + path, "api_url": f"{site}{API}/{kind}/{pk}/"}
    return dispatch.Section(id=pk, name=name, slug=row.slug, description=row.description, **places)


def published_editions(rows: Iterable) -> list[dispatch.PublishedEdition]:
    """Publications of stories that are out."""
    rows = list(rows)
    let_out = out(row.story_id for row in rows)
    shown = zip(rows, record.shown(rows), strict=True)
    return [
        dispatch.PublishedEdition(**_edition(let_out[row.story_id], row, told))
        for row, told in shown
        if row.story_id in let_out
    ]


def whole_edition(row) -> dispatch.WholeEdition | None:
    """One publication with all that it said; None if its story is not out."""
    there = out([row.story_id]).get(row.story_id)
    if there is None:
        return None
    return dispatch.WholeEdition(**_edition(there, row, record.shown([row])[0]), told=row.told)


def _edition(there: Out, row, told) -> dict:
    named = f"{row.story_id}-v{row.version}"
    return {
        "id": named,
        "story": there.ref,
        "version": row.version,
        "at": localtime(row.at),
        "by": row.by_name,
        "changes": [line.sentence for line in told.lines],
        "corrections": [notice.id for notice in told.notices if notice.kind.is_notice],
        "digest": row.digest,
        "hash": row.hash,
        "url": f"{there.ref.url}versions/{row.version}/",
        "api_url": f"{settings.BASE_URL}{API}/editions/{named}/",
    }


def corrections(rows: Iterable) -> list[dispatch.Correction]:
    rows = list(rows)
    let_out = out(row.story_id for row in rows)
    return [_correction(row, let_out[row.story_id]) for row in rows if row.story_id in let_out]


def _correction(row, there: Out) -> dispatch.Correction:
    is_of_words = row.part != "notice"  # of an earlier notice it is the same words again
    return dispatch.Correction(
        id=row.pk,
        kind=row.kind,
        part=row.part,
        claim=dispatch.claim_id(row.story_id, row.number) if row.number else None,
        text=row.text,
        was=row.was if is_of_words else "",
        becomes=row.becomes if is_of_words else "",
        noticed=row.noticed,
        at=localtime(row.published_at),
        online_since=dispatch.local(row.online_since),
        story=there.ref,
        url=f"{there.ref.url}#correction-{row.pk}",
        api_url=f"{settings.BASE_URL}{API}/corrections/{row.pk}/",
    )
