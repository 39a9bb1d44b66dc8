"""What the library shows of stories: where a source is used, and which sources nothing or too much rests on."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, QuerySet
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision

from articles.claims import Stance, Standing
from articles.models import ArticleCitation, Citation, Claim, StoryPage, cited, cited_words, citing, sourced
from articles.models.permission import pages_for
from sources.models import Source

SHOWN = 30  # stories of each sort on a card


@dataclass
class InClaim:
    """One claim that cites it."""

    number: int | None
    text: str
    standing: Standing
    stances: list[str]


@dataclass
class Use:
    """A story that cites the source: as readers see it, or a version that nobody outside has seen."""

    story: StoryPage
    title: str
    is_live: bool
    claims: list[InClaim]


def card(request, source: Source) -> str:
    """Every story that cites the source, claim by claim, as far as this person may know of it: what readers see is
    no secret, and a version that they don't see is shown to whoever works on that desk."""
    them = frozenset(citing.known_as(source.pk))
    out = sourced.live_citing(them)
    drafts = {int(draft.object_id): draft for draft in citing.drafts_citing(them)}
    for pk in out.filter(pk__in=drafts).values_list("pk", flat=True):
        del drafts[pk]  # its readers' version stands on the card already
    theirs = pages_for(request.user, "change", "approve", "check").filter(pk__in=drafts)
    mine = StoryPage.objects.filter(pk__in=theirs.values("pk"))
    rows = [*_as_read(out.order_by("-pk")[:SHOWN], them)]
    rows += [_as_written(story, drafts[story.pk].content, them) for story in mine.order_by("-pk")[:SHOWN]]
    known = out.count() + mine.count()
    context = {
        "rows": rows,
        "more": known - len(rows),
        "hidden": len(drafts) - mine.count(),
    }
    return render_to_string("articles/admin/_where_used.html", context, request)


def _as_read(stories: Iterable[StoryPage], them: frozenset[int]) -> list[Use]:
    uses = {story.pk: Use(story, story.title, True, []) for story in stories}
    rows = Citation.objects.filter(claim__brief__in=uses, source__in=them).select_related("claim")
    claims: dict[int, InClaim] = {}
    for row in rows.order_by("claim__sort_order", "claim_id", "sort_order"):
        if row.claim_id not in claims:
            claim = row.claim
            claims[claim.pk] = InClaim(claim.number, claim.text, Standing(claim.standing), [])
            uses[claim.brief_id].claims.append(claims[claim.pk])
        claims[row.claim_id].stances.append(Stance(row.stance).label)
    return list(uses.values())


def _as_written(story: StoryPage, content: dict, them: frozenset[int]) -> Use:
    claims = []
    for row in content.get("claims", []):
        if stances := [Stance(c["stance"]).label for c in row.get("citations", []) if c["source"] in them]:
            claims.append(InClaim(row["number"], row["text"], Standing(row["standing"]), stances))
    return Use(story, content["title"], False, claims)


def published_at(source: Source) -> datetime | None:
    """When a story that cites the source, and that readers see, last went out."""
    return sourced.live_citing(citing.known_as(source.pk)).aggregate(at=Max("last_published_at"))["at"]


def uncited(rows: QuerySet) -> QuerySet:
    """Nothing cites it: no live story, no saved draft."""
    drafts = StoryPage.objects.filter(has_unpublished_changes=True).values("latest_revision_id")
    contents = Revision.objects.filter(pk__in=drafts).values_list("content", flat=True).iterator()
    in_drafts = {row.get("source") for content in contents for row in cited_words.rows_of(content)} - {None}
    used = [
        Citation.objects.exclude(source=None).values("source"),
        ArticleCitation.objects.exclude(source=None).values("source"),
        list(in_drafts),
    ]
    for ids in used:
        rows = rows.exclude(pk__in=ids).exclude(merged__in=ids)
    return rows


def alone(rows: QuerySet) -> QuerySet:
    """A known claim that readers see is supported by it and by no other source."""
    claims = cited.alone_in(Claim.objects.filter(brief__live=True)).values("pk")
    supporting = cited.in_claims(StoryPage.objects.filter(live=True)).filter(
        claim__in=claims, stance="supports"
    )
    return rows.filter(pk__in=supporting.values("now"))


def filters() -> dict:
    return {
        "uncited": (_("Cited nowhere"), uncited),
        "alone": (_("Single points of failure"), alone),
    }
