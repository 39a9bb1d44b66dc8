"""How did a story change from one publication to the next? Values and rules; no database.

An edition is kept as plain data (`told`), and each publication with its difference from the one before
(`difference`). Whoever applies the differences one after the other gets each edition back exactly (`applied`).
`changes` says the same in the newsroom's words.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from enum import StrEnum

from articles.claims import Claim, Source, Standing
from articles.editions import Edition

GENESIS = "0" * 64  # what stands before the first entry of a story
ROWS = {"claims": "uid", "sources": "key"}  # lists whose rows have an identity, and which field holds it


class What(StrEnum):
    """What a change is, to a claim or to another part of the story."""

    ADDED = "added"
    WITHDRAWN = "withdrawn"
    REWORDED = "reworded"
    NOW_KNOWN = "now known"
    NOW_DISPUTED = "now disputed"
    NOW_UNCLEAR = "now unclear"
    NOW_REFUTED = "now refuted"
    SOURCE_ADDED = "source added"
    SOURCE_REMOVED = "source removed"
    PART_CHANGED = "part changed"


NOW = {
    Standing.KNOWN: What.NOW_KNOWN,
    Standing.DISPUTED: What.NOW_DISPUTED,
    Standing.UNCLEAR: What.NOW_UNCLEAR,
    Standing.REFUTED: What.NOW_REFUTED,
}


@dataclass(frozen=True)
class Change:
    """One thing that is different. Of a claim, `uid` and `number` say which; of another part, `part` does. `before` and
    `after` are texts: a wording, a standing, the title of a source."""

    what: What
    uid: str = ""
    number: int | None = None
    part: str = ""
    before: str = ""
    after: str = ""


def told(edition: Edition) -> dict:
    """An edition as plain data that JSON holds. Of a source it keeps what readers were told of it then; what looking at
    it came to is no part of the story."""
    data = {name: _plain(value) for name, value in asdict(_without_sources(edition)).items()}
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
    }


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


def changes(before: Mapping | None, now: Mapping) -> list[Change]:
    """What is different for readers, claim by claim and then part by part; nothing for a first publication."""
    if before is None:
        return []
    return [*_of_claims(before, now), *_of_parts(before, now)]


def _of_claims(before: Mapping, now: Mapping) -> Iterator[Change]:
    was = {claim["uid"]: claim for claim in before["claims"]}
    titles = {source["key"]: source["title"] for source in [*before["sources"], *now["sources"]]}
    for claim in now["claims"]:
        if old := was.pop(claim["uid"], None):
            yield from _of_one_claim(old, claim, titles)
        else:
            yield Change(What.ADDED, claim["uid"], claim["number"], after=claim["text"])
    for claim in was.values():
        yield Change(What.WITHDRAWN, claim["uid"], claim["number"], before=claim["text"])


def _of_one_claim(old: Mapping, now: Mapping, titles: Mapping) -> Iterator[Change]:
    which = {"uid": now["uid"], "number": now["number"]}
    if old["standing"] != now["standing"]:
        yield Change(NOW[Standing(now["standing"])], **which, before=old["standing"], after=now["standing"])
    if old["text"] != now["text"]:
        yield Change(What.REWORDED, **which, before=old["text"], after=now["text"])
    cited, still = ({c["source"]: None for c in claim["citations"]} for claim in (old, now))
    for key in still:
        if key not in cited:
            yield Change(What.SOURCE_ADDED, **which, after=titles[key])
    for key in cited:
        if key not in still:
            yield Change(What.SOURCE_REMOVED, **which, before=titles[key])


PARTS = (
    "headline",
    "summary",
    "context",
    "why",
    "watch",
    "faq",
    "body",
    "bylines",
    "notes",
    "original",
    "ai_use",
)


def _of_parts(before: Mapping, now: Mapping) -> Iterator[Change]:
    for name in PARTS:
        if before.get(name) != now.get(name):
            old, new = (
                value if isinstance(value, str) else "" for value in (before.get(name), now.get(name))
            )
            yield Change(What.PART_CHANGED, part=name, before=old, after=new)
