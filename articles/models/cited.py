"""What of the library stands behind live stories? The public list of sources, and the page of one publisher.

A source that only a draft cites is shown nowhere: its title alone may give a story away.
"""

from django.core.paginator import Paginator
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import ngettext
from wagtail.search.backends import get_search_backend

from articles.claims import Stance, Standing
from articles.listed import Figure
from articles.models.article import ArticleCitation, ArticlePage
from articles.models.brief import BriefPage
from articles.models.claim import Citation, Claim
from articles.models.listing import open_to_all
from articles.presenting import language_tag
from sources.models import Publisher, Source

ON_A_PAGE = 40  # sources
FOUND_LIMIT = 500
DOCUMENTS = 30


def in_claims():
    """Citations in the claims of stories that anybody may read."""
    return Citation.objects.filter(claim__brief_id__in=open_to_all(BriefPage.objects).values("pk")).order_by()


def in_articles():
    """The same for articles."""
    return ArticleCitation.objects.filter(
        page_id__in=open_to_all(ArticlePage.objects).values("pk")
    ).order_by()


def cited_sources():
    """Every source that readers can come upon."""
    in_either = Q(pk__in=in_claims().values("source_id")) | Q(pk__in=in_articles().values("source_id"))
    return Source.objects.filter(in_either)


def _with_counts(found):
    """The sources, each with how many claims and how many articles cite it."""
    by_claims = in_claims().filter(source_id=OuterRef("pk")).values("source_id")
    by_articles = in_articles().filter(source_id=OuterRef("pk")).values("source_id")
    return found.select_related("publisher").annotate(
        claims_count=Coalesce(Subquery(by_claims.annotate(n=Count("claim", distinct=True)).values("n")), 0),
        articles_count=Coalesce(
            Subquery(by_articles.annotate(n=Count("page", distinct=True)).values("n")), 0
        ),
    )


def sources_context(sought: str, page_number: str | None) -> dict:
    """The list of sources, newest first, or those that match what a reader looks for, best first."""
    found = cited_sources().order_by("-pk")
    if sought:
        best = [source.pk for source in get_search_backend().search(sought, Source)[:FOUND_LIMIT]]
        there = set(found.filter(pk__in=best).values_list("pk", flat=True))
        found = [pk for pk in best if pk in there]
        page = Paginator(found, ON_A_PAGE).get_page(page_number)
        by_id = _with_counts(Source.objects.all()).in_bulk(page.object_list)
        return {"page_of": page, "sources": shown(by_id[pk] for pk in page.object_list)}
    page = Paginator(found, ON_A_PAGE).get_page(page_number)
    return {"page_of": page, "sources": shown(_with_counts(page.object_list))}


def sources_of(publisher: Publisher | None):
    """The publisher's sources, or those that no publisher stands behind."""
    return cited_sources().filter(publisher=publisher)


def documents(publisher: Publisher | None) -> list[Source]:
    """The newest of the publisher's sources, with counts."""
    newest = sources_of(publisher).order_by(F("published_on").desc(nulls_last=True), "-pk")
    return shown(_with_counts(newest)[:DOCUMENTS])


def shown(sources) -> list[Source]:
    """The sources, each with the tag of its language if a browser understands it."""
    sources = list(sources)
    for source in sources:
        source.shown_language = language_tag(source)
    return sources


def resting_on(sources) -> Q:
    """The condition that a story cites one of the sources."""
    by_claim = in_claims().filter(source_id__in=sources.values("pk")).values("claim__brief_id")
    by_article = in_articles().filter(source_id__in=sources.values("pk")).values("page_id")
    return Q(pk__in=by_claim) | Q(pk__in=by_article)


def figures(publisher: Publisher | None) -> list[Figure]:
    """How many sources the publisher has here; how many claims they support, support alone, and contradict."""
    cited = in_claims().filter(source__publisher=publisher)
    stances = cited.values_list("stance").annotate(n=Count("claim", distinct=True))
    supported = cited.filter(stance=Stance.SUPPORTS).values("claim_id")
    supporters = Count("citations__source", filter=Q(citations__stance=Stance.SUPPORTS), distinct=True)
    known = Claim.objects.filter(pk__in=supported, standing=Standing.KNOWN).order_by()
    counts = dict(stances)
    total, supports, contradicts = (
        sources_of(publisher).count(), counts.get(Stance.SUPPORTS, 0), counts.get(Stance.CONTRADICTS, 0)
    )  # fmt: skip
    alone = known.annotate(supporters=supporters).filter(supporters=1).count()
    return [
        Figure(total, ngettext("source cited", "sources cited", total)),
        Figure(supports, ngettext("claim supported", "claims supported", supports)),
        Figure(
            alone, ngettext("known claim with no other source", "known claims with no other source", alone)
        ),
        Figure(contradicts, ngettext("claim contradicted", "claims contradicted", contradicts)),
    ]
