"""What a page costs in queries: few, and as many for a long brief or a large archive as for a small one."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import BriefPage
from articles.tests import build
from articles.tests.archive import archive

pytestmark = pytest.mark.django_db

BRIEF_LIMIT = 15
HOME_LIMIT = 20


def cost(client, url: str) -> int:
    """Queries of one uncached page; the first visit warms what a process keeps (content types, the site)."""
    client.get(url)
    with CaptureQueriesContext(connection) as caught:
        assert client.get(url).status_code == 200
    return len(caught)


def brief_of(count: int, slug: str):
    source = build.source()
    claims = [
        build.known(f"Known point {n}.", build.cites(source), build.cites(build.source()))
        for n in range(count)
    ]
    return build.publish(build.brief([*claims, build.unclear()], slug=slug))


def test_a_brief_costs_the_same_with_3_and_with_60_claims(client):
    short, long = (cost(client, brief_of(count, f"of-{count}").url) for count in (3, 60))
    assert short == long <= BRIEF_LIMIT


def test_home_costs_the_same_with_10_and_with_1000_stories(client):
    page = brief_of(3, "the-one")
    archive(page, 9)
    few = cost(client, "/")
    archive(BriefPage.objects.get(pk=page.pk), 990)
    assert few == cost(client, "/") <= HOME_LIMIT


def test_a_brief_costs_the_same_with_10_and_with_1000_stories(client):
    page = brief_of(3, "the-one")
    archive(page, 9)
    few = cost(client, page.url)
    archive(BriefPage.objects.get(pk=page.pk), 990)
    assert few == cost(client, page.url) <= BRIEF_LIMIT


def test_an_article_is_as_lean_as_a_brief(client):
    assert cost(client, build.publish(build.article()).url) <= BRIEF_LIMIT


@pytest.mark.parametrize(
    "url", ["/infrastructure/", "/sources/", "/sources/national-roads-agency/", "/search/?q=bridge"]
)
def test_lists_cost_the_same_with_more_stories(client, url):
    page = brief_of(3, "the-one")
    archive(page, 9)
    few = cost(client, url)
    archive(BriefPage.objects.get(pk=page.pk), 100)
    assert few == cost(client, url) <= HOME_LIMIT
