"""Two wordings side by side: which words went, which came, and which stayed.

By words, not letters: readers look for the figure that changed. (Wagtail's own comparison gives up on texts that differ
in little, and replaces them whole.)
"""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

WORD = re.compile(r"\w+(?:[.,:'’]\w+)*|\s+|[^\w\s]")
LONGEST = 4_000  # words and signs of each text; comparing longer ones takes too long, so they are shown whole


@dataclass(frozen=True)
class Run:
    """Words that stayed, went or came, one after the other. `is_gone` and `is_new` are never both."""

    text: str
    is_gone: bool = False
    is_new: bool = False


def words(before: str, after: str) -> list[Run]:
    """The runs of words that lead from one text to the other. Joined, those that did not go are the new text, and
    those that are not new the old one."""
    old, new = WORD.findall(before), WORD.findall(after)
    if max(len(old), len(new)) > LONGEST:
        return [run for run in (Run(before, is_gone=True), Run(after, is_new=True)) if run.text]
    runs = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            runs.append(Run("".join(old[a:b])))
            continue
        runs += [Run("".join(old[a:b]), is_gone=True)] if b > a else []
        runs += [Run("".join(new[c:d]), is_new=True)] if d > c else []
    return runs
