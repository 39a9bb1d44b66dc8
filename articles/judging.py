"""What people decide about a story before it goes out: verdicts on claims, decisions between checks, overrides.

Each act asks whether this person may, whether these are their own words, and whether the text is still the one they
saw; it is written down with its log entry in one transaction, or refused in words.
"""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import log
from wagtail.models import Page

from articles import clearance, desk_gates
from articles.checking import Outcome
from articles.claims import Claim
from articles.clearance import Refused
from articles.models import Agreement, Override, StoryPage, Verdict, cited_words, told, verdict
from articles.models.permission import may
from articles.models.reviewing import count_holds
from sources.models import Confirmation, Excerpt
from sources.reasons import SHORTEST, is_sentence

NOTE_LIMIT = 2000  # characters
WHY_LIMIT = 500


def newest(story_id: int, lock: bool = False) -> StoryPage:
    """The newest version of a story, in memory. With `lock`, nobody else acts on it until the transaction ends."""
    if lock:
        Page.objects.select_for_update().get(pk=story_id)
    return StoryPage.objects.get(pk=story_id).specific.newest_version()


@transaction.atomic
def give_verdict(story_id: int, uid: str, fingerprint: str, outcome: str, by, note: str = "") -> Verdict:
    """One person's word on the claim as they saw it. Raises Refused, saying why and what to do."""
    story, claim, _review = _claim_to_judge(story_id, uid, fingerprint, by, "check")
    return _write(story, claim, outcome, by, note)


@transaction.atomic
def decide(story_id: int, uid: str, fingerprint: str, outcome: str, by, note: str = "") -> Verdict:
    """An editor's word where two checks differ. Raises Refused."""
    story, claim, review = _claim_to_judge(story_id, uid, fingerprint, by, "approve")
    if not review.differs(claim):
        raise Refused(_("There is nothing to decide: the checks of %s do not differ.") % claim.label)
    return _write(story, claim, outcome, by, note, deciding=True)


MAY_NOT = {
    "check": gettext_lazy("You may not fact-check on this desk."),
    "approve": gettext_lazy("Only an editor of this desk decides between two checks."),
}


def _claim_to_judge(story_id: int, uid: str, fingerprint: str, by, permission: str):
    """The story, the claim as this person saw it, and the review; refused to whoever may not judge it."""
    story = newest(story_id, lock=True)
    edition = story.edition()
    claim = next((claim for claim in edition.claims if claim.uid == uid), None)
    if claim is None:
        raise Refused(_("This claim is no longer in the story. Nothing was recorded."))
    if claim.fingerprint != fingerprint:
        raise Refused(
            _("%s was changed meanwhile. Nothing was recorded: look at the new wording first.") % claim.label
        )
    if not may(by, permission, story):
        raise Refused(str(MAY_NOT[permission]))
    review = story.review(edition, None)
    if review.wrote(claim, by.pk):
        raise Refused(_("You wrote %s as it stands, so someone else has to judge it.") % claim.label)
    return story, claim, review


def _write(story, claim: Claim, outcome: str, by, note: str, deciding: bool = False) -> Verdict:
    note = note.strip()
    if outcome not in Outcome.values:
        raise Refused(_("Choose a verdict: verified, needs work or can’t tell."))
    if outcome == Outcome.NEEDS_WORK and not note:
        raise Refused(_("Say what %s needs. The writer sees it.") % claim.label)
    if len(note) > NOTE_LIMIT:
        raise Refused(
            _("The note has %(length)s characters; the limit is %(limit)s.")
            % {"length": len(note), "limit": NOTE_LIMIT}
        )
    given = verdict.on(claim, story.pk, outcome, by, note=note, deciding=deciding)
    given.save()
    logged = {"verdict": given.pk, "claim": claim.number}  # not the outcome: a second check is blind
    log(story, "articles.decision" if deciding else "articles.verdict", user=by, data=logged)
    count_holds(story)
    told.verdict_given(story, claim, by)
    if not deciding and story.review(story.edition(), None).differs(claim):
        told.checks_differ(story, claim, by)
    return given


@transaction.atomic
def confirm(story_id: int, source_id: int, key: str, by) -> Confirmation:
    """A person has seen an excerpt in its source, where a program could not find it. Counts until the source says
    something else. Raises Refused."""
    story = newest(story_id, lock=True)
    edition = story.edition()
    excerpt = Excerpt.objects.filter(source_id=source_id, key=key).first()
    if excerpt is None or (source_id, key) not in cited_words.cited(edition):
        raise Refused(_("The story does not cite these words any more. Nothing was recorded."))
    if not (may(by, "check", story) or may(by, "approve", story)):
        raise Refused(str(MAY_NOT["check"]))
    review = story.review(edition, None)
    if by.pk in cited_words.writers(edition, review, source_id, key):
        raise Refused(_("You put these words there, so someone else has to see them in the source."))
    made = Confirmation.objects.create(excerpt=excerpt, copy=excerpt.copy, by=by)
    log(story, "articles.confirmed", user=by, data={"source": excerpt.source.title, "excerpt": excerpt.text})
    count_holds(story)
    return made


@transaction.atomic
def agree(story_id: int, source_id: int, fingerprint: str, agrees: bool, why: str, by) -> Agreement:
    """A managing editor's word that the story rests on a source without naming it, for the reason as they saw it; or
    that it must not. Raises Refused."""
    story = newest(story_id, lock=True)
    edition = story.edition()
    source = next((s for s in edition.sources if s.id == source_id and s.unnamed_why), None)
    why = " ".join(why.split())
    if not may(by, "override", story):
        raise Refused(_("Only a managing editor agrees that a source is not named."))
    if source is None:
        raise Refused(_("The story does not cite this unnamed source any more. Nothing was recorded."))
    if source.anonymity != fingerprint:
        raise Refused(_("The reason was changed meanwhile. Nothing was recorded: read the new one first."))
    review = story.review(edition, None)
    citing = [claim for claim in edition.claims if any(c.source.id == source_id for c in claim.citations)]
    in_text = any(note.source.id == source_id for note in edition.footnotes)
    if any(review.wrote(claim, by.pk) for claim in citing) or (in_text and by.pk in review.authors):
        raise Refused(_("You wrote what rests on this source, so another managing editor has to agree."))
    if not agrees and not is_sentence(why):
        raise Refused(_("Say in a sentence why not (%s characters or more). The writer sees it.") % SHORTEST)
    if len(why) > WHY_LIMIT:
        raise Refused(
            _("The reason has %(length)s characters; the limit is %(limit)s.")
            % {"length": len(why), "limit": WHY_LIMIT}
        )
    made = Agreement.objects.create(
        story_id=story.pk, source_id=source_id, fingerprint=fingerprint, agrees=agrees, why=why, by=by
    )
    log(
        story,
        "articles.agreed" if agrees else "articles.not_agreed",
        user=by,
        data={"source": source.title, "reason": why},
    )
    count_holds(story)
    return made


@transaction.atomic
def override(story_id: int, gates: list[str], reason: str, digest: str, by) -> Override:
    """Releases exactly the content that was seen past the chosen gates, for a reason that readers will see. Raises
    Refused."""
    story = newest(story_id, lock=True)
    reason = reason.strip()
    if not may(by, "override", story):
        raise Refused(_("Only a managing editor may release a story past a gate."))
    if digest != story.edition().digest:
        raise Refused(
            _("The story was changed meanwhile. Nothing was released: look at the new version first.")
        )
    shut = overridable(story)
    if not gates or not set(gates) <= set(shut):
        raise Refused(_("Choose which of the points you release the story past."))
    if not is_sentence(reason):
        raise Refused(
            _("Say in a sentence why this has to go out now (%s characters or more). Readers will see it.")
            % SHORTEST
        )
    earlier = story.review(story.edition(), None).waived(
        story.edition()
    )  # readers are told of the newest alone
    made = Override.objects.create(
        story_id=story.pk, digest=digest, gates=sorted({*gates, *earlier}), reason=reason, by=by
    )
    log(story, "articles.override", user=by, data={"gates": made.gates, "reason": reason})
    count_holds(story)
    return made


def overridable(story) -> dict[str, list[str]]:
    """The gates that are shut and may be released, each with what it says of the story."""
    found, waived = clearance.all_holds(story, clearance.planned(story))
    shut: dict[str, list[str]] = {}
    for hold in found:
        if hold.gate not in waived and hold.gate not in desk_gates.NEVER_WAIVED:
            shut.setdefault(hold.gate, []).append(str(hold.message))
    return shut
