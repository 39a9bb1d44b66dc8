"""Readers' error reports in the admin: the queue, and the screen on which one is answered."""

from django.db.models import Case, When
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn

from articles import reporting
from articles.clearance import Refused
from articles.models import ErrorReport
from articles.models.permission import pages_for
from articles.models.report import OPEN
from articles.room import DeskReport, DeskScreen


class ReportsView(DeskReport):
    """The queue: what is open first, the oldest first. Each person sees the desks on which they may answer."""

    page_title = gettext_lazy("Error reports")
    header_icon = "mail"
    index_url_name = "error_reports"
    index_results_url_name = "error_reports_results"
    list_export = ["story.title", "number", "said", "text", "source", "state", "answer", "at", "answered_at"]
    default_ordering = ("-waits", "at")
    columns = [
        TitleColumn("text", label=gettext_lazy("What is wrong"), accessor="short", url_name="error_report"),
        Column("number", label=gettext_lazy("Claim")),
        Column("story", label=gettext_lazy("Story"), accessor="story.title"),
        Column("state", label=gettext_lazy("State"), accessor="get_state_display"),
        DateColumn("at", label=gettext_lazy("Received"), sort_key="at"),
    ]

    def get_queryset(self):
        mine = pages_for(self.request.user, "change", "publish").values("pk")
        rows = ErrorReport.objects.filter(story_id__in=mine).select_related("story")
        return rows.annotate(waits=Case(When(state__in=OPEN, then=1), default=0))


class AnswerView(DeskScreen):
    """One report: what it says, what the story says now, and what becomes of it."""

    page_title = gettext_lazy("Error report")
    header_icon = "mail"
    template_name = "articles/admin/error_report.html"

    def enter(self, request, *args, pk, **kwargs) -> None:
        self.report = get_object_or_404(ErrorReport.objects.select_related("story"), pk=pk)
        if not reporting.may_see(request.user, self.report.story):
            raise Refused(_("This is not yours to do: your role has no such right on this desk."))

    def get(self, request, *args, **kwargs):
        return self.show()

    def post(self, request, *args, **kwargs):
        words = request.POST.get("answer", "")
        try:
            if request.POST.get("act") == "take":
                reporting.take(self.report.pk, request.user)
                message = _("Taken. It is yours to answer.")
            else:
                reporting.answer(self.report.pk, words, request.user)
                message = _("Answered.")
        except Refused as refusal:
            return self.show(409, refusal=str(refusal), answer=words)
        messages.success(request, message)
        return redirect("error_report", self.report.pk)

    def get_context_data(self, **kwargs):
        story = self.report.story.specific
        claims = {claim.uid: claim for claim in story.edition().claims}
        return super().get_context_data(**kwargs) | {
            "report": self.report,
            "claim": claims.get(self.report.uid),
            "corrections": reverse("desk_corrections", args=[story.pk]),
        }


def menu_item() -> MenuItem:
    return MenuItem(gettext_lazy("Error reports"), reverse_lazy("error_reports"), icon_name="mail", order=800)


urlpatterns = [
    path("reports/errors/", ReportsView.as_view(), name="error_reports"),
    path("reports/errors/results/", ReportsView.as_view(results_only=True), name="error_reports_results"),
    path("desk/report/<int:pk>/", AnswerView.as_view(), name="error_report"),
]
