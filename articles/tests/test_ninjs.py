"""Stories for other newsrooms: they keep to the schema of ninjs 3.1, and say what the page says."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from jsonschema import Draft202012Validator
from wagtail.models import PageViewRestriction

from articles.correcting import Part
from articles.models import Claim, Correction, InfoPage, RelatedStory
from articles.outlet import PolicyKind
from articles.tests import build, reader
from newsroom.tests import standards

pytestmark = pytest.mark.django_db


def problems(told: dict) -> list[str]:
    schema = json.loads(standards.schema("ninjs-schema_3.1.json").read_text())
    checker = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
    return [error.message for error in checker.iter_errors(told)]


@pytest.fixture
def story():
    other = build.publish(build.article(slug="ferry"))
    page = reader.full_brief(slug="merrow")
    page.topics.add("Bridges")
    page.related = [RelatedStory(story=other)]
    page.save()
    build.home().add_child(
        instance=InfoPage(title="How we correct", slug="fixes", policy=PolicyKind.CORRECTIONS)
    )
    return build.publish(page)


def test_a_brief_and_an_article_keep_to_the_schema_and_a_faulty_one_does_not(client, story):
    for path in (f"{story.url}ninjs.json", "/infrastructure/ferry/ninjs.json", "/feed.ninjs.json"):
        assert problems(client.get(path).json()) == [], path
    told = client.get(f"{story.url}ninjs.json").json()
    assert problems(told | {"standing": "known"})
    assert problems(told | {"versionCreated": "yesterday"})


def test_it_says_what_the_page_says(client, story):
    told = client.get(f"{story.url}ninjs.json").json()
    assert told["uri"] == f"http://127.0.0.1:8000/api/v1/stories/{story.pk}/"
    assert told["headlines"][0]["value"] == story.title
    assert "Lorries are barred." in told["bodies"][0]["value"]
    assert told["bodies"][0]["wordCount"] > 20
    assert [subject["name"] for subject in told["subjects"]] == ["Infrastructure", "Bridges"]
    assert [source["role"] for source in told["infoSources"]] == ["primary", "reported"]
    assert told["associations"][0]["headlines"][0]["value"] == "What the ferry can carry"
    assert told["by"] == "Ines Maddern"
    assert (told["pubStatus"], told["version"]) == ("usable", "1")
    (policy,) = told["trustIndicators"]
    assert policy["role"].endswith("/trustindicator/correctionsPolicy")
    assert policy["href"] == "http://127.0.0.1:8000/fixes/"


def test_where_it_came_from_is_told_only_where_it_is_known(client, story):
    told = client.get(f"{story.url}ninjs.json").json()
    assert told["digitalSourceType"]["uri"].endswith("/digitalCreation")
    helped = build.publish(
        build.brief(slug="helped", ai_use="assisted", ai_task="Translation", ai_tool="A tool")
    )
    assert "digitalSourceType" not in client.get(f"{helped.url}ninjs.json").json()


def test_a_retracted_story_is_canceled(client, story):
    Correction(
        story_id=story.pk, kind="retraction", part=Part.STORY, fingerprint="x", by=build.editor(),
        text="The whole story rested on a forged letter.",
    ).save()  # fmt: skip
    story.save()
    assert client.get(f"{story.url}ninjs.json").json()["pubStatus"] == "canceled"


def test_what_no_reader_can_read_is_not_sent(client, story):
    Claim.objects.filter(brief_id=story.pk, number=2).update(text="Slipped in")
    assert client.get(f"{story.url}ninjs.json").status_code == 404
    assert "Slipped in" not in client.get("/feed.ninjs.json").content.decode()
    PageViewRestriction.objects.create(page=build.desk(), restriction_type="login")
    assert client.get("/infrastructure/ferry/ninjs.json").status_code == 404
    assert "associations" not in client.get("/feed.ninjs.json").json()


def test_a_feed_of_many_asks_no_more_often(client, story):
    counts = []
    for n in (1, 3):
        for m in range(n):
            build.publish(reader.full_brief(slug=f"s-{n}-{m}"))
        client.get("/feed.ninjs.json")
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/feed.ninjs.json").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 24
