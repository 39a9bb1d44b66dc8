"""Whatever is pasted: the parser doesn't raise, loses no word and takes no more time than the text is long."""

import json
import random
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from articles.intake import Refused, decode, parse
from articles.tests.mutants import SIGNS, STRANGE, mutant, texts
from articles.tests.words import lost

often = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
HEADINGS = (
    "Summary:",
    "What We Know\n",
    "FAQ\n",
    "Sources\n",
    "Original brief",
    "Context\n",
    "Published ",
    "By ",
)
pieces = st.sampled_from((*SIGNS, *STRANGE, *HEADINGS, "\n", " ", "word", "21 April 2026", "Q", "?", "."))


@often
@given(st.randoms(use_true_random=False))
def test_no_mutation_of_a_brief_loses_a_word(chance):
    text = mutant(chance)
    assert lost(text, parse(text)) == {}, text


@often
@given(st.lists(pieces, max_size=60).map("".join))
@example("Sources\n](")
@example("FAQ\nQ:\n\nA:")
@example("Sources\n- — \n- | - \n- (, )")
def test_no_heap_of_signs_and_headings_loses_a_word(text):
    assert lost(text, parse(text)) == {}


@often
@given(st.text(st.characters(), max_size=400) | st.text('#*-–•:.()[]|"“” \n\tQASs10', max_size=200))
def test_any_text_at_all_is_parsed_the_same_way_each_time(text):
    parsed = parse(text)
    assert parse(text) == parsed and lost(text, parsed) == {}
    json.dumps(parsed.as_json()).encode()


@often
@given(st.binary(max_size=300) | st.text(max_size=100).map(str.encode))
def test_bytes_are_read_or_refused(raw):
    with suppress(Refused):
        parse(decode(raw))


@often
@given(st.integers(min_value=0), st.sampled_from(texts()))
def test_a_text_may_be_cut_off_anywhere(place, text):
    text = text[: place % (len(text) + 1)]
    assert lost(text, parse(text)) == {}


@often
@given(st.randoms(use_true_random=False))
def test_each_line_that_is_pointed_at_exists(chance):
    text = mutant(chance)
    count = text.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
    parsed = parse(text)
    lines = [place.line for place in (*parsed.unplaced, *parsed.problems)]
    lines += [line for section in parsed.sections for line in (section.first, section.last)]
    lines += [line for rows in parsed.lines.values() for line in rows]
    assert all(1 <= line <= count for line in lines)
    for name in ("known", "sources", "faq", "byline", "body"):
        assert len(parsed.lines.get(name, [])) == len(getattr(parsed, name))


@pytest.mark.soak
def test_ten_thousand_mutants_lose_no_word():
    for seed in range(10_000):
        text = mutant(random.Random(seed))
        assert lost(text, parse(text)) == {}, (seed, text)
