"""What the demo’s sources say. Their addresses are invented, so nobody visits them: each has a page that holds what
the stories cite of it, and is looked at through the door that real looks use."""

import tomllib
import uuid
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from html import escape
from pathlib import Path

from sources import recording
from sources.checking import Look
from sources.models import Source
from sources.outcomes import FAILING_FOR, Outcome
from sources.reading import document
from sources.web.client import Answer

TYPE = "text/html; charset=utf-8"


def cited_words(stories: Iterable[Path]) -> dict[str, list[str]]:
    """What the stories cite word by word, by the key of the source."""
    words: dict[str, list[str]] = {}
    for file in stories:
        for citation in _citations(tomllib.loads(file.read_text())):
            if citation.get("excerpt"):
                words.setdefault(citation["source"], []).append(citation["excerpt"])
    return words


def _citations(entry: dict) -> Iterator[dict]:
    for claim in entry.get("claims", []):
        yield from claim.get("citations", [])
    yield from entry.get("citations", [])


def look_at(source: Source, words: list[str], now: datetime, outcome: str = Outcome.FINE) -> None:
    """A look that finds the source's page, and, for one that is gone, the looks after that which did not."""
    page = _page(source, words)
    final = f"{source.url}/archive" if outcome == Outcome.MOVED else source.url
    answer = Answer(final, 200, "OK", (("Content-Type", TYPE),), page, page)
    kind = Outcome.MOVED if outcome == Outcome.MOVED else Outcome.FINE
    found = Look(kind, 200, final, answer=answer, reading=document.read(page, TYPE, source.url))
    first = now - 2 * FAILING_FOR if outcome == Outcome.GONE else now
    recording.record(source.pk, uuid.uuid4(), found, first)
    if outcome == Outcome.GONE:
        missing = Look(
            Outcome.GONE, 404, source.url, "The site says that the page is not there (404 Not Found)."
        )
        for at in (now - FAILING_FOR - timedelta(hours=1), now - FAILING_FOR / 2, now):
            recording.record(source.pk, uuid.uuid4(), missing, at)
    Source.objects.filter(pk=source.pk).update(due_at=None)  # the web has no such page


def _page(source: Source, words: list[str]) -> bytes:
    said = [source.note, *words]
    body = "".join(f"<p>{escape(text)}</p>" for text in said if text)
    return f"<!doctype html><html><head><title>{escape(source.title)}</title></head><body>{body}</body></html>".encode()
