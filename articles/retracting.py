"""The screens on which an editor marks a source as corrected, retracted or compromised, and the queue that follows."""

from datetime import date

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse, reverse_lazy
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn

from articles import reopening
from articles.clearance import Refused
from articles.models import Reopened, Reopening
from articles.models.permission import pages_for
from articles.room import DeskReport, DeskScreen
from sources.kinds import RetractionKind
from sources.models import Source


class RetractView(DeskScreen):
    """What happened to the source, on which day and why; or, where it is marked, why the mark is lifted."""

    page_title = gettext_lazy("Correction or retraction")
    header_icon = "warning"
    template_name = "articles/admin/retract.html"

    def enter(self, request, *args, pk, **kwargs) -> None:
        self.source = get_object_or_404(Source.objects.select_related("retraction"), pk=pk)
        if not request.user.has_perm(reopening.PERMISSION):
            raise Refused(_("Only an editor may mark a source as corrected, retracted or compromised."))

    def get_page_title(self):
        return f"{self.page_title}: {self.source.title}"

    def get(self, request, *args, **kwargs):
        return self.show()

    def post(self, request, *args, **kwargs):
        said = {name: request.POST.get(name, "") for name in ("kind", "on", "reason")}
        try:
            if self.source.retraction_id:
                reopening.lift(self.source.pk, said["reason"], request.user)
                words = _("Lifted. Verdicts that were given before the mark count again.")
            else:
                reopening.retract(
                    self.source.pk, said["kind"], _day(said["on"]), said["reason"], request.user
                )
                words = _("Marked. Readers see it at every claim; the claims are being reopened.")
        except Refused as refusal:
            return self.show(409, refusal=str(refusal), said=said)
        messages.success(request, words)
        return redirect("desk_retract", self.source.pk)

    def get_context_data(self, **kwargs):
        standing = self.source.retraction
        return super().get_context_data(**kwargs) | {
            "source": self.source,
            "standing": standing,
            "work": Reopening.objects.filter(retraction=standing).first() if standing else None,
            "stories": len(reopening.resting_on(self.source.pk)) if not standing else None,
            "kinds": RetractionKind.choices,
            "today": timezone.localdate(),
        }


def _day(text: str) -> date:
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    if day is None:
        raise Refused(_("Name the day on which it happened, as 2026-05-12."))
    return day


def check_of(row: Reopened) -> str:
    return reverse("desk_check", args=[row.story_id]) + f"#check-{row.uid}"


class ReopenedReport(DeskReport):
    """Every claim that waits to be looked at again, with how far the work is that puts them there."""

    page_title = gettext_lazy("Claims to look at again")
    header_icon = "warning"
    index_url_name = "reopened_report"
    index_results_url_name = "reopened_report_results"
    template_name = "articles/admin/reopened.html"
    list_export = ["story.title", "number", "text", "retraction.source.title", "retraction.kind", "at"]
    default_ordering = "at"
    columns = [
        TitleColumn("text", label=gettext_lazy("Claim"), get_url=check_of),
        Column("number", label=gettext_lazy("Number")),
        Column("story", label=gettext_lazy("Story"), accessor="story.title"),
        Column("source", label=gettext_lazy("Source"), accessor="retraction.source.title"),
        Column("what", label=gettext_lazy("What happened"), accessor="retraction.get_kind_display"),
        DateColumn("at", label=gettext_lazy("Since")),
    ]

    def get_queryset(self):
        mine = pages_for(self.request.user, "change", "approve", "check").values("pk")
        waiting = Reopened.objects.filter(closed_at=None, story_id__in=mine)
        return waiting.select_related("story", "retraction__source")

    def get_context_data(self, *args, **kwargs):
        running = Reopening.objects.filter(finished_at=None).select_related("retraction__source")
        return super().get_context_data(*args, **kwargs) | {"running": running}


def menu_item() -> MenuItem:
    return MenuItem(
        gettext_lazy("Claims to look at again"),
        reverse_lazy("reopened_report"),
        icon_name="warning",
        order=810,
    )


urlpatterns = [
    path("desk/sources/<int:pk>/retract/", RetractView.as_view(), name="desk_retract"),
    path("reports/reopened/", ReopenedReport.as_view(), name="reopened_report"),
    path(
        "reports/reopened/results/", ReopenedReport.as_view(results_only=True), name="reopened_report_results"
    ),
]
