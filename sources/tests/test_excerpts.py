"""Are the words on the page? Found, altered, missing, can't tell."""

import time

import pytest

from sources.excerpts import Found, key, look_for

PAGE = """Order 26/114
The bridge is “closed to vehicles of more than 3.5 tonnes” until further notice – the office’s order of 14 April says.
Cracks were found in two bearings. No one was hurt, the office said on Monday.
Straße und Brücke bleiben gesperrt."""


@pytest.mark.parametrize(
    "excerpt",
    [
        "Cracks were found in two bearings.",
        "cracks were  FOUND in\ntwo bearings",
        'closed to vehicles of more than 3.5 tonnes" until further notice',
        "«closed to vehicles of more than 3.5 tonnes»",
        "the office's order of 14 April",
        "until further notice - the office’s order",
        "The bridge is […] until further notice … the office’s order",
        "until further notice (...) found in two bearings",
        "Cracks were found in two bear\u00adings",
        "STRASSE".replace("SS", "ß") + " und Brücke",
        "order of 14 April says. Cracks were found",
    ],
)
def test_found_whatever_the_marks_and_spaces(excerpt):
    assert look_for(excerpt, PAGE).found is Found.FOUND


def test_altered_words_are_shown_with_what_comes_closest():
    finding = look_for("Cracks were found in three bearings.", PAGE)
    assert finding.found is Found.ALTERED
    assert "Cracks were found in two bearings." in finding.nearest


def test_a_number_is_never_nearly_the_same():
    assert look_for("vehicles of more than 7.5 tonnes", PAGE).found is Found.ALTERED


def test_passages_have_to_follow_each_other():
    assert look_for("found in two bearings … closed to vehicles", PAGE).found is not Found.FOUND


def test_missing():
    assert look_for("The minister resigned over the affair last night.", PAGE).found is Found.MISSING


def test_without_a_text_or_without_words_nobody_can_tell():
    assert look_for("Cracks were found").found is Found.CANT_TELL
    assert look_for("Cracks were found", "", "  ").found is Found.CANT_TELL
    assert look_for(" … ", PAGE).found is Found.CANT_TELL


def test_the_readable_text_and_everything_else_that_can_be_seen():
    assert look_for("in the margin", PAGE, PAGE + "\nA note in the margin").found is Found.FOUND


def test_one_key_for_one_wording():
    assert key("“Cracks  were found”") == key('"cracks were found"') != key("cracks were not found")


def test_a_long_page_takes_no_time():
    long = " ".join(f"word{n} and more of it" for n in range(45_000))
    began = time.monotonic()
    assert look_for("and a sentence that is not there " * 30, long).found is Found.MISSING
    assert time.monotonic() - began < 5
