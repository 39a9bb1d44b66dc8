"""Three people take a brief from pitch to published in their browsers, and a fourth may do none of it.

The pictures in docs/editors.md are taken here: `make pictures` lets the tests write them.
"""

import re

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from articles.models import BriefPage, StoryPage, Verdict
from articles.tests import build, cast
from newsroom.tests.browser import axe, console, overflow, picture, sign_in

pytestmark = pytest.mark.browser
expect.set_options(timeout=20_000)  # milliseconds; a busy machine is slow, not wrong
OTHERS = 10_000  # milliseconds in which the moves of others have to show
READY = 2_500  # milliseconds until Wagtail has taken its picture of the untouched form
BOARD = "/admin/desk/"
HEADLINE = "Merrow ferry stops at night"
VAGUE, EXACT = "The last ferry leaves earlier.", "The last ferry leaves at 21:40 instead of 23:10."


@pytest.fixture
def people(transactional_db):
    desk, other = build.desk("county"), build.desk("culture")
    named = {
        "ines": cast.member("ines", cast.at("Reporter", desk), first_name="Ines", last_name="Maddern"),
        "marek": cast.member("marek", cast.at("Fact-checker", desk), first_name="Marek", last_name="Dolan"),
        "tomas": cast.member("tomas", cast.at("Editor", desk), first_name="Tomas", last_name="Reiner"),
        "rosa": cast.member("rosa", cast.at("Editor", other), first_name="Rosa", last_name="Vance"),
    }
    build.source("Timetable of 1 December", url_as_typed="https://ferry.example.org/timetable")
    return named


@pytest.fixture
def windows(browser, live_server, people):
    """A browser window of their own for each of them, signed in."""
    opened = {}
    for name, person in people.items():
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": 1280, "height": 900},
            locale="en-GB",
            reduced_motion="reduce",
        )
        context.set_default_timeout(20_000)
        opened[name] = context.new_page()
        sign_in(opened[name], live_server, person)
    yield opened
    for window in opened.values():
        window.context.close()


def column(page, stage: str):
    return page.locator(f'[data-stage="{stage}"]')


def card(page, stage: str):
    return column(page, stage).locator("[data-card]", has_text=HEADLINE)


def refuse_the_fourth(windows, people, story) -> None:
    """By address and by form, somebody of another desk is told no, and nothing happens."""
    rosa = windows["rosa"]
    rosa.goto(BOARD)
    expect(rosa.get_by_role("heading", name="Desk", exact=True)).to_be_visible()
    expect(rosa.get_by_text(HEADLINE)).to_have_count(0)
    rosa.goto(reverse("desk_check", args=[story.pk]))
    expect(rosa.get_by_role("alert")).to_contain_text("not yours to do")
    before = (StoryPage.objects.get(pk=story.pk).latest_revision_id, Verdict.objects.count())
    client = Client()
    client.force_login(people["rosa"])
    uid = next(iter(cast.read_again(story).claims.all()), None)
    forms = {
        reverse("desk_move", args=[story.pk]): {"to": "published", "revision": before[0]},
        reverse("desk_assignment", args=[story.pk]): {"priority": 4},
        reverse("desk_override", args=[story.pk]): {"gates": ["verified"], "reason": "Because I say so."},
        reverse("desk_kill", args=[story.pk]): {"reason": "Because I say so."},
    }
    if uid:
        forms[reverse("desk_verdict", args=[story.pk, uid.uid])] = {"outcome": "verified"}
    for address, form in forms.items():
        assert client.post(address, form).status_code == 403, address
    client.post(reverse("wagtailadmin_pages:edit", args=[story.pk]), {"action-publish": "1"})
    assert (StoryPage.objects.get(pk=story.pk).latest_revision_id, Verdict.objects.count()) == before
    assert not BriefPage.objects.get(pk=story.pk).live


def test_a_brief_goes_from_pitch_to_published(windows, people, live_server):
    ines, marek, tomas = windows["ines"], windows["marek"], windows["tomas"]
    heard = [console(window) for window in (ines, marek, tomas)]
    story = pitch(tomas, people)
    refuse_the_fourth(windows, people, story)
    take_it_by_keyboard(ines)
    write(story, people["ines"])
    marek.goto(BOARD)
    submit_by_drag(ines)
    refuse_the_fourth(windows, people, story)
    see_the_move_of_the_other(marek)
    check_and_send_back(marek)
    reword(ines)
    check_again(marek)
    refuse_the_fourth(windows, people, story)
    approve(tomas, story)
    read(windows["rosa"], story)
    assert [said for sayings in heard for said in sayings if not is_known(said)] == []


def is_known(said: str) -> bool:
    """What Wagtail's own editor says: styles that our policy blocks, and an autosave that came after the press of a
    button and was refused."""
    return "Content Security Policy" in said or "status of 400" in said


def pitch(page, people) -> BriefPage:
    page.goto(BOARD)
    page.get_by_role("link", name="New pitch").click()
    page.get_by_label("Headline").fill(HEADLINE)
    page.get_by_label("Note").fill("The harbour office knows the new times.")
    page.get_by_role("button", name="Plan it").click()
    expect(card(page, "pitch")).to_be_visible()
    return BriefPage.objects.get(draft_title=HEADLINE)


def take_it_by_keyboard(page) -> None:
    page.goto(BOARD)
    expect(card(page, "pitch")).to_be_visible()
    page.keyboard.press("j")
    expect(card(page, "pitch").locator("[data-open]")).to_be_focused()
    page.keyboard.press("m")
    expect(card(page, "pitch").get_by_role("button", name="Take it")).to_be_focused()
    page.keyboard.press("Enter")
    expect(card(page, "draft")).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="is in Draft now")).to_have_count(1)


def write(story, user) -> None:
    """The text, as she would type it; how that is done in the editor stands in test_a_day.py."""
    newest = cast.read_again(story)
    newest.summary, newest.ai_use = (
        "From December the ferry stops earlier. Nobody has said for how long.",
        "none",
    )
    timetable = build.source("Notice 12/26", url_as_typed="https://ferry.example.org/notice")
    newest.claims = [
        build.known("The ferry does not sail at night from 1 December.", build.cites(timetable)),
        build.known(VAGUE, build.cites(timetable)),
    ]
    newest.save_revision(user=user, log_action=True)


def submit_by_drag(page) -> None:
    page.goto(BOARD)
    card(page, "draft").drag_to(column(page, "check"))
    expect(card(page, "check")).to_be_visible()
    picture(page, "board")


def see_the_move_of_the_other(page) -> None:
    expect(card(page, "check")).to_be_visible(timeout=OTHERS)
    said = page.get_by_role("status").filter(has_text=f"{HEADLINE}: Fact-check")
    expect(said).to_have_count(1, timeout=OTHERS)


def give(page, place: int, verdict: str, note: str = "") -> None:
    claim = page.locator(".nr-claim").nth(place)
    claim.get_by_label(verdict, exact=True).check()
    claim.get_by_label("Note").fill(note)
    claim.get_by_role("button", name=f"Give verdict on Claim {place + 1}").click()
    expect(page.locator(".nr-claim").nth(place).locator(".nr-given").first).to_contain_text(verdict)


def check_and_send_back(page) -> None:
    card(page, "check").get_by_role("link", name="Check").click()
    give(page, 0, "Verified")
    give(page, 1, "Needs work", "Earlier than what? The notice has the times.")
    page.reload()  # without Wagtail's message, which fades in
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert axe(page, "main") == []
        assert overflow(page) == 0
    picture(page, "fact-check")
    expect(page.get_by_role("button", name="Finish the check")).to_be_disabled()
    page.get_by_role("button", name="Send back to the writer").click()
    expect(page.get_by_text("Sent back to the writer.")).to_be_visible()


def reword(page) -> None:
    page.goto("/admin/")
    expect(page.locator(".nr-mine")).to_contain_text("sent back")
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert axe(page, ".nr-mine") == []
        assert overflow(page) == 0
    picture(page, "my-work")
    page.locator(".nr-mine").get_by_role("link", name=HEADLINE, exact=True).click()
    page.wait_for_timeout(READY)
    page.locator("#id_claims-1-text").fill(EXACT)
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("has been updated")).to_be_visible()
    page.goto(BOARD)
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert axe(page, "main") == []
        assert overflow(page) == 0
    card(page, "draft").get_by_text("Move").click()
    card(page, "draft").get_by_role("button", name="Submit for fact-check").click()
    expect(card(page, "check")).to_be_visible()


def check_again(page) -> None:
    page.goto(BOARD)
    card(page, "check").get_by_role("link", name="Check").click()
    lapsed = page.locator(".nr-claim").nth(1).locator(".nr-lapsed")
    expect(lapsed).to_contain_text("Lapsed: “Needs work” by Marek Dolan")
    expect(lapsed.locator(".addition").first).to_be_visible()
    picture(page, "lapsed")
    expect(page.locator(".nr-claim").nth(0)).to_contain_text("Verified by Marek Dolan")
    give(page, 1, "Verified")
    page.get_by_role("button", name="Finish the check").click()
    expect(page.get_by_text("The check is finished.")).to_be_visible()


def approve(page, story) -> None:
    page.goto(BOARD)
    expect(card(page, "edit")).to_contain_text("1 hold")
    card(page, "edit").locator("[data-open]").click()
    page.wait_for_timeout(READY)
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("button", name="Approve and publish").click()
    page.wait_for_url(re.compile(r"/admin/pages/\d+/$"))
    page.goto(BOARD)
    expect(card(page, "published")).to_be_visible()
    page.goto(reverse("desk_timeline", args=[story.pk]))
    expect(page.get_by_text("Gave a verdict on claim 2").first).to_be_visible()
    picture(page, "timeline")


def read(page, story) -> None:
    live = BriefPage.objects.get(pk=story.pk)
    assert live.live
    page.goto(live.url)
    expect(page.locator("#c2")).to_contain_text(EXACT)
    expect(page.get_by_text(VAGUE)).to_have_count(0)
