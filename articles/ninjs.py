"""A story as other newsrooms take it in: ninjs 3.1 (IPTC, News in JSON). Values only.

The standard has no words for a claim's standing, so those stand in the text, and in the API that `uri` leads to.
What is not known is left out.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote

from django.utils.html import strip_tags

from articles.claims import Source
from articles.editions import Edition
from articles.listed import Place
from articles.schema_org import Frame

STANDARD = {
    "name": "ninjs",
    "version": "3.1",
    "schema": "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json#",
}
# IPTC's digital source types: made by people with programs that generate nothing, or written by a model.
ORIGINS = {
    "none": "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCreation",
    "generated": "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia",
}


@dataclass(frozen=True)
class Sent:
    """What is sent beside the edition. `uri` names the story for life, `lasting` is its name in the feeds, `rights` the
    address where they are laid down. `related` are stories that an editor chose to go with it."""

    uri: str
    lasting: str
    html: str
    rights: str
    related: tuple[Place, ...] = ()


def item(edition: Edition, frame: Frame, sent: Sent) -> dict:
    """One story, whole."""
    signed = [row.name for row in edition.bylines if row.role == "written" and row.name]
    told = {
        "uri": uri(sent.uri),
        "standard": STANDARD,
        "type": "text",
        "representationType": "full",
        "pubStatus": "canceled" if frame.past.is_retracted else "usable",
        "version": str(frame.past.versions or 1),
        "firstCreated": frame.published and frame.published.isoformat(),
        "versionCreated": frame.changed and frame.changed.isoformat(),
        "language": frame.language,
        "headlines": [{"role": "main", "contentType": "text/plain", "value": edition.headline}],
        "descriptions": _text("summary", " ".join(edition.summary.split())),
        "bodies": [_body(sent.html)],
        "by": ", ".join(signed),
        "genres": [{"name": str(edition.kind)}],
        "subjects": [_subject(frame.desk, "desk"), *(_subject(topic, "topic") for topic in frame.topics)],
        "infoSources": [_source(source) for source in edition.sources],
        "associations": [_related(n, place) for n, place in enumerate(sent.related, start=1)],
        "altIds": [{"role": "page", "value": frame.address}, {"role": "feed", "value": sent.lasting}],
        "trustIndicators": trust(frame),
        "digitalSourceType": {"uri": origin} if (origin := ORIGINS.get(edition.ai_use)) else {},
        "copyrightHolder": frame.outlet.legal_name or frame.outlet.name,
        "rightsInfo": {"linkedRights": uri(sent.rights)},
    }
    return _known(told)


def _body(html: str) -> dict:
    words = strip_tags(html)
    counts = {"charCount": len(words), "wordCount": len(words.split())}
    return {"role": "main", "contentType": "text/html", "value": html} | counts


def _related(place_in_list: int, story: Place) -> dict:
    told = {"name": f"related-{place_in_list}", "rel": "related", "uri": uri(story.url)}
    return told | {"headlines": _text("main", story.name)}


def package(name: str, address: str, items: Iterable[dict]) -> dict:
    """Many stories as one item, which the standard knows and has no feed for: each stands in it whole."""
    whole = [{"name": f"story-{n}"} | item for n, item in enumerate(items, start=1)]
    told = {
        "uri": uri(address),
        "standard": STANDARD,
        "type": "composite",
        "pubStatus": "usable",
        "headlines": _text("main", name),
        "associations": whole,
    }
    return _known(told)


def trust(frame: Frame) -> list[dict]:
    """The pages that lay down how the outlet works, under the names that IPTC has for them."""
    return [
        {
            "role": policy.kind.indicator,
            "title": policy.title,
            "href": uri(frame.site.rstrip("/") + policy.url),
        }
        for policy in frame.outlet.policies
        if policy.kind.indicator
    ]


def _text(role: str, value: str) -> list[dict]:
    return [{"role": role, "contentType": "text/plain", "value": value}] if value else []


def _subject(place: Place, rel: str) -> dict:
    return {"name": place.name, "rel": rel, "uri": uri(place.url)}


def _source(source: Source) -> dict:
    publisher = source.publisher.name if source.publisher else ""
    told = {
        "name": ", ".join(filter(None, [source.title, publisher])),
        "role": "primary" if source.is_primary else "reported",
        "uri": uri(source.url),
        "literal": str(source.id),
    }
    return _known(told)


def _known(told: dict) -> dict:
    return {name: value for name, value in told.items() if value}


def uri(address: str) -> str:
    """An address in the letters that a URI may have (RFC 3986)."""
    return quote(address, safe="/:?#[]@!$&'()*+,;=%~")
