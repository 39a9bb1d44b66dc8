"""Feed readers and search engines hear at once of what readers can see, by setting, and of nothing else."""

import json
import re
from urllib.parse import parse_qs

import pytest
from wagtail.models import PageViewRestriction

from articles import announcing
from articles.tests import background, build
from newsroom.checks import key_for_search_engines
from sources.tests import hostile
from sources.web.addresses import Refused
from sources.web.client import Client

pytestmark = pytest.mark.django_db
KEY = "0123456789abcdef"
TAKEN = hostile.answer(b"", "202 Accepted")


@pytest.fixture
def hub(settings, web):
    settings.WEBSUB_HUB = f"{web.addresses[2]}/hub"
    web.pages["/hub"] = TAKEN
    return web


@pytest.fixture
def engines(settings, web):
    settings.INDEXNOW_KEY, settings.INDEXNOW_URL = KEY, f"{web.addresses[3]}/indexnow"
    web.pages["/indexnow"] = TAKEN
    return web


def told(web, path: str) -> list[str]:
    """The bodies that were sent there."""
    return [
        said.partition("\r\n\r\n")[2]
        for asked, said in web.asked
        if asked == path and said.startswith("POST")
    ]


def out():
    story = build.brief(slug="ferry")
    story.topics.add("Ports")
    story.save()
    return build.publish(story)


def feeds(web) -> list[str]:
    background.do_all()
    (body,) = told(web, "/hub")
    sent = parse_qs(body)
    assert sent["hub.mode"] == ["publish"]
    return sent["hub.url"]


def test_the_hub_hears_of_every_feed_that_a_story_stands_in(hub, settings):
    out()
    named = feeds(hub)
    paths = [
        "/",
        "/infrastructure/",
        "/infrastructure/ferry/",
        "/topics/ports/",
        "/sources/national-roads-agency/",
    ]
    for path in paths:
        assert f"{settings.BASE_URL}{path}feed.atom" in named
        assert f"{settings.BASE_URL}{path}feed.json" in named


def test_every_feed_that_is_named_is_there(hub, client, settings):
    out()
    answers = {feed: client.get(feed.removeprefix(settings.BASE_URL)).status_code for feed in feeds(hub)}
    assert {feed: status for feed, status in answers.items() if status != 200} == {}


def swapped(answer) -> str:
    """The text with `href` before `rel`, whatever order they were written in."""
    return re.sub(r'rel="hub" (href="[^"]*")', r'\1 rel="hub"', answer.content.decode())


def test_feeds_name_their_hub_and_themselves(hub, client, settings):
    answer = client.get("/feed.atom")
    assert f'<{settings.WEBSUB_HUB}>; rel="hub"' in answer["Link"]
    assert f'<{settings.BASE_URL}/feed.atom>; rel="self"' in answer["Link"]
    named = f'href="{settings.WEBSUB_HUB}" rel="hub"'
    assert f"<link {named}" in swapped(answer)
    assert f"<atom:link {named}" in swapped(client.get("/feed.rss"))
    assert client.get("/feed.json").json()["hubs"] == [{"type": "WebSub", "url": settings.WEBSUB_HUB}]


def test_without_the_setting_no_hub_is_named_and_nobody_told(client, web):
    out()
    background.do_all()
    assert "Link" not in client.get("/feed.atom").headers
    assert "hub" not in client.get("/feed.atom").content.decode()
    assert [said for _path, said in web.asked if said.startswith("POST")] == []


def test_search_engines_hear_of_the_story_and_find_the_key(engines, client, settings):
    story = out()
    background.do_all()
    (body,) = told(engines, "/indexnow")
    assert json.loads(body) == {
        "host": "127.0.0.1:8000",
        "key": KEY,
        "keyLocation": f"{settings.BASE_URL}/{KEY}.txt",
        "urlList": [settings.BASE_URL + story.url],
    }
    assert client.get(f"/{KEY}.txt").content.decode().strip() == KEY


def test_another_key_is_not_found(engines, client):
    assert client.get("/fedcba9876543210.txt").status_code == 404


def test_without_a_key_there_is_none_to_find(client):
    assert client.get(f"/{KEY}.txt").status_code == 404


def test_they_hear_when_it_comes_down(engines):
    story = out()
    background.do_all()
    story.unpublish()
    background.do_all()
    assert len(told(engines, "/indexnow")) == 2


def test_a_draft_is_named_to_nobody(hub, engines):
    build.brief(slug="draft").save_revision()
    background.do_all()
    assert told(hub, "/hub") == told(engines, "/indexnow") == []


def test_a_story_in_a_closed_section_is_named_to_nobody(hub, engines):
    desk = build.desk()
    PageViewRestriction.objects.create(page=desk, restriction_type=PageViewRestriction.LOGIN)
    build.publish(build.brief(slug="inside", at=desk))
    background.do_all()
    assert told(hub, "/hub") == told(engines, "/indexnow") == []


def test_what_was_not_taken_is_told_again(hub):
    hub.pages["/hub"] = hostile.answer(b"later", "503 Service Unavailable")
    story = out()
    with pytest.raises(announcing.NotTaken, match="503"):
        announcing.tell_hub.call(story.pk)


def test_a_redirect_is_not_followed_with_what_was_sent(hub):
    hub.pages["/hub"] = hostile.leads("/elsewhere")
    story = out()
    with pytest.raises(announcing.NotTaken, match="302"):
        announcing.tell_hub.call(story.pk)
    assert told(hub, "/elsewhere") == []


def test_nothing_is_sent_to_an_inner_address():
    with pytest.raises(Refused):
        Client("test").post("http://127.0.0.1:1/hub", b"x", "text/plain")


def test_a_key_that_nobody_takes_is_said_at_the_start(settings):
    settings.INDEXNOW_KEY = "short"
    assert [found.id for found in key_for_search_engines(None)] == ["newsroom.E004"]
    settings.INDEXNOW_KEY = KEY
    assert key_for_search_engines(None) == []
