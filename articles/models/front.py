"""What stands on the pages that lead to stories: home, desk, topic. Each in a fixed number of queries."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.paginator import Paginator
from django.db.models import Case, Count, Exists, F, OuterRef, Q, Subquery, When
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import Page, PageViewRestriction

from articles import listed
from articles.claims import Standing
from articles.editions import Edition
from articles.listed import Figure, StoryRow
from articles.models import corrected, reading
from articles.models.cited import alone_in, cited_sources
from articles.models.claim import Citation, Claim
from articles.models.clearance import Clearance
from articles.models.listing import open_to_all, with_desk
from articles.models.story import StoryPage
from articles.models.topic import Topic
from sources.kinds import SourceKind

ON_A_PAGE = 20  # stories
ON_HOME = 8  # stories, the leading one among them
QUESTIONS = 5
LOOKED_THROUGH = 60  # open claims among which the questions are picked, so that no story asks them all
TOPICS = 12
CORRECTIONS = 3
LATELY = timedelta(days=7)  # what moved
# Claims of the leading brief, in two columns.
EXCERPT = ({Standing.KNOWN: 3}, {Standing.UNCLEAR: 3, Standing.DISPUTED: 1})
KINDS = ("briefpage", "articlepage")
# Long texts that no list shows.
HEAVY = ("briefpage__context", "briefpage__why", "briefpage__original_text", "articlepage__body")


@dataclass(frozen=True)
class OpenQuestion:
    """An unclear claim in a list, with its place and how long its story has been out."""

    text: str
    url: str
    story: str
    days: int


# Stories


def stories(closed: list[str] | None = None):
    """Every story that may stand in a list, the newest first. Costs a query unless the closed sections are handed in:
    ask once for a page."""
    return open_to_all(StoryPage.objects, closed).order_by("-last_published_at", "-pk")


def cleared(found):
    """Those of the stories that have a receipt at all; whether it fits what they say is asked of `whole_texts`."""
    return found.filter(Exists(Clearance.objects.filter(story=OuterRef("pk"), lapsed_at=None)))


def story_at(desk: str, slug: str) -> StoryPage | None:
    """The live story at this address, ready to be served, in one query."""
    found = with_desk(StoryPage.objects.filter(live=True, slug=slug, url_path__endswith=f"/{desk}/{slug}/"))
    found = found.annotate(some_are_closed=Exists(PageViewRestriction.objects.all()))
    row = found.select_related("lead_photo", *KINDS).first()
    if row is None:
        return None
    story = _specific(row)
    story.lead_photo, story.no_section_is_closed = row.lead_photo, not row.some_are_closed
    return story


def open_story_at(desk: str, slug: str) -> StoryPage | None:
    """The story at this address that everybody may read, as its row. One query, and one where a part of the site is
    private."""
    out = open_to_all(StoryPage.objects).filter(slug=slug, url_path__endswith=f"/{desk}/{slug}/")
    return out.first()


def _specific(row: StoryPage) -> StoryPage:
    """The brief or article that came with the row."""
    story = getattr(row, "briefpage", None) or row.articlepage
    story.desk_name = row.desk_name
    return story


def rows(found) -> list[StoryRow]:
    """Stories as they stand in a list: five queries, however many there are."""
    read = with_desk(found).select_related(*KINDS).defer(*HEAVY)
    return [_row(story, edition) for story, edition in reading.at_a_glance(map(_specific, read))]


def _row(story: StoryPage, edition: Edition) -> StoryRow:
    return listed.row(
        edition, story.pk, story.url, story.desk_name, story.first_published_at, story.last_published_at
    )


def whole_texts(found, with_topics: bool = True) -> list[tuple]:
    """Pairs of (story, edition) with all that they say, in a fixed number of queries."""
    in_force = Clearance.objects.filter(story=OuterRef("pk"), lapsed_at=None).order_by("-pk").values("digest")
    read = with_desk(found).annotate(receipt=Subquery(in_force[:1])).select_related(*KINDS)
    given, stories = {}, []
    for row in read:
        given[row.pk] = row.receipt
        stories.append(_specific(row))
    return reading.whole_texts(stories, given, with_topics)


def whole_rows(found) -> list[StoryRow]:
    """Stories as they stand in a list, with all that they say, without those that their receipt withholds."""
    return [_row(story, edition) for story, edition in whole_texts(found, with_topics=False)]


def newest(count: int = 5) -> list[StoryRow]:
    return rows(stories()[:count])


# Claims


def claims_of(found):
    """The claims of the stories in this queryset."""
    return Claim.objects.filter(brief_id__in=found.order_by().values("pk")).order_by()


def counted(claims) -> Counter:
    """How many claims of each standing."""
    return Counter({Standing(s): n for s, n in claims.values_list("standing").annotate(n=Count("pk"))})


def questions(claims, now: datetime, but: str = "") -> list[OpenQuestion]:
    """Open questions of the newest stories, at most two of each; `but` is a story whose questions stand elsewhere."""
    found = claims.filter(standing=Standing.UNCLEAR).select_related("brief")
    asked, picked = Counter(), []
    for claim in found.order_by("-brief__last_published_at", "brief_id", "sort_order")[:LOOKED_THROUGH]:
        asked[claim.brief_id] += 1
        if asked[claim.brief_id] <= 2 and claim.brief.url != but and len(picked) < QUESTIONS:
            picked.append(_question(claim, now))
    return picked


def _question(claim: Claim, now: datetime) -> OpenQuestion:
    since = claim.brief.first_published_at or now
    url = f"{claim.brief.url}#c{claim.number}"
    return OpenQuestion(claim.text, url, claim.brief.title, max(0, (now - since).days))


def pages_about_us() -> list[Page]:
    """The pages about the newsroom that the foot leads to, too."""
    found = open_to_all(Page.objects).filter(show_in_menus=True, content_type__model="infopage")
    return list(found.order_by("path"))


def unclear_context(query, now: datetime) -> dict:
    """Every open question: what is due first, then the newest stories. Three queries for a page."""
    found = claims_of(stories()).filter(standing=Standing.UNCLEAR).select_related("brief")
    order = ("-brief__last_published_at", "brief", "sort_order", "pk")
    due_first = found.order_by(F("due_on").asc(nulls_last=True), *order)
    shown = Paginator(due_first, ON_A_PAGE).get_page(query.get("page"))
    today = timezone.localdate(now)
    return {
        "page_of": shown,
        "questions": [
            {
                "claim": claim,
                "question": _question(claim, now),
                "is_overdue": bool(claim.due_on and claim.due_on < today),
            }
            for claim in shown.object_list
        ],
    }


# Pages


def home_context(home) -> dict:
    out = stories()
    found = rows(_lead_first(out, home)[:ON_HOME])
    lead, latest = (found[0], found[1:]) if found else (None, [])
    everything = claims_of(out)
    counts = counted(everything)
    now = timezone.now()
    return {
        "lead": lead,
        "excerpts": _excerpts(lead) if lead else [],
        "latest": latest,
        "questions": questions(everything, now, but=lead.url if lead else ""),
        "open_count": counts[Standing.UNCLEAR],
        "all_questions": _all_questions(),
        "topics": topics_with_counts(out),
        "record": _record(out, everything, counts),
        "today": timezone.localdate(now),
        "moves": corrected.moves(out, now - LATELY),
        "corrections": corrected.listed(corrected.published(out).select_related("story")[:CORRECTIONS]),
    }


def _lead_first(out, home):
    """The story that an editor chose if it is live, else the newest brief; then the newest stories."""
    newest_brief = out.filter(briefpage__isnull=False).values("pk")[:1]
    leads = Case(When(pk=home.lead_id, then=0), When(pk=Subquery(newest_brief), then=1), default=2)
    return out.order_by(leads, "-last_published_at", "-pk")


def _excerpts(lead: StoryRow) -> list[list[tuple[Standing, tuple]]]:
    """A few claims of the leading brief, column by column: what is known; what is not, and what is disputed."""
    columns = ([(s, lead.edition.standing(s)[:count]) for s, count in column.items()] for column in EXCERPT)
    filled = ([(standing, claims) for standing, claims in column if claims] for column in columns)
    return [column for column in filled if column]


def _all_questions(**filters) -> str:
    """Where all open questions can be read."""
    return reverse("search") + "?" + urlencode({"standing": str(Standing.UNCLEAR)} | filters)


def _record(out, claims, counts: Counter) -> list[Figure]:
    """Figures over everything that is out."""
    primary = [kind for kind in SourceKind if kind.is_primary]
    alone, total = alone_in(claims).count(), out.count()
    cited = cited_sources(out).aggregate(total=Count("pk"), primary=Count("pk", filter=Q(kind__in=primary)))
    known_in = ngettext("known claims in %(n)s story", "known claims in %(n)s stories", total) % {"n": total}
    first_hand = _("sources cited, %(n)s of them primary") % {"n": cited["primary"]}
    return [
        Figure(counts[Standing.KNOWN], known_in),
        Figure(alone, ngettext("rests on a single source", "rest on a single source", alone)),
        Figure(
            counts[Standing.UNCLEAR], ngettext("open question", "open questions", counts[Standing.UNCLEAR])
        ),
        Figure(cited["total"], first_hand),
    ]


def topics_with_counts(out) -> list[tuple[Topic, list]]:
    """The topics with most stories, each with how its claims stand. Two queries."""
    found = Topic.objects.exclude(slug="").filter(tagged__content_object_id__in=out.order_by().values("pk"))
    topics = list(found.annotate(stories_count=Count("tagged")).order_by("-stories_count", "name")[:TOPICS])
    counts = {topic.pk: Counter() for topic in topics}
    standings = claims_of(out).filter(brief__story_topics__tag__in=counts)
    for pk, standing, n in standings.values_list("brief__story_topics__tag", "standing").annotate(
        n=Count("pk")
    ):
        counts[pk][Standing(standing)] = n
    return [(topic, listed.tallied(counts[topic.pk])) for topic in topics]


def desk_context(desk, query) -> dict:
    return _section(stories().child_of(desk), query) | {"title": desk.title, "description": desk.description}


def stories_of(topic: Topic):
    return stories().filter(pk__in=topic.tagged.values("content_object_id"))


def topic_context(topic: Topic, query) -> dict:
    of_topic = stories_of(topic)
    named = {
        "topic": topic,
        "moves": corrected.moves(of_topic, timezone.now() - LATELY),
        "title": topic.name,
        "description": topic.description,
        "all_questions": _all_questions(topic=topic.slug),
    }
    return _section(of_topic, query) | named


def _section(found, query) -> dict:
    """A part of the paper: its stories page by page, how its claims stand, what is open, whom it cites most."""
    page = Paginator(found, ON_A_PAGE).get_page(query.get("page"))
    claims = claims_of(found)
    counts = counted(claims)
    return {
        "page_of": page,
        "rows": rows(page.object_list),
        "tally": listed.tallied(counts),
        "questions": questions(claims, timezone.now()),
        "open_count": counts[Standing.UNCLEAR],
        "most_cited": _most_cited(claims),
    }


def _most_cited(claims: Iterable) -> list[dict]:
    """The publishers on whose sources most of these claims rest."""
    cited = Citation.objects.filter(claim__in=claims.values("pk"), source__publisher__isnull=False).order_by()
    by_publisher = cited.values(name=F("source__publisher__name"), slug=F("source__publisher__slug"))
    return list(by_publisher.annotate(count=Count("claim", distinct=True)).order_by("-count", "name")[:5])
