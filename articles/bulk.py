"""The bulk actions on stories: Publish takes out what is ready and names what is held; none names a story to somebody
who may not see it."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.views.pages.bulk_actions.delete import DeleteBulkAction
from wagtail.admin.views.pages.bulk_actions.move import MoveBulkAction
from wagtail.admin.views.pages.bulk_actions.publish import PublishBulkAction
from wagtail.admin.views.pages.bulk_actions.unpublish import UnpublishBulkAction

from articles.clearance import PublicationBlocked


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
    """Stock Wagtail's action publishes all or fails as a whole. Here each page goes out, or is held, by itself."""

    def get_execution_context(self):
        return super().get_execution_context() | {"refused": self.refused}

    def __init__(self, request, model):
        super().__init__(request, model)
        self.refused = []

    @classmethod
    def execute_action(cls, objects, include_descendants=False, user=None, refused=None, **kwargs):
        chosen = children = 0
        for page in objects:
            chosen += cls._take_out(page, user, refused)
            if include_descendants:
                drafts = page.get_descendants().not_live().specific().iterator()
                allowed = (d for d in drafts if user is None or d.permissions_for_user(user).can_publish())
                children += sum(cls._take_out(draft, user, refused) for draft in allowed)
        return chosen, children

    @staticmethod
    def _take_out(page, user, refused: list) -> bool:
        try:
            with transaction.atomic():
                revision = page.get_latest_revision() or page.specific.save_revision(user=user)
                revision.publish(user=user)
        except PublicationBlocked as refusal:
            refused.append(refusal)
            return False
        return True

    def get_success_message(self, num_parent_objects, num_child_objects):
        for refusal in self.refused:
            messages.error(self.request, str(refusal))
        if not (num_parent_objects or num_child_objects):
            return _("Nothing was published.")
        return super().get_success_message(num_parent_objects, num_child_objects)
