"""What of a published story is due to be looked at again: open claims and points to watch whose day has come.

An open claim is settled by changing it. A point to watch is closed into a claim or a note: it leaves the list, and what
it said stays in the story, as a draft that goes the way of every draft.
"""

import hashlib
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from articles import judging
from articles.claims import Claim, Standing
from articles.clearance import Refused
from articles.editions import Edition, Watch
from articles.models import Claim as ClaimRow
from articles.models import Note


@dataclass(frozen=True)
class Due:
    """What is due on a day: open claims, and points to watch."""

    claims: tuple[Claim, ...]
    points: tuple[Watch, ...]


def due(edition: Edition, today: date) -> Due:
    """What of this edition is due."""
    claims = (c for c in edition.standing(Standing.UNCLEAR) if c.due and c.due <= today)
    return Due(tuple(claims), tuple(p for p in edition.watch if p.due and p.due <= today))


def key(text: str, on: date | None) -> str:
    """Names a point to watch by what it says."""
    return hashlib.sha256(f"{on}\n{text}".encode()).hexdigest()[:16]


@transaction.atomic
def close(story_id: int, point: str, into: str, by):
    """The point leaves the list of the newest version and becomes an open claim or a note there. Raises Refused."""
    story = judging.newest(story_id, lock=True)
    tester = story.permissions_for_user(by)
    if not tester.can_edit() or tester.page_locked():
        raise Refused(_("This is not yours to do: you may not change the story now."))
    rows = list(story.watch.all())
    row = next((row for row in rows if key(row.text, row.due_on) == point), None)
    if row is None:
        raise Refused(_("The story was changed meanwhile. Nothing was changed: look at it again."))
    if into == "claim":
        last = _after(story.claims.all())
        story.claims.add(ClaimRow(text=row.text, standing=Standing.UNCLEAR, sort_order=last))
    elif into == "note":
        story.notes.add(Note(text=row.text, sort_order=_after(story.notes.all())))
    else:
        raise Refused(_("Choose what becomes of it: a claim, or a note."))
    story.watch = [other for other in rows if other is not row]
    story.save_revision(user=by)
    log(story, "articles.watch_closed", user=by, data={"text": row.text, "into": into})
    return story


def _after(rows) -> int:
    """The place behind all of these rows."""
    return max((row.sort_order or 0 for row in rows), default=-1) + 1
