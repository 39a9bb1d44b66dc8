"""The public record of the whole paper: every correction, and which claims moved. Only of stories that are out."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from django.core.paginator import Paginator
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles import changes, history
from articles.claims import Standing
from articles.correcting import NOTICES, CorrectionKind
from articles.history import ShownNotice
from articles.listed import Figure
from articles.models.claim import Claim
from articles.models.correction import Correction, Noticed
from articles.models.ledger import Act, LedgerEntry
from articles.models.listing import open_to_all
from articles.models.report import ErrorReport
from articles.models.story import StoryPage

ON_A_PAGE = 20  # corrections
MOVES = 6  # on the home page
LOOKED_THROUGH = 60  # entries among which the moves are picked
YEAR = timedelta(days=365)


@dataclass(frozen=True)
class ListedNotice:
    """A correction in the list: the notice, its story, how long the wrong words were there, and who noticed."""

    notice: ShownNotice
    story: str
    url: str
    online: timedelta | None
    noticed: str

    @property
    def how_long(self) -> str:
        """As “for 2 days”; empty where it is not known."""
        return in_words(self.online) if self.online is not None else ""


def in_words(span: timedelta) -> str:
    minutes = max(1, round(span.total_seconds() / 60))
    if minutes < 60:
        return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}
    if minutes < 48 * 60:
        hours = round(minutes / 60)
        return ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}
    days = round(minutes / 60 / 24)
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}


def out():
    return open_to_all(StoryPage.objects)


def published(stories=None):
    """What readers were told of these stories, or of all that are out, the newest first."""
    of = (out() if stories is None else stories).order_by().values("pk")
    rows = Correction.objects.filter(kind__in=NOTICES, story__in=of).exclude(entry=None)
    return rows.order_by("-published_at", "-pk")


def listed(rows: Iterable[Correction]) -> list[ListedNotice]:
    """Each with its story; the rows come with theirs."""
    return [
        ListedNotice(
            notice=shown(row),
            story=row.story.title,
            url=row.story.url,
            online=row.published_at - row.online_since if row.online_since else None,
            noticed=str(Noticed(row.noticed).label),
        )
        for row in rows
    ]


def shown(row: Correction) -> ShownNotice:
    return history.notice(row.as_json(), row.published_at)


def told_of(stories: Iterable[int]) -> dict[int, tuple[ShownNotice, ...]]:
    """What readers were told of each of these stories, the newest first. One query."""
    found: dict[int, list[ShownNotice]] = {}
    for row in published(StoryPage.objects.filter(pk__in=list(stories))):
        found.setdefault(row.story_id, []).append(shown(row))
    return {story: tuple(notices) for story, notices in found.items()}


def corrections_context(query, now: datetime) -> dict:
    """The page of corrections. Five queries, however many there are."""
    page = Paginator(published().select_related("story"), ON_A_PAGE).get_page(query.get("page"))
    return {
        "page_of": page,
        "corrections": listed(page.object_list),
        "figures": figures(now),
        "kinds": [kind for kind in CorrectionKind if kind.is_notice],
    }


def figures(now: datetime) -> list[Figure]:
    """How many in a year, for how many stories, how many of them readers noticed first, and how fast reports
    are answered. Four queries."""
    year = published().order_by().filter(published_at__gte=now - YEAR)
    count, by_readers = year.count(), year.filter(noticed=Noticed.READER).count()
    stories = out().filter(first_published_at__gte=now - YEAR).count()
    share = f"{100 * count / stories:.1f}" if stories else "0"
    return [
        Figure(count, _("in the last 12 months")),
        Figure(share, _("per 100 stories published in that time")),
        Figure(by_readers, _("first noticed by a reader")),
        Figure(_hours(now), _("median time to the answer of an error report")),
    ]


def _hours(now: datetime) -> str:
    """The median time from a report to its answer, of those answered within a year. One query."""
    rows = ErrorReport.objects.filter(answered_at__gte=now - YEAR).values_list("at", "answered_at")
    spans = [answered - at for at, answered in rows]
    return in_words(median(spans)) if spans else "–"


# What moved


@dataclass(frozen=True)
class Move:
    """A claim that moved from one standing to another, as it reads now."""

    uid: str
    text: str
    url: str
    story: str
    before: Standing
    after: Standing
    at: datetime


def moves(stories, since: datetime, limit: int = MOVES) -> list[Move]:
    """The newest moves of these stories' claims. Two queries."""
    rows = LedgerEntry.objects.filter(
        Q(changes__contains='"what":"now '), story__in=stories.order_by().values("pk"), act=Act.PUBLISHED,
        at__gte=since,
    )  # fmt: skip
    moved = [
        (row, change)
        for row in rows.only("story_id", "at", "changes").order_by("-at", "-pk")[:LOOKED_THROUGH]
        for change in map(changes.read, json.loads(row.changes))
        if change.is_move
    ]
    uids = {change.uid for _row, change in moved}
    now = (
        {(c.brief_id, c.uid): c for c in Claim.objects.filter(uid__in=uids).select_related("brief")}
        if uids
        else {}
    )
    shown = ((now.get((row.story_id, change.uid)), change, row.at) for row, change in moved)
    return [
        Move(
            uid=claim.uid,
            text=claim.text,
            url=f"{claim.brief.url}#c{claim.number}",
            story=claim.brief.title,
            before=Standing(change.before),
            after=Standing(change.after),
            at=at,
        )
        for claim, change, at in shown
        if claim
    ][:limit]
