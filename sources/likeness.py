"""Do two texts share so much that one of them reprints the other? Text in, numbers out: no database, no network.

A text is cut into runs of eight words. Of their hashes those stand for it that sixteen divides (as U. Manber chose them
in “Finding similar files”, 1994): about one in sixteen, and the same ones in every text. Two texts that share runs
share their hashes, wherever the runs stand, so a report that frames an agency's text with its own words is found, too.
"""

import re
from hashlib import blake2b

RUN = 8  # words
ONE_IN = 16
MOST = 400  # hashes of one text
MOST_LETTERS = 300_000  # of a text that are looked at
LIKE = 0.5  # of the shorter text: so much in common counts as alike
LEAST = 5  # hashes in common: less may be a quotation
WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|\w+")  # scripts without spaces count letter by letter


def prints(text: str) -> frozenset[int]:
    """The hashes that stand for a text: whole numbers that fit 63 bits. A short text has few or none."""
    words = WORD.findall(text[:MOST_LETTERS].casefold())
    runs = {" ".join(words[n : n + RUN]) for n in range(len(words) - RUN + 1)}
    found = sorted(h for h in map(_hash, runs) if h % ONE_IN == 0)
    return frozenset(found[:MOST])


def _hash(run: str) -> int:
    return int.from_bytes(blake2b(run.encode(), digest_size=8).digest(), "big") >> 1


def share(mine: int, theirs: int, common: int) -> float:
    """How much of the shorter text is in the other one, from 0 to 1, by the number of their hashes."""
    shorter = min(mine, theirs)
    return common / shorter if shorter else 0.0


def are_alike(mine: int, theirs: int, common: int) -> bool:
    """Is that so much that an editor should look?"""
    return common >= LEAST and share(mine, theirs, common) >= LIKE
