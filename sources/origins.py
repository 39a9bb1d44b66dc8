"""How many independent origins do sources have? Five papers that print one agency's text are one origin.

Two sources count as one origin when one derives from the other, when both derive from the same source, when one
publisher stands behind both, or one owner behind their publishers. Whatever is one with a third is one with each other.
Pure functions; what a source derives from, near or far, is handed in with it.
"""

from collections.abc import Iterable
from typing import Protocol, TypeVar


class HasOrigin(Protocol):
    """What is asked of a source. `ancestors` are the keys of all that it derives from, at whatever distance;
    `publisher` has a key, a name and an owner, or is None."""

    id: int
    ancestors: frozenset[int]
    publisher: object


S = TypeVar("S", bound=HasOrigin)


def origins(sources: Iterable[S]) -> list[list[S]]:
    """The sources in groups, a group for each origin, in the order in which the first of each is met."""
    groups: list[tuple[set, list]] = []
    for source in sources:
        marks, together = set(_marks(source)), [source]
        for group in [group for group in groups if group[0] & marks]:
            groups.remove(group)
            marks |= group[0]
            together = [*group[1], *together]
        groups.append((marks, together))
    return [together for _marks_of, together in groups]


def _marks(source: HasOrigin) -> Iterable[tuple]:
    """What two sources of one origin have in common at least one of."""
    yield "source", source.id
    yield from (("source", pk) for pk in source.ancestors)
    publisher = source.publisher
    if publisher is not None:
        yield "publisher", publisher.id
        yield "owner", _plain(publisher.name)  # a publisher that owns another one
        if publisher.owner.strip():
            yield "owner", _plain(publisher.owner)


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())
