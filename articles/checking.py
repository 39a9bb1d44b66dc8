"""Who has checked what, and does it still count? Verdicts and approvals, and the moment at which they lapse.

A verdict is on exactly one wording with exactly one set of citations. It never has to be taken back: when the claim
changes, the verdict speaks of something that is no longer there. Values and rules; no database.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from articles.claims import Citation, Claim, Standing
from articles.correcting import Asked
from articles.editions import Edition, Footnote
from sources import excerpts
from sources.excerpts import Found

# The standings that say something about the world, and so can be right or wrong.
TO_VERIFY = frozenset({Standing.KNOWN, Standing.DISPUTED, Standing.REFUTED})


class Outcome(TextChoices):
    """What somebody who checked a claim says of it."""

    VERIFIED = "verified", _("Verified")
    NEEDS_WORK = "needs_work", _("Needs work")
    CANT_TELL = "cant_tell", _("Can’t tell")


@dataclass(frozen=True)
class Verdict:
    """One person's word on one wording of a claim. `deciding` is an editor's, where two checks differ; `record` is the
    key under which it is kept."""

    uid: str
    fingerprint: str
    outcome: Outcome
    by: int | None
    deciding: bool = False
    note: str = ""
    record: int | None = None


@dataclass(frozen=True)
class Approval:
    """Somebody's word that this content may go out."""

    digest: str
    by: int | None


@dataclass(frozen=True)
class Waiver:
    """The gates that a managing editor released for this content, and the reason that readers see."""

    digest: str
    gates: frozenset[str]
    reason: str = ""


@dataclass(frozen=True)
class Finding:
    """Whether a cited excerpt is in the newest copy of its source, and whether a person has seen it there."""

    found: Found = Found.CANT_TELL
    nearest: str = ""
    is_confirmed: bool = False

    @property
    def is_good(self) -> bool:
        return self.found is Found.FOUND or self.is_confirmed


@dataclass(frozen=True)
class Review:
    """What the desk knows of a story at one moment, beside its Edition. People are the keys of their accounts.

    `writers` names, for each claim, who wrote its present wording; `authors` are those who may not approve the
    story: its author and whoever changed the text last. `findings` are on what is cited, by source and words;
    `known_sources` are unnamed ones whom somebody here knows, `agreements` what managing editors agreed to
    (`Source.anonymity`); `unsaid` are changes to what readers were told that nobody has called by their name, and
    `sayers` those whose words on such changes, for readers, wait to go out. `now` is the moment of the question, `at`
    the moment at which the story would go out.
    """

    verdicts: tuple[Verdict, ...] = ()
    writers: Mapping[str, frozenset] = field(default_factory=dict)
    authors: frozenset = frozenset()
    approvals: tuple[Approval, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    open_comments: int = 0
    second_check: bool = False
    embargo_until: datetime | None = None
    killed: bool = False
    findings: Mapping[tuple[int, str], Finding] = field(default_factory=dict)
    known_sources: frozenset[int] = frozenset()
    agreements: frozenset[str] = frozenset()
    unsaid: tuple[Asked, ...] = ()
    sayers: frozenset[int] = frozenset()
    now: datetime | None = None
    at: datetime | None = None

    def wrote(self, claim: Claim, person: int | None) -> bool:
        return person in self.writers.get(claim.uid, ())

    def finding(self, citation: Citation | Footnote) -> Finding | None:
        """What came of looking for the excerpt; None where there is nothing to look for, or nowhere to look."""
        if not (citation.excerpt.strip() and citation.source.url):
            return None
        return self.findings.get((citation.source.id, excerpts.key(citation.excerpt)), Finding())

    def standing_verdicts(self, claim: Claim) -> list[Verdict]:
        """Each person's last verdict on exactly this wording and these citations, less those of its writers."""
        last = {
            verdict.by: verdict
            for verdict in self.verdicts
            if verdict.uid == claim.uid
            and verdict.fingerprint == claim.fingerprint
            and not verdict.deciding
            and not self.wrote(claim, verdict.by)
        }
        return list(last.values())

    def decision(self, claim: Claim) -> Verdict | None:
        """The last word of an editor on exactly this wording."""
        decisions = (
            verdict
            for verdict in reversed(self.verdicts)
            if verdict.deciding
            and verdict.uid == claim.uid
            and verdict.fingerprint == claim.fingerprint
            and not self.wrote(claim, verdict.by)
        )
        return next(decisions, None)

    def differs(self, claim: Claim) -> bool:
        """Do the checks say different things, and no editor has decided?"""
        outcomes = {verdict.outcome for verdict in self.standing_verdicts(claim)}
        return len(outcomes) > 1 and self.decision(claim) is None

    def outcome(self, claim: Claim) -> Outcome | None:
        """What the checks come to: None while there is none, or while they differ."""
        if decision := self.decision(claim):
            return decision.outcome
        outcomes = {verdict.outcome for verdict in self.standing_verdicts(claim)}
        return outcomes.pop() if len(outcomes) == 1 else None

    def checks_lacking(self, claim: Claim) -> int:
        """How many more people have to give a verdict on the claim."""
        return max(0, (2 if self.second_check else 1) - len(self.standing_verdicts(claim)))

    def is_approved(self, edition: Edition, by: int | None = None) -> bool:
        """Has somebody, or this person, approved exactly this content who is none of its authors and wrote none of its
        claims?"""
        return any(
            approval.digest == edition.digest
            and by in (None, approval.by)
            and self.may_approve(edition, approval.by)
            for approval in self.approvals
        )

    def waived(self, edition: Edition) -> frozenset[str]:
        """The gates released for exactly this content."""
        return frozenset().union(*(w.gates for w in self.waivers if w.digest == edition.digest))

    def may_approve(self, edition: Edition, person: int | None) -> bool:
        """Four eyes: neither the author, nor whoever changed the text last, nor the writer of one of its claims or of
        words on a change that go out with it."""
        return person not in self.authors | self.sayers and not any(
            self.wrote(claim, person) for claim in edition.claims
        )


def to_check(claims: Iterable[Claim], review: Review, person: int) -> list[Claim]:
    """The claims that wait for this person's verdict."""
    return [
        claim
        for claim in claims
        if review.checks_lacking(claim)
        and not review.wrote(claim, person)
        and all(verdict.by != person for verdict in review.standing_verdicts(claim))
    ]


def is_checked(edition: Edition, review: Review) -> bool:
    """Has every claim the verdicts that it needs, and does no one ask for work on any?"""
    return not any(
        review.checks_lacking(claim) or review.differs(claim) or review.outcome(claim) is Outcome.NEEDS_WORK
        for claim in edition.claims
    )
