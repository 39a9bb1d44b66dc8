"""A command that does its work once, or in rounds until SIGTERM or Ctrl-C: what is due, again and again."""

import logging
import signal
from abc import ABC, abstractmethod
from contextlib import contextmanager
from threading import Event

from django.core.management.base import BaseCommand, CommandError
from django.db import Error, close_old_connections

log = logging.getLogger(__name__)


class Rounds(BaseCommand, ABC):
    """`--every SECONDS` goes on and on. A round that fails is reported, and the next one follows."""

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

    @abstractmethod
    def round(self) -> None:
        """One round. It may look at `self.ending` between two pieces of work."""

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
