"""The ledger: every publication of every story, as it was, with what changed. It only ever grows."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from articles import ledger
from articles.editions import Edition
from articles.ledger import GENESIS, canonical, link
from sources.models.person import name_of

_acting = ContextVar("who publishes", default=None)
APPEND_ONLY = "The ledger is never changed: what it says was published."


class NeverChanged(Exception):
    """Somebody tried to change or delete what the ledger says."""


class AppendOnly(models.QuerySet):
    """Rows that are added and read, by whatever call."""

    def _refuse(self, *args, **kwargs):
        raise NeverChanged(APPEND_ONLY)

    update = delete = bulk_update = update_or_create = _refuse


class LedgerEntry(models.Model):
    """One publication. `edition` and `change` are JSON in its one spelling (`ledger.canonical`), kept as text so that
    the hash is over exactly these bytes; `change` is the difference from the story's entry before it. `by_id` is a
    plain number, so that the entry says who it was when the account is gone."""

    story = models.ForeignKey("articles.StoryPage", on_delete=models.PROTECT, related_name="ledger")
    number = models.PositiveIntegerField(_("number"))  # of the story's publications, from 1
    at = models.DateTimeField(_("at"))
    by_id = models.BigIntegerField(null=True)
    by_name = models.CharField(_("by"), max_length=200, blank=True)
    role = models.CharField(_("role"), max_length=100, blank=True)
    digest = models.CharField(max_length=64)
    edition = models.TextField()
    change = models.TextField()
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    objects = AppendOnly.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publications")
        default_permissions = []
        ordering = ["story", "number"]
        constraints = [models.UniqueConstraint(fields=["story", "number"], name="one_entry_per_number")]

    def __str__(self):
        return f"{self.story_id} no. {self.number}"

    def save(self, **kwargs):
        if self.pk:
            raise NeverChanged(APPEND_ONLY)
        super().save(force_insert=True, **kwargs)

    def delete(self, **kwargs):
        raise NeverChanged(APPEND_ONLY)

    def sealed(self) -> dict:
        """What the hash is over."""
        names = ("story_id", "number", "by_id", "by_name", "role", "digest", "edition", "change")
        return {name: getattr(self, name) for name in names} | {"at": self.at.timestamp()}


@contextmanager
def acting(user) -> Iterator[None]:
    """Whatever is published meanwhile, this person publishes."""
    token = _acting.set(user)
    try:
        yield
    finally:
        _acting.reset(token)


def append(story_id: int, edition: Edition, at) -> LedgerEntry:
    """Writes down that this edition goes out, in the caller's transaction. The story's row is locked there, so its
    entries follow each other."""
    last = LedgerEntry.objects.filter(story_id=story_id).order_by("-number").first()
    now = ledger.told(edition)
    before = json.loads(last.edition) if last else {}
    user = _acting.get()
    entry = LedgerEntry(
        story_id=story_id,
        number=last.number + 1 if last else 1,
        at=at,
        by_id=user.pk if user else None,
        by_name=name_of(user),
        role=_role(user),
        digest=edition.digest,
        edition=canonical(now),
        change=canonical(ledger.difference(before, now)),
        previous=last.hash if last else GENESIS,
    )
    entry.hash = link(entry.previous, entry.sealed())
    entry.save()
    return entry


def _role(user) -> str:
    """The roles of whoever publishes, as “Editor”. A schedule has none."""
    if user is None:
        return ""
    names = user.groups.order_by("name").values_list("name", flat=True)
    roles = dict.fromkeys(name.partition(",")[0] for name in names)
    return ", ".join(roles)[:100]


def broken(entries) -> Iterator[str]:
    """Every entry that is not what it was when it was written, in a sentence. `entries` are in the order of story and
    number. Whoever takes away the last entries of a story is found out by its receipt (see `verify_ledger`)."""
    story, last, built = None, None, {}
    for entry in entries:
        if entry.story_id != story:
            story, last, built = entry.story_id, None, {}
        name = f"Story {entry.story_id}, publication {entry.number}"
        expected = (last.number + 1, last.hash) if last else (1, GENESIS)
        if (entry.number, entry.previous) != expected:
            yield f"{name}: the entry before it is missing or another one."
        if entry.hash != link(entry.previous, entry.sealed()):
            yield f"{name}: it does not say any more what was written."
        else:
            built = ledger.applied(built, json.loads(entry.change))
            if canonical(built) != entry.edition:
                yield f"{name}: the stored differences do not give this edition."
        last = entry
