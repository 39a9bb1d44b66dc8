"""Text in one form, whatever it came in."""

import re

MOST_TEXT = 1_000_000  # characters that are kept
# Letters that PostgreSQL or a terminal can't take, or that turn the order of what follows around.
NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufeff]")


def plain(text: str) -> str:
    """Text in one form: no letters that can't be stored, no spaces but one, no empty lines."""
    lines = (" ".join(NOT_TEXT.sub("", line).split()) for line in text[:MOST_TEXT].splitlines())
    return "\n".join(line for line in lines if line)
