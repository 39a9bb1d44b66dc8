"""What a look at a source changes: its check is written down, its copy kept, its excerpts looked for, its state set.

All in one transaction, with the source's row locked, and once for each wish: a worker that is killed and does its job
again changes nothing twice.
"""

import uuid
from datetime import datetime

from django.db import transaction

from sources import schedule
from sources.checking import Look
from sources.keeping import keep
from sources.models import Check, Copy, Excerpt, Source
from sources.outcomes import Outcome, Streak


@transaction.atomic
def record(
    source_id: int, ask: uuid.UUID, look: Look, now: datetime, by_id: int | None = None
) -> Check | None:
    """The check that answers this wish, or None if it was answered before or the source is gone."""
    source = Source.objects.select_for_update().filter(pk=source_id).first()
    if source is None or Check.objects.filter(ask=ask).exists():
        return None
    copy, is_changed = _copied(source, look, now)
    outcome = Outcome.CHANGED if is_changed else look.outcome
    check = Check.objects.create(
        source=source,
        ask=ask,
        at=now,
        by_id=by_id,
        outcome=outcome,
        status=look.status or None,
        final_url=look.final_url[:2000],
        message=look.message[:500],
        copy=copy if look.outcome.was_read else None,
    )
    _set_state(source, outcome, look, now)
    if source.ask == ask:
        source.ask = None
    source.save(update_fields=STATE)
    thin(source, now)
    return check


STATE = ["state", "checked_at", "due_at", "ask", "failures", "failing_since", "final_url", "copy"]


def _copied(source: Source, look: Look, now: datetime) -> tuple[Copy | None, bool]:
    """The copy of what was read, and whether it says something else than the one before."""
    last = source.copies.filter(by_name="").first()
    if not look.outcome.was_read or look.answer is None:
        return last, False
    if last and last.digest == look.reading.digest:
        return last, False
    source.copy = keep(source, look.reading, now, look.answer)
    look_for_excerpts(source, source.copy)
    return source.copy, last is not None


def _set_state(source: Source, outcome: Outcome, look: Look, now: datetime) -> None:
    streak = Streak(source.failures, source.failing_since).after(outcome, now)
    source.failures, source.failing_since = streak.failures, streak.since
    source.state = streak.counts_as(outcome, now)
    source.checked_at = now
    source.due_at = now + schedule.interval(outcome, streak, source.cited_at, now)
    if look.final_url and outcome.was_read:
        source.final_url = look.final_url[:2000]


def look_for_excerpts(source: Source, copy: Copy | None) -> None:
    """Looks for everything that is cited of the source in this copy."""
    excerpts = list(source.excerpts.all())
    for excerpt in excerpts:
        excerpt.look(copy)
    Excerpt.objects.bulk_update(excerpts, ["copy", "found", "nearest"])


def thin(source: Source, now: datetime) -> None:
    """Takes old checks out of the history that say nothing but the same again."""
    rows = list(source.checks.values_list("pk", "at", "outcome", "copy_id"))
    same, keys = [], []
    for (pk, at, *told), before in zip(rows, [*rows[1:], None], strict=True):
        is_same = before is not None and told == list(before[2:])
        same.append(at)
        keys.append(pk if is_same else None)
    drop = [keys[place] for place in schedule.to_thin(same, now) if keys[place]]
    if drop:
        Check.objects.filter(pk__in=drop).delete()
