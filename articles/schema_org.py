"""The story as structured data: what search engines and the tools of others read of it (schema.org 30.0).

Each thing is a script of its own, the article first: simple readers don't look inside a graph. Nothing is told that the
page does not show; what is not known is left out. Names of things on the page itself are relative to it (JSON-LD 1.1,
section 7.1: the base of a script is that of its document), which keeps the page light.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe

from articles.claims import Claim, Source, Stance
from articles.editions import ANSWERS, Edition
from articles.history import NOTHING, Past, ShownNotice
from articles.listed import Place
from articles.outlet import Outlet, PolicyKind

CONTEXT = "https://schema.org"
GENERATED = "https://schema.org/TrainedAlgorithmicMediaDigitalSource"
# What would end the script element or begin another one, written so that JSON reads the same.
ESCAPED = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


# The lead photo in the shapes that search engines want: its name in the address, and its size in pixels.
SHAPES = {"16x9": "1200x675", "4x3": "1200x900", "1x1": "1200x1200"}


@dataclass(frozen=True)
class PhotoCredit:
    """What the page says of its lead photo."""

    words: str
    credit: str


@dataclass(frozen=True)
class Frame:
    """What a story's page shows beside the edition itself. Addresses are whole, `site` ends with a slash; `method` are
    the sentences of its transparency box."""

    address: str
    site: str
    outlet: Outlet
    language: str
    desk: Place = Place("", "")
    topics: tuple[Place, ...] = ()
    published: datetime | None = None
    changed: datetime | None = None
    past: Past = NOTHING
    photo: PhotoCredit | None = None
    method: tuple[str, ...] = ()


def things(edition: Edition, frame: Frame) -> list[dict]:
    """The article, its questions if it has any, where it stands on the site, and who publishes it."""
    found = [article(edition, frame)]
    if edition.faq:
        found.append(questions(edition, frame))
    return [*found, crumbs(edition, frame), organisation(frame.outlet, frame.site)]


def article(edition: Edition, frame: Frame) -> dict:
    """A NewsArticle with its claims and what each rests on."""
    told = {
        "@context": CONTEXT,
        "@type": "NewsArticle",
        "@id": "#story",
        "mainEntityOfPage": frame.address,
        "url": frame.address,
        "headline": edition.headline,
        "abstract": " ".join(edition.summary.split()),
        "inLanguage": frame.language,
        "articleSection": frame.desk.name,
        "image": list(_pictures(frame)),
        "keywords": [topic.name for topic in frame.topics],
        "isAccessibleForFree": True,
        "datePublished": frame.published and frame.published.isoformat(),
        "dateModified": frame.changed and frame.changed.isoformat(),
        "version": frame.past.versions,
        "creativeWorkStatus": "Retracted" if frame.past.is_retracted else "Published",
        "author": _people(edition, "written"),
        "editor": _people(edition, "edited") + _people(edition, ANSWERS),
        "contributor": _people(edition, "checked"),
        "publisher": publisher(frame),
        "digitalSourceType": GENERATED if edition.ai_use == "generated" else "",
        "publishingPrinciples": f"{frame.site}how-we-work/",
        "backstory": " ".join(frame.method),
        "citation": [work(source) for source in edition.sources],
        "interpretedAsClaim": [claim(row, frame) for row in edition.claims],
        "isBasedOn": _original(edition, frame),
        "correction": [correction(notice, frame.address) for notice in frame.past.notices],
    }
    return _known(told)


def _known(told: dict) -> dict:
    return {name: value for name, value in told.items() if value}


def _people(edition: Edition, role: str) -> list[dict]:
    return [{"@type": "Person", "name": row.name} for row in edition.bylines if row.role == role and row.name]


def _pictures(frame: Frame) -> Iterator[dict]:
    """The lead photo in three shapes, each with an address that stays."""
    for shape in SHAPES if frame.photo else ():
        told = {
            "@type": "ImageObject",
            "url": f"{frame.address}photo-{shape}.jpg",
            "description": frame.photo.words,
            "creditText": frame.photo.credit,
        }
        yield _known(told)


def publisher(frame: Frame) -> dict:
    """Who publishes the story, in short."""
    return {
        "@type": "NewsMediaOrganization",
        "@id": f"{frame.site}#outlet",
        "name": frame.outlet.name,
        "url": frame.site,
    }


def organisation(told: Outlet, site: str) -> dict:
    """The outlet with every policy that it has a page for. Corrections and the masthead have pages in any case."""
    policies = {kind.term: "" for kind in PolicyKind if kind.term}
    policies |= {"correctionsPolicy": f"{site}corrections/", "masthead": f"{site}imprint/"}
    policies |= {"ownershipFundingInfo": f"{site}imprint/"}
    policies |= {
        policy.kind.term: site.rstrip("/") + policy.url for policy in told.policies if policy.kind.term
    }
    said = {
        "@context": CONTEXT,
        "@type": "NewsMediaOrganization",
        "@id": f"{site}#outlet",
        "name": told.name,
        "legalName": told.legal_name,
        "url": site,
        "email": told.email,
        "telephone": told.phone,
        "address": " ".join(told.address.split()),
        "foundingDate": told.founded_on and told.founded_on.isoformat(),
        "publishingPrinciples": f"{site}how-we-work/",
    }
    return _known(said | policies)


def work(source: Source) -> dict:
    """A source that the story cites; `@id` is its entry in the list of sources."""
    told = {
        "@type": "CreativeWork",
        "@id": f"#s{source.number}",
        "name": source.title,
        "url": source.url,
        "additionalType": str(source.kind.label),
        "author": source.authors and {"@type": "Person", "name": source.authors},
        "publisher": source.publisher and {"@type": "Organization", "name": source.publisher.name},
        "datePublished": source.published_on and source.published_on.isoformat(),
        "inLanguage": source.language,
        "archivedAt": source.kept and source.kept.archive_url,
        "creativeWorkStatus": source.retraction and str(source.retraction.kind.label),
    }
    return _known(told)


def claim(row: Claim, frame: Frame) -> dict:
    """A claim, how firmly it is held, and where it is made. What speaks otherwise is a citation, no appearance."""
    told = {
        "@type": "Claim",
        "@id": f"#c{row.number}" if row.number else "",
        "text": row.text,
        "creativeWorkStatus": str(row.standing.label),
        "claimInterpreter": {"@id": f"{frame.site}#outlet"},
        "appearance": _references(row.sources_that(Stance.SUPPORTS)),
        "citation": _references((*row.sources_that(Stance.CONTRADICTS), *row.sources_that(Stance.CONTEXT))),
    }
    return _known(told)


def _references(sources: Iterable[Source]) -> list[dict]:
    return [{"@id": f"#s{source.number}"} for source in sources]


def _original(edition: Edition, frame: Frame) -> dict:
    """The text as it came in, which the story grew from."""
    if not edition.original.strip():
        return {}
    told = {
        "@type": "CreativeWork",
        "@id": "#original",
        "url": f"{frame.address}#original",
        "creditText": edition.original_from,
        "dateCreated": edition.original_at and edition.original_at.isoformat(),
    }
    return _known(told)


def correction(notice: ShownNotice, address: str) -> dict:
    """A notice as a CorrectionComment, with its own address on the story's page."""
    return {
        "@type": "CorrectionComment",
        "name": str(notice.kind.label),
        "text": notice.text,
        "datePublished": notice.at.isoformat(),
        "url": f"{address}#correction-{notice.id}",
    }


def questions(edition: Edition, frame: Frame) -> dict:
    """The questions and answers, as a page of their own kind."""
    return {
        "@context": CONTEXT,
        "@type": "FAQPage",
        "@id": "#faq",
        "url": f"{frame.address}#faq",
        "isPartOf": {"@id": "#story"},
        "mainEntity": [
            {
                "@type": "Question",
                "name": pair.question,
                "acceptedAnswer": {"@type": "Answer", "text": strip_tags(pair.answer).strip()},
            }
            for pair in edition.faq
        ],
    }


def crumbs(edition: Edition, frame: Frame) -> dict:
    """Where the story stands: the site, its desk, the story."""
    way = [Place(frame.outlet.name, frame.site), frame.desk, Place(edition.headline, frame.address)]
    return {
        "@context": CONTEXT,
        "@type": "BreadcrumbList",
        "itemListElement": list(_steps(place for place in way if place.name)),
    }


def _steps(way: Iterable[Place]) -> Iterator[dict]:
    for position, place in enumerate(way, start=1):
        yield {"@type": "ListItem", "position": position, "name": place.name, "item": place.url}


def as_script(data: dict) -> SafeString:
    """The content of a script element."""
    # Safe: no character is left that could end the element.
    return mark_safe(json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(ESCAPED))
