"""What has to be called by its name when a published story changes? Values and rules; no database.

Readers were told a headline, a summary and claims. A known or refuted claim that changes, and any claim that goes, is
asked about before the story can go out again: is it a correction, and of what? Works on editions as the ledger keeps
them (`ledger.told`).
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.claims import Standing, claim_name
from sources.reasons import SHORTEST, is_sentence

HELD_FIRM = frozenset({Standing.KNOWN, Standing.REFUTED})  # what we stated; readers are told if it was wrong
LONGEST = 1_000  # characters of the text for readers


class CorrectionKind(TextChoices):
    """What a change to something published is called, to readers too."""

    CORRECTION = "correction", gettext_lazy("Correction")
    CLARIFICATION = "clarification", gettext_lazy("Clarification")
    UPDATE = "update", gettext_lazy("Update")
    RETRACTION = "retraction", gettext_lazy("Retraction")
    WITHDRAWN = "withdrawn", gettext_lazy("Withdrawn")
    WORDING = "wording", gettext_lazy("Wording only")

    @property
    def is_notice(self) -> bool:
        """Does it stand at the top of the story and on the page of corrections? A new fact or another wording of the
        same stands in the history of the story."""
        return self in NOTICES

    @property
    def meaning(self) -> str:
        return MEANINGS[self]


NOTICES = frozenset(
    {
        CorrectionKind.CORRECTION,
        CorrectionKind.CLARIFICATION,
        CorrectionKind.RETRACTION,
        CorrectionKind.WITHDRAWN,
    }
)
MEANINGS = {
    CorrectionKind.CORRECTION: gettext_lazy("Something that we stated was wrong."),
    CorrectionKind.CLARIFICATION: gettext_lazy("What we stated was right but could be misread."),
    CorrectionKind.UPDATE: gettext_lazy("What we stated was right then; something new has happened."),
    CorrectionKind.RETRACTION: gettext_lazy("We do not stand by it any more."),
    CorrectionKind.WITHDRAWN: gettext_lazy("A point that we showed is not in the story any more."),
    CorrectionKind.WORDING: gettext_lazy("The same in other words."),
}


class Part(TextChoices):
    """What of a story a correction is about."""

    CLAIM = "claim", gettext_lazy("Claim")
    HEADLINE = "headline", gettext_lazy("Headline")
    SUMMARY = "summary", gettext_lazy("Summary")
    STORY = "story", gettext_lazy("The whole story")
    NOTICE = "notice", gettext_lazy("An earlier notice")


@dataclass(frozen=True)
class Asked:
    """One change that readers have to be told the name of. `was` and `becomes` are what the story said and says,
    `moved` the standings of a claim before and after; a claim that goes becomes nothing."""

    part: Part
    was: str
    becomes: str
    uid: str = ""
    number: int | None = None
    moved: tuple[str, str] = ("", "")

    @property
    def is_gone(self) -> bool:
        return self.part is Part.CLAIM and not self.moved[1]

    @property
    def fingerprint(self) -> str:
        """SHA-256 over exactly this change: when the draft changes again, it has to be called by its name again."""
        said = [str(self.part), self.uid, self.was, self.becomes, *map(str, self.moved)]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()

    @property
    def kinds(self) -> list[CorrectionKind]:
        """What it can be called. What was known and is not any more can't be the same in other words, and what still
        stands can't be retracted."""
        if self.is_gone:
            is_firm = self.moved[0] in HELD_FIRM
            return [CorrectionKind.WITHDRAWN, *([CorrectionKind.RETRACTION] if is_firm else [])]
        kinds = [CorrectionKind.CORRECTION, CorrectionKind.CLARIFICATION, CorrectionKind.UPDATE]
        if self.moved[0] != self.moved[1]:
            return [CorrectionKind.CORRECTION, CorrectionKind.UPDATE, CorrectionKind.RETRACTION]
        return [*kinds, CorrectionKind.WORDING]

    @property
    def name(self) -> str:
        return claim_name(self.number) if self.part is Part.CLAIM and self.number else str(self.part.label)


def asked(before: Mapping | None, now: Mapping) -> list[Asked]:
    """What has to be called by its name when `now` follows `before`; nothing for a first publication."""
    if before is None:
        return []
    return [*_of_parts(before, now), *_of_claims(before, now)]


def _of_parts(before: Mapping, now: Mapping) -> Iterator[Asked]:
    for part in (Part.HEADLINE, Part.SUMMARY):
        was, becomes = before[part], now[part]
        if was.strip() and was != becomes:
            yield Asked(part, was, becomes)


def _of_claims(before: Mapping, now: Mapping) -> Iterator[Asked]:
    still = {claim["uid"]: claim for claim in now["claims"]}
    for old in before["claims"]:
        new = still.get(old["uid"])
        if new is None:
            gone = (old["standing"], "")
            yield Asked(Part.CLAIM, _said(old), "", old["uid"], old["number"], gone)
        elif old["standing"] in HELD_FIRM and _meaning(old) != _meaning(new):
            moved = (old["standing"], new["standing"])
            yield Asked(Part.CLAIM, _said(old), _said(new), old["uid"], old["number"], moved)


def _meaning(claim: Mapping) -> tuple:
    return claim["standing"], claim["text"], claim["truth"]


def _said(claim: Mapping) -> str:
    """What the claim tells readers: of a refuted one, what is true instead, too."""
    return "\n".join(filter(None, [claim["text"], claim["truth"]]))


def said_in(told: Mapping, part: str, uid: str = "") -> str | None:
    """What an edition says there: a headline, a summary, or a claim by its name; None if it has no such claim."""
    if part != Part.CLAIM:
        return told.get(part)
    return next((_said(claim) for claim in told["claims"] if claim["uid"] == uid), None)


def problem(change: Asked, kind: str, text: str) -> str:
    """What is wrong with calling the change this, with these words for readers; or nothing."""
    if kind not in change.kinds:
        return _("Say what the change of %(name)s is.") % {"name": change.name}
    if kind != CorrectionKind.WORDING and not is_sentence(text):
        message = _("Tell readers about %(name)s in a sentence (%(n)s characters or more).")
        return message % {"name": change.name, "n": SHORTEST}
    return too_long(text)


def too_long(text: str) -> str:
    if len(text) <= LONGEST:
        return ""
    return _("The text for readers has %(n)s characters; the limit is %(limit)s.") % {
        "n": len(text),
        "limit": LONGEST,
    }
