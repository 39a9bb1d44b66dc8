"""What goes out by mail, to whom and when: over a real connection to a server that takes, refuses or fails."""

import os
import signal
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings as site
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Page
from wagtail.users.models import UserProfile

from articles.mailroom import send_due
from articles.models import Notice, StoryPage
from articles.models.notice import mark_read, tell
from articles.outbox import REFUSALS
from articles.tests import build
from articles.tests.test_wagtails_mail import one_look

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 4, 17, 10, 0, tzinfo=UTC)  # in Brussels
MINUTE = timedelta(minutes=1)
SECONDS = 60  # to wait for another program on a busy machine


@pytest.fixture
def story():
    return build.brief()


def waiting() -> int:
    return Notice.objects.filter(mail_due_at__isnull=False).count()


# ---------------------------------------------------------------- what is in a mail


def test_a_mail_says_what_happened_and_leads_there(sink, story):
    priya = build.reporter()
    tell([priya], "rejected", story, "Tomas sent “Merrow Bridge” back.", at=NOON + 5 * MINUTE)
    assert send_due(NOON + 5 * MINUTE) == (1, 0)
    (letter,) = sink.letters
    assert letter.to == letter.message["To"] == "priya@example.org"
    assert letter.subject == "Tomas sent “Merrow Bridge” back."
    assert letter.message["Auto-Submitted"] == "auto-generated"
    assert letter.message["From"] == site.DEFAULT_FROM_EMAIL
    assert letter.message.get_content_type() == "text/plain"
    link = f"https://news.example{priya.notices.get().get_absolute_url()}"
    about = "Tomas sent “Merrow Bridge” back.\nRejected, 17 Apr 2026, 12:05 p.m."
    assert f"{about}\n{link}\n" in letter.text
    assert f"https://news.example{reverse('wagtailadmin_account')}#tab-notifications" in letter.text
    assert priya.notices.get().mailed_at == NOON + 5 * MINUTE
    assert send_due(NOON + 60 * MINUTE) == (0, 0)


def test_nothing_of_a_draft_but_its_headline_leaves_the_house(sink):
    secret = build.brief(summary="The minister resigns tomorrow.", context="<p>Nobody may know yet.</p>")
    tell([build.reporter()], "turn", secret, f"“{secret.title}” waits for you.", at=NOON)
    send_due(NOON)
    sent = sink.letters[0].message.as_string()
    assert "minister" not in sent and "Nobody may know" not in sent and "closed to lorries.\n" not in sent


def test_several_for_one_person_are_one_mail_and_nobody_reads_those_of_another(sink, story):
    priya, marek = build.reporter("priya"), build.reporter("marek")
    for number in range(70):
        tell([priya], "turn", story, f"Notice {number}.", at=NOON)
    tell([marek], "turn", story, "For Marek.", at=NOON)
    assert send_due(NOON) == (2, 0)
    letters = {letter.to: letter for letter in sink.letters}
    assert letters["priya@example.org"].subject == "70 notices: Notice 0."
    assert "Notice 49." in letters["priya@example.org"].text
    assert "And 20 more." in letters["priya@example.org"].text
    assert "Marek" not in letters["priya@example.org"].text
    assert letters["marek@example.org"].text.count("/admin/notices/") == 2  # its own, and the list


def test_a_mail_speaks_the_language_and_keeps_the_hours_of_whoever_gets_it(sink, story):
    priya = build.reporter()
    UserProfile.objects.create(user=priya, preferred_language="de", current_time_zone="Africa/Nairobi")
    tell([priya], "turn", story, "Es ist soweit.", at=NOON + 5 * MINUTE)
    send_due(NOON + 5 * MINUTE)
    assert "17. April 2026 13:05" in sink.letters[0].text


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028", "\x0b"])
def test_a_hostile_headline_adds_no_header_and_no_markup(sink, story, end):
    priya = build.reporter()
    tell(
        [priya], "turn", story, f"“Bridge{end}Bcc: all@example.org{end}{end}<b>Hi</b> & more” waits.", at=NOON
    )
    Notice.objects.update(
        text=f"“Bridge{end}Bcc: all@example.org{end}{end}<b>Hi</b> & more” waits."
    )  # past tell
    assert send_due(NOON) == (1, 0)
    (letter,) = sink.letters
    assert letter.message["Bcc"] is None
    assert letter.subject == "“Bridge Bcc: all@example.org <b>Hi</b> & more” waits."
    assert letter.message.get_content_type() == "text/plain"


# ---------------------------------------------------------------- when


def test_the_daily_mail_goes_once_at_the_hour_of_each_person(sink, story):
    brussels, lima = build.reporter("brussels"), build.reporter("lima")
    UserProfile.objects.create(user=lima, current_time_zone="America/Lima")
    for minutes, text in enumerate(("One is out.", "Two is out.")):
        tell([brussels, lima], "published", story, text, at=NOON + minutes * MINUTE)
    seven = {"brussels": datetime(2026, 4, 18, 5, tzinfo=UTC), "lima": datetime(2026, 4, 17, 12, tzinfo=UTC)}
    went = []
    for minutes in range(0, 36 * 60, 10):
        now = NOON + minutes * MINUTE
        send_due(now)
        went += [(now, letter.to, letter.subject) for letter in sink.letters]
        sink.letters.clear()
    assert went == [
        (seven["lima"], "lima@example.org", "2 notices: One is out."),
        (seven["brussels"], "brussels@example.org", "2 notices: One is out."),
    ]


def test_a_daily_mail_that_was_missed_comes_late_and_still_once(sink, story):
    priya = build.reporter()
    for day in range(3):
        tell([priya], "published", story, f"Day {day}.", at=NOON + timedelta(days=day))
    assert send_due(NOON + timedelta(days=5)) == (1, 0)
    assert sink.letters[0].subject == "3 notices: Day 0."


def test_what_was_read_in_the_admin_is_not_mailed(sink, story):
    priya = build.reporter()
    tell([priya], "turn", story, "Read.", at=NOON)
    tell([priya], "turn", story, "Not read.", at=NOON)
    mark_read(priya.notices.filter(text="Read."), NOON)
    send_due(NOON)
    assert [letter.subject for letter in sink.letters] == ["Not read."]


# ---------------------------------------------------------------- to whom


def no_rights(person):
    person.groups.clear()


def inactive(person):
    type(person).objects.filter(pk=person.pk).update(is_active=False)


def no_address(person):
    type(person).objects.filter(pk=person.pk).update(email="")


def another_desk(person):
    """Rights at one desk are none at another."""
    right = person.groups.get().page_permissions
    right.update(page=build.desk("culture"))


def story_gone(person):
    story = StoryPage.objects.get(pk=person.notices.get().story_id)
    story.verdicts.all().delete()
    story.approvals.all().delete()
    Page.objects.get(pk=story.pk).delete()


@pytest.mark.parametrize("what", [no_rights, inactive, no_address, another_desk, story_gone])
def test_whoever_may_not_see_the_story_when_the_mail_goes_out_gets_none(sink, story, what):
    priya, marek = build.reporter("priya"), build.reporter("marek")
    tell([priya], "turn", story, "It is your turn.", at=NOON)
    what(priya)
    tell([marek], "turn", build.brief(title="Another"), "It is your turn, too.", at=NOON)
    assert send_due(NOON) == (1, 0)
    assert [letter.to for letter in sink.letters] == ["marek@example.org"]
    assert waiting() == 0
    assert priya.notices.get().mailed_at is None


def test_a_right_at_the_desk_or_all_rights_are_enough_and_a_step_of_the_workflow_is_not(sink, story):
    at_the_desk = build.reporter("desk", at=story.get_parent())
    reviewer = build.reporter("reviewer", at=build.desk("culture"))
    story.save_revision()
    one_look(reviewer).start(story, at_the_desk)
    mail_of_wagtail = len(sink.letters)
    chief = build.editor("chief", email="chief@example.org")
    assert len(tell([at_the_desk, reviewer, chief], "turn", story, "It is your turn.", at=NOON)) == 3
    assert send_due(NOON) == (2, 0)
    assert {letter.to for letter in sink.letters} == {"desk@example.org", "chief@example.org"}
    assert mail_of_wagtail == 0


# ---------------------------------------------------------------- trouble


def test_a_server_that_does_not_answer_loses_nothing_and_is_asked_less_and_less_often(sink, story, caplog):
    tell([build.reporter("priya"), build.reporter("marek")], "turn", story, "It is your turn.", at=NOON)
    sink.is_down = True
    now, pauses = NOON, []
    for _attempt in range(8):
        assert send_due(now) == (0, 2)
        assert send_due(now) == (0, 0)
        following = Notice.objects.earliest("mail_due_at").mail_due_at
        pauses.append((following - now) / MINUTE)
        now = following
    assert pauses == [2, 4, 8, 16, 32, 60, 60, 60]
    assert "The mail server does not answer, mails wait" in caplog.text
    sink.is_down = False
    assert send_due(now) == (2, 0)
    assert {letter.to for letter in sink.letters} == {"priya@example.org", "marek@example.org"}


def test_no_server_at_all_never_breaks_the_caller(settings, sink, story):
    tell([build.reporter()], "turn", story, "It is your turn.", at=NOON)
    settings.EMAIL_PORT = 9  # nobody listens there
    assert send_due(NOON) == (0, 1)
    assert waiting() == 1


def test_a_full_server_gets_the_mail_again_later(sink, story):
    tell([build.reporter()], "turn", story, "It is your turn.", at=NOON)
    sink.is_full = True
    assert send_due(NOON) == (0, 1)
    sink.is_full = False
    assert send_due(NOON + MINUTE) == (0, 0)
    assert send_due(NOON + 2 * MINUTE) == (1, 0)


def test_a_refused_address_does_not_stop_the_others_and_is_given_up_in_the_end(sink, story, caplog):
    people = [build.reporter(name) for name in ("anna", "bert", "carl")]
    broken = build.reporter("dora", email="dora@exam\nple.org")
    sink.refused = {"bert@example.org": 550}
    tell([*people, broken], "turn", story, "It is your turn.", at=NOON)
    assert send_due(NOON) == (2, 2)
    assert {letter.to for letter in sink.letters} == {"anna@example.org", "carl@example.org"}
    refused = people[1].notices.get()
    assert f"A mail about notice {refused.pk} did not go out" in caplog.text
    for hours in range(1, REFUSALS + 1):
        send_due(NOON + hours * timedelta(hours=2))
    assert len(sink.letters) == 2
    assert Notice.objects.get(user=people[1]).mail_due_at is None
    assert "It is your turn." in people[1].notices.get().text  # it stands in the admin


def test_an_address_that_is_refused_for_now_is_never_given_up(sink, story):
    tell([build.reporter()], "turn", story, "It is your turn.", at=NOON)
    sink.refused = {"priya@example.org": 450}
    for days in range(REFUSALS + 5):
        assert send_due(NOON + timedelta(days=days)) == (0, 1)
    sink.refused = {}
    assert send_due(NOON + timedelta(days=60)) == (1, 0)


# ---------------------------------------------------------------- two senders, and a killed one


@pytest.fixture
def send_notices(sink):
    """`manage.py send_notices` as another program, on the database of this test."""
    name, started = str(connection.settings_dict["NAME"]), []
    database = os.environ.get("DATABASE_URL", "sqlite:///").rpartition("/")[0] + "/" + name
    environment = os.environ | {
        "DATABASE_URL": database,
        "EMAIL_URL": f"smtp://127.0.0.1:{sink.port}",
        "SECRET_KEY": "only for tests",
    }

    def start(*arguments: str) -> subprocess.Popen:
        program = [sys.executable, "manage.py", "send_notices", *arguments]
        started.append(
            subprocess.Popen(program, env=environment, cwd=site.BASE_DIR, stdout=subprocess.PIPE, text=True)
        )
        return started[-1]

    yield start
    for program in started:
        program.kill()
        program.communicate()


@pytest.mark.django_db(transaction=True)
def test_a_mail_is_not_lost_when_its_sender_is_killed_before_it_knows_that_it_went_out(
    sink, story, send_notices
):
    """The worst moment: the server has the letter, and the sender dies before it reads the answer."""
    tell([build.reporter("priya"), build.reporter("marek")], "turn", story, "It is your turn.")
    sink.when_taken = lambda: sender.kill()
    sender = send_notices()
    assert sender.wait(SECONDS) == -signal.SIGKILL
    assert [letter.to for letter in sink.letters] == ["priya@example.org"]
    assert waiting() == 2  # claimed, and neither is marked as mailed
    sink.when_taken = lambda: None
    claimed = Notice.objects.latest("mail_due_at").mail_due_at
    assert send_due(claimed - MINUTE) == (0, 0)  # the claim still holds
    assert send_due(claimed) == (2, 0)
    assert sorted(letter.to for letter in sink.letters) == [
        "marek@example.org",
        "priya@example.org",
        "priya@example.org",
    ]
    assert waiting() == 0


@pytest.mark.django_db(transaction=True)
def test_two_senders_at_the_same_time_send_every_mail_once(sink, story):
    people = [build.reporter(f"person{number}") for number in range(60)]
    tell(people, "turn", story, "It is your turn.", at=NOON)
    start, rounds = threading.Barrier(3), []

    def one():
        start.wait()
        rounds.append(send_due(NOON))
        connection.close()

    threads = [threading.Thread(target=one) for _number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(each.sent for each in rounds) == 60
    assert sorted(letter.to for letter in sink.letters) == sorted(person.email for person in people)
    assert waiting() == 0


@pytest.mark.django_db(transaction=True)
def test_no_mail_goes_out_from_inside_a_transaction(sink, story):
    """It could be undone together with the claim, and the mail could not."""
    tell([build.reporter()], "turn", story, "It is your turn.", at=NOON)
    with transaction.atomic(), pytest.raises(RuntimeError):
        send_due(NOON)
    assert sink.letters == []


@pytest.mark.django_db(transaction=True)
def test_while_a_slow_server_takes_a_mail_everybody_else_may_save(sink, story):
    """The claim is committed before the server is asked, so a save does not wait for it."""
    tell([build.reporter()], "turn", story, "It is your turn.", at=NOON)
    taken, saved = threading.Event(), threading.Event()
    sink.when_taken = lambda: (taken.set(), saved.wait(SECONDS))

    def sender():
        send_due(NOON)
        connection.close()

    thread = threading.Thread(target=sender)
    thread.start()
    assert taken.wait(SECONDS)
    story.title = "Saved meanwhile"
    story.save()
    saved.set()
    thread.join()
    assert waiting() == 0


@pytest.mark.django_db(transaction=True)
def test_the_command_goes_on_until_it_is_asked_to_end(sink, story, send_notices):
    priya, taken = build.reporter(), threading.Semaphore(0)
    sink.when_taken = taken.release
    tell([priya], "turn", story, "First.")
    sender = send_notices("--every", "1")
    assert taken.acquire(timeout=SECONDS)
    tell([priya], "turn", story, "Second.")
    assert taken.acquire(timeout=SECONDS)
    sender.send_signal(signal.SIGTERM)
    said, _errors = sender.communicate(timeout=SECONDS)
    assert sender.returncode == 0
    assert said.count("1 mails went out") == 2
    assert [letter.subject for letter in sink.letters] == ["First.", "Second."]


def test_a_round_reads_as_often_for_many_as_for_a_few(sink, story):
    """Of one person: three reads and a write, however many notices. Of many: two more, their rights and their mark."""
    counts = []
    for name, people, each in (("anna", 1, 1), ("bert", 1, 40), ("carl", 11, 1)):
        persons = [build.reporter(f"{name}{number}") for number in range(people)]
        for number in range(each):
            tell(persons, "turn", story, f"Notice {number}.", at=NOON)
        with CaptureQueriesContext(connection) as asked:
            assert send_due(NOON).sent == people
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert counts[2] == counts[0] + 10 * 2
