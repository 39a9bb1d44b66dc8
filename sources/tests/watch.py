"""Sees every connection that this process tries to make, whoever makes it: Python itself reports it (PEP 578)."""

import sys
from contextlib import contextmanager

_watched: list[list] = []


def _seen(event: str, arguments: tuple) -> None:
    if event == "socket.connect":
        for seen in _watched:
            seen.append(arguments[1])


sys.addaudithook(_seen)


@contextmanager
def connections():
    """The addresses that are connected to inside the block, as they come."""
    seen: list = []
    _watched.append(seen)
    try:
        yield seen
    finally:
        _watched.remove(seen)
