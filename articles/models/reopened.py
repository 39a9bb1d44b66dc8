"""Claims that have to be looked at again, because a source that they rest on does not stand any more as it was."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.checking import Outcome, Review
from articles.editions import Edition


class Reopening(models.Model):
    """The work that follows one retraction: which stories rest on the source, and how many of them are done."""

    retraction = models.OneToOneField("sources.Retraction", on_delete=models.PROTECT, related_name="+")
    stories = models.JSONField(default=list)  # their keys, in the order in which they are done
    done = models.PositiveIntegerField(default=0)
    claims = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("reopening")

    def __str__(self):
        return f"{self.retraction}: {self.done}/{len(self.stories)}"

    @property
    def percent(self) -> int:
        return 100 * self.done // len(self.stories) if self.stories else 100


class Reopened(models.Model):
    """One claim in the queue. Closed, not deleted, when it is verified again or cites the source no more."""

    retraction = models.ForeignKey("sources.Retraction", on_delete=models.PROTECT, related_name="+")
    story = models.ForeignKey("articles.StoryPage", on_delete=models.PROTECT, related_name="reopened")
    uid = models.CharField(max_length=32)
    number = models.PositiveIntegerField(null=True)
    text = models.TextField()
    at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("reopened claim")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["retraction", "story", "uid"], name="reopened_once_per_retraction"
            )
        ]
        indexes = [
            models.Index(fields=["story"], condition=models.Q(closed_at=None), name="reopened_and_waiting")
        ]

    def __str__(self):
        return self.text[:80]


def reopen(story_id: int, edition: Edition, retraction_id: int) -> int:
    """Puts every claim of the story that rests on the retracted source into the queue, once. Returns how many."""
    resting = [
        claim for claim in edition.claims if any(s.retraction.id == retraction_id for s in claim.retractions)
    ]
    Reopened.objects.bulk_create(
        (
            Reopened(retraction_id=retraction_id, story_id=story_id, uid=c.uid, number=c.number, text=c.text)
            for c in resting
        ),
        ignore_conflicts=True,
    )
    return len(resting)


def settle(story_id: int, edition: Edition, review: Review) -> None:
    """Takes out of the queue what was verified again, and what rests on the retracted source no more."""
    waiting = list(Reopened.objects.filter(story_id=story_id, closed_at=None))
    claims = {claim.uid: claim for claim in edition.claims}
    over = [row.pk for row in waiting if not _still_rests(claims.get(row.uid), row.retraction_id, review)]
    if over:
        Reopened.objects.filter(pk__in=over).update(closed_at=timezone.now())


def _still_rests(claim, retraction_id: int, review: Review) -> bool:
    if claim is None or not any(s.retraction.id == retraction_id for s in claim.retractions):
        return False
    return review.outcome(claim) is not Outcome.VERIFIED
