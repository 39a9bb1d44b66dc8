"""A record that somebody answers for: who and when, kept when the account is gone."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Signed(models.Model):
    """Who did it and when. `by_name` outlives the account, so that the record stays attributable."""

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("by"),
    )
    by_name = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        abstract = True

    def save(self, **kwargs):
        if self.by_id and not self.by_name:
            self.by_name = name_of(self.by)
        super().save(**kwargs)


def name_of(user) -> str:
    """How we speak of somebody."""
    return (user.get_full_name() or user.get_username())[:200] if user else ""
