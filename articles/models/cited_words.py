"""The excerpts that stories cite, as the library knows them: looked for when they are written, asked for in bulk."""

from datetime import datetime

from django.db.models import Q
from django.utils import timezone
from wagtail.models import Revision

from articles.checking import Finding, Review
from articles.editions import Edition
from sources import excerpts, jobs
from sources.excerpts import Found
from sources.models import Confirmation, Excerpt, Source
from sources.schedule import DAY, FRESH

SOON = FRESH / 2  # a source that was looked at longer ago is looked at again while its story is being written


def cited(edition: Edition) -> dict[tuple[int, str], str]:
    """What the edition cites word by word of sources that have an address: the words, by source and key."""
    rows = [c for claim in edition.claims for c in claim.citations] + list(edition.footnotes)
    return {
        (row.source.id, excerpts.key(row.excerpt)): row.excerpt
        for row in rows
        if row.excerpt.strip() and row.source.url
    }


def findings(edition: Edition) -> dict[tuple[int, str], Finding]:
    """What came of looking for each of them: two queries at most."""
    wanted = cited(edition)
    if not wanted:
        return {}
    rows = list(
        Excerpt.objects.filter(
            source_id__in={pk for pk, _key in wanted}, key__in={key for _pk, key in wanted}
        )
    )
    confirmed = set(Confirmation.objects.filter(excerpt__in=rows).values_list("excerpt_id", "copy_id"))
    return {
        (row.source_id, row.key): Finding(Found(row.found), row.nearest, (row.pk, row.copy_id) in confirmed)
        for row in rows
    }


def look(edition: Edition) -> None:
    """Looks for what is cited for the first time, and has its sources looked at where that was long ago."""
    wanted = cited(edition)
    there = set(
        Excerpt.objects.filter(source_id__in={pk for pk, _key in wanted}).values_list("source_id", "key")
    ) if wanted else set()  # fmt: skip
    new = {key: words for key, words in wanted.items() if key not in there}
    if new:
        sources = Source.objects.select_related("copy").in_bulk({pk for pk, _key in new})
        rows = [Excerpt(source=sources[pk], key=key, text=words) for (pk, key), words in new.items()]
        for row in rows:
            row.look(row.source.copy)
        Excerpt.objects.bulk_create(rows, ignore_conflicts=True)
    now = timezone.now()
    stale = Q(checked_at=None) | Q(checked_at__lt=now - SOON)
    ids = [source.id for source in edition.sources if source.url]
    if ids:
        waiting = Source.objects.filter(stale, pk__in=ids).filter(Q(ask=None) | Q(due_at__lte=now))
        jobs.ask(waiting.values_list("pk", flat=True))


def cited_now(edition: Edition, at: datetime) -> None:
    """The story goes out: its sources are young again, so they are looked at daily for a while, and a public archive
    keeps them, where there is one."""
    ids = [source.id for source in edition.sources]
    Source.objects.filter(pk__in=ids).update(cited_at=at)
    Source.objects.filter(pk__in=ids, due_at__gt=at + DAY).update(due_at=at + DAY)
    jobs.ask_archive(ids)


def look_before(at: datetime) -> int:
    """Has the sources of every version looked at that goes out before this moment, where that was long ago. Returns how
    many looks it asked for."""
    waiting = Revision.objects.filter(approved_go_live_at__lte=at)
    ids = {
        row["source"]
        for content in waiting.values_list("content", flat=True)
        for row in rows_of(content)
        if row.get("source")
    }
    now = timezone.now()
    stale = Source.objects.filter(Q(pk__in=ids) | Q(merged__in=ids), url__isnull=False).filter(
        Q(checked_at=None) | Q(checked_at__lt=now - SOON)
    )
    return jobs.ask(stale.filter(Q(ask=None) | Q(due_at__lte=now)).values_list("pk", flat=True))


def rows_of(content: dict) -> list[dict]:
    """The citations in the saved content of a version."""
    in_claims = [row for claim in content.get("claims", []) for row in claim.get("citations", [])]
    return in_claims + content.get("citations", [])


def writers(edition: Edition, review: Review, source_id: int, key: str) -> frozenset[int]:
    """Who put these words into every claim that cites them, or into the text of an article."""
    citing = [claim for claim in edition.claims if any(_is(c, source_id, key) for c in claim.citations)]
    if any(_is(note, source_id, key) for note in edition.footnotes):
        return review.authors
    people = [review.writers.get(claim.uid, frozenset()) for claim in citing]
    return frozenset.intersection(*people) if people else frozenset()


def _is(citation, source_id: int, key: str) -> bool:
    return citation.source.id == source_id and excerpts.key(citation.excerpt) == key
