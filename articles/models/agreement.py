"""A managing editor's word on a person whom a story does not name."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from sources.models.person import Signed


class Agreement(Signed):
    """A managing editor agrees, or does not, that this story rests on a source without naming it, for the reason that
    readers are given. It speaks of exactly that reason (`fingerprint`); the last word counts, all of them are kept."""

    story = models.ForeignKey("articles.StoryPage", on_delete=models.PROTECT, related_name="agreements")
    source = models.ForeignKey("sources.Source", on_delete=models.PROTECT, related_name="+")
    fingerprint = models.CharField(max_length=64)
    agrees = models.BooleanField(_("agrees"))
    why = models.CharField(_("why"), max_length=500, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        ordering = ["pk"]
        indexes = [models.Index(fields=["story", "source"], name="agreements_of_a_story")]

    def __str__(self):
        return f"{self.story_id}, {self.source_id}: {self.by_name}"


def last_words(story_id: int) -> dict[int, Agreement]:
    """The last word on each source, by the source's key."""
    return {row.source_id: row for row in Agreement.objects.filter(story_id=story_id)}
