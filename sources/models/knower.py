"""Who in the newsroom knows who a person is whom we don't name."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sources.models.person import Signed
from sources.models.source import Source


class Knower(Signed):
    """Somebody's own word that they know who a source is. Who the source is, is written down nowhere.

    The names of those who know lead to the source, so only those with the permission `view_knower` read them, and the
    one who gave their word. They stand in this table alone: in no log, no version, no search index. Nobody speaks for
    somebody else. A word that is taken back stays, with its end.
    """

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="+")
    ended_at = models.DateTimeField(null=True, editable=False)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("person who knows")
        verbose_name_plural = _("people who know")
        default_permissions = ["view"]
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "by"], condition=Q(ended_at=None), name="one_standing_word_per_person"
            )
        ]

    def __str__(self):
        return f"{self.pk}"  # never a name: what is printed may be read by anybody


def standing(sources) -> models.QuerySet:
    """The words that count: given for these sources, not taken back, by people who are still here."""
    return Knower.objects.filter(source__in=sources, ended_at=None, by__is_active=True)


def say(source: Source, user) -> None:
    """This person knows who it is."""
    Knower.objects.get_or_create(source=source, by=user, ended_at=None)


def take_back(source: Source, user) -> None:
    Knower.objects.filter(source=source, by=user, ended_at=None).update(ended_at=timezone.now())
