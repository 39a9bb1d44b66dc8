"""The ledger: every publication of every story, as it was, with what changed. It only ever grows."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import get_active_log_context
from wagtail.models import Page

from articles import changes, ledger
from articles.editions import Edition
from articles.ledger import GENESIS, canonical, link
from sources.models.person import name_of

APPEND_ONLY = "The ledger is never changed: what it says was published."


class Act(models.TextChoices):
    """What became of the story."""

    PUBLISHED = "published", _("Published")
    TAKEN_DOWN = "taken down", _("Taken down")
    KILLED = "killed", _("Killed")
    RESTORED = "restored", _("Restored")


@dataclass(frozen=True)
class Acting:
    """Who does what to a story, and the reason that readers get. Nobody, where it is a schedule."""

    user: object = None
    act: str = ""
    note: str = ""


NOBODY = Acting()
_acting: ContextVar[Acting] = ContextVar("who acts", default=NOBODY)


class NeverChanged(Exception):
    """Somebody tried to change or delete what the ledger says."""


class AppendOnly(models.QuerySet):
    """Rows that are added and read, by whatever call."""

    def _refuse(self, *args, **kwargs):
        raise NeverChanged(APPEND_ONLY)

    update = delete = bulk_update = update_or_create = _refuse


class LedgerEntry(models.Model):
    """One publication, or one time that a story came down or was restored. `edition`, `change`, `changes` and
    `corrections` are JSON in its one spelling (`ledger.canonical`), kept as text so that the hash is over exactly these
    bytes: the edition, its difference from the publication before it, that difference in the newsroom's words
    (`changes.between`), and what was said of it (`correcting`). They are empty where nothing was published.

    `aside` counts the story's entries so far that are no publications. `by_id` is a plain number, so that the entry
    says who it was when the account is gone.
    """

    story = models.ForeignKey("articles.StoryPage", on_delete=models.PROTECT, related_name="ledger")
    number = models.PositiveIntegerField(_("number"))  # of the story's entries, from 1
    aside = models.PositiveIntegerField(default=0)
    act = models.CharField(_("act"), max_length=12, choices=Act.choices, default=Act.PUBLISHED)
    note = models.TextField(_("reason"), blank=True)
    at = models.DateTimeField(_("at"), db_index=True)
    by_id = models.BigIntegerField(null=True)
    by_name = models.CharField(_("by"), max_length=200, blank=True)
    role = models.CharField(_("role"), max_length=100, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    edition = models.TextField(blank=True)
    change = models.TextField(blank=True)
    changes = models.TextField(blank=True)
    corrections = models.TextField(blank=True)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    objects = AppendOnly.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger entries")
        default_permissions = []
        ordering = ["story", "number"]
        constraints = [models.UniqueConstraint(fields=["story", "number"], name="one_entry_per_number")]

    def __str__(self):
        return f"{self.story_id} no. {self.number}"

    @property
    def is_publication(self) -> bool:
        return self.act == Act.PUBLISHED

    @property
    def version(self) -> int:
        """Which of the story's publications this is, from 1; where nothing was published, the last one before it."""
        return self.number - self.aside

    @property
    def told(self) -> dict:
        """The edition as plain data."""
        return json.loads(self.edition)

    def save(self, **kwargs):
        if self.pk:
            raise NeverChanged(APPEND_ONLY)
        super().save(force_insert=True, **kwargs)

    def delete(self, **kwargs):
        raise NeverChanged(APPEND_ONLY)

    def sealed(self) -> dict:
        """What the hash is over. Fields that came later count where they say something: older entries keep theirs."""
        names = ("story_id", "number", "by_id", "by_name", "role", "digest", "edition", "change")
        later = {name: getattr(self, name) for name in ("aside", "note", "changes", "corrections")}
        if not self.is_publication:
            later["act"] = str(self.act)
        said = {name: getattr(self, name) for name in names} | {"at": self.at.timestamp()}
        return said | {name: value for name, value in later.items() if value}


@contextmanager
def acting(user=None, act: str = "", note: str = "") -> Iterator[None]:
    """Whatever becomes of a story meanwhile, this person does it; for a kill, with the reason that readers get. Within
    another one, what is left out stays as it is there."""
    before = _acting.get()
    token = _acting.set(Acting(user or before.user, act or before.act, note or before.note))
    try:
        yield
    finally:
        _acting.reset(token)


def append(story_id: int, edition: Edition, at, corrections: list[dict] | None = None) -> LedgerEntry:
    """Writes down that this edition goes out, in the caller's transaction. The story's row is locked there, so its
    entries follow each other."""
    last = newest(story_id)
    now = ledger.told(edition)
    before = last.told if last else None
    return _append(
        story_id,
        at,
        digest=edition.digest,
        edition=canonical(now),
        change=canonical(ledger.difference(before or {}, now)),
        changes=canonical([change.as_json() for change in changes.between(before, now)]),
        corrections=canonical(corrections) if corrections else "",
    )


def came_down(story) -> None:
    """Called before a story is saved that is not out: writes it down if it was until now."""
    was_out = story.row_as_read and story.row_as_read[0]
    rows = Page.objects.select_for_update().filter(pk=story.pk)
    if was_out and rows.values_list("live", flat=True).first():
        append_act(story.pk, Act.TAKEN_DOWN, timezone.now())


def append_act(story_id: int, act: str, at) -> LedgerEntry:
    """Writes down that the story came down or was restored, as `append` does for a publication."""
    doing = _acting.get()
    return _append(story_id, at, act=doing.act or act, note=doing.note)


def _append(story_id: int, at, **said) -> LedgerEntry:
    last = LedgerEntry.objects.filter(story_id=story_id).defer(*TEXTS).order_by("-number").first()
    user = _acting.get().user or get_active_log_context().user
    entry = LedgerEntry(
        story_id=story_id,
        number=last.number + 1 if last else 1,
        at=at,
        by_id=user.pk if user else None,
        by_name=name_of(user),
        role=_role(user),
        previous=last.hash if last else GENESIS,
        **said,
    )
    entry.aside = (last.aside if last else 0) + (not entry.is_publication)
    entry.hash = link(entry.previous, entry.sealed())
    entry.save()
    for hear in hooks.get_hooks("story_recorded"):
        hear(story_id)
    return entry


TEXTS = ("edition", "change", "changes", "corrections")  # long ones, which a list does not read


def newest(story_id: int) -> LedgerEntry | None:
    """The story's last publication."""
    return LedgerEntry.objects.filter(story_id=story_id, act=Act.PUBLISHED).order_by("-number").first()


def _role(user) -> str:
    """The roles of whoever acts, as “Editor”. A schedule has none."""
    if user is None:
        return ""
    names = user.groups.order_by("name").values_list("name", flat=True)
    roles = dict.fromkeys(name.partition(",")[0] for name in names)
    return ", ".join(roles)[:100]


def broken(entries) -> Iterator[str]:
    """Every entry that is not what it was when it was written, in a sentence. `entries` are in the order of story and
    number. What a story's own entries can't tell, as whether the last ones were taken away, `verify_ledger` finds by
    the receipts."""
    story, last, built = None, None, {}
    for entry in entries:
        if entry.story_id != story:
            story, last, built = entry.story_id, None, {}
        name = f"Story {entry.story_id}, entry {entry.number}"
        expected = (last.number + 1, last.hash) if last else (1, GENESIS)
        if (entry.number, entry.previous) != expected:
            yield f"{name}: the entry before it is missing or another one."
        if entry.hash != link(entry.previous, entry.sealed()):
            yield f"{name}: it does not say any more what was written."
        elif entry.is_publication and not _follows(entry, built):
            yield f"{name}: the stored differences do not give this edition."
        if entry.is_publication:
            built = _read(entry)
        last = entry


def _follows(entry: LedgerEntry, built: dict) -> bool:
    """Does the difference make this edition of the one before it? Whoever writes what is no difference breaks it."""
    try:
        return canonical(ledger.applied(built, json.loads(entry.change))) == entry.edition
    except (ValueError, KeyError, TypeError, AttributeError):
        return False


def _read(entry: LedgerEntry) -> dict:
    """What the entry says that the edition was, so that one altered entry does not speak against the next."""
    try:
        return dict(entry.told)
    except (ValueError, TypeError):
        return {}
