"""The small rows of a story: who made it, what is asked, what to watch, what goes with it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, PageChooserPanel
from wagtail.fields import RichTextField
from wagtail.models import Orderable

LIMITED = ["bold", "italic", "link", "ol", "ul"]


class Role(models.TextChoices):
    """What somebody did for a story."""

    WRITTEN = "written", _("Written by")
    CHECKED = "checked", _("Checked by")
    EDITED = "edited", _("Edited by")
    ANSWERS = "answers", _("Editorial responsibility")


class Byline(Orderable):
    """A name on a story, of somebody on the staff or not."""

    page = ParentalKey("articles.StoryPage", on_delete=models.CASCADE, related_name="bylines")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("person"),
        help_text=_("Somebody on the staff, or leave this empty and write a name."),
    )
    name = models.CharField(
        _("name"), max_length=200, blank=True, help_text=_("As printed. Empty: the person's full name.")
    )
    role = models.CharField(_("role"), max_length=10, choices=Role.choices, default=Role.WRITTEN)

    panels = [FieldRowPanel([FieldPanel("role"), FieldPanel("person"), FieldPanel("name")])]

    class Meta(Orderable.Meta):
        verbose_name = _("name in the byline")

    def clean(self):
        if not self.name and self.person_id:
            self.name = self.person.get_full_name() or self.person.get_username()


class WatchPoint(Orderable):
    """Something that may come, and when."""

    page = ParentalKey("articles.BriefPage", on_delete=models.CASCADE, related_name="watch")
    text = models.TextField(_("what to watch"))
    due_on = models.DateField(_("due"), null=True, blank=True)

    panels = [FieldPanel("text"), FieldPanel("due_on")]

    class Meta(Orderable.Meta):
        verbose_name = _("point to watch")


class Question(Orderable):
    """A question that readers ask, with its answer."""

    page = ParentalKey("articles.BriefPage", on_delete=models.CASCADE, related_name="faq")
    question = models.TextField(_("question"))
    answer = RichTextField(_("answer"), features=LIMITED, blank=True)

    panels = [FieldPanel("question"), FieldPanel("answer")]

    class Meta(Orderable.Meta):
        verbose_name = _("question")


class RelatedStory(Orderable):
    """A story that an editor puts beside this one. `title` keeps what intake read where no story was found."""

    page = ParentalKey("articles.StoryPage", on_delete=models.CASCADE, related_name="related")
    story = models.ForeignKey(
        "articles.StoryPage",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("story"),
    )
    title = models.CharField(
        _("title as received"),
        max_length=500,
        blank=True,
        help_text=_("Readers don't see it. Choose the story it means, or delete the row."),
    )

    panels = [PageChooserPanel("story", "articles.StoryPage"), FieldPanel("title")]

    class Meta(Orderable.Meta):
        verbose_name = _("related story")


class Note(Orderable):
    """What an editor adds to the computed statements about how the story was made."""

    page = ParentalKey("articles.StoryPage", on_delete=models.CASCADE, related_name="notes")
    text = models.TextField(_("note"))

    panels = [FieldPanel("text")]

    class Meta(Orderable.Meta):
        verbose_name = _("transparency note")
