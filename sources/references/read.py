"""Reads a list of references: CSL-JSON, BibTeX or RIS. Text in, entries out; no database, no network.

An entry that can't be read is an entry with a problem, at its line; the others are read all the same.
"""

import json
import re
from collections.abc import Iterable, Iterator

import bibtexparser
import rispy
from bibtexparser.bparser import BibTexParser
from django.utils.translation import gettext as _

from sources.kinds import SourceKind
from sources.references import tex
from sources.references.entry import Entry, address, day, kind, language, lines, plain

MOST_BYTES = 1_000_000
MOST_ENTRIES = 500
DOCUMENT, REPORT = SourceKind.DOCUMENT, SourceKind.REPORT
CSL_KINDS = {
    "article-newspaper": REPORT, "article-magazine": REPORT, "post-weblog": REPORT, "broadcast": REPORT,
    "post": SourceKind.SOCIAL, "dataset": SourceKind.DATA, "legal_case": SourceKind.COURT,
    "interview": SourceKind.INTERVIEW, "personal_communication": SourceKind.INTERVIEW,
    **dict.fromkeys(("article-journal", "report", "book", "chapter", "thesis", "paper-conference", "document",
                     "standard", "manuscript", "pamphlet", "legislation", "bill", "regulation", "treaty", "patent"),
                    DOCUMENT),
}  # fmt: skip
BIB_KINDS = {
    "dataset": SourceKind.DATA, "jurisdiction": SourceKind.COURT, "legislation": DOCUMENT,
    **dict.fromkeys(("article", "book", "booklet", "inbook", "incollection", "inproceedings", "manual", "mastersthesis",
                     "phdthesis", "proceedings", "report", "techreport", "thesis", "unpublished"), DOCUMENT),
}  # fmt: skip
RIS_KINDS = {
    "NEWS": REPORT, "MGZN": REPORT, "BLOG": REPORT, "VIDEO": REPORT, "DATA": SourceKind.DATA, "DBASE": SourceKind.DATA,
    "CASE": SourceKind.COURT, "PCOMM": SourceKind.INTERVIEW,
    **dict.fromkeys(("JOUR", "EJOUR", "RPRT", "BOOK", "EBOOK", "CHAP", "THES", "CONF", "CPAPER", "STAND", "GOVDOC",
                     "STAT", "BILL", "HEAR", "LEGAL", "PAMP", "PAT", "UNPB"), DOCUMENT),
}  # fmt: skip
MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()


class NotAList(ValueError):
    """The text is no list of references, or too long a one. str() is a sentence for whoever gave it."""


def decoded(content: bytes) -> str:
    """The text of a file, in UTF-8 or else as Latin-1. Raises NotAList."""
    if len(content) > MOST_BYTES:
        size = f"{len(content) / 1_000_000:.1f}"
        raise NotAList(_("The list has %(size)s MB; the limit is 1 MB. Import it in parts.") % {"size": size})
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def read(text: str) -> list[Entry]:
    """The entries in their order. Raises NotAList."""
    text = text.replace("\r\n", "\n").replace("\0", "")
    decoded(text.encode("utf-8", "surrogatepass"))
    entries = list(_reader(text)(text))
    if not entries:
        raise NotAList(_("There is no reference in this list."))
    if len(entries) > MOST_ENTRIES:
        message = _("The list has %(n)s references; the limit is %(limit)s. Import it in parts.")
        raise NotAList(message % {"n": len(entries), "limit": MOST_ENTRIES})
    return entries


def _reader(text: str):
    if text.lstrip().startswith(("[", "{")):
        return csl
    if re.search(r"^[ \t]*@[A-Za-z]+\s*[{(]", text, re.MULTILINE):
        return bibtex
    if re.search(r"^TY  - ", text, re.MULTILINE):
        return ris
    raise NotAList(_("This is neither CSL-JSON nor BibTeX nor RIS. Export the list in one of these formats."))


def joined(entries: Iterable[Entry]) -> str:
    """The entries as a list again, each as it was written."""
    raw = [entry.raw for entry in entries]
    return "[" + ",\n".join(raw) + "]" if raw[0].startswith(("{", '"')) else "\n\n".join(raw)


def csl(text: str) -> Iterator[Entry]:
    """CSL-JSON 1.0.2: a list of items, or one of them."""
    try:
        found = json.loads(text, strict=False)
    except json.JSONDecodeError as error:
        message = _("This is no valid JSON: line %(line)s, character %(column)s.")
        raise NotAList(message % {"line": error.lineno, "column": error.colno}) from None
    except RecursionError:
        raise NotAList(_("This JSON is nested too deeply to be a list of references.")) from None
    items = found.get("items", [found]) if isinstance(found, dict) else found
    place = 0
    for item in items if isinstance(items, list) else []:
        raw = json.dumps(item, ensure_ascii=False, indent=1).encode("utf-8", "replace").decode()
        name = json.dumps(item.get("id"), ensure_ascii=False) if isinstance(item, dict) else ""
        place = max(place, text.find(name, place)) if name else place
        yield _csl_entry(item, raw, text.count("\n", 0, place) + 1)


CSL_TAKEN = set("id type title author publisher container-title URL DOI issued language note keyword".split())


def _csl_entry(item, raw: str, line: int) -> Entry:
    if not isinstance(item, dict):
        return Entry(line, raw, problem=_("This is no reference but a bare value."))
    authors = (
        [a for a in item.get("author") or [] if isinstance(a, dict)]
        if isinstance(item.get("author"), list)
        else []
    )
    on, given = _csl_day(item.get("issued"))
    return Entry(
        line,
        raw,
        title=plain(item.get("title")),
        authors=", ".join(filter(None, map(_csl_name, authors))),
        publisher=plain(item.get("publisher") or item.get("container-title")),
        url=address(item.get("URL"), item.get("DOI")),
        published_on=on,
        given_date=given,
        language=language(item.get("language")),
        kind=kind(plain(item.get("keyword")), CSL_KINDS.get(plain(item.get("type")), SourceKind.OTHER)),
        note=lines(item.get("note")),
        left=tuple(sorted(map(plain, item.keys() - CSL_TAKEN))),
    )


def _csl_name(name: dict) -> str:
    parts = (name.get(part) for part in ("given", "non-dropping-particle", "family", "suffix"))
    return plain(name.get("literal")) or plain(" ".join(str(part) for part in parts if part))


def _csl_day(issued):
    if not isinstance(issued, dict):
        return None, ""
    parts = issued.get("date-parts")
    if isinstance(parts, list) and parts and isinstance(parts[0], list):
        return day(*parts[0][:3])
    return day(plain(issued.get("raw") or issued.get("literal")))


BIB_TAKEN = set(
    "ENTRYTYPE ID title author publisher journal journaltitle organization institution url doi date year month day "
    "language langid note keywords".split()
)


def bibtex(text: str) -> Iterator[Entry]:
    """BibTeX and BibLaTeX, entry by entry, so that one that is broken breaks no other."""
    for place, raw in _bib_pieces(text):
        line = text.count("\n", 0, place) + 1
        try:
            parser = BibTexParser(
                common_strings=True, ignore_nonstandard_types=False, interpolate_strings=True
            )
            found = bibtexparser.loads(raw, parser).entries
        except (
            Exception
        ) as error:  # the library's own, and those of the one below it; each is shown at its entry
            yield Entry(line, raw, problem=_("This entry can’t be read: %s") % plain(error)[:200])
            continue
        if not found:
            yield Entry(line, raw, problem=_("This entry can’t be read: a brace or a comma is missing."))
        for item in found:
            yield _bib_entry({name: tex.text(value) for name, value in item.items()}, item, raw, line)


def _bib_pieces(text: str) -> Iterator[tuple[int, str]]:
    """Each entry with its place. What stands between entries is a comment; @comment, @string and @preamble are none."""
    strings = "".join(re.findall(r"^[ \t]*@string\s*\{[^\n]*\n", text, re.MULTILINE | re.IGNORECASE))
    starts = [m.start() for m in re.finditer(r"^[ \t]*@[A-Za-z]+\s*[{(]", text, re.MULTILINE)]
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        raw = text[start:end].strip()
        if not re.match(r"@(comment|string|preamble)\b", raw, re.IGNORECASE):
            yield start, f"{strings}{raw}" if strings else raw


def _bib_entry(item: dict, as_written: dict, raw: str, line: int) -> Entry:
    get = lambda *names: next((item[name] for name in names if item.get(name)), "")  # noqa: E731
    month = plain(item.get("month"))[:3].lower()
    number = MONTHS.index(month) + 1 if month in MONTHS else month
    on, given = day(plain(item["date"])) if item.get("date") else day(get("year"), number, get("day"))
    type_ = item["ENTRYTYPE"].lower()
    return Entry(
        line,
        raw,
        title=plain(item.get("title")),
        authors=", ".join(filter(None, map(_bib_name, _bib_authors(as_written.get("author", ""))))),
        publisher=plain(get("publisher", "journaltitle", "journal", "organization", "institution")),
        url=address(item.get("url"), item.get("doi")),
        published_on=on,
        given_date=given,
        language=language(get("language", "langid")),
        kind=kind(plain(item.get("keywords")), BIB_KINDS.get(type_, SourceKind.OTHER)),
        note=lines(item.get("note")),
        left=tuple(sorted(item.keys() - BIB_TAKEN)),
    )


def _bib_authors(text: str) -> list[str]:
    """The names between the “and”s that stand in no braces."""
    names, depth = [""], 0
    for word in re.split(r"(\s+)", text):
        if word.lower() == "and" and depth == 0:
            names.append("")
        else:
            names[-1] += word
            depth += word.count("{") - word.count("}")
    return names


def _bib_name(name: str) -> str:
    """“Nym, Ada” is Ada Nym; what stands in braces is one name."""
    name = name.strip()
    is_whole = name.startswith("{") and name.endswith("}")
    return _turned(plain(tex.text(name)), is_whole)


def _turned(name: str, is_whole: bool = False) -> str:
    family, comma, given = name.partition(",")
    return name if is_whole or not comma else f"{given.strip()} {family.strip()}".strip()


RIS_TAKEN = set(
    "type_of_reference title primary_title authors first_authors publisher journal_name secondary_title doi urls url "
    "date year publication_year language notes notes_abstract keywords id".split()
)


def ris(text: str) -> Iterator[Entry]:
    """RIS, record by record."""
    for found in re.finditer(r"^TY  - .*?(?:^ER  -[^\n]*$|\Z)", text, re.MULTILINE | re.DOTALL):
        raw, line = found.group().strip(), text.count("\n", 0, found.start()) + 1
        try:
            items = rispy.loads(raw if "\nER  -" in raw else f"{raw}\nER  - \n")
        except Exception as error:  # the library raises bare exceptions; each is shown at its entry
            yield Entry(line, raw, problem=_("This record can’t be read: %s") % plain(error)[:200])
            continue
        yield from (_ris_entry(item, raw, line) for item in items)


def _ris_entry(item: dict, raw: str, line: int) -> Entry:
    get = lambda *names: next((item[name] for name in names if item.get(name)), "")  # noqa: E731
    on, given = day(plain(get("date", "year", "publication_year")).strip("/"))
    urls = get("urls", "url")
    return Entry(
        line,
        raw,
        title=plain(get("title", "primary_title")),
        authors=", ".join(
            filter(None, (_turned(plain(name)) for name in get("authors", "first_authors") or []))
        ),
        publisher=plain(get("publisher", "journal_name", "secondary_title")),
        url=address(urls[0] if isinstance(urls, list) and urls else urls, get("doi")),
        published_on=on,
        given_date=given,
        language=language(get("language")),
        kind=kind(" ".join(get("keywords") or []), RIS_KINDS.get(get("type_of_reference"), SourceKind.OTHER)),
        note="\n".join(map(lines, get("notes") or [])),
        left=tuple(sorted(item.keys() - RIS_TAKEN)),
    )
