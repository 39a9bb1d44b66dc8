"""What the desk plans for a story: whose it is, when it is due, how urgent, and what the next person should know."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Priority(models.IntegerChoices):
    """How much it matters that it is done now. A higher number goes first."""

    LOW = 1, _("Low")
    NORMAL = 2, _("Normal")
    HIGH = 3, _("High")
    URGENT = 4, _("Urgent")


def _person(name):
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=name,
    )


class Assignment(models.Model):
    """One for each story. It is no part of the text: changing it makes no version and lapses nothing.

    `planned_on` is the day for which the desk plans the story; when it really goes live is the page's own go-live
    date. `begun_at` parts a pitch from a draft. `hold_count` is worked out at every change (`reviewing.count_holds`),
    so that a board of thousands needs no editions; the embargo, which ends by itself, is not counted.
    """

    story = models.OneToOneField(
        "articles.StoryPage", on_delete=models.CASCADE, related_name="assignment", primary_key=True
    )
    owner = _person(_("owner"))
    checker = _person(_("checker"))
    editor = _person(_("editor"))
    planned_on = models.DateField(_("planned for"), null=True, blank=True)
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    priority = models.PositiveSmallIntegerField(
        _("priority"), choices=Priority.choices, default=Priority.NORMAL
    )
    embargo_until = models.DateTimeField(_("embargo until"), null=True, blank=True)
    second_check = models.BooleanField(
        _("second check"),
        default=False,
        help_text=_("Two people check every claim, each without seeing what the other said."),
    )
    note = models.TextField(_("note to the next person"), blank=True)
    begun_at = models.DateTimeField(null=True, editable=False)
    told_due_at = models.DateTimeField(null=True, editable=False)  # the time of which people were reminded
    hold_count = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")

    def __str__(self):
        return f"{self.story_id}"


def of(story) -> Assignment:
    """The story's assignment, as it is kept or as a new one would be; nothing is written."""
    return Assignment.objects.filter(pk=story.pk).first() or Assignment(story_id=story.pk)
