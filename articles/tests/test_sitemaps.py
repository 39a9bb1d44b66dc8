"""Sitemaps list what is out, with true days, and nothing else; whatever the archive holds, a file costs the same."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import etree
from wagtail.models import PageViewRestriction

from articles import killing
from articles.models import BriefPage, StoryPage
from articles.tests import build, cast

pytestmark = pytest.mark.django_db
HOST = "http://127.0.0.1:8000"
SPACES = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "i": "http://www.google.com/schemas/sitemap-image/1.1",
    "n": "http://www.google.com/schemas/sitemap-news/0.9",
}


def told(client, path: str, what: str = "//s:loc") -> list[str]:
    answer = client.get(path)
    assert answer["Content-Type"] == "application/xml; charset=utf-8"
    return etree.fromstring(answer.content).xpath(f"{what}/text()", namespaces=SPACES)


def stories_in(client) -> list[str]:
    files = [path.removeprefix(HOST) for path in told(client, "/sitemap.xml") if "stories" in path]
    return [found.removeprefix(HOST) for file in files for found in told(client, file)]


def test_the_index_leads_to_every_story_that_is_out_and_to_no_other(client):
    people = cast.newsroom()
    out, killed = build.publish(build.brief(slug="out")), build.publish(build.brief(slug="killed"))
    article = build.publish(build.article(slug="article"))
    build.brief(slug="draft")
    killing.remove(killed.pk, "A court told us to take it down.", people["odile"])
    closed = build.publish(build.brief(slug="closed", at=build.desk("culture")))
    PageViewRestriction.objects.create(page=closed.get_parent(), restriction_type="login")
    assert sorted(stories_in(client)) == sorted([out.url, article.url])


def test_the_days_are_true(client):
    story = build.publish(build.brief(slug="out"))
    at = timezone.localtime(StoryPage.objects.get(pk=story.pk).last_published_at)
    [file] = [path.removeprefix(HOST) for path in told(client, "/sitemap.xml") if "stories" in path]
    assert told(client, file, "//s:lastmod") == [at.isoformat(timespec="seconds")]
    assert at.isoformat(timespec="seconds") in told(client, "/sitemap.xml", "//s:lastmod")


def test_a_story_comes_with_its_picture_once_readers_have_seen_it(client):
    story = build.publish(build.brief(slug="out", lead_photo=build.photo()))
    client.get(story.url)
    [file] = [path.removeprefix(HOST) for path in told(client, "/sitemap.xml") if "stories" in path]
    [picture] = told(client, file, "//i:loc")
    assert picture.startswith(f"{HOST}/media/images/")


def test_the_other_pages_are_listed(client):
    made = build.brief(slug="out")
    made.topics.add("Bridges")
    made.save()
    build.publish(build.checked(made))
    pages = [path.removeprefix(HOST) for path in told(client, "/sitemap-pages.xml")]
    for path in ("/", "/infrastructure/", "/topics/bridges/", "/corrections/", "/unclear/", "/how-we-work/"):
        assert path in pages
    for path in pages:
        assert client.get(path).status_code == 200, path


def test_news_are_of_two_days(client):
    build.publish(build.brief(slug="new", title="New & <b>bold</b>\x0b"))
    old = build.publish(build.brief(slug="old"))
    BriefPage.objects.filter(pk=old.pk).update(first_published_at=timezone.now() - timedelta(days=3))
    assert [path.removeprefix(HOST) for path in told(client, "/news-sitemap.xml")] == ["/infrastructure/new/"]
    assert told(client, "/news-sitemap.xml", "//n:title") == ["New & <b>bold</b>"]
    assert told(client, "/news-sitemap.xml", "//n:language") == ["en"]


def test_there_is_no_file_of_nothing(client):
    build.home()
    assert client.get("/sitemap-stories-77.xml").status_code == 404
    assert client.get("/sitemap-stories-99999999999999999999.xml").status_code == 404
    assert told(client, "/news-sitemap.xml") == []


def test_many_stories_ask_no_more_often(client):
    counts = []
    for n in (1, 12):
        for m in range(n):
            made = build.brief(slug=f"s-{n}-{m}", at=build.desk(f"desk-{n}-{m}"))
            made.topics.add(f"Topic {n} {m}")
            made.save()
            build.publish(build.checked(made))
        client.get("/sitemap-pages.xml")
        asked = []
        for path in ("/sitemap.xml", "/sitemap-pages.xml", "/news-sitemap.xml"):
            with CaptureQueriesContext(connection) as found:
                client.get(path)
            asked.append(len(found))
        counts.append(asked)
    assert counts[0] == counts[1]
