"""Removing a published story for good, with a reason that its address tells, and bringing it back.

A kill takes the story out of everything at once: page, lists, search, schedule, workflow. Nothing is deleted.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from articles import judging
from articles.clearance import PublicationBlocked, Refused
from articles.models import Kill, StoryPage, kill, ledger
from articles.models.permission import may
from sources.reasons import SHORTEST, is_sentence


@transaction.atomic
def remove(story_id: int, reason: str, by) -> Kill:
    """Kills a story that readers have seen. Raises Refused."""
    newest = judging.newest(story_id, lock=True)
    _require(newest, reason, by)
    if not newest.first_published_at:
        raise Refused(_("Readers have never seen this story. Delete the draft, or leave it."))
    if kill.standing(story_id):
        raise Refused(_("The story is killed already."))
    made = Kill.objects.create(story_id=story_id, reason=reason.strip(), by=by)
    if workflow := newest.current_workflow_state:
        workflow.cancel(user=by)
    row = StoryPage.objects.get(pk=story_id).specific
    row.revisions.update(approved_go_live_at=None)
    with ledger.acting(by, ledger.Act.KILLED, made.reason):
        row.unpublish(user=by, log_action=False)
    log(row, "articles.killed", user=by, data={"reason": made.reason})
    return made


@transaction.atomic
def restore(story_id: int, reason: str, by) -> bool:
    """Ends the kill. The newest version goes out again if nothing holds it; returns whether it did. Raises Refused."""
    newest = judging.newest(story_id, lock=True)
    _require(newest, reason, by)
    standing = kill.standing(story_id)
    if standing is None:
        raise Refused(_("The story is not killed."))
    standing.end(by, reason.strip(), timezone.now())
    log(newest, "articles.restored", user=by, data={"reason": reason.strip()})
    with ledger.acting(by, note=reason.strip()):
        ledger.append_act(story_id, ledger.Act.RESTORED, timezone.now())
    try:
        with transaction.atomic():
            newest.latest_revision.publish(user=by)
    except PublicationBlocked:
        return False
    return StoryPage.objects.get(pk=story_id).live


def _require(story, reason: str, by) -> None:
    if not may(by, "kill", story):
        raise Refused(_("Only a managing editor may kill or restore a story."))
    if not is_sentence(reason):
        raise Refused(_("Say in a sentence why (%s characters or more).") % SHORTEST)
