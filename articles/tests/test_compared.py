"""Which words went and which came."""

from hypothesis import given, settings
from hypothesis import strategies as st

from articles.compared import LONGEST, Run, words

TEXT = st.text("ab1 .,\n’é", max_size=40)


def test_the_figure_that_changed_is_shown_and_nothing_else():
    assert words("The crack is 83.5 cm long.", "The crack is 38.5 cm long.") == [
        Run("The crack is "),
        Run("83.5", is_gone=True),
        Run("38.5", is_new=True),
        Run(" cm long."),
    ]


@settings(max_examples=300, deadline=None, database=None)
@given(TEXT, TEXT)
def test_both_texts_can_be_read_in_it(before, after):
    runs = words(before, after)
    assert "".join(run.text for run in runs if not run.is_new) == before
    assert "".join(run.text for run in runs if not run.is_gone) == after


def test_very_long_texts_are_shown_whole():
    before, after = "a " * LONGEST, "b " * LONGEST
    assert words(before, after) == [Run(before, is_gone=True), Run(after, is_new=True)]
