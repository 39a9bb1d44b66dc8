"""Where does a story stand on its way to readers? Seven stages, worked out from its workflow and never set by hand."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Stage(TextChoices):
    """The columns of the board, in the order of the way."""

    PITCH = "pitch", _("Pitch")
    DRAFT = "draft", _("Draft")
    CHECK = "check", _("Fact-check")
    EDIT = "edit", _("Edit")
    READY = "ready", _("Ready")
    SCHEDULED = "scheduled", _("Scheduled")
    PUBLISHED = "published", _("Published")

    @property
    def meaning(self) -> str:
        return MEANINGS[self]

    @property
    def empty(self) -> str:
        return EMPTY[self]


MEANINGS = {
    Stage.PITCH: _("Planned, nobody has begun"),
    Stage.DRAFT: _("Being written, or sent back"),
    Stage.CHECK: _("Waiting for verdicts"),
    Stage.EDIT: _("Waiting for a second person"),
    Stage.READY: _("Approved, not yet out"),
    Stage.SCHEDULED: _("Goes out by itself"),
    Stage.PUBLISHED: _("Since midnight, and what is due again"),
}
EMPTY = {
    Stage.PITCH: _("No pitch waits. Plan a story, or paste a brief."),
    Stage.DRAFT: _("Nothing is being written. Take a pitch."),
    Stage.CHECK: _("Nothing to check."),
    Stage.EDIT: _("Nothing waits for an editor."),
    Stage.READY: _("Nothing is ready."),
    Stage.SCHEDULED: _("Nothing is scheduled."),
    Stage.PUBLISHED: _("Nothing went out today."),
}
# What moves a story from one stage to another, and the permission that it takes.
MOVES = {
    (Stage.PITCH, Stage.DRAFT): "change",
    (Stage.DRAFT, Stage.CHECK): "change",
    (Stage.CHECK, Stage.EDIT): "check",
    (Stage.CHECK, Stage.DRAFT): "check",
    (Stage.EDIT, Stage.READY): "approve",
    (Stage.EDIT, Stage.PUBLISHED): "approve",
    (Stage.EDIT, Stage.DRAFT): "approve",
    (Stage.READY, Stage.SCHEDULED): "publish",
    (Stage.READY, Stage.PUBLISHED): "publish",
    (Stage.SCHEDULED, Stage.READY): "publish",
}
WANTS_REASON = {(Stage.CHECK, Stage.DRAFT), (Stage.EDIT, Stage.DRAFT)}


def moves_from(stage: Stage, permissions) -> list[Stage]:
    """Where somebody with these permissions may move a story that stands here."""
    return [to for (begin, to), needed in MOVES.items() if begin == stage and needed in permissions]
