"""Moving a story on the board. Every move is the real act of the workflow, with its checks; the board sets nothing."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from wagtail.models import WorkflowState

from articles import judging, planning
from articles.clearance import Refused
from articles.models import StoryPage
from articles.models.board import staged
from articles.models.permission import may
from articles.stages import MOVES, Stage
from sources.models.person import name_of


@transaction.atomic
def move(story_id: int, to: str, by, seen: int | None, reason: str = "", at: datetime | None = None) -> Stage:
    """Moves the story, of which this person saw the version `seen` (a revision's key), and returns where it stands
    now. Raises Refused or PublicationBlocked, and then nothing has happened."""
    story = judging.newest(story_id, lock=True)
    present = stage_of(story_id)
    if present is None or (present, to) not in MOVES:
        raise Refused(
            _("“%(headline)s” can’t be moved from %(present)s to %(to)s.")
            % {
                "headline": story.title,
                "present": present.label if present else _("where it is"),
                "to": Stage(to).label if to in Stage.values else to,
            }
        )
    if seen != story.latest_revision_id:
        raise Refused(newer_version(story))
    if not may(by, MOVES[present, to], story):
        raise Refused(_("You may not move this story: your role has no such right on this desk."))
    ACTS[present, Stage(to)](story, by, reason, at)
    return stage_of(story_id)


def stage_of(story_id: int) -> Stage | None:
    found = staged(StoryPage.objects.filter(pk=story_id)).values_list("stage", flat=True).first()
    return Stage(found) if found else None


def newer_version(story) -> str:
    """Who saved what somebody has not seen, and when."""
    revision = story.latest_revision
    return _("%(who)s saved a newer version at %(time)s. Look at it first; nothing was moved.") % {
        "who": name_of(revision.user) if revision and revision.user else _("Somebody"),
        "time": time_format(localtime(revision.created_at)) if revision else "–",
    }


def _take(story, by, reason, at) -> None:
    planning.take(story.pk, by)


def _submit(story, by, reason, at) -> None:
    returned = story.current_workflow_state
    if returned and returned.status == WorkflowState.STATUS_NEEDS_CHANGES:
        returned.resume(by)
        return
    workflow = story.get_workflow()
    if workflow is None:
        raise Refused(_("This desk has no workflow. An administrator sets one under Settings, Workflows."))
    workflow.start(story, by)


def _step(action: str):
    def act(story, by, reason, at) -> None:
        state = story.current_workflow_task_state
        state.task.specific.on_action(state, by, action, comment=reason)

    return act


def _publish(story, by, reason, at) -> None:
    _go_live(story, by, None)


def _schedule(story, by, reason, at) -> None:
    if at is None or at <= timezone.now():
        raise Refused(_("Say when it is to go out: a time that has not passed."))
    _go_live(story, by, at)


def _go_live(story, by, at: datetime | None) -> None:
    """Publishes now, or at its time. The date is part of the version, so a changed one makes a version of its own."""
    revision = story.latest_revision
    if story.go_live_at != at:
        story.go_live_at = at
        revision = story.save_revision(user=by, changed=False, log_action=True)
    revision.publish(user=by, changed=False)


def _unschedule(story, by, reason, at) -> None:
    for revision in story.revisions.filter(approved_go_live_at__isnull=False):
        revision.approved_go_live_at = None
        revision.save(user=by, update_fields=["approved_go_live_at"])


ACTS = {
    (Stage.PITCH, Stage.DRAFT): _take,
    (Stage.DRAFT, Stage.CHECK): _submit,
    (Stage.CHECK, Stage.EDIT): _step("approve"),
    (Stage.CHECK, Stage.DRAFT): _step("reject"),
    (Stage.EDIT, Stage.READY): _step("ready"),
    (Stage.EDIT, Stage.PUBLISHED): _step("approve"),
    (Stage.EDIT, Stage.DRAFT): _step("reject"),
    (Stage.READY, Stage.SCHEDULED): _schedule,
    (Stage.READY, Stage.PUBLISHED): _publish,
    (Stage.SCHEDULED, Stage.READY): _unschedule,
}
