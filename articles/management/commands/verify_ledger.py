"""Proves that the ledger is whole."""

import hashlib
import re

from django.core.management.base import BaseCommand, CommandError

from articles.models import Clearance, LedgerEntry, StoryPage
from articles.models.ledger import Act, broken

AT_ONCE = 200  # entries in memory
HEAD = re.compile(r"([0-9]{1,12}):([0-9a-f]{64})")


class Command(BaseCommand):
    help = (
        "Proves that no entry of the ledger was changed, taken out or put in, and names every one that was. Prints a "
        "head: kept elsewhere, it proves later that nothing before it was rewritten."
    )

    def add_arguments(self, parser):
        parser.add_argument("--head", default="", help="a head that an earlier run printed, as 57:3fa9…")

    def handle(self, head="", **options):
        entries = LedgerEntry.objects.order_by("story_id", "number")
        problems = [*broken(entries.iterator(chunk_size=AT_ONCE)), *at_odds()]
        if head:
            problems += _since(head)
        for problem in problems:
            self.stdout.write(problem)
        if problems:
            raise CommandError(f"The ledger is broken in {len(problems)} places; the first is named first.")
        count, stories = entries.count(), entries.order_by().values("story_id").distinct().count()
        self.stdout.write(f"The ledger is whole: {count} entries of {stories} stories.")
        self.stdout.write(f"Head: {count}:{_head(count)}")


def at_odds() -> list[str]:
    """Where the ledger does not say what the receipts and the stories say."""
    problems = []
    hashes = dict(LedgerEntry.objects.values_list("hash", "story_id"))
    receipts = Clearance.objects.exclude(entry_hash="").order_by("story_id", "pk")
    for story_id, given_at, entry_hash in receipts.values_list("story_id", "given_at", "entry_hash"):
        if hashes.get(entry_hash) != story_id:
            when = f"{given_at:%Y-%m-%d %H:%M}"
            problems.append(f"Story {story_id}: the publication of {when} is not in the ledger as it was.")
    last = {pk: (act, digest) for pk, act, digest in LedgerEntry.objects.order_by("number").values_list(
        "story_id", "act", "digest")}  # fmt: skip
    in_force = dict(Clearance.objects.filter(lapsed_at=None).values_list("story_id", "digest"))
    live = set(StoryPage.objects.filter(live=True).values_list("pk", flat=True))
    for pk in sorted(live | last.keys()):
        act, digest = last.get(pk, ("", ""))
        if pk in live and (act != Act.PUBLISHED or digest != in_force.get(pk)):
            problems.append(f"Story {pk}: the publication that readers see is not the last of the ledger.")
        elif pk not in live and act == Act.PUBLISHED:
            problems.append(f"Story {pk}: it came down, and the ledger does not say so.")
    return problems


def _head(count: int) -> str:
    """SHA-256 over the hashes of the first `count` entries, in the order in which they were written."""
    digest = hashlib.sha256()
    for value in LedgerEntry.objects.order_by("pk").values_list("hash", flat=True)[:count].iterator():
        digest.update(value.encode())
    return digest.hexdigest()


def _since(head: str) -> list[str]:
    found = HEAD.fullmatch(head.strip())
    if not found:
        raise CommandError(
            "This is no head. It looks like 57: and 64 letters and digits, as a run printed it."
        )
    count, digest = int(found[1]), found[2]
    if LedgerEntry.objects.count() < count or _head(count) != digest:
        return [
            f"The first {count} entries are not those of that head: something was taken out or rewritten."
        ]
    return []
