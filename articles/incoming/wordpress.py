"""Which texts are in a WordPress export (WXR)? Read as a stream: a file of any size takes the memory of one item."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import BinaryIO
from urllib.parse import unquote

from lxml import etree

from articles.incoming import Broken, Item, distinct, name_of, plain

TAXONOMIES = ("category", "post_tag")
NO_TOPIC = "uncategorized"  # what WordPress files a text under that nobody filed
GONE = ("trash", "auto-draft", "inherit")


def items(file: BinaryIO) -> Iterator[Item]:
    """The items in their order. Raises Broken where the file ends to be XML; what came before has been given."""
    people: dict[str, str] = {}
    events = etree.iterparse(
        file,
        events=("start", "end"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        collect_ids=False,
    )
    try:
        for number, (event, element) in enumerate(events):
            if number == 0:
                _refuse(element)
            if event == "start" or not isinstance(element.tag, str):
                continue
            if _local(element) == "author" and (login := _text(element, "author_login")):
                people[login] = _text(element, "author_display_name") or login
                _forget(element)
            elif element.tag == "item":
                item = _item(element, people)
                _forget(element)
                yield item
    except etree.XMLSyntaxError as error:
        raise Broken(
            f"line {error.lineno}: the file is not well-formed from here on ({error.msg})."
        ) from None


def _refuse(root) -> None:
    """An export is RSS and declares no entities; a file that does is made to swell."""
    if root.tag != "rss":
        raise Broken(
            f"line {root.sourceline}: this is no WordPress export: it begins with <{root.tag}>, not <rss>."
        )
    declared = root.getroottree().docinfo.internalDTD
    if declared is not None and any(True for _entity in declared.iterentities()):
        raise Broken("line 1: the file declares entities of its own, which no export needs. It is not read.")


def _forget(element) -> None:
    """Frees what has been read."""
    element.clear()
    while element.getprevious() is not None:
        del element.getparent()[0]


def _item(element, people: dict[str, str]) -> Item:
    title, html, login = _text(element, "title"), "", _text(element, "creator")
    excerpt = ""
    for child in element.iterchildren("{*}encoded"):
        if "/excerpt/" in (etree.QName(child).namespace or ""):
            excerpt = _words(child)
        else:
            html = _words(child)
    comments = sum(1 for _comment in element.iterchildren("{*}comment"))
    return Item(
        where=f"line {element.sourceline}",
        name=name_of(_text(element, "guid"), _text(element, "link"), title + html),
        title=title,
        html=html,
        excerpt=excerpt,
        link=_text(element, "link"),
        slug=unquote(_text(element, "post_name")),
        dated=_day(_text(element, "post_date")),
        authors=distinct([people.get(login, login)]),
        topics=_topics(element),
        remarks=[f"{comments} comments were left out"] if comments else [],
        left_out=_left_out(element, plain(title) or plain(html) or html.strip()),
    )


def _left_out(element, said: str) -> str:
    kind, status = _text(element, "post_type") or "post", _text(element, "status")
    if kind != "post":
        return f"it is of the type {kind}"
    if status in GONE:
        return f"its status is {status}"
    return "" if said else "it is empty"


def _topics(element) -> list[str]:
    rows = [row for row in element.iterchildren("category") if row.get("domain") in TAXONOMIES]
    return distinct([_words(row) for row in rows if row.get("nicename") != NO_TOPIC])


def _local(element) -> str:
    return etree.QName(element).localname


def _text(element, name: str) -> str:
    child = element.find(f"{{*}}{name}")
    return "" if child is None else _words(child).strip()


def _words(element) -> str:
    return "".join(element.itertext())


def _day(text: str) -> date | None:
    """The day of a time such as 2024-05-01 12:00:00; none of a draft, which WordPress dates at the year 0."""
    try:
        return datetime.fromisoformat(text).date()
    except ValueError:
        return None
