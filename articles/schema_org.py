"""The story as structured data: what search engines and the tools of others read of it (schema.org 30.0, NewsArticle).

Minimal for now: headline, summary, days, authors, publisher and the sources that are cited.
"""

import json
from collections.abc import Iterable
from datetime import datetime

from django.utils.safestring import SafeString, mark_safe

from articles.editions import Edition
from articles.history import ShownNotice

# What would end the script element or begin another one, written so that JSON reads the same.
ESCAPED = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


def news_article(
    edition: Edition,
    address: str,
    site: str,
    published: datetime | None,
    changed: datetime | None,
    notices: Iterable[ShownNotice] = (),
) -> dict:
    """A value for JSON. What is not known is left out. `notices` are told as `correction`, the newest first."""
    told = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": edition.headline,
        "abstract": edition.summary,
        "url": address,
        "datePublished": published and published.isoformat(),
        "dateModified": changed and changed.isoformat(),
        "author": [{"@type": "Person", "name": s.name} for s in edition.bylines if s.role == "written"],
        "publisher": {"@type": "NewsMediaOrganization", "name": site},
        "citation": [source.url for source in edition.sources if source.url],
        "correction": [correction(notice, address) for notice in notices],
    }
    return {name: value for name, value in told.items() if value}


def correction(notice: ShownNotice, address: str) -> dict:
    """A notice as a CorrectionComment (schema.org 30.0), with its own address on the story's page."""
    return {
        "@type": "CorrectionComment",
        "name": str(notice.kind.label),
        "text": notice.text,
        "datePublished": notice.at.isoformat(),
        "url": f"{address}#correction-{notice.id}",
    }


def as_script(data: dict) -> SafeString:
    """The content of a script element."""
    # Safe: no character is left that could end the element.
    return mark_safe(json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(ESCAPED))
