"""What came of looking at a source, look by look."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from sources.models.copy import Copy
from sources.models.source import Source
from sources.outcomes import Outcome


class Check(models.Model):
    """One look at a source's address. `ask` names the wish that it answers, so that no wish is answered twice."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="checks")
    ask = models.UUIDField(unique=True, editable=False)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("asked by"),
    )
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome.choices)
    status = models.PositiveSmallIntegerField(_("status"), null=True)
    final_url = models.CharField(_("final address"), max_length=2000, blank=True)
    message = models.CharField(_("message"), max_length=500, blank=True)
    copy = models.ForeignKey(
        Copy, null=True, on_delete=models.PROTECT, related_name="checks", verbose_name=_("what it said")
    )

    class Meta:
        verbose_name = _("check")
        verbose_name_plural = _("checks")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["source", "-at"], name="checks_of_a_source")]

    def __str__(self):
        return f"{self.source}: {self.get_outcome_display()}"
