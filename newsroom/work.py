"""Who does the work in the background, and what happens to a job whose worker dies?

Jobs are Django's tasks, kept in the database (django-tasks-db), which takes no job twice but knows neither dead workers
nor second attempts. Both are here: each worker says every few seconds that it lives; what a dead one had begun goes
back into the queue, and what failed is tried again later, a few times. A job has to bear being done again.
"""

import logging
import threading
from datetime import datetime, timedelta

from django.db import Error, close_old_connections, connections
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django_tasks import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker as DatabaseWorker
from django_tasks_db.models import DBTaskResult, get_date_max

from articles import following, reporting
from newsroom.models import Worker
from sources import jobs

BEAT = 5.0  # seconds between two signs of life
DEAD_AFTER = timedelta(seconds=60)
MOST_ATTEMPTS = 5
FIRST_PAUSE = timedelta(seconds=30)  # before the second attempt; four times as long before each further one
DONE_KEPT = timedelta(days=1)
FAILED_KEPT = timedelta(days=30)
OLDEST_WAIT = timedelta(minutes=5)  # a job that has waited longer than this is late

log = logging.getLogger(__name__)


class BackgroundWorker(DatabaseWorker):
    """The library's worker with a sign of life, and with a look at what is due between."""

    def __init__(self, interval: float = 1.0, batch: bool = False):
        super().__init__(
            queue_names=["*"],
            interval=interval,
            batch=batch,
            backend_name="background",
            startup_delay=False,
            max_tasks=None,
            worker_id=get_random_string(32),
            excluded_queue_names=[],
        )
        self.over = threading.Event()

    def run(self) -> None:
        beat(self.worker_id, timezone.now())
        beside = threading.Thread(target=self._beats, daemon=True)
        beside.start()
        try:
            self._work_whatever_comes()
        finally:
            self.over.set()
            beside.join(BEAT)
            Worker.objects.filter(name=self.worker_id).delete()

    def _work_whatever_comes(self) -> None:
        """A database that restarts interrupts the work, and does not end it."""
        while self.running:
            try:
                super().run()
                return
            except Error as error:
                log.error("The worker lost the database and tries again: %s", error)
                self.over.wait(BEAT)

    def _beats(self) -> None:
        try:
            while not self.over.wait(BEAT):
                self._beat_once()
        finally:
            connections.close_all()

    def _beat_once(self) -> None:
        """A database that restarts costs a beat, never the worker."""
        close_old_connections()
        try:
            beat(self.worker_id, timezone.now())
            mend(timezone.now())
            jobs.ask_due(timezone.now())
            jobs.tidy(timezone.now())
            reporting.tidy(timezone.now())
            following.tidy(timezone.now())
        except Exception as error:
            log.error(
                "A round of the worker failed, the next one follows: %s",
                error,
                exc_info=not isinstance(error, Error),
            )


def beat(name: str, now: datetime) -> None:
    Worker.objects.update_or_create(name=name, defaults={"seen_at": now})


def mend(now: datetime) -> None:
    """Brings back what dead workers had begun and what failed, and throws away what is long over."""
    alive = set(Worker.objects.filter(seen_at__gt=now - DEAD_AFTER).values_list("name", flat=True))
    for job in DBTaskResult.objects.running():
        if not alive.intersection(job.worker_ids[-1:]):
            _again(job, now, _("Its worker died."))
    for job in DBTaskResult.objects.failed().filter(finished_at__gt=now - timedelta(days=1)):
        if len(job.worker_ids) < MOST_ATTEMPTS:
            _again(job, job.finished_at, job.traceback)
    Worker.objects.filter(seen_at__lt=now - 10 * DEAD_AFTER).delete()
    DBTaskResult.objects.successful().filter(finished_at__lt=now - DONE_KEPT).delete()
    DBTaskResult.objects.failed().filter(finished_at__lt=now - FAILED_KEPT).delete()


def _again(job: DBTaskResult, since: datetime, why: str) -> None:
    """Puts a job back into the queue, unless it has had its chances. Of two who mend at once, one does."""
    unchanged = DBTaskResult.objects.filter(pk=job.pk, status=job.status, started_at=job.started_at)
    if len(job.worker_ids) >= MOST_ATTEMPTS:
        unchanged.update(status=TaskResultStatus.FAILED, finished_at=since, traceback=why)
        return
    pause = FIRST_PAUSE * 4 ** (len(job.worker_ids) - 1)
    if job.status == TaskResultStatus.RUNNING:
        pause = timedelta(0)
    unchanged.update(status=TaskResultStatus.READY, run_after=since + pause, traceback=why)


def retry(job: DBTaskResult) -> None:
    """A person wants a job that was given up to be tried again, from the start."""
    DBTaskResult.objects.filter(pk=job.pk, status=TaskResultStatus.FAILED).update(
        status=TaskResultStatus.READY, run_after=timezone.now(), worker_ids=[]
    )


def late(now: datetime) -> int:
    """How many jobs have waited for too long."""
    since = now - OLDEST_WAIT
    is_time = Q(run_after__lt=since) | Q(run_after=get_date_max(), enqueued_at__lt=since)
    return DBTaskResult.objects.filter(is_time, status=TaskResultStatus.READY).count()
