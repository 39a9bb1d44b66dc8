"""The brief: one structured page whose known, disputed, unclear and refuted points are rows with sources."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.fields import RichTextField
from wagtail.search import index

from articles.models import indexed
from articles.models.claim import Citation
from articles.models.original import RawBrief
from articles.models.rows import LIMITED
from articles.models.story import StoryPage
from articles.panels import brief_panels

ORIGINAL = ("original_text", "original_from", "original_at", "original_sender")


class BriefPage(StoryPage):
    """A structured report. The original brief, once there, is kept as it came."""

    context = RichTextField(_("context"), features=LIMITED, blank=True)
    why = RichTextField(_("why it matters"), features=LIMITED, blank=True)
    original_text = models.TextField(
        _("original brief"),
        blank=True,
        help_text=_("The raw tip, word for word. Once published it can't be changed."),
    )
    original_from = models.CharField(
        _("where it came from"),
        max_length=300,
        blank=True,
        help_text=_("As an e-mail, a press notice, a call."),
    )
    original_at = models.DateTimeField(_("received"), null=True, blank=True)
    original_sender = models.CharField(
        _("who sent it"),
        max_length=300,
        blank=True,
        help_text=_("For the newsroom only; readers don't see it."),
    )

    kind = "brief"
    numbered_rows = "claims"
    is_creatable = True
    template = "articles/brief_page.html"
    edit_handler = brief_panels()
    search_fields = [
        *StoryPage.search_fields,
        index.RelatedFields(
            "claims",
            [
                index.SearchField("text"),
                index.SearchField("settles"),
                index.SearchField("truth"),
                index.FilterField("standing"),
            ],
        ),
        index.RelatedFields("faq", [index.SearchField("question"), index.SearchField("answer")]),
        index.SearchField("context"),
        index.SearchField("why"),
        index.RelatedFields("watch", [index.SearchField("text")]),
        index.SearchField("names_of_sources"),
    ]

    class Meta:
        verbose_name = _("brief")
        verbose_name_plural = _("briefs")

    def names_of_sources(self) -> str:
        """For the search: what the story cites, and who published it."""
        return indexed.names_of_sources(Citation.objects.filter(claim__brief=self.pk))

    def clean(self):
        super().clean()
        self.hold_original()

    def fixed_original(self) -> dict:
        """The original brief as it is kept: once a text came in for the story, or once readers have seen it."""
        row = BriefPage.objects.filter(pk=self.pk).values(*ORIGINAL, "first_published_at").first()
        if row is None or not (
            row.pop("first_published_at") or RawBrief.objects.filter(story_id=self.pk).exists()
        ):
            return {}
        return {name: value for name, value in row.items() if value}

    def hold_original(self) -> None:
        """Puts back what a form or an older draft left out or respelled; raises ValidationError for another text."""
        for name, value in self.fixed_original().items():
            if not _says_the_same(getattr(self, name), value):
                raise ValidationError(
                    {name: _("The original brief is kept as it came and can’t be changed.")}
                )
            setattr(self, name, value)

    def leave_others_rows(self) -> None:
        """A copied version names the citations of the story that it was copied from: Wagtail renames claims and no
        deeper. Saved so, they would be taken away from there. Here they become rows of their own."""
        cited = [row for claim in self.claims.all() for row in claim.citations.all() if row.pk]
        others = Citation.objects.filter(pk__in=[row.pk for row in cited]).exclude(claim__brief_id=self.pk)
        keys = set(others.values_list("pk", flat=True)) if cited else ()
        for row in cited:
            if row.pk in keys:
                row.pk = None

    def save(self, clean=True, **kwargs):
        self.hold_original()
        if kwargs.get("update_fields") is None:
            self.leave_others_rows()
        super().save(clean=clean, **kwargs)

    def save_revision(self, *args, **kwargs):
        self.hold_original()
        return super().save_revision(*args, **kwargs)


def _says_the_same(posted, kept) -> bool:
    """Nothing, or the same but for a form's line ends and its want of seconds."""
    if not posted:
        return True
    if isinstance(kept, str):
        return posted.splitlines() == kept.splitlines()
    return abs(posted - kept) < timedelta(minutes=1)
