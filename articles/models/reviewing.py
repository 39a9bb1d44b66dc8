"""Reads what the desk knows of a story into a Review, and keeps the count that the board shows."""

from datetime import datetime

from django.utils import timezone
from wagtail.models import Comment

from articles import checking, clearance
from articles.checking import Outcome, Review
from articles.editions import Edition
from articles.models import authorship, cited_words, correction, kill
from articles.models.agreement import last_words
from articles.models.approval import Approval, Override, lapse
from articles.models.assignment import Assignment, of
from articles.models.reopened import Reopened, settle
from articles.models.verdict import Verdict
from sources.models import knower


def review(story, edition: Edition, at: datetime | None) -> Review:
    """Who checked, approved and commented on the story in memory: twelve queries at most, however many rows. A story
    without a key has no review yet."""
    if not story.pk:
        return Review(at=at)
    plan, words = of(story), correction.waiting(story.pk)
    return Review(
        verdicts=_verdicts(story.pk),
        writers=authorship.writers(story.pk, edition.claims),
        authors=_authors(story, plan),
        approvals=_approvals(story.pk),
        waivers=_waivers(story.pk),
        open_comments=Comment.objects.filter(page_id=story.pk, resolved_at=None).count(),
        second_check=plan.second_check,
        embargo_until=plan.embargo_until,
        killed=kill.standing(story.pk) is not None,
        findings=cited_words.findings(edition),
        **_unnamed(story.pk, edition),
        unsaid=correction.unsaid(story.pk, edition, words),
        sayers=frozenset(row.by_id for row in words.values() if row.by_id),
        now=timezone.now(),
        at=at,
    )


def _verdicts(story_id: int) -> tuple:
    rows = Verdict.objects.filter(story_id=story_id).order_by("pk")
    return tuple(
        checking.Verdict(
            row.uid, row.fingerprint, Outcome(row.outcome), row.by_id, row.deciding, row.note, row.pk
        )
        for row in rows
    )


def _authors(story, plan: Assignment) -> frozenset[int]:
    """Its owner (or whoever made the page), those whose names stand over it, and whoever changed it last."""
    names = {row.person_id for row in story.bylines.all() if row.role == "written"}
    people = {plan.owner_id or story.owner_id, authorship.last_changer(story.pk), *names}
    return frozenset(people - {None})


def _approvals(story_id: int) -> tuple:
    rows = Approval.objects.filter(story_id=story_id, lapsed_at=None).values_list("digest", "by_id")
    return tuple(checking.Approval(*row) for row in rows)


def _unnamed(story_id: int, edition: Edition) -> dict:
    """Which unnamed sources somebody knows, and what a managing editor agreed to. Asks nothing where all are named."""
    ids = [source.id for source in edition.sources if source.unnamed_why]
    if not ids:
        return {}
    known = frozenset(knower.standing(ids).values_list("source_id", flat=True))
    agreed = frozenset(row.fingerprint for row in last_words(story_id).values() if row.agrees)
    return {"known_sources": known, "agreements": agreed}


def _waivers(story_id: int) -> tuple:
    rows = Override.objects.filter(story_id=story_id).values_list("digest", "gates", "reason")
    return tuple(checking.Waiver(digest, frozenset(names), reason) for digest, names, reason in rows)


def note_revision(story, revision, by) -> None:
    """After every saved version: who changed what, which approvals that ends, and how many holds are left."""
    if digest := authorship.note(story, revision, by):
        lapse(story.pk, digest)
    cited_words.look(story.edition())
    count_holds(story)


def count_holds(story) -> None:
    """Works out what the board shows of the story's newest version. `story` holds that version in memory."""
    found, waived = clearance.all_holds(story, None)
    if Reopened.objects.filter(story_id=story.pk, closed_at=None).exists():
        edition = story.edition()
        settle(story.pk, edition, review(story, edition, None))
    count = sum(hold.gate != "embargo" and hold.gate not in waived for hold in found)
    plan, _made = Assignment.objects.update_or_create(story_id=story.pk, defaults={"hold_count": count})
    if plan.begun_at is None and story.edition().is_begun:
        plan.begun_at = timezone.now()
        plan.save(update_fields=["begun_at"])
