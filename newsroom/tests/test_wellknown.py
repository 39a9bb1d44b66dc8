"""Small files for programs: what they say, and that those by setting are there with the setting only."""

from datetime import datetime

import pytest
from django.utils import timezone
from protego import Protego

from articles.tests import build

pytestmark = pytest.mark.django_db


def text(client, path: str) -> str:
    answer = client.get(path)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/plain; charset=utf-8")
    return answer.content.decode()


def test_robots_may_read_stories_and_nothing_of_the_desk(client):
    rules = Protego.parse(text(client, "/robots.txt"))
    for path in ("/", "/county/story/", "/sources/", "/feed.atom", "/sitemap.xml"):
        assert rules.can_fetch(f"http://127.0.0.1:8000{path}", "Googlebot")
    for path in ("/admin/", "/search/?q=x", "/county/story/report/", "/follow/abc/"):
        assert not rules.can_fetch(f"http://127.0.0.1:8000{path}", "Googlebot")
    assert list(rules.sitemaps) == [
        "http://127.0.0.1:8000/sitemap.xml",
        "http://127.0.0.1:8000/news-sitemap.xml",
    ]


@pytest.mark.parametrize(
    "path", ["/ads.txt", "/.well-known/security.txt", "/.well-known/tdmrep.json", "/license.xml"]
)
def test_what_nobody_set_is_not_there(client, path):
    build.home()
    assert client.get(path).status_code == 404


def test_a_hole_can_be_told(client, settings):
    settings.SECURITY_CONTACT = "security@news.example"
    told = dict(line.split(": ", 1) for line in text(client, "/.well-known/security.txt").splitlines())
    assert told["Contact"] == "mailto:security@news.example"
    assert datetime.fromisoformat(told["Expires"]) > timezone.now()


def test_mining_is_reserved_in_every_way_or_in_none(client, settings):
    build.home()
    assert "tdm-reservation" not in client.get("/")
    settings.TDM_RESERVED, settings.TDM_POLICY = True, "https://news.example/tdm"
    answer = client.get("/")
    assert (answer["tdm-reservation"], answer["tdm-policy"]) == ("1", "https://news.example/tdm")
    assert client.get("/.well-known/tdmrep.json").json()[0]["tdm-reservation"] == 1
    assert "ai-train" in client.get("/license.xml").content.decode()
    assert "License: http://127.0.0.1:8000/license.xml" in text(client, "/robots.txt")


def test_advertising_is_named(client, settings):
    settings.ADS_TXT = "ads.example, 1234, DIRECT"
    assert text(client, "/ads.txt") == "ads.example, 1234, DIRECT\n"


def test_a_phone_gets_a_manifest_and_icons(client):
    told = client.get("/site.webmanifest").json()
    assert told["name"] == "Newsroom" and len(told["icons"]) == 3
    assert client.get("/favicon.ico").status_code == 302


def test_a_program_that_reads_text_is_led_to_the_stories(client):
    story = build.publish(
        build.brief(
            [build.known("It is *closed* & <shut>.", build.cites(build.source("Order_1"))), build.unclear()],
            slug="out", context="<p>See <a href='/x/'>this</a>.</p>",
        )
    )  # fmt: skip
    build.brief(slug="draft", title="A secret")
    told = text(client, "/llms.txt")
    assert f"[{story.title}](http://127.0.0.1:8000{story.url}index.md)" in told and "secret" not in told
    answer = client.get(f"{story.url}index.md")
    assert answer["Content-Type"] == "text/markdown; charset=utf-8"
    said = answer.content.decode()
    assert said.startswith(f"# {story.title}\n\nInes Maddern · Published 20")
    assert r"- It is \*closed\* & \<shut\>." in said.replace("<shut>", r"\<shut\>")
    assert "## What’s still unclear" in said or "## What's still unclear" in said
    story.unpublish()
    assert client.get(f"{story.url}index.md").status_code == 404
