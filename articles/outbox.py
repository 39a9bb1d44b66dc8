"""How do rows that wait for a mail get out?

A row is its own outbox: `mail_due_at` says when the next attempt is due, and is empty when there is to be none;
`attempts` counts. It is emptied in three steps, each committed before the next begins:

1. **lease**: what is due is put off by a lease, so that nobody else takes it meanwhile;
2. **deliver**: the server takes the letter;
3. **mark**, by whoever called: nothing is due any more.

Whoever is killed after the first or the second step leaves rows that come due again when their lease is over: no mail
is lost, and in the worst case one is sent twice. Marking first would lose it, and to mark in the transaction of the
first step would keep every editor's save waiting for a slow mail server, because SQLite has one writer at a time.
"""

import logging
import smtplib
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import NamedTuple

from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import F, QuerySet

AT_ONCE = 50  # letters: with the patience of EMAIL_TIMEOUT, they are done within the lease
LEASE = timedelta(minutes=15)
LONGEST_WAIT = timedelta(hours=1)
REFUSALS = (
    10  # after so many attempts, an address that the server refuses for good is given up: about six hours
)

log = logging.getLogger(__name__)


class Round(NamedTuple):
    """What came of one round, in letters."""

    sent: int = 0
    failed: int = 0


def lease(due: QuerySet, now: datetime) -> list[int]:
    """Takes rows, and returns their keys. On PostgreSQL rows that another round holds are skipped; on SQLite, where
    nobody locks rows, the transaction begins as a writer (IMMEDIATE), so there is one taker at a time."""
    with transaction.atomic(durable=True):  # what is taken inside another transaction is not taken yet
        taken = list(due.select_for_update(skip_locked=True, of=("self",)).values_list("pk", flat=True))
        due.model.objects.filter(pk__in=taken).update(mail_due_at=now + LEASE, attempts=F("attempts") + 1)
    return taken


class Postman:
    """Brings letters to the mail server, in one visit. Never raises because of mail: what failed is due later."""

    def __init__(self, now: datetime):
        self.now = now
        self.server = get_connection()
        self.is_away = False
        self.sent = self.failed = 0

    def __enter__(self) -> "Postman":
        return self

    def __exit__(self, *trouble) -> None:
        self._hang_up()

    @property
    def round(self) -> Round:
        return Round(self.sent, self.failed)

    def deliver(self, rows: list, compose: Callable[[list], EmailMessage]) -> bool:
        """Did the server take the one letter about these rows, which were leased before? If not, each is put off; one
        whose address was refused for good too often is not due any more. What is wrong with one letter or one address
        does not stop the others."""
        if not self._answers():
            return self._fail(rows)
        try:
            letter = compose(rows)
            letter.connection = self.server
            letter.send()
        except Exception as trouble:
            kind = rows[0]._meta.verbose_name
            log.warning("A mail about %s %s did not go out, it waits: %s", kind, rows[0].pk, trouble)
            self._hang_up()
            return self._fail(rows, is_refused=_is_refused_for_good(trouble))
        self.sent += 1
        return True

    def _answers(self) -> bool:
        """Asks a server that is away once in a round, and not for each letter."""
        try:
            if not self.is_away:
                self.server.open()
        except Exception as trouble:  # whatever it is, all mail has to wait, and only mail
            log.warning("The mail server does not answer, mails wait: %s", trouble)
            self._hang_up()
            self.is_away = True
        return not self.is_away

    def _fail(self, rows: list, is_refused: bool = False) -> bool:
        """Tries again after 2, 4, 8 … minutes, at most an hour."""
        for row in rows:
            wait = min(timedelta(minutes=2 ** min(row.attempts, 10)), LONGEST_WAIT)
            row.mail_due_at = None if is_refused and row.attempts >= REFUSALS else self.now + wait
        type(rows[0]).objects.bulk_update(rows, ["mail_due_at"])
        self.failed += 1
        return False

    def _hang_up(self) -> None:
        with suppress(OSError):  # as when the server hung up first
            self.server.close()


def _is_refused_for_good(trouble: Exception) -> bool:
    if not isinstance(trouble, smtplib.SMTPRecipientsRefused):
        return False
    return all(code >= 500 for code, _words in trouble.recipients.values())
