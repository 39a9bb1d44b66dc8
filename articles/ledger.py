"""How did a story change from one publication to the next? Values and rules; no database.

An edition is kept as plain data (`told`), and each publication with its difference from the one before
(`difference`). Whoever applies the differences one after the other gets each edition back exactly (`applied`).
articles/changes.py says the same in the newsroom's words.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, date, datetime
from enum import StrEnum

from articles.claims import Citation, Claim, Publisher, Source, Stance, Standing
from articles.editions import Edition, Footnote, Kind, Picture, Question, Signature, Watch
from sources.kinds import SourceKind

GENESIS = "0" * 64  # what stands before the first entry of a story
ROWS = {"claims": "uid", "sources": "key"}  # lists whose rows have an identity, and which field holds it


def told(edition: Edition) -> dict:
    """An edition as plain data that JSON holds. Of a source it keeps what readers were told of it then; what looking at
    it came to is no part of the story."""
    data = {name: _plain(value) for name, value in asdict(_without_sources(edition)).items()}
    data["bylines"] = [{"name": row.name, "role": row.role} for row in edition.bylines]
    data["claims"] = [_claim(claim) for claim in edition.claims]
    data["footnotes"] = [
        {"handle": n.handle, "source": n.source.key, "excerpt": n.excerpt, "locator": n.locator}
        for n in edition.footnotes
    ]
    cited = [c.source for claim in edition.claims for c in claim.citations] + [
        n.source for n in edition.footnotes
    ]
    by_key = {source.key: source for source in cited}
    data["sources"] = [_source(source) for source in sorted(by_key.values(), key=lambda s: (s.number, s.key))]
    return data


def _without_sources(edition: Edition) -> Edition:
    kept = {name: getattr(edition, name) for name in edition.__dataclass_fields__}
    return Edition(**kept | {"claims": (), "footnotes": ()})


def _claim(claim: Claim) -> dict:
    return {
        "uid": claim.uid,
        "number": claim.number,
        "text": claim.text,
        "standing": str(claim.standing),
        "settles": claim.settles,
        "truth": claim.truth,
        "single_source": claim.single_source,
        "citations": [
            {"source": c.source.key, "stance": str(c.stance), "excerpt": c.excerpt, "locator": c.locator}
            for c in claim.citations
        ],
    } | ({"due": claim.due.isoformat()} if claim.due else {})


def _source(source: Source) -> dict:
    return {
        "key": source.key,
        "number": source.number,
        "title": source.title,
        "kind": str(source.kind),
        "url": source.url,
        "publisher": source.publisher.name if source.publisher else "",
        "authors": source.authors,
        "published_on": source.published_on.isoformat() if source.published_on else None,
        "note": source.note,
        "unnamed_why": source.unnamed_why,
    }


def _plain(value):
    if isinstance(value, Mapping):
        return {name: _plain(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, StrEnum) else value


def edition(data: Mapping) -> Edition:
    """The edition that `told` made this of, as far as it was kept: what looking at its sources came to is not in it."""
    sources = {row["key"]: _source_again(row) for row in data["sources"]}
    claims = tuple(_claim_again(row, sources) for row in data["claims"])
    notes = tuple(
        Footnote(n["handle"], sources[n["source"]], n["excerpt"], n["locator"]) for n in data["footnotes"]
    )
    rows = {
        "bylines": tuple(Signature(**row) for row in data["bylines"]),
        "watch": tuple(
            Watch(row["text"], row["due"] and date.fromisoformat(row["due"])) for row in data["watch"]
        ),
        "faq": tuple(Question(**row) for row in data["faq"]),
        "pictures": tuple(Picture(**row) for row in data["pictures"]),
        "related": tuple(data["related"]),
        "notes": tuple(data["notes"]),
        "original_at": data["original_at"] and datetime.fromisoformat(data["original_at"]),
    }
    plain = {name: value for name, value in data.items() if name in Edition.__dataclass_fields__}
    return Edition(**plain | rows | {"kind": Kind(data["kind"]), "claims": claims, "footnotes": notes})


def _source_again(row: Mapping) -> Source:
    on = row["published_on"]
    return Source(
        id=row["key"],
        number=row["number"],
        title=row["title"],
        kind=SourceKind(row["kind"]),
        url=row["url"],
        publisher=Publisher(0, row["publisher"], "") if row["publisher"] else None,
        authors=row["authors"],
        published_on=on and date.fromisoformat(on),
        note=row["note"],
        unnamed_why=row["unnamed_why"],
    )


def _claim_again(row: Mapping, sources: Mapping[int, Source]) -> Claim:
    due = row.get("due")
    names = ("uid", "number", "text", "settles", "truth", "single_source")
    return Claim(
        **{name: row[name] for name in names},
        standing=Standing(row["standing"]),
        citations=tuple(
            Citation(sources[c["source"]], Stance(c["stance"]), c["excerpt"], c["locator"])
            for c in row["citations"]
        ),
        due=due and date.fromisoformat(due),
    )


def canonical(data) -> str:
    """The one spelling of plain data as JSON (RFC 8785 for what occurs here: no fractions)."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def difference(before: Mapping, now: Mapping) -> dict:
    """What turns one told edition into the next: the parts that are new or different, the names of those that went, and
    of rows with an identity only those that differ, with the order of all."""
    parts = {
        name: value for name, value in now.items() if name not in ROWS and before.get(name, ...) != value
    }
    found: dict = {"parts": parts} if parts else {}
    if gone := sorted(before.keys() - now.keys()):
        found["gone"] = gone
    for name, key in ROWS.items():
        was = {row[key]: row for row in before.get(name, [])}
        rows = [row for row in now.get(name, []) if was.get(row[key]) != row]
        order = [row[key] for row in now.get(name, [])]
        if rows or order != list(was) or (name in now) != (name in before):
            found[name] = {"rows": rows, "order": order}
    return found


def applied(before: Mapping, change: Mapping) -> dict:
    """The told edition that a difference makes of the one before."""
    now = {name: value for name, value in before.items() if name not in change.get("gone", [])}
    now |= change.get("parts", {})
    for name, key in ROWS.items():
        if name in change:
            rows = {row[key]: row for row in [*before.get(name, []), *change[name]["rows"]]}
            now[name] = [rows[identity] for identity in change[name]["order"]]
    return now


def link(previous: str, entry: Mapping) -> str:
    """SHA-256 over an entry and the hash of the entry before it: who changes one breaks every later one."""
    return hashlib.sha256(f"{previous}\n{canonical(entry)}".encode()).hexdigest()
