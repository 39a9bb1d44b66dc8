"""Every public page of the demo newsroom in a real browser: accessible, light, and nobody else is asked."""

import pytest

from newsroom.demo import load
from newsroom.tests.browser import Traffic, axe, overflow
from sources.models import Source

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
    "/data/",
    "/imprint/",
    "/no-such-page/",
    "/unclear/",
    "/corrections/",
    "/how-we-work/",
    f"{BRIEF}changes/",
    f"{BRIEF}versions/",
    f"{BRIEF}versions/1/",
    f"{BRIEF}report/",
    f"{BRIEF}follow/",
]
WEIGHT = 60_000  # bytes transferred by a first visit to a brief
WIDTHS = (1280, 390, 320)
LOOKS = [
    ("ltr", "light", 1280), ("ltr", "dark", 1280), ("ltr", "dark", 390), ("ltr", "light", 390),
    ("rtl", "light", 390), ("rtl", "dark", 1280),
]  # fmt: skip


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


def test_no_page_has_a_fault_that_axe_finds_in_light_or_dark_or_from_right_to_left(visit):
    found = {}
    for url in [*PAGES, f"/source/{Source.objects.earliest('pk').pk}/"]:
        page = visit(url)
        for direction, scheme, width in LOOKS:
            page.evaluate("direction => { document.documentElement.dir = direction }", direction)
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size({"width": width, "height": 900})
            found[url, direction, scheme, width] = axe(page)
    assert {place: faults for place, faults in found.items() if faults} == {}


def test_a_page_that_is_hard_to_read_in_the_dark_is_noticed(visit):
    page = visit("/", scheme="dark")
    page.evaluate(
        "document.querySelectorAll('p').forEach(p => p.style.setProperty('color', '#333', 'important'))"
    )
    assert any(fault.startswith("color-contrast") for fault in axe(page))


def test_no_page_scrolls_sideways(visit):
    wide = {(url, width): overflow(visit(url, width)) for url in PAGES for width in WIDTHS}
    assert {place: pixels for place, pixels in wide.items() if pixels} == {}


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
