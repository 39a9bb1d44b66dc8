"""Writes sources as a list of references: CSL-JSON, BibTeX or RIS. Their kind goes along as a keyword, so that what
Newsroom wrote it reads back as it was."""

import json
from collections.abc import Iterable

import rispy
from bibtexparser.bibdatabase import BibDatabase
from bibtexparser.bwriter import BibTexWriter

from sources.kinds import SourceKind
from sources.references import tex

# What each kind is called in CSL-JSON, BibLaTeX and RIS.
TYPES = {
    SourceKind.DOCUMENT: ("document", "report", "RPRT"),
    SourceKind.STATEMENT: ("document", "misc", "GEN"),
    SourceKind.COURT: ("legal_case", "jurisdiction", "CASE"),
    SourceKind.DATA: ("dataset", "dataset", "DATA"),
    SourceKind.REPORT: ("article-newspaper", "article", "NEWS"),
    SourceKind.AGENCY: ("article-newspaper", "article", "NEWS"),
    SourceKind.SOCIAL: ("post", "online", "ELEC"),
    SourceKind.INTERVIEW: ("interview", "misc", "PCOMM"),
    SourceKind.EYEWITNESS: ("personal_communication", "misc", "PCOMM"),
    SourceKind.OTHER: ("webpage", "online", "ELEC"),
}


def key(source) -> str:
    return f"newsroom-{source.id}"


def names(source) -> list[str]:
    return [name for name in source.authors.split(", ") if name]


def keyword(source) -> str:
    return f"newsroom: {SourceKind(source.kind).value}"


def csl(sources: Iterable) -> str:
    """CSL-JSON 1.0.2."""
    items = []
    for source in sources:
        on = source.published_on
        item = {
            "id": key(source),
            "type": TYPES[SourceKind(source.kind)][0],
            "title": source.title,
            "author": [{"literal": name} for name in names(source)],
            "publisher": source.publisher.name if source.publisher else "",
            "URL": source.url or "",
            "issued": {"date-parts": [[on.year, on.month, on.day]]} if on else None,
            "language": source.language,
            "note": source.note,
            "keyword": keyword(source),
        }
        items.append({name: value for name, value in item.items() if value})
    return json.dumps(items, ensure_ascii=False, indent=2)


def bibtex(sources: Iterable) -> str:
    """BibLaTeX, which BibTeX programs read, too."""
    database = BibDatabase()
    for source in sources:
        on = source.published_on
        item = {
            "title": tex.escaped(source.title),
            "author": " and ".join(f"{{{tex.escaped(name)}}}" for name in names(source)),
            "publisher": tex.escaped(source.publisher.name) if source.publisher else "",
            "url": tex.escaped(source.url or ""),
            "date": on.isoformat() if on else "",
            "year": str(on.year) if on else "",
            "langid": source.language,
            "note": tex.escaped(source.note),
            "keywords": keyword(source),
        }
        told = {name: value for name, value in item.items() if value}
        database.entries.append({"ENTRYTYPE": TYPES[SourceKind(source.kind)][1], "ID": key(source), **told})
    writer = BibTexWriter()
    writer.order_entries_by = None
    return writer.write(database)


def ris(sources: Iterable) -> str:
    """RIS, of which each value stands on one line."""
    items = []
    for source in sources:
        on = source.published_on
        item = {
            "type_of_reference": TYPES[SourceKind(source.kind)][2],
            "id": key(source),
            "title": source.title,
            "authors": names(source),
            "publisher": source.publisher.name if source.publisher else "",
            "urls": [source.url] if source.url else [],
            "date": f"{on:%Y/%m/%d}/" if on else "",
            "year": str(on.year) if on else "",
            "language": source.language,
            "notes": [" ".join(source.note.split())] if source.note.strip() else [],
            "keywords": [keyword(source)],
        }
        items.append({name: value for name, value in item.items() if value})
    return rispy.dumps(items)


# By the ending of the file: what writes it, and its type.
FORMATS = {
    "json": (csl, "application/vnd.citationstyles.csl+json"),
    "bib": (bibtex, "application/x-bibtex"),
    "ris": (ris, "application/x-research-info-systems"),
}
