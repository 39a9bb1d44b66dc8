"""Feeds many thousand mutants to the parser: `python -m articles.tests.soak_intake [COUNT] [FILE …]`.

COUNT is 10,000 by default; FILEs are texts of your own to mutate instead of our samples. Stops at the
first text that raises, loses a word or takes long, prints it, and ends with exit status 1.
"""

import random
import sys
import time
import traceback
from pathlib import Path

from articles.intake import parse
from articles.tests.mutants import mutant, mutated
from articles.tests.words import expected, lost

SLOW = 1.0  # seconds for one text of a few kilobytes


def soak(count: int, own: list[str]) -> int:
    """Parse `count` mutants; the number of the mutant is its seed, so each can be made again."""
    began, words, longest, unplaced = time.process_time(), 0, 0.0, 0
    for seed in range(count):
        chance = random.Random(seed)
        text = mutated(chance.choice(own), chance) if own else mutant(chance)
        started = time.process_time()
        try:
            parsed = parse(text)
            gone = lost(text, parsed)
        except Exception:
            return failed(seed, text, traceback.format_exc())
        longest = max(longest, time.process_time() - started)
        if gone or longest > SLOW:
            return failed(seed, text, f"lost: {dict(gone)}" if gone else f"took {longest:.1f} s")
        words += expected(text).total()
        unplaced += bool(parsed.unplaced)
        if (seed + 1) % 1000 == 0:
            print(f"{seed + 1:,} of {count:,}", flush=True)
    took = time.process_time() - began
    print(f"{count:,} mutants, {words:,} words, none lost; {unplaced:,} with unplaced lines; "
          f"longest {longest * 1000:.0f} ms; {took:.0f} s in all.")  # fmt: skip
    return 0


def failed(seed: int, text: str, why: str) -> int:
    print(f"Mutant {seed} failed: {why}\n{text!r}")
    return 1


if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    sys.exit(soak(count, [Path(name).read_text(encoding="utf-8") for name in sys.argv[2:]]))
