"""A checker that never complains is broken: each is shown something bad once, and something good."""

import pytest

from newsroom.tests.browser import Traffic, axe, console
from newsroom.tests.validators import validate_html, validate_pages

GOOD = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Ferry timetable</title></head>
<body><main><h1>Ferry timetable</h1><p>The ferry leaves at nine.</p></main></body></html>"""
TWICE = GOOD.replace("<p>", "<p id=a id=b>")
UNCLOSED = GOOD.replace("<p>", "<div><p>")
SILENT_PICTURE = GOOD.replace("<p>", '<p><img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">')


def test_a_good_page_is_valid():
    assert validate_html(GOOD) == []


def test_each_page_gets_its_own_complaints_with_the_line():
    complaints = validate_pages({"good": GOOD, "twice": TWICE, "unclosed": UNCLOSED})
    assert complaints["good"] == []
    assert any("line 3, error: Duplicate attribute" in complaint for complaint in complaints["twice"])
    assert any("Unclosed element" in complaint for complaint in complaints["unclosed"])


@pytest.mark.browser
def test_the_accessibility_check_names_the_picture_without_a_text(page):
    page.set_content(GOOD)
    assert axe(page) == []
    page.set_content(SILENT_PICTURE)
    (complaint,) = axe(page)
    assert complaint.startswith("image-alt (critical)") and complaint.endswith("img")


@pytest.mark.browser
def test_a_visit_is_counted_in_bytes_and_its_guests_are_named(page):
    guest = "http://127.0.0.1:9/tracker.gif"
    page.route(
        "**/with-a-guest", lambda route: route.fulfill(body=f"<img src={guest}>", content_type="text/html")
    )
    traffic, heard = Traffic(page), console(page)
    page.goto("/healthz")
    assert traffic.bytes > 100
    assert traffic.foreign() == []
    page.goto("/with-a-guest")
    assert traffic.foreign() == [guest]
    assert "Failed to load resource" in heard[-1]
