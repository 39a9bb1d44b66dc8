"""What the newsroom says of a change to something that it had published. Once published, it is never changed."""

from collections.abc import Mapping
from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from articles import changes, correcting, ledger
from articles.correcting import Asked, CorrectionKind, Part
from articles.editions import Edition
from articles.models.ledger import Act, LedgerEntry, NeverChanged, newest
from articles.models.report import ReportState
from sources.models.person import Signed

FROZEN = "A published correction is never changed. Correct it by another one."


class Noticed(models.TextChoices):
    """Who noticed it first."""

    NEWSROOM = "newsroom", _("the newsroom")
    READER = "reader", _("a reader")
    SOURCE = "source", _("a source")


class Kept(models.QuerySet):
    """Rows that are frozen once they are published, by whatever call."""

    def update(self, **values):
        if self.exclude(entry=None).exists():
            raise NeverChanged(FROZEN)
        return super().update(**values)

    def _refuse(self, *args, **kwargs):
        raise NeverChanged("A correction is kept, and so is one that was never published.")

    delete = bulk_update = update_or_create = _refuse


class Correction(Signed):
    """One change called by its name, or a notice of its own: that the story is retracted, or that an earlier notice was
    wrong. `fingerprint` says for exactly which change it is (`Asked.fingerprint`). It waits until the story goes out
    with that change; `entry` is the publication that it went out with. The newest word on a change counts."""

    story = models.ForeignKey("articles.StoryPage", on_delete=models.PROTECT, related_name="corrections")
    kind = models.CharField(_("kind"), max_length=15, choices=CorrectionKind.choices)
    part = models.CharField(_("part"), max_length=10, choices=Part.choices)
    uid = models.CharField(max_length=32, blank=True)
    number = models.PositiveIntegerField(null=True)
    was = models.TextField(blank=True)
    becomes = models.TextField(blank=True)
    text = models.TextField(_("for readers"), blank=True)
    noticed = models.CharField(
        _("noticed by"), max_length=10, choices=Noticed.choices, default=Noticed.NEWSROOM
    )
    report = models.ForeignKey(
        "articles.ErrorReport", null=True, on_delete=models.PROTECT, related_name="corrections"
    )
    thanks = models.CharField(max_length=100, blank=True)  # whom readers see thanked
    amends = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="amended_by")
    fingerprint = models.CharField(max_length=64)
    dropped_at = models.DateTimeField(null=True)
    entry = models.ForeignKey(
        LedgerEntry, null=True, on_delete=models.PROTECT, related_name="published_corrections"
    )
    published_at = models.DateTimeField(_("published at"), null=True, db_index=True)
    online_since = models.DateTimeField(null=True)  # when readers first saw what it corrects

    objects = Kept.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        default_permissions = []
        ordering = ["-published_at", "-pk"]
        indexes = [
            models.Index(fields=["story"], condition=Q(entry=None, dropped_at=None), name="correction_waits")
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.text[:80]}"

    @property
    def is_of_its_own(self) -> bool:
        """Does it go out with the next publication, whatever that changes?"""
        return self.part in (Part.STORY, Part.NOTICE)

    def is_over(self, told: Mapping) -> bool:
        """Is it about something that this edition, the newest, does not say? A word is on one change from what readers
        know, and after another publication that may come again as another change."""
        return not self.is_of_its_own and correcting.said_in(told, self.part, self.uid) != self.was

    def save(self, **kwargs):
        if self.pk and Correction.objects.filter(pk=self.pk).exclude(entry=None).exists():
            raise NeverChanged(FROZEN)
        super().save(**kwargs)

    def delete(self, **kwargs):
        raise NeverChanged(FROZEN)

    def as_json(self) -> dict:
        names = (
            "kind",
            "part",
            "uid",
            "number",
            "was",
            "becomes",
            "text",
            "noticed",
            "thanks",
            "amends_id",
            "by_name",
        )
        said = {name: getattr(self, name) for name in names} | {"id": self.pk}
        return {
            name: str(value) if name in ("kind", "part") else value for name, value in said.items() if value
        }


def on(change: Asked, story_id: int, kind: str, text: str, **more) -> Correction:
    """Somebody's word on one change, not saved yet."""
    said = {
        name: getattr(change, name) for name in ("part", "uid", "number", "was", "becomes", "fingerprint")
    }
    return Correction(story_id=story_id, kind=kind, text=text, **said, **more)


def waiting(story_id: int) -> dict[str, Correction]:
    """What was said and has not gone out yet, by fingerprint; the newest word of each."""
    rows = Correction.objects.filter(story_id=story_id, entry=None, dropped_at=None).order_by("pk")
    return {row.fingerprint: row for row in rows}


def is_to_go_out(story_id: int) -> bool:
    """Does a notice of its own wait for the next publication, though the story says the same?"""
    rows = Correction.objects.filter(story_id=story_id, entry=None, dropped_at=None)
    return rows.filter(part__in=(Part.STORY, Part.NOTICE)).exists()


def asked(story_id: int, edition: Edition) -> list[Asked]:
    """What has to be called by its name before this edition can follow the one that readers know. One query."""
    last = newest(story_id)
    return correcting.asked(last.told, ledger.told(edition)) if last else []


def unsaid(story_id: int, edition: Edition, words: dict[str, Correction] | None = None) -> tuple[Asked, ...]:
    """What of that nobody has called by its name yet. `words` are those that wait, if they were read before. Two
    queries at most."""
    changes = asked(story_id, edition)
    said = waiting(story_id) if words is None else words
    return tuple(change for change in changes if change.fingerprint not in said)


def going_out(story_id: int, edition: Edition) -> list[Correction]:
    """What goes out with this edition: the words on its changes, and notices of their own."""
    said = waiting(story_id)
    wanted = [change.fingerprint for change in asked(story_id, edition)] if said else []
    named = [said[fingerprint] for fingerprint in wanted if fingerprint in said]
    found = named + [row for row in said.values() if row.is_of_its_own]
    for row in found:
        row.thanks = row.report.thanks if row.report else ""  # kept here only once readers see it
    return found


def publish(rows: list[Correction], entry: LedgerEntry) -> None:
    """They are out with this entry, and frozen. Words that can't go out any more are put aside."""
    for row in rows:
        since = None if row.is_of_its_own else online_since(row, entry)
        out = {"entry": entry, "published_at": entry.at, "online_since": since, "thanks": row.thanks}
        Correction.objects.filter(pk=row.pk).update(**out)
        if row.report and row.report.is_open:
            row.report.close(ReportState.CORRECTED, row.text, row.by, entry.at)
    left = Correction.objects.filter(story_id=entry.story_id, entry=None, dropped_at=None)
    told, went_out = (entry.told if left else {}), {row.fingerprint for row in rows}
    over = [row.pk for row in left if row.fingerprint in went_out or row.is_over(told)]
    Correction.objects.filter(pk__in=over).update(dropped_at=entry.at)


def online_since(row: Correction, entry: LedgerEntry) -> datetime | None:
    """When readers first saw the words that the correction is about: the last publication before this one that changed
    them, or the first one of all."""
    earlier = LedgerEntry.objects.filter(story_id=row.story_id, number__lt=entry.number, act=Act.PUBLISHED)
    marks = Q(changes__contains=f'"part":"{row.part}"')
    if row.uid:
        marks = Q()
        for what in changes.WORDS_OF_A_CLAIM:
            marks |= Q(
                changes__contains=f'"uid":"{row.uid}","what":"{what}"'
            )  # as `ledger.canonical` spells it
    changed = earlier.filter(marks).order_by("-number").values_list("at", flat=True).first()
    return changed or earlier.order_by("number").values_list("at", flat=True).first()
