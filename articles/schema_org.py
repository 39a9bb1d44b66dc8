"""The story as structured data: what search engines and the tools of others read of it (schema.org 30.0, NewsArticle).

Minimal for now: headline, summary, days, authors, publisher and the sources that are cited.
"""

import json
from datetime import datetime

from django.utils.safestring import SafeString, mark_safe

from articles.editions import Edition

# What would end the script element or begin another one, written so that JSON reads the same.
ESCAPED = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


def news_article(
    edition: Edition, address: str, site: str, published: datetime | None, changed: datetime | None
) -> dict:
    """A value for JSON. What is not known is left out."""
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
    }
    return {name: value for name, value in told.items() if value}


def as_script(data: dict) -> SafeString:
    """The content of a script element."""
    # Safe: no character is left that could end the element.
    return mark_safe(json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(ESCAPED))
