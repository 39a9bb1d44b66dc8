"""The word of a second person that a story may go out, and the word of a managing editor that it must."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sources.models.person import Signed


class Approval(Signed):
    """Somebody who did not write it has approved exactly this content. It lapses when the text changes."""

    story = models.ForeignKey("articles.StoryPage", on_delete=models.PROTECT, related_name="approvals")
    digest = models.CharField(max_length=64)
    lapsed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["story", "lapsed_at"], name="approval_in_force")]

    def __str__(self):
        return f"{self.story_id} approved by {self.by_name}"


class Override(Signed):
    """A managing editor released exactly this content past these gates. Readers see the reason until they are met."""

    story = models.ForeignKey("articles.StoryPage", on_delete=models.PROTECT, related_name="overrides")
    digest = models.CharField(max_length=64)
    gates = models.JSONField(_("gates"))
    reason = models.TextField(_("reason"))

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("override")
        verbose_name_plural = _("overrides")

    def __str__(self):
        return f"{self.story_id} released by {self.by_name}"

    @property
    def points(self) -> str:
        return ", ".join(self.gates)


def lapse(story_id: int, digest: str = "") -> None:
    """The text has changed: approvals of anything else are over. Without a digest all are, because what was said of
    the text for readers has changed."""
    standing = Approval.objects.filter(story_id=story_id, lapsed_at=None).exclude(digest=digest)
    standing.update(lapsed_at=timezone.now())
