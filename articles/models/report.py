"""What a reader says is wrong with a story, and what became of it."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from sources.models.person import name_of

TEXT_LIMIT = 3_000  # characters
SOURCE_LIMIT = 1_000


class ReportState(models.TextChoices):
    """What became of a report."""

    NEW = "new", _("New")
    TAKEN = "taken", _("Taken")
    CORRECTED = "corrected", _("Corrected")
    NO_ERROR = "no error", _("No error")


OPEN = (ReportState.NEW, ReportState.TAKEN)


class ErrorReport(models.Model):
    """One report. `uid` and `number` name the claim it is about, if it is about one; `said` is what the claim, or else
    the headline, said then. The name and address of whoever sent it, and the mark of the place it was sent from, are
    deleted after a while (`reporting.tidy`); the report itself is kept."""

    story = models.ForeignKey("articles.StoryPage", on_delete=models.PROTECT, related_name="error_reports")
    uid = models.CharField(max_length=32, blank=True)
    number = models.PositiveIntegerField(null=True)
    said = models.TextField(_("what it said"), blank=True)
    text = models.TextField(_("what is wrong"), max_length=TEXT_LIMIT)
    source = models.TextField(_("how they know"), max_length=SOURCE_LIMIT, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    thanks = models.CharField(_("name to be thanked"), max_length=100, blank=True)
    sent_from = models.CharField(max_length=64, blank=True, db_index=True)
    at = models.DateTimeField(_("at"), default=timezone.now, db_index=True)
    state = models.CharField(
        _("state"), max_length=10, choices=ReportState.choices, default=ReportState.NEW, db_index=True
    )
    answer = models.TextField(_("answer"), blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("by")
    )
    by_name = models.CharField(max_length=200, blank=True)
    mail_due_at = models.DateTimeField(null=True)  # when the answer is mailed next; nothing once it was
    attempts = models.PositiveSmallIntegerField(default=0)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("error report")
        verbose_name_plural = _("error reports")
        default_permissions = []
        ordering = ["-pk"]

    def __str__(self):
        return self.text[:80]

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    def sign(self, by, action: str) -> None:
        """Somebody did this with it."""
        self.by, self.by_name = by, name_of(by)
        self.save()
        log(self.story, action, user=by, data={"report": self.pk, "text": self.text[:200]})

    def close(self, state: ReportState, words: str, by, now: datetime) -> None:
        """It is answered so; whoever left an address gets the words by mail."""
        self.state, self.answer, self.answered_at = state, words, now
        self.mail_due_at = now if self.email else None
        self.sign(by, "articles.report_answered")

    @property
    def short(self) -> str:
        return Truncator(self.text).chars(120)
