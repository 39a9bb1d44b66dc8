"""Which doors of the editor's side ask for the newest version, and what do they answer to an older one?"""

from functools import cached_property

from django.db import transaction
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.views.pages.revisions import RevisionsRevertView, RevisionsUnscheduleView
from wagtail.admin.views.pages.workflow import WorkflowActionView
from wagtail.models import Page

from articles.models import fresh
from articles.stale import posted
from articles.stale.conflict import Conflict, saved_sentence


class NoPressByAutosave:
    """A slow press of a button is sent a second time by the autosave, for the editor puts the press into the form.
    Both approve, and together they can take down what the first one published. A press is never an autosave."""

    def dispatch(self, request, *args, **kwargs):
        if self.expects_json_response and any(key.startswith("action-") for key in request.POST):
            return self.json_error_response("blocked_by_hook", _("Text saves itself; decisions do not."))
        return super().dispatch(request, *args, **kwargs)


class NewestOnly(NoPressByAutosave):
    """The editor saves, publishes, submits and decides on the newest version only."""

    conflict = None

    def dispatch(self, request, page_id, **kwargs):
        if request.method == "POST":
            fresh.hold(page_id)
        return super().dispatch(request, page_id, **kwargs)

    @cached_property
    def is_out_of_date(self):
        """Unlike stock Wagtail's answer, also true when the form does not say which version it was written on."""
        newest, said = self.latest_revision, self.request.POST
        if newest is None:
            return False
        if "loaded_revision_id" not in said:
            return said.get("overwrite_revision_id") != str(newest.pk)
        loaded = (said["loaded_revision_id"], said.get("loaded_revision_created_at"))
        return loaded != (str(newest.pk), self.latest_revision_created_at)

    @property
    def has_review_moved(self) -> bool:
        """Would this press decide about another step of the review than the one that was on the screen?"""
        now = self.page.current_workflow_task_state
        seen = self.request.POST.get("loaded_task_state")
        return "action-workflow-action" in self.request.POST and seen != str(now.pk if now else "")

    def post(self, request, *args, **kwargs):
        if (self.is_out_of_date or self.has_review_moved) and not self.page.alias_of_id:
            return self.refuse()
        request.POST = posted.refit(self.form_class, request.POST, self.page)
        try:
            with transaction.atomic():
                return super().post(request, *args, **kwargs)
        except fresh.PublishedMeanwhile:
            return self.refuse()

    def refuse(self):
        if self.expects_json_response:
            return self.json_error_response("invalid_revision", _("Saving would overwrite a newer version."))
        self.read_again()
        self.conflict = Conflict(self)
        self.form = self.conflict.form
        self.has_unsaved_changes = True
        return self.render_to_response(self.get_context_data(), status=409)

    def read_again(self) -> None:
        self.real_page_record = Page.objects.prefetch_workflow_states().get(pk=self.page.pk)
        self.latest_revision = self.real_page_record.get_latest_revision()
        self.__dict__.pop("latest_revision_created_at", None)
        self.page = self.get_object()

    def get_template_names(self):
        stock = super().get_template_names()
        ours = "articles/admin/stale.html" if self.conflict else "articles/admin/edit.html"
        return [ours] if stock == ["wagtailadmin/pages/edit.html"] else stock

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        if self.expects_json_response and "loaded_revision_id" not in self.request.POST:
            context["first_version"] = (
                self.page.latest_revision
            )  # the story had none when the page was opened
        if (
            self.conflict
        ):  # no autosave: the older text is saved by a person who has seen the newer one, or not at all
            context |= {"conflict": self.conflict, "autosave_enabled": False}
        return context


class StoryRevertView(NewestOnly, RevisionsRevertView):
    """Going back to an older version is a change of the newest one, like any other."""

    @property
    def has_review_moved(self) -> bool:
        """A review decides about the newest text, never about the older one that is on this screen."""
        return "action-workflow-action" in self.request.POST


class StoryWorkflowActionView(WorkflowActionView):
    """A decision outside the editor, from a list: only about the step that is on, and only about the newest text."""

    def setup(self, request, *args, page_id, **kwargs):
        if request.method == "POST":
            fresh.hold(page_id)
        super().setup(request, *args, page_id=page_id, **kwargs)

    def refusal(self) -> str:
        now = self.object.current_workflow_task_state
        if now is None or now.pk != self.task_state.pk:
            return _("The review has moved on meanwhile. Nothing was decided.")
        if now.revision_id != self.object.latest_revision_id:
            saved = saved_sentence(self.object.latest_revision, self.request.user)
            return _("%(saved)s Nothing was decided. Read it in the editor and decide there.") % {
                "saved": saved
            }
        return ""

    def post(self, request, *args, **kwargs):
        words = self.refusal()
        return self.refuse(words) if words else super().post(request, *args, **kwargs)

    def refuse(self, words: str):
        """In a window of its own the comment stays where it was typed; without one it comes back with the message."""
        comment = self.request.POST.get("comment", "")
        if self.action_modal and self.request.headers.get("x-requested-with") == "XMLHttpRequest":
            form = self.form_class(self.request.POST)
            form.full_clean()
            form.add_error(None, words)
            return self.render_modal_form(self.request, form)
        messages.error(self.request, f"{words} {_('Your comment was:')} “{comment}”" if comment else words)
        return redirect("wagtailadmin_pages:edit", self.object.pk)


class StoryUnscheduleView(RevisionsUnscheduleView):
    """Takes back the schedule that was on the screen, and says so if it is another one by now."""

    def post(self, request, *args, **kwargs):
        fresh.hold(self.object.pk)
        self.revision.refresh_from_db(fields=["approved_go_live_at"])
        if self.revision.approved_go_live_at is not None:
            return super().post(request, *args, **kwargs)
        messages.error(
            request, _("This version is not scheduled any more. Nothing was changed; look at the history.")
        )
        return redirect(self.get_next_url())


VIEWS = {
    "revisions_revert_view_class": StoryRevertView,
    "workflow_action_view_class": StoryWorkflowActionView,
    "revisions_unschedule_view_class": StoryUnscheduleView,
}
