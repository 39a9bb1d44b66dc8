"""How often does a page ask the database? The same number of times for a short and a long story, a small and a
large newsroom."""

import pytest
from django.db import connection
from django.forms import model_to_dict
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from articles import editions
from articles.models import (
    BriefPage,
    Byline,
    Citation,
    Claim,
    Clearance,
    Note,
    RelatedStory,
    StoryPage,
    StoryTopic,
    WatchPoint,
)
from articles.models.reading import SMALL
from articles.tests import build

pytestmark = pytest.mark.django_db


def queries(client, url: str) -> list[str]:
    """The queries of a page that somebody has read before."""
    assert client.get(url).status_code == 200
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return [query["sql"] for query in captured]


def a_full_brief(claims: int = 3) -> BriefPage:
    """A brief with everything that costs a look at the database."""
    order, note = build.source("Traffic order"), build.source("Inspection note")
    rows = [
        build.known(
            f"Point {n}.", build.cites(order, sort_order=1), build.cites(note, sort_order=2), sort_order=n
        )
        for n in range(claims)
    ]
    answer = f'<p>See <a linktype="page" id="{build.desk().pk}">the desk</a>.</p>'
    story = build.brief(
        [*rows, build.unclear(sort_order=claims)],
        lead_photo=build.photo(),
        context=answer,
        original_text="Shut.",
    )
    story.faq = [build.question(answer=answer)]
    story.watch = [WatchPoint(text="A load test.", due_on="2026-04-24")]
    story.notes = [Note(text="Heard live.")]
    story.topics.add("Bridges", "Islands")
    story.save()
    return build.publish(story)


def copies(story: BriefPage, count: int) -> list[int]:
    """Live stories in bulk, each with a claim and its receipt, and each with the story's topics and sources."""
    before = set(Page.objects.values_list("pk", flat=True))
    desk = story.get_parent(update=True)
    first = desk.numchild + 1
    kept = {f.attname: getattr(story, f.attname) for f in Page._meta.concrete_fields if f.attname != "id"}
    Page.objects.bulk_create(
        Page(**kept | {
            "path": Page._get_path(desk.path, desk.depth + 1, number), "slug": f"copy-{number}", "live": False,
            "url_path": f"{desk.url_path}copy-{number}/", "translation_key": f"{number:032x}", "live_revision_id": None,
        })
        for number in range(first, first + count)
    )  # fmt: skip
    Page.objects.filter(pk=desk.pk).update(numchild=first + count)
    made = list(Page.objects.exclude(pk__in=before).values_list("pk", flat=True))
    for model in (StoryPage, BriefPage):
        _copy_part(model, story, made)
    Clearance.objects.bulk_create(Clearance(story_id=pk, revision_id=None, digest="") for pk in made)
    Page.objects.filter(pk__in=made).update(live=True)
    topics = [topic.pk for topic in story.topics.all()]
    StoryTopic.objects.bulk_create(
        StoryTopic(content_object_id=pk, tag_id=topic) for pk in made for topic in topics
    )
    sources = editions.source_ids(story)
    claims = Claim.objects.bulk_create(
        Claim(brief_id=pk, uid="first", number=1, text="Closed.", standing="known") for pk in made
    )
    Citation.objects.bulk_create(
        Citation(claim=claim, source_id=source) for claim in claims for source in sources
    )
    said = BriefPage.objects.get(pk=made[0]).edition().digest  # they all say the same
    Clearance.objects.filter(story__in=made).update(digest=said)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as the server does by itself after so many new rows
    return made


def _copy_part(model, story, keys) -> None:
    """The row of one table of a story that is spread over several, once for each key."""
    names = [field.column for field in model._meta.local_concrete_fields if not field.primary_key]
    table, key = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({key}, {', '.join(names)}) SELECT p.id, {', '.join('s.' + n for n in names)} "
            f"FROM wagtailcore_page p, {table} s WHERE s.{key} = %s AND p.id >= %s AND p.id <= %s",
            [story.pk, min(keys), max(keys)],
        )


def test_a_brief_asks_at_most_15_times_and_no_more_for_60_claims_than_for_3(client):
    short, long = a_full_brief(claims=3), a_full_brief(claims=60)
    asked = queries(client, short.url)
    assert len(asked) <= 15, "\n".join(asked)
    assert len(queries(client, long.url)) == len(asked)


def test_an_article_asks_at_most_15_times(client):
    story = build.article(lead_photo=build.photo())
    story.topics.add("Bridges")
    story.body = [("paragraph", "<p>Eight.[^1]</p>"), ("image", {"photo": build.photo(), "caption": ""})]
    other = build.article(title="Another")
    other.topics.add("Bridges")
    build.publish(other)
    asked = queries(client, build.publish(story).url)
    assert len(asked) <= 15, "\n".join(asked)


def test_no_page_asks_more_often_in_a_newsroom_of_1000_stories_than_of_10(client):
    story = a_full_brief()
    copies(story, 9)
    pages = [
        story.url, "/", "/infrastructure/", "/topics/bridges/", "/sources/", "/sources/national-roads-agency/",
        "/search/", "/search/?q=point", "/search/?standing=known&topic=bridges&kind=brief",
    ]  # fmt: skip
    few = {url: len(queries(client, url)) for url in pages}
    copies(story, 990)
    assert StoryPage.objects.filter(live=True).count() == 1000
    many = {url: len(queries(client, url)) for url in pages}
    assert many == few
    assert few["/"] <= 20


def test_looking_up_words_is_done_once_whatever_page_of_results_is_asked_for(client):
    story = a_full_brief()
    copies(story, 30)
    for url in ("/search/?q=point", "/search/?q=closed&page=2&kind=brief"):
        assert sum("MATCH" in sql or "tsquery" in sql for sql in queries(client, url)) == 1


def test_pages_that_only_read_write_nothing_and_open_no_transaction(client):
    for url in (a_full_brief().url, "/", "/infrastructure/", "/topics/bridges/", "/sources/", "/search/"):
        asked = queries(client, url)
        assert not [sql for sql in asked if not sql.startswith(("SELECT", "(SELECT"))]


def test_the_masthead_asks_once_and_only_on_pages_that_show_it(client):
    build.desk()
    client.force_login(build.editor())
    for url, times in (("/sources/", 1), ("/healthz", 0), ("/admin/", 0)):
        assert sum("in_menus" in sql and '"depth" = 3' in sql for sql in queries(client, url)) == times, url


def test_rows_that_are_read_together_are_whole():
    """A draft may be saved from them, so none of their fields may be missing."""
    story = a_full_brief()
    story.bylines = [Byline(name="Ines Maddern", role="checked", person=build.editor())]
    story.related = [RelatedStory(story=build.brief(title="Another"), title="As received")]
    story = build.publish(story)
    story.edition()
    for name, (model, _fields) in SMALL.items():
        kept = list(model.objects.filter(page=story.pk).order_by("sort_order"))
        assert kept and [model_to_dict(row) for row in getattr(story, name).all()] == [
            model_to_dict(k) for k in kept
        ]
