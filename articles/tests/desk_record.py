"""What a careful clerk would note of a story: who put which words where, who checked and approved what, what is shut.

Kept by the machine (desk_machine.py) beside the program, from what people did. It asks none of the program's rules;
what a version says is read from Wagtail's own JSON and from the rows, never from an Edition.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from articles.models import BriefPage

NEVER_RELEASED = {"sourcing", "ai_use", "embargo", "killed"}
NEEDED = {"known": {"supports"}, "refuted": {"contradicts"}, "disputed": {"supports", "contradicts"}}
SUMMARY_LIMIT = 600


class Words(NamedTuple):
    """A claim as it stood: its text, how firmly, and (source, stance) for each citation in its order."""

    uid: str
    text: str
    standing: str
    citations: tuple

    @property
    def wording(self):
        return self.text, self.standing

    @property
    def checked(self):
        """What a verdict is on."""
        return self.uid, self.text, self.standing, tuple(sorted(self.citations))


class Text(NamedTuple):
    headline: str
    summary: str
    ai_use: str
    claims: tuple

    def claim(self, uid) -> Words | None:
        return next((words for words in self.claims if words.uid == uid), None)


def of_version(content: dict) -> Text:
    """What a saved version says, from its JSON."""
    claims = (
        Words(
            row["uid"],
            row["text"],
            row["standing"],
            tuple((cited["source"], cited["stance"]) for cited in row["citations"]),
        )
        for row in content["claims"]
    )
    return Text(content["title"], content["summary"], content["ai_use"], tuple(claims))


def of_rows(pk: int) -> Text:
    """What readers get, from the rows."""
    page = BriefPage.objects.prefetch_related("claims__citations").get(pk=pk)
    claims = (
        Words(
            row.uid,
            row.text,
            row.standing,
            tuple((cited.source_id, cited.stance) for cited in row.citations.all()),
        )
        for row in page.claims.all()
    )
    return Text(page.title, page.summary, page.ai_use, tuple(claims))


class Said(NamedTuple):
    """A verdict that was given."""

    words: Words
    outcome: str
    by: int
    deciding: bool


@dataclass
class Record:
    """One story."""

    pk: int
    owner: int | None
    text: Text | None = None
    version: int | None = None
    versions: dict = field(default_factory=dict)  # what each version says now
    before: dict = field(default_factory=dict)  # what stood before each version was begun
    hands: dict = field(default_factory=dict)  # version → (uid, wording, person) that it brought
    changes: list = field(default_factory=list)  # (version, person), the last change last
    verdicts: dict = field(default_factory=dict)  # key → Said
    approvals: list = field(default_factory=list)  # (text, person), those in force
    overrides: dict = field(default_factory=dict)  # key → (text, gates)
    comments: set = field(default_factory=set)
    embargo: datetime | None = None
    second_check: bool = False
    killed: bool = False
    cleared: int | None = None  # the receipt that was judged last
    live: Text | None = None
    was_out: bool = False

    def saved(self, version: int, text: Text, by: int | None) -> bool:
        """A version was written, or rewritten in place: then only what it says in the end is anybody's."""
        base = self.before.setdefault(version, self.text)
        changed = text != self.text
        self.hands[version] = {
            (words.uid, words.wording, by)
            for words in text.claims
            if base is None or base.claim(words.uid) is None or base.claim(words.uid).checked != words.checked
        }
        if changed:
            self.changes = [change for change in self.changes if change[0] != version]
            if text != base:
                self.changes.append((version, by))
            self.approvals = [given for given in self.approvals if given[0] == text]
        self.text, self.version, self.versions[version] = text, version, text
        return changed

    def wrote(self, words: Words, person: int) -> bool:
        return any((words.uid, words.wording, person) in brought for brought in self.hands.values())

    def own(self, text: Text) -> set:
        """Those who may not approve it."""
        people = {person for brought in self.hands.values() for uid, wording, person in brought
                  if (words := text.claim(uid)) and words.wording == wording}  # fmt: skip
        return people | {self.owner, self.changes[-1][1] if self.changes else None} - {None}

    def counting(self, words: Words) -> dict:
        """Each person's last verdict on exactly this, less those of its writers."""
        return {
            said.by: said.outcome
            for said in self.verdicts.values()
            if said.words.checked == words.checked and not said.deciding and not self.wrote(words, said.by)
        }

    def decision(self, words: Words) -> str | None:
        made = [
            said.outcome
            for said in self.verdicts.values()
            if said.words.checked == words.checked and said.deciding and not self.wrote(words, said.by)
        ]
        return made[-1] if made else None

    def is_approved(self, text: Text) -> bool:
        own = self.own(text)
        return any(given == text and by not in own for given, by in self.approvals)

    def shut(self, text: Text, now: datetime) -> set:
        """The gates that hold this text at that moment."""
        known = [words.text for words in text.claims if words.standing == "known"]
        answers = {
            "summary": not 0 < len(text.summary.strip()) <= SUMMARY_LIMIT,
            "substance": not known,
            "contradiction": any(w.standing == "unclear" and w.text in known for w in text.claims),
            "sourcing": any(
                not NEEDED.get(words.standing, set()) <= {stance for _source, stance in words.citations}
                for words in text.claims
            ),
            "ai_use": not text.ai_use,
            "verified": any(not self._passes(words) for words in text.claims),
            "second_check": self.second_check and any(self._lacks_second(words) for words in text.claims),
            "comments": bool(self.comments),
            "approval": not self.is_approved(text),
            "embargo": bool(self.embargo) and now < self.embargo,
            "killed": self.killed,
        }
        return {name for name, holds in answers.items() if holds}

    def _lacks_second(self, words: Words) -> bool:
        """A claim without any verdict is the business of the gate before."""
        return words.standing != "unclear" and self._passes(words) and len(self.counting(words)) < 2

    def _passes(self, words: Words) -> bool:
        outcomes = set(self.counting(words).values())
        if decided := self.decision(words):
            outcomes = {decided}
        if words.standing == "unclear":
            return len(outcomes) < 2 and "needs_work" not in outcomes
        return outcomes == {"verified"}

    def released(self, text: Text) -> set:
        """The gates that the newest override of this text names: readers are told of that one."""
        gates = [gates for released, gates in self.overrides.values() if released == text]
        return set(gates[-1]) - NEVER_RELEASED if gates else set()

    def may_go(self, text: Text, now: datetime, override: int | None) -> set:
        """The gates that are shut and that the override of the receipt does not name: empty, or a hole."""
        released, gates = self.overrides.get(override, (None, ()))
        named = set(gates) - NEVER_RELEASED if released == text else set()
        return self.shut(text, now) - named
