"""How a story's history stands on a page: one shown entry for each publication, its changes in words. Values and rules.

`changes` says what is different; here it gets its marks, its places on the page and the words that readers see.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.changes import Change, What
from articles.claims import Standing, claim_name
from articles.compared import Run, words
from articles.correcting import CorrectionKind, Part

PARTS = {
    "headline": gettext_lazy("Headline"),
    "summary": gettext_lazy("Summary"),
    "bylines": gettext_lazy("Byline"),
    "context": gettext_lazy("Context"),
    "why": gettext_lazy("Why it matters"),
    "watch": gettext_lazy("What to watch next"),
    "faq": gettext_lazy("FAQ"),
    "body": gettext_lazy("Text"),
    "footnotes": gettext_lazy("Sources of the text"),
    "pictures": gettext_lazy("Pictures"),
    "related": gettext_lazy("Related coverage"),
    "notes": gettext_lazy("Transparency notes"),
    "original": gettext_lazy("Original brief"),
    "original_from": gettext_lazy("Origin of the brief"),
    "original_at": gettext_lazy("Time of the brief"),
    "ai_use": gettext_lazy("AI use"),
    "ai_task": gettext_lazy("AI use"),
    "ai_tool": gettext_lazy("AI use"),
}
OF_A_CLAIM = {
    What.ADDED: gettext_lazy("added"),
    What.WITHDRAWN: gettext_lazy("withdrawn"),
    What.REWORDED: gettext_lazy("reworded"),
    What.TRUTH: gettext_lazy("what is true instead"),
    What.SETTLES: gettext_lazy("what would settle it"),
    What.DUE: gettext_lazy("when we look again"),
    What.SINGLE: gettext_lazy("said to rest on a single source"),
    What.NOT_SINGLE: gettext_lazy("no longer said to rest on a single source"),
    What.SOURCE_ADDED: gettext_lazy("source added"),
    What.SOURCE_REMOVED: gettext_lazy("source removed"),
    What.CITED_ANEW: gettext_lazy("cited differently"),
}


@dataclass(frozen=True)
class Line:
    """One change: what it is about (`name`, at `anchor`), what happened, and the words that went and came. A move has
    the standings before and after."""

    name: str
    happened: str = ""
    runs: tuple[Run, ...] = ()
    anchor: str = ""
    moved: tuple[Standing, Standing] | None = None

    @property
    def sentence(self) -> str:
        """The change as plain text."""
        if self.moved:
            return f"{self.name}: {self.moved[0].label} → {self.moved[1].label}"
        now = "".join(run.text for run in self.runs if not run.is_gone)
        return f"{self.name} {self.happened}" + (f": {now}" if now else "")


@dataclass(frozen=True)
class ShownNotice:
    """A correction, a clarification or another word on a change, as readers see it."""

    id: int
    kind: CorrectionKind
    text: str
    at: datetime
    name: str = ""
    anchor: str = ""
    runs: tuple[Run, ...] = ()
    amends: int | None = None
    uid: str = ""
    thanks: str = ""
    is_of_the_story: bool = False


@dataclass(frozen=True)
class Past:
    """What the records say of a story beside its edition: how many times it was published, the corrections that readers
    were told of, newest first, and how many people verified its present claims."""

    versions: int = 0
    notices: tuple[ShownNotice, ...] = ()
    checkers: int = 0

    @property
    def corrected(self) -> dict[str, int]:
        """Which claims a notice speaks of, by name, and the newest one of each."""
        return {notice.uid: notice.id for notice in reversed(self.notices) if notice.uid}

    @property
    def is_retracted(self) -> bool:
        return any(notice.is_of_the_story for notice in self.notices)


NOTHING = Past()


@dataclass(frozen=True)
class ShownEntry:
    """One publication, or one time that the story came down or was restored."""

    version: int
    at: datetime
    act: str
    by: str
    role: str = ""
    note: str = ""
    is_first: bool = False
    lines: tuple[Line, ...] = ()
    notices: tuple[ShownNotice, ...] = ()

    @property
    def anchor(self) -> str:
        """Where it stands in a list of entries."""
        return (
            f"v{self.version}" if self.act == "published" else f"v{self.version}-{self.act.replace(' ', '-')}"
        )

    @property
    def label(self) -> str:
        """What became of the story, where nothing was published."""
        return str(NOT_PUBLISHED[self.act])


NOT_PUBLISHED = {
    "taken down": gettext_lazy("Taken down"),
    "killed": gettext_lazy("Removed"),
    "restored": gettext_lazy("Restored"),
}


def lines(changes: Iterable[Change]) -> tuple[Line, ...]:
    """The changes of one publication, claim by claim."""
    return tuple(_line(change) for change in changes)


def _line(change: Change) -> Line:
    if not change.uid:
        return _of_a_part(change)
    name = claim_name(change.number)
    anchor = f"c{change.number}" if change.number and change.what is not What.WITHDRAWN else ""
    if change.is_move:
        return Line(name, anchor=anchor, moved=(Standing(change.before), Standing(change.after)))
    return Line(name, str(OF_A_CLAIM[change.what]), tuple(words(change.before, change.after)), anchor)


def _of_a_part(change: Change) -> Line:
    happened = _("changed") if change.what is What.PART_CHANGED else str(OF_A_CLAIM[change.what])
    name = str(PARTS.get(change.part, change.part))
    return Line(name, happened, tuple(words(change.before, change.after)))


def notice(said: Mapping, at: datetime) -> ShownNotice:
    """A published correction from what the ledger keeps of it."""
    part, number = Part(said["part"]), said.get("number")
    name = claim_name(number) if number else str(part.label)
    kind = CorrectionKind(said["kind"])
    has_place = part is Part.CLAIM and kind is not CorrectionKind.WITHDRAWN
    return ShownNotice(
        id=said["id"],
        kind=kind,
        text=said.get("text", ""),
        at=at,
        name=name,
        anchor=f"c{number}" if number and has_place else "",
        runs=tuple(words(said.get("was", ""), said.get("becomes", ""))) if part is not Part.NOTICE else (),
        amends=said.get("amends_id"),
        uid=said.get("uid", ""),
        thanks=said.get("thanks", ""),
        is_of_the_story=part is Part.STORY,
    )
