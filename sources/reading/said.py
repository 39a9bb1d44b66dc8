"""What does a page say of itself? Title, publisher, authors, day and language, from its markup.

Read in the order in which sites take most care: JSON-LD (schema.org), OpenGraph and other meta elements, what is
marked on the page, and the page's text as trafilatura and htmldate read it. Nothing is invented: what none of them
says stays empty, and an editor confirms the rest.
"""

import json
import re
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cached_property
from html import unescape
from itertools import islice

from htmldate import find_date
from trafilatura.metadata import extract_metadata

WORKS = frozenset(
    "Article NewsArticle AnalysisNewsArticle BackgroundNewsArticle OpinionNewsArticle ReportageNewsArticle "
    "ReviewNewsArticle AdvertiserContentArticle BlogPosting LiveBlogPosting SocialMediaPosting DiscussionForumPosting "
    "ScholarlyArticle TechArticle Report Dataset CreativeWork WebPage Legislation Book Thesis VideoObject".split()
)
PAGES = frozenset(
    {"WebPage", "CreativeWork", "VideoObject"}
)  # asked last: they describe what stands around the work
MOST_NODES = 2_000
SEPARATORS = re.compile(r"\s+[|–—·•»:-]\s+|\s*\|\s*")
DAY = re.compile(
    r"(?P<year>[12][0-9]{3})(?P<gap>[-/.]?)(?P<month>[01][0-9])(?P=gap)(?P<day>[0-3][0-9])(?![0-9])"
)

TITLES = ("og:title", "citation_title", "dc.title", "dcterms.title", "twitter:title", "parsely-title")
SITES = (
    "og:site_name",
    "citation_publisher",
    "dc.publisher",
    "dcterms.publisher",
    "publisher",
    "application-name",
)
NAMES = ("citation_author", "dc.creator", "dcterms.creator", "author", "parsely-author", "article:author")
# When it was published, never when it was changed.
DAYS = (
    *(
        "article:published_time",
        "og:article:published_time",
        "citation_publication_date",
        "citation_online_date",
    ),
    *("citation_date", "dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date.created", "dc.date"),
    *("dcterms.date", "parsely-pub-date", "sailthru.date", "pubdate", "publishdate", "publish-date", "date"),
)


class Said:
    """The page's own words about itself. `tree` is as lxml reads it."""

    def __init__(self, tree, url: str = ""):
        self.tree, self.url = tree, url
        self.meta = dict(_meta(tree))
        self.nodes = list(islice(_nodes(tree), MOST_NODES))
        self.work = _best(self.nodes)

    def types(self) -> set[str]:
        return set(_texts(self.work.get("@type")))

    def title(self) -> str:
        found = first(
            _texts(self.work.get("headline")), _texts(self.work.get("name")) if self._is_precise() else ()
        )
        found = found or first(self.meta.get(name, []) for name in TITLES)
        found = found or _short([_words(h) for h in self.tree.iterfind(".//h1")])
        found = found or first([_words(title) for title in self.tree.iterfind(".//title")][:1])
        return _without_site(found, self.publisher)

    @cached_property
    def publisher(self) -> str:
        named = self._names("publisher", "sourceOrganization", "provider")
        return (
            named[0]
            if named
            else first(self.meta.get(name, []) for name in SITES)
            or self._site_node()
            or self._site_in_title()
        )

    def authors(self) -> str:
        named = self._names("author", "creator")
        if not named:
            named = next((self.meta[name] for name in NAMES if self.meta.get(name)), [])
        if not any(named):
            named = [
                _words(element) for element in self.tree.xpath("//*[@rel='author' or @itemprop='author']")
            ]
        named = [name for name in named if name and "://" not in name and name != self.publisher]
        return ", ".join(dict.fromkeys(named))[:2000]

    def published_on(self) -> date | None:
        """The day as the page writes it, whatever the zone of its clock."""
        candidates = [*_texts(self.work.get("datePublished")), *_texts(self.work.get("dateCreated"))]
        candidates += [value for name in DAYS for value in self.meta.get(name, [])]
        marked = "//*[@itemprop='datePublished' or @pubdate or contains(@class, 'dt-published')]"
        for element in self.tree.xpath(marked):
            candidates += [element.get("datetime") or "", element.get("content") or "", _words(element)]
        return next((day for day in map(day_in, candidates) if day), None) or self._day_in_text()

    def language(self) -> str:
        """A language tag, as nl-BE."""
        tags = [self.tree.get("lang") or "", *_texts(self.work.get("inLanguage"))]
        tags += self.meta.get("og:locale", []) + self.meta.get("content-language", [])
        tag = next((tag.replace("_", "-").strip() for tag in tags if tag.strip()), "")
        return tag if re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", tag) else ""

    def is_free(self) -> bool:
        """Does it say that everybody may read it? Silence counts as yes."""
        said = [str(node.get("isAccessibleForFree", "")).lower() for node in self.nodes]
        return "false" not in said or bool(self.work.get("articleBody"))

    def _names(self, *keys: str) -> list[str]:
        """Who stands under these keys of the work, where need be as another node of the page tells their name."""
        by_id = {
            node["@id"]: node for node in self.nodes if isinstance(node.get("@id"), str) and node.get("name")
        }
        entries = [entry for key in keys for entry in _entries(self.work.get(key))]
        whole = (
            by_id.get(entry.get("@id"), entry) if isinstance(entry, dict) else entry for entry in entries
        )
        return [name for name in map(_name, whole) if name]

    def _is_precise(self) -> bool:
        return bool(self.types() - PAGES)

    def _site_node(self) -> str:
        sites = (
            node
            for node in self.nodes
            if {"WebSite", "NewsMediaOrganization"} & set(_texts(node.get("@type")))
        )
        return first(_name(site) for site in sites)

    def _site_in_title(self) -> str:
        """The part behind the bar, where the page's title is its headline and the name of its site."""
        whole = first([_words(title) for title in self.tree.iterfind(".//title")][:1])
        headline = first([*_texts(self.work.get("headline")), *self.meta.get("og:title", [])])
        headline = headline or first([_words(h) for h in self.tree.iterfind(".//h1")][:1])
        parts = SEPARATORS.split(whole)
        is_told = len(parts) > 1 and headline and SEPARATORS.split(headline)[0] == parts[0] != parts[-1]
        return parts[-1] if is_told and len(parts[-1]) <= 60 and parts[-1] not in headline else ""

    def _day_in_text(self) -> date | None:
        """As htmldate reads the page: elements of time first, then its text."""
        latest = date.today().isoformat()  # no page is from tomorrow
        options = {
            "original_date": True,
            "max_date": latest,
            "outputformat": "%Y-%m-%d",
            "extensive_search": True,
        }
        return day_in(find_date(self.tree, url=self.url or None, **options) or "")


def first(*groups: Iterable) -> str:
    """The first text that says something, in the order given."""
    for group in groups:
        for entry in [group] if isinstance(group, str) else group:
            found = entry if isinstance(entry, str) else first(*entry) if entry else ""
            if found := " ".join(unescape(found).split()):
                return found
    return ""


def day_in(text: str) -> date | None:
    """The day that a text begins with, if it is one; of whole times only the day."""
    found = DAY.match(text.strip())
    try:
        return date(int(found["year"]), int(found["month"]), int(found["day"])) if found else None
    except ValueError:
        return None


def extra(tree, url: str) -> tuple[str, str]:
    """Title and authors as trafilatura reads them from the page's text, for pages that say nothing themselves."""
    found = extract_metadata(tree, default_url=url or None, extensive=False)
    return (found.title or "", (found.author or "").replace(";", ",")) if found else ("", "")


def _meta(tree) -> Iterator[tuple[str, list[str]]]:
    found: dict[str, list[str]] = {}
    for element in islice(tree.iter("meta"), 500):
        name = (
            element.get("property")
            or element.get("name")
            or element.get("itemprop")
            or element.get("http-equiv")
        )
        text = " ".join((element.get("content") or "").split())
        if name and text:
            found.setdefault(name.strip().lower(), []).append(text)
    yield from found.items()


def _nodes(tree) -> Iterator[dict]:
    for script in tree.iterfind(".//script[@type]"):
        if script.get("type", "").split(";")[0].strip().lower() == "application/ld+json":
            yield from _walk(_json(script.text or ""))


def _json(text: str):
    text = re.sub(r"^\s*(<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(-->|//\s*\]\]>|\]\]>)\s*$", "", text)
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


def _walk(value, depth: int = 0) -> Iterator[dict]:
    if depth > 12:
        return
    if isinstance(value, list):
        for entry in value[:500]:
            yield from _walk(entry, depth + 1)
    elif isinstance(value, dict):
        yield value
        for entry in value.values():
            if isinstance(entry, (dict, list)):
                yield from _walk(entry, depth + 1)


def _best(nodes: list[dict]) -> dict:
    """The node that is the work itself: a precise kind before a mere page, one with a headline before one without."""
    works = [node for node in nodes if WORKS & set(_texts(node.get("@type")))]
    works.sort(key=lambda node: (set(_texts(node.get("@type"))) <= PAGES, not node.get("headline")))
    return works[0] if works else {}


def _entries(value) -> list:
    return value if isinstance(value, list) else [value] if value else []


def _texts(value) -> list[str]:
    """The texts of a value of JSON-LD, however it is wrapped."""
    texts = []
    for entry in _entries(value)[:50]:
        if isinstance(entry, dict):
            entry = entry.get("@value") or entry.get("name") or ""
        if isinstance(entry, str):
            texts.append(
                entry.rsplit("/", 1)[-1]
                if entry.startswith(("http://schema.org/", "https://schema.org/"))
                else entry
            )
    return texts


def _name(entry) -> str:
    if isinstance(entry, dict):
        return first(_texts(entry.get("name")), _texts(entry.get("legalName")))
    return "" if not isinstance(entry, str) or "://" in entry else " ".join(entry.split())


def _words(element) -> str:
    return " ".join(element.text_content().split())


def _short(headings: list[str]) -> str:
    """The one heading of the first rank, unless there are several, which then name parts of the page."""
    told = list(dict.fromkeys(heading for heading in headings if heading))
    return told[0] if len(told) == 1 and len(told[0]) <= 300 else ""


def _without_site(title: str, site: str) -> str:
    """A title without the name of its site in front or behind."""
    if not site:
        return title
    name = re.escape(site)
    rest = re.sub(rf"^{name}\s*[|–—·•»:-]\s+|\s+[|–—·•»-]\s*{name}$", "", title, flags=re.IGNORECASE)
    return rest.strip() or title
