"""The dashboard: what waits for whom, what changed, what goes out next; and the reminder before a story is due."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles import planning
from articles.models import Notice
from articles.tests import cast
from articles.tests.test_steps import act, to_the_edit, verify

pytestmark = pytest.mark.django_db
HOME = reverse("wagtailadmin_home")


@pytest.fixture
def people():
    return cast.newsroom()


@pytest.fixture
def story(people):
    page = cast.written_by(people["ines"], title="The bridge at Tarn Ford")
    planning.plan_for(page.pk, {"owner": people["ines"]}, people["ines"])
    return page


def work_of(client, user) -> str:
    client.force_login(user)
    told = client.get(HOME).content.decode()
    return told.split('class="nr-mine"')[1].split("nr-mine-end")[0] if 'class="nr-mine"' in told else ""


def shows(told: str, name: str) -> bool:
    part = told.split(f'<h3 id="my-{name}-h">')
    return len(part) > 1 and "The bridge at Tarn Ford" in part[1].split("</section>")[0]


def test_each_step_waits_for_those_whose_it_is(client, people, story):
    assert shows(work_of(client, people["ines"]), "write")
    assert not shows(work_of(client, people["priya"]), "write")
    cast.submit(story, people["ines"])
    assert shows(work_of(client, people["marek"]), "check")
    assert not shows(work_of(client, people["carl"]), "check")
    to_the_edit(story, people)
    assert shows(work_of(client, people["tomas"]), "edit")
    assert not shows(work_of(client, people["marek"]), "edit")


def test_what_is_assigned_to_one_does_not_wait_for_the_other(client, people, story):
    planning.plan_for(story.pk, {"checker": people["lena"]}, people["tomas"])
    cast.submit(story, people["ines"])
    assert shows(work_of(client, people["lena"]), "check")
    assert not shows(work_of(client, people["marek"]), "check")


def test_what_was_sent_back_says_so_and_is_told(client, people, story):
    cast.submit(story, people["ines"])
    act(story, people["marek"], "reject", comment="Which bridge?")
    told = work_of(client, people["ines"])
    assert "sent back" in told
    assert "was sent back" in told.split("Since you looked")[1]


def test_with_nothing_to_do_it_says_what_to_do(client, people):
    told = work_of(client, people["ines"])
    assert "Nothing waits for you." in told and "New pitch" in told
    assert work_of(client, people["adam"]) == ""


def test_what_goes_out_next_stands_there_with_its_time(client, people, story):
    verify(story, people["marek"])
    cast.submit(story, people["ines"])
    act(story, people["tomas"], "ready")
    newest = cast.read_again(story)
    newest.go_live_at = timezone.now() + timedelta(hours=2)
    newest.save_revision(user=people["tomas"]).publish(user=people["tomas"])
    assert shows(work_of(client, people["ines"]), "out")


def test_the_dashboard_asks_as_often_for_many_stories_as_for_few(client, people):
    counts = []
    for number in (2, 20):
        for place in range(number):
            page = cast.written_by(
                people["ines"], title=f"Story {number} {place}", slug=f"s-{number}-{place}"
            )
            planning.plan_for(page.pk, {"owner": people["ines"]}, people["ines"])
        client.force_login(people["ines"])
        client.get(HOME)
        with CaptureQueriesContext(connection) as made:
            client.get(HOME)
        ours = [q for q in made.captured_queries if "articles_" in q["sql"]]
        counts.append(len(ours))
    assert counts[0] == counts[1] <= 9


def test_people_are_reminded_once_of_what_is_due_within_the_hour(people, story):
    now = timezone.now()
    planning.plan_for(story.pk, {"due_at": now + timedelta(minutes=50)}, people["ines"])
    assert [planning.remind(now - timedelta(hours=1)), planning.remind(now), planning.remind(now)] == [
        0,
        1,
        0,
    ]
    (notice,) = Notice.objects.filter(kind="due")
    assert notice.user == people["ines"] and "is due soon" in notice.text
    planning.plan_for(story.pk, {"due_at": now + timedelta(minutes=55)}, people["ines"])
    assert planning.remind(now) == 1
