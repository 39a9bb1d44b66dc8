"""How do two versions of a story differ? Part by part and claim by claim, word by word. Values and rules.

Works on editions as the ledger keeps them (`ledger.told`). Claims are matched by who they are, never by their place.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from html import unescape

from django.utils.html import escape, strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from articles import changes, history
from articles.claims import Standing, claim_name
from articles.compared import Run, words
from articles.history import Line


@dataclass(frozen=True)
class ComparedClaim:
    """One claim in both versions. Without `before` it came, without `after` it went; `lines` are smaller changes."""

    name: str
    runs: tuple[Run, ...]
    before: Standing | None
    after: Standing | None
    lines: tuple[Line, ...] = ()

    @property
    def is_changed(self) -> bool:
        return (
            self.before is not self.after or bool(self.lines) or any(r.is_gone or r.is_new for r in self.runs)
        )

    @property
    def happened(self) -> str:
        if self.before is None:
            return pgettext("claim", "Added")
        if self.after is None:
            return pgettext("claim", "Withdrawn")
        return _("Changed") if self.is_changed else _("Unchanged")


@dataclass(frozen=True)
class Compared:
    """Parts that differ, with their words, and every claim; `same` counts the claims that are as they were."""

    parts: tuple[Line, ...]
    claims: tuple[ComparedClaim, ...]

    @property
    def changed(self) -> list[ComparedClaim]:
        return [claim for claim in self.claims if claim.is_changed]

    @property
    def same(self) -> int:
        return len(self.claims) - len(self.changed)


def compared(before: Mapping, now: Mapping) -> Compared:
    """The two versions side by side; `before` is the older one."""
    found = changes.between(before, now)
    claims = tuple(_claims(before, now, found))
    return Compared(tuple(_parts(before, now, found)), claims)


def _parts(before: Mapping, now: Mapping, found: list) -> Iterator[Line]:
    for change in found:
        if change.uid:
            continue
        [line] = history.lines([change])
        if change.what is changes.What.PART_CHANGED:
            line = replace(
                line,
                runs=tuple(
                    words(
                        _text(change.part, before.get(change.part)), _text(change.part, now.get(change.part))
                    )
                ),
            )
        yield line


def _claims(before: Mapping, now: Mapping, found: list) -> Iterator[ComparedClaim]:
    smaller: dict[str, list] = {}
    for change in found:
        if change.uid and not change.is_move and change.what not in TOLD_ALREADY:
            smaller.setdefault(change.uid, []).append(change)
    was = {claim["uid"]: claim for claim in before["claims"]}
    for claim in now["claims"]:
        old = was.pop(claim["uid"], None)
        lines = history.lines(smaller.get(claim["uid"], ()))
        yield _claim(old, claim, lines)
    for old in was.values():
        yield _claim(old, None, ())


TOLD_ALREADY = frozenset({changes.What.ADDED, changes.What.WITHDRAWN, changes.What.REWORDED})


def _claim(old: Mapping | None, new: Mapping | None, lines: tuple[Line, ...]) -> ComparedClaim:
    number = (new or old)["number"]
    return ComparedClaim(
        name=claim_name(number),
        runs=tuple(words(old["text"] if old else "", new["text"] if new else "")),
        before=Standing(old["standing"]) if old else None,
        after=Standing(new["standing"]) if new else None,
        lines=lines,
    )


def _text(part: str, value) -> str:
    """A part as text that can be compared: rich text without its tags, rows one below the other. Keys of pictures and
    of related stories mean nothing to readers and are left out."""
    if value is None or part == "related":
        return ""
    if isinstance(value, list):
        return "\n".join(_row(part, row) for row in value)
    if part == "body":
        return _plain(_body(value))
    return _plain(value) if part in RICH else str(value)


RICH = frozenset({"context", "why"})
UNSAID = {"pictures": {"photo", "place"}}  # fields of rows that no reader sees


def _row(part: str, row) -> str:
    if not isinstance(row, Mapping):
        return str(row)
    told = {name: value for name, value in row.items() if value and name not in UNSAID.get(part, ())}
    if part == "faq":
        told["answer"] = _plain(row["answer"])
    return " · ".join(str(value) for value in told.values())


def _plain(html: str) -> str:
    lines = strip_tags(html.replace("</p>", "\n")).splitlines()
    return unescape("\n".join(line.strip() for line in lines if line.strip()))


def _body(stored: str) -> str:
    """The running text of an article, block by block."""
    try:
        blocks = json.loads(stored or "[]")
    except ValueError:
        return stored
    values = (block.get("value") for block in blocks if isinstance(block, dict))
    return "".join(f"<p>{value if isinstance(value, str) else _quoted(value)}</p>" for value in values)


def _quoted(value) -> str:
    """The words of a quotation or a picture; a photo is a number, which says nothing."""
    if not isinstance(value, dict):
        return ""
    return " – ".join(escape(part) for part in value.values() if part and isinstance(part, str))
