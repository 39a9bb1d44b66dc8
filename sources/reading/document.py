"""From the bytes of an answer to what it says: text, and what it says of itself. No network, no database.

The bytes come from strangers. This runs in a process of its own (`apart`), which may die without harm.
"""

import io
import re

import trafilatura
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from sources.kinds import SourceKind
from sources.reading import markup
from sources.reading.plain import plain
from sources.reading.result import Reading
from sources.reading.said import Said, day_in, extra
from sources.reading.walls import Sight, Wall, wall

MOST_PAGES = 300  # of a PDF
MOST_NAMED = 2_000  # characters of a title, and of the authors
SOCIAL = re.compile(
    r"(^|\.)(x\.com|twitter\.com|facebook\.com|instagram\.com|tiktok\.com|threads\.net|bsky\.app|t\.me|linkedin\.com|"
    r"youtube\.com|reddit\.com|vk\.com|truthsocial\.com|mastodon\.social)$"
)
KINDS = {
    "Dataset": SourceKind.DATA,
    "SocialMediaPosting": SourceKind.SOCIAL,
    "DiscussionForumPosting": SourceKind.SOCIAL,
    "Legislation": SourceKind.DOCUMENT,
    "Report": SourceKind.DOCUMENT,
    "Thesis": SourceKind.DOCUMENT,
    "ScholarlyArticle": SourceKind.DOCUMENT,
}


def read(body: bytes, content_type: str = "", url: str = "") -> Reading:
    """What the bytes say. What can't be read has an empty text and a `problem`; nothing is raised."""
    kind, charset = markup.media_type(content_type)
    if body[:1024].lstrip().startswith(b"%PDF-"):
        return _pdf(body)
    is_binary = body[:1024].count(0) > 10 and not body.startswith((b"\xff\xfe", b"\xfe\xff"))
    if is_binary or kind.startswith(("image/", "audio/", "video/")):
        return Reading(problem="The file is not text, so nothing in it can be looked up.")
    text = markup.decoded(body, charset)
    looks_like_markup = re.match(r"\s*(<!doctype|<html|<\?xml|<head|<body|<!--)", text[:2_000], re.IGNORECASE)
    if kind in ("text/plain", "text/csv", "application/json", "text/markdown") and not looks_like_markup:
        told = plain(text)
        return Reading(text=told, whole=told, wall=None if told else Wall.EMPTY)
    return _page(text, url)


def _page(text: str, url: str) -> Reading:
    tree = markup.tree_of(text)
    if tree is None:
        return Reading(wall=Wall.EMPTY)
    said, whole = Said(tree, url), markup.visible(tree)
    title, authors = said.title(), said.authors()
    if not (title and authors):
        more = extra(tree, url)
        title, authors = title or more[0], authors or more[1]
    publisher, language, day = said.publisher, said.language(), said.published_on()
    readable = plain(trafilatura.extract(tree, include_comments=False, include_tables=True) or "")
    sight = Sight(
        title=" ".join((tree.findtext(".//title") or "").split()) or title,
        heading=next((" ".join(h.text_content().split()) for h in tree.iterfind(".//h1")), ""),
        text=readable,
        visible=whole,
        has_password_field=bool(tree.xpath("//input[@type='password']")),
        is_free=said.is_free(),
        has_scripts=tree.find(".//script") is not None,
    )
    return Reading(
        title=plain(title).replace("\n", " ")[:MOST_NAMED],
        publisher=plain(publisher).replace("\n", " ")[:200],
        authors=plain(authors).replace("\n", " ")[:MOST_NAMED],
        published_on=day,
        language=language[:20],
        kind=_kind(said, url),
        text=readable or whole,
        whole=whole,
        wall=wall(sight),
    )


def _kind(said: Said, url: str) -> SourceKind:
    host = re.sub(r"^[a-z]+://([^/:?#]*).*$", r"\1", url.lower())
    if SOCIAL.search(host):
        return SourceKind.SOCIAL
    for name in said.types():
        if name in KINDS:
            return KINDS[name]
        if name.endswith(("NewsArticle", "BlogPosting")) or name == "Article":
            return SourceKind.REPORT
    return SourceKind.REPORT if "article" in said.meta.get("og:type", []) else SourceKind.OTHER


def _pdf(body: bytes) -> Reading:
    try:
        document = PdfReader(io.BytesIO(body))
        pages = [page.extract_text() for page in document.pages[:MOST_PAGES]]
        told = document.metadata or {}
        title, authors = str(told.get("/Title") or ""), str(told.get("/Author") or "")
        day = day_in(str(told.get("/CreationDate") or "").removeprefix("D:"))
        language = str(document.root_object.get("/Lang") or "")
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, OSError, RecursionError):
        return Reading(kind=SourceKind.DOCUMENT, problem="The PDF can’t be read: it is damaged or locked.")
    text = plain("\n".join(pages))
    first_line = text.partition("\n")[0]
    return Reading(
        title=(plain(title).replace("\n", " ") or first_line)[:MOST_NAMED],
        authors=plain(authors).replace("\n", " ")[:MOST_NAMED],
        published_on=day,
        language=language[:20],
        kind=SourceKind.DOCUMENT,
        text=text,
        whole=text,
        problem="" if text else "The PDF has no text: it may be a scan.",
    )
