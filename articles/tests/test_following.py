"""Readers follow a story by mail: nobody hears before they say so, each hears only what is new, and one click ends it."""

import re
import threading
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageViewRestriction

from articles import following, reporting
from articles.models import Follower
from articles.outbox import REFUSALS
from articles.tests import build, cast
from articles.tests.test_record import again

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


def test_an_address_hears_only_after_it_was_confirmed_and_only_what_is_new(client, people, story, sink):
    answer = ask(client, story)
    assert "Look into your mailbox" in answer.content.decode() and not answer.cookies
    again(story, people["tomas"], "correction", claim1={"text": "It is 38 cm long."})
    assert following.mail_due(timezone.now()).sent == 1
    assert following.mail_due(timezone.now() + timedelta(days=1)) == (
        0,
        0,
    )  # nothing more before somebody says yes
    [question] = sink.letters
    client.get(link(question))  # a program that opens every link says nothing
    assert Follower.objects.get().confirmed_at is None
    assert "You will hear when it changes." in client.post(link(question)).content.decode()
    assert following.mail_due(timezone.now()).sent == 1
    news = sink.letters[1]
    assert "38 cm" in news.text and news.to == ADDRESS
    assert news.message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert following.mail_due(timezone.now()) == (0, 0)
    again(story, people["tomas"], context="<p>New.</p>")
    assert following.mail_due(timezone.now()).sent == 1
    assert "Context changed" in sink.letters[2].text and "38 cm" not in sink.letters[2].text
    client.post(link(sink.letters[2], "stop/"))
    assert not Follower.objects.exists()
    again(story, people["tomas"], context="<p>Newer.</p>")
    assert following.mail_due(timezone.now()) == (0, 0)


def test_nobody_learns_who_follows_and_a_second_question_is_not_sent(client, story, sink):
    first, second = ask(client, story).content, ask(client, story, ADDRESS.upper()).content
    assert first == second
    assert following.mail_due(timezone.now()).sent == 1 and Follower.objects.count() == 1


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


def follower(client, story, sink) -> Follower:
    """An address that said yes, whose mailbox is empty again."""
    ask(client, story)
    following.mail_due(timezone.now())
    client.post(link(sink.letters.pop()))
    return Follower.objects.get()


def test_a_mail_server_that_is_away_for_days_loses_nothing(client, people, story, sink):
    follower(client, story, sink)
    again(story, people["tomas"], context="<p>New.</p>")
    sink.is_down = True
    for hours in range(60):
        assert following.mail_due(timezone.now() + timedelta(hours=hours)) == (0, 1)
    sink.is_down = False
    assert following.mail_due(timezone.now() + timedelta(hours=60)) == (1, 0)
    assert "Context changed" in sink.letters[0].text


def test_an_address_that_is_refused_for_good_is_forgotten_in_the_end(client, people, story, sink):
    follower(client, story, sink)
    again(story, people["tomas"], context="<p>New.</p>")
    sink.refused = {ADDRESS: 550}
    for hours in range(REFUSALS):
        assert Follower.objects.exists()
        following.mail_due(timezone.now() + timedelta(hours=hours))
    assert not Follower.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_what_comes_out_while_a_mail_is_under_way_is_told_with_the_next(client, people, story, sink):
    follower(client, story, sink)
    again(story, people["tomas"], context="<p>New.</p>")
    taken, published = threading.Event(), threading.Event()
    sink.when_taken = lambda: (taken.set(), published.wait(60))

    def sender():
        following.mail_due(timezone.now())
        connection.close()

    thread = threading.Thread(target=sender)
    thread.start()
    assert taken.wait(60)
    again(story, people["tomas"], summary="It is closed to all.")
    published.set()
    thread.join()
    assert ["Context changed" in letter.text for letter in sink.letters] == [True, False]


def test_addresses_that_nobody_confirms_are_forgotten(client, story):
    ask(client, story)
    following.tidy(timezone.now() + timedelta(days=3))
    assert not Follower.objects.exists()
    assert client.post("/follow/nothing/").status_code == 404


def test_what_came_down_tells_nobody_anything(client, people, story, sink):
    ask(client, story)
    following.mail_due(timezone.now())
    client.post(link(sink.letters[0]))
    again(story, people["tomas"], context="<p>New.</p>").unpublish(user=people["tomas"])
    assert following.mail_due(timezone.now()) == (0, 0)
    assert ask(client, story, "late@example.org").status_code == 404


def test_looking_for_what_is_due_costs_the_same_for_many(story):
    counts = []
    for n in (2, 30):
        for m in range(n):
            Follower.objects.create(story_id=story.pk, email=f"{n}-{m}@x.org", token=f"{n}-{m}", confirmed_at=timezone.now(), seen=9)  # fmt: skip
        with CaptureQueriesContext(connection) as asked:
            assert following.mail_due(timezone.now()) == (0, 0)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_nobody_s_mailbox_is_filled_with_questions(client, people):
    for n in range(following.UNANSWERED + 2):
        ask(client, build.publish(build.brief(slug=f"s-{n}")), place=f"10.0.0.{n}")
    assert Follower.objects.count() == following.UNANSWERED


def test_a_section_that_is_closed_later_tells_nobody_anything(client, people, story, sink):
    ask(client, story)
    following.mail_due(timezone.now())
    client.post(link(sink.letters[0]))
    again(story, people["tomas"], context="<p>New.</p>")
    PageViewRestriction.objects.create(page=build.desk(), restriction_type="login")
    assert following.mail_due(timezone.now()) == (0, 0)
    assert client.get(f"{story.url}record.json").status_code == 404


def test_nothing_new_is_no_mail(client, people, story, sink):
    follower(client, story, sink)
    again(story, people["tomas"])
    assert following.mail_due(timezone.now()) == (0, 0)
    again(story, people["tomas"], context="<p>New.</p>")
    assert following.mail_due(timezone.now()) == (1, 0)


def test_one_command_mails_questions_news_and_answers(client, people, story, sink):
    ask(client, story)
    client.post(f"{story.url}report/", {"text": "It is 38 cm, not 83.", "email": "bea@example.org"})
    reporting.answer(story.error_reports.get().pk, "We measured it again: it is 83.", people["ines"])
    call_command("send_notices")
    assert {letter.to for letter in sink.letters} == {ADDRESS, "bea@example.org"}
