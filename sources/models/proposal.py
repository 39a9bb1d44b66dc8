"""An address that somebody pasted, and what the page there says of itself."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sources.models.source import Source
from sources.outcomes import Outcome


class Proposal(models.Model):
    """What a new source might be called, until whoever pasted its address adds it or leaves it out.

    `found` has the fields of a source that the page fills, as text. Nobody else sees it: two people who paste the same
    address have a proposal each, and the library gets one source, because addresses are unique there.
    """

    url = models.CharField(_("address"), max_length=2000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField(db_index=True)
    looked_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True)
    message = models.CharField(max_length=500, blank=True)
    found = models.JSONField(default=dict)
    settled_at = models.DateTimeField(null=True)
    source = models.ForeignKey(Source, null=True, on_delete=models.SET_NULL, related_name="+")

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["by", "url"], condition=Q(settled_at=None), name="one_open_proposal_per_address"
            )
        ]

    def __str__(self):
        return self.found.get("title") or self.url
