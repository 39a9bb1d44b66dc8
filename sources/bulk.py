"""Many sources at once: a look at each."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.snippets.bulk_actions.snippet_bulk_action import SnippetBulkAction

from sources import jobs
from sources.models import Source
from sources.room import may


class CheckAction(SnippetBulkAction):
    """Puts a look at every chosen source into the queue."""

    models = [Source]
    display_name = _("Look again")
    aria_label = _("Look at the selected sources again")
    action_type = "check"
    action_priority = 10
    template_name = "sources/admin/confirm_bulk_check.html"

    def check_perm(self, snippet):
        return may(self.request.user, "change")

    @classmethod
    def execute_action(cls, objects, user=None, **kwargs):
        return jobs.ask([source.pk for source in objects], by=user), 0

    def get_execution_context(self):
        return super().get_execution_context() | {"user": self.request.user}

    def get_success_message(self, num_parent_objects, num_child_objects):
        return ngettext(
            "%(n)s source is being looked at.", "%(n)s sources are being looked at.", num_parent_objects
        ) % {"n": num_parent_objects}
