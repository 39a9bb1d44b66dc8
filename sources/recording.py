"""What a look at a source changes: its check is written down, its copy kept, its excerpts looked for, its state set.

All in one transaction, with the source's row locked, and once for each wish: a worker that is killed and does its job
again changes nothing twice. Who rests on the source hears of it (sources/telling.py), in the same transaction.
"""

import uuid
from datetime import datetime

from django.db import transaction

from sources import alike, schedule, telling
from sources.checking import Look
from sources.excerpts import Found
from sources.keeping import keep
from sources.models import Check, Copy, Excerpt, Source
from sources.outcomes import Outcome, Streak

FALLEN = (Found.ALTERED, Found.MISSING)


@transaction.atomic
def record(
    source_id: int,
    ask: uuid.UUID,
    look: Look,
    now: datetime,
    by_id: int | None = None,
    url: str | None = None,
) -> Check | None:
    """The check that answers this wish, or None if it was answered before, the source is gone, or its address is not
    `url` any more, at which this was seen."""
    source = Source.objects.select_for_update().filter(pk=source_id).first()
    if source is None or Check.objects.filter(ask=ask).exists() or url not in (None, source.url):
        return None
    before = source.state, source.copy_id, source.checked_at
    copy, is_changed, fallen = _copied(source, look, now)
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
    _follow(source, before, fallen, now)
    return check


def _follow(source: Source, before: tuple, fallen: frozenset[str], now: datetime) -> None:
    """Tells whoever rests on the source, if it is not what it was before, or was not looked at for long."""
    state, copy_id, at = before
    is_same = (state, copy_id) == (source.state, source.copy_id)
    if not is_same or at is None or now - at >= schedule.FRESH:
        telling.tell(source, fallen, is_gone=source.state == Outcome.GONE != state)


STATE = ["state", "checked_at", "due_at", "ask", "failures", "failing_since", "final_url", "copy"]


def _copied(source: Source, look: Look, now: datetime) -> tuple[Copy | None, bool, frozenset[str]]:
    """The copy of what was read, whether it says something else than the one before, and which excerpts fell."""
    ours = source.copies.filter(by_name="")
    last = ours.filter(kept_at__gte=source.address_since).first() if source.address_since else ours.first()
    is_same = last is not None and last.digest == look.reading.digest
    if not look.outcome.was_read or look.answer is None or is_same:
        return last, False, frozenset()
    source.copy = keep(source, look.reading, now, look.answer)
    alike.note(source, look.reading.text)
    fallen = look_for_excerpts(source, source.copy)
    return source.copy, last is not None, fallen


def _set_state(source: Source, outcome: Outcome, look: Look, now: datetime) -> None:
    streak = Streak(source.failures, source.failing_since).after(outcome, now)
    source.failures, source.failing_since = streak.failures, streak.since
    source.state = streak.counts_as(outcome, now)
    source.checked_at = now
    source.due_at = now + schedule.interval(outcome, streak, source.cited_at, now)
    if look.final_url and outcome.was_read:
        source.final_url = look.final_url[:2000]


def look_for_excerpts(source: Source, copy: Copy | None) -> frozenset[str]:
    """Looks for everything that is cited of the source in this copy. Returns the keys of what fell: it was there, as
    far as anybody knew, and is not in the copy as it is cited."""
    excerpts = list(source.excerpts.all())
    stood = {excerpt.key for excerpt in excerpts if excerpt.found not in FALLEN}
    for excerpt in excerpts:
        excerpt.look(copy)
    Excerpt.objects.bulk_update(excerpts, ["copy", "found", "nearest"])
    return frozenset(excerpt.key for excerpt in excerpts if excerpt.key in stood and excerpt.found in FALLEN)


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
