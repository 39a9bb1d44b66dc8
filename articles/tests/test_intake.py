"""What an editor gets from a pasted text."""

import json
from datetime import date
from pathlib import Path

import pytest

from articles.intake import Refused, decode, parse
from articles.tests.words import expected, lost

SAMPLES = Path(__file__).with_name("samples")


def sample(name):
    text = decode((SAMPLES / f"{name}.txt").read_bytes())
    return text, parse(text)


def messages(parsed, line):
    return " ".join(problem.message for problem in parsed.problems if problem.line == line)


def test_a_brief_without_headline_falls_apart_into_all_its_sections():
    text, brief = sample("brief")
    assert brief.kind == "brief" and brief.published == date(2026, 3, 12) and brief.title == ""
    rows = (brief.known, brief.unclear, brief.context, brief.why, brief.watch, brief.faq, brief.related)
    assert [len(row) for row in (*rows, brief.transparency, brief.sources)] == [5, 3, 1, 1, 3, 2, 3, 3, 5]
    assert brief.original == text[text.index("heard the") : text.index("\nSources\n")]
    assert brief.summary.startswith("A survey") and brief.summary.endswith("has been given.")
    assert brief.unplaced == [] and not lost(text, brief)


def test_titles_of_sources_with_colons_hyphens_and_dots_stay_whole():
    text, brief = sample("brief")
    titles = [line.removeprefix("- ") for line in text[text.index("\nSources\n") + 9 :].split("\n")]
    assert [source.title for source in brief.sources] == titles
    assert not any(source.url or source.publisher or source.published for source in brief.sources)


def test_a_missing_headline_is_told():
    assert "no headline" in messages(sample("brief")[1], 1)
    assert sample("mail_brief")[1].title_line == 1


def test_a_text_without_headings_is_an_article_and_no_paragraph_becomes_its_headline():
    text, article = sample("article")
    assert (article.kind, article.title) == ("article", "")
    assert article.body == text.rstrip("\n").split("\n") and len(article.body) == 8


def test_an_article_with_headline_byline_and_sources_keeps_its_own_subheadings():
    text, article = sample("titled_article")
    assert article.kind == "article" and article.title == "The lighthouse that nobody switched off"
    assert (article.byline, article.published) == (["Dara Finn"], date(2026, 2, 2))
    assert article.body[1] == "Context" and len(article.body) == 4 and article.context == []
    assert [source.publisher for source in article.sources] == ["Harbour Office", "Merrow Archive"]
    assert not lost(text, article)


def test_markdown_is_understood():
    text, brief = sample("markdown_brief")
    assert brief.title == "Wexmoor clinic keeps its night ward"
    assert (brief.byline, brief.published) == (["Ana Lopes", "Ben Roe"], date(2026, 3, 5))
    assert brief.known[1:] == [
        "The ward has twelve beds, and it was to close on the first of May.",
        "Its budget for next year is 2.4 million, the same as this year.",
        "Half of it is paid by the island council.",
    ]
    assert brief.summary.endswith("that one patient in four comes at night.")
    assert brief.faq[0].answer.split("\n\n")[2:] == ["- beds", "- staff", "- journeys"]
    assert brief.unplaced == [] and brief.problems == [] and not lost(text, brief)


def test_wrapped_lines_belong_to_the_bullet_above():
    _, brief = sample("mail_brief")
    assert brief.known[1] == "The owner, Merrow Quays, has offered a bonus of 40 for each landing."
    assert brief.unclear[1] == "Whether the union knew of the offer before it was printed"
    assert brief.watch == ["A meeting on 24 April, with 12 porters and the owner at one table"]


def test_an_original_brief_keeps_its_lines_as_they_are():
    _, brief = sample("mail_brief")
    lines = ["  from a reader, by telephone:", "    - porters still out", "", "    - ice is running short"]
    assert brief.original.split("\n") == lines


def test_a_line_that_merely_begins_with_a_heading_word_is_no_heading():
    _, brief = sample("mail_brief")
    assert brief.why == ["Fish is a tenth of the island's trade.", "Sources say the owner is ready to talk."]
    assert brief.faq[0].answer.endswith(
        "Sources: three officials told us the market could reopen within a day."
    )
    assert [source.title for source in brief.sources] == [
        "Offer to the porters, in full",
        "Eight days on the quay",
    ]


def test_a_label_in_a_list_is_neither_a_claim_nor_lost():
    brief = parse("What We Know\nSo far we know:\n- a\n\nIn Wexmoor\n- b\n\nA last remark.\n")
    assert brief.known == ["a", "b", "A last remark."]
    assert [tuple(line) for line in brief.unplaced] == [(2, "So far we know:"), (5, "In Wexmoor")]


def test_a_list_without_bullets_has_a_row_for_each_line():
    assert parse("What We Know\nFirst thing\nSecond thing\nthat goes on\nThird thing").known == [
        "First thing", "Second thing that goes on", "Third thing",
    ]  # fmt: skip


def test_a_number_inside_a_wrapped_sentence_is_no_bullet():
    assert parse("Context\nIt closed on March\n12. The mayor knew.").context == [
        "It closed on March 12. The mayor knew."
    ]
    assert parse("Context\n1. March was when it shut.").context == ["1. March was when it shut."]
    assert parse("What We Know\n4. a\n5. b\n6) c\n[7] d").known == ["a", "b", "c", "d"]


def test_several_paragraphs_stay_several():
    brief = parse(
        "Summary: a\n\nb\n\nContext\nOne line that was\nwrapped by hand.\n\nAnother.\n\n- a bullet\n- one more"
    )
    assert brief.summary == "a\n\nb"
    assert brief.context == ["One line that was wrapped by hand.", "Another.", "a bullet", "one more"]


def test_where_nobody_wrapped_the_text_each_line_is_a_paragraph():
    long = (
        "The harbour office closed the bridge to lorries on Tuesday, "
        + "and then to buses, " * 4
        + "and to all else"
    )
    assert parse(f"{long}\nA short line\n{long}\nthat goes on").body == [
        long,
        "A short line",
        f"{long} that goes on",
    ]
    assert parse("It is shut now.\nNobody knows why that is.\nIt may last.").body[1:] == [
        "Nobody knows why that is.",
        "It may last.",
    ]


def test_in_wrapped_text_a_line_that_had_room_for_more_ends_its_paragraph():
    text = "A subheading\nThe office closed the bridge to lorries\nand buses. It is rust.\nNobody knew of it before Tuesday,\nit says."
    assert parse(f"Context\n{text}").context == [
        "A subheading",
        "The office closed the bridge to lorries and buses. It is rust.",
        "Nobody knew of it before Tuesday, it says.",
    ]


def test_an_answer_may_have_several_paragraphs():
    assert parse("FAQ\nQ: Open?\nTo lorries?\nA: No.").faq == [("Open? To lorries?", "No.")]
    brief = parse("FAQ\nQ: Is it\nopen?\nA: Yes.\n\nBut slowly.\n\nQ: Why? A: Rust.")
    assert [tuple(pair) for pair in brief.faq] == [("Is it open?", "Yes.\n\nBut slowly."), ("Why?", "Rust.")]


def test_questions_and_answers_without_a_partner_are_told_and_kept():
    brief = parse("FAQ\nA: alone\nQ: one?\nQ: two?\nA: yes\nA: again")
    assert [tuple(pair) for pair in brief.faq] == [
        ("", "alone"),
        ("one?", ""),
        ("two?", "yes"),
        ("", "again"),
    ]
    assert (
        "no question" in messages(brief, 2)
        and "no answer" in messages(brief, 3)
        and "no question" in messages(brief, 6)
    )


def test_an_faq_without_marks_goes_by_its_question_marks():
    brief = parse(
        "FAQ\n**Is it open?**\nYes. Is that all? No.\n\nWhy is it\nclosed? Rust.\n\nWho pays?\n- the island\n"
    )
    assert [pair.question for pair in brief.faq] == ["Is it open?", "Who pays?"]
    assert brief.faq[0].answer.startswith("Yes. Is that all? No.")


@pytest.mark.parametrize(
    "line", ["By Ana Lopes", "By: ana lopes", "BY ANA LOPES", "*By Ana Lopes*", "Written by Ana Lopes"]
)
def test_a_byline_is_read(line):
    article = parse(f"Bridge shut\n{line}\n\nIt is shut. Nobody knows why.")
    assert [name.casefold() for name in article.byline] == ["ana lopes"] and len(article.body) == 1


def test_several_people_share_a_byline():
    assert parse("T\nBy Ana Lopes, Ben Roe & Cy de Vries and Dara Finn\n\nText.").byline == [
        "Ana Lopes", "Ben Roe", "Cy de Vries", "Dara Finn",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "start",
    [
        "By the time the bridge closed, it was dark.",
        "By Royal Decree Merrow Bridge\nwas closed to all.",
        "Published figures say little. They never do.",
        "By Monday the\nbridge was shut.",
    ],
)
def test_a_paragraph_that_begins_like_a_byline_or_a_date_is_a_paragraph(start):
    article = parse(f"{start}\n\nA second paragraph.")
    assert article.body == [start.replace("\n", " "), "A second paragraph."] and article.problems[0].line == 1


def test_the_first_line_of_a_wrapped_paragraph_is_no_headline():
    text = "The bridge will remain closed until the end of the month, the\nHarbour Office said. Lorries take the\nferry.\n\nMore."
    assert parse(text).title == "" and len(parse(text).body) == 2
    assert parse("Bridge shut\n" + text).title == "Bridge shut"
    assert parse("Only this").body == ["Only this"]


def test_sections_tell_on_which_lines_each_was_found():
    sections = {section.kind: (section.first, section.last) for section in sample("mail_brief")[1].sections}
    assert sections["title"] == (1, 1) and sections["summary"] == (5, 6) and sections["original"] == (29, 33)
    assert sample("brief")[1].lines["unclear"] == [11, 12, 13]


def test_the_json_has_the_promised_keys_in_the_promised_order():
    keys = """kind title byline published summary known unclear watch context why faq related transparency original
              sources body unplaced problems"""
    told = sample("markdown_brief")[1].as_json()
    assert list(told) == keys.split() and told["published"] == "2026-03-05"
    assert list(told["sources"][0]) == ["title", "url", "publisher", "published"]
    assert json.loads(json.dumps(told)) == told and sample("article")[1].as_json()["published"] is None


def test_right_to_left_text_is_read_like_any_other():
    text, brief = sample("arabic_brief")
    assert (len(brief.known), len(brief.unclear), len(brief.faq), len(brief.sources)) == (2, 1, 1, 1)
    assert brief.title and not lost(text, brief) and brief.problems == []
    marked = parse("\u200f" + text.replace("\n", "\u200f\n\u200f"))
    assert (len(marked.known), len(marked.faq), marked.kind) == (2, 1, "brief")


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_line_ends_and_byte_order_mark_make_no_difference(end):
    text, brief = sample("brief")
    assert decode(b"\xef\xbb\xbf" + text.replace("\n", end).encode()) == text
    assert parse("\ufeff" + text.replace("\n", end)) == brief


@pytest.mark.parametrize(
    ("raw", "advice"),
    [
        (b"", "Paste"),
        (b" \n\t\r\n", "Paste"),
        (b"\xef\xbb\xbf\n", "Paste"),
        ("\u200b \0".encode(), "Paste"),
        (b"fine\nnot fine \xff", r"line 2.*UTF-8"),
        ("Brief".encode("utf-16"), "UTF-16. Save it as UTF-8"),
        (b"x" * 1_000_001, "1 MB"),
    ],
)
def test_what_cannot_be_read_is_refused_with_advice(raw, advice):
    with pytest.raises(Refused, match=advice):
        decode(raw)


def test_a_text_of_exactly_one_megabyte_is_read():
    assert len(decode(b"x" * 1_000_000)) == 1_000_000


def test_signs_that_no_database_or_page_may_hold_are_replaced_where_they_stand():
    told = json.dumps(
        parse("Bri\0dge \x1bshut\ud800\n\nWhat We Know\n- a\x07b").as_json(), ensure_ascii=False
    )
    assert "Bri\ufffddge \ufffdshut\ufffd" in told and "a\ufffdb" in told
    told.encode()


def test_the_check_for_lost_words_would_notice():
    text, brief = sample("brief")
    assert lost(text + "\nSources\n- vanished words", brief) == {"vanished": 1, "words": 1}
    assert expected(text).total() > 400 and lost(text.replace("ferries", "ferries ferries"), brief) == {
        "ferries": 4
    }
