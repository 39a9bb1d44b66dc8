"""What the library does in the background. A job may be done again after its worker was killed: each says what it
wants by a name (`ask`), and what is recorded under that name is recorded once."""

import uuid
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django_tasks import task

from sources import archiving, checking, proposing, recording, robots
from sources.checking import Look
from sources.models import Check, Copy, Host, Proposal, Source
from sources.outcomes import Outcome
from sources.web.addresses import Refused, place

QUEUED_FOR = timedelta(hours=1)  # a wish that was lost with its queue is made anew after that
BUSY = timedelta(seconds=3)
AT_ONCE = 200  # sources that one round puts into the queue
PROPOSAL_FRESH = timedelta(hours=1)  # an address that is pasted again later is looked at again
PROPOSAL_KEPT = timedelta(days=90)  # then a proposal is thrown away, decided or not


def ask(sources: Iterable[int], by=None, is_scheduled: bool = False) -> int:
    """Puts a check of each of these sources into the queue, unless one waits already. Returns how many it put there."""
    now, count = timezone.now(), 0
    for pk in sources:
        name = uuid.uuid4()
        with transaction.atomic():
            free = Source.objects.filter(
                Q(ask=None) | Q(due_at__lte=now), pk=pk, url__isnull=False, merged_into=None
            )
            if free.update(ask=name, due_at=now + QUEUED_FOR):
                check.enqueue(pk, str(name), by.pk if by else None, is_scheduled)
                count += 1
    return count


def ask_due(now: datetime) -> int:
    """Puts every source into the queue whose time has come."""
    due = (
        Source.objects.filter(due_at__lte=now, merged_into=None)
        .order_by("due_at")
        .values_list("pk", flat=True)
    )
    return ask(due[:AT_ONCE], is_scheduled=True)


@task(backend="background")
def check(source_id: int, ask: str, by_id: int | None = None, is_scheduled: bool = False) -> str:
    """Looks at one source and records what came of it. Where the site is being visited it waits its turn."""
    if not Source.objects.filter(pk=source_id, ask=ask).exists():
        return "nothing to do"  # it was answered, made anew, or is about an address that is not the source's any more
    outcome = visit(source_id, ask, by_id, is_scheduled)
    if outcome is None:
        check.using(run_after=timezone.now() + BUSY).enqueue(source_id, ask, by_id, is_scheduled)
    return outcome or "the site is being visited"


def visit(source_id: int, ask: str, by_id: int | None = None, is_scheduled: bool = False) -> str | None:
    """One look, recorded under this name. None, and nothing is done, while somebody else visits the site."""
    url = Source.objects.filter(pk=source_id).values_list("url", flat=True).first()
    if not url or Check.objects.filter(ask=ask).exists():
        return "nothing to do"
    look = _look(url, is_scheduled)
    if look is None:
        return None
    found = recording.record(source_id, uuid.UUID(ask), look, timezone.now(), by_id, url)
    if found:
        ask_archive([source_id])
    return str(found.outcome) if found else "nothing to do"


def _look(url: str, is_scheduled: bool = False) -> Look | None:
    """One look at an address, or None while somebody else visits its site."""
    visitor = checking.client_of_the_house()
    try:
        site = place(url, visitor.admitted).site
    except Refused as error:
        return Look(Outcome.REFUSED, message=str(error))
    if not Host.claim(site, timezone.now()):
        return None
    try:
        if is_scheduled and not robots.allow(url, visitor):
            return Look(Outcome.BLOCKED, message="The site asks programs not to read this page (robots.txt).")
        return checking.look(url, visitor)
    finally:
        Host.leave(site, timezone.now())


def look_up(url: str, by) -> Proposal:
    """What is proposed for this canonical address; a look at it goes into the queue unless somebody's is fresh."""
    now = timezone.now()
    with transaction.atomic():
        mine = Proposal.objects.select_for_update()
        proposal, is_new = mine.get_or_create(url=url, by=by, settled_at=None, defaults={"asked_at": now})
        if is_new or now - proposal.asked_at > PROPOSAL_FRESH:
            proposal.asked_at, proposal.looked_at = now, None
            proposal.save(update_fields=["asked_at", "looked_at"])
            propose.enqueue(proposal.pk)
    return proposal


@task(backend="background")
def propose(proposal_id: int) -> str:
    """Looks at a pasted address and keeps what the page says of itself, for whoever pasted it."""
    waiting = Proposal.objects.filter(pk=proposal_id, looked_at=None, settled_at=None)
    url = waiting.values_list("url", flat=True).first()
    if url is None:
        return "nothing to do"
    look = _look(url)
    if look is None:
        propose.using(run_after=timezone.now() + BUSY).enqueue(proposal_id)
        return "the site is being visited"
    waiting.update(
        looked_at=timezone.now(), outcome=look.outcome, message=look.message[:500], found=proposing.told(look)
    )
    return str(look.outcome)


def ask_archive(sources: Iterable[int]) -> None:
    """Has the newest copy of each of these sources kept by the public archive, where the settings name one."""
    if settings.SOURCE_ARCHIVE:
        for copy in Copy.objects.filter(pk__in=Source.objects.filter(pk__in=sources).values("copy")):
            if archiving.is_wanted(copy):
                archive.enqueue(copy.pk)


@task(backend="background")
def archive(copy_id: int) -> str:
    """Hands the page of one copy to the public archive, and keeps the address of what it made of it."""
    copy = Copy.objects.select_related("source").filter(pk=copy_id).first()
    if not archiving.is_wanted(copy):
        return "nothing to do"
    site, visitor = urlsplit(settings.SOURCE_ARCHIVE).netloc, checking.client_of_the_house()
    if not Host.claim(site, timezone.now()):
        archive.using(run_after=timezone.now() + BUSY).enqueue(copy_id)
        return "the archive is being visited"
    try:
        there = archiving.keep(copy.url, replace(visitor, seconds=archiving.SECONDS))
    finally:
        Host.leave(site, timezone.now())
    Copy.objects.filter(pk=copy_id, archive_url="").update(archive_url=there)
    return there or "the archive does not take it"


def tidy(now: datetime) -> None:
    """Throws away what was proposed long ago."""
    Proposal.objects.filter(asked_at__lt=now - PROPOSAL_KEPT).delete()
