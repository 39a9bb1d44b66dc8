"""A story that was taken away for good, and why. Its address says so for as long as the kill stands."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from sources.models.person import Signed, name_of


class Kill(Signed):
    """Who removed the story, when and for which reason. Ended, not deleted, when the story is restored."""

    story = models.ForeignKey("articles.StoryPage", on_delete=models.PROTECT, related_name="kills")
    reason = models.TextField(_("reason"), help_text=_("Readers who follow the old address see it."))
    ended_at = models.DateTimeField(null=True)
    ended_by_name = models.CharField(max_length=200, blank=True)
    ended_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["story"], condition=models.Q(ended_at=None), name="one_kill_at_a_time"
            )
        ]

    def __str__(self):
        return f"{self.story_id} killed by {self.by_name}"

    def end(self, by, reason: str, at) -> None:
        self.ended_at, self.ended_by_name, self.ended_reason = at, name_of(by), reason
        self.save()


def standing(story_id: int) -> Kill | None:
    return Kill.objects.filter(story_id=story_id, ended_at=None).first()
