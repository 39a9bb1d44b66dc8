"""Two people with one story in two real browsers: the second sees both texts, and who works alone is never bothered."""

import re

import pytest
from playwright.sync_api import expect

from articles.models import BriefPage
from articles.tests import build
from newsroom.tests.browser import axe, console, overflow, sign_in

pytestmark = pytest.mark.browser

expect.set_options(timeout=20_000)  # milliseconds; a busy machine is slow, not wrong
READY = 2_500  # milliseconds until Wagtail has taken its picture of the untouched form


@pytest.fixture
def story(transactional_db):
    page = build.brief()
    page.save_revision(user=build.editor())
    return page


@pytest.fixture
def colleague(browser, live_server, story):
    """The window of another editor."""
    context = browser.new_context(base_url=live_server.url, locale="en-GB", reduced_motion="reduce")
    window = context.new_page()
    sign_in(window, live_server, build.editor("priya", first_name="Priya", last_name="Lansdale"))
    yield window
    context.close()


def open_story(page, story) -> None:
    page.goto(f"/admin/pages/{story.pk}/edit/")
    expect(page.locator("[data-edit-form]")).to_be_visible()
    page.wait_for_timeout(READY)


def save(page) -> None:
    page.get_by_role("button", name="Save draft").click()


def newest(story):
    return BriefPage.objects.get(pk=story.pk).get_latest_revision_as_object()


def test_the_second_sees_both_texts_and_chooses(page, colleague, live_server, story, tmp_path):
    sign_in(page, live_server, build.editor())
    open_story(page, story)
    open_story(colleague, story)
    page.locator("#id_summary").fill("Ines has seen a walrus.")
    page.locator("#id_claims-0-text").fill("The bridge is closed to lorries and buses.")
    save(page)
    expect(page.get_by_text("has been updated")).to_be_visible()

    colleague.set_viewport_size({"width": 1280, "height": 900})
    colleague.locator("#id_claims-0-text").fill("The bridge is closed to all lorries.")
    colleague.wait_for_timeout(READY)
    heard = console(colleague)
    press_on(colleague)
    answer = colleague.locator(".nr-stale")
    expect(answer).to_contain_text(re.compile(r"Ines Maddern saved a newer version at \d\d:\d\d\."))
    theirs, mine = answer.locator(".nr-differing__text--theirs"), answer.locator(".nr-differing__text--mine")
    expect(theirs.get_by_text("and buses")).to_be_visible()
    expect(mine.get_by_text("and buses")).to_be_hidden()
    expect(mine.get_by_text("all", exact=True)).to_be_visible()
    expect(colleague.locator("#id_summary")).to_have_value("Ines has seen a walrus.")
    for width in (1280, 390):
        colleague.set_viewport_size({"width": width, "height": 900})
        colleague.screenshot(path=tmp_path / f"stale-{width}.png", full_page=True)
        assert overflow(colleague) == 0
        assert axe(colleague, ".nr-stale") == []
    assert [said for said in heard if "409" not in said and "Content Security Policy" not in said] == []
    assert newest(story).claims.first().text == "The bridge is closed to lorries and buses."

    answer.get_by_role("button", name="Save mine on top of it").click()
    expect(colleague.get_by_text("has been updated")).to_be_visible()
    assert newest(story).claims.first().text == "The bridge is closed to all lorries."
    assert newest(story).summary == "Ines has seen a walrus."


def press_on(page) -> None:
    """Presses Save, and again in the window in which the editor warns."""
    save(page)
    warning = page.get_by_role("dialog", name="Ines Maddern saved a new version")
    expect(warning).to_contain_text("you see both texts side by side")
    warning.get_by_role("button", name="Save draft").click()


def test_a_press_that_overtakes_the_autosave_is_no_conflict(page, live_server, story):
    sign_in(page, live_server, build.editor())
    open_story(page, story)
    held = []
    page.route(
        "**/edit/", lambda route: held.append(route) if is_autosave(route.request) else route.continue_()
    )
    for text in ("One walrus.", "Two walruses."):
        page.locator("#id_summary").fill(text)
        while not held:
            page.wait_for_timeout(100)
        page.locator("#id_summary").press("End")
        page.keyboard.type(" Or more.")
        save(page)
        page.wait_for_timeout(500)
        with page.expect_navigation():
            held.pop().continue_()
        expect(page.get_by_text("has been updated")).to_be_visible()
        assert newest(story).summary == f"{text} Or more."
        page.wait_for_timeout(READY)


def test_nor_is_a_press_on_a_story_that_the_autosave_has_just_made(page, live_server, story):
    sign_in(page, live_server, build.editor())
    page.goto(f"/admin/pages/add/articles/briefpage/{build.desk().pk}/")
    page.wait_for_timeout(READY)
    with page.expect_response(lambda answer: "_w_hydrate_create_view" in answer.url):
        page.locator("#id_title").press_sequentially("Ferry late again")
        page.keyboard.press("Tab")
    with page.expect_response(lambda answer: is_autosave(answer.request)):
        page.locator("#id_summary").fill("Nobody knows why.")
    save(page)
    expect(page.get_by_text("has been updated")).to_be_visible()
    made = BriefPage.objects.get(slug="ferry-late-again")
    assert newest(made).summary == "Nobody knows why."


def is_autosave(request) -> bool:
    return request.method == "POST" and request.headers.get("accept") == "application/json"
