"""A claim in the page of another site always says how it stands now."""

import re
from html import unescape
from urllib.parse import quote

import pytest
from django.conf import settings
from wagtail.models import PageViewRestriction

from articles import killing
from articles.tests import build, cast
from articles.tests.test_record import again

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return cast.newsroom()


@pytest.fixture
def story(people):
    claims = [
        build.known("It is closed.", build.cites(build.source("Traffic order"))),
        build.known("It is old.", build.cites(build.source("A register"))),
        build.claim(
            "refuted", "It fell.", build.cites(build.source("An answer"), "contradicts"), truth="It stands."
        ),
    ]
    return build.publish(build.brief(claims, slug="merrow", title="The bridge"))


def number(story, standing="known") -> int:
    return story.claims.filter(standing=standing).first().number


def card(client, story, standing="known"):
    return client.get(f"{story.url}card/{number(story, standing)}/")


def words(answer) -> str:
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", answer.content.decode().split("<main>")[1]).split()))


def oembed(client, url: str, **more):
    return client.get("/oembed", {"url": settings.BASE_URL + url} | more)


def test_a_card_says_the_claim_its_standing_its_sources_and_its_story(client, story):
    said = words(card(client, story))
    for part in ("What we know", "It is closed.", "National Roads Agency", "The bridge"):
        assert part in said
    said = words(card(client, story, "refuted"))
    assert "What proved wrong" in said and "It stands." in said


def test_it_may_stand_in_any_page_and_can_do_nothing_there(client, story):
    answer = card(client, story)
    policy = answer["Content-Security-Policy"]
    assert "frame-ancestors *" in policy and "default-src 'none'" in policy and "script" not in policy
    assert "X-Frame-Options" not in answer.headers
    assert not answer.cookies and "Cookie" not in answer.get("Vary", "")
    assert "<script" not in answer.content.decode() and "style=" not in answer.content.decode()


def test_other_pages_stay_out_of_frames(client, story):
    assert "frame-ancestors 'self'" in client.get(story.url)["Content-Security-Policy"]


def test_it_follows_its_claim(client, story, people):
    row = story.claims.filter(standing="known").first()
    again(story, people["tomas"], claim1={"standing": "unclear", "settles": "The minutes."})
    assert "What’s still unclear" in words(client.get(f"{story.url}card/{row.number}/"))


def test_a_correction_stands_on_it(client, story, people):
    again(story, people["tomas"], "correction", claim1={"text": "It is closed to lorries."})
    said = words(card(client, story))
    assert "Correction:" in said and "It is closed to lorries." in said


def test_a_claim_or_a_story_that_went_says_so_in_the_frame(client, story):
    address = f"{story.url}card/{number(story)}/"
    gone = client.get(f"{story.url}card/99/")
    assert gone.status_code == 404 and "This claim is not made any more" in words(gone)
    story.unpublish()
    for there in (address, f"{story.url}card/"):
        answer = client.get(there)
        assert answer.status_code == 404 and "frame-ancestors *" in answer["Content-Security-Policy"]
        assert "It is closed" not in answer.content.decode() and "The bridge" not in answer.content.decode()


def test_a_killed_and_a_closed_story_have_none(client, story, people):
    killing.remove(story.pk, "The source withdrew all that it said.", people["odile"])
    assert card(client, story).status_code == 404
    other = build.publish(build.brief(slug="inside", at=build.desk("inside")))
    PageViewRestriction.objects.create(page=other.get_parent(), restriction_type="login")
    assert client.get(f"{other.url}card/").status_code == 404
    assert oembed(client, other.url).status_code == 404


def test_oembed_leads_from_a_claim_to_its_card(client, story):
    there = number(story)
    told = oembed(client, f"{story.url}#c{there}").json()
    assert (told["version"], told["type"], told["title"]) == ("1.0", "rich", "It is closed.")
    src = re.search(r'src="([^"]+)"', told["html"])[1]
    assert client.get(src.removeprefix(settings.BASE_URL)).status_code == 200
    assert client.get(told["thumbnail_url"].removeprefix(settings.BASE_URL))["Content-Type"] == "image/png"


def test_oembed_takes_a_story_a_card_and_their_sizes(client, story):
    assert "/card/" in oembed(client, story.url).json()["html"]
    told = oembed(client, f"{story.url}card/{number(story)}/", maxwidth="400", maxheight="9999").json()
    assert (told["width"], told["height"]) == (400, 320)
    assert 'width="400"' in told["html"]


def test_oembed_speaks_xml(client, story):
    answer = oembed(client, story.url, format="xml")
    assert answer["Content-Type"].startswith("text/xml")
    assert "<type>rich</type>" in answer.content.decode() and "&lt;iframe" in answer.content.decode()


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({}, 400),
        ({"url": "x", "maxwidth": "wide"}, 400),
        ({"url": "x", "maxwidth": "1"}, 400),
        ({"url": "x", "format": "yaml"}, 501),
        ({"url": "https://elsewhere.example/county/merrow/"}, 404),
        ({"url": "http://127.0.0.1:8000/"}, 404),
        ({"url": "http://127.0.0.1:8000/infrastructure/merrow/#c99"}, 404),
        ({"url": "http://[broken"}, 404),
        ({"url": "\0"}, 404),
    ],
)
def test_oembed_refuses_what_it_does_not_know(client, story, query, status):
    assert client.get("/oembed", query).status_code == status


def test_the_page_leads_programs_and_people_to_the_card(client, story):
    html = client.get(story.url).content.decode()
    link = re.search(r'type="application/json\+oembed"\s+href="([^"]+)"', html)[1]
    assert quote(story.url, safe="") in link and client.get(unescape(link)).status_code == 200
    code = unescape(client.get(f"{story.url}embed/").content.decode())
    assert f'<iframe src="{settings.BASE_URL}{story.url}card/{number(story)}/"' in unescape(code)


def test_a_hostile_headline_stays_text(client, people):
    out = build.publish(build.brief(slug="bad", title='"><script>alert(1)</script>'))
    told = oembed(client, out.url).json()
    assert "<script" not in told["html"]
    assert "<script>alert" not in client.get(f"{out.url}card/").content.decode()
