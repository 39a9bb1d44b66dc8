"""What does a reader find who searches the stories, and what stands on the pages of a publisher and of a source?"""

import re
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.utils.translation import gettext as _

from articles import editions, listed
from articles.claims import Claim, Standing
from articles.editions import Kind
from articles.listed import StoryRow
from articles.models import cited, front, reading
from articles.models.article import ArticlePage
from articles.models.brief import BriefPage
from articles.models.claim import Claim as ClaimRow
from articles.models.story import StoryPage
from articles.models.topic import StoryTopic, Topic
from articles.presenting import language_tag
from articles.seen import seen
from sources.models import Publisher

FOUND_LIMIT = 500  # stories: the best are enough, and no page of results is asked for beyond them
CLAIMS_SHOWN = 3
TOPICS = 100  # topics to narrow a search by
SEARCH_LIMIT = 200  # characters of a search
MODELS = {Kind.BRIEF: BriefPage, Kind.ARTICLE: ArticlePage}
STORIES_OF_PUBLISHER = 10


@dataclass(frozen=True)
class Wish:
    """What a reader asked for: words, a kind of story, a standing, a topic; any may be missing."""

    words: str = ""
    kind: Kind | None = None
    standing: Standing | None = None
    topic: Topic | None = None

    @property
    def is_narrow(self) -> bool:
        return bool(self.kind or self.standing or self.topic)

    @property
    def terms(self) -> list[str]:
        return re.findall(r"\w+", self.words)


@dataclass(frozen=True)
class Result:
    """A story that was found, its texts in pieces of which some are what was looked for, and the claims that match."""

    row: StoryRow
    headline: list[tuple[str, bool]]
    summary: list[tuple[str, bool]]
    claims: list[tuple[Claim, list[tuple[str, bool]]]]


def words(query) -> tuple[str, bool]:
    """What a reader looks for, and whether it was longer than the part we look for."""
    typed = " ".join(query.get("q", "").replace("\0", " ").split())
    return typed[:SEARCH_LIMIT], len(typed) > SEARCH_LIMIT


def wish(query, topics: list[Topic]) -> Wish:
    """Reads a search from its address. What makes no sense there is left out."""
    return Wish(
        words=words(query)[0],
        kind=next((kind for kind in Kind if kind == query.get("kind")), None),
        standing=next((standing for standing in Standing if standing == query.get("standing")), None),
        topic=next((topic for topic in topics if topic.slug == query.get("topic")), None),
    )


def search_context(query) -> dict:
    """A page of results. The words are looked up once, whatever page is asked for."""
    out = front.stories()
    about = StoryTopic.objects.filter(content_object_id__in=out.order_by().values("pk"))
    topics = list(Topic.objects.filter(pk__in=about.values("tag_id"))[:TOPICS])
    wanted = wish(query, topics)
    found = _narrowed(out, wanted)
    if wanted.words:
        best = _best(wanted)
        there = set(found.order_by().filter(pk__in=best).values_list("pk", flat=True))
        found = [pk for pk in best if pk in there]
    page = Paginator(found, front.ON_A_PAGE).get_page(query.get("page"))
    return {
        "wish": wanted,
        "topics": topics,
        "kinds": [(Kind.BRIEF, _("Briefs")), (Kind.ARTICLE, _("Articles"))],
        "standings": list(Standing),
        "is_too_long": words(query)[1],
        "search_limit": SEARCH_LIMIT,
        "page_of": page,
        "results": [_result(row, wanted) for row in _rows(page.object_list)],
    }


def _narrowed(found, wanted: Wish):
    if wanted.kind:
        found = found.filter(pk__in=MODELS[wanted.kind].objects.values("pk"))
    if wanted.standing:
        found = found.filter(pk__in=ClaimRow.objects.filter(standing=wanted.standing).values("brief_id"))
    if wanted.topic:
        found = found.filter(pk__in=StoryTopic.objects.filter(tag=wanted.topic).values("content_object_id"))
    return found


def _best(wanted: Wish) -> list[int]:
    """The stories that match the words best, best first."""
    model = MODELS.get(wanted.kind, StoryPage)
    return [
        story.pk for story in model.objects.filter(live=True).only("pk").search(wanted.words)[:FOUND_LIMIT]
    ]


def _rows(page) -> list[StoryRow]:
    """Rows of a page of stories or of their ids, in the page's order."""
    if not isinstance(page, list):
        return front.rows(page)
    by_id = {row.id: row for row in front.rows(StoryPage.objects.filter(pk__in=page))}
    return [by_id[pk] for pk in page if pk in by_id]


def _result(row: StoryRow, wanted: Wish) -> Result:
    terms = wanted.terms
    matching = [claim for claim in row.edition.claims if _matches(claim, wanted, terms)]
    limit = CLAIMS_SHOWN if terms else None  # who asks for all open questions gets them all
    return Result(
        row=row,
        headline=listed.highlighted(row.edition.headline, terms),
        summary=listed.highlighted(row.edition.summary, terms),
        claims=[(claim, listed.highlighted(claim.text, terms)) for claim in matching[:limit]],
    )


def _matches(claim: Claim, wanted: Wish, terms: list[str]) -> bool:
    if wanted.standing and claim.standing is not wanted.standing:
        return False
    text = claim.text.casefold()
    return all(term.casefold() in text for term in terms) if terms else bool(wanted.standing)


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
