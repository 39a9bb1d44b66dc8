"""How is a list of things written as a feed? As Atom 1.0 (RFC 4287), RSS 2.0 and JSON Feed 1.1, of the same entries."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed

NEVER = datetime(1970, 1, 1, tzinfo=UTC)  # an empty feed has a date, too, and the same one tomorrow
NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # what XML 1.0 can't hold, section 2.2
CONTENT, DUBLIN = "http://purl.org/rss/1.0/modules/content/", "http://purl.org/dc/elements/1.1/"


@dataclass(frozen=True)
class Entry:
    """One thing. `id` never changes, whatever happens to its address. `html` is all of it; links in it are whole.
    `sources` are addresses that it rests on."""

    id: str
    url: str
    title: str
    html: str
    published: datetime
    updated: datetime
    summary: str = ""
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Channel:
    """A feed. `url` is the page for readers, `address` the feed's own without its ending, `hub` who tells of
    changes to it (WebSub); all are whole."""

    title: str
    description: str
    url: str
    address: str
    outlet: str
    language: str
    hub: str = ""
    entries: tuple[Entry, ...] = ()

    @property
    def updated(self) -> datetime:
        return max((entry.updated for entry in self.entries), default=NEVER)


class Announced:
    """A feed that names its hub (WebSub, section 4)."""

    hub_element = "atom:link"

    def add_root_elements(self, handler):
        super().add_root_elements(handler)
        if self.feed["hub"]:
            handler.addQuickElement(self.hub_element, "", {"rel": "hub", "href": self.feed["hub"]})


class Atom(Announced, Atom1Feed):
    """Django's, with every author, the full text and the sources (`via`)."""

    hub_element = "link"

    def latest_post_date(self):
        return self.feed["updated"]

    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, item)
        for name in item["authors"]:
            handler.startElement("author", {})
            handler.addQuickElement("name", name)
            handler.endElement("author")
        for address in item["sources"]:
            handler.addQuickElement("link", "", {"rel": "via", "href": address})
        handler.addQuickElement("content", item["html"], {"type": "html"})


class Rss(Announced, Rss201rev2Feed):
    """Django's, with every author and the full text."""

    def latest_post_date(self):
        return self.feed["updated"]

    def rss_attributes(self):
        return super().rss_attributes() | {"xmlns:content": CONTENT, "xmlns:dc": DUBLIN}

    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, item)
        for name in item["authors"]:
            handler.addQuickElement("dc:creator", name)
        handler.addQuickElement("content:encoded", item["html"])


def _written(kind: type, channel: Channel, ending: str, **more) -> str:
    feed = kind(
        title=fit_for_xml(channel.title),
        link=channel.url,
        description=fit_for_xml(channel.description),
        language=channel.language,
        feed_url=f"{channel.address}.{ending}",
        feed_guid=f"{channel.address}.atom",
        updated=channel.updated,
        hub=channel.hub,
        **more,
    )
    for entry in channel.entries:
        feed.add_item(
            title=fit_for_xml(entry.title),
            link=entry.url,
            description=fit_for_xml(entry.summary),
            unique_id=entry.id,
            unique_id_is_permalink=False,
            pubdate=entry.published,
            updateddate=entry.updated,
            categories=[fit_for_xml(name) for name in entry.categories],
            authors=[fit_for_xml(name) for name in entry.authors],
            sources=entry.sources,
            html=fit_for_xml(entry.html),
        )
    return feed.writeString("utf-8")


def fit_for_xml(text: str) -> str:
    """The text without the signs that XML can't hold."""
    return NO_XML.sub("", text)


def atom(channel: Channel) -> str:
    return _written(Atom, channel, "atom", author_name=fit_for_xml(channel.outlet))


def rss(channel: Channel) -> str:
    """RSS wants words about a channel, so its title stands in where there are none."""
    channel = channel if channel.description else replace(channel, description=channel.title)
    return _written(Rss, channel, "rss")


def json_feed(channel: Channel) -> str:
    told = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": channel.title,
        "description": channel.description,
        "home_page_url": channel.url,
        "feed_url": f"{channel.address}.json",
        "language": channel.language,
        "authors": [{"name": channel.outlet}],
        "hubs": [{"type": "WebSub", "url": channel.hub}] if channel.hub else "",
        "items": [_item(entry) for entry in channel.entries],
    }
    return json.dumps({name: value for name, value in told.items() if value != ""}, ensure_ascii=False)


def _item(entry: Entry) -> dict:
    told = {
        "id": entry.id,
        "url": entry.url,
        "title": entry.title,
        "content_html": entry.html,
        "summary": entry.summary,
        "date_published": entry.published.isoformat(),
        "date_modified": entry.updated.isoformat(),
        "authors": [{"name": name} for name in entry.authors],
        "tags": list(entry.categories),
        "_newsroom": entry.sources and {"sources": list(entry.sources)},  # an extension is an object
    }
    required = ("id", "content_html")
    return {name: value for name, value in told.items() if value or name in required}


@dataclass(frozen=True)
class Format:
    """A way to write a feed, and its media type."""

    write: Callable[[Channel], str]
    media_type: str
    name: str


FORMATS = {
    "atom": Format(atom, "application/atom+xml", "Atom"),
    "rss": Format(rss, "application/rss+xml", "RSS"),
    "json": Format(json_feed, "application/feed+json", "JSON Feed"),
}
