"""Does the time of intake grow with the length of a pasted text, or with its square? Ratios of one run.

.venv/bin/python -m pytest bench/intake.py -q -s
"""

import time

import pytest

from articles.intake import parse

UNITS = [
    "*",
    "[",
    "[[[[\n",
    "](",
    "[a](",
    "[a](b)",
    ": ",
    " — ",
    " - ",
    "** a",
    "**a** ",
    "(",
    "((",
    ") ",
    "https://a.b/c) ",
    "http://",
    "a:",
    "31 February 2026, ",
    "2026-",
    "1. a\n",
    "- \n",
    "\n",
    "\u200b",
    "\u2028",
    " ",
    "\ud800",
    "Sources\n",
    "Sources: x\n",
    "Q:\n\n",
    "A: b\n",
    "By A\n",
    "Published: x\n",
    "Title: x\n",
    "x:\n\n",
    '"',
    "_",
    "- - ",
    "###### ",
]


@pytest.mark.parametrize("above", ["", "Sources\n- ", "FAQ\nQ: "])
@pytest.mark.parametrize("unit", UNITS)
def test_intake(unit, above):
    small, large = (above + unit * (size // len(unit)) for size in (20_000, 160_000))
    few, plenty = took(small), took(large)
    print(f"\n{above + unit!r}: eight times the text takes × {plenty / few:.1f}")
    assert plenty < 24 * few + 0.3  # a square would be 64


def took(text):
    """Seconds of processor time for one parse; the better of two."""
    times = []
    for _ in range(2):
        began = time.process_time()
        parse(text)
        times.append(time.process_time() - began)
    return min(times)
