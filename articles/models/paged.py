"""Rows page by page for programs: by key, so that the last page costs what the first one does, and without counting.

A cursor names the last row of a page. It is signed: one that somebody made up, or that belongs to another list, is no
cursor.
"""

from dataclasses import dataclass
from datetime import datetime

from django.core import signing
from django.db.models import Q, QuerySet


class NoCursor(ValueError):
    """This is not a cursor of this list."""


@dataclass(frozen=True)
class Order:
    """How a list is ordered: fields, of which the last one tells any two rows apart."""

    fields: tuple[str, ...]
    is_newest_first: bool = True

    def page(self, rows: QuerySet, after: str | None, limit: int) -> tuple[list, str | None]:
        """So many rows after this cursor, and the cursor for the next page if there is one. One query."""
        if after:
            rows = rows.filter(self._beyond(self._read(after)))
        sign = "-" if self.is_newest_first else ""
        found = list(rows.order_by(*(sign + name for name in self.fields))[: limit + 1])
        return found[:limit], self._cursor(found[limit - 1]) if len(found) > limit else None

    def _beyond(self, key: list) -> Q:
        """Everything after the row with this key. The first condition follows from the rest, and serves an index."""
        beyond = "lt" if self.is_newest_first else "gt"
        found, same = Q(), Q()
        for name, value in zip(self.fields, key, strict=True):
            found |= same & Q(**{f"{name}__{beyond}": value})
            same &= Q(**{name: value})
        return Q(**{f"{self.fields[0]}__{beyond}e": key[0]}) & found

    @property
    def _salt(self) -> str:
        return f"cursor {self.fields} {self.is_newest_first}"

    def _cursor(self, row) -> str:
        key = [_value(row, name) for name in self.fields]
        told = [value.isoformat() if isinstance(value, datetime) else value for value in key]
        return signing.dumps(told, salt=self._salt)

    def _read(self, cursor: str) -> list:
        try:
            key = signing.loads(cursor, salt=self._salt)
        except signing.BadSignature:
            raise NoCursor from None
        return [datetime.fromisoformat(value) if isinstance(value, str) else value for value in key]


def _value(row, name: str):
    for part in name.split("__"):
        row = getattr(row, part)
    return row
