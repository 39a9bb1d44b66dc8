"""A screen of the desk about one story: who may enter, what they see if they may not, and what a refusal looks like."""

from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.reports import ReportView

from articles.clearance import Refused
from articles.judging import newest
from articles.models import StoryPage
from articles.models.permission import may

FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n")


class DeskScreen(WagtailAdminTemplateMixin, View):
    """A page of the admin with the bread crumbs of the desk. Refusals are told in words, with status 403."""

    _show_breadcrumbs = True
    header_icon = "tasks"
    is_board = False

    def dispatch(self, request, *args, **kwargs):
        try:
            self.enter(request, *args, **kwargs)
            return super().dispatch(request, *args, **kwargs)
        except Refused as refusal:
            return refused(request, refusal)

    def enter(self, request, *args, **kwargs) -> None:
        """Raises Refused for whoever has no business here."""

    def get_breadcrumbs_items(self):
        board = {"url": reverse("desk_board"), "label": _("Desk")}
        here = {"url": "", "label": self.get_page_title()}
        return [*self.breadcrumbs_items, here] if self.is_board else [*self.breadcrumbs_items, board, here]

    def show(self, status: int = 200, **context):
        response = self.render_to_response(self.get_context_data(**context))
        response.status_code = status
        return response


class StoryScreen(DeskScreen):
    """A screen about the newest version of one story. `needs` lists the permissions of which one opens the door;
    without any, whoever has something to do at that desk may look."""

    needs: tuple[str, ...] = ()

    def enter(self, request, *args, pk, **kwargs) -> None:
        get_object_or_404(StoryPage, pk=pk)
        self.story = newest(pk)
        if not may_enter(request.user, self.story, self.needs):
            raise Refused(_("This is not yours to do: your role has no such right on this desk."))

    def get_page_title(self):
        return f"{self.page_title}: {self.story.get_admin_display_title()}"

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"story": self.story}

    def done(self, message: str, name: str, fragment: str = ""):
        messages.success(self.request, message)
        return redirect(reverse(name, args=[self.story.pk]) + fragment)


class DeskReport(ReportView):
    """A report whose file is safe to open: what a spreadsheet would take for a formula begins with an apostrophe there
    (OWASP, CSV injection). Wagtail does so for its other format only."""

    def preprocess_field_value(self, field, value, export_format):
        value = super().preprocess_field_value(field, value, export_format)
        is_formula = isinstance(value, str) and value.startswith(FORMULAS)
        return f"'{value}" if is_formula and export_format == self.FORMAT_CSV else value


def may_enter(user, story, needs: tuple[str, ...] = ()) -> bool:
    if needs:
        return any(may(user, action, story) for action in needs)
    return user.is_superuser or bool(story.permissions_for_user(user).permissions)


def refused(request, refusal: Refused):
    """What somebody sees who may not do this; a script gets the words alone, and shows them where it was pressed."""
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"message": str(refusal)}, status=403)
    context = {"refusal": str(refusal), "page_title": _("Not allowed")}
    return render(request, "articles/admin/refused.html", context, status=403)
