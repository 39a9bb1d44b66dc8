"""Picking a source or a publisher in another form, and adding one there."""

import datetime
import re
from html import unescape

import pytest

from sources.kinds import PublisherKind
from sources.models import Publisher, Source
from sources.tests.build import (
    ORDER,
    admin,
    chooser,
    chosen,
    in_modal,
    publisher,
    reporter,
    source,
    text,
    typed,
)

pytestmark = pytest.mark.django_db


def test_the_chooser_lists_sources_with_what_tells_them_apart(at_desk):
    source(publisher=publisher(), published_on=datetime.date(2026, 3, 3))
    listed = text(at_desk.get(chooser("source", "choose")))
    for shown in ["Traffic order 26/114", "Merrow Roads Office", "Primary document", "3 Mar 2026"]:
        assert shown in listed
    assert "(Merrow Roads Office)" not in listed


@pytest.mark.parametrize(
    "pasted",
    [
        ORDER,
        f"{ORDER}?utm_source=letter#page=2",
        "HTTP://Roads.example.org:80/orders/114",
        "roads.example.org/orders/114",
        "https://roads.example.org",
    ],
)
def test_an_address_pasted_into_the_chooser_finds_its_source(at_desk, pasted):
    order = source()
    source(title="Bridge survey", url_as_typed="https://survey.example.org/9")
    found = at_desk.get(chooser("source", "choose_results"), {"q": pasted})
    assert "Traffic order 26/114" in text(found)
    assert "Bridge survey" not in text(found)
    assert chooser("source", "chosen", order.pk) in found.content.decode()


def test_the_whole_address_finds_its_own_source_and_not_those_below_it(at_desk):
    source()
    source(title="Annex to the order", url_as_typed=f"{ORDER}/annex")
    found = text(at_desk.get(chooser("source", "choose_results"), {"q": ORDER}))
    assert "Traffic order 26/114" in found
    assert "Annex to the order" not in found


def test_an_address_that_no_source_has_is_offered_as_a_new_one(at_desk):
    source()
    answer = at_desk.get(chooser("source", "choose_results"), {"q": "https://roads.example.org/orders/115"})
    assert "No source has this address yet. Add a source with this address" in text(answer)


def test_words_with_a_dot_are_still_searched_as_words(at_desk):
    source(title="Minutes in report.pdf")
    assert "Minutes in report.pdf" in text(
        at_desk.get(chooser("source", "choose_results"), {"q": "report.pdf"})
    )


@pytest.mark.parametrize("query", ["traffic", "traf", "merrow"])
def test_the_chooser_is_searched_by_words(at_desk, query):
    source(publisher=publisher())
    source(title="Bridge survey", url_as_typed="https://survey.example.org/9")
    found = text(at_desk.get(chooser("source", "choose_results"), {"q": query}))
    assert "Traffic order 26/114" in found
    assert "Bridge survey" not in found


def test_a_source_is_added_where_it_is_cited(at_desk):
    sent = in_modal("source", **typed(), publisher_name="Merrow  Roads Office", published_on="2026-03-03")
    result = chosen(at_desk.post(chooser("source", "create"), sent))
    made = Source.objects.get()
    assert result["id"] == str(made.pk)
    assert result["string"] == "Traffic order 26/114 (Merrow Roads Office)"
    assert (made.url, made.published_on) == (ORDER, datetime.date(2026, 3, 3))


def test_a_publisher_that_the_library_knows_is_used_whatever_its_case(at_desk):
    roads = publisher("Merrow Roads Office")
    at_desk.post(
        chooser("source", "create"), in_modal("source", **typed(), publisher_name="merrow roads office")
    )
    assert Source.objects.get().publisher == roads
    assert Publisher.objects.count() == 1


def test_a_new_publisher_needs_the_right_to_add_one(client):
    client.force_login(reporter("add_source"))
    publisher("Merrow Council")
    refused = client.post(chooser("source", "create"), in_modal("source", **typed(), publisher_name="Merrow"))
    assert "The library has no publisher “Merrow”, and you can't add one." in text(refused)
    assert not Source.objects.exists()
    known = client.post(
        chooser("source", "create"), in_modal("source", **typed(), publisher_name="Merrow Council")
    )
    assert chosen(known)["string"] == "Traffic order 26/114 (Merrow Council)"


def test_who_may_not_add_sources_can_still_choose_one(client):
    client.force_login(reporter())
    order = source()
    page = text(client.get(chooser("source", "choose")))
    assert "Traffic order 26/114" in page
    assert "Add source" not in page
    assert (
        client.post(chooser("source", "create"), in_modal("source", **typed(title="Another"))).status_code
        == 302
    )
    assert Source.objects.get() == order


@pytest.mark.parametrize("address", [f"{ORDER}?utm_source=letter", "http://roads.example.org/orders/114#top"])
def test_a_pasted_address_that_exists_offers_the_existing_source(at_desk, address):
    order = source(publisher=publisher())
    answer = at_desk.post(
        chooser("source", "create"), in_modal("source", **typed(title="", url_as_typed=address))
    )
    assert "This address is already source “Traffic order 26/114”. Use it, or change the address." in text(
        answer
    )
    assert "The library has this already: Traffic order 26/114 (Merrow Roads Office) Use it" in text(answer)
    offer = re.search(r'action="([^"]+chosen[^"]+)"', answer.json()["htmlFragment"])
    assert chosen(at_desk.post(offer[1]))["id"] == str(order.pk)
    assert Source.objects.count() == 1


def test_a_new_address_offers_nothing(at_desk):
    source()
    answer = at_desk.post(
        chooser("source", "create"), in_modal("source", **typed(title="", url_as_typed=f"{ORDER}/annex"))
    )
    assert "This field is required" in text(answer)
    assert "The library has this already" not in text(answer)


def test_the_offer_answers_a_form_that_takes_several_sources(at_desk):
    order = source()
    sent = in_modal("source", **typed(title="The same"))
    answer = at_desk.post(f"{chooser('source', 'create')}?multiple=1", sent)
    offer = re.search(r'action="([^"]+chosen[^"]+)"', answer.json()["htmlFragment"])
    assert [one["id"] for one in chosen(at_desk.post(unescape(offer[1])))] == [str(order.pk)]


def test_a_publisher_is_added_where_it_is_chosen(at_desk):
    sent = in_modal(
        "publisher", name="Merrow Gazette", kind=PublisherKind.NEWSPAPER, site="gazette.example.org"
    )
    assert chosen(at_desk.post(chooser("publisher", "create"), sent))["string"] == "Merrow Gazette"
    assert Publisher.objects.get().site == "https://gazette.example.org/"


def test_a_publisher_that_exists_is_offered(at_desk):
    gazette = publisher("Merrow Gazette")
    answer = at_desk.post(
        chooser("publisher", "create"),
        in_modal("publisher", name="merrow gazette", kind=PublisherKind.NEWSPAPER),
    )
    assert "This name is already publisher “Merrow Gazette”." in text(answer)
    offer = re.search(r'action="([^"]+chosen[^"]+)"', answer.json()["htmlFragment"])
    assert chosen(at_desk.post(offer[1]))["id"] == str(gazette.pk)


def test_the_publisher_chooser_is_searched_by_name(at_desk):
    publisher("Merrow Gazette")
    publisher("Statistics Office")
    found = text(at_desk.get(chooser("publisher", "choose_results"), {"q": "gaz"}))
    assert "Merrow Gazette" in found
    assert "Statistics Office" not in found


def test_a_hostile_title_stays_text(at_desk):
    source(title="<script>alert(1)</script>")
    for answer in [
        at_desk.get(admin("source", "list")),
        at_desk.get(chooser("source", "choose_results")),
        at_desk.post(chooser("source", "create"), in_modal("source", **typed(title="The same"))),
        at_desk.post(admin("source", "add"), typed(title="The same")),
    ]:
        shown = answer.content.decode()
        if answer["Content-Type"].startswith("application/json"):
            shown = answer.json()["htmlFragment"]
        assert "<script>alert(1)" not in shown
