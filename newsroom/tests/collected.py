"""What does the public site of the demo answer, page by page and file by file?

A visitor without a name begins at the home page, the sitemaps and the files for programs, follows every link that stays
on the site, and keeps each answer. All validators read the same collection, so the site is asked once.
"""

import json
import re
from collections import Counter
from dataclasses import dataclass, field, replace
from html import unescape
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.files.storage import default_storage
from django.test import Client
from lxml import etree, html

STARTS = (
    "/", "/sitemap.xml", "/news-sitemap.xml", "/robots.txt", "/humans.txt", "/llms.txt", "/feeds.opml",
    "/site.webmanifest", "/.well-known/security.txt", "/search/?q=bridge",
)  # fmt: skip
LOST = "/no-such-page/"
LINKS = ("href", "src", "cite", "action", "formaction", "poster", "data-versionurl")
NOT_ASKED = ("/admin/", "/documents/")
# Of pages without an end, one of each kind: every word can be sought, every version compared with every other one.
ENDLESS = re.compile(r"^(/search/)\?|^(/\S+/)\?|^(/\S+/versions/)\d+/to/\d+/")
OF_EACH = 6
LIMIT = 700
STORY = b'"@type":"NewsArticle"'  # how a page says that it is a story
BELOW = ("annotations.json", "record.json", "index.md")  # the files below each story


@dataclass(frozen=True)
class Answer:
    """One address: what came back, and where it leads. `links` are as written, made whole."""

    path: str
    status: int
    kind: str
    body: bytes
    headers: dict = field(repr=False, default_factory=dict)
    links: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def tree(self):
        return html.fromstring(self.text)


class Site(dict):
    """Answers by path."""

    def of_kind(self, *kinds: str) -> dict[str, Answer]:
        """The good answers of these media types."""
        return {path: told for path, told in self.items() if told.kind in kinds and told.status == 200}

    @property
    def pages(self) -> dict[str, Answer]:
        return self.of_kind("text/html")

    @property
    def documents(self) -> dict[str, str]:
        """The text of every page, and of the one for addresses that lead nowhere."""
        return {path: told.text for path, told in self.pages.items()} | {LOST: self[LOST].text}

    @property
    def stories(self) -> dict[str, Answer]:
        """The pages that say of themselves that they are a story."""
        return {path: told for path, told in self.pages.items() if STORY in told.body}


def collect() -> Site:
    """Walk the whole site, breadth first."""
    client, site, seen = Client(), Site(), Counter()
    waiting, known = [*STARTS, LOST], {*STARTS, LOST}
    while waiting:
        path = waiting.pop(0)
        site[path] = told = ask(client, path)
        if STORY in told.body:
            told = replace(told, links=(*told.links, *(f"{settings.BASE_URL}{path}{name}" for name in BELOW)))
        assert len(site) <= LIMIT, f"The site has no end: {list(site)[-5:]}"
        for link in told.links:
            there = own(link)
            if there is None or there in known or there.startswith(NOT_ASKED):
                continue
            if match := ENDLESS.match(there):
                seen[match[1] or match[2] or match[3]] += 1
                if seen[match[1] or match[2] or match[3]] > OF_EACH:
                    continue
            known.add(there)
            waiting.append(there)
    return site


def ask(client, path: str) -> Answer:
    """One address. Files that a server in front would send are looked up where it finds them."""
    for prefix, is_there in (
        (settings.STATIC_URL, finders.find),
        (settings.MEDIA_URL, default_storage.exists),
    ):
        if path.startswith(prefix):
            name = unquote(urlsplit(path).path.removeprefix(prefix))
            return Answer(path, 200 if is_there(name) else 404, "file", b"")
    answer = client.get(path, headers={"host": urlsplit(settings.BASE_URL).netloc})
    kind = answer.get("Content-Type", "").partition(";")[0]
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    links = [answer["Location"]] if answer.has_header("Location") else links_of(kind, body)
    whole = tuple(dict.fromkeys(urljoin(settings.BASE_URL + path, link.strip()) for link in links))
    return Answer(path, answer.status_code, kind, body, dict(answer.items()), whole)


def own(link: str) -> str | None:
    """The path of a link on this site, without its fragment; None for one that leads elsewhere."""
    bare = urldefrag(link).url
    if bare == settings.BASE_URL:
        return "/"
    return bare.removeprefix(settings.BASE_URL) if bare.startswith(settings.BASE_URL + "/") else None


def links_of(kind: str, body: bytes) -> list[str]:
    """Every link of a document, as it is written there."""
    if kind == "text/html":
        return links_of_html(body.decode())
    if kind.endswith("json"):
        return [value for value in strings(json.loads(body)) if value.startswith(settings.BASE_URL)]
    if kind.endswith("xml"):
        return links_of_xml(body)
    if kind in ("text/plain", "text/markdown"):
        return re.findall(rf"{re.escape(settings.BASE_URL)}[^\s)>\]]*", body.decode())
    return []


def links_of_html(text: str) -> list[str]:
    tree = html.fromstring(text)
    found = [element.get(name) for name in LINKS for element in tree.iterfind(f".//*[@{name}]")]
    for element in tree.iterfind(".//*[@srcset]"):
        found += [candidate.split()[0] for candidate in element.get("srcset").split(",")]
    told = tree.xpath("//meta[starts-with(@property, 'og:') or starts-with(@name, 'twitter:')]/@content")
    found += [content for content in told if content.startswith("http")]
    for script in tree.iterfind(".//script[@type='application/ld+json']"):
        data = json.loads(script.text)
        found += [value for value in strings(data) if value.startswith((settings.BASE_URL, "#"))]
    return found


def links_of_xml(body: bytes) -> list[str]:
    """Addresses in any element or attribute, and the links of HTML that a feed carries along."""
    found = []
    for element in etree.fromstring(body).iter(etree.Element):
        for value in (element.text or "", *element.attrib.values()):
            if value.startswith("http"):
                found.append(value)
            elif "<a " in value or "<img " in value:
                found += [unescape(link) for link in re.findall(r'(?:href|src)="([^"]+)"', value)]
    return found


def strings(data):
    """All texts in a value that was JSON, but for names of things (`@id`), which need not lead anywhere."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        yield from strings([value for name, value in data.items() if name != "@id"])
    elif isinstance(data, list):
        for part in data:
            yield from strings(part)
