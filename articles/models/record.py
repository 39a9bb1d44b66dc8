"""The public record of a story, read from the ledger: its history page by page, its notices, its earlier versions."""

import json
from collections.abc import Iterable

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import F, Q, Subquery

from articles import changes, history, ledger
from articles.correcting import NOTICES
from articles.editions import Edition
from articles.history import Past, ShownEntry
from articles.models.ledger import Act, LedgerEntry, newest

ON_THE_STORY = 10  # entries below the story itself; the rest have a page
ON_A_PAGE = 10  # entries
VERSIONS_ON_A_PAGE = 50
HEAVY = ("edition", "change")


def entries(story_id: int):
    """The story's entries, the newest first, without the editions themselves."""
    return LedgerEntry.objects.filter(story_id=story_id).order_by("-number").defer(*HEAVY)


def recent(story_id: int | None) -> list[ShownEntry]:
    """What stands on the story itself: its newest entries, and further back those with a notice, which is never folded
    away. One query; a story without a key has no past."""
    if not story_id:
        return []
    first = entries(story_id).values("pk")[:ON_THE_STORY]
    told = Q()
    for kind in NOTICES:
        told |= Q(corrections__contains=f'"kind":"{kind}"')  # as `ledger.canonical` spells it
    rows = list(entries(story_id).filter(Q(pk__in=Subquery(first)) | told))
    return shown(rows[:ON_THE_STORY]) + [_shown(row, with_lines=False) for row in rows[ON_THE_STORY:]]


def past(found: list[ShownEntry], checkers: int = 0) -> Past:
    """What the records say of a story beside its edition, by its newest entries."""
    told = [notice for entry in found for notice in entry.notices if notice.kind.is_notice]
    return Past(found[0].version if found else 0, tuple(told), checkers)


def page(story_id: int, number: str | None):
    """A page of the whole history. Two queries."""
    return Paginator(entries(story_id), ON_A_PAGE).get_page(number)


def shown(rows: Iterable[LedgerEntry]) -> list[ShownEntry]:
    return [_shown(row) for row in rows]


def _shown(row: LedgerEntry, with_lines: bool = True) -> ShownEntry:
    said = json.loads(row.corrections) if row.corrections else []
    return ShownEntry(
        version=row.version,
        at=row.at,
        act=row.act,
        by=row.by_name,
        role=row.role,
        note=row.note,
        is_first=row.is_publication and row.version == 1,
        lines=history.lines(_changes(row)) if with_lines else (),
        notices=tuple(history.notice(entry, row.at) for entry in said),
    )


def _changes(row: LedgerEntry) -> list[changes.Change]:
    """What was different; for entries from before this was kept, worked out from both editions."""
    if row.changes:
        return [changes.read(data) for data in json.loads(row.changes)]
    if not row.is_publication:
        return []
    earlier = LedgerEntry.objects.filter(story_id=row.story_id, number__lt=row.number, act=Act.PUBLISHED)
    before = earlier.order_by("-number").first()
    return changes.between(before and before.told, row.told)


def versions_page(story_id: int, number: str | None):
    """A page of the story's publications, the newest first. Two queries."""
    rows = entries(story_id).filter(act=Act.PUBLISHED).defer(*HEAVY, "changes", "corrections")
    return Paginator(rows, VERSIONS_ON_A_PAGE).get_page(number)


def edition(entry: LedgerEntry) -> Edition:
    """What readers had then."""
    return ledger.edition(entry.told)


def as_json(story) -> dict:
    """The record for programs: every entry, newest first, and the newest edition. Two queries."""
    last = newest(story.pk)
    return {
        "url": settings.BASE_URL + story.url,
        "entries": [_entry_as_json(row) for row in entries(story.pk)],
        "edition": last and last.told,
    }


def _entry_as_json(row: LedgerEntry) -> dict:
    said = {
        "act": row.act,
        "version": row.version,
        "at": row.at.isoformat(),
        "by": row.by_name,
        "role": row.role,
    }
    told = {
        "reason": row.note if row.act == Act.KILLED else "",  # of a restoration it is for the record alone
        "changes": [change.as_json() for change in _changes(row)],
        "corrections": json.loads(row.corrections) if row.corrections else [],
        "hash": row.hash,
    }
    return said | {name: value for name, value in told.items() if value}


def version(story_id: int, number: int) -> LedgerEntry | None:
    """One publication of the story, with its edition. One query."""
    rows = LedgerEntry.objects.filter(story_id=story_id, act=Act.PUBLISHED)
    return rows.filter(number=number + F("aside")).first()
