"""How does an article's text cite its sources? The text in blocks, every mark `[^3]` turned into a numeral.

Numerals count the sources in the order in which the text comes upon them. Works on values alone and makes no HTML.
Rich text is made ready by the caller (`rich` turns what is stored into what is shown), as are the pictures.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from django.utils.html import strip_tags
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from articles.editions import Edition
from articles.gates import FOOTNOTE_MARK
from articles.presenting import Chapter, Cited, Note, Passage

WORDS_A_MINUTE = 220
MARKED_WORD = re.compile(r"([^\s<>]*?)((?:\s*\[\^\d{1,6}\])+)")
LINK = re.compile(r"<a\b.*?</a>", re.DOTALL)
Rich = Callable[[str], str]


@dataclass(frozen=True)
class Block:
    """A piece of an article's text. `template` names the partial that shows it."""

    template: str
    pieces: tuple[Cited, ...] = ()
    words: str = ""
    anchor: str = ""
    photo: object = None


def numbered(edition: Edition) -> Edition:
    """An article's sources numbered as its text comes upon them; those that it does not cite come last."""
    marks = [int(handle) for handle in FOOTNOTE_MARK.findall(edition.body)]
    rank = {handle: place for place, handle in reversed(list(enumerate(marks)))}
    ordered = sorted(edition.footnotes, key=lambda note: rank.get(note.handle, len(marks)))
    numbers = {pk: n for n, pk in enumerate(dict.fromkeys(note.source.id for note in ordered), start=1)}
    return replace(
        edition,
        footnotes=tuple(
            replace(n, source=replace(n.source, number=numbers[n.source.id])) for n in edition.footnotes
        ),
    )


def notes(edition: Edition) -> dict[int, Note]:
    """The note behind each mark."""
    return {
        note.handle: Note(
            f"n-{note.handle}", note.source, (Passage("", note.locator.strip(), note.excerpt.strip()),)
        )
        for note in edition.footnotes
        if note.handle
    }


def blocks(edition: Edition, rich: Rich, photos: Mapping[int, object]) -> tuple[Block, ...]:
    """The text, block by block."""
    cited = notes(edition)
    return tuple(
        MAKERS[block["type"]](block["value"], f"part-{place}", cited, rich, photos)
        for place, block in enumerate(_stored(edition), start=1)
        if block["type"] in MAKERS
    )


def _stored(edition: Edition) -> list[dict]:
    return json.loads(edition.body or "[]")


def _paragraph(html, anchor, cited, rich, photos) -> Block:
    # Safe: stored rich text has passed Wagtail's converter, whatever way it came in.
    pieces = (
        replace(p, before=mark_safe(p.before), last=mark_safe(p.last)) for p in _pieces(rich(html), cited)
    )
    return Block("articles/blocks/_paragraph.html", tuple(pieces))


def _heading(text, anchor, cited, rich, photos) -> Block:
    words = FOOTNOTE_MARK.sub("", text).strip()
    return Block("articles/blocks/_heading.html", tuple(_pieces(text, cited)), words, anchor)


def _quote(quote, anchor, cited, rich, photos) -> Block:
    said_by = (quote.get("attribution") or "").strip()
    return Block("articles/blocks/_quote.html", tuple(_pieces(quote.get("text") or "", cited)), said_by)


def _image(image, anchor, cited, rich, photos) -> Block:
    caption = tuple(_pieces(image.get("caption") or "", cited))
    return Block("articles/blocks/_image.html", caption, photo=photos.get(image.get("photo")))


MAKERS = {"paragraph": _paragraph, "heading": _heading, "quote": _quote, "image": _image}


def _pieces(text: str, cited: Mapping[int, Note]) -> Iterator[Cited]:
    """The text cut behind each word that cites. A mark without a source stays as it is: only a draft has one."""
    text = LINK.sub(_marks_behind, text)
    position = 0
    for match in MARKED_WORD.finditer(text):
        handles = [int(handle) for handle in FOOTNOTE_MARK.findall(match[2])]
        found = dict.fromkeys(cited[handle] for handle in handles if handle in cited)
        unknown = "".join(f"[^{handle}]" for handle in handles if handle not in cited)
        yield Cited(text[position : match.start()], match[1] + unknown, tuple(found))
        position = match.end()
    if text[position:]:
        yield Cited(text[position:])


def _marks_behind(link: re.Match) -> str:
    """A numeral is a button, and no button may stand in a link."""
    marks = "".join(mark[0] for mark in FOOTNOTE_MARK.finditer(link[0]))
    return FOOTNOTE_MARK.sub("", link[0]) + marks


def rich_texts(edition: Edition) -> list[str]:
    """Every rich text of a story as stored, so that all can be made ready at once."""
    paragraphs = [block["value"] for block in _stored(edition) if block["type"] == "paragraph"]
    return [edition.context, edition.why, *(pair.answer for pair in edition.faq), *paragraphs]


def minutes(edition: Edition) -> int:
    """How long an article takes to read."""
    words = sum(len(strip_tags(text).split()) for text in rich_texts(edition))
    return max(1, round(words / WORDS_A_MINUTE))


def contents(edition: Edition, shown: Iterable[Block], related: int) -> tuple[Chapter, ...]:
    """What stands on an article's page: its headings, and what comes after the text."""
    headings = [Chapter(block.anchor, block.words) for block in shown if block.anchor]
    rest = (
        (edition.sources, Chapter("sources", _("Sources"), len(edition.sources))),
        (True, Chapter("transparency", _("Source transparency"))),
        (related, Chapter("related", _("Related coverage"))),
    )
    return (*headings, *(chapter for is_there, chapter in rest if is_there))
