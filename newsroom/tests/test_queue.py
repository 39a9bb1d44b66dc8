"""The queue in the admin: who works, what waits, what was given up, and a second chance."""

import pytest
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from articles.tests import cast
from newsroom import work
from sources import jobs
from sources.models import Source

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return cast.newsroom()


def waiting() -> DBTaskResult:
    source = Source.objects.create(title="Order", url_as_typed="https://roads.example.org/1", kind="document")
    jobs.ask([source.pk])
    return DBTaskResult.objects.get()


def shown(client, who) -> str:
    client.force_login(who)
    return " ".join(client.get(reverse("queue_report")).content.decode().split())


def test_what_waits_and_that_nobody_works(client, people):
    waiting()
    told = shown(client, people["tomas"])
    assert "Nobody is at work: start manage.py work." in told
    assert "check" in told and "waits" in told
    work.beat("a worker", timezone.now())
    assert "1 worker is at work." in shown(client, people["adam"])


def test_what_was_given_up_says_why_and_is_tried_again(client, people):
    job = waiting()
    DBTaskResult.objects.update(
        status="FAILED",
        worker_ids=["w"] * work.MOST_ATTEMPTS,
        traceback="Trace\nOSError: disk full",
        finished_at=timezone.now(),
    )
    assert "OSError: disk full" in shown(client, people["tomas"])
    answer = client.post(reverse("queue_again", args=[job.pk]), follow=True)
    assert "The job is tried again." in answer.content.decode()
    assert (DBTaskResult.objects.get().status, DBTaskResult.objects.get().worker_ids) == ("READY", [])


def test_writers_do_not_see_it(client, people):
    client.force_login(people["ines"])
    assert client.get(reverse("queue_report")).status_code == 302
    assert client.post(reverse("queue_again", args=[waiting().pk])).status_code == 302
