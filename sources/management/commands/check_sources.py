"""Looks at sources here and now: `manage.py check_sources [--all] [--publisher NAME]`, with a bar on a terminal."""

import sys
import time
import uuid
from collections import Counter

from django.core.management.base import BaseCommand
from django.utils import timezone

from sources import jobs
from sources.models import Source
from sources.outcomes import Outcome

WIDTH = 30  # characters of the bar
PAUSE = 0.5  # seconds until a site that is being visited is tried again


class Command(BaseCommand):
    help = "Looks at the sources whose time has come, one after the other, and records what came of it."

    def add_arguments(self, parser):
        parser.add_argument("--all", action="store_true", help="At every source with an address, due or not.")
        parser.add_argument("--publisher", metavar="NAME", help="Only at those of this publisher.")

    def handle(self, all: bool = False, publisher: str | None = None, **options):
        rows = Source.objects.filter(url__isnull=False, merged_into=None).order_by("pk")
        rows = rows if all else rows.filter(due_at__lte=timezone.now())
        rows = rows.filter(publisher__name=publisher) if publisher else rows
        keys = list(rows.values_list("pk", flat=True))
        counts = Counter()
        for place, pk in enumerate(keys, start=1):
            counts[self._look(pk)] += 1
            self._bar(place, len(keys))
        told = ", ".join(f"{counts[outcome]} {outcome}" for outcome in Outcome if counts[outcome])
        self.stdout.write(f"Sources looked at: {len(keys)}{f' ({told})' if told else ''}.")

    def _look(self, pk: int) -> str:
        """Waits while somebody else visits the site, and between two visits of our own."""
        name = str(uuid.uuid4())
        while (outcome := jobs.visit(pk, name)) is None:
            time.sleep(PAUSE)
        return outcome

    def _bar(self, place: int, total: int) -> None:
        """On a terminal only: a log needs no bar."""
        if sys.stderr.isatty():
            full = WIDTH * place // total
            end = "\n" if place == total else ""
            self.stderr.write(f"\r[{'#' * full}{'.' * (WIDTH - full)}] {place}/{total}", ending=end)
