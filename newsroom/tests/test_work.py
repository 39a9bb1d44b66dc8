"""Does the work in the background get done, once, whatever dies meanwhile? Real processes, killed with -9."""

import os
import random
import signal
import time
import traceback
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import OperationalError, connection, connections
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from articles.tests.dying import dies_at
from newsroom import work
from newsroom.models import Worker
from newsroom.work import BackgroundWorker
from sources import checking, jobs
from sources.models import Check, Copy, Host, Source
from sources.reading import document
from sources.tests import hostile

pytestmark = pytest.mark.django_db(transaction=True)
LATER = timedelta(minutes=2)


@pytest.fixture
def sites(settings, monkeypatch):
    """A server behind many host names, so that no visit waits for another one."""
    document.read(hostile.page(), "text/html")  # loads once what every forked worker needs
    with hostile.server() as server:
        names = [f"127.0.1.{n}:{server.port}" for n in range(1, 200)]
        settings.SOURCE_TEST_HOSTS = names
        monkeypatch.setattr(
            checking.look, "__defaults__", (document.read,)
        )  # a process for each page takes a second
        yield names


def queue(names, count: int) -> list[Source]:
    rows = [
        Source(
            title=f"Page {n}", url=f"http://{name}/fine", url_as_typed=f"http://{name}/fine", kind="document"
        )
        for n, name in enumerate(names[:count])
    ]
    made = Source.objects.bulk_create(rows)
    assert jobs.ask([source.pk for source in made]) == count
    return made


def do_all(now=None) -> None:
    """What a worker does in the next minutes, at once."""
    work.mend(now or timezone.now() + LATER)
    Host.objects.update(free_at=timezone.now())
    DBTaskResult.objects.filter(status=TaskResultStatus.READY).update(run_after=timezone.now())
    BackgroundWorker(interval=0, batch=True).run()


@contextmanager
def worker_process():
    """A worker in a process of its own, forked from what is loaded."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        try:
            BackgroundWorker(interval=0.01).run()
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(0)
    try:
        yield child
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def started() -> bool:
    return DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING).exists()


def ready() -> bool:
    return DBTaskResult.objects.ready().exists()  # those that were killed once wait for two minutes


def wait_until(question) -> None:
    deadline = time.monotonic() + 30
    while not question():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.002)


def assert_each_was_done_once(sources) -> None:
    assert Check.objects.count() == Copy.objects.count() == len(sources)
    assert {check.source_id for check in Check.objects.all()} == {source.pk for source in sources}
    assert not Source.objects.exclude(ask=None).exists()
    assert not DBTaskResult.objects.exclude(status=TaskResultStatus.SUCCESSFUL).exists()


def test_fifty_kills_at_random_moments_lose_no_job_and_double_none(sites):
    sources = queue(sites, 190)
    random.seed(4)
    done_between = set()
    for _ in range(50):
        with worker_process():
            wait_until(lambda: started() or not ready())
            time.sleep(
                random.uniform(0, 0.6)
            )  # the first page takes a third of a second, those after it less
        work.mend(timezone.now() + LATER)
        done_between.add(Check.objects.count())
    assert len(done_between) > 10, "the kills came before the work or after it"
    do_all()
    assert_each_was_done_once(sources)


def test_a_kill_at_every_write_of_a_job_loses_nothing_and_doubles_nothing(sites):
    nth, killed = 0, True
    while killed:
        nth += 1
        Check.objects.all().delete()
        Source.objects.all().delete()
        Host.objects.all().delete()
        DBTaskResult.objects.all().delete()
        sources = queue(sites, 1)
        killed = dies_at(nth, lambda: BackgroundWorker(interval=0, batch=True).run())
        do_all()
        assert_each_was_done_once(sources)
    assert nth > 8


def test_two_workers_share_the_work(sites):
    sources = queue(sites, 40)
    with worker_process(), worker_process():
        wait_until(lambda: not DBTaskResult.objects.exclude(status=TaskResultStatus.SUCCESSFUL).exists())
    assert_each_was_done_once(sources)


def test_a_job_that_kills_its_worker_again_and_again_is_given_up_and_can_be_tried_anew(sites):
    queue(sites, 1)
    for _ in range(work.MOST_ATTEMPTS):
        DBTaskResult.objects.get().claim("a worker that died")
        work.mend(timezone.now() + LATER)
    job = DBTaskResult.objects.get()
    assert (job.status, job.traceback) == (TaskResultStatus.FAILED, "Its worker died.")
    work.retry(job)
    do_all()
    assert Check.objects.count() == 1


def test_what_failed_is_tried_again_later_and_later_each_time(sites, monkeypatch):
    queue(sites, 1)
    monkeypatch.setattr(jobs.checking, "client_of_the_house", lambda: 1 / 0)
    pauses = []
    for _ in range(work.MOST_ATTEMPTS - 1):
        BackgroundWorker(interval=0, batch=True).run()
        failed = DBTaskResult.objects.get()
        assert failed.status == TaskResultStatus.FAILED
        work.mend(timezone.now())
        again = DBTaskResult.objects.get()
        assert again.status == TaskResultStatus.READY
        pauses.append((again.run_after - failed.finished_at).total_seconds())
        DBTaskResult.objects.update(run_after=timezone.now())
    assert pauses == [30, 120, 480, 1920]
    BackgroundWorker(interval=0, batch=True).run()
    work.mend(timezone.now())
    assert DBTaskResult.objects.get().status == TaskResultStatus.FAILED
    assert "ZeroDivisionError" in DBTaskResult.objects.get().traceback


def test_a_worker_that_lives_keeps_its_job(sites):
    queue(sites, 1)
    job = DBTaskResult.objects.get()
    work.beat("alive", timezone.now())
    job.claim("alive")
    work.mend(timezone.now())
    assert DBTaskResult.objects.get().status == TaskResultStatus.RUNNING
    Worker.objects.update(seen_at=timezone.now() - LATER)
    work.mend(timezone.now())
    assert DBTaskResult.objects.get().status == TaskResultStatus.READY


def test_one_visit_at_a_time_to_each_site_with_a_pause_between(sites):
    host = sites[0]
    rows = [Source(title=str(n), url=f"http://{host}/fine?{n}", kind="document") for n in range(3)]
    jobs.ask([source.pk for source in Source.objects.bulk_create(rows)])
    BackgroundWorker(interval=0, batch=True).run()
    assert Check.objects.count() == 1
    waiting = DBTaskResult.objects.filter(status=TaskResultStatus.READY)
    assert waiting.count() == 2
    assert all(job.run_after > timezone.now() for job in waiting)
    for _ in range(2):
        do_all(timezone.now())
    assert Check.objects.count() == 3


def test_a_source_that_waits_in_the_queue_is_not_put_there_twice(sites):
    (source,) = queue(sites, 1)
    assert jobs.ask([source.pk]) == 0
    Source.objects.update(
        due_at=timezone.now() - timedelta(seconds=1)
    )  # the queue was lost, and an hour went by
    assert jobs.ask_due(timezone.now()) == 1


def test_what_is_late_is_known(sites):
    queue(sites, 2)
    now = timezone.now()
    assert work.late(now) == 0
    assert work.late(now + work.OLDEST_WAIT + timedelta(seconds=5)) == 2


def test_a_database_that_is_away_for_a_moment_ends_no_worker(sites):
    queue(sites, 1)
    worker = BackgroundWorker(interval=0, batch=True)
    calls = []

    def breaks_once(execute, sql, params, many, context):
        if DBTaskResult._meta.db_table in sql and sql.startswith("SELECT") and not calls:
            calls.append(sql)
            raise OperationalError("server closed the connection")
        return execute(sql, params, many, context)

    worker.over.wait = lambda seconds: worker.over.is_set()
    with connection.execute_wrapper(breaks_once):
        worker._work_whatever_comes()
    assert calls
    assert Check.objects.count() == 1
