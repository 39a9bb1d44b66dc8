"""Every feed in three formats, by the rules of each, with the same in it; and nothing that is not out."""

import json

import feedparser
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import etree
from wagtail.models import PageViewRestriction

from articles import killing
from articles.models import BriefPage, StoryPage
from articles.tests import build, cast
from articles.tests.test_record import again

pytestmark = pytest.mark.django_db
ENDINGS = ("atom", "rss", "json")


@pytest.fixture
def people():
    return cast.newsroom()


@pytest.fixture
def story(people):
    source = build.source("Traffic order", publisher=build.publisher("Roads", slug="roads"))
    claims = [build.known("It is closed & <b>shut</b>.", build.cites(source)), build.unclear("Who knew.")]
    made = build.brief(claims, slug="merrow", faq=[build.question()], context='<p><a href="/x/">See</a></p>')
    made.topics.add("Bridges")
    made.save()
    return build.publish(build.checked(made))


FEEDS = (
    "/feed",
    "/infrastructure/feed",
    "/topics/bridges/feed",
    "/topics/bridges/changes/feed",
    "/sources/roads/feed",
    "/corrections/feed",
    "/changes/feed",
    "/unclear/feed",
    "/infrastructure/merrow/feed",
)


@pytest.mark.parametrize("path", FEEDS)
def test_three_formats_say_the_same(client, people, story, path):
    again(story, people["tomas"], "correction", claim1={"text": "It is closed to lorries."})
    told = {}
    for ending in ("atom", "rss"):
        read = feedparser.parse(client.get(f"{path}.{ending}").content)
        assert not read.bozo, read.bozo_exception
        told[ending] = [(entry.id, entry.title, entry.link) for entry in read.entries]
    answer = client.get(f"{path}.json")
    assert answer["Content-Type"] == "application/feed+json; charset=utf-8"
    told["json"] = [(item["id"], item["title"], item["url"]) for item in json.loads(answer.content)["items"]]
    assert told["atom"] == told["rss"] == told["json"]
    assert told["atom"] or "changes" in path


def first(client, path="/feed.atom"):
    return feedparser.parse(client.get(path).content).entries[0]


def test_a_story_is_there_with_all_that_it_says(client, story):
    entry = first(client)
    text = entry.content[0].value
    for words in ("It is closed &amp; &lt;b&gt;shut&lt;/b&gt;.", "Who knew.", "Can I drive to the island?"):
        assert words in text
    assert 'href="http://127.0.0.1:8000/x/"' in text and entry.links[-1].rel == "via"
    assert [person.name for person in entry.authors] == ["Ines Maddern"]
    assert {tag.term for tag in entry.tags} == {"Infrastructure", "Bridges"}


def test_a_json_feed_names_the_sources_in_an_extension(client, story):
    [item] = client.get("/feed.json").json()["items"]
    assert item["_newsroom"]["sources"][0].startswith("https://roads.example.org/")
    assert item["tags"] == ["Infrastructure", "Bridges"]


def test_a_corrected_story_keeps_its_name_and_says_so_first(client, people, story):
    before = first(client)
    again(story, people["tomas"], "correction", claim1={"text": "It is closed to lorries."})
    entry = first(client)
    assert (
        entry.id == before.id
        and entry.published[:19] == before.published[:19]
        and entry.updated > before.updated
    )
    assert entry.content[0].value.startswith("<p><strong>Correction")
    out = BriefPage.objects.get(pk=story.pk)
    out.slug = "moved"
    out.save()
    assert first(client).id == before.id and "/moved/" in first(client).link


def test_who_has_the_newest_is_told_so(client, people, story):
    answer = client.get("/feed.atom")
    for known in (
        {"HTTP_IF_NONE_MATCH": answer["ETag"]},
        {"HTTP_IF_MODIFIED_SINCE": answer["Last-Modified"]},
    ):
        assert client.get("/feed.atom", **known).status_code == 304
    StoryPage.objects.update(last_published_at=timezone.now() + timezone.timedelta(minutes=5))
    assert client.get("/feed.atom", HTTP_IF_MODIFIED_SINCE=answer["Last-Modified"]).status_code == 200


@pytest.mark.parametrize("ending", ENDINGS)
def test_what_is_not_out_stands_in_no_feed(client, people, story, ending):
    build.brief([build.known("A secret.", build.cites(build.source("Secret")))], slug="draft", title="Secret")
    killing.remove(story.pk, "A court told us to take it down.", people["odile"])
    for path in FEEDS:
        answer = client.get(f"{path}.{ending}")
        assert answer.status_code == 404 or "ecret" not in answer.content.decode()
        assert answer.status_code == 404 or story.title not in answer.content.decode()
    assert client.get("/infrastructure/merrow/feed.atom").status_code == 404


def test_a_closed_section_is_in_no_feed(client, story):
    PageViewRestriction.objects.create(page=build.desk(), restriction_type="login")
    for path in FEEDS:
        answer = client.get(f"{path}.atom")
        assert answer.status_code == 404 or "merrow" not in answer.content.decode().replace(path, "")
    assert client.get("/infrastructure/feed.atom").status_code == 404


def test_signs_that_xml_can_not_hold_break_no_feed(client):
    build.publish(build.brief([build.known("A\x0bbell\x07.", build.cites(build.source()))], slug="bell"))
    for ending in ("atom", "rss"):
        etree.fromstring(client.get(f"/feed.{ending}").content)


def test_an_empty_feed_is_a_feed_and_the_same_one_tomorrow(client):
    build.home()
    assert client.get("/feed.atom")["ETag"] == client.get("/feed.atom")["ETag"]
    assert feedparser.parse(client.get("/feed.rss").content).feed.title


@pytest.mark.parametrize("path", ["/nothing/feed.atom", "/topics/nothing/feed.rss", "/sources/x/feed.json"])
def test_there_is_no_feed_of_nothing(client, path):
    build.home()
    assert client.get(path).status_code == 404


def test_a_feed_of_many_stories_asks_no_more_often(client):
    counts = []
    for n in (2, 12):
        for m in range(n):
            text = '<p><a linktype="page" id="1">See</a></p>'
            claims = [build.known("It is closed.", build.cites(build.source())) for _claim in range(3)]
            build.publish(build.brief(claims, slug=f"s-{n}-{m}", context=text))
            build.publish(build.article(slug=f"a-{n}-{m}"))
        client.get("/feed.atom")
        with CaptureQueriesContext(connection) as asked:
            client.get("/feed.atom")
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 20


def test_all_feeds_are_listed_for_readers_and_for_their_programs(client, story):
    page = client.get("/feeds/").content.decode()
    told = etree.fromstring(client.get("/feeds.opml").content)
    addresses = [found.get("xmlUrl") for found in told.iter("outline") if found.get("xmlUrl")]
    assert [a.removeprefix("http://127.0.0.1:8000") for a in addresses] == [
        "/feed.atom", "/changes/feed.atom", "/corrections/feed.atom", "/unclear/feed.atom",
        "/culture/feed.atom", "/infrastructure/feed.atom", "/topics/bridges/feed.atom",
    ]  # fmt: skip
    for address in addresses:
        assert address.removeprefix("http://127.0.0.1:8000") in page
        assert client.get(address.removeprefix("http://127.0.0.1:8000")).status_code == 200


def test_a_page_names_its_feed(client, story):
    for path in ("/", "/infrastructure/", "/topics/bridges/", "/sources/roads/", "/unclear/", story.url):
        assert f'type="application/atom+xml" href="{path}feed.atom"' in " ".join(
            client.get(path).content.decode().split()
        )
