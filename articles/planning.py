"""What the desk plans: pitches, who does a story, when it is due, how urgent it is, and until when it is embargoed."""

import hashlib
import json
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import PageLogEntry

from articles.clearance import Refused
from articles.models import Assignment, BriefPage, DeskPage, told
from articles.models.permission import may
from sources.models.person import name_of

# What takes the right to approve: promises to others, and demands on colleagues.
EDITORS_ONLY = frozenset({"checker", "editor", "embargo_until", "second_check"})
REMINDER = timedelta(hours=1)  # before a story is due
PLANNED = (
    "owner",
    "checker",
    "editor",
    "planned_on",
    "due_at",
    "priority",
    "embargo_until",
    "second_check",
    "note",
)


@transaction.atomic
def pitch(headline: str, desk: DeskPage, by, **plan) -> BriefPage:
    """A story that nobody has begun: a headline and a plan. Raises Refused."""
    headline = headline.strip()
    if not headline:
        raise Refused(_("A pitch needs a headline, even a rough one."))
    if not may(by, "add", desk):
        raise Refused(_("You may not plan stories on this desk."))
    brief = BriefPage(title=headline[:250], slug=desk.free_slug(headline), owner=by, live=False)
    desk.add_child(instance=brief)
    brief.save_revision(user=by, log_action=True)
    plan_for(brief.pk, plan, by)
    return brief


def seal(assignment: Assignment) -> str:
    """A short sign of the whole plan, to see whether somebody changed it meanwhile."""
    told = [_told(getattr(assignment, name)) for name in PLANNED]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:16]


@transaction.atomic
def plan_for(story_id: int, plan: dict, by, seen: str | None = None) -> Assignment:
    """Changes the plan of a story and logs what changed; `seen` is the seal of the plan that somebody looked at.
    Raises Refused where somebody may not, or where the plan was changed meanwhile."""
    assignment = Assignment.objects.select_for_update().select_related("story").get(pk=story_id)
    if seen is not None and seen != seal(assignment):
        raise Refused(_changed_meanwhile(story_id))
    changed = {name: value for name, value in plan.items() if getattr(assignment, name) != value}
    if not changed:
        return assignment
    story = assignment.story
    if not (may(by, "change", story) or may(by, "approve", story)):
        raise Refused(_("You may not plan this story: your role has no such right on this desk."))
    if changed.keys() & EDITORS_ONLY and not may(by, "approve", story):
        raise Refused(_("Checker, editor, embargo and second check are set by an editor of the desk."))
    logged = {name: [_told(getattr(assignment, name)), _told(value)] for name, value in changed.items()}
    for name, value in changed.items():
        setattr(assignment, name, value)
    assignment.save(update_fields=list(changed))
    log(story.specific, "articles.planned", user=by, data={"changes": logged})
    for role in changed.keys() & {"owner", "checker", "editor"}:
        if person := getattr(assignment, role):
            told.assigned(story, person, Assignment._meta.get_field(role).verbose_name, by)
    return assignment


@transaction.atomic
def remind(now: datetime) -> int:
    """Tells the people of every story that is due within the hour, once for each time that was set. Returns how many
    stories it was."""
    soon = Assignment.objects.select_for_update(of=("self",)).select_related(
        "story", "owner", "checker", "editor"
    )
    waiting = soon.filter(due_at__gt=now, due_at__lte=now + REMINDER, story__live=False)
    unheard = [plan for plan in waiting if plan.told_due_at != plan.due_at]
    for plan in unheard:
        told.due_soon(plan.story)
        plan.told_due_at = plan.due_at
        plan.save(update_fields=["told_due_at"])
    return len(unheard)


def _changed_meanwhile(story_id: int) -> str:
    entry = PageLogEntry.objects.filter(page_id=story_id, action="articles.planned").order_by("-pk").first()
    return _(
        "%(who)s changed the assignment meanwhile: %(what)s. Look at it and save again to put yours in place."
    ) % {
        "who": name_of(entry.user) if entry and entry.user else _("Somebody"),
        "what": str(entry.comment) if entry else "–",
    }


def _told(value) -> str:
    """A value of the plan for the log."""
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return "" if value is None else str(value)


@transaction.atomic
def take(story_id: int, by) -> Assignment:
    """Somebody begins a pitch: it becomes a draft, theirs unless it is somebody's already. Raises Refused."""
    assignment = Assignment.objects.select_for_update().select_related("story").get(pk=story_id)
    story = assignment.story
    if not may(by, "change", story):
        raise Refused(_("You may not write on this desk."))
    if assignment.begun_at:
        raise Refused(_("Somebody has begun this story already."))
    assignment.begun_at = timezone.now()
    assignment.owner = assignment.owner or by
    assignment.save(update_fields=["begun_at", "owner"])
    log(story.specific, "articles.begun", user=by, data={"owner": assignment.owner.get_username()})
    return assignment
