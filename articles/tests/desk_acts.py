"""What people do at a desk, each act as the program offers it, tried by somebody at a desk under watch (desk_watch.py).

A writer's form asks `can_edit` before it saves, so that is asked here, too; everything else is left to the program.
"""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from wagtail.actions.delete_page import DeletePageAction
from wagtail.actions.revert_to_page_revision import RevertToPageRevisionAction
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import Comment, Page, Revision

from articles import judging, killing, moving, planning, publishing
from articles.models import BriefPage, Citation, DeskPage, StoryPage
from articles.stages import MOVES, Stage
from articles.tests.desk_record import Record, of_version
from articles.tests.desk_watch import MAY, Desk

STATEMENTS = (
    "The bridge is closed to lorries.",
    "The bridge is shut to lorries.",
    "A crack was found.",
    "It held.",
)
SUMMARIES = ("Vehicles over 7.5 tonnes are kept off.", "Nobody has said why.", "")
HEADLINES = ("Merrow Bridge closed to lorries", "Merrow Bridge shut")
OWN = "own"  # in place of the latest version if it is one's own, as the editor does
REASON = "It has to be known before the evening rush."


def page(record: Record) -> BriefPage:
    return BriefPage.objects.get(pk=record.pk)


def claim_of(record: Record, place: int):
    return record.text.claims[place % len(record.text.claims)]


# Writing


def save(desk: Desk, record: Record, who: str, change, in_place: bool | str = False):
    """Somebody changes the newest version and saves it; `in_place` as autosave does."""
    user = desk.people[who]

    def do():
        story = judging.newest(record.pk)
        if not story.permissions_for_user(user).can_edit():
            raise PermissionDenied
        change(story)
        latest = story.latest_revision if in_place else None
        if in_place is OWN and latest.user_id != user.pk:
            latest = None
        return story.save_revision(user=user, log_action=True, overwrite_revision=latest)

    return desk.act("autosave" if in_place else "save", who, record, do, ("wagtail.edit",))


def write(desk, record, who, field: str, text: str, in_place=False):
    return save(desk, record, who, lambda story: setattr(story, field, text), in_place)


def on_claim(record, place, act):
    uid = claim_of(record, place).uid

    def change(story):
        act(next(row for row in story.claims.all() if row.uid == uid))

    return change


def reword(desk, record, who, place, text, in_place=False):
    return save(desk, record, who, on_claim(record, place, lambda row: setattr(row, "text", text)), in_place)


def restand(desk, record, who, place, standing, in_place=False):
    act = on_claim(record, place, lambda row: setattr(row, "standing", standing))
    return save(desk, record, who, act, in_place)


def cite(desk, record, who, place, source: int, stance: str, in_place=False):
    act = on_claim(record, place, lambda row: row.citations.add(Citation(source_id=source, stance=stance)))
    return save(desk, record, who, act, in_place)


def uncite(desk, record, who, place, which: int, in_place=False):
    def act(row):
        if cited := list(row.citations.all()):
            row.citations.remove(cited[which % len(cited)])

    return save(desk, record, who, on_claim(record, place, act), in_place)


def revert(desk, record, who, which: int):
    """An older version becomes the newest."""
    keys = sorted(record.versions)
    old = keys[which % len(keys)]

    def do():
        revision = Revision.objects.get(pk=old)
        return RevertToPageRevisionAction(page(record), revision, user=desk.people[who]).execute()

    return desk.act("revert", who, record, do, ("wagtail.revert",))


def copy(desk, record, who):
    """A draft of its own, with all versions; the words are still those of who wrote them."""
    slug = f"copy-{len(desk.records)}-{record.pk}"

    def do():
        return page(record).copy(keep_live=False, update_attrs={"slug": slug}, user=desk.people[who])

    made = desk.act("copy", who, record, do)
    if made:
        desk.records.append(of_copy(record, made, desk.people[who].pk))
    return made


def of_copy(record: Record, made, owner: int) -> Record:
    copied = Record(made.pk, owner, hands={0: set().union(*record.hands.values())}, changes=[*record.changes])
    for version in made.revisions.order_by("pk"):
        copied.versions[version.pk] = of_version(version.content)
        copied.version = version.pk
    copied.text = copied.before[copied.version] = copied.versions[copied.version]
    return copied


# Checking


def check(desk, record, who, place: int, outcome: str, note: str = "Which lorries?", deciding=False):
    words = claim_of(record, place)
    judge = judging.decide if deciding else judging.give_verdict

    def do():
        edition = judging.newest(record.pk).edition()
        claim = next(claim for claim in edition.claims if claim.uid == words.uid)
        return judge(record.pk, words.uid, claim.fingerprint, outcome, desk.people[who], note)

    name = "articles.decision" if deciding else "articles.verdict"
    verdict = desk.act("decide" if deciding else "verdict", who, record, do, (name,))
    if verdict:
        desk.gave(record, verdict, who, outcome)
    return verdict


def check_all(desk, record, who):
    """Gives the verdicts that are not there yet."""
    for place, words in enumerate(record.text.claims):
        if record.counting(words).get(desk.people[who].pk) != "verified":
            check(desk, record, who, place, "verified")


def comment(desk, record, who):
    def do():
        made = Comment.objects.create(
            page_id=record.pk, user=desk.people[who], text="Sure?", contentpath="summary"
        )
        made.log_create(user=desk.people[who])
        return made

    made = desk.act("comment", who, record, do, ("wagtail.comments.create",))
    record.comments.add(made.pk)


def resolve(desk, record, who):
    def do():
        open_one = Comment.objects.get(pk=min(record.comments))
        open_one.resolved_at, open_one.resolved_by = timezone.now(), desk.people[who]
        open_one.save()
        open_one.log_resolve(user=desk.people[who])
        return open_one

    if record.comments:
        desk.act("resolve", who, record, do, ("wagtail.comments.resolve",))
        record.comments.remove(min(record.comments))


# The workflow and the board


LOGGED = {
    Stage.CHECK: ("wagtail.workflow.start", "wagtail.workflow.resume"),
    Stage.EDIT: ("wagtail.workflow.approve",),
    Stage.READY: ("wagtail.workflow.approve", "wagtail.schedule.cancel"),
    Stage.SCHEDULED: ("wagtail.publish.schedule",),
    Stage.PUBLISHED: ("wagtail.publish",),
    Stage.DRAFT: ("wagtail.workflow.reject",),
}


def move(desk, record, who, to: Stage, reason=REASON, in_hours: int = 2):
    """A move on the board, of the version that is the newest."""
    present = moving.stage_of(record.pk)
    at = timezone.now() + timedelta(hours=in_hours)

    def do():
        return moving.move(record.pk, to, desk.people[who], record.version, reason, at)

    arrived = desk.act(f"move to {to.value}", who, record, do, LOGGED[to])
    if arrived:
        assert MOVES[present, to] in MAY[who], f"{who} has no right to move a story to {to}"
        if present is Stage.EDIT and to is not Stage.DRAFT:
            desk.approved(record, who)
    return arrived


def go_on(desk, record, checker, editor):
    """The next step on the way to readers."""
    stage = moving.stage_of(record.pk)
    if stage is Stage.DRAFT:
        move(desk, record, "ines", Stage.CHECK)
    elif stage is Stage.CHECK:
        check_all(desk, record, checker)
        move(desk, record, checker, Stage.EDIT)
    elif stage is Stage.EDIT:
        move(desk, record, editor, Stage.READY)
    elif stage is Stage.READY:
        move(desk, record, editor, Stage.PUBLISHED)


def step(desk, record, who, action: str, round_the_task=False):
    """An action of the step that the story is at, as the editor offers it; or past the step, as code may."""
    state = page(record).current_workflow_task_state
    if state is None or state.status != "in_progress":
        return None
    permission = state.task.specific.permission
    user = desk.people[who]

    def do():
        if round_the_task:
            return state.approve(user=user) or True
        state.task.specific.on_action(state, user, action, comment=REASON)
        return True

    logged = ("wagtail.workflow.reject",) if action == "reject" else ("wagtail.workflow.approve",)
    done = desk.act(f"{permission} step: {action}", who, record, do, logged)
    if done and not round_the_task:
        assert permission in MAY[who], f"{who} has no right to act at this step"
        if permission == "approve" and action != "reject":
            desk.approved(record, who)
    return done


# Publishing, and past it


def publish(desk, record, who, which: int = -1, in_hours: int = 0):
    """A version is published by itself, or scheduled, the newest or an older one."""
    keys = sorted(record.versions)
    user = desk.people[who] if who else None

    def do():
        revision = Revision.objects.get(pk=keys[which % len(keys)])
        if in_hours:
            revision.content["go_live_at"] = (timezone.now() + timedelta(hours=in_hours)).isoformat()
            revision.save()
        revision.publish(user=user)
        return True

    done = desk.act("publish", who, record, do, ("wagtail.publish", "wagtail.publish.schedule"))
    assert not (done and who and "publish" not in MAY[who]), f"{who} has no right to publish"
    return done


def save_live(desk, record, as_page: bool):
    """Code sets the story live and saves it."""

    def do():
        story = Page.objects.get(pk=record.pk) if as_page else page(record)
        story.live = True
        story.save()
        return True

    return desk.act("save live", None, record, do)


def update_live(desk, record, with_version: bool):
    """An update that meets no code of ours."""

    def do():
        more = {"live_revision_id": record.version} if with_version else {}
        return Page.objects.filter(pk=record.pk).update(live=True, **more)

    return desk.act("update live", None, record, do)


def unpublish(desk, record, who):
    def do():
        UnpublishPageAction(page(record), user=desk.people[who]).execute()
        return True

    if record.live:
        done = desk.act("unpublish", who, record, do, ("wagtail.unpublish",))
        assert not (done and "publish" not in MAY[who]), f"{who} has no right to take a story down"


def time_passes(desk, hours: int):
    """Whatever is due goes out, or stands back. It has transactions of its own, so it gets none of ours."""
    desk.late += timedelta(hours=hours)
    for outcome in publishing.release_due(timezone.now()):
        desk.tally["steps"] += 1
        desk.tally[f"its time comes: {outcome.fate}"] += 1
        assert outcome.fate is not publishing.Fate.WAITS, f"nothing was in the way: {outcome}"
    desk.unseen.update(record.pk for record in desk.records)


# An editor's and a managing editor's acts


def plan(desk, record, who, **what):
    """A change of the assignment: owner, second check, embargo."""

    def do():
        return planning.plan_for(record.pk, what, desk.people[who])

    same = {"embargo_until": record.embargo, "second_check": record.second_check}
    is_change = any(name not in same or same[name] != value for name, value in what.items())
    logged = () if "owner" in what or not is_change else ("articles.planned",)
    if desk.act("plan", who, record, do, logged):
        record.embargo = what.get("embargo_until", record.embargo)
        record.second_check = what.get("second_check", record.second_check)
        record.owner = what["owner"].pk if "owner" in what else record.owner


def override(desk, record, who, gates: tuple, seen=True):
    def do():
        story = judging.newest(record.pk)
        shut = judging.overridable(story)
        chosen = [name for name in shut if name in gates] or list(gates)
        digest = story.edition().digest if seen else "0" * 64
        return judging.override(record.pk, chosen, REASON, digest, desk.people[who])

    made = desk.act("override", who, record, do, ("articles.override",))
    if made:
        assert "override" in MAY[who], f"{who} has no such right"
        record.overrides[made.pk] = (record.text, frozenset(made.gates))


def kill(desk, record, who, back: bool):
    """Kill, or restore."""
    act = killing.restore if back else killing.remove

    def do():
        return act(record.pk, REASON, desk.people[who]) or True

    name, logged = ("restore", "articles.restored") if back else ("kill", "articles.killed")
    done = desk.act(name, who, record, do, (logged,))
    if done:
        assert "kill" in MAY[who], f"{who} has no such right"
        record.killed = not back


def delete(desk, record, who, route: str):
    """Of a story that was out: no route may succeed."""
    user = desk.people[who]

    def do():
        if route == "action":
            DeletePageAction(page(record), user=user).execute()
        elif route == "page":
            page(record).delete()
        elif route == "rows":
            StoryPage.objects.filter(pk=record.pk).delete()
        elif route == "pages":
            Page.objects.filter(pk=record.pk).delete()
        else:
            DeskPage.objects.get(pk=page(record).get_parent().pk).delete()
        return True

    if record.was_out or record.verdicts:
        assert not desk.act(f"delete by {route}", who, record, do), "a published story was deleted"
