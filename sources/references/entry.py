"""One reference of a list, whatever format it came in: values and rules, no database."""

import re
from dataclasses import dataclass, field
from datetime import date

from sources.kinds import SourceKind

MARK = re.compile(r"newsroom: ([a-z]+)")  # among the keywords of what we wrote ourselves: the kind, exactly
TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
DOI = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)?(10\.\d{4,9}/\S+)", re.IGNORECASE)


@dataclass(frozen=True)
class Entry:
    """A reference as the list has it. `line` is where it begins, from 1; `raw` its own text; `left` names the fields
    that a source has no place for; `problem` says why it can't be read at all."""

    line: int
    raw: str
    title: str = ""
    authors: str = ""
    publisher: str = ""
    url: str = ""
    published_on: date | None = None
    given_date: str = ""
    language: str = ""
    kind: SourceKind = SourceKind.OTHER
    note: str = ""
    left: tuple[str, ...] = field(default=())
    problem: str = ""


def plain(value) -> str:
    """Text on one line, without what no database holds."""
    return " ".join("".join(c for c in str(value or "") if c.isprintable() or c.isspace()).split())


def lines(value) -> str:
    """Text as it is, without what no database holds."""
    return "".join(c for c in str(value or "") if c.isprintable() or c == "\n").strip()


def day(*parts) -> tuple[date | None, str]:
    """Year, month and day as a day; what is no whole day comes back as it was given, and no day is made up."""
    given = "-".join(str(part).strip().zfill(2) for part in parts if part and str(part).strip())
    found = re.fullmatch(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})/?", given)
    try:
        return (date(*map(int, found.groups())), "") if found else (None, given)
    except ValueError:
        return None, given


def language(tag: str) -> str:
    tag = plain(tag)
    return tag if TAG.fullmatch(tag) and len(tag) <= 20 else ""


def address(url: str, doi: str) -> str:
    """The web address, else the one that a DOI stands for."""
    url, found = plain(url), DOI.fullmatch(plain(doi))
    return url or (f"https://doi.org/{found[1]}" if found else "")


def kind(keywords: str, otherwise: SourceKind) -> SourceKind:
    marked = MARK.search(keywords)
    return SourceKind(marked[1]) if marked and marked[1] in SourceKind.values else otherwise
