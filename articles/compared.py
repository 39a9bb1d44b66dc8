"""Two wordings side by side: which words went, which came, and which stayed.

By words, not letters: readers look for the figure that changed. (Wagtail's own comparison gives up on texts that differ
in little, and replaces them whole.)
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

WORD = re.compile(r"\w+(?:[.,:'’]\w+)*[^\S\n]*|[^\w\s][^\S\n]*|\s+")  # with the space behind it
LINE = re.compile(r"[^\n]*\n|[^\n]+")
LONGEST = 600  # words and signs, the product of both sides at most its square: more of them take too long


@dataclass(frozen=True)
class Run:
    """Words that stayed, went or came, one after the other. `is_gone` and `is_new` are never both."""

    text: str
    is_gone: bool = False
    is_new: bool = False


def words(before: str, after: str) -> list[Run]:
    """The runs of words that lead from one text to the other. Joined, those that did not go are the new text, and
    those that are not new the old one. Long texts are compared line by line first; lines that are too long for that are
    shown whole."""
    if (runs := _by_word(before, after)) is not None:
        return runs
    old, new = LINE.findall(before), LINE.findall(after)
    return list(_by_line(old, new)) if len(old) * len(new) <= LONGEST**2 else _whole(before, after)


def _by_line(old: list[str], new: list[str]) -> Iterator[Run]:
    for kind, a, b, c, d in _opcodes(old, new):
        pairs = list(zip(old[a:b], new[c:d], strict=True)) if b - a == d - c else []
        for before, after in pairs or [("".join(old[a:b]), "".join(new[c:d]))]:
            if kind == "equal":
                yield Run(before)
            else:
                yield from _by_word(before, after) or _whole(before, after)


def _by_word(before: str, after: str) -> list[Run] | None:
    """None if that would take too long."""
    old, new = WORD.findall(before), WORD.findall(after)
    if len(old) * len(new) > LONGEST**2:
        return None
    runs = []
    for kind, a, b, c, d in _opcodes(old, new):
        went, came = "".join(old[a:b]), "".join(new[c:d])
        runs += [Run(went)] if kind == "equal" else _whole(went, came)
    return runs


def _opcodes(old: list[str], new: list[str]) -> list[tuple]:
    return SequenceMatcher(None, old, new, autojunk=False).get_opcodes()


def _whole(before: str, after: str) -> list[Run]:
    """One text went and the other came."""
    return [run for run in (Run(before, is_gone=True), Run(after, is_new=True)) if run.text]
