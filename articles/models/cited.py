"""What of the library stands behind live stories? The public list of sources, and the page of one publisher.

A source that only a draft cites is shown nowhere: its title alone may give a story away. So everything here starts
from `stories`, a queryset of those that a reader may read.
"""

from django.core.paginator import Paginator
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import ngettext
from wagtail.search.backends import get_search_backend

from articles.claims import Stance, Standing
from articles.listed import Figure
from articles.models.article import ArticleCitation
from articles.models.claim import Citation, Claim
from articles.presenting import language_tag
from sources.models import Publisher, Source

ON_A_PAGE = 40  # sources
FOUND_LIMIT = 500
DOCUMENTS = 30


def in_claims(stories):
    """Citations in the claims of these stories."""
    return _as_now(Citation.objects.filter(claim__brief_id__in=stories.order_by().values("pk")).order_by())


def in_articles(stories):
    """Citations in the text of these stories."""
    return _as_now(ArticleCitation.objects.filter(page_id__in=stories.order_by().values("pk")).order_by())


def _as_now(citations):
    """With `now`, the source that each cites: where that was merged, the one that stayed."""
    return citations.annotate(now=Coalesce("source__merged_into", "source"))


def cited_sources(stories):
    """Every source that one of these stories cites."""
    by_claims, by_articles = in_claims(stories).values("now"), in_articles(stories).values("now")
    return Source.objects.filter(Q(pk__in=by_claims) | Q(pk__in=by_articles))


def sources_context(stories, sought: str, page_number: str | None) -> dict:
    """The list of sources, newest first, or those that match what a reader looks for, best first."""
    found = cited_sources(stories).order_by("-pk").values_list("pk", flat=True)
    if sought:
        best = [source.pk for source in get_search_backend().search(sought, Source)[:FOUND_LIMIT]]
        there = set(found.filter(pk__in=best))
        found = [pk for pk in best if pk in there]
    page = Paginator(found, ON_A_PAGE).get_page(page_number)
    return {"page_of": page, "sources": _shown(list(page.object_list), stories)}


def _shown(ids: list[int], stories) -> list[Source]:
    """The sources of these ids, each with how many claims and how many articles cite it, and the tag of its language
    if a browser understands that."""
    by_claims = in_claims(stories).filter(now=OuterRef("pk")).values("now")
    by_articles = in_articles(stories).filter(now=OuterRef("pk")).values("now")
    found = Source.objects.select_related("publisher").annotate(
        claims_count=Coalesce(Subquery(by_claims.annotate(n=Count("claim", distinct=True)).values("n")), 0),
        articles_count=Coalesce(
            Subquery(by_articles.annotate(n=Count("page", distinct=True)).values("n")), 0
        ),
    )
    by_id = found.in_bulk(ids)
    for source in by_id.values():
        source.shown_language = language_tag(source)
    return [by_id[pk] for pk in ids]


def sources_of(publisher: Publisher | None, stories):
    """The publisher's sources, or those that no publisher stands behind."""
    return cited_sources(stories).filter(publisher=publisher)


def documents(publisher: Publisher | None, stories) -> list[Source]:
    """The newest of the publisher's sources, with counts."""
    newest = sources_of(publisher, stories).order_by(F("published_on").desc(nulls_last=True), "-pk")
    return _shown(list(newest.values_list("pk", flat=True)[:DOCUMENTS]), stories)


def resting_on(sources, stories):
    """Those of the stories that cite one of the sources; these are keys, or a query for them."""
    them = Q(source_id__in=sources) | Q(source__merged_into__in=sources)
    by_claims = Citation.objects.filter(them).order_by().values("claim__brief_id")
    by_articles = ArticleCitation.objects.filter(them).order_by().values("page_id")
    return stories.filter(Q(pk__in=by_claims) | Q(pk__in=by_articles))


def citing_publisher(publisher: Publisher, stories):
    """Those of the stories that cite one of its sources."""
    return resting_on(Source.objects.filter(publisher=publisher).values("pk"), stories)


def figures(publisher: Publisher | None, stories) -> list[Figure]:
    """How many sources the publisher has here; how many claims they support, support alone, and contradict."""
    cited = in_claims(stories).filter(now__in=Source.objects.filter(publisher=publisher).values("pk"))
    counts = dict(cited.values_list("stance").annotate(n=Count("claim", distinct=True)))
    supports, contradicts = counts.get(Stance.SUPPORTS, 0), counts.get(Stance.CONTRADICTS, 0)
    total = sources_of(publisher, stories).count()
    supported = cited.filter(stance=Stance.SUPPORTS).values("claim_id")
    alone = alone_in(Claim.objects.filter(pk__in=supported)).count()
    return [
        Figure(total, ngettext("source cited", "sources cited", total)),
        Figure(supports, ngettext("claim supported", "claims supported", supports)),
        Figure(
            alone, ngettext("known claim with no other source", "known claims with no other source", alone)
        ),
        Figure(contradicts, ngettext("claim contradicted", "claims contradicted", contradicts)),
    ]


def alone_in(claims):
    """The known ones among the claims that a single source supports."""
    known = claims.filter(standing=Standing.KNOWN, citations__stance=Stance.SUPPORTS).order_by()
    supporters = Count(Coalesce("citations__source__merged_into", "citations__source"), distinct=True)
    return known.annotate(supporters=supporters).filter(supporters=1)
