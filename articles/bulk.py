"""The bulk actions on stories: Publish takes out what is ready and names what is held, or was changed meanwhile; none
names a story to somebody who may not see it."""

import json

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.views.pages.bulk_actions.delete import DeleteBulkAction
from wagtail.admin.views.pages.bulk_actions.move import MoveBulkAction
from wagtail.admin.views.pages.bulk_actions.page_bulk_action import DefaultPageForm
from wagtail.admin.views.pages.bulk_actions.publish import PublishBulkAction
from wagtail.admin.views.pages.bulk_actions.unpublish import UnpublishBulkAction

from articles.clearance import PublicationBlocked
from articles.models import StoryPage, fresh
from articles.stale.conflict import last_saved, saved_sentence


class Shown(DefaultPageForm):
    """Which version of each story the page of the question was about."""

    shown = forms.JSONField(required=False, widget=forms.HiddenInput)


class NamesNoOthers:
    """Wagtail's question before an action lists what it will leave out. Titles of drafts at other desks are left out
    of that list, too."""

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        context["items_with_no_access"] = [row for row in context["items_with_no_access"] if row["can_edit"]]
        return context


class DeleteAction(NamesNoOthers, DeleteBulkAction):
    pass


class MoveAction(NamesNoOthers, MoveBulkAction):
    pass


class UnpublishAction(NamesNoOthers, UnpublishBulkAction):
    pass


class PublishReadyAction(NamesNoOthers, PublishBulkAction):
    """Stock Wagtail's action publishes all or fails as a whole. Here each page goes out, or is held, by itself. A
    story that somebody changed after the question was asked is left out."""

    form_class = Shown
    template_name = "articles/admin/confirm_bulk_publish.html"

    def __init__(self, request, model):
        super().__init__(request, model)
        self.refused = []

    def object_context(self, obj):
        newest = obj.get_latest_revision()
        return super().object_context(obj) | {"saved": last_saved(newest) if newest else ""}

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        pages = [entry["item"] for entry in context["items"]]
        known = ("latest_revision", "latest_revision_created_at")
        drafts = [draft for page in pages for draft in page.get_descendants().not_live().only(*known)]
        return context | {"shown": json.dumps({page.pk: fresh.version(page) for page in pages + drafts})}

    def get_execution_context(self):
        shown = self.cleaned_form.cleaned_data.get("shown") or {}
        return super().get_execution_context() | {"refused": self.refused, "shown": shown}

    @classmethod
    def execute_action(
        cls, objects, include_descendants=False, user=None, refused=None, shown=None, **kwargs
    ):
        chosen = children = 0
        for page in objects:
            chosen += cls._take_out(page, user, refused, shown)
            if include_descendants:
                drafts = page.get_descendants().not_live().specific().iterator()
                allowed = (d for d in drafts if user is None or d.permissions_for_user(user).can_publish())
                children += sum(cls._take_out(draft, user, refused, shown) for draft in allowed)
        return chosen, children

    @staticmethod
    def _take_out(page, user, refused: list, shown: dict) -> bool:
        fresh.hold(page.pk)
        page = page.specific_class.objects.filter(pk=page.pk).first()
        if page is None:
            return False
        if isinstance(page, StoryPage) and shown.get(str(page.pk)) != fresh.version(page):
            refused.append(changed_sentence(page, user))
            return False
        try:
            with transaction.atomic():
                revision = page.get_latest_revision() or page.save_revision(user=user)
                revision.publish(user=user)
        except PublicationBlocked as refusal:
            refused.append(str(refusal))
            return False
        return True

    def get_success_message(self, num_parent_objects, num_child_objects):
        for words in self.refused:
            messages.error(self.request, words)
        if not (num_parent_objects or num_child_objects):
            return _("Nothing was published.")
        return super().get_success_message(num_parent_objects, num_child_objects)


def changed_sentence(story, user) -> str:
    newest = story.get_latest_revision()
    words = _("“%(headline)s” was not published: it was changed after you were asked. %(saved)s")
    return words % {"headline": story.title, "saved": saved_sentence(newest, user) if newest else ""}
