"""How much slower is the first page of a search among ten thousand stories than among a hundred? Ratios of one run.

bin/with-python bin/cluster.py .venv/bin/python -m pytest bench/search.py -q -s     # PostgreSQL
"""

import time

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from wagtail.search import index

from articles.models import BriefPage
from articles.tests import build
from articles.tests.test_queries import a_full_brief, copies

ROUNDS = 20
LOOKS = {
    "a common word": {"q": "closed"},
    "a rare word": {"q": "xylophone"},
    "a slip": {"q": "xylophnoe"},
    "a facet": {"q": "closed", "desk": "infrastructure", "standing": "known"},
}


def more(story: BriefPage, count: int) -> None:
    """So many published stories, each with the receipt for what it says, and in the index."""
    keys = copies(story, count)
    first = BriefPage.objects.get(pk=keys[0])
    index.insert_or_update_object(first)
    columns = "title, autocomplete, body, title_norm, title_text, body_text"
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO wagtailsearch_indexentry (content_type_id, object_id, {columns}) "  # noqa: S608
            f"SELECT e.content_type_id, p.id::text, {columns.replace('title_text', 'e.title_text')} "
            "FROM wagtailsearch_indexentry e, unnest(%s::int[]) AS p(id) "
            "WHERE e.object_id = %s AND e.content_type_id = %s AND p.id <> %s",
            [keys, str(first.pk), ContentType.objects.get_for_model(BriefPage).pk, first.pk],
        )
        cursor.execute("ANALYZE")


def slowest(client, query: dict) -> float:
    """The 95th percentile, in milliseconds."""
    spans = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        answer = client.get("/search/", query)
        spans.append(1000 * (time.perf_counter() - began))
        assert answer.status_code == 200 and answer.context["results"], query
    return sorted(spans)[int(0.95 * ROUNDS) - 1]


@pytest.mark.django_db
def test_search(client):
    if connection.vendor != "postgresql":
        pytest.fail("The index is filled by PostgreSQL itself: run it as the first lines say.", pytrace=False)
    story = a_full_brief()
    build.publish(build.brief(title="A xylophone in the tower"))
    taken = {}
    for count, added in ((100, 98), (10_000, 9_900)):
        more(story, added)
        taken[count] = {name: slowest(client, query) for name, query in LOOKS.items()}
    for name in LOOKS:
        few, plenty = taken[100][name], taken[10_000][name]
        print(
            f"\n{name}: 100 stories {few:.0f} ms, 10,000 stories {plenty:.0f} ms, x {plenty / few:.2f}",
            end="",
        )
