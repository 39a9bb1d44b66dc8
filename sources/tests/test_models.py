"""What the library accepts: sources with and without address, people we don't name, publishers that move."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from sources.kinds import PublisherKind, SourceKind
from sources.links import NotAWebAddress
from sources.models import Publisher, Source
from sources.tests.build import publisher, source

pytestmark = pytest.mark.django_db


def problems(entry) -> dict[str, list[str]]:
    """What an editor would read next to each field."""
    try:
        entry.full_clean()
    except ValidationError as error:
        return error.message_dict
    return {}


@pytest.mark.parametrize(
    "kind",
    [
        SourceKind.INTERVIEW,
        SourceKind.EYEWITNESS,
        SourceKind.DOCUMENT,
        SourceKind.STATEMENT,
        SourceKind.COURT,
        SourceKind.OTHER,
    ],
)
def test_a_person_or_a_paper_needs_no_address(kind):
    assert problems(Source(title="Talk with the lock keeper", kind=kind)) == {}


@pytest.mark.parametrize("kind", [SourceKind.REPORT, SourceKind.AGENCY, SourceKind.SOCIAL, SourceKind.DATA])
def test_what_was_published_on_the_web_needs_its_address(kind):
    assert "Paste it" in problems(Source(title="Bridge to close", kind=kind))["url_as_typed"][0]


def test_several_sources_may_have_no_address():
    source(title="Talk with the lock keeper", url_as_typed="")
    assert source(title="Talk with the mayor", url_as_typed="  ").url is None


def test_the_address_is_kept_as_typed_and_filed_in_its_one_form():
    order = source(url_as_typed="HTTPS://Roads.example.org/orders/114?utm_source=letter#page=2")
    order.refresh_from_db()
    assert order.url_as_typed == "HTTPS://Roads.example.org/orders/114?utm_source=letter#page=2"
    assert order.url == "https://roads.example.org/orders/114"


@pytest.mark.parametrize(
    "typed",
    [
        "https://roads.example.org/orders/114",
        "https://ROADS.example.org:443/orders/114?fbclid=1#top",
        "http://roads.example.org/orders/114",
    ],
)
def test_an_address_is_one_source_only(typed):
    source(title="Traffic order 26/114", url_as_typed="https://roads.example.org/orders/114")
    assert problems(Source(title="The same again", url_as_typed=typed))["url_as_typed"] == [
        "This address is already source “Traffic order 26/114”. Use it, or change the address."
    ]


def test_a_source_may_be_saved_again_under_its_own_address():
    order = source()
    order.note = "Signed on 3 March"
    assert problems(order) == {}
    order.url_as_typed = order.url_as_typed.replace("https:", "http:")
    assert problems(order) == {}


def test_the_database_refuses_a_second_source_at_one_address_whoever_writes_it():
    source()
    with pytest.raises(IntegrityError), transaction.atomic():
        source(title="The same again")


def test_a_script_is_no_address_even_where_no_form_asks():
    with pytest.raises(NotAWebAddress):
        source(url_as_typed="javascript:alert(1)")
    assert (
        "https://" in problems(Source(title="A trap", url_as_typed="javascript:alert(1)"))["url_as_typed"][0]
    )


def test_saving_only_the_typed_address_files_the_new_one_too():
    order = source()
    order.url_as_typed = "https://roads.example.org/orders/115"
    order.save(update_fields=["url_as_typed"])
    order.refresh_from_db()
    assert order.url == "https://roads.example.org/orders/115"


def test_a_source_does_not_derive_from_itself():
    order = source()
    order.derived_from = order
    assert "itself" in problems(order)["derived_from"][0]


def test_a_source_is_shown_with_its_publisher():
    assert (
        str(source(publisher=publisher("Merrow Roads Office")))
        == "Traffic order 26/114 (Merrow Roads Office)"
    )
    assert str(source(title="A talk", url_as_typed="")) == "A talk"


def test_first_hand_kinds_are_primary():
    assert Source(title="Order", kind=SourceKind.DOCUMENT).is_primary
    assert not Source(title="Report", kind=SourceKind.REPORT).is_primary


def test_publishers_with_like_names_get_addresses_of_their_own():
    names = ["Council of Merrow", "Council of Merrow!", "council of merrow", "Merrow ★", "★"]
    assert [publisher(name).slug for name in names] == [
        "council-of-merrow",
        "council-of-merrow-2",
        "council-of-merrow-3",
        "merrow",
        "publisher",
    ]


def test_a_publisher_in_any_script_gets_an_address():
    assert publisher("Городской совет").slug == "городской-совет"


def test_an_old_address_of_a_publisher_leads_to_the_new_one(client):
    roads = publisher("Merrow Roads Office")
    roads.slug = "merrow-roads"
    roads.save()
    answer = client.get("/sources/merrow-roads-office/")
    assert answer.status_code == 301
    assert answer.url == "/sources/merrow-roads/"


def test_a_publisher_that_takes_its_old_address_back_is_not_sent_in_circles(client):
    roads = publisher("Merrow Roads Office")
    for slug in ["merrow-roads", "merrow-roads-office"]:
        roads.slug = slug
        roads.save()
    assert client.get("/sources/merrow-roads/").url == "/sources/merrow-roads-office/"
    assert client.get("/sources/merrow-roads-office/").status_code != 301


def test_every_address_that_a_publisher_had_leads_to_where_it_is_now(client):
    roads = publisher("Merrow Roads Office")
    for slug in ["roads", "merrow-roads-office", "merrow-roads"]:
        roads.slug = slug
        roads.save()
    for old in ["/sources/merrow-roads-office/", "/sources/roads/"]:
        assert client.get(old, follow=True).redirect_chain[-1] == ("/sources/merrow-roads/", 301)


@pytest.mark.parametrize("site", ["ftp://merrow.example.org/", "javascript:alert(1)"])
def test_the_site_of_a_publisher_is_a_web_address(site):
    assert "It should start with https://" in problems(Publisher(name="Merrow", site=site))["site"][-1]
    with pytest.raises(NotAWebAddress):
        publisher(site=site)


def test_the_country_of_a_publisher_is_written_in_capitals():
    roads = Publisher(name="Merrow Roads Office", country="be", kind=PublisherKind.BODY)
    assert problems(roads) == {}
    assert roads.country == "BE"
