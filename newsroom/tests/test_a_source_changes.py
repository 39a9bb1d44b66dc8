"""A source that changes under a published story, in a real browser: from the pasted address to the reader's page."""

import re

import pytest
from django.utils import timezone
from django.utils.formats import date_format
from playwright.sync_api import expect

from articles.models import BriefPage
from articles.tests import background, build
from newsroom.tests import browser as look
from sources.models import Host, Source
from sources.tests import hostile

pytestmark = pytest.mark.browser

READY = 2_500  # milliseconds until Wagtail has taken its picture of the form
EXCERPT = "after an inspection on 10 April found cracks"
TOLD = """<meta property="article:published_time" content="2026-04-21"><meta name="author" content="Ada Nym">
<meta property="og:site_name" content="Merrow Gazette"><meta property="og:type" content="article">"""


@pytest.fixture
def site(web):
    """A page on the web that can be changed."""
    web.pages["/bridge"] = hostile.answer(hostile.page("Bridge closed to lorries", head=TOLD))
    web.address += "/bridge"
    return web


def work() -> None:
    """The worker's round; a site may be visited again at once."""
    Host.objects.update(free_at=timezone.now())
    background.do_all()


def test_from_a_pasted_address_to_an_altered_excerpt(page, live_server, transactional_db, browser, site):
    story = build.brief([build.known("Lorries are kept off the Merrow bridge.")], slug="bridge")
    look.sign_in(page, live_server, build.editor("tomas"))
    page.goto(f"/admin/pages/{story.pk}/edit/")
    cite_what_is_pasted(page, site)
    publish(story)
    is_found(browser, live_server, story)

    site.pages["/bridge"] = hostile.answer(
        hostile.page("Bridge closed to lorries", hostile.ARTICLE.replace("10 April", "12 May"), head=TOLD)
    )
    look_again(page, story)
    claim_shows_altered(page, story)
    brief_is_held(page, story)
    reader_sees_the_day(browser, live_server, story)


def cite_what_is_pasted(page, site) -> None:
    """The address goes into the chooser; what the page says comes back into the form, and the editor confirms it."""
    page.wait_for_timeout(READY)
    page.locator("#id_claims-0-citations-ADD").click()
    page.wait_for_timeout(READY)
    page.locator("#id_claims-0-citations-0-source-chooser").get_by_role("button", name="Choose").first.click()
    modal = page.locator(".modal-content")
    page.get_by_role("tab", name="New source").click()
    modal.get_by_label("Web address", exact=True).fill(f"{site.address}?utm_source=letter")
    modal.get_by_label("Note").click()
    expect(modal.get_by_role("status")).to_contain_text("The page is being looked at")
    modal.get_by_label("Title").fill("Bridge")
    work()
    expect(modal.get_by_role("status")).to_contain_text("From the page:")
    expect(modal.get_by_label("Title")).to_have_value("Bridge")  # what was typed meanwhile stays
    expect(modal.get_by_label("Publisher")).to_have_value("Merrow Gazette")
    expect(modal.get_by_label("Published on")).to_have_value("2026-04-21")
    expect(modal.get_by_label("Authors")).to_have_value("Ada Nym")
    expect(modal.get_by_label("Kind")).to_have_value("report")
    modal.get_by_role("status").scroll_into_view_if_needed()
    look.picture(page, "source-proposed")
    modal.get_by_label("Title").fill("Bridge closed to lorries")
    modal.locator("[data-chooser-modal-creation-form] [type=submit]").click()
    expect(page.locator("#id_claims-0-citations-0-source-title")).to_contain_text("Bridge closed to lorries")
    page.locator("#id_claims-0-citations-0-excerpt").fill(EXCERPT)
    page.locator("#id_claims-0-single_source").check()
    expect(page.get_by_text("Saved", exact=False).first).to_be_visible()
    page.wait_for_timeout(READY)
    assert Source.objects.get().url == site.address


def publish(story) -> None:
    """The source is looked at, colleagues check the story, and it goes out."""
    work()
    build.publish(BriefPage.objects.get(pk=story.pk).get_latest_revision_as_object())
    work()


def is_found(browser, live_server, story) -> None:
    source = Source.objects.get()
    assert source.excerpts.get().found == "found"
    assert "Reachable" in read(browser, live_server, story)


def look_again(page, story) -> None:
    page.goto(f"/admin/desk/{story.pk}/sources/")
    page.get_by_role("button", name="Look at all of them now").click()
    expect(page.get_by_text("1 source is being looked at")).to_be_visible()
    work()
    page.reload()
    expect(page.get_by_role("row", name=re.compile("Bridge closed to lorries"))).to_contain_text("Changed")


def claim_shows_altered(page, story) -> None:
    page.goto(f"/admin/desk/{story.pk}/check/")
    claim = page.locator("main")
    expect(claim).to_contain_text(re.compile("altered", re.IGNORECASE))
    expect(claim).to_contain_text("What comes closest:")
    look.picture(page, "source-altered")


def brief_is_held(page, story) -> None:
    page.goto(f"/admin/pages/{story.pk}/edit/")
    page.locator("[data-side-panel-toggle=readiness]").click()
    expect(page.locator("[data-readiness]")).to_contain_text(re.compile("excerpt", re.IGNORECASE))
    expect(page.locator("[data-publish] button")).to_be_disabled()


def reader_sees_the_day(browser, live_server, story) -> None:
    words = read(browser, live_server, story)
    assert "Changed" in words
    assert date_format(timezone.localdate(), "j F Y") in words


def read(browser, live_server, story) -> str:
    """What a reader sees of the sources, without script, on a phone."""
    context = browser.new_context(
        base_url=live_server.url, java_script_enabled=False, viewport={"width": 390, "height": 800}
    )
    reader = context.new_page()
    reader.goto(BriefPage.objects.get(pk=story.pk).url)
    words = " ".join(reader.locator("main").inner_text().split())
    context.close()
    return words


def test_another_address_brings_other_words(page, live_server, transactional_db, site):
    """Nothing that one page said of itself stands in the form of another, however late its answer comes."""
    site.pages["/other"] = hostile.answer(hostile.page("The ferry sails again"))
    look.sign_in(page, live_server, build.editor("tomas"))
    page.goto("/admin/snippets/sources/source/add/")
    page.get_by_role("button", name="Choose source").click()
    page.get_by_role("tab", name="New source").click()
    modal = page.locator(".modal-content")
    address, title = modal.get_by_label("Web address", exact=True), modal.get_by_label("Title")
    address.fill(site.address)
    modal.get_by_label("Note").fill("Seen on Monday.")
    work()
    expect(title).to_have_value("Bridge closed to lorries")
    modal.get_by_label("Authors").fill("Ada Nym, Ben Oda")
    address.fill(site.address.replace("/bridge", "/other"))
    modal.get_by_label("Note").click()
    expect(title).to_have_value("")
    expect(modal.get_by_label("Publisher")).to_have_value("")
    expect(modal.get_by_label("Published on")).to_have_value("")
    expect(modal.get_by_label("Kind")).to_have_value("other")
    expect(modal.get_by_label("Authors")).to_have_value("Ada Nym, Ben Oda")
    expect(modal.get_by_label("Note")).to_have_value("Seen on Monday.")
    work()
    expect(title).to_have_value("The ferry sails again")
