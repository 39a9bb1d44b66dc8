"""Addresses that somebody pastes: what is proposed for each, and what becomes of it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from sources import jobs, pasting
from sources.models import Host, Proposal, Publisher, Source
from sources.tests import hostile
from sources.tests.build import chooser, in_modal, publisher, reporter, source, text, typed

pytestmark = pytest.mark.django_db

TOLD = """<meta property="article:published_time" content="2026-04-21T08:00:00+02:00">
<meta property="og:site_name" content="Merrow Gazette"><meta property="og:type" content="article">
<meta name="author" content="Ada Nym">"""


@pytest.fixture
def site(web):
    web.pages["/story"] = hostile.answer(hostile.page("Bridge closed to lorries", head=TOLD))
    return web


def paste(client, *lines):
    return client.post(reverse("library_web"), {"addresses": "\n".join(lines)}, follow=True)


def look_at_all():
    """Every job that waits, one site after the other."""
    for proposal in Proposal.objects.filter(looked_at=None):
        Host.objects.update(free_at=timezone.now())
        jobs.propose.call(proposal.pk)


def fields(client, **more):
    """What the screen sends when nobody changes anything in its forms."""
    forms = client.get(reverse("library_web")).context["proposed"]
    sent = {form[name].html_name: form[name].value() or "" for form in forms for name in form.fields}
    return {name: value for name, value in sent.items() if not name.endswith("leave_out")} | more


def test_what_a_page_says_of_itself_is_proposed_and_confirmed(at_desk, site):
    paste(at_desk, f"{site.address}/story?utm_source=letter")
    assert "You need not wait" in text(at_desk.get(reverse("library_web")))
    look_at_all()
    page = text(at_desk.get(reverse("library_web")))
    assert "From the page: title, kind, publisher, published on, authors, language." in page
    answer = at_desk.post(reverse("library_web"), fields(at_desk), follow=True)
    assert "1 source is in the library now." in text(answer)
    made = Source.objects.get()
    assert (made.url, made.title, made.kind) == (
        f"{site.address}/story",
        "Bridge closed to lorries",
        "report",
    )
    assert (made.publisher.name, str(made.published_on)) == ("Merrow Gazette", "2026-04-21")
    assert (made.authors, made.language) == ("Ada Nym", "en")
    assert Proposal.objects.get().source == made
    assert not at_desk.get(reverse("library_web")).context["proposed"]


def test_twenty_at_once_in_any_spelling_and_none_twice(at_desk, site):
    known = source()
    lines = [f"{site.address}/story-{n}" for n in range(19)]
    answer = paste(at_desk, *lines, lines[0] + "#top", "", known.url)
    assert "The library has this already: Traffic order 26/114" in text(answer)
    assert Proposal.objects.count() == DBTaskResult.objects.count() == 19


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        (
            ["https://a.example.org/1", "no address", "ftp://x.example.org/"],
            "Line 2: This does not look like a web",
        ),
        (
            ["https://a.example.org/1", "no address", "ftp://x.example.org/"],
            "Line 3: An address that starts with ftp:",
        ),
        (
            [f"https://a.example.org/{n}" for n in range(21)],
            "21 addresses are too many: there is room for 20.",
        ),
    ],
)
def test_a_wrong_line_is_named_and_nothing_has_to_be_pasted_twice(at_desk, lines, problem):
    answer = paste(at_desk, *lines)
    assert problem in text(answer)
    assert all(line in text(answer) for line in lines)
    assert not Proposal.objects.exists()


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/status-403", "does not show the page to a program (403 Forbidden). Fill in the form by hand."),
        ("/status-404", "the page is not there (404 Not Found). Fill in the form by hand."),
        ("/to-consent", "asks for consent before it shows the page"),
    ],
)
def test_where_the_page_is_not_shown_nothing_is_made_up_and_the_form_works(at_desk, site, path, words):
    paste(at_desk, site.address + path)
    look_at_all()
    assert words in text(at_desk.get(reverse("library_web")))
    sent = fields(at_desk)
    [title] = [name for name in sent if name.endswith("-title")]
    assert sent[title] == ""
    at_desk.post(reverse("library_web"), sent | {title: "By hand"})
    assert Source.objects.get().title == "By hand"


def test_with_the_network_off_the_form_works(at_desk):
    paste(at_desk, "https://roads.example.invalid/1")
    look_at_all()
    assert "Fill in the form by hand." in text(at_desk.get(reverse("library_web")))
    [title] = [name for name in fields(at_desk) if name.endswith("-title")]
    at_desk.post(reverse("library_web"), fields(at_desk, **{title: "By hand"}))
    assert Source.objects.get().url == "https://roads.example.invalid/1"


def test_what_is_wrong_stays_as_typed_beside_what_is_added(at_desk, site):
    paste(at_desk, f"{site.address}/story", f"{site.address}/no-address", f"{site.address}/third")
    look_at_all()
    first, second, third = Proposal.objects.all()
    sent = fields(at_desk)
    sent |= {f"p{second.pk}-title": "Typed by hand", f"p{second.pk}-published_on": "31 February"}
    sent |= {f"p{third.pk}-leave_out": "on"}
    answer = at_desk.post(reverse("library_web"), sent)
    [left] = answer.context["proposed"]
    assert (left.proposal, left["title"].value()) == (second, "Typed by hand")
    assert "Enter a valid date" in text(answer) and "1 source is in the library now." in text(answer)
    assert [p.settled_at is None for p in Proposal.objects.all()] == [False, True, False]
    assert Source.objects.get().url == first.url


def test_what_became_ready_while_another_was_added_comes_back_filled(at_desk, site):
    paste(at_desk, f"{site.address}/story", f"{site.address}/fine")
    first, second = Proposal.objects.all()
    sent = fields(at_desk, **{f"p{second.pk}-title": "Typed by hand"})
    look_at_all()
    answer = at_desk.post(reverse("library_web"), sent)
    [left] = answer.context["proposed"]
    assert left.proposal == first
    assert (left["title"].value(), left["authors"].value()) == ("Bridge closed to lorries", "Ada Nym")


def test_a_publisher_is_known_by_its_website_or_its_name(site):
    ours = Publisher.objects.create(name="Gazette of Merrow", site=site.address)
    user = reporter("add_source")
    asked = jobs.look_up(f"{site.address}/story", user)
    look_at_all()
    asked.refresh_from_db()
    assert asked.found["publisher_name"] == "Gazette of Merrow"
    ours.delete()
    publisher("MERROW Gazette")
    Proposal.objects.update(looked_at=None)
    look_at_all()
    asked.refresh_from_db()
    assert asked.found["publisher_name"] == "MERROW Gazette"


def test_a_title_that_does_not_fit_is_not_cut_off(site):
    site.pages["/long"] = hostile.answer(hostile.page("Long " * 120))
    asked = jobs.look_up(f"{site.address}/long", reporter("add_source"))
    look_at_all()
    asked.refresh_from_db()
    assert "title" not in asked.found


def test_one_form_asks_what_became_of_its_address(at_desk, site):
    first = at_desk.post(reverse("library_look"), {"url": f"{site.address}/story"}).json()
    assert (first["state"], first["fields"]) == ("waiting", {})
    again = at_desk.post(reverse("library_look"), {"url": f" {site.address}/story#part "}).json()
    assert again == first
    assert DBTaskResult.objects.count() == 1
    look_at_all()
    then = at_desk.get(first["poll"]).json()
    assert (then["state"], then["fields"]["title"]) == ("ready", "Bridge closed to lorries")
    at_desk.post(
        chooser("source", "create"), in_modal("source", **typed(url_as_typed=f"{site.address}/story"))
    )
    assert Proposal.objects.get().source == Source.objects.get()


def test_an_address_that_is_taken_or_none_is_said_at_once(at_desk):
    source()
    answer = at_desk.post(reverse("library_look"), {"url": "roads.example.org/orders/114"}).json()
    assert answer == {"state": "known", "message": "The library has this already: Traffic order 26/114"}
    answer = at_desk.post(reverse("library_look"), {"url": "the roads office"}).json()
    assert answer["state"] == "wrong" and "does not look like a web address" in answer["message"]
    assert not Proposal.objects.exists()


def test_an_old_proposal_is_looked_at_again_and_a_very_old_one_goes(at_desk, site):
    paste(at_desk, f"{site.address}/story")
    look_at_all()
    Proposal.objects.update(asked_at=timezone.now() - timedelta(hours=2))
    paste(at_desk, f"{site.address}/story")
    assert Proposal.objects.get().looked_at is None
    jobs.tidy(timezone.now() + timedelta(days=89))
    assert Proposal.objects.exists()
    jobs.tidy(timezone.now() + timedelta(days=91))
    assert not Proposal.objects.exists()


def test_nobody_sees_what_others_pasted_and_readers_of_the_library_paste_nothing(client, site):
    others = jobs.look_up(f"{site.address}/story", reporter("add_source"))
    client.force_login(reporter("view_source", username="rosa"))
    assert client.get(reverse("library_proposal", args=[others.pk])).status_code == 404
    assert client.post(reverse("library_look"), {"url": f"{site.address}/story"}).status_code == 302
    assert client.get(reverse("library_web")).status_code == 302
    assert Proposal.objects.count() == 1


def test_a_page_with_twenty_forms_asks_the_database_no_more_than_one_with_two(at_desk):
    counts = []
    for n in (2, pasting.AT_ONCE):
        for m in range(n - Proposal.objects.count()):
            jobs.look_up(
                f"https://a.example.org/{n}-{m}", at_desk.get(reverse("library_web")).wsgi_request.user
            )
        with CaptureQueriesContext(connection) as asked:
            at_desk.get(reverse("library_web"))
        counts.append(len(asked))
    assert counts[0] == counts[1]
