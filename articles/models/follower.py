"""A reader who wants to hear by mail when one story changes."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Follower(models.Model):
    """One address that follows one story. It hears nothing until `confirmed_at`: whoever reads its mail has to say so.
    `token` is the secret in the links of its mails; `seen` is the last entry of the ledger that it was told of. A row
    goes when it ends, or is never confirmed."""

    story = models.ForeignKey("articles.StoryPage", on_delete=models.CASCADE, related_name="followers")
    email = models.EmailField(_("e-mail"))
    token = models.CharField(max_length=43, unique=True)
    asked_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True)
    seen = models.PositiveIntegerField(default=0)
    sent_from = models.CharField(max_length=64, blank=True, db_index=True)
    mail_due_at = models.DateTimeField(null=True, db_index=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("follower")
        default_permissions = []
        constraints = [models.UniqueConstraint(fields=["story", "email"], name="one_follower_per_address")]

    def __str__(self):
        return f"{self.story_id}: {self.pk}"
