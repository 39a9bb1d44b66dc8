"""What machines read of a story says what readers see, and nothing more."""

import json
import re
from datetime import UTC, date, datetime
from urllib.parse import unquote

import pytest
from django.utils import timezone

from articles import amending, quoting
from articles.claims import Source
from articles.tests import build, cast
from articles.tests.test_record import again, page
from sources.kinds import SourceKind
from sources.models import Copy

pytestmark = pytest.mark.django_db
HOSTILE = "</script><script>alert(1)</script> & <!--"


@pytest.fixture
def people():
    return cast.newsroom()


@pytest.fixture
def story(people):
    order = build.source("Traffic order", published_on=date(2026, 4, 1))
    denial = build.source("The council’s answer")
    claims = [
        build.known("It is closed.", build.cites(order, excerpt="closed to all traffic")),
        build.claim("disputed", "It was safe.", build.cites(order), build.cites(denial, "contradicts")),
        build.unclear("Who knew.", settles="The minutes."),
        build.claim("refuted", "It fell.", build.cites(denial, "contradicts"), truth="It stands."),
    ]
    return build.publish(
        build.brief(
            claims,
            slug="merrow",
            faq=[build.question("Is it closed?", "<p>Yes, <b>fully</b>.</p>")],
            original_text="tip: bridge??",
            original_from="A reader",
        )
    )


def scripts(client, address: str) -> list[dict]:
    html = client.get(address).content.decode()
    return [
        json.loads(found) for found in re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)
    ]


def test_a_story_is_told_as_things_of_their_own_the_article_first(client, story):
    told = scripts(client, story.url)
    assert [thing["@type"] for thing in told] == [
        "NewsArticle",
        "FAQPage",
        "BreadcrumbList",
        "NewsMediaOrganization",
    ]
    assert all(thing["@context"] == "https://schema.org" for thing in told)
    article, faq, crumbs, outlet = told
    assert article["headline"] == story.title and article["isBasedOn"]["creditText"] == "A reader"
    assert article["datePublished"] == timezone.localtime(story.first_published_at).isoformat()
    assert faq["mainEntity"][0]["acceptedAnswer"]["text"] == "Yes, fully."
    assert faq["isPartOf"]["@id"] == article["@id"] and article["publisher"]["@id"] == outlet["@id"]
    assert [step["name"] for step in crumbs["itemListElement"]][-1] == story.title
    assert article["backstory"].split(".")[0] in page(client, story.url)


def test_each_claim_says_how_firmly_it_is_held_and_where_it_is_made(client, story):
    article = scripts(client, story.url)[0]
    works = {work["@id"]: work["name"] for work in article["citation"]}
    claims = {claim["text"]: claim for claim in article["interpretedAsClaim"]}
    assert [claims[t]["creativeWorkStatus"] for t in ("It is closed.", "Who knew.")] == ["Known", "Unclear"]
    disputed, refuted = claims["It was safe."], claims["It fell."]
    assert [works[found["@id"]] for found in disputed["appearance"]] == ["Traffic order"]
    assert [works[found["@id"]] for found in disputed["citation"]] == ["The council’s answer"]
    assert "appearance" not in refuted and "appearance" not in claims["Who knew."]
    assert disputed["@id"] == "#c2"
    assert 'id="c2"' in client.get(story.url).content.decode()


def test_a_correction_and_a_retraction_are_told(client, people, story):
    again(story, people["tomas"], "correction", claim1={"text": "It is closed to lorries."})
    article = scripts(client, story.url)[0]
    assert article["correction"][0]["@type"] == "CorrectionComment" and article["version"] == 2
    amending.retract_story(story.pk, "We can not stand by any of this.", "newsroom", people["tomas"])
    again(story, people["tomas"], context="<p>New.</p>")
    assert scripts(client, story.url)[0]["creativeWorkStatus"] == "Retracted"


def test_hostile_words_stay_data(client, people):
    story = build.publish(build.brief([build.known(HOSTILE, build.cites(build.source(HOSTILE)))], slug="x"))
    article = scripts(client, story.url)[0]
    assert article["interpretedAsClaim"][0]["text"] == article["citation"][0]["name"] == HOSTILE


def test_each_excerpt_is_an_annotation_of_its_page(client, story):
    answer = client.get(f"{story.url}annotations.json")
    assert answer["Content-Type"].startswith("application/ld+json")
    [item] = answer.json()["items"]
    assert item["target"]["selector"] == {"type": "TextQuoteSelector", "exact": "closed to all traffic"}
    assert item["body"]["source"].endswith("/merrow/#c1") and answer.json()["partOf"]["total"] == 1
    story.unpublish()
    assert client.get(f"{story.url}annotations.json").status_code == 404


def test_readers_are_led_to_the_words_themselves(client, story):
    html = client.get(story.url).content.decode()
    assert "#:~:text=closed%20to%20all%20traffic" in html


def source(url: str, **more) -> Source:
    return Source(1, 1, "T", SourceKind.DOCUMENT, url, **more)


@pytest.mark.parametrize(
    ("url", "words", "wanted"),
    [
        ("https://a.example/x", "two words", "https://a.example/x#:~:text=two%20words"),
        ("https://a.example/x#part", "two", "https://a.example/x#part:~:text=two"),
        ("https://a.example/x", "a-b, c & d", "https://a.example/x#:~:text=a%2Db%2C%20c%20%26%20d"),
        ("https://a.example/x", "", "https://a.example/x"),
        ("", "words", ""),
        ("ftp://a.example/x", "words", "ftp://a.example/x"),
    ],
)
def test_a_link_to_words(url, words, wanted):
    assert quoting.link(source(url), words) == wanted


def test_a_link_to_many_words_names_both_ends():
    words = [f"word{n}" for n in range(80)]
    said = unquote(quoting.link(source("https://a.example/"), " ".join(words)).partition("text=")[2])
    assert said == " ".join(words[:6]) + "," + " ".join(words[-6:])


def test_a_kept_source_is_a_robust_link(client, story):
    html = client.get(story.url).content.decode()
    assert "data-originalurl" not in html
    kept = build.source("Kept")
    at = datetime(2026, 4, 2, 9, tzinfo=UTC)
    kept.copy = Copy.objects.create(
        source=kept, kept_at=at, sha256="0", archive_url="https://archive.example/1"
    )
    kept.save()
    out = build.publish(build.brief([build.known("Kept.", build.cites(kept))], slug="kept"))
    html = client.get(out.url).content.decode()
    assert f'data-originalurl="{kept.url}" data-versiondate="2026-04-02"' in html
    assert 'data-versionurl="https://archive.example/1"' in html
