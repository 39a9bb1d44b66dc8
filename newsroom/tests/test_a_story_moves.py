"""A story moves, in a real browser: a figure is corrected, a question settled, a claim disputed, another withdrawn; and the
reader's page, its history, versions, differences, corrections, feed, home page and record say the same."""

import re

import pytest
from playwright.sync_api import expect

from articles import judging
from articles.claims import Stance, Standing
from articles.models import BriefPage
from articles.tests import build
from newsroom.tests import browser as look

pytestmark = pytest.mark.browser
READY = 2_500  # milliseconds until Wagtail has taken its picture of the form
WHY = "The crack is 38 centimetres long. We had swapped the digits."


def out() -> BriefPage:
    note, office = build.source("Inspection note"), build.source("Roads office")
    return build.publish(build.brief([
        build.known("The crack is 83 centimetres long.", build.cites(note)),
        build.unclear("What caused the crack.", settles="The laboratory report."),
        build.known("The office knew of it.", build.cites(office)),
        build.unclear("Who pays for the ferry."),
    ], slug="crack"))  # fmt: skip


def test_a_story_moves_and_every_page_says_so(page, live_server, transactional_db, browser):
    story = out()
    look.sign_in(page, live_server, build.editor("tomas"))
    correct_the_figure(page, story)
    settle_dispute_and_withdraw(page, story)
    phone = {"width": 390, "height": 800}
    reader = browser.new_context(base_url=live_server.url, viewport=phone).new_page()
    the_page_says_it(reader, story)
    its_record_says_it(reader, story)
    the_site_says_it(reader, story)
    reader.context.close()


def correct_the_figure(page, story) -> None:
    """In the editor; the readiness panel leads to the question what it is; then it goes out."""
    page.goto(f"/admin/pages/{story.pk}/edit/")
    page.wait_for_timeout(READY)
    page.locator("#id_claims-0-text").fill("The crack is 38 centimetres long.")
    expect(page.get_by_text("Saved", exact=False).first).to_be_visible()
    page.wait_for_timeout(READY)
    page.goto(f"/admin/pages/{story.pk}/edit/")
    page.locator("[data-side-panel-toggle=readiness]").click()
    page.get_by_role("link", name=re.compile("Claim 1 was published otherwise")).click()
    expect(page.locator("del")).to_have_text(re.compile("83"))
    page.get_by_role("radio", name=re.compile("Correction")).check()
    page.get_by_label("For readers: what was wrong").fill(WHY)
    page.get_by_label("First noticed by").first.select_option("reader")
    look.picture(page, "corrections-screen")
    assert look.axe(page, "main") == []
    page.get_by_role("button", name="Say so").click()
    expect(page.get_by_text("It goes out with the story")).to_be_visible()
    build.checked(judging.newest(story.pk))
    page.goto(f"/admin/pages/{story.pk}/edit/")
    page.wait_for_timeout(READY)
    page.get_by_role("button", name="More actions").click()
    page.locator("[data-publish] button").click()
    expect(page.get_by_text("published", exact=False).first).to_be_visible()
    assert BriefPage.objects.get(pk=story.pk).claims.first().text == "The crack is 38 centimetres long."


def settle_dispute_and_withdraw(page, story) -> None:
    """By their own hands or by these: each is called by its name on the screen."""
    draft = judging.newest(story.pk)
    rows = list(draft.claims.all())
    rows[1].text, rows[1].standing, rows[1].single_source = "Rust caused the crack.", Standing.KNOWN, True
    rows[1].citations.add(build.cites(build.source("Laboratory report")))
    rows[2].standing = Standing.DISPUTED
    rows[2].citations.add(build.cites(build.source("Answer of the office"), Stance.CONTRADICTS))
    draft.claims = rows[:3]
    draft.save_revision()
    page.goto(f"/admin/desk/{story.pk}/corrections/")
    for name, kind, words in (
        ("Claim 3", "Update", "The office says that it did not know of it."),
        ("Claim 4", "Withdrawn", "The county has taken over the costs, as we report elsewhere."),
    ):
        form = page.locator("form.nr-correct").filter(has_text=name)
        form.get_by_role("radio", name=re.compile(kind)).check()
        form.get_by_label("For readers: what was wrong").fill(words)
        form.get_by_role("button", name="Say so").click()
    build.checked(judging.newest(story.pk))
    judging.newest(story.pk).get_latest_revision().publish()


def words_of(reader, address: str) -> str:
    reader.goto(address)
    return " ".join(reader.locator("main").inner_text().split())


def the_page_says_it(reader, story) -> None:
    shown = words_of(reader, story.url)
    assert WHY in shown and "Correction · Claim 1" in shown and "Withdrawn · Claim 4" in shown
    assert (
        "Rust caused the crack." in shown
        and "Who pays for the ferry." not in reader.locator("#unclear").inner_text()
    )
    history = reader.locator("ol.ledger").inner_text()
    for line in ("Claim 2", "Known", "Disputed", "source added", "First published"):
        assert line in history
    assert reader.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert look.axe(reader) == []
    reader.locator("ol.ledger").scroll_into_view_if_needed()


def its_record_says_it(reader, story) -> None:
    assert WHY in words_of(reader, f"{story.url}changes/")
    assert look.axe(reader) == []
    assert "The crack is 83 centimetres long." in words_of(reader, f"{story.url}versions/1/")
    assert look.axe(reader) == []
    reader.goto(f"{story.url}versions/")
    reader.get_by_label("From version 1").check()
    reader.get_by_role("button", name="Show how they differ").click()
    assert reader.url.endswith("versions/1/to/3/")
    shown = " ".join(reader.locator("main").inner_text().split())
    assert (
        "83" in reader.locator("del").first.inner_text() and "38" in reader.locator("ins").first.inner_text()
    )
    assert "Unclear → Known" in shown and "Known → Disputed" in shown and "Withdrawn · Claim 4" in shown
    assert look.axe(reader) == []
    look.picture(reader, "versions-differ")
    record = reader.request.get(f"{story.url}record.json").json()
    assert [entry["version"] for entry in record["entries"]] == [3, 2, 1]
    assert {said["kind"] for said in record["entries"][0]["corrections"]} == {"update", "withdrawn"}
    assert record["entries"][1]["corrections"][0]["text"] == WHY


def the_site_says_it(reader, story) -> None:
    corrections = words_of(reader, "/corrections/")
    assert WHY in corrections and "first noticed by a reader" in corrections
    assert "did not know of it" not in corrections  # an update is no correction
    assert look.axe(reader) == []
    feed = reader.request.get("/corrections/feed.atom").text()
    assert WHY in feed and "taken over the costs" in feed
    home = words_of(reader, "/")
    assert "Rust caused the crack." in home and "The office knew of it." in home and WHY in home
    assert "What moved this week" in home
    assert look.axe(reader) == []
    reader.goto(f"{story.url}report/?claim=1")
    assert look.axe(reader) == []
    reader.goto(f"{story.url}follow/")
    assert look.axe(reader) == []
    assert "Claims by standing Known 2 Disputed 1" in words_of(reader, "/how-we-work/")
    assert look.axe(reader) == []
    assert reader.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert "0 open questions" in words_of(reader, "/unclear/")
    assert look.axe(reader) == []
