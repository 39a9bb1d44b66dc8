"""The library's room in the admin, walked through as an editor: its lists and its two forms."""

import datetime

import pytest
from django.urls import reverse

from sources.kinds import PublisherKind, SourceKind
from sources.models import Publisher, Source
from sources.tests.build import ORDER, admin, chooser, publisher, source, text, typed

pytestmark = pytest.mark.django_db


def test_the_menu_leads_to_sources_and_publishers(at_desk):
    page = at_desk.get(reverse("wagtailadmin_home")).content.decode()
    assert admin("source", "list") in page
    assert admin("publisher", "list") in page


def test_an_editor_adds_a_source(at_desk):
    roads = publisher()
    answer = at_desk.post(
        admin("source", "add"),
        typed(url_as_typed=f"{ORDER}?utm_source=letter", publisher=roads.pk, published_on="2026-03-03"),
        follow=True,
    )
    assert "Traffic order 26/114" in text(answer)
    made = Source.objects.get()
    assert (made.url, made.publisher, made.published_on) == (ORDER, roads, datetime.date(2026, 3, 3))


def test_an_editor_changes_a_source(at_desk):
    order = source()
    at_desk.post(admin("source", "edit", order.pk), typed(title="Traffic order 26/114, amended"))
    order.refresh_from_db()
    assert order.title == "Traffic order 26/114, amended"
    assert order.url == ORDER


def test_the_form_shows_the_address_as_it_was_typed(at_desk):
    order = source(url_as_typed=f"{ORDER}#page=2")
    assert f'value="{ORDER}#page=2"' in at_desk.get(admin("source", "edit", order.pk)).content.decode()


def test_a_second_source_at_one_address_is_refused_and_the_first_one_offered(at_desk):
    order = source()
    answer = at_desk.post(admin("source", "add"), typed(title="The same", url_as_typed=f"{ORDER}?fbclid=1"))
    assert "This address is already source “Traffic order 26/114”. Use it, or change the address." in text(
        answer
    )
    assert admin("source", "edit", order.pk) in answer.content.decode()
    assert Source.objects.count() == 1


@pytest.mark.parametrize("address", ["javascript:alert(1)", "the town hall", "ftp://example.org/a"])
def test_what_is_no_web_address_is_refused_in_words(at_desk, address):
    answer = at_desk.post(admin("source", "add"), typed(url_as_typed=address))
    assert "It should start with https://" in text(answer)
    assert not Source.objects.exists()


def test_a_report_without_address_is_refused_and_an_interview_is_not(at_desk):
    answer = at_desk.post(admin("source", "add"), typed(url_as_typed="", kind=SourceKind.REPORT))
    assert "A source of this kind has a web address." in text(answer)
    at_desk.post(admin("source", "add"), typed(url_as_typed="", kind=SourceKind.INTERVIEW))
    assert Source.objects.get().kind == SourceKind.INTERVIEW


def test_why_somebody_is_not_named_is_said_in_a_sentence(at_desk):
    unnamed = typed(url_as_typed="", kind=SourceKind.INTERVIEW)
    answer = at_desk.post(admin("source", "add"), unnamed | {"unnamed_why": "Fear"})
    assert "Say in a sentence why we don’t name them (15 characters or more)." in text(answer)
    at_desk.post(admin("source", "add"), unnamed | {"unnamed_why": "Would lose the job"})
    assert Source.objects.get().unnamed_why == "Would lose the job"


def test_an_editor_adds_a_publisher(at_desk):
    at_desk.post(
        admin("publisher", "add"),
        {
            "name": "Merrow Roads Office",
            "kind": PublisherKind.BODY,
            "site": "roads.example.org",
            "country": "be",
        },
    )
    made = Publisher.objects.get()
    assert (made.slug, made.site, made.country) == ("merrow-roads-office", "https://roads.example.org/", "BE")


def test_a_publisher_with_sources_is_not_deleted(at_desk):
    roads = publisher()
    source(publisher=roads)
    at_desk.post(admin("publisher", "delete", roads.pk))
    assert Publisher.objects.filter(pk=roads.pk).exists()


def test_a_source_that_another_derives_from_is_not_deleted(at_desk):
    order = source()
    source(title="A reprint", url_as_typed="https://paper.example.org/1", derived_from=order)
    at_desk.post(admin("source", "delete", order.pk))
    assert Source.objects.filter(pk=order.pk).exists()


def test_a_source_that_nothing_rests_on_is_deleted(at_desk):
    order = source()
    at_desk.post(admin("source", "delete", order.pk))
    assert not Source.objects.exists()


def test_the_usage_of_a_publisher_lists_its_sources(at_desk):
    roads = publisher()
    source(publisher=roads)
    assert "Traffic order 26/114" in text(at_desk.get(admin("publisher", "usage", roads.pk)))


def test_the_list_of_sources_shows_what_each_is(at_desk):
    source(publisher=publisher(), published_on=datetime.date(2026, 3, 3))
    page = text(at_desk.get(admin("source", "list")))
    for shown in [
        "Traffic order 26/114",
        "Merrow Roads Office",
        "Primary document",
        "3 Mar 2026",
        "roads.example.org/orders/114",
    ]:
        assert shown in page


def test_the_list_of_sources_is_filtered_by_kind_and_publisher(at_desk):
    roads = publisher()
    source(publisher=roads)
    source(title="A talk", url_as_typed="", kind=SourceKind.INTERVIEW)
    by_kind = text(at_desk.get(admin("source", "list"), {"kind": SourceKind.INTERVIEW}))
    by_publisher = text(at_desk.get(admin("source", "list"), {"publisher": roads.pk}))
    assert "A talk" in by_kind
    assert "Traffic order 26/114" not in by_kind
    assert "A talk" not in by_publisher
    assert "Traffic order 26/114" in by_publisher


@pytest.mark.parametrize("query", ["traffic", "merrow roads", "https://roads.example.org/orders/114?gclid=1"])
def test_the_list_of_sources_is_searched_by_words_and_by_address(at_desk, query):
    source(publisher=publisher())
    source(title="Bridge survey", url_as_typed="https://survey.example.org/9")
    page = text(at_desk.get(admin("source", "list_results"), {"q": query}))
    assert "Traffic order 26/114" in page
    assert "Bridge survey" not in page


def test_the_list_of_publishers_shows_who_each_is(at_desk):
    publisher(owner="Merrow Region", country="BE")
    page = text(at_desk.get(admin("publisher", "list"), {"kind": PublisherKind.BODY}))
    assert "Merrow Roads Office" in page
    assert "Merrow Region" in page


@pytest.mark.parametrize(
    ("model", "build", "shown"),
    [("source", source, ORDER), ("publisher", publisher, "Official body")],
)
def test_an_entry_can_be_read_without_editing(at_desk, model, build, shown):
    assert shown in text(at_desk.get(admin(model, "inspect", build().pk)))


def test_lists_cost_the_same_whether_long_or_short(at_desk, django_assert_max_num_queries):
    for number in range(30):
        source(url_as_typed=f"{ORDER}/{number}", publisher=publisher(f"Office {number}"))
    at_desk.get(admin("source", "list_results"))
    with django_assert_max_num_queries(15):
        at_desk.get(admin("source", "list_results"))
    with django_assert_max_num_queries(10):
        at_desk.get(chooser("source", "choose_results"))
