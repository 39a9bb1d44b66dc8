"""When does a reason say something? One rule for every reason that people give."""

SHORTEST = 15  # characters


def is_sentence(reason: str) -> bool:
    """At least three words and 15 characters."""
    reason = reason.strip()
    return len(reason) >= SHORTEST and len(reason.split()) >= 3
