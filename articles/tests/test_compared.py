"""Which words went and which came."""

import random
import time

from hypothesis import given, settings
from hypothesis import strategies as st

from articles.compared import LONGEST, Run, words

TEXT = st.text("ab1 .,\n’é", max_size=40)


def test_the_figure_that_changed_is_shown_and_nothing_else():
    assert words("The crack is 83.5 cm long.", "The crack is 38.5 cm long.") == [
        Run("The crack is "),
        Run("83.5 ", is_gone=True),
        Run("38.5 ", is_new=True),
        Run("cm long."),
    ]


@settings(max_examples=300, deadline=None, database=None)
@given(TEXT, TEXT)
def test_both_texts_can_be_read_in_it(before, after):
    runs = words(before, after)
    assert "".join(run.text for run in runs if not run.is_new) == before
    assert "".join(run.text for run in runs if not run.is_gone) == after


def test_a_very_long_line_is_shown_whole():
    before, after = "a " * 2 * LONGEST, "b " * 2 * LONGEST
    assert words(before, after) == [Run(before, is_gone=True), Run(after, is_new=True)]


def test_long_texts_are_compared_line_by_line():
    lines = [f"{n} words that stay as they are.\n" for n in range(LONGEST - 100)]
    changed = [*lines[:300], "300 words that change.\n", *lines[301:]]
    found = [run for run in words("".join(lines), "".join(changed)) if run.is_gone or run.is_new]
    assert found == [Run("stay as they are", is_gone=True), Run("change", is_new=True)]


def test_no_two_texts_take_long():
    made = random.Random(1)
    few, many = ("a", "b"), [f"w{n}" for n in range(50)]
    for kinds in (few, many):
        for ends in (" ", "\n", "\n" * 30):
            texts = [
                "".join(made.choice(kinds) + made.choice((" ", ends)) for _n in range(3_000)) for _t in (1, 2)
            ]
            began = time.process_time()
            words(*texts)
            assert time.process_time() - began < 5
