"""Two texts of one story, side by side: the newest version, and what somebody typed on an older one."""

from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.admin.templatetags.wagtailadmin_tags import user_display_name
from wagtail.models import Page

from articles.stale import posted, wording  # noqa: F401, which registers its comparisons

MANY = 5  # people named on the page of a refusal; the history names all


class Difference(NamedTuple):
    """A field, or a row of several, in which the two texts differ. The HTML marks what is whose."""

    label: str
    diffs: list[tuple[str, SafeString]]
    only: str = ""  # "theirs" or "mine": a row that the other text does not have
    moved: int = 0


class Part(NamedTuple):
    label: str
    differences: list[Difference]


class Conflict:
    """What a refused form said, on top of the newest version.

    Fields and lists of rows that were not touched have the newest text in `form`, so that saving it undoes nothing
    but what `parts` show.
    """

    def __init__(self, view):
        self.view = view
        panel = view.edit_handler.get_bound_panel(instance=view.page, request=view.request)
        self.comparisons = panel.get_comparison()
        self.base = self._base()
        with transaction.atomic():
            untouched = self._untouched()
            self.form = self._filled_in(view.page)
            on = view.get_object() if view.is_reverting else self._newest()
            mine = posted.fill(on, self.form, leaving=untouched)
            found = posted.differences(self.comparisons, self._newest(), mine)
            self.parts = [_part(one) for one in found]
            self._show_newest_in(untouched)
            transaction.set_rollback(True)  # filling in makes the topics that were typed

    def _newest(self):
        return Page.objects.get(pk=self.view.page.pk).get_latest_revision_as_object()

    def _base(self):
        """The version that the form was written on, if it is still what it was then."""
        said = self.view.request.POST
        loaded = said.get("loaded_revision_id", "")
        revision = self.view.page.revisions.filter(pk=loaded).first() if loaded.isdecimal() else None
        is_same = revision and revision.created_at.isoformat() == said.get("loaded_revision_created_at")
        return revision if is_same else None

    def _form(self, story, said=None):
        view = self.view
        return view.form_class(
            said,
            None if said is None else view.request.FILES,
            instance=story,
            subscription=view.subscription,
            parent_page=view.parent,
            for_user=view.request.user,
        )

    def _filled_in(self, story):
        form = self._form(story, posted.refit(self.view.form_class, self.view.request.POST, story))
        form.defer_required_fields()
        form.is_valid()
        form.restore_required_fields()
        return form

    def _untouched(self) -> set[str]:
        """The fields and lists of rows in which the form says what its own base said. Going back to an older version
        means all of it."""
        if self.base is None or self.view.is_reverting:
            return set()
        form = self._filled_in(self.base.as_object())
        typed = posted.fill(self.base.as_object(), form)
        touched = posted.names(posted.differences(self.comparisons, self.base.as_object(), typed))
        return posted.names(make(typed, typed) for make in self.comparisons) - touched - posted.wrong(form)

    def _show_newest_in(self, untouched: set[str]) -> None:
        newest = self._form(self._newest())
        for name in untouched & self.form.fields.keys():
            self.form.fields[name].bound_data = lambda said, initial: initial
            self.form.errors.pop(name, None)
        for name in untouched & self.form.formsets.keys():
            self.form.formsets[name] = newest.formsets[name]

    @cached_property
    def kept(self) -> list[str]:
        """What others changed and the form has already, by its heading."""
        if self.base is None or self.view.is_reverting:
            return []
        shown = {part.label for part in self.parts}
        theirs = posted.differences(self.comparisons, self.base.as_object(), self._newest())
        return [str(one.field_label()) for one in theirs if one.field_label() not in shown]

    @property
    def lock_message(self):
        return self.view.lock.get_message(self.view.request.user) if self.view.locked_for_user else ""

    @property
    def sentences(self) -> list[str]:
        """Who saved what came in between, the newest first, each person once."""
        view = self.view
        since = view.page.revisions.select_related("user").order_by("-created_at", "-pk")
        if self.base and self.base.pk == view.latest_revision.pk:
            return [_("The story has moved on since you opened it: it was published, or its review went on.")]
        since = since.filter(created_at__gt=self.base.created_at) if self.base else since[:1]
        by_whom = {}
        for revision in since[: 10 * MANY]:
            by_whom.setdefault(revision.user_id, saved_sentence(revision, view.request.user))
        return list(by_whom.values())[:MANY]


def saved_sentence(revision, reader) -> str:
    """Who saved that version and when, as “Ines Maddern saved a newer version at 14:02.”"""
    when = moment(revision.created_at)
    if revision.user_id == reader.pk:
        return _("You saved a newer version yourself %(when)s, in another tab or window.") % {"when": when}
    return _("%(who)s saved a newer version %(when)s.") % {"who": saver(revision), "when": when}


def last_saved(revision) -> str:
    words = _("Last saved by %(who)s %(when)s.")
    return words % {"who": saver(revision), "when": moment(revision.created_at)}


def saver(revision) -> str:
    return user_display_name(revision.user) if revision.user else _("somebody")


def moment(time: datetime) -> str:
    local = timezone.localtime(time)
    clock = date_format(local, "H:i")
    if local.date() == timezone.localdate():
        return _("at %(clock)s") % {"clock": clock}
    return _("on %(day)s at %(clock)s") % {"day": date_format(local, "j F Y"), "clock": clock}


def _part(comparison) -> Part:
    label = str(comparison.field_label())
    if comparison.is_field:
        return Part(label, [Difference("", [("", comparison.htmldiff())])])
    children = comparison.get_child_comparisons()
    return Part(label, [_row(child) for child in children if child.has_changed() or _is_apart(child)])


def _is_apart(child) -> bool:
    return bool(child.is_addition() or child.is_deletion() or child.get_position_change())


def _row(child) -> Difference:
    only = "mine" if child.is_addition() else "theirs" if child.is_deletion() else ""
    place = ((child.obj_b or child.obj_a).sort_order or 0) + 1
    diffs = [
        (str(field.field_label()), field.htmldiff())
        for field in child.get_field_comparisons()
        if only or field.has_changed()
    ]
    return Difference(
        f"{capfirst(child.model._meta.verbose_name)} {place}",
        [(label, html) for label, html in diffs if html],
        only,
        0 if only else child.get_position_change(),
    )
