"""The two steps between a draft and its readers: the fact-check and the edit, as tasks of Wagtail's workflow."""

from django.db import transaction
from django.db.models import CharField
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Task, TaskState

from articles import checking, clearance
from articles.checking import Outcome
from articles.clearance import PublicationBlocked, Refused
from articles.forms import ReasonForm
from articles.models import told
from articles.models.approval import Approval
from articles.models.permission import may, pages_for
from articles.models.reviewing import count_holds


class DeskTask(Task):
    """What both steps share: who may act, who may edit meanwhile, and that sending back needs a reason."""

    permission = ""

    class Meta:
        abstract = True

    def may_act(self, page, user) -> bool:
        return may(user, self.permission, page)

    def user_can_access_editor(self, obj, user):
        return False  # a step gives nobody the right to write

    def locked_for_user(self, obj, user):
        return not (user.is_superuser or may(user, "approve", obj))

    def user_can_lock(self, obj, user):
        return may(user, "lock", obj)

    def user_can_unlock(self, obj, user):
        return may(user, "unlock", obj)

    def start(self, workflow_state, user=None):
        task_state = super().start(workflow_state, user=user)
        story = newest(task_state)
        if self.is_done(story):
            task_state.status = TaskState.STATUS_APPROVED
            task_state.finished_at = timezone.now()
            task_state.comment = _("Every verdict still stands.")
            task_state.save()
        else:
            told.your_turn(story, self.permission, user)
        if workflow_state.task_states.count() == 1:
            told.submitted(story, user)
        return task_state

    def is_done(self, story) -> bool:
        """Has the step nothing to do with this version?"""
        return False

    def get_form_for_action(self, action):
        return ReasonForm if action == "reject" else super().get_form_for_action(action)

    def get_task_states_user_can_moderate(self, user, **kwargs):
        states = self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS)
        if user.is_superuser:
            return states
        keys = pages_for(user, self.permission).annotate(key=Cast("pk", CharField())).values("key")
        return states.filter(workflow_state__object_id__in=keys)

    @transaction.atomic
    def on_action(self, task_state, user, action_name, **extra):
        story = newest(task_state)
        if action_name not in {name for name, *_rest in self.get_actions(story, user)}:
            raise Refused(_("This step is not yours: you may not %s it.") % action_name)
        comment = extra.get("comment", "").strip() or self.reason_at_hand(story)
        if action_name == "reject" and not comment:
            raise Refused(_("Say what has to change. The writer sees it."))
        self.act(task_state, user, action_name, story, comment)

    def reason_at_hand(self, story) -> str:
        """What the record already says about why a story goes back."""
        return ""

    def act(self, task_state, user, action_name, story, comment) -> None:
        super().on_action(task_state, user, action_name, comment=comment)
        if action_name == "reject":
            told.sent_back(story, user)


class FactCheckTask(DeskTask):
    """Every claim gets the verdict of somebody who did not write it. Done by itself when all verdicts still stand."""

    permission = "check"

    class Meta:
        verbose_name = gettext_lazy("Fact-check")
        verbose_name_plural = gettext_lazy("Fact-checks")

    @classmethod
    def get_description(cls):
        return _("Somebody who may fact-check gives a verdict on every claim that others wrote")

    def is_done(self, story) -> bool:
        return needs_no_check(story)

    def get_actions(self, obj, user):
        if not self.may_act(obj, user):
            return []
        return [("approve", _("Finish the check"), False), ("reject", _("Send back to the writer"), True)]

    def reason_at_hand(self, story) -> str:
        edition = story.edition()
        review = story.review(edition, None)
        asked = (
            (claim, verdict.note)
            for claim in edition.claims
            for verdict in review.standing_verdicts(claim)
            if verdict.outcome is Outcome.NEEDS_WORK
        )
        return "\n".join(f"{claim.label}: {note}" for claim, note in asked)

    def act(self, task_state, user, action_name, story, comment) -> None:
        if action_name == "approve" and not needs_no_check(story):
            raise Refused(
                _("The check is not finished: a claim lacks its verdict, needs work, or its checks differ.")
            )
        super().act(task_state, user, action_name, story, comment)


class EditTask(DeskTask):
    """A second person looks at the whole and lets it out. Neither the author nor whoever changed it last."""

    permission = "approve"

    class Meta:
        verbose_name = gettext_lazy("Edit")
        verbose_name_plural = gettext_lazy("Edits")

    @classmethod
    def get_description(cls):
        return _("Somebody who may approve lets the story out, and nobody their own words")

    def start(self, workflow_state, user=None):
        """A story that came back changed is checked first, although its fact-check was done once."""
        check = workflow_state.workflow.tasks.filter(active=True, pk__in=FactCheckTask.objects.all()).first()
        if check and not needs_no_check(workflow_state.content_object.specific.newest_version()):
            return check.specific.start(workflow_state, user=user)
        return super().start(workflow_state, user=user)

    def get_actions(self, obj, user):
        if not self.may_act(obj, user):
            return []
        send_back = ("reject", _("Send back to the writer"), True)
        story = obj.specific if type(obj) is not obj.specific_class else obj
        if not may_approve(story, user):
            return [send_back]
        later = ("ready", _("Approve, publish later"), False)
        return [("approve", _("Approve"), False), later, send_back]  # the menu says what comes of it

    def on_action(self, task_state, user, action_name, **extra):
        if action_name in ("approve", "ready") and not may_approve(newest(task_state), user):
            raise Refused(_("You wrote or edited this version, so someone else has to approve it."))
        super().on_action(task_state, user, action_name, **extra)

    def act(self, task_state, user, action_name, story, comment) -> None:
        if action_name in ("approve", "ready"):
            Approval.objects.create(story_id=story.pk, digest=story.edition().digest, by=user)
            holds = [
                hold for hold in clearance.holds(story) if hold.gate != "embargo" or action_name == "approve"
            ]
            if holds:
                raise PublicationBlocked(holds, story.title)
            count_holds(story)
            task_state.workflow_state.held_back = action_name == "ready"
            action_name = "approve"
        super().act(task_state, user, action_name, story, comment)


def newest(task_state):
    """The newest version of the story that is at this step."""
    return task_state.workflow_state.content_object.specific.newest_version()


def needs_no_check(story) -> bool:
    edition = story.edition()
    return checking.is_checked(edition, story.review(edition, None))


def may_approve(story, user) -> bool:
    """Four eyes, asked of the version in memory."""
    edition = story.edition()
    return story.review(edition, None).may_approve(edition, user.pk)
