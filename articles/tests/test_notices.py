"""Who is told what, once, and where they find it in the admin."""

import threading
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy, override
from wagtail.models import Page
from wagtail.users.models import UserProfile

from articles.models import How, Notice, NoticeChoice, NoticeKind
from articles.models.notice import choose, mark_read, tell
from articles.tests import build

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 4, 17, 10, 0, tzinfo=UTC)  # in Brussels


def sentences(user) -> list[str]:
    return list(user.notices.order_by("pk").values_list("text", flat=True))


def mail_due(user) -> datetime | None:
    return user.notices.get().mail_due_at


# ---------------------------------------------------------------- telling


def test_everybody_is_told_once_but_not_the_one_who_did_it():
    priya, marek, ines = build.reporter("priya"), build.reporter("marek"), build.editor("ines")
    told = tell([priya, marek, priya, ines], "submitted", build.brief(), "Ines submitted it.", by=ines)
    assert {notice.user for notice in told} == {priya, marek}
    assert all(notice.pk for notice in told)
    assert (sentences(priya), sentences(marek), sentences(ines)) == (["Ines submitted it."],) * 2 + ([],)


def test_somebody_who_left_is_not_told():
    assert tell([build.reporter(is_active=False)], "turn", build.brief(), "It is your turn.") == []


def test_the_same_is_not_told_twice_until_it_was_read():
    priya, story = build.reporter(), build.brief()
    assert len(tell([priya], "due", story, "It is due on Friday.")) == 1
    assert tell([priya], "due", story, "It is due on Friday.") == []
    assert sentences(priya) == ["It is due on Friday."]
    tell([priya], "due", build.brief(title="Another"), "It is due on Friday.")
    tell([priya], "held", story, "It is due on Friday.")
    assert len(sentences(priya)) == 3
    mark_read(priya.notices.all(), NOON)
    tell([priya], "due", story, "It is due on Friday.")
    assert len(sentences(priya)) == 4


@pytest.mark.django_db(transaction=True)
def test_two_who_tell_the_same_at_the_same_time_tell_it_once():
    priya, story, start, came_through = build.reporter(), build.brief(), threading.Barrier(4), []

    def one():
        start.wait()
        came_through.append(tell([priya], "held", story, "It was held."))
        connection.close()

    threads = [threading.Thread(target=one) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sentences(priya) == ["It was held."]
    assert len(came_through) == 4


def test_what_did_not_happen_is_told_to_nobody():
    priya, story = build.reporter(), build.brief()
    with transaction.atomic():
        tell([priya], "published", story, "It is out.")
        transaction.set_rollback(True)
    assert sentences(priya) == []


def test_telling_many_asks_the_database_as_often_as_telling_one():
    story, counts = build.brief(), []
    for name, number in (("anna", 1), ("bert", 30)):
        people = [build.reporter(f"{name}{n}") for n in range(number)]
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert len(tell(people, "turn", story, f"{name}: it is your turn.")) == number
        counts.append(len(asked))
    assert counts == [5, 5]


@pytest.mark.parametrize("kind", NoticeKind)
def test_what_is_urgent_is_mailed_at_once_and_the_rest_at_seven_in_the_morning(kind):
    priya = build.reporter()
    tell([priya], kind, build.brief(), "Look.", at=NOON)
    urgent = kind in ("turn", "rejected", "held", "retracted", "source")
    assert mail_due(priya) == (NOON if urgent else datetime(2026, 4, 18, 5, 0, tzinfo=UTC))


@pytest.mark.parametrize(
    ("zone", "at", "due"),
    [
        ("Africa/Nairobi", "2026-04-17T03:59:00+00:00", "2026-04-17T04:00:00+00:00"),
        ("Africa/Nairobi", "2026-04-17T04:00:00+00:00", "2026-04-18T04:00:00+00:00"),
        ("America/Lima", "2026-04-17T04:00:00+00:00", "2026-04-17T12:00:00+00:00"),
        ("Europe/Brussels", "2026-03-28T12:00:00+00:00", "2026-03-29T05:00:00+00:00"),  # clocks go forward
        ("", "2026-10-24T12:00:00+00:00", "2026-10-25T06:00:00+00:00"),  # and back, where the newsroom is
        ("Mars/Olympus", "2026-04-17T04:00:00+00:00", "2026-04-17T05:00:00+00:00"),  # a zone that is no more
    ],
)
def test_the_daily_mail_comes_in_the_morning_of_whoever_gets_it(zone, at, due):
    priya = build.reporter()
    UserProfile.objects.create(user=priya, current_time_zone=zone)
    tell([priya], "published", build.brief(), "It is out.", at=datetime.fromisoformat(at))
    assert mail_due(priya) == datetime.fromisoformat(due)


def test_the_hour_of_the_daily_mail_is_a_setting(settings):
    settings.NOTICE_DIGEST_HOUR = 18
    priya = build.reporter()
    tell([priya], "published", build.brief(), "It is out.", at=NOON)
    assert mail_due(priya) == datetime(2026, 4, 17, 18, 0, tzinfo=ZoneInfo("Europe/Brussels"))


def test_whoever_wants_no_mail_of_a_kind_still_finds_it_in_the_admin(client):
    priya = build.reporter()
    NoticeChoice.objects.create(user=priya, kind="held", how=How.NEVER)
    tell([priya], "held", build.brief(), "It was held.")
    assert mail_due(priya) is None
    client.force_login(priya)
    assert "It was held." in client.get(reverse("notices")).content.decode()


def test_a_sentence_is_one_line_that_the_database_can_keep():
    priya = build.reporter()
    tell([priya], "turn", build.brief(), "A\r\nBcc: all@example.org\0\u2028line " + "x" * 600)
    (text,) = sentences(priya)
    assert text.startswith("A Bcc: all@example.org line xxx")
    assert len(text) == 500 and text.endswith("…")


def test_everybody_reads_it_in_their_own_language():
    priya, marek = build.reporter("priya"), build.reporter("marek")
    UserProfile.objects.create(user=priya)  # who has chosen none
    UserProfile.objects.create(user=marek, preferred_language="de")
    with override("fr"):  # the language of whoever does it is nobody else's
        tell([priya, marek], "due", build.brief(), format_lazy("{day}!", day=gettext_lazy("Monday")))
    assert (sentences(priya), sentences(marek)) == (["Monday!"], ["Montag!"])


def test_a_notice_outlives_its_story(client):
    priya, story = build.reporter(), build.brief(is_checked=False)
    tell([priya], "rejected", story, "It was sent back.")
    Page.objects.get(pk=story.pk).delete()
    client.force_login(priya)
    answer = client.get(priya.notices.get().get_absolute_url(), follow=True)
    assert answer.redirect_chain[-1][0] == reverse("notices")
    assert "The story of this notice was deleted." in answer.content.decode()
    assert "It was sent back." in answer.content.decode()


def test_a_new_choice_holds_for_what_waits_too_but_brings_nothing_back():
    priya, story = build.reporter(), build.brief()
    tell([priya], "published", story, "It is out.", at=NOON)
    choose(priya, {"published": "now"}, NOON)
    assert mail_due(priya) == NOON
    choose(priya, {"published": "never"}, NOON)
    assert mail_due(priya) is None
    choose(priya, {"published": "now"}, NOON)
    assert mail_due(priya) is None


# ---------------------------------------------------------------- in the admin


@pytest.fixture
def priya(client):
    person = build.reporter()
    client.force_login(person)
    return person


def board(client, **query) -> str:
    answer = client.get(reverse("notices"), query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_list_shows_ones_own_notices_unread_first_and_newest_first(client, priya):
    story = build.brief()
    for number, text in enumerate(("One.", "Two.", "Three.", "Four.")):
        tell([priya], "turn", story, text, at=NOON.replace(hour=10 + number))
    tell([build.reporter("lena")], "turn", story, "Not for you.")
    mark_read(priya.notices.filter(text="Three."), NOON)
    page = board(client)
    places = [page.index(f">{text}<") for text in ("Four.", "Two.", "One.", "Three.")]
    assert places == sorted(places)
    assert "Not for you." not in page
    assert "3 unread" in page


def test_the_menu_says_how_many_are_unread(client, priya):
    assert '"label": "Notices"' in board(client)
    tell([priya], "turn", build.brief(), "It is your turn.")
    assert '"label": "Notices (1 unread)"' in board(client)


def test_opening_a_notice_marks_it_read_and_leads_to_the_editor(client, priya):
    story = build.brief()
    tell([priya], "turn", story, "It is your turn.")
    notice = priya.notices.get()
    assert f'href="{notice.get_absolute_url()}"' in board(client)
    answer = client.get(notice.get_absolute_url())
    assert answer.url == reverse("wagtailadmin_pages:edit", args=[story.pk])
    notice.refresh_from_db()
    assert notice.read_at
    assert notice.mail_due_at is None


def test_nobody_opens_or_marks_the_notice_of_somebody_else(client, priya):
    tell([build.reporter("lena")], "turn", build.brief(), "Not for you.")
    notice = Notice.objects.get()
    assert client.get(notice.get_absolute_url()).status_code == 404
    assert client.post(reverse("notice_mark", args=[notice.pk])).status_code == 404
    client.post(reverse("notices_mark_all"), {"newest": notice.pk})
    notice.refresh_from_db()
    assert notice.read_at is None


def test_one_row_is_marked_by_itself_and_only_by_a_press(client, priya):
    story = build.brief()
    for text in ("One.", "Two."):
        tell([priya], "turn", story, text)
    address = reverse("notice_mark", args=[priya.notices.get(text="One.").pk])
    assert client.get(address).status_code == 405
    answer = client.post(address, {"next": reverse("notices") + "?p=2"})
    assert answer.url == reverse("notices") + "?p=2"
    assert client.post(address, {"next": "https://evil.example.org/"}).url == reverse("notices")
    assert list(priya.notices.filter(read_at=None).values_list("text", flat=True)) == ["Two."]


def test_mark_all_leaves_what_came_in_after_the_list_was_shown(client, priya):
    story = build.brief()
    tell([priya], "turn", story, "Seen.")
    newest = priya.notices.get().pk
    assert f'name="newest" value="{newest}"' in board(client)
    tell([priya], "turn", story, "Not seen.")
    client.post(reverse("notices_mark_all"), {"newest": newest})
    assert list(priya.notices.filter(read_at=None).values_list("text", flat=True)) == ["Not seen."]
    assert client.post(reverse("notices_mark_all"), {"newest": "x"}).status_code == 302


def test_the_list_asks_as_often_for_many_notices_as_for_a_few_and_has_pages(client, priya):
    story, counts = build.brief(), []
    for number in (3, 60):
        for n in range(number):
            tell([priya], "turn", story, f"{number}: notice {n}")
        board(client)
        with CaptureQueriesContext(connection) as asked:
            page = board(client)
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert page.count('<li class="nr-notice') == 50
    assert "3: notice 0" in board(client, p=2)
    assert "3: notice 0" in board(client, p=999)


def test_a_hostile_headline_stays_words(client, priya):
    tell([priya], "turn", build.brief(), "“<script>alert(1)</script>” waits for you.")
    page = board(client)
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_the_list_is_closed_to_strangers(client):
    assert client.get(reverse("notices")).status_code == 302


# ---------------------------------------------------------------- choosing


def account(person, **fields) -> dict:
    """What the account page sends, less the choices."""
    return {
        "name_email-first_name": "Priya",
        "name_email-last_name": "Lansdale",
        "name_email-email": person.email,
        "locale-preferred_language": "",
        "locale-current_time_zone": "",
        "theme-theme": "system",
        "theme-contrast": "system",
        "theme-density": "default",
    } | fields


def test_everybody_chooses_in_their_account_how_they_are_told(client, priya):
    page = client.get(reverse("wagtailadmin_account")).content.decode()
    for kind in NoticeKind:
        assert page.count(f'name="notices-{kind}"') == 3
    assert page.count("checked") >= len(NoticeKind)
    sent = client.post(
        reverse("wagtailadmin_account"),
        account(priya, **{"notices-held": "never", "notices-published": "now"}),
    )
    assert sent.status_code == 302
    assert dict(priya.notice_choices.values_list("kind", "how")) == {"held": "never", "published": "now"}
    tell([priya], "published", build.brief(), "It is out.", at=NOON)
    assert mail_due(priya) == NOON


def test_an_account_that_is_saved_without_choices_keeps_them(client, priya):
    NoticeChoice.objects.create(user=priya, kind="held", how="never")
    assert client.post(reverse("wagtailadmin_account"), account(priya)).status_code == 302
    assert priya.notice_choices.get().how == "never"


def test_a_choice_that_does_not_exist_is_refused(client, priya):
    sent = client.post(reverse("wagtailadmin_account"), account(priya, **{"notices-held": "by pigeon"}))
    assert sent.status_code == 200
    assert "by pigeon is not one of the available choices" in sent.content.decode()
