"""A whole day in a real browser: a pasted text becomes a sourced, published page that a visitor reads."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from articles.models import BriefPage
from articles.tests import build
from newsroom.tests.browser import console
from sources.models import Source
from sources.outcomes import Outcome

pytestmark = pytest.mark.browser

expect.set_options(timeout=20_000)  # milliseconds; a busy machine is slow, not wrong
READY = 2_500  # milliseconds until Wagtail has taken its picture of the untouched form
PATIENCE = 20_000  # milliseconds for an autosave on a busy machine
PASSWORD = "a long enough password"
DESK = 3  # what colleagues still have to do: verify two claims, approve the whole
UNSEEN = 2  # a known claim that was just sourced: its source was not looked at, and it is the only one
TEXT = """Published 14 May 2026

Summary: Harvest of oysters is stopped north of Merrow harbour. When the beds open again is not known.
What We Know
- The ministry closed seven oyster beds on 14 May.
- Two of three water samples were above the limit.
What’s Still Unclear
- When the beds will open again.
FAQ
Q: May I eat oysters from a shop?
A: Yes. Shops sell oysters from other waters.
Original brief: Oysters stopped, north side
poison from algae??
Sources
- Notice 26/12: harvest and sale of oysters — Ministry of Fisheries, 14 May 2026, https://ministry.example.org/26-12
"""


@pytest.fixture
def newsroom(transactional_db):
    build.editor()
    return build.desk("county")


def holds(page, count: int) -> None:
    """The panel and the counter on its button say that so many points block publication."""
    words = {0: "Nothing blocks publication", 1: "1 point blocks publication"}.get(
        count, f"{count} points block publication"
    )
    expect(page.locator("[data-readiness] h2")).to_have_text(re.compile(words), timeout=PATIENCE)


def follow_hold(page, words: str) -> None:
    """Goes from a point in the panel to the field that it names, by keyboard."""
    page.locator("[data-readiness] a", has_text=words).focus()
    page.keyboard.press("Enter")


def cite(page, claim: int) -> None:
    """Adds a citation to the claim in that place of the form, by keyboard, and opens the source chooser."""
    page.locator(f"#id_claims-{claim}-citations-ADD").focus()
    page.keyboard.press("Enter")
    page.wait_for_timeout(READY)  # the empty citation is autosaved; Wagtail misses a change made meanwhile
    chooser = page.locator(f"#id_claims-{claim}-citations-0-source-chooser")
    chooser.get_by_role("button", name="Choose").first.focus()
    page.keyboard.press("Enter")


def test_a_text_is_pasted_sourced_published_and_read(page, live_server, newsroom, browser):
    heard = console(page)
    sign_in_by_keyboard(page)
    paste(page)
    brief = BriefPage.objects.get()

    page.locator("[data-side-panel-toggle=readiness]").click()
    holds(page, 4 + DESK)
    expect(page.locator("[data-publish] button")).to_be_disabled()

    confirm_the_headline(page)
    holds(page, 3 + DESK)
    cite_the_source_that_came_with_the_text(page)
    holds(page, 2 + UNSEEN + DESK)
    own_up_to_a_single_source(page, 0)
    holds(page, 2 + DESK)
    cite_a_source_made_in_place(page)
    holds(page, 1 + UNSEEN + DESK)
    own_up_to_a_single_source(page, 1)
    holds(page, 1 + DESK)
    answer_about_ai(page)
    holds(page, DESK)
    build.checked(BriefPage.objects.get(pk=brief.pk).get_latest_revision_as_object())
    page.reload()
    holds(page, 0)
    assert not BriefPage.objects.get(pk=brief.pk).live

    publish(page)
    read_as_a_visitor(browser, live_server, BriefPage.objects.get(pk=brief.pk))
    assert [said for said in heard if "Content Security Policy" not in said] == []


def sign_in_by_keyboard(page) -> None:
    page.goto("/admin/")
    page.get_by_label("Username").focus()
    page.keyboard.type("ines")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(in_the_menu(page)).to_be_visible()


def in_the_menu(page):
    return page.get_by_role("navigation", name="Main menu").get_by_role("link", name="New from text")


def paste(page) -> None:
    in_the_menu(page).click()
    page.get_by_label("Text").fill(TEXT)
    reading = page.locator("[data-reading]")
    expect(reading).to_contain_text("What We Know")
    expect(reading).to_contain_text("2 entries")
    expect(reading).to_contain_text("There is no headline")
    page.get_by_role("button", name="Make the draft").click()
    expect(page.locator("[data-edit-form]")).to_be_visible()
    page.wait_for_timeout(READY)


def confirm_the_headline(page) -> None:
    follow_hold(page, "headline was taken from the summary")
    expect(page.locator("#id_headline_confirmed")).to_be_focused()
    page.keyboard.press("Space")


def cite_the_source_that_came_with_the_text(page) -> None:
    follow_hold(page, "Claim 1 is known but cites no source")
    expect(page.locator("#id_claims-0-text")).to_be_focused()
    cite(page, 0)
    found = page.locator(".modal-content").get_by_role("link", name="Notice 26/12")
    found.press("Enter")
    expect(page.locator("#id_claims-0-citations-0-source-title")).to_contain_text("Notice 26/12")


def cite_a_source_made_in_place(page) -> None:
    cite(page, 1)
    page.get_by_role("tab", name="New source").click()
    modal = page.locator(".modal-content")
    modal.get_by_role("textbox", name="Title").fill("Laboratory report 26/77")
    modal.get_by_role("textbox", name="Web address", exact=True).fill(
        "https://laboratory.example.org/26-77?utm_source=mail"
    )
    modal.get_by_label("Kind").select_option("document")
    modal.locator("[data-chooser-modal-creation-form] [type=submit]").click()
    expect(page.locator("#id_claims-1-citations-0-source-title")).to_contain_text("Laboratory report 26/77")
    assert Source.objects.get(title="Laboratory report 26/77").url == "https://laboratory.example.org/26-77"


def own_up_to_a_single_source(page, claim: int) -> None:
    """The source has been looked at meanwhile, and the writer says that it is the only one."""
    seen = {"state": Outcome.FINE, "checked_at": timezone.now()}
    Source.objects.update(**seen)
    follow_hold(page, "rests on a single source")
    page.locator(f"#id_claims-{claim}-single_source").check()


def answer_about_ai(page) -> None:
    follow_hold(page, "AI use is not answered")
    page.get_by_label("None: no AI").check()


def publish(page) -> None:
    page.get_by_role("button", name="More actions").click()
    page.locator("[data-publish] button").click()
    expect(page.get_by_text("has been published")).to_be_visible()


def read_as_a_visitor(browser, live_server, brief) -> None:
    """Without script, as every reader can: the page, its numerals and their notes, the permalink of a claim."""
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    reader = context.new_page()
    reader.goto(brief.url)
    expect(reader.get_by_role("heading", level=1)).to_contain_text("Harvest of oysters is stopped")
    first = reader.locator("#c1")
    expect(first).to_contain_text("The ministry closed seven oyster beds on 14 May.")
    note = reader.locator("#c1 .cite-note").first
    expect(note).to_be_hidden()
    first.get_by_role("button", name="Source 1").click()
    expect(note).to_be_visible()
    expect(note).to_contain_text("Ministry of Fisheries")
    expect(reader.locator("#unclear ~ ol")).to_contain_text("When the beds will open again.")
    expect(reader.get_by_text("Oysters stopped, north side")).to_be_visible()
    expect(reader.locator(".computed")).to_contain_text("sources")
    reader.goto(f"{brief.url}#c2")
    expect(reader.locator("#c2")).to_be_in_viewport()
    context.close()
