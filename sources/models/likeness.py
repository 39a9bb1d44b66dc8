"""Texts that are nearly the same: what stands for each, and what an editor decided about two that are alike."""

from django.db import models
from django.db.models import F, Q, TextChoices
from django.utils.translation import gettext_lazy as _

from sources.models.person import Signed
from sources.models.source import Source


class Print(models.Model):
    """One hash of the text of a source's newest copy (see `sources.likeness`)."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="+", db_index=False)
    hash = models.BigIntegerField()

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "hash"], name="one_print_per_hash")]
        indexes = [models.Index(fields=["hash", "source"], name="prints_by_hash")]

    def __str__(self):
        return f"{self.source_id}: {self.hash}"


class Ruling(TextChoices):
    """What an editor said of two texts that are alike. The first source is the one that was added first."""

    FIRST = "first", _("The first reprints the second")
    SECOND = "second", _("The second reprints the first")
    NEITHER = "neither", _("Each is a report of its own")


class Likeness(Signed):
    """Two sources whose texts are nearly the same, and what an editor said of it: nothing, while `ruling` is empty."""

    first = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="+")
    percent = models.PositiveSmallIntegerField(_("percent in common"))
    found_at = models.DateTimeField(auto_now_add=True)
    ruling = models.CharField(_("ruling"), max_length=8, choices=Ruling.choices, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("likeness")
        verbose_name_plural = _("likenesses")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="one_likeness_per_pair"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="first_is_the_older_one"),
        ]

    def __str__(self):
        return f"{self.first} / {self.second}: {self.percent} %"
