"""Readers follow a story by mail: nobody hears before they say so, each hears only what is new, and one click ends it."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageViewRestriction

from articles import following
from articles.models import Follower
from articles.tests import build, cast
from articles.tests.test_record import again
from articles.tests.test_reports import sink  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db
ADDRESS = "ada@example.org"


@pytest.fixture
def people():
    return cast.newsroom()


@pytest.fixture
def story(people):
    return build.publish(
        build.brief(
            [build.known("It is 83 cm long.", build.cites(build.source())), build.unclear()], slug="crack"
        )
    )


def ask(client, story, email=ADDRESS, place="10.0.0.1", **more):
    return client.post(f"{story.url}follow/", {"email": email} | more, REMOTE_ADDR=place)


def link(letter, end="") -> str:
    return re.search(rf"https?://[^/\s]+(/follow/[\w-]+/{end})\s", letter.text)[1]


def test_an_address_hears_only_after_it_was_confirmed_and_only_what_is_new(client, people, story, sink):  # noqa: F811
    answer = ask(client, story)
    assert "Look into your mailbox" in answer.content.decode() and not answer.cookies
    again(story, people["tomas"], "correction", claim1={"text": "It is 38 cm long."})
    assert following.mail_due(timezone.now()) == 1
    assert (
        following.mail_due(timezone.now() + timedelta(days=1)) == 0
    )  # nothing more before somebody says yes
    [question] = sink.letters
    client.get(link(question))  # a program that opens every link says nothing
    assert Follower.objects.get().confirmed_at is None
    assert "You will hear when it changes." in client.post(link(question)).content.decode()
    assert following.mail_due(timezone.now()) == 1
    news = sink.letters[1]
    assert "38 cm" in news.text and news.to == ADDRESS
    assert news.message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert following.mail_due(timezone.now()) == 0
    again(story, people["tomas"], context="<p>New.</p>")
    assert following.mail_due(timezone.now()) == 1
    assert "Context changed" in sink.letters[2].text and "38 cm" not in sink.letters[2].text
    client.post(link(sink.letters[2], "stop/"))
    assert not Follower.objects.exists()
    again(story, people["tomas"], context="<p>Newer.</p>")
    assert following.mail_due(timezone.now()) == 0


def test_nobody_learns_who_follows_and_a_second_question_is_not_sent(client, story, sink):  # noqa: F811
    first, second = ask(client, story).content, ask(client, story, ADDRESS.upper()).content
    assert first == second
    assert following.mail_due(timezone.now()) == 1 and Follower.objects.count() == 1


@pytest.mark.parametrize("email", ["", "nobody", "a@b\r\nBcc: all@example.org", "x" * 250 + "@example.org"])
def test_what_is_no_address_is_refused(client, story, email):
    assert ask(client, story, email).status_code == 400
    assert not Follower.objects.exists()


def test_programs_and_floods_are_kept_out(client, story):
    assert "Look into" in ask(client, story, website="x").content.decode() and not Follower.objects.exists()
    for n in range(following.FROM_ONE_PLACE):
        ask(client, story, f"a{n}@example.org")
    assert ask(client, story, "late@example.org").status_code == 429
    assert ask(client, story, "late@example.org", "10.0.0.2").status_code == 200


def test_a_mail_server_that_is_away_loses_nothing(client, story, sink):  # noqa: F811
    ask(client, story)
    sink.is_down = True
    assert following.mail_due(timezone.now()) == 0
    sink.is_down = False
    assert following.mail_due(timezone.now() + following.AGAIN) == 1


def test_addresses_that_nobody_confirms_are_forgotten(client, story):
    ask(client, story)
    following.tidy(timezone.now() + timedelta(days=3))
    assert not Follower.objects.exists()
    assert client.post("/follow/nothing/").status_code == 404


def test_what_came_down_tells_nobody_anything(client, people, story, sink):  # noqa: F811
    ask(client, story)
    following.mail_due(timezone.now())
    client.post(link(sink.letters[0]))
    again(story, people["tomas"], context="<p>New.</p>").unpublish(user=people["tomas"])
    assert following.mail_due(timezone.now()) == 0
    assert ask(client, story, "late@example.org").status_code == 404


def test_looking_for_what_is_due_costs_the_same_for_many(story):
    counts = []
    for n in (2, 30):
        for m in range(n):
            Follower.objects.create(story_id=story.pk, email=f"{n}-{m}@x.org", token=f"{n}-{m}", confirmed_at=timezone.now(), seen=9)  # fmt: skip
        with CaptureQueriesContext(connection) as asked:
            assert following.mail_due(timezone.now()) == 0
        counts.append(len(asked))
    assert counts == [2, 2]


def test_nobody_s_mailbox_is_filled_with_questions(client, people):
    for n in range(following.UNANSWERED + 2):
        ask(client, build.publish(build.brief(slug=f"s-{n}")), place=f"10.0.0.{n}")
    assert Follower.objects.count() == following.UNANSWERED


def test_a_section_that_is_closed_later_tells_nobody_anything(client, people, story, sink):  # noqa: F811
    ask(client, story)
    following.mail_due(timezone.now())
    client.post(link(sink.letters[0]))
    again(story, people["tomas"], context="<p>New.</p>")
    PageViewRestriction.objects.create(page=build.desk(), restriction_type="login")
    assert following.mail_due(timezone.now()) == 0
    assert client.get(f"{story.url}record.json").status_code == 404
