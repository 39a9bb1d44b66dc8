"""The receipt without which no story is live."""

import logging

from django.db import models
from django.utils import timezone
from wagtail.models import Page

from articles import clearance
from articles.models import cited_words, correction, ledger, verdict
from articles.models.approval import Override

log = logging.getLogger(__name__)


class Clearance(models.Model):
    """Exactly this content of this story passed every gate. Rows are kept; a lapsed one clears nothing any more.

    `digest` is the Edition's, `entry_hash` that of the ledger's entry: who rewrites or removes the newest entry has to
    find the receipt, too. `revision_id` is a plain number, so that the receipt outlives the revision. A database
    trigger (articles/models/lock.py) asks for a row that has not lapsed whenever a story goes live by any route, and
    lets the rows lapse when the story comes down.
    """

    story = models.ForeignKey("articles.StoryPage", on_delete=models.PROTECT, related_name="clearances")
    revision_id = models.BigIntegerField(null=True)
    digest = models.CharField(max_length=64)
    given_at = models.DateTimeField(default=timezone.now)
    lapsed_at = models.DateTimeField(null=True)
    checkers = models.PositiveSmallIntegerField(
        default=0
    )  # how many people verified its claims as they stand
    entry_hash = models.CharField(
        max_length=64, blank=True
    )  # empty on receipts from before there was a ledger
    override = models.ForeignKey(Override, null=True, on_delete=models.PROTECT, related_name="clearances")

    class Meta:
        indexes = [models.Index(fields=["story", "lapsed_at"], name="clearance_in_force")]

    def __str__(self):
        return f"{self.story_id} in revision {self.revision_id}"


def clear(story) -> None:
    """Asks the gates about a story that is about to be saved live, and writes the receipt.

    A live story whose content has its receipt already is saved without asking again, so a gate that was added later
    binds from the next publication. Raises PublicationBlocked.
    """
    rows = Page.objects.select_for_update().filter(pk=story.pk)  # one publication after the other
    row = rows.values("live", "live_revision_id").first() if story.pk else None
    if row is None:
        raise clearance.PublicationBlocked([clearance.draft_first()], story.title)
    edition = story.edition()
    digest = edition.digest
    in_force = Clearance.objects.filter(story_id=story.pk, lapsed_at=None)
    is_republished = row["live_revision_id"] != story.live_revision_id
    is_cleared = row["live"] and not is_republished and in_force.filter(digest=digest).exists()
    if is_cleared and not correction.is_to_go_out(story.pk):
        return
    now = timezone.now()
    shut = clearance.require(story, now)
    override = Override.objects.filter(story_id=story.pk, digest=digest).first() if shut else None
    in_force.update(lapsed_at=now)
    said = correction.going_out(story.pk, edition)
    entry = ledger.append(story.pk, edition, now, [row.as_json() for row in said])
    correction.publish(said, entry)
    Clearance.objects.create(
        story_id=story.pk,
        revision_id=story.live_revision_id,
        digest=digest,
        override=override,
        checkers=verdict.checkers(story.pk, edition),
        entry_hash=entry.hash,
    )
    cited_words.cited_now(edition, now)


def receipt(story, digest: str) -> Clearance | None:
    """The receipt in force for exactly what a reader would see. If there is none, somebody went past the lock."""
    in_force = Clearance.objects.select_related("override").filter(story_id=story.pk, lapsed_at=None)
    covering = in_force.filter(digest=digest).first()
    if not covering:
        log.error("Story %s is live, but its content has no clearance; it is not shown to readers.", story.pk)
    return covering


def released_gates(story, given: Clearance) -> list[str]:
    """The gates that are still shut and that only an override opened: readers are told for as long as they are."""
    if not given.override:
        return []
    found, _waived = clearance.all_holds(story, timezone.now())
    shut = {hold.gate for hold in found}
    return [name for name in given.override.gates if name in shut]
