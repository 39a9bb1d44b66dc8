"""When is a source looked at again? Pure rules on times."""

from datetime import datetime, timedelta

from sources.outcomes import Outcome, Streak

DAY = timedelta(days=1)
YOUNG = 7 * DAY
SELDOM = 90 * DAY
FRESH = DAY  # a check no older than this is good enough for publication
KEPT_DAILY = 30 * DAY  # of the history of checks: every one for so long,
KEPT_WEEKLY = 365 * DAY  # one a week for so long, and one a month for ever


def interval(outcome: Outcome, streak: Streak, cited_at: datetime | None, now: datetime) -> timedelta:
    """How long until the next look: daily while a story is young, ever more rarely as it ages. A source that fails is
    looked at daily until it counts as gone."""
    is_failing = outcome.is_failure and streak.counts_as(outcome, now) is not Outcome.GONE
    age = now - cited_at if cited_at else SELDOM
    return DAY if is_failing or age < YOUNG else min(max(DAY, age / 7), SELDOM)


def to_thin(times: list[datetime], now: datetime) -> list[int]:
    """Of looks that say the same as the one before, given newest first: the places of those that need not be kept.

    All of the last 30 days stay, one a week for a year, and one a month after that: the first of each.
    """
    drop, seen = [], set()
    for place in range(len(times) - 1, -1, -1):
        age = now - times[place]
        if age < KEPT_DAILY:
            break
        days = 7 if age < KEPT_WEEKLY else 30
        piece = (days, times[place].toordinal() // days)
        if piece in seen:
            drop.append(place)
        seen.add(piece)
    return drop
