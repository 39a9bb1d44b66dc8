"""What the library shows of stories: where a source is used, and which sources nothing or too much rests on."""

from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision

from articles import judging
from articles.models import ArticleCitation, Citation, Claim, StoryPage, cited, cited_words, sourced
from articles.models.permission import pages_for
from sources.models import Source

SHOWN = 30  # stories on a card


def card(request, source: Source) -> str:
    """Every story that cites the source, claim by claim, as far as this person may know of it."""
    stories = sourced.citing(source.pk)
    mine = stories.filter(live=True) | stories.filter(
        pk__in=pages_for(request.user, "change", "approve", "check").values("pk")
    )
    rows = [_row(story, source) for story in mine.distinct().order_by("-live", "-pk")[:SHOWN]]
    context = {
        "rows": rows,
        "more": mine.distinct().count() - len(rows),
        "hidden": stories.count() - mine.distinct().count(),
    }
    return render_to_string("articles/admin/_where_used.html", context, request)


def _row(story: StoryPage, source: Source) -> dict:
    """A story with the claims that cite the source: those that readers see, else those of the draft."""
    shown = story.specific if story.live else judging.newest(story.pk)
    edition = shown.edition()
    claims = [
        {"claim": claim, "stances": [c.stance.label for c in claim.citations if c.source.id == source.pk]}
        for claim in edition.claims
        if any(c.source.id == source.pk for c in claim.citations)
    ]
    return {"story": story, "claims": claims}


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
