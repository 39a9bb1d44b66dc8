"""Which stories go with this one? Those an editor chose, then those that share most sources and topics with it."""

from django.db.models import Case, Count, Exists, F, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce
from wagtail.models import Page, PageViewRestriction

from articles import listed
from articles.editions import Edition, Kind
from articles.listed import StoryRow
from articles.models.claim import Citation, Claim
from articles.models.listing import closed_sections, with_desk
from articles.models.topic import StoryTopic

LIMIT = 5
CANDIDATES = 40  # the newest stories that have something in common are weighed, and the nearest are shown
CITED_BY_ARTICLE = "storypage__articlepage__citations__source_id"


def related(story, edition: Edition, topics: list[int]) -> list[StoryRow]:
    """Live stories only, never the story itself. Two queries."""
    chosen = {pk: place for place, pk in enumerate(edition.related)}
    near = _near(story.pk, [source.id for source in edition.sources], topics, list(chosen))
    if any(page.some_are_closed for page in near):
        closed = tuple(closed_sections())
        near = [page for page in near if not page.path.startswith(closed)]
    near.sort(key=lambda page: -page.shared)  # of equals the newest comes first: the query put them so
    suggested = [page for page in near if page.pk not in chosen]
    picked = sorted((page for page in near if page.pk in chosen), key=lambda page: chosen[page.pk])
    return _rows(picked + suggested[: max(0, LIMIT - len(picked))])


def _near(story_id: int | None, sources: list[int], topics: list[int], chosen: list[int]) -> list[Page]:
    """Chosen stories, and the newest of those that have something in common with this one. Each knows whether any
    section is closed to the public: where none is, nobody has to ask which."""
    by_topic = StoryTopic.objects.filter(tag_id__in=topics)
    by_claim = Citation.objects.filter(source_id__in=sources)
    by_note = Page.objects.filter(**{f"{CITED_BY_ARTICLE}__in": sources})
    shared = (
        _count(by_topic.filter(content_object_id=OuterRef("pk")), "content_object_id", "tag_id")
        + _count(by_claim.filter(claim__brief_id=OuterRef("pk")), "claim__brief_id", "source_id")
        + _count(by_note.filter(pk=OuterRef("pk")), "pk", CITED_BY_ARTICLE)
    )
    has_something = (
        Q(pk__in=chosen)
        | Q(pk__in=by_topic.values("content_object_id"))
        | Q(pk__in=by_claim.values("claim__brief_id"))
        | Q(pk__in=by_note.values("pk"))
    )
    found = with_desk(Page.objects).filter(has_something, live=True).exclude(pk=story_id)
    some_are_closed = Exists(PageViewRestriction.objects.all())
    found = found.annotate(
        brief_id=F("storypage__briefpage__pk"), shared=shared, some_are_closed=some_are_closed
    )
    return list(
        found.order_by(Case(When(pk__in=chosen, then=0), default=1), "-last_published_at")[:CANDIDATES]
    )


def _count(rows, story: str, counted: str):
    """How many different things of a kind a story has, as an expression."""
    counts = rows.order_by().values(story).annotate(n=Count(counted, distinct=True)).values("n")
    return Coalesce(Subquery(counts), 0)


def _rows(pages: list[Page]) -> list[StoryRow]:
    """Rows of a short list. How a brief's claims stand is counted, not read."""
    counts = {page.pk: {} for page in pages}
    standings = Claim.objects.filter(brief_id__in=counts).order_by().values_list("brief_id", "standing")
    for pk, standing, n in standings.annotate(n=Count("pk")):
        counts[pk][standing] = n
    return [_row(page, counts[page.pk]) for page in pages]


def _row(page: Page, counts: dict) -> StoryRow:
    is_brief = page.brief_id is not None
    edition = listed.sketch(page.title, counts) if is_brief else Edition(Kind.ARTICLE, page.title)
    return listed.row(
        edition, page.pk, page.url, page.desk_name, page.first_published_at, page.last_published_at
    )
