"""Mails the notices that are due: `manage.py send_notices [--every SECONDS]`, once or until it is asked to end."""

import logging
import signal
from threading import Event

from django.core.management.base import BaseCommand
from django.db import close_old_connections
from django.utils import timezone

from articles import mailroom

log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = (
        "Mails the notices that are due. What a mail server does not take stays due and is tried again later."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--every",
            type=int,
            metavar="SECONDS",
            help="Go on, with a pause of so many seconds, until SIGTERM.",
        )

    def handle(self, every, **options):
        if every is None:
            return self._once()
        asked_to_end = Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: asked_to_end.set())
        while True:
            try:
                self._once()
            except Exception:  # as when the database restarts: the next round may find it well
                log.exception("This round of notices failed; the next one begins in %s seconds.", every)
            close_old_connections()
            if asked_to_end.wait(every):
                return None

    def _once(self) -> None:
        sent, failed = mailroom.send_due(timezone.now())
        if sent or failed:
            self.stdout.write(f"{sent} mails went out, {failed} wait for another attempt.")
