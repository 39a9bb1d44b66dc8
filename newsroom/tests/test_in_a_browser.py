"""Every public page of the demo newsroom in a real browser: accessible, valid, light, and nobody else is asked."""

import pytest

from newsroom.demo import load
from newsroom.tests.browser import Traffic, axe, overflow
from newsroom.tests.validators import validate_pages

pytestmark = pytest.mark.browser

BRIEF = "/county/merrow-bridge-closed-to-lorries/"
PAGES = [
    "/",
    BRIEF,
    "/county/what-the-merrow-ferry-can-carry/",
    "/county/",
    "/topics/infrastructure/",
    "/sources/",
    "/sources/national-roads-agency/",
    "/search/?q=bridge",
    "/about/",
    "/feeds/",
    "/imprint/",
    "/no-such-page/",
]
WEIGHT = 60_000  # bytes transferred by a first visit to a brief
WIDTHS = (1280, 390, 320)


@pytest.fixture
def demo(transactional_db, settings):
    settings.DEMO = True
    load.load()


@pytest.fixture
def visit(page, demo):
    """Opens a page with every fold open, at a width and in a colour scheme."""

    def go(url: str, width: int = 1280, scheme: str = "light"):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        page.goto(url)
        page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true })")
        return page

    return go


def test_no_page_has_a_fault_that_axe_finds_in_light_or_dark(visit):
    found = {
        (url, width, scheme): axe(visit(url, width, scheme))
        for url in PAGES
        for width in (1280, 390)
        for scheme in ("light", "dark")
    }
    assert {place: faults for place, faults in found.items() if faults} == {}


def test_no_page_scrolls_sideways(visit):
    wide = {(url, width): overflow(visit(url, width)) for url in PAGES for width in WIDTHS}
    assert {place: pixels for place, pixels in wide.items() if pixels} == {}


def test_every_page_is_valid_html(client, demo):
    pages = {url: client.get(url).content.decode() for url in PAGES}
    found = validate_pages(pages)
    assert {url: errors for url, errors in found.items() if errors} == {}


def test_a_brief_is_light_and_asks_nobody_else(page, demo):
    traffic = Traffic(page)
    page.goto(BRIEF, wait_until="networkidle")
    assert traffic.foreign() == []
    assert traffic.bytes <= WEIGHT, f"{traffic.bytes} bytes: {traffic.addresses}"


def test_a_brief_says_no_word_into_the_console_and_moves_nothing(page, demo):
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(BRIEF, wait_until="networkidle")
    assert said == []
