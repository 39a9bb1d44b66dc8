"""Picking and adding sources by keyboard alone, in a real browser."""

import pytest
from playwright.sync_api import expect

from sources.models import Source
from sources.tests.build import admin, editor, publisher, source

pytestmark = pytest.mark.browser


@pytest.fixture
def form(page, live_server, client):
    """The form of a new source, in a browser in which an editor has signed in."""
    client.force_login(editor())
    session = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page.goto(admin("source", "add"))
    return page


def open_chooser(form):
    """The chooser behind "derived from", opened with the Enter key."""
    form.get_by_role("button", name="Choose source").focus()
    form.keyboard.press("Enter")
    return form.get_by_role("dialog")


def search(chooser, text):
    box = chooser.get_by_label("Search, or paste a web address")
    box.focus()
    box.fill(text)


def send(field, text):
    """Types into a field and sends its form with the Enter key."""
    field.fill(text)
    field.press("Enter")


def test_a_pasted_address_finds_its_source_and_enter_takes_it(form):
    source()
    source(title="Bridge survey", url_as_typed="https://survey.example.org/9")
    chooser = open_chooser(form)
    search(chooser, "http://roads.example.org/orders/114?utm_source=letter#page=2")
    expect(chooser.get_by_role("link", name="Bridge survey")).to_have_count(0)
    chooser.get_by_role("link", name="Traffic order 26/114").focus()
    form.keyboard.press("Enter")
    expect(form.locator("#id_derived_from-chooser")).to_contain_text("Traffic order 26/114")


def test_an_address_that_is_new_goes_over_into_the_form_for_a_new_source(form):
    publisher("Merrow Gazette")
    chooser = open_chooser(form)
    search(chooser, "https://gazette.example.org/bridge")
    chooser.get_by_role("button", name="Add a source with this address").focus()
    form.keyboard.press("Enter")
    expect(chooser.get_by_label("Web address", exact=True)).to_have_value(
        "https://gazette.example.org/bridge"
    )
    chooser.get_by_label("Title").fill("Bridge to close")
    send(chooser.get_by_label("Publisher"), "merrow gazette")
    expect(form.locator("#id_derived_from-chooser")).to_contain_text("Bridge to close (Merrow Gazette)")
    assert Source.objects.get().url == "https://gazette.example.org/bridge"


def test_an_address_that_exists_offers_its_source_under_the_fingers(form):
    order = source()
    form.locator("#id_title").fill("A rewrite of the order")
    chooser = open_chooser(form)
    chooser.get_by_role("tab", name="New source").click()
    send(chooser.get_by_label("Web address", exact=True), "https://roads.example.org/orders/114?fbclid=1")
    expect(chooser.get_by_role("button", name="Use it")).to_be_focused()
    form.keyboard.press("Enter")
    expect(form.locator("#id_derived_from-chooser")).to_contain_text("Traffic order 26/114")
    expect(form.locator("#id_derived_from")).to_have_value(str(order.pk))
    expect(form.locator("#id_title")).to_have_value("A rewrite of the order")
    assert Source.objects.count() == 1


def test_on_a_telephone_the_offer_stays_on_the_screen(form):
    source(
        title="Traffic order 26/114 closing the bridge at Merrow to lorries of more than seven and a half tonnes"
    )
    form.set_viewport_size({"width": 390, "height": 800})
    chooser = open_chooser(form)
    chooser.get_by_role("tab", name="New source").click()
    send(chooser.get_by_label("Web address", exact=True), "https://roads.example.org/orders/114")
    offer = chooser.get_by_role("button", name="Use it")
    expect(offer).to_be_in_viewport(ratio=1)
