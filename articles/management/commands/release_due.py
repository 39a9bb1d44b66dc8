"""Takes out what is due and takes down what has expired: `manage.py release_due [--every SECONDS]`.

Once, or in a loop that ends with SIGTERM or Ctrl-C between two stories. What a story's fate is worth stands in
articles/publishing.py; here is only when to ask and what to print. Each round also reminds people of what is due soon.
"""

import logging
import signal
from contextlib import contextmanager
from threading import Event

from django.core.management.base import BaseCommand, CommandError
from django.db import Error, close_old_connections
from django.utils import timezone

from articles import planning, publishing

log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = (
        "Publishes scheduled stories whose time has come and takes down those that have expired, each once."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--every",
            type=float,
            metavar="SECONDS",
            help="Do so again and again, with so many seconds between; SIGTERM and Ctrl-C end it.",
        )

    def handle(self, *, every: float | None = None, **options):
        self.ending = Event()
        if every is None:
            return self.round()
        if every <= 0:
            raise CommandError("Name more than 0 seconds, for instance: --every 15")
        with told_to_end(self.ending):
            while not self.ending.is_set():
                self.round_whatever_comes()
                self.ending.wait(every)

    def round(self) -> None:
        planning.remind(timezone.now())
        for outcome in publishing.release_due(timezone.now()):
            self.stdout.write(str(outcome))
            self.stdout.flush()
            if self.ending.is_set():
                return

    def round_whatever_comes(self) -> None:
        """A database that restarts ends a round, never the loop."""
        close_old_connections()  # or one that broke would be used again
        try:
            self.round()
        except Exception as error:
            trace = None if isinstance(error, Error) else error
            log.error("This round failed, the next one follows: %s", error, exc_info=trace)


@contextmanager
def told_to_end(ending: Event):
    """Sets `ending` where SIGTERM and Ctrl-C would break off the work on a story."""
    before = {
        number: signal.signal(number, lambda *_: ending.set()) for number in (signal.SIGTERM, signal.SIGINT)
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
