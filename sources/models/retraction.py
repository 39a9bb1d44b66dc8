"""A source that does not stand any more as it was."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sources.kinds import RetractionKind
from sources.models.person import Signed, name_of
from sources.models.source import Source


class Retraction(Signed):
    """An editor's note that a source was corrected, retracted or compromised. It is never deleted: one that was a
    mistake is lifted, with a reason."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="retractions")
    kind = models.CharField(_("what happened"), max_length=12, choices=RetractionKind.choices)
    on = models.DateField(_("on"), default=timezone.localdate, help_text=_("The day on which it happened."))
    reason = models.CharField(
        _("reason"), max_length=500, help_text=_("In a sentence, as readers will see it at every claim.")
    )
    lifted_at = models.DateTimeField(null=True, editable=False)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    lifted_by_name = models.CharField(max_length=200, blank=True, editable=False)
    lifted_why = models.CharField(_("why it was lifted"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("retraction")
        verbose_name_plural = _("retractions")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["source"], condition=Q(lifted_at=None), name="one_standing_retraction_per_source"
            )
        ]

    def __str__(self):
        return f"{self.source}: {self.get_kind_display()}"

    def lift(self, by, why: str, at: datetime) -> None:
        self.lifted_by, self.lifted_by_name, self.lifted_why, self.lifted_at = by, name_of(by), why, at
        self.save()
