"""The brief: one structured page whose known, disputed, unclear and refuted points are rows with sources."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.fields import RichTextField
from wagtail.search import index

from articles.panels import brief_panels
from articles.models.story import StoryPage
from articles.models.rows import LIMITED

ORIGINAL = ("original_text", "original_from", "original_at", "original_sender")


class BriefPage(StoryPage):
    """A structured report. The original brief, once there, is kept as it came."""

    context = RichTextField(_("context"), features=LIMITED, blank=True)
    why = RichTextField(_("why it matters"), features=LIMITED, blank=True)
    original_text = models.TextField(
        _("original brief"), blank=True, help_text=_("The raw tip, word for word. Once saved it can't be changed.")
    )
    original_from = models.CharField(
        _("where it came from"), max_length=300, blank=True, help_text=_("As an e-mail, a press notice, a call.")
    )
    original_at = models.DateTimeField(_("received"), null=True, blank=True)
    original_sender = models.CharField(
        _("who sent it"), max_length=300, blank=True, help_text=_("For the newsroom only; readers don't see it.")
    )

    kind = "brief"
    numbered_rows = "claims"
    is_creatable = True
    template = "articles/brief_page.html"
    edit_handler = brief_panels()
    search_fields = [
        *StoryPage.search_fields,
        index.RelatedFields("claims", [index.SearchField("text"), index.FilterField("standing")]),
        index.RelatedFields("faq", [index.SearchField("question"), index.SearchField("answer")]),
        index.SearchField("context"),
        index.SearchField("why"),
    ]

    class Meta:
        verbose_name = _("brief")
        verbose_name_plural = _("briefs")

    def clean(self):
        super().clean()
        if self._original_changed():
            raise ValidationError({"original_text": _("The original brief is kept as it came and can't be changed.")})

    def _original_changed(self) -> bool:
        kept = BriefPage.objects.filter(pk=self.pk).values_list("original_text", flat=True).first()
        return bool(kept) and kept != self.original_text

    def save(self, clean=True, **kwargs):
        if self._original_changed():
            raise ValidationError({"original_text": _("The original brief is kept as it came and can't be changed.")})
        super().save(clean=clean, **kwargs)

    def save_revision(self, *args, **kwargs):
        """The first draft that has an original brief fixes it for ever."""
        if self.original_text:
            kept = {name: getattr(self, name) for name in ORIGINAL}
            BriefPage.objects.filter(pk=self.pk, original_text="").update(**kept)
        return super().save_revision(*args, **kwargs)
