"""What does an address or a form ask for?"""


def key(value: str | None) -> int:
    """The number that somebody sent in, 0 for what is none, or too large for any record."""
    return int(value) if value and value.isascii() and value.isdecimal() and len(value) < 10 else 0
