"""What is different for readers from one publication to the next, in the newsroom's words? Values and rules.

Works on editions as the ledger keeps them (`ledger.told`). Nothing that a story says changes without a Change; the
order of claims, and what the library says of a source, are no change.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from articles.claims import Standing


class What(TextChoices):
    """What a change is, to a claim, to a footnote or to another part of the story."""

    ADDED = "added", _("Added")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    REWORDED = "reworded", _("Reworded")
    NOW_KNOWN = "now known", _("Now known")
    NOW_DISPUTED = "now disputed", _("Now disputed")
    NOW_UNCLEAR = "now unclear", _("Now unclear")
    NOW_REFUTED = "now refuted", _("Now refuted")
    TRUTH = "truth", _("What is true instead, changed")
    SETTLES = "settles", _("What would settle it, changed")
    DUE = "due", _("When we look again, changed")
    SINGLE = "single source", _("Said to rest on a single source")
    NOT_SINGLE = "not single source", _("No longer said to rest on a single source")
    SOURCE_ADDED = "source added", _("Source added")
    SOURCE_REMOVED = "source removed", _("Source removed")
    CITED_ANEW = "cited anew", _("Cited differently")
    PART_CHANGED = "part changed", _("Changed")


NOW = {
    Standing.KNOWN: What.NOW_KNOWN,
    Standing.DISPUTED: What.NOW_DISPUTED,
    Standing.UNCLEAR: What.NOW_UNCLEAR,
    Standing.REFUTED: What.NOW_REFUTED,
}
MOVES = frozenset(NOW.values())
WORDS_OF_A_CLAIM = (
    What.ADDED,
    What.REWORDED,
    What.TRUTH,
    *NOW.values(),
)  # what readers take for true is different
TEXTS = {"text": What.REWORDED, "truth": What.TRUTH, "settles": What.SETTLES, "due": What.DUE}
SHORT = frozenset({"headline", "summary", "ai_task", "ai_tool", "original_from"})  # told word for word
NO_PARTS = frozenset({"kind", "claims", "sources", "footnotes", "headline_confirmed"})


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

    @property
    def is_move(self) -> bool:
        """Did a claim move from one standing to another?"""
        return self.what in MOVES

    def as_json(self) -> dict:
        return {name: value for name, value in asdict(self).items() if value not in ("", None)}


def read(data: Mapping) -> Change:
    """A change from what `as_json` made of it."""
    return Change(**data | {"what": What(data["what"])})


def between(before: Mapping | None, now: Mapping) -> list[Change]:
    """What is different for readers, claim by claim and then part by part; nothing for a first publication."""
    if before is None:
        return []
    titles = {source["key"]: source["title"] for source in [*before["sources"], *now["sources"]]}
    return [*_of_claims(before, now, titles), *_of_footnotes(before, now, titles), *_of_parts(before, now)]


def _of_claims(before: Mapping, now: Mapping, titles: Mapping) -> Iterator[Change]:
    was = {claim["uid"]: claim for claim in before["claims"]}
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
    for name, what in TEXTS.items():
        was, becomes = old.get(name) or "", now.get(name) or ""
        if was != becomes:
            yield Change(what, **which, before=was, after=becomes)
    yield from _of_citations(old["citations"], now["citations"], titles, which)
    if old["single_source"] != now["single_source"]:
        yield Change(What.SINGLE if now["single_source"] else What.NOT_SINGLE, **which)


def _of_citations(old: Iterable, now: Iterable, titles: Mapping, which: Mapping) -> Iterator[Change]:
    was, becomes = _by_source(old), _by_source(now)
    for key, rows in becomes.items():
        if key not in was:
            yield Change(What.SOURCE_ADDED, **which, after=titles[key])
        elif rows != was[key]:
            yield Change(What.CITED_ANEW, **which, before=_cited(was[key]), after=_cited(rows))
    for key in was:
        if key not in becomes:
            yield Change(What.SOURCE_REMOVED, **which, before=titles[key])


def _by_source(citations: Iterable) -> dict[int, list]:
    rows: dict[int, list] = {}
    for citation in citations:
        said = [citation.get(name) or "" for name in ("stance", "excerpt", "locator")]
        rows.setdefault(citation["source"], []).append(said)
    return {key: sorted(said) for key, said in rows.items()}


def _cited(rows: Iterable) -> str:
    """Citations of one source as a text that differs where they do."""
    return "; ".join(" · ".join(filter(None, said)) for said in rows)


def _of_footnotes(before: Mapping, now: Mapping, titles: Mapping) -> Iterator[Change]:
    yield from _of_citations(before["footnotes"], now["footnotes"], titles, {"part": "footnotes"})


def _of_parts(before: Mapping, now: Mapping) -> Iterator[Change]:
    for name in dict.fromkeys([*now, *before]):
        old, new = before.get(name), now.get(name)
        if name not in NO_PARTS and (old or new) and old != new:
            texts = {"before": old or "", "after": new or ""} if name in SHORT else {}
            yield Change(What.PART_CHANGED, part=name, **texts)
