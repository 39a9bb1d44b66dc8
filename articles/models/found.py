"""What does a reader find who searches the stories, and what stands on the pages of a publisher and of a source?

The words are looked up among the stories that readers may read and that are as the reader wants them, and the best
`FOUND_LIMIT` are taken. Of these, a page is read whole and compared with its receipts: what a receipt withholds is in
no result, and neither in the count nor in the facets beside it.
"""

from dataclasses import dataclass, replace

from django.core.paginator import Paginator
from django.utils.translation import gettext as _
from wagtail.search.backends import get_search_backend

from articles import editions, listed, matching
from articles.editions import Kind
from articles.listed import StoryRow
from articles.matching import Match, Pieces
from articles.models import cited, facets, front, reading, spelling
from articles.models.facets import Hit
from articles.models.listing import closed_sections
from articles.models.story import StoryPage
from articles.models.wish import SEARCH_LIMIT, Wish, wish, words
from articles.presenting import language_tag
from articles.seen import seen
from sources.models import Publisher

FOUND_LIMIT = 500  # stories: the best are enough, and no page of results is asked for beyond them
STORIES_OF_PUBLISHER = 10
NEWEST = 3  # stories offered where nothing was found
HIT = ("pk", "path", "content_type_id", "first_published_at")


@dataclass(frozen=True)
class Result:
    """A story that was found, its texts in pieces of which some are what was looked for, and the parts that match."""

    row: StoryRow
    headline: Pieces
    summary: Pieces
    matches: list[Match]


def search_context(query) -> dict:
    """A page of results. The words are looked up once, whatever page is asked for."""
    closed = closed_sections()
    out = front.cleared(front.stories(closed))
    wanted = wish(query, out)
    hits = _hits(wanted.narrowed(out), wanted)
    meant = "" if hits or not wanted.terms else spelling.meant(wanted.terms, out)
    if meant:
        wanted = replace(wanted, words=meant)
        hits = _hits(wanted.narrowed(out), wanted)
    page = Paginator(hits, front.ON_A_PAGE).get_page(query.get("page"))
    rows = _rows(page.object_list)
    withheld = {hit.pk for hit in page.object_list} - {row.id for row in rows}
    shown = [hit for hit in hits if hit.pk not in withheld]
    return {
        "wish": wanted,
        "typed": words(query)[0],
        "meant": meant if shown else "",
        "sought": wanted.words if shown else words(query)[0],
        "facets": facets.of(shown, wanted, [(Kind.BRIEF, _("Briefs")), (Kind.ARTICLE, _("Articles"))]),
        "is_too_long": words(query)[1],
        "search_limit": SEARCH_LIMIT,
        "page_of": page,
        "total": len(shown),
        "is_cut": len(hits) == FOUND_LIMIT,
        "results": [_result(row, wanted) for row in rows],
        "instead": [] if rows or wanted.is_narrow else front.whole_rows(out[:NEWEST]),
    }


def _hits(found, wanted: Wish) -> list[Hit]:
    """The best stories, best first; without words the newest; for signs that are no words none."""
    if not wanted.words:
        return [Hit(*values) for values in found.values_list(*HIT)[:FOUND_LIMIT]]
    if not wanted.terms:
        return []
    sought = " ".join(wanted.terms)
    if getattr(get_search_backend(), "filters_in_database", False):
        return _found(found.only(*HIT).search(sought, operator="and")[:FOUND_LIMIT])
    best = [
        row.pk for row in StoryPage.objects.filter(live=True).search(sought, operator="and")[:FOUND_LIMIT]
    ]
    there = {values[0]: Hit(*values) for values in found.filter(pk__in=best).values_list(*HIT)}
    return [there[pk] for pk in best if pk in there]


def _found(rows) -> list[Hit]:
    return [Hit(row.pk, row.path, row.content_type_id, row.first_published_at) for row in rows]


def _rows(page: list[Hit]) -> list[StoryRow]:
    """Rows of a page of stories, in the page's order."""
    found = front.whole_rows(StoryPage.objects.filter(pk__in=[hit.pk for hit in page])) if page else []
    by_id = {row.id: row for row in found}
    return [by_id[hit.pk] for hit in page if hit.pk in by_id]


def _result(row: StoryRow, wanted: Wish) -> Result:
    terms = wanted.terms
    return Result(
        row=row,
        headline=listed.highlighted(row.edition.headline, terms),
        summary=listed.highlighted(row.edition.summary, terms),
        matches=matching.matches(row.edition, terms, wanted.standing),
    )


def publisher_context(publisher: Publisher | None, query) -> dict:
    """Every claim that cites the publisher's sources, story by story. None: sources without a publisher."""
    out = front.stories()
    ids = list(cited.sources_of(publisher, out).values_list("pk", flat=True))
    page = Paginator(cited.resting_on(ids, out), STORIES_OF_PUBLISHER).get_page(query.get("page"))
    return {
        "publisher": publisher,
        "page_of": page,
        "citing": [(row, listed.reliances(row.edition, set(ids))) for row in front.rows(page.object_list)],
        "documents": cited.documents(publisher, out),
        "total": len(ids),
        "figures": cited.figures(publisher, out),
    }


def source_context(pk: int, query) -> dict | None:
    """A source, its state, and every claim that cites it; None unless a story cites it that readers can read."""
    out = front.stories()
    row = reading.library(cited.cited_sources(out).filter(pk=pk).values_list("pk", flat=True)).get(pk)
    if row is None:
        return None
    page = Paginator(cited.resting_on([pk], out), STORIES_OF_PUBLISHER).get_page(query.get("page"))
    original = cited.cited_sources(out).filter(pk=row.derived_from_id).first()
    return {
        "source": row,
        "seen": seen(editions.source(row)),
        "language": language_tag(row),
        "original": original,
        "page_of": page,
        "citing": [(story, listed.reliances(story.edition, {pk})) for story in front.rows(page.object_list)],
    }
