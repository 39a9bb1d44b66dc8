"""How does a machine find the words that a claim rests on? Links to them, and annotations of them.

Rules without a database: a link to the words themselves (URL Fragment Text Directives, WICG), and an excerpt as a Web
Annotation (W3C Web Annotation Data Model, sections 3 and 4.2.4).
"""

from collections.abc import Iterator
from urllib.parse import quote

from articles.claims import Citation, Source, Stance
from articles.editions import Edition

LONGEST_WHOLE = 200  # characters; of more words only the first and the last are named
AT_EACH_END = 6  # words


def link(source: Source, excerpt: str) -> str:
    """The source's address, at these words where a browser can find them; the address alone where it can't."""
    words = excerpt.split()
    if not source.url.startswith("http") or not words:
        return source.url
    is_long = len(excerpt) > LONGEST_WHOLE and len(words) > 2 * AT_EACH_END
    ends = [words[:AT_EACH_END], words[-AT_EACH_END:]] if is_long else [words]
    directive = ",".join(_encoded(" ".join(end)) for end in ends)
    mark = "" if "#" in source.url else "#"
    return f"{source.url}{mark}:~:text={directive}"


def _encoded(words: str) -> str:
    """Percent-encoded, and so are the three signs that mean something in a text directive."""
    return quote(words, safe="").replace("-", "%2D")


PURPOSES = {
    Stance.SUPPORTS: "linking",
    Stance.CONTRADICTS: "questioning",
    Stance.CONTEXT: "describing",
}


def annotations(edition: Edition, address: str) -> dict:
    """Every excerpt from a page on the web as an annotation of that page, with the claim as its body."""
    items = list(_annotations(edition, address))
    here = f"{address}annotations.json"
    return {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "id": here,
        "type": "AnnotationPage",
        "partOf": {
            "id": f"{here}#all",
            "type": "AnnotationCollection",
            "label": edition.headline,
            "total": len(items),
        },
        "startIndex": 0,
        "items": items,
    }


def _annotations(edition: Edition, address: str) -> Iterator[dict]:
    for claim in edition.claims:
        for place, citation in enumerate(claim.citations, start=1):
            if _is_on_the_web(citation) and claim.number:
                body = {"type": "SpecificResource", "source": f"{address}#c{claim.number}"}
                yield _annotation(f"{address}annotations.json#c{claim.number}-{place}", citation, body)
    for note in edition.footnotes:
        citation = Citation(note.source, Stance.SUPPORTS, note.excerpt, note.locator)
        if _is_on_the_web(citation) and note.handle:
            body = {"type": "SpecificResource", "source": address}
            yield _annotation(f"{address}annotations.json#note-{note.handle}", citation, body)


def _is_on_the_web(citation: Citation) -> bool:
    return bool(citation.excerpt.strip() and citation.source.url)


def _annotation(name: str, citation: Citation, body: dict) -> dict:
    source, excerpt = citation.source, citation.excerpt.strip()
    target = {
        "source": source.url,
        "selector": {"type": "TextQuoteSelector", "exact": excerpt},
    }
    if source.kept:
        target["state"] = {"type": "TimeState", "sourceDate": source.kept.at.strftime("%Y-%m-%dT%H:%M:%SZ")}
    if source.kept and source.kept.archive_url:
        target["state"]["cached"] = source.kept.archive_url
    return {
        "id": name,
        "type": "Annotation",
        "motivation": "linking",
        "body": body | {"purpose": PURPOSES[citation.stance]},
        "target": target,
    }
