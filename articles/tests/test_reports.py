"""Readers report errors: what comes in stays harmless and within limits, is answered, and becomes a correction."""

import random
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles import amending, judging, reporting
from articles.clearance import Refused
from articles.models import Correction, ErrorReport, correction
from articles.tests import build, cast
from articles.tests.test_record import page

pytestmark = pytest.mark.django_db
WRONG = "The crack is 38 centimetres, not 83."


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


def send(client, story, address="10.0.0.1", **said):
    return client.post(f"{story.url}report/", {"text": WRONG} | said, REMOTE_ADDR=address)


def test_a_reader_reports_an_error_of_a_claim_without_script_or_cookie(client, story):
    shown = client.get(f"{story.url}report/?claim=1")
    assert '<option value="1" selected>1. It is 83 cm long.</option>' in shown.content.decode()
    answer = send(client, story, claim="1", source="The report.", email="ada@example.org", thanks="Ada")
    assert "Thank you. Somebody will look into it." in answer.content.decode()
    assert not shown.cookies and not answer.cookies
    report = ErrorReport.objects.get()
    assert (report.number, report.said, report.text) == (1, "It is 83 cm long.", WRONG)
    assert "10.0.0.1" not in report.sent_from and len(report.sent_from) == 64


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"text": ""}, "This field is required."),
        ({"text": "Wrong"}, "at least 10 characters"),
        ({"text": "x" * 3_001}, "at most 3000 characters"),
        ({"email": "nobody"}, "valid email address"),
        ({"claim": "77"}, "valid choice"),
        ({"claim": "9" * 30}, "valid choice"),
        ({"text": "A zero \0 in it, well."}, "Null characters"),
    ],
)
def test_what_is_wrong_with_a_report_is_said_and_what_was_typed_stays(client, story, said, words):
    answer = send(client, story, **{"source": "My own eyes"} | said)
    assert answer.status_code == 400
    assert words in answer.content.decode() and "My own eyes" in answer.content.decode()
    assert not ErrorReport.objects.exists()


def test_a_program_that_fills_in_everything_is_thanked_and_not_heard(client, story):
    assert "Thank you" in send(client, story, website="https://spam.example.org").content.decode()
    assert not ErrorReport.objects.exists()


def test_there_is_a_limit_for_one_place_and_one_for_all(client, story, monkeypatch):
    for _n in range(reporting.FROM_ONE_PLACE):
        assert send(client, story).status_code == 200
    refused = send(client, story, source="Kept as typed")
    assert (refused.status_code, refused["Retry-After"]) == (429, "3600")
    assert (
        "5 reports within an hour" in refused.content.decode() and "Kept as typed" in refused.content.decode()
    )
    assert send(client, story, "10.0.0.2").status_code == 200
    monkeypatch.setattr(reporting, "FROM_ALL", 6)
    assert send(client, story, "10.0.0.3").status_code == 429
    ErrorReport.objects.update(at=timezone.now() - timedelta(hours=2))
    assert send(client, story).status_code == 200


def test_behind_a_proxy_the_last_address_counts(client, story):
    with override_settings(BEHIND_PROXY=True):
        for n in range(reporting.FROM_ONE_PLACE + 1):
            heard = {"HTTP_X_FORWARDED_FOR": f"1.2.3.{n}, 10.9.9.9"}
            answer = client.post(f"{story.url}report/", {"text": WRONG}, **heard)
        assert answer.status_code == 429


def hostile(made: random.Random) -> dict:
    """A submission by somebody who means ill."""
    pieces = [
        "<script>alert(1)</script>", "'; DROP TABLE articles_errorreport; --", "{{ 7*7 }}", "\0", "\u202eright", "%00", "A" * 5_000,
        "=HYPERLINK(\"http://x\")", "<img src=x onerror=alert(1)>", "\r\nBcc: all@example.org", "😀" * 50, "../../etc/passwd", "",
        "javascript:alert(1)", "\ud7ff\ue000", "٣", "-1", "1e9", "null", "[]", "${jndi:ldap://x}", "<!--", "]]>", "\x1b[31m",
    ]  # fmt: skip
    fields = (
        "claim",
        "text",
        "source",
        "email",
        "thanks",
        "website",
        "csrfmiddlewaretoken",
        "state",
        "answer",
    )
    said = {
        name: "".join(made.choices(pieces, k=made.randrange(4))) for name in fields if made.random() < 0.6
    }
    if made.random() < 0.6:  # one that is right in all but what it means
        said = {"text": WRONG + made.choice([p for p in pieces if "\0" not in p and len(p) < 1_000])}
    return {name: value for name, value in said.items() if not (name == "website" and made.random() < 0.8)}


def test_a_thousand_hostile_reports_leave_the_queue_usable(client, people, story, monkeypatch):
    monkeypatch.setattr(reporting, "FROM_ONE_PLACE", 1_000)
    made = random.Random(5)
    seen = {}
    for n in range(1_000):
        said = hostile(made)
        status = client.post(
            f"{story.url}report/", said, REMOTE_ADDR=f"10.0.{n // 250}.{n % 250}"
        ).status_code
        seen[status] = seen.get(status, 0) + 1
    assert set(seen) == {200, 400, 429} and ErrorReport.objects.count() == reporting.FROM_ALL
    assert (
        not ErrorReport.objects.exclude(state="new").exists()
        and not ErrorReport.objects.exclude(answer="").exists()
    )
    client.force_login(people["ines"])
    queue = client.get(reverse("error_reports"))
    assert queue.status_code == 200 and len(queue.content) < 400_000
    for report in ErrorReport.objects.all()[:60]:
        shown = client.get(reverse("error_report", args=[report.pk])).content.decode()
        for tag in ("<script>alert(1)", "<img src=x", "<!--A"):
            assert tag not in shown
    assert "<script>alert(1)" not in queue.content.decode()
    exported = client.get(reverse("error_reports"), {"export": "csv"})
    content = b"".join(exported.streaming_content).decode()
    assert "\n=HYPERLINK" not in content and ",=HYPERLINK" not in content and ',"=HYPERLINK' not in content
    ErrorReport.objects.update(at=timezone.now() - timedelta(hours=2))
    assert send(client, story).status_code == 200


def test_each_desk_sees_its_reports_and_asks_no_more_often_for_many(client, people, story):
    counts = []
    client.force_login(people["ines"])
    for n in (2, 15):
        for m in range(n):
            ErrorReport.objects.create(story_id=story.pk, text=f"{WRONG} {n} {m}")
        client.get(reverse("error_reports"))
        with CaptureQueriesContext(connection) as asked:
            assert f"{WRONG} {n} 1" in client.get(reverse("error_reports")).content.decode()
        counts.append(len(asked))
    assert counts[0] == counts[1]
    other = build.publish(build.brief(at=build.desk("culture"), slug="elsewhere"))
    theirs = ErrorReport.objects.create(story_id=other.pk, text="A secret of another desk.")
    assert "secret" not in client.get(reverse("error_reports")).content.decode()
    assert client.get(reverse("error_report", args=[theirs.pk])).status_code == 403
    with pytest.raises(Refused, match="not yours"):
        reporting.answer(theirs.pk, "There is no error in it.", people["ines"])


def test_a_report_is_taken_and_answered_by_mail(client, people, story, sink):
    send(client, story, email="ada@example.org")
    report = ErrorReport.objects.get()
    client.force_login(people["ines"])
    address = reverse("error_report", args=[report.pk])
    client.post(address, {"act": "take"})
    refused = client.post(address, {"answer": "No."})
    assert refused.status_code == 409 and ">No.</textarea>" in refused.content.decode()
    client.post(address, {"answer": "We measured it again: it is 83."})
    report.refresh_from_db()
    assert (report.state, report.by_name) == ("no error", "ines")
    late = client.post(address, {"answer": "We measured it again: it is 84."})
    assert late.status_code == 409 and "answered already, by ines" in late.content.decode()
    assert reporting.mail_answers(timezone.now()) == (1, 0)
    [letter] = sink.letters
    assert "We measured it again: it is 83." in letter.text and letter.to == "ada@example.org"
    assert reporting.mail_answers(timezone.now()) == (0, 0)


def test_an_answer_waits_for_a_mail_server_that_is_away_for_days(client, people, story, sink):
    send(client, story, email="ada@example.org")
    reporting.answer(ErrorReport.objects.get().pk, "We measured it again: it is 83.", people["ines"])
    sink.is_down = True
    for hours in range(60):
        assert reporting.mail_answers(timezone.now() + timedelta(hours=hours)) == (0, 1)
    sink.is_down = False
    assert reporting.mail_answers(timezone.now()) == (0, 0)
    assert reporting.mail_answers(timezone.now() + timedelta(hours=60)) == (1, 0)


def test_a_report_becomes_the_correction_with_thanks(client, people, story):
    send(client, story, claim="1", email="ada@example.org", thanks="Ada Nym")
    report = ErrorReport.objects.get()
    ErrorReport.objects.update(at=timezone.now() - timedelta(hours=3))
    draft = judging.newest(story.pk)
    rows = list(draft.claims.all())
    rows[0].text = "It is 38 cm long."
    draft.claims = rows
    draft.save_revision(user=people["ines"])
    [change] = correction.unsaid(story.pk, draft.edition())
    client.force_login(people["ines"])
    said = {
        "change": change.fingerprint, "kind": "correction", "text": "It is 38; we had swapped the digits.",
        "noticed": "newsroom", "report": report.pk,
    }  # fmt: skip
    client.post(reverse("desk_corrections", args=[story.pk]), said)
    build.checked(judging.newest(story.pk))
    judging.newest(story.pk).get_latest_revision().publish()
    row = Correction.objects.get()
    report.refresh_from_db()
    assert (row.noticed, row.report, report.state, report.answer) == (
        "reader",
        report,
        "corrected",
        said["text"],
    )
    assert report.mail_due_at
    client.logout()
    assert "We thank Ada Nym for telling us." in page(client, story.url)
    shown = page(client, "/corrections/")
    assert (
        "first noticed by a reader 1" in shown
        and "median time to the answer of an error report 3 hours" in shown
    )
    with pytest.raises(Refused, match="answered meanwhile"):
        again_said(story, people, report)


def test_who_reported_it_gets_a_sentence(people, story):
    report = ErrorReport.objects.create(
        story_id=story.pk, text=WRONG, email="ada@example.org", thanks="Ada Nym"
    )
    draft = judging.newest(story.pk)
    draft.title = "Another headline"
    draft.save_revision(user=people["ines"])
    [change] = correction.unsaid(story.pk, draft.edition())
    with pytest.raises(Refused, match="in a sentence"):
        amending.say(story.pk, change.fingerprint, "wording", "", "reader", people["ines"], report.pk)
    words = "The headline was not right."
    row = amending.say(story.pk, change.fingerprint, "wording", words, "reader", people["ines"], report.pk)
    assert not Correction.objects.get(pk=row.pk).thanks  # kept there only once it is out


def again_said(story, people, report) -> None:
    draft = judging.newest(story.pk)
    draft.title = "Another headline"
    draft.save_revision()
    [change] = correction.unsaid(story.pk, draft.edition())
    words = "The headline was not right either."
    amending.say(story.pk, change.fingerprint, "correction", words, "reader", people["tomas"], report.pk)


def test_who_sent_it_is_forgotten(story):
    now = timezone.now()
    for days in (0, 2, 91):
        ErrorReport.objects.create(
            story_id=story.pk, text=WRONG, email="a@example.org", thanks="Ada", sent_from="x" * 64,
            at=now - timedelta(days=days),
        )  # fmt: skip
    reporting.tidy(now)
    kept = ErrorReport.objects.order_by("pk").values_list("email", "thanks", "sent_from", "text")
    assert list(kept) == [
        ("a@example.org", "Ada", "x" * 64, WRONG),
        ("a@example.org", "Ada", "", WRONG),
        ("", "", "", WRONG),
    ]


def test_what_is_not_out_takes_no_reports(client, people):
    draft = build.brief(slug="draft")
    assert Client().get(f"{draft.url}report/").status_code == 404
    assert send(client, draft).status_code == 404
