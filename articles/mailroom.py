"""Which notices go out by mail now, and to whom?

A notice is its own outbox, and it is emptied in three steps, each committed before the next begins:

1. **claim**: what is due is put off by a lease, so that nobody else takes it meanwhile;
2. **mail**: the server takes the letter;
3. **mark**: `mailed_at` is written, and nothing is due any more.

Whoever is killed after the first or the second step leaves rows that come due again when their lease is over: no mail
is lost, and in the worst case one is sent twice. Marking first would lose it, and to mark in the transaction of the
claim would keep every editor's save waiting for a slow mail server, because SQLite has one writer at a time.
"""

import logging
import smtplib
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import groupby
from typing import NamedTuple

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import F
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from articles.models import Notice
from articles.models.notice import language_of, zone_of

PEOPLE = 50  # at a time: with the patience of EMAIL_TIMEOUT, they are done within the lease
LEASE = timedelta(minutes=15)
LONGEST_WAIT = timedelta(hours=1)
REFUSALS = (
    10  # after so many attempts, an address that the server refuses for good is given up: about six hours
)
LINES = 50  # of one mail; the rest stands in the admin

log = logging.getLogger(__name__)


class Round(NamedTuple):
    """What came of one round."""

    sent: int = 0
    failed: int = 0


def send_due(now: datetime) -> Round:
    """Mails everything that is due, one mail a person. Never raises because of mail: what failed stays due, later."""
    sent = failed = 0
    server = get_connection()
    while claimed := _claim(now):
        letters = _letters(claimed)
        while letters:
            if not _answers(server):
                _put_off([notice for letter in letters for notice in letter], now)
                return Round(sent, failed + len(letters))
            went_out = _mail(letters.pop(0), server, now)
            sent, failed = sent + went_out, failed + (not went_out)
    _hang_up(server)
    return Round(sent, failed)


def _claim(now: datetime) -> list[Notice]:
    """Takes all that is due to some people. On PostgreSQL rows that another round holds are skipped; on SQLite, where
    nobody locks rows, the transaction begins as a writer (IMMEDIATE), so there is one claim at a time."""
    due = Notice.objects.filter(mail_due_at__lte=now)
    with transaction.atomic(durable=True):  # a claim inside another transaction would be no claim yet
        people = list(due.order_by("user").values_list("user", flat=True).distinct()[:PEOPLE])
        theirs = due.filter(user__in=people).select_for_update(skip_locked=True)
        taken = list(theirs.values_list("pk", flat=True))
        Notice.objects.filter(pk__in=taken).update(mail_due_at=now + LEASE, attempts=F("attempts") + 1)
    claimed = Notice.objects.filter(pk__in=taken).order_by("user", "at", "pk")
    return list(claimed.prefetch_related("user__wagtail_userprofile", "story"))


def _letters(claimed: Iterable[Notice]) -> list[list[Notice]]:
    """The notices of each person together, without those that are not to be mailed any more."""
    wanted = [notice for notice in claimed if may_be_mailed(notice)]
    unwanted = {notice.pk for notice in claimed} - {notice.pk for notice in wanted}
    Notice.objects.filter(pk__in=unwanted).update(mail_due_at=None)
    return [list(theirs) for _person, theirs in groupby(wanted, key=lambda notice: notice.user_id)]


def may_be_mailed(notice: Notice) -> bool:
    """Asked when the mail goes out, not when the notice was written: rights change, and mail can't be taken back."""
    person, story = notice.user, notice.story
    if not (person.is_active and person.email and story):
        return False
    return person.is_superuser or bool(story.permissions_for_user(person).permissions)


def _answers(server) -> bool:
    try:
        server.open()
    except Exception as trouble:  # whatever it is, all mail has to wait, and only mail
        log.warning("The mail server does not answer, notices wait: %s", trouble)
        _hang_up(server)
        return False
    return True


def _mail(letter: list[Notice], server, now: datetime) -> bool:
    """Did the server take it? What is wrong with one letter or one address does not stop the others."""
    try:
        written = compose(letter)
        written.connection = server
        written.send()
    except Exception as trouble:
        log.warning("Notices to person %s could not be mailed, they wait: %s", letter[0].user_id, trouble)
        _hang_up(server)
        _put_off(letter, now, is_refused=_is_refused_for_good(trouble))
        return False
    keys = [notice.pk for notice in letter]
    Notice.objects.filter(pk__in=keys).update(mailed_at=now, mail_due_at=None)
    return True


def compose(letter: list[Notice]) -> EmailMessage:
    """One mail about some notices to one person, in their language and at their hours."""
    person = letter[0].user
    context = {
        "person": person,
        "notices": letter[:LINES],
        "count": len(letter),
        "more": len(letter) - LINES,
        "site_name": settings.SITE_NAME,
        "base_url": settings.WAGTAILADMIN_BASE_URL,
        "list_url": reverse("notices"),
        "choices_url": reverse("wagtailadmin_account") + "#tab-notifications",
    }
    with override(language_of(person)), timezone.override(zone_of(person)):
        subject = render_to_string("articles/mail/notices_subject.txt", context)
        text = render_to_string("articles/mail/notices.txt", context)
    one_line = " ".join(subject.split())  # a headline may hold line breaks, a header must not
    return EmailMessage(one_line, text, to=[person.email], headers={"Auto-Submitted": "auto-generated"})


def _is_refused_for_good(trouble: Exception) -> bool:
    if not isinstance(trouble, smtplib.SMTPRecipientsRefused):
        return False
    return all(code >= 500 for code, _words in trouble.recipients.values())


def _put_off(notices: list[Notice], now: datetime, is_refused: bool = False) -> None:
    """Tries again after 2, 4, 8 … minutes, at most an hour."""
    for notice in notices:
        wait = min(timedelta(minutes=2 ** min(notice.attempts, 10)), LONGEST_WAIT)
        notice.mail_due_at = None if is_refused and notice.attempts >= REFUSALS else now + wait
    Notice.objects.bulk_update(notices, ["mail_due_at"])


def _hang_up(server) -> None:
    with suppress(OSError):  # as when the server hung up first
        server.close()
