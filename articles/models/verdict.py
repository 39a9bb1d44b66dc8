"""What somebody found who checked a claim. Rows are kept for ever; they lapse by themselves when the claim changes."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.checking import Outcome
from articles.claims import Claim
from articles.editions import Edition
from sources.models.person import Signed, name_of


class Verdict(Signed):
    """One person's word on exactly this wording with exactly these citations.

    `fingerprint` says which; `said` keeps the words and citations, so that what changed since can be shown.
    `deciding` marks an editor's decision where two checks differ.
    """

    story = models.ForeignKey("articles.StoryPage", on_delete=models.PROTECT, related_name="verdicts")
    uid = models.CharField(max_length=32)
    number = models.PositiveIntegerField(null=True)
    fingerprint = models.CharField(max_length=64)
    said = models.JSONField(default=dict)
    outcome = models.CharField(_("verdict"), max_length=12, choices=Outcome.choices)
    note = models.TextField(_("note"), blank=True)
    deciding = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["story", "uid"], name="verdicts_on_a_claim")]

    def __str__(self):
        return f"{self.story_id}: claim {self.number} {self.outcome}"


def on(claim: Claim, story_id: int, outcome: str, by, **more) -> Verdict:
    """A verdict on the claim exactly as it stands, not saved yet."""
    return Verdict(
        story_id=story_id,
        uid=claim.uid,
        number=claim.number,
        fingerprint=claim.fingerprint,
        said=said(claim),
        outcome=outcome,
        by=by,
        by_name=name_of(by),
        **more,
    )


def checkers(story_id: int, edition: Edition) -> int:
    """How many people verified a claim of this edition as it stands. One query."""
    prints = [claim.fingerprint for claim in edition.claims]
    given = Verdict.objects.filter(story_id=story_id, outcome=Outcome.VERIFIED, fingerprint__in=prints)
    return given.order_by().values("by_name").distinct().count() if prints else 0


def said(claim: Claim) -> dict:
    """A claim as plain text, to be kept beside a verdict."""
    return {
        "text": claim.text,
        "standing": str(claim.standing),
        "settles": claim.settles,
        "truth": claim.truth,
        "citations": [
            {
                "source": c.source.title,
                "stance": str(c.stance),
                "excerpt": c.excerpt,
                "locator": c.locator,
                "mark": str(c.source.retraction.kind.label) if c.source.retraction else "",
            }
            for c in claim.citations
        ],
    }
