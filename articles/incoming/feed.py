"""Which texts are in a feed (RSS or Atom)?"""

import re
from collections.abc import Iterator
from datetime import date

import feedparser

from articles.incoming import Broken, Item, distinct, name_of, plain

CLOSED = re.compile(rb"</(?:\w+:)?(?:item|entry)\s*>")


def items(content: bytes) -> Iterator[Item]:
    """The entries in their order, their HTML as it came. Raises Broken where the feed ends to be one; what came before
    has been given."""
    bare = content.replace(b"\0", b"")  # in UTF-16 every second byte may be none
    if b"<!ENTITY" in bare:
        raise Broken("it declares entities of its own, which no feed needs. It is not read.")
    feed = feedparser.parse(content, sanitize_html=False, resolve_relative_uris=False)
    problem = feed.get("bozo_exception")
    if not feed.get("version") and not feed.entries:
        raise Broken(f"it is no feed ({problem or 'neither RSS nor Atom'}).")
    ill_formed = hasattr(problem, "getLineNumber")
    whole = len(CLOSED.findall(bare)) if ill_formed else len(feed.entries)
    for number, entry in enumerate(feed.entries[:whole], 1):
        yield _item(number, entry)
    if ill_formed:
        cut = len(feed.entries[whole:])
        raise Broken(
            f"line {problem.getLineNumber()}: it is not well-formed ({problem.getMessage()}). "
            f"Entries that were cut off there and left out: {cut}."
        )


def _item(number: int, entry) -> Item:
    title, summary = entry.get("title", ""), entry.get("summary", "")
    contents = [part.get("value", "") for part in entry.get("content", [])]
    html = "\n\n".join(contents) or summary
    return Item(
        where=f"entry {number}",
        name=name_of(entry.get("id", ""), entry.get("link", ""), title + html),
        title=title,
        html=html,
        excerpt=summary if html != summary and summary not in contents else "",
        link=entry.get("link", ""),
        dated=_day(entry),
        authors=distinct([author.get("name", "") for author in entry.get("authors", [])]),
        topics=distinct([tag.get("label") or tag.get("term") or "" for tag in entry.get("tags", [])]),
        remarks=_enclosed(entry),
        left_out="" if plain(title) or plain(html) or html.strip() else "it is empty",
    )


def _enclosed(entry) -> list[str]:
    files = len(entry.get("enclosures", []))
    return [f"{files} enclosed files were left out"] if files else []


def _day(entry) -> date | None:
    time = entry.get("published_parsed") or entry.get("updated_parsed")
    try:
        return date(*time[:3]) if time else None
    except ValueError:
        return None
