"""What an editor gets from the lines of a source list, and from dates as people write them."""

from datetime import date

import pytest

from articles.intake import parse

DAY = date(2026, 4, 21)


def source(line):
    parsed = parse(f"Headline\n\nSources\n- {line}")
    assert len(parsed.sources) == 1
    return parsed.sources[0], parsed


@pytest.mark.parametrize(
    "written",
    [
        "2026-04-21",
        "2026/04/21",
        "21 April 2026",
        "21 Apr 2026",
        "21 Apr. 2026",
        "April 21, 2026",
        "Apr 21 2026",
        "21st April 2026",
        "April 21st, 2026",
        "21st of April, 2026",
        "Tuesday 21 April 2026",
        "Tue, 21 Apr 2026",
        "on Tuesday, April 21, 2026",
        "21/04/2026",
        "04/21/2026",
        "21-04-2026",
        "21.4.2026",
        "21 avril 2026",
        "mardi 21 avril 2026",
        "le 21 avril 2026",
        "21 april 2026",
        "dinsdag 21 april 2026",
        "21. April 2026",
        "Dienstag, 21. April 2026",
        "21 APRIL 2026",
        "2026年4月21日",
    ],
)
def test_a_date_may_be_written_in_the_common_ways(written):
    parsed = parse(f"Headline\n\nPublished {written}\n\nSummary: x")
    assert parsed.published == DAY and parsed.unplaced == [] and parsed.problems == []
    assert parse(f"Headline\n\nSources\n- Survey — Gazette, {written}").sources[0].published == DAY


@pytest.mark.parametrize(("written", "day"), [
    ("1er février 2026", date(2026, 2, 1)), ("3 maart 2026", date(2026, 3, 3)), ("3. März 2026", date(2026, 3, 3)),
    ("3 août 2026", date(2026, 8, 3)), ("3. Dezember 2026", date(2026, 12, 3)), ("05/05/2026", date(2026, 5, 5)),
    ("03.04.2026", date(2026, 4, 3)), ("29 February 2028", date(2028, 2, 29)),
])  # fmt: skip
def test_months_are_known_in_four_languages(written, day):
    assert parse(f"Published {written}\n\nSummary: x").published == day


@pytest.mark.parametrize(
    "line",
    [
        "Published: 21 April 2026",
        "Published on 21 April 2026",
        "**Published:** 2026-04-21",
        "21 April 2026",
        "published 2026-04-21",
        "Date: 2026-04-21",
        "Published\n2026-04-21",
        "By Ana Lopes, April 21, 2026",
        "Published 21 April 2026 by Ana Lopes",
    ],
)
def test_the_date_of_a_brief_may_be_introduced_in_many_ways(line):
    brief = parse(f"Headline\n{line}\n\nSummary: x")
    assert brief.published == DAY and brief.unplaced == [] and brief.problems == []
    assert brief.title == "Headline" and brief.byline == (["Ana Lopes"] if "Ana" in line else [])


@pytest.mark.parametrize(
    ("written", "time"),
    [
        ("21 April 2026, 14:30 GMT", "14:30 GMT"),
        ("2026-04-21T14:30:00Z", "14:30:00Z"),
        ("21 April 2026 at 2.30pm", "2.30pm"),
    ],
)
def test_a_time_of_day_is_not_lost_though_a_date_cannot_hold_it(written, time):
    parsed = parse(f"Headline\nPublished {written}\n\nSummary: x")
    assert parsed.published == DAY and [tuple(line) for line in parsed.unplaced] == [(2, time)]


@pytest.mark.parametrize(
    "written",
    [
        "2026-13-01",
        "31 February 2026",
        "2026-00-10",
        "03/04/2026",
        "21/04/26",
        "April 2026",
        "2026",
        "0000-01-01",
        "99 April 2026",
    ],
)
def test_a_bad_date_is_told_with_its_line_and_kept(written):
    brief = parse(f"Headline\n\nPublished {written}\n\nSources\n- Survey — Gazette, {written}\n")
    assert [problem.line for problem in brief.problems] == [3, 6] and brief.published is None
    assert brief.unplaced[0] == (3, f"Published {written}") and brief.unplaced[1] == (6, written)
    assert brief.sources[0][:3] == ("Survey", "", "Gazette")


@pytest.mark.parametrize(
    "line", ["Published:", "Published: soon", "Published 3 of May", "Date: when it is ready"]
)
def test_a_date_that_is_announced_but_cannot_be_read_is_told(line):
    brief = parse(f"Headline\n{line}\n\nSummary: x")
    assert brief.unplaced == [(2, line)] and [problem.line for problem in brief.problems] == [2]


def test_a_weekday_that_does_not_fit_is_told_and_the_date_is_kept():
    brief = parse("Headline\nPublished Monday 21 April 2026\n\nSummary: x")
    assert brief.published == DAY and "Monday" in brief.problems[0].message


def test_a_second_date_of_publication_is_told_and_kept():
    brief = parse("Headline\nPublished 2026-04-21\n\nSummary: x\n\nPublished 2026-04-22\n")
    assert (
        brief.published == DAY
        and brief.unplaced == [(6, "Published 2026-04-22")]
        and "line 2" in brief.problems[0].message
    )


def test_published_on_its_own_line_counts_below_any_section_but_the_original_brief():
    assert parse("Summary: x\n\nSources\n- S\nPublished 2026-04-21").published == DAY
    assert parse("Summary: x\n\nOriginal brief\nPublished 2026-04-21").published is None


FULL = ("Survey of the bridge", "https://gazette.example/survey", "Harbour Gazette", DAY)


@pytest.mark.parametrize("line", [
    "Survey of the bridge — Harbour Gazette, 21 April 2026, https://gazette.example/survey",
    "Survey of the bridge – Harbour Gazette, April 21, 2026 – https://gazette.example/survey",
    "Survey of the bridge — Harbour Gazette — 21 April 2026 — https://gazette.example/survey",
    "Survey of the bridge — Harbour Gazette, https://gazette.example/survey, 2026-04-21",
    "Survey of the bridge — 21 April 2026, Harbour Gazette, https://gazette.example/survey",
    "Survey of the bridge - Harbour Gazette, 21 April 2026, https://gazette.example/survey.",
    "Survey of the bridge | Harbour Gazette | 2026-04-21 | https://gazette.example/survey",
    "Survey of the bridge (Harbour Gazette, 21 April 2026) https://gazette.example/survey",
    "Survey of the bridge (Harbour Gazette, 21 April 2026): <https://gazette.example/survey>",
    "Survey of the bridge, Harbour Gazette, 21 April 2026 (https://gazette.example/survey)",
    "Harbour Gazette, “Survey of the bridge”, 21 April 2026, https://gazette.example/survey",
    "https://gazette.example/survey — Survey of the bridge — Harbour Gazette, 21 April 2026",
    "21 April 2026 — Survey of the bridge — Harbour Gazette, https://gazette.example/survey",
    "[Survey of the bridge](https://gazette.example/survey) — Harbour Gazette, 21 April 2026",
    "[Survey of the bridge](<https://gazette.example/survey>) (Harbour Gazette, 21 April 2026)",
    "[Survey of the bridge](https://gazette.example/survey), Harbour Gazette, 21 April 2026",
    "**Survey of the bridge** — Harbour Gazette, 21 April 2026\n  https://gazette.example/survey",
])  # fmt: skip
def test_title_publisher_date_and_url_are_told_apart_in_the_usual_orders(line):
    found, parsed = source(line)
    assert tuple(found) == FULL and parsed.problems == [] and parsed.unplaced == []


@pytest.mark.parametrize(
    "title",
    [
        "Merrow: Council to decide on night ferries 'before the week is …",
        "Islanders queue - a day at …",
        "Bridge closed – what now?",
        "Nine years, no survey, and a letter",
        "Report (second part)",
        "What the 2026 survey says",
        "Harbour-office notes",
        "[sic]",
        "The long – and winding – road",
        "At 10:30 the bridge was shut",
        "A/B tests, 2026",
        "Covid-19: what we know",
        "—",
        "(",
    ],
)
def test_a_bare_title_stays_whole(title):
    found, parsed = source(title)
    assert tuple(found) == (title, "", "", None) and parsed.problems == []


@pytest.mark.parametrize(
    ("line", "title", "url"),
    [
        ("https://a.example/x", "", "https://a.example/x"),
        ("<https://a.example/x>", "", "https://a.example/x"),
        ("Title https://a.example/x_(y).", "Title", "https://a.example/x_(y)"),
        ("Title (https://a.example/x)", "Title", "https://a.example/x"),
        ("HTTPS://A.EXAMPLE/X Title", "Title", "HTTPS://A.EXAMPLE/X"),
        ("见https://a.example/x", "见", "https://a.example/x"),
        ("[A (b) [c]](https://a.example/x_(y))", "A (b) [c]", "https://a.example/x_(y)"),
    ],
)
def test_a_url_is_found_wherever_it_stands(line, title, url):
    found, parsed = source(line)
    assert (found.title, found.url) == (title, url) and parsed.problems == []


@pytest.mark.parametrize(
    "line",
    [
        "[Title](javascript:alert(1))",
        "Title javascript:alert(1)",
        "Title ftp://a.example/x",
        "Title JAVASCRIPT:alert(1)",
        "data:text/html,hi",
        "mailto:a@a.example",
        "file:///etc/hosts",
        "Title www.a.example/x",
        "Title http://",
        "Title http:/a.example",
        "Title http://[::1",
        "https://...",
        "[Title](/local)",
        "[Title](//a.example)",
        "vbscript:x",
        "http://a.example:port/x",
    ],
)
def test_an_address_that_is_not_a_web_address_is_told_and_kept_as_text(line):
    found, parsed = source(line)
    assert (found.title, found.url) == (line, "")
    assert [problem.line for problem in parsed.problems] == [4] and "web address" in parsed.problems[
        0
    ].message


def test_a_link_in_running_text_that_is_not_a_web_address_is_told():
    brief = parse(
        "Headline\n\nContext\nSee [this](https://a.example) and\n[that](javascript:alert(1)).\n\nRelated coverage\n- [x](ftp://y)"
    )
    assert [problem.line for problem in brief.problems] == [5, 8]


def test_a_comma_parts_title_and_publisher_only_before_a_date():
    assert source("Fire in Wexmoor, Merrow — 21 April 2026")[0][:3] == ("Fire in Wexmoor, Merrow", "", "")
    assert source("Fire of 3 May, 20 April 2026 — 21 April 2026")[0][0::3] == (
        "Fire of 3 May, 20 April 2026",
        DAY,
    )
    assert source("Fire in Wexmoor, Merrow https://a.example")[0].title == "Fire in Wexmoor, Merrow"


def test_a_second_url_stays_in_the_title_and_is_told():
    found, parsed = source("One https://a.example two https://b.example")
    assert (
        tuple(found)[:2] == ("One two https://b.example", "https://a.example")
        and parsed.problems[0].line == 4
    )


def test_sources_may_be_a_list_without_bullets_or_with_numbers():
    urls = ["https://a.example/1", "https://a.example/2"]
    for text in (
        "One\n{}\nTwo\n{}",
        "1. One {}\n2. Two {}",
        "[1] One\n{}\n[2] Two\n{}",
        "One {}\n\nTwo\n{}\n",
    ):
        brief = parse("Headline\n\nSources\n" + text.format(*urls))
        assert [tuple(found)[:2] for found in brief.sources] == [("One", urls[0]), ("Two", urls[1])]
