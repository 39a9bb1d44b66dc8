"""What happened to a story? One timeline of edits, verdicts, moves, overrides and publications, and the same as JSON.

It is Wagtail's own log of the page, with what our records add to it. Nothing is written here.
"""

from collections.abc import Iterable, Iterator

from django.http import JsonResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import LogFormatter
from wagtail.models import PageLogEntry

from articles.models import Verdict
from articles.room import StoryScreen
from sources.logged import WithWords

EDITS = ("wagtail.edit", "wagtail.comments.edit")
PAGE_SIZE = 200  # entries on the screen; the JSON has all


class VerdictFormatter(LogFormatter):
    """A verdict in the log. What it said stands in its own record: a second check is blind."""

    label = gettext_lazy("Verdict")

    def format_message(self, log_entry):
        return _("Gave a verdict on claim %s") % log_entry.data.get("claim", "–")


class DecisionFormatter(LogFormatter):
    label = gettext_lazy("Decision")

    def format_message(self, log_entry):
        return _("Decided between the checks of claim %s") % log_entry.data.get("claim", "–")


class OverrideFormatter(WithWords):
    label = gettext_lazy("Override")

    def format_message(self, log_entry):
        gates = ", ".join(log_entry.data.get("gates", []))
        return _("Released this version past: %(gates)s") % {"gates": gates}


class ConfirmedFormatter(WithWords):
    label = gettext_lazy("Confirmation")
    words = "excerpt"

    def format_message(self, log_entry):
        return _("Has seen an excerpt in “%(source)s”") % {"source": log_entry.data.get("source", "–")}


class AgreedFormatter(WithWords):
    label = gettext_lazy("Unnamed source")

    def format_message(self, log_entry):
        title = log_entry.data.get("source", "–")
        return self.sentence % {"source": title}

    sentence = gettext_lazy("Agreed that “%(source)s” is not named")


class NotAgreedFormatter(AgreedFormatter):
    sentence = gettext_lazy("Did not agree that “%(source)s” is not named")


class PlannedFormatter(LogFormatter):
    label = gettext_lazy("Assignment")

    def format_message(self, log_entry):
        names = ", ".join(name.replace("_", " ") for name in log_entry.data.get("changes", {}))
        return _("Changed the assignment: %(names)s") % {"names": names}

    def format_comment(self, log_entry):
        changes = log_entry.data.get("changes", {}).items()
        return "; ".join(
            f"{name.replace('_', ' ')}: {before or '–'} → {now or '–'}" for name, (before, now) in changes
        )


class BegunFormatter(LogFormatter):
    label = gettext_lazy("Begun")
    message = gettext_lazy("Took the pitch")


class KilledFormatter(WithWords):
    label = gettext_lazy("Kill")
    message = gettext_lazy("Killed the story")


class RestoredFormatter(WithWords):
    label = gettext_lazy("Restore")
    message = gettext_lazy("Restored the story")


class CorrectionFormatter(WithWords):
    """What somebody called a change to what readers had been told."""

    label = gettext_lazy("Correction")
    words = "text"

    def format_message(self, log_entry):
        named = {"kind": log_entry.data.get("kind", "–"), "of": log_entry.data.get("of", "–")}
        return _("Called a change of %(of)s: %(kind)s") % named


class ReportFormatter(WithWords):
    """What became of a reader's error report."""

    label = gettext_lazy("Error report")
    words = "text"

    def format_message(self, log_entry):
        is_taken = log_entry.action == "articles.report_taken"
        return _("Looks into an error report") if is_taken else _("Answered an error report")


class BundledFormatter(LogFormatter):
    label = gettext_lazy("Evidence")
    message = gettext_lazy("Took the evidence along")


class WatchFormatter(WithWords):
    """A point to watch that became a claim or a note."""

    label = gettext_lazy("Point to watch")
    words = "text"
    message = gettext_lazy("Closed a point to watch")


class DroppedFormatter(CorrectionFormatter):
    def format_message(self, log_entry):
        return _("Took a correction back before it went out")


FORMATTERS = {
    "articles.correction": CorrectionFormatter,
    "articles.correction_dropped": DroppedFormatter,
    "articles.bundled": BundledFormatter,
    "articles.watch_closed": WatchFormatter,
    "articles.report_taken": ReportFormatter,
    "articles.report_answered": ReportFormatter,
    "articles.verdict": VerdictFormatter,
    "articles.decision": DecisionFormatter,
    "articles.confirmed": ConfirmedFormatter,
    "articles.agreed": AgreedFormatter,
    "articles.not_agreed": NotAgreedFormatter,
    "articles.override": OverrideFormatter,
    "articles.planned": PlannedFormatter,
    "articles.begun": BegunFormatter,
    "articles.killed": KilledFormatter,
    "articles.restored": RestoredFormatter,
}


def register(actions) -> None:
    for name, formatter in FORMATTERS.items():
        actions.register_action(name)(formatter)


def entries(story_id: int) -> list[dict]:
    """Everything that happened, oldest first: `at` (ISO), `by`, `action`, `text`, `comment`, `data`. The saves of one
    autosaved version are one entry. Three queries."""
    rows = PageLogEntry.objects.filter(page_id=story_id).select_related("user").order_by("timestamp", "pk")
    verdicts = Verdict.objects.in_bulk([r.data["verdict"] for r in rows if "verdict" in (r.data or {})])
    return [_entry(row, verdicts) for row in _last_of_each_version(rows)]


def _last_of_each_version(rows: Iterable) -> Iterator:
    last = {row.uuid: row.pk for row in rows if row.action in EDITS and row.uuid}
    return (row for row in rows if row.action not in EDITS or not row.uuid or last[row.uuid] == row.pk)


def _entry(row, verdicts: dict) -> dict:
    verdict = verdicts.get((row.data or {}).get("verdict"))
    comment = row.comment or (row.data or {}).get("comment", "")
    data = dict(row.data or {})
    if verdict:
        data |= {"outcome": verdict.outcome, "note": verdict.note, "said": verdict.said}
        comment = ": ".join(part for part in (verdict.get_outcome_display(), verdict.note) if part)
    return {
        "at": row.timestamp.isoformat(),
        "when": row.timestamp,
        "by": row.user_display_name if row.user_id else _("Newsroom itself"),
        "action": row.action,
        "text": str(row.message),
        "comment": str(comment),
        "data": data,
    }


def shown_to(person, story) -> list[dict]:
    """The entries, less what a blind check must not tell this person yet."""
    edition = story.edition()
    review = story.review(edition, None)
    blind = set()
    if review.second_check:
        for claim in edition.claims:
            standing = review.standing_verdicts(claim)
            if len(standing) < 2 and all(verdict.by != person.pk for verdict in standing):
                blind.add(claim.number)
    return [_veiled(entry) if _is_blind(entry, blind) else entry for entry in entries(story.pk)]


def _is_blind(entry: dict, claims: set) -> bool:
    return entry["action"] == "articles.verdict" and entry["data"].get("claim") in claims


def _veiled(entry: dict) -> dict:
    return entry | {"comment": "", "data": {"claim": entry["data"].get("claim")}}


class TimelineView(StoryScreen):
    """The timeline on a screen, newest first."""

    page_title = gettext_lazy("History")
    header_icon = "history"
    template_name = "articles/admin/timeline.html"

    def get(self, request, *args, **kwargs):
        told = shown_to(request.user, self.story)
        return self.show(entries=told[::-1][:PAGE_SIZE], more=max(0, len(told) - PAGE_SIZE))


class TimelineExport(StoryScreen):
    """The whole timeline as JSON, oldest first."""

    def get(self, request, *args, **kwargs):
        told = [
            {name: value for name, value in entry.items() if name != "when"}
            for entry in shown_to(request.user, self.story)
        ]
        answer = JsonResponse({"story": self.story.pk, "headline": self.story.title, "entries": told})
        answer["Content-Disposition"] = f'attachment; filename="history-{self.story.pk}.json"'
        return answer


urlpatterns = [
    path("desk/<int:pk>/history/", TimelineView.as_view(), name="desk_timeline"),
    path("desk/<int:pk>/history.json", TimelineExport.as_view(), name="desk_timeline_json"),
]
