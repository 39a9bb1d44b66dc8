"""The list of notices and the choices in a real browser: readable on a phone, by keyboard, and without faults."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from articles.models.notice import mark_read, tell
from articles.tests import build
from newsroom.tests.browser import axe, console, overflow, sign_in

pytestmark = pytest.mark.browser
WIDTHS = (1280, 390)


@pytest.fixture
def priya(page, live_server, transactional_db):
    """Somebody who was told three things, one of which is read, and has signed in."""
    person, story = build.reporter(), build.brief()
    long = "Tomas Reiner sent “County bridge money: a fund without a list, and who decides about it” back to you."
    for kind, text in (
        ("published", "“Oyster beds closed” is published."),
        ("turn", "“Ferry” waits for you."),
    ):
        tell([person], kind, story, text)
    mark_read(person.notices.filter(kind="published"), person.date_joined)
    tell([person], "rejected", story, long)
    sign_in(page, live_server, person)
    return person


def at(page, address: str, width: int):
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(address)
    return page


def test_the_list_has_no_fault_and_does_not_scroll_sideways(page, priya):
    for width in WIDTHS:
        at(page, reverse("notices"), width)
        expect(page.get_by_role("link", name="“Ferry” waits for you.")).to_be_visible()
        assert axe(page, "main") == [], width
        assert overflow(page) == 0, width


def test_the_menu_tells_everybody_how_many_are_unread(page, priya):
    at(page, reverse("wagtailadmin_home"), 1280)
    expect(page.get_by_role("link", name="Notices (2 unread)")).to_be_visible()
    at(page, reverse("notices"), 1280).get_by_role("button", name="Mark all as read").press("Enter")
    expect(page.get_by_role("link", name="Notices", exact=True).first).to_be_visible()
    expect(page.get_by_text("All read")).to_be_visible()


def test_a_notice_is_opened_and_marked_by_keyboard(page, priya):
    said = console(page)
    at(page, reverse("notices"), 1280)
    page.locator(".nr-notice", has_text="Tomas Reiner").get_by_role("button", name="Mark as read").press(
        "Enter"
    )
    expect(page.get_by_text("1 unread", exact=True)).to_be_visible()
    assert said == []  # so far; Wagtail's editor itself has a word to say
    page.get_by_role("link", name="“Ferry” waits for you.").press("Enter")
    expect(page.get_by_role("heading", name="Editing Brief")).to_be_visible()
    assert priya.notices.filter(read_at=None).count() == 0


def test_the_choices_have_no_fault_and_are_kept(page, priya):
    for width in WIDTHS:
        at(page, reverse("wagtailadmin_account") + "#tab-notifications", width)
        expect(page.get_by_role("group", name="A story is published")).to_be_visible()
        assert axe(page, "#tab-notifications") == [], width
        assert overflow(page) == 0, width
    held = page.get_by_role("group", name="A scheduled story is held")
    expect(held.get_by_label("At once")).to_be_checked()
    held.get_by_label("Never").check()
    for label, words in (("First Name", "Priya"), ("Last Name", "Lansdale")):
        page.locator(f"#id_name_email-{label.lower().replace(' ', '_')}").evaluate(
            "(field, words) => { field.value = words }", words
        )
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("changed successfully")).to_be_visible()
    assert dict(priya.notice_choices.values_list("kind", "how"))["held"] == "never"
