"""Which lines of a pasted text are headings, and which only look like one."""

import json

import pytest

from articles.intake import parse


def messages(parsed, line):
    return " ".join(problem.message for problem in parsed.problems if problem.line == line)


@pytest.mark.parametrize(
    "line",
    [
        "Context matters here",
        "Summary of the talks",
        "FAQ pages were hard to find",
        "What we know is little",
        "Original brief texts are kept",
        "Source of the leak: none",
    ],
)
@pytest.mark.parametrize(
    "before", ["Why It Matters\nIt is far.\n", "What We Know\n- It is far\n", "FAQ\nQ: Far?\nA: Yes.\n"]
)
def test_prose_may_begin_with_any_heading_word(before, line):
    brief = parse(f"{before}{line}\n\nRelated coverage\n- x")
    assert [section.kind for section in brief.sections] == [parse(before).sections[0].kind, "related"]
    assert line in json.dumps(brief.as_json())


@pytest.mark.parametrize("bullet", ["-", "*", "•", "–", "1.", "1)"])
def test_a_heading_word_behind_a_bullet_is_no_heading(bullet):
    assert parse(f"What We Know\n{bullet} Sources\n\nContext\nx").known == ["Sources"]
    assert parse(f"What We Know\n{bullet} Context: it is late").known == ["Context: it is late"]


HEADINGS = {
    "known": "What We Know", "unclear": "What’s Still Unclear", "watch": "What to Watch Next", "context": "Context",
    "why": "Why It Matters", "related": "Related coverage", "transparency": "Source Transparency",
}  # fmt: skip


@pytest.mark.parametrize(
    "write",
    [
        str,
        str.upper,
        str.lower,
        lambda name: name.replace("’", "'"),
        lambda name: name + ":",
        lambda name: f"## {name}",
        lambda name: f"**{name}**",
        lambda name: f"**{name}:**",
        lambda name: f"### **{name}**:",
        lambda name: f"  {name}  ",
        lambda name: f"#{name}",
    ],
)
@pytest.mark.parametrize(("field", "name"), HEADINGS.items())
def test_a_heading_may_be_written_in_many_ways(field, name, write):
    for text in (
        f"{write(name)}\n- The thing",
        f"Sources\n- S\n{write(name)}\n\nThe thing\n\n{write('Summary')}\nx",
    ):
        assert getattr(parse(text), field) == ["The thing"]


@pytest.mark.parametrize(
    "name", ["What is Still Unclear", "What`s still unclear", "WHATS STILL UNCLEAR", "What´s Still Unclear?"]
)
def test_unclear_is_understood_however_its_apostrophe_is_typed(name):
    assert parse(f"{name}\n- The thing").unclear == ["The thing"]


def test_text_may_stand_on_the_line_of_its_heading():
    brief = parse(
        "summary: one\nWhat we know: two\n**Context:** three\n## Why it matters: four\nWhat to watch next: five\n"
        "FAQ: Q: six?\nA: seven\nRelated coverage: eight\nSource Transparency: nine\nOriginal brief: ten\nSources: eleven"
    )
    told = brief.as_json()
    assert [told[name] for name in ("summary", "known", "context", "why", "watch")] == [
        "one",
        ["two"],
        ["three"],
        ["four"],
        ["five"],
    ]
    assert told["faq"] == [{"question": "six?", "answer": "seven"}] and told["related"] == ["eight"]
    assert (told["transparency"], told["original"], told["sources"][0]["title"]) == (
        ["nine"],
        "ten",
        "eleven",
    )


def test_headings_may_come_in_any_order_and_twice_and_then_their_rows_are_joined():
    brief = parse("Sources\n- S\nWhat We Know\n- a\nSummary: x\nWhat we know:\n- b\nSummary: y\n")
    assert brief.known == ["a", "b"] and brief.summary == "x\n\ny"
    assert "line 3" in messages(brief, 6) and "line 5" in messages(brief, 8)


def test_a_heading_that_is_not_ours_takes_its_rows_out_of_the_section_above():
    brief = parse("# T\n\n## What We Know\n- a\n\n## Timeline\n- b\n\n## Sources\n- S")
    assert brief.known == ["a"] and [line.text for line in brief.unplaced] == ["Timeline", "- b"]
    assert [line.line for line in brief.unplaced] == [6, 7]


def test_a_line_that_is_indented_below_a_bullet_is_no_heading():
    known = parse("What We Know\n- Two officials said so.\n  Sources: three more agreed.\n- b").known
    assert known == ["Two officials said so. Sources: three more agreed.", "b"]
    known = parse("What We Know\n- One denies it, says one of the\n  sources\n- b").known
    assert known == ["One denies it, says one of the sources", "b"]


def test_a_wrapped_line_that_goes_on_with_a_small_letter_is_no_heading():
    brief = parse(
        "Why It Matters\nNobody wanted to be named in print as one of the\nsources: all three fear for their work."
    )
    assert len(brief.why) == 1 and brief.sources == []
