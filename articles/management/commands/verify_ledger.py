"""Proves that the ledger is whole."""

from django.core.management.base import BaseCommand, CommandError

from articles.models import Clearance, LedgerEntry
from articles.models.ledger import broken

AT_ONCE = 200  # entries in memory


class Command(BaseCommand):
    help = (
        "Proves that no entry of the ledger was changed, taken out or put in, and names every one that was."
    )

    def handle(self, **options):
        entries = LedgerEntry.objects.order_by("story_id", "number")
        problems = list(broken(entries.iterator(chunk_size=AT_ONCE)))
        newest = dict(entries.values_list("story_id", "digest"))  # of each story the last one stays
        for story_id, digest in Clearance.objects.filter(lapsed_at=None).values_list("story_id", "digest"):
            if newest.get(story_id) != digest:
                problems.append(
                    f"Story {story_id}: the publication that readers see is not the last of the ledger."
                )
        for problem in problems:
            self.stdout.write(problem)
        if problems:
            raise CommandError(f"The ledger is broken in {len(problems)} places; the first is named first.")
        self.stdout.write(f"The ledger is whole: {entries.count()} publications of {len(newest)} stories.")
