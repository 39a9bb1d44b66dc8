"""All published claims as data: a line each, as JSON Lines or as CSV. Read page by page, so a million claims take no
more memory than two hundred, and made anew for whoever asks: what came down a moment ago is in none of them."""

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from articles import wire
from articles.dispatch import Claim
from articles.models import archive
from articles.models.paged import Order

AT_ONCE = 200  # claims
FORMULA = (
    "=",
    "+",
    "-",
    "@",
    "\t",
    "\r",
)  # what a spreadsheet would take for one, at the beginning of a cell


@dataclass(frozen=True)
class Column:
    """A column of the CSV file: its name, what it means, and how it is read from a claim."""

    name: str
    meaning: str
    read: Callable[[Claim], object]


def _of_claim(name: str) -> Column:
    meaning = (Claim.model_fields[name].description or "").replace("`", "")
    return Column(name, meaning, lambda claim: getattr(claim, name))


COLUMNS = (
    *map(_of_claim, ("id", "uid", "number", "standing", "text", "truth", "settles", "due")),
    *map(_of_claim, ("is_single_sourced", "origins", "url", "api_url", "changed_at")),
    Column("story", "The number of its story.", lambda claim: claim.story.id),
    Column("headline", "The headline of its story.", lambda claim: claim.story.headline),
    Column("desk", "The desk of its story.", lambda claim: claim.desk.name),
    Column("sources", "Addresses of the sources it cites, or their titles.", lambda claim: _sources(claim)),
)


def _sources(claim: Claim) -> str:
    named = (citation.source.url or citation.source.title for citation in claim.citations)
    return " ; ".join(dict.fromkeys(named))


def claims() -> Iterator[Claim]:
    """Every claim that readers can read, those of older stories first. Queries by the page, none for a single claim."""
    order, cursor = Order(("brief_id", "number"), is_newest_first=False), None
    while True:
        rows, cursor = order.page(archive.claims(), cursor, AT_ONCE)
        yield from wire.claims(rows)
        if cursor is None:
            return


def as_json_lines() -> Iterator[str]:
    """JSON Lines (jsonlines.org): one claim a line, as the API tells it."""
    for claim in claims():
        yield claim.model_dump_json() + "\n"


def as_csv() -> Iterator[str]:
    """CSV (RFC 4180) in UTF-8, with a line of names."""
    yield _line(column.name for column in COLUMNS)
    for claim in claims():
        yield _line(_cell(column.read(claim)) for column in COLUMNS)


def _line(cells) -> str:
    written = io.StringIO()
    csv.writer(written).writerow(cells)
    return written.getvalue()


def _cell(value) -> str:
    """A value as text that no spreadsheet takes for a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA) else text


@dataclass(frozen=True)
class Form:
    """A form of the data and its media type."""

    lines: Callable[[], Iterator[str]]
    media_type: str


FORMS = {"csv": Form(as_csv, "text/csv; charset=utf-8"), "jsonl": Form(as_json_lines, "application/jsonl")}
