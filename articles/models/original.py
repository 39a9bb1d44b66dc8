"""The raw text that a story grew from, exactly as it came."""

import hashlib

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class AsItCame(models.QuerySet):
    """Rows that are written once and read, by whatever call."""

    def _refuse(self, *args, **kwargs):
        raise ValidationError(_("A raw brief is kept as it came and can't be changed or deleted."))

    update = delete = bulk_update = update_or_create = _refuse


class RawBrief(models.Model):
    """A text as it reached the newsroom. Kept verbatim for ever: a row is written once and never changed."""

    story = models.ForeignKey(
        "articles.StoryPage",
        null=True,
        on_delete=models.SET_NULL,
        related_name="raw_briefs",
        verbose_name=_("story"),
    )
    text = models.TextField(_("text"))
    sha256 = models.CharField(max_length=64, editable=False)
    origin = models.CharField(_("where it came from"), max_length=500)
    received_at = models.DateTimeField(_("received"), default=timezone.now)
    dated = models.DateField(_("date in the text"), null=True)
    sources = models.ManyToManyField("sources.Source", related_name="+", verbose_name=_("sources it names"))
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("received by"),
    )

    objects = AsItCame.as_manager()

    class Meta:
        verbose_name = _("raw brief")
        verbose_name_plural = _("raw briefs")
        ordering = ["-received_at"]

    def __str__(self):
        return f"{self.origin}, {self.received_at:%Y-%m-%d %H:%M}"

    def save(self, **kwargs):
        if not self._state.adding:
            raise ValidationError(_("A raw brief is kept as it came and can't be changed."))
        self.sha256 = hashlib.sha256(self.text.encode()).hexdigest()
        super().save(**kwargs)

    def delete(self, **kwargs):
        raise ValidationError(_("A raw brief is kept as it came and can't be deleted."))
