"""From bytes to a tree: which letters are these, and what of the page is there to be read?"""

import codecs
import re
from email.message import Message

from lxml import etree, html
from trafilatura.utils import decode_file

from sources.reading.plain import MOST_TEXT, NOT_TEXT, plain

MOST_MARKUP = 4_000_000  # characters that are parsed; a longer page is cut
UNSEEN = ("script", "style", "noscript", "template", "svg", "head", "iframe", "object", "select")
BLOCKS = frozenset(
    "address article aside blockquote br dd div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 "
    "header hr li main nav ol p pre section table td th title tr ul".split()
)
META_CHARSET = re.compile(
    rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]{2,40})""", re.IGNORECASE
)


def media_type(content_type: str) -> tuple[str, str]:
    """What the header says: the type in lower case, and the charset or nothing."""
    message = Message()
    message["Content-Type"] = content_type or "application/octet-stream"
    return message.get_content_type(), str(message.get_param("charset") or "")


def decoded(body: bytes, charset: str) -> str:
    """The letters of a page. What the page really holds wins over what it says: many send UTF-8 under other names."""
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if body.startswith(mark):
            return body.decode(name, "replace")
    said = META_CHARSET.search(body[:4096])
    for name in ("utf-8", charset, said[1].decode("ascii") if said else ""):
        if (text := _as(body, name)) is not None:
            return text
    return decode_file(body)


def _as(body: bytes, name: str) -> str | None:
    try:
        name = codecs.lookup(name).name if name else ""
        # What is called Latin-1 on the web is Windows-1252 (WHATWG Encoding, 4.2).
        return body.decode("cp1252" if name in ("iso8859-1", "ascii") else name) if name else None
    except (LookupError, ValueError):
        return None


def tree_of(text: str):
    """The page as lxml reads it, or None where there is none."""
    text = NOT_TEXT.sub("", text[:MOST_MARKUP])
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text)  # lxml refuses a declared encoding in text
    if not text.strip():
        return None
    parser = html.HTMLParser(huge_tree=False, no_network=True, remove_comments=True, remove_pis=True)
    try:
        return html.document_fromstring(text, parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return None


def visible(tree) -> str:
    """All text of a page that a reader could see, a block a line: menus and captions, too."""
    pieces: list[str] = []
    size = 0
    walk = etree.iterwalk(tree, events=("start", "end"))
    for event, element in walk:
        if size > MOST_TEXT:
            break
        is_seen = isinstance(element.tag, str) and element.tag not in UNSEEN
        if event == "start" and not is_seen:
            walk.skip_subtree()
        if element.tag in BLOCKS:
            pieces.append("\n")
        said = element.tail if event == "end" else element.text if is_seen else None
        if said:
            pieces.append(said.replace("\n", " "))
            size += len(said)
    return plain("".join(pieces))
