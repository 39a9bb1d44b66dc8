"""What goes out, and what comes down, when its time comes: each exactly once, whatever dies meanwhile?

One transaction for each story. Its row is locked, its schedule is looked at once more, and then everything is written
or nothing is. A story that can't go out stands back: it is a draft again, its history says why, and the others go
their way. Nothing is taken off the schedule in any other way, so no story is lost and none goes out twice.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import InterfaceError, OperationalError, transaction
from django.utils.dateparse import parse_datetime
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from wagtail.contrib.redirects.signal_handlers import autocreate_redirects_on_slug_change
from wagtail.log_actions import log
from wagtail.log_actions import registry as logs
from wagtail.models import DraftStateMixin, Page, Revision

from articles.clearance import PublicationBlocked
from articles.models import StoryPage, told

HELD = "articles.held_at_schedule"
STAYED_UP = "articles.stayed_up_at_expiry"
OVERDUE = timedelta(seconds=120)  # later than this, somebody has to look
# The database was away or busy. That says nothing about the story, which keeps its schedule and is tried again.
NOT_ITS_FAULT = (OperationalError, InterfaceError)
log_of_releases = logging.getLogger(__name__)


class Fate(StrEnum):
    """What became of a story at its time."""

    OUT = "out"
    HELD = "held"
    DOWN = "down"
    WAITS = "waits"

    def sentence(self) -> str:
        return {
            Fate.OUT: _("“%(headline)s” went out. %(reasons)s"),
            Fate.HELD: _("“%(headline)s” was held and is a draft again. %(reasons)s"),
            Fate.DOWN: _("“%(headline)s” came down. %(reasons)s"),
            Fate.WAITS: _("“%(headline)s” has to wait for the next round. %(reasons)s"),
        }[self]


@dataclass(frozen=True)
class Outcome:
    """One line of the report on a round."""

    fate: Fate
    headline: str
    reasons: tuple[str, ...] = ()

    def __str__(self):
        return (self.fate.sentence() % {"headline": self.headline, "reasons": " ".join(self.reasons)}).strip()


class CannotGoOut(Exception):
    """Something in the schedule itself speaks against the story."""


def release_due(now: datetime) -> Iterator[Outcome]:
    """Takes out whatever is due, then takes down whatever has expired, and tells of each as soon as it is done.

    Between two of them whoever asks may stop. New versions go first, so that one which replaces an expired version
    leaves no gap.
    """
    for revision in due(now):
        if outcome := release(revision, now):
            yield outcome
    for story in expired(now):
        if outcome := take_down(story, now):
            yield outcome


def due(now: datetime) -> list[Revision]:
    """The versions whose time has come, the earliest first."""
    found = Revision.objects.filter(approved_go_live_at__lte=now).defer("content")
    return list(found.order_by("approved_go_live_at", "pk"))


def expired(now: datetime) -> list:
    """What is out although its time to come down has come: pages, and any other model that can be a draft."""
    others = [model for model in apps.get_models() if issubclass(model, DraftStateMixin)]
    return [
        story
        for model in [Page, *(model for model in others if not issubclass(model, Page))]
        for story in model._base_manager.filter(live=True, expire_at__lte=now).order_by("expire_at", "pk")
    ]


def overdue(now: datetime) -> int:
    """How many should have gone out or come down a while ago, and have not."""
    return len(due(now - OVERDUE)) + len(expired(now - OVERDUE))


def release(revision: Revision, now: datetime) -> Outcome | None:
    """Publishes a version whose time has come, or lets it stand back. None if somebody else was faster."""
    committed = []
    try:
        with transaction.atomic(durable=True):
            if not (found := _locked(revision.pk, now)):
                return None
            transaction.on_commit(lambda: committed.append(revision.pk))
            _publish(*found, now)
    except Exception as error:
        if committed:  # it is out; what failed is something that was to follow
            return Outcome(Fate.OUT, revision.object_str, reasons_of(error))
        if isinstance(error, NOT_ITS_FAULT):
            return _waits(revision.object_str, error)
        return _hold(revision, now, reasons_of(error))
    return Outcome(Fate.OUT, revision.object_str)


def _locked(revision_id: int, now: datetime):
    """The story and its version, both locked for this transaction, if it is still due; else None.

    The row first, then the version: two workers wait for each other at the row, and an editor who takes the story off
    the schedule at the same moment is either before us or after us.
    """
    still_due = Revision.objects.filter(pk=revision_id, approved_go_live_at__lte=now)
    seen = still_due.defer("content").first()
    story = seen and _lock_row(seen)
    revision = seen and still_due.select_for_update().first()
    return (story, revision) if revision else None


def _lock_row(revision: Revision):
    """The live row behind a version, or None if it is gone, perhaps with the whole model."""
    model = revision.base_content_type.model_class()
    row = model and model._base_manager.select_for_update().filter(pk=revision.object_id).first()
    return row.specific if isinstance(row, Page) else row


def _publish(story, revision: Revision, now: datetime) -> None:
    """Wagtail's publication of this version, at once, and everything that belongs to it in the same transaction."""
    if story is None:
        raise CannotGoOut(_("It does not exist any more."))
    until = revision.content.get("expire_at")
    if until and parse_datetime(until) <= now:
        raise CannotGoOut(_("Its time to come down had come, too. Set a later one, or none."))
    # Its time has come. Left in, a clock that was set back would make Wagtail schedule it anew.
    revision.content["go_live_at"] = None
    revision.publish(log_action="wagtail.publish.scheduled")
    published = type(story)._base_manager.get(pk=story.pk)
    if not published.live or published.live_revision_id != revision.pk:
        raise CannotGoOut(_("It was published, but it is not live."))
    if isinstance(story, Page) and story.slug != published.slug:
        # Wagtail does this after the commit, where it is lost if we die between the two.
        autocreate_redirects_on_slug_change(instance_before=story, instance=published)


def _hold(revision: Revision, now: datetime, reasons: tuple[str, ...]) -> Outcome | None:
    """Takes a version that can't go out off the schedule. None if it is off already."""
    try:
        with transaction.atomic(durable=True):
            if not (found := _locked(revision.pk, now)):
                return None
            stand_back(*found, reasons)
    except Exception as error:
        return _waits(revision.object_str, error)
    outcome = Outcome(Fate.HELD, revision.object_str, reasons)
    log_of_releases.warning("%s", outcome)
    return outcome


def stand_back(story, revision: Revision, reasons: tuple[str, ...]) -> None:
    """What happens to a story that can't go out at its time. Whoever has to hear of it is told from here.

    It runs in a transaction of its own: what is written here is written together with the end of the schedule, or not
    at all. A mail waits for `transaction.on_commit`. `story` is None if there is only the version left.
    """
    Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=None)
    if story is not None:
        log(story, HELD, data={"reasons": list(reasons)}, revision=revision)
        if isinstance(story, StoryPage):
            told.held(story)


def take_down(story, now: datetime) -> Outcome | None:
    """Unpublishes what has expired. None if somebody else was faster. What can't come down is tried again."""
    try:
        with transaction.atomic(durable=True):
            still_up = type(story)._base_manager.filter(pk=story.pk, live=True, expire_at__lte=now)
            row = still_up.select_for_update().first()
            if row is None:
                return None
            _unpublish(row.specific if isinstance(row, Page) else row)
    except Exception as error:
        if not isinstance(error, NOT_ITS_FAULT):
            _tell_once(story, reasons_of(error))
        return _waits(str(story), error)
    return Outcome(Fate.DOWN, str(story))


def _unpublish(story) -> None:
    """Wagtail's own, less the loss: it would strike the story's next version off the schedule, too."""
    scheduled = list(story.revisions.exclude(approved_go_live_at=None).defer("content"))
    story.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
    for revision in scheduled:
        Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=revision.approved_go_live_at)


def _tell_once(story, reasons: tuple[str, ...]) -> None:
    """Every round tries to take it down again; its history says once, for each time that was set, why it is up."""
    time = story.expire_at.isoformat()
    try:
        if not logs.get_logs_for_instance(story).filter(action=STAYED_UP, data__expire_at=time).exists():
            log(story, STAYED_UP, data={"reasons": list(reasons), "expire_at": time})
    except Exception:
        log_of_releases.exception("The history of “%s” could not be written", story)


def _waits(headline: str, error: Exception) -> Outcome:
    """It stays as it is, and the next round tries again; /healthz gets red if that takes too long."""
    outcome = Outcome(Fate.WAITS, headline, reasons_of(error))
    log_of_releases.error("%s", outcome)
    return outcome


def reasons_of(error: Exception) -> tuple[str, ...]:
    """Why something could not be done, in words. What nobody foresaw goes to the log whole."""
    if isinstance(error, PublicationBlocked):
        return tuple(str(hold.message) for hold in error.holds)
    if isinstance(error, ValidationError):
        return tuple(error.messages)
    if isinstance(error, CannotGoOut):
        return (str(error),)
    if isinstance(error, NOT_ITS_FAULT):
        return (_("The database was away or busy: %(error)s") % {"error": error},)
    log_of_releases.error("Nobody foresaw this", exc_info=error)
    named = f"{type(error).__name__}: {error}"
    return (_("A part of the program failed: %(error)s") % {"error": Truncator(named).chars(300)},)
