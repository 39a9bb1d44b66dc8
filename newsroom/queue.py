"""What waits in the background, what is being done, and what was given up: the queue, for whoever looks after it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.reports import ReportView

from newsroom import work
from newsroom.models import Worker

PERMISSION = "newsroom.view_worker"
STATES = {
    TaskResultStatus.READY: gettext_lazy("waits"),
    TaskResultStatus.RUNNING: gettext_lazy("is being done"),
    TaskResultStatus.SUCCESSFUL: gettext_lazy("done"),
    TaskResultStatus.FAILED: gettext_lazy("given up"),
}


def may_look(user) -> bool:
    return user.has_perm(PERMISSION)


def what(job: DBTaskResult) -> str:
    """What the job does, and to which record."""
    told = ", ".join(str(value) for value in job.args_kwargs.get("args", [])[:1])
    return f"{job.task_name} {told}".strip().replace("_", " ")


def state(job: DBTaskResult) -> str:
    if job.status == TaskResultStatus.FAILED and len(job.worker_ids) < work.MOST_ATTEMPTS:
        return _("failed, is tried again")
    return str(STATES[job.status])


def not_before(job: DBTaskResult):
    return None if job.run_after == get_date_max() else job.run_after


def why(job: DBTaskResult) -> str:
    """The last line of what went wrong: the rest is for the log."""
    return job.traceback.strip().rpartition("\n")[2][:300]


class QueueReport(ReportView):
    """Every job that is not done yet, and those of the last day that are."""

    page_title = gettext_lazy("Background jobs")
    header_icon = "tasks"
    index_url_name = "queue_report"
    index_results_url_name = "queue_report_results"
    template_name = "newsroom/queue.html"
    default_ordering = "-enqueued_at"
    columns = [
        Column("what", label=gettext_lazy("Job"), accessor=what),
        Column("state", label=gettext_lazy("State"), accessor=state),
        Column("attempts", label=gettext_lazy("Attempts"), accessor=lambda job: len(job.worker_ids)),
        DateColumn("enqueued_at", label=gettext_lazy("Since")),
        DateColumn("run_after", label=gettext_lazy("Not before"), accessor=not_before),
        Column("why", label=gettext_lazy("What went wrong"), accessor=why),
    ]

    def dispatch(self, request, *args, **kwargs):
        if not may_look(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self):
        return DBTaskResult.objects.all()

    def get_context_data(self, *args, **kwargs):
        now = timezone.now()
        given_up = [job for job in DBTaskResult.objects.failed() if len(job.worker_ids) >= work.MOST_ATTEMPTS]
        return super().get_context_data(*args, **kwargs) | {
            "workers": Worker.objects.filter(seen_at__gt=now - work.DEAD_AFTER).count(),
            "late": work.late(now),
            "given_up": [(job.pk, what(job), why(job)) for job in given_up],
        }


@require_POST
def again(request, pk):
    """A job that was given up is tried anew."""
    if not may_look(request.user):
        raise PermissionDenied
    work.retry(get_object_or_404(DBTaskResult, pk=pk))
    messages.success(request, _("The job is tried again."))
    return redirect("queue_report")


class QueueMenuItem(MenuItem):
    def is_shown(self, request):
        return may_look(request.user)


def menu_item() -> MenuItem:
    return QueueMenuItem(
        gettext_lazy("Background jobs"), reverse_lazy("queue_report"), icon_name="tasks", order=900
    )


urlpatterns = [
    path("reports/jobs/", QueueReport.as_view(), name="queue_report"),
    path("reports/jobs/results/", QueueReport.as_view(results_only=True), name="queue_report_results"),
    path("reports/jobs/<uuid:pk>/again/", again, name="queue_again"),
]
