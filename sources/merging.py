"""Duplicates become one source. The others stay as they were and stand for it, so every citation, in every version of
every story, leads to the one that stayed; and what was merged by mistake can be separated again."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms.models import model_to_dict
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from sources import ancestry, jobs, recording, telling
from sources.models import Excerpt, Source

PERMISSION = (
    "sources.retract_source"  # whoever may mark a source may merge it: all stories that cite it change
)
MOST = 10  # sources at once
FIELDS = (
    "title",
    "kind",
    "publisher",
    "authors",
    "published_on",
    "language",
    "derived_from",
    "unnamed_why",
    "note",
)


class NotMerged(ValueError):
    """Why these can't be merged. str() is a sentence for the editor."""


@transaction.atomic
def merge(ids: list[int], stays: int, chosen: dict[str, int], by) -> Source:
    """Merges the sources of these ids into the one that stays. `chosen` says of which source each of FIELDS is taken;
    a field that is not in it stays as it is. Raises NotMerged."""
    rows = {s.pk: s for s in Source.objects.select_for_update().filter(pk__in=ids).order_by("pk")}
    problem = refusal(list(rows.values()))
    if problem:
        raise NotMerged(problem)
    if len(rows) != len(set(ids)) or stays not in rows or not set(chosen.values()) <= rows.keys():
        raise NotMerged(_("Choose which of them stays, and whose title and day it gets."))
    before = {pk: _as_told(row) for pk, row in rows.items()}
    kept = rows.pop(stays)
    cited_at = _told_time(kept.cited_at)
    Source.objects.filter(pk__in=rows).update(
        merged_into=kept
    )  # so that their addresses are free for the check
    _take(kept, chosen, rows)
    fallen = frozenset()
    for row in rows.values():
        moved, gone = _merge_one(row, kept)
        fallen |= gone
        data = {"into": kept.title, "id": kept.pk, "was": before[row.pk], "cited_at": cited_at} | moved
        log(row, "sources.merged", user=by, data=data)
    log(kept, "sources.merged_here", user=by, data={"sources": before})
    jobs.ask([kept.pk], by=by)
    telling.tell(kept, fallen)
    return kept


def refusal(rows: list[Source]) -> str:
    """Why these can't be merged, or nothing."""
    if not 2 <= len(rows) <= MOST:
        return _("Choose two sources or more, at most %s.") % MOST
    for row in rows:
        if row.merged_into_id:
            return _("“%s” was merged already. Open the one that it was merged into.") % row.title
        if row.retraction_id:
            return (
                _("“%s” was marked as corrected, retracted or compromised. Lift the mark first.") % row.title
            )
    above = ancestry.ancestors(rows)
    for row in rows:
        if set(above.get(row.pk, ())) & {other.pk for other in rows}:
            return (
                _("“%s” derives from another one of them. If they are the same, take that out first.")
                % row.title
            )
    return ""


def _as_told(row: Source) -> dict:
    told = model_to_dict(row, fields=FIELDS)
    return {name: str(value) if value is not None else "" for name, value in told.items()} | {
        "url": row.url or ""
    }


def _take(kept: Source, chosen: dict[str, int], others: dict[int, Source]) -> None:
    for name in FIELDS:
        if (pk := chosen.get(name)) in others:
            setattr(kept, name, getattr(others[pk], name))
    kept.cited_at = max(
        filter(None, [kept.cited_at, *(row.cited_at for row in others.values())]), default=None
    )
    try:
        kept.full_clean()
    except ValidationError as error:
        raise NotMerged(" ".join(error.messages)) from None
    kept.save()


def _told_time(at: datetime | None) -> str | None:
    return at and at.isoformat()


def _merge_one(row: Source, kept: Source) -> tuple[dict, frozenset[str]]:
    """What points at the one points at the other from now on; what was said of it stays with it. Returns what has to
    be known to separate them again, and the keys of the excerpts that were in the one and are not in the other."""
    moved = {
        "merged": list(Source.objects.filter(merged_into=row).values_list("pk", flat=True)),
        "derived": list(Source.objects.filter(derived_from=row).values_list("pk", flat=True)),
    }
    Source.objects.filter(pk__in=moved["merged"]).update(merged_into=kept)
    Source.objects.filter(pk__in=moved["derived"]).update(derived_from=kept)
    _share_excerpts(row, kept)
    stood = row.excerpts.exclude(found__in=recording.FALLEN).values("key")
    gone = kept.excerpts.filter(found__in=recording.FALLEN, key__in=stood).values_list("key", flat=True)
    row.merged_into, row.due_at, row.ask = kept, None, None
    row.save(update_fields=["merged_into", "due_at", "ask"])
    return moved, frozenset(gone)


def _share_excerpts(of: Source, to: Source) -> None:
    """What is cited of the one is looked for in the other, too."""
    known = to.excerpts.values("key")
    new = [Excerpt(source=to, key=e.key, text=e.text) for e in of.excerpts.exclude(key__in=known)]
    for excerpt in new:
        excerpt.look(to.copy)
    Excerpt.objects.bulk_create(new)


@transaction.atomic
def separate(source_id: int, by) -> Source:
    """A merge was a mistake: the source stands for itself again, with what had derived from it and what had been merged
    into it. The one that stayed keeps what it took over. Raises NotMerged."""
    row = Source.objects.select_for_update(of=("self",)).select_related("merged_into").get(pk=source_id)
    kept = row.merged_into
    if kept is None:
        raise NotMerged(_("It was not merged."))
    row.merged_into = None
    row.save(update_fields=["merged_into"])
    _give_back(row, kept)
    log(row, "sources.separated", user=by, data={"from": kept.title, "id": kept.pk})
    jobs.ask([row.pk], by=by)
    for source in (row, kept):
        telling.tell(source)
    return row


def _give_back(row: Source, kept: Source) -> None:
    entries = ModelLogEntry.objects.for_instance(row).filter(action="sources.merged").order_by("-timestamp")
    told = [entry.data for entry in entries[:1]]
    data = {"id": None, "merged": [], "derived": [], "cited_at": None} | (told[0] if told else {})
    Source.objects.filter(pk__in=data["merged"], merged_into=kept).update(merged_into=row)
    Source.objects.filter(pk__in=data["derived"], derived_from=kept).update(derived_from=row)
    _share_excerpts(kept, row)
    before = data["cited_at"] if data["id"] == kept.pk else None
    for source, cited_at in ((row, row.cited_at), (kept, before and parse_datetime(before))):
        published = [hear(source) for hear in hooks.get_hooks("source_published_at")]
        source.cited_at = max(filter(None, [cited_at, *published]), default=None)
        source.save(update_fields=["cited_at"])


def suspects(source: Source) -> list[Source]:
    """What may be the same: a source of the same title and publisher, or one whose address leads to the same page. Two
    queries at most."""
    rows = Source.objects.filter(merged_into=None).exclude(pk=source.pk).select_related("publisher")
    same = rows.filter(title__iexact=source.title, publisher=source.publisher_id)
    ends = {source.url, source.final_url} - {None, ""}
    ending = rows.filter(url__in=ends) | rows.filter(final_url__in=ends) if ends else rows.none()
    return list({row.pk: row for row in [*same[:MOST], *ending[:MOST]]}.values())[: MOST - 1]
