"""Words of a source that somebody cites, and whether they are there."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from sources import excerpts
from sources.excerpts import Found
from sources.models.copy import Copy
from sources.models.person import Signed
from sources.models.source import Source


class Excerpt(models.Model):
    """Words that are cited of a source, looked for in its newest copy. `key` is the hash of the words."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="excerpts")
    key = models.CharField(max_length=64, editable=False)
    text = models.TextField(_("words"))
    found = models.CharField(_("finding"), max_length=10, choices=Found.choices, default=Found.CANT_TELL)
    nearest = models.TextField(_("what comes closest"), blank=True)
    copy = models.ForeignKey(
        Copy, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("looked for in")
    )

    class Meta:
        verbose_name = _("excerpt")
        verbose_name_plural = _("excerpts")
        constraints = [models.UniqueConstraint(fields=["source", "key"], name="one_excerpt_per_source")]

    def __str__(self):
        return self.text[:80]

    def look(self, copy: Copy | None) -> None:
        """Looks for the words in this copy, and remembers what came of it. Saves nothing."""
        finding = (
            excerpts.look_for(self.text, copy.text, copy.whole) if copy else excerpts.Finding(Found.CANT_TELL)
        )
        self.copy, self.found, self.nearest = copy, finding.found, finding.nearest


class Confirmation(Signed):
    """A person's word that an excerpt is in its source, as they saw it there. It speaks of what the source said then:
    a newer copy needs a newer word."""

    excerpt = models.ForeignKey(Excerpt, on_delete=models.CASCADE, related_name="confirmations")
    copy = models.ForeignKey(Copy, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("confirmation")
        verbose_name_plural = _("confirmations")
        ordering = ["pk"]

    def __str__(self):
        return f"{self.excerpt} ({self.by_name})"
