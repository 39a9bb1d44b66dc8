"""The API for reading: what a program gets, what it can ask for, and that nothing is told that no reader can read."""

import json
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageViewRestriction

from articles import killing
from articles.claims import Standing
from articles.models import Claim, StoryPage
from articles.tests import build, cast, reader

pytestmark = pytest.mark.django_db
LISTS = [
    "stories",
    "claims",
    "citations",
    "sources",
    "publishers",
    "topics",
    "desks",
    "editions",
    "corrections",
]


@pytest.fixture
def story():
    """A brief that was corrected once, with a topic."""
    page = reader.full_brief(slug="merrow")
    page.topics.add("Bridges")
    page.save()
    page = build.publish(page)
    page.title = "Merrow Bridge shut"
    page.save_revision()
    build.named(page, text="The headline said that only lorries were barred.")
    return build.publish(page)


def items(client, path: str) -> list[dict]:
    answer = client.get(f"/api/v1/{path}")
    assert answer.status_code == 200, answer.content
    return answer.json()["items"]


def everything(client) -> str:
    """All that the lists tell, and articles' citations."""
    paths = [f"/api/v1/{name}/" for name in LISTS] + ["/api/v1/citations/?kind=article"]
    return "".join(client.get(path).content.decode() for path in paths)


def refusal(client, path: str) -> dict:
    answer = client.get(f"/api/v1/{path}")
    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json"), answer.content
    return answer.json()["errors"][0]


def test_a_claim_is_told_as_it_stands_on_the_page(client, story):
    (claim,) = items(client, "claims/?standing=refuted")
    assert claim["id"] == f"{story.pk}-5"
    assert (claim["text"], claim["truth"]) == ("A lorry hit it.", "No mark was found.")
    assert claim["url"] == f"http://127.0.0.1:8000{story.url}#c5"
    assert claim["citations"][0]["stance"] == "contradicts"
    assert claim["citations"][0]["source"]["publisher"]["slug"] == "national-roads-agency"
    assert f'id="{claim["url"].partition("#")[2]}"' in reader.read(client, story).content.decode()


def test_each_thing_of_a_list_stands_at_the_address_that_it_names(client, story):
    build.publish(build.article())
    for name in LISTS:
        for told in items(client, f"{name}/"):
            path = f"/api/v1/{name}/{told['id']}/"
            if "api_url" in told:
                assert urlsplit(told["api_url"]).path == path
            alone = client.get(path).json()
            assert {key: alone[key] for key in told} == told
    (footnote,) = items(client, "citations/?kind=article")
    assert client.get(f"/api/v1/citations/{footnote['id']}/").json() == footnote


def test_a_story_names_its_claims_sources_and_corrections(client, story):
    (told,) = items(client, "stories/")
    assert told["headline"] == "Merrow Bridge shut"
    assert told["version"] == 2
    assert [claim["number"] for claim in told["claims"]] == [1, 2, 3, 4, 5]
    assert [topic["slug"] for topic in told["topics"]] == ["bridges"]
    assert told["standings"] == {"known": 2, "disputed": 1, "unclear": 1, "refuted": 1}
    (correction,) = items(client, "corrections/")
    assert told["corrections"] == [correction["id"]]
    assert correction["text"] == "The headline said that only lorries were barred."
    assert timezone.datetime.fromisoformat(told["published_at"]).utcoffset() is not None


def test_each_edition_is_told_as_it_was(client, story):
    newest, first = items(client, f"editions/?story={story.pk}")
    assert (newest["version"], first["version"]) == (2, 1)
    assert "Headline" in newest["changes"][0]
    assert client.get(f"/api/v1/editions/{first['id']}/").json()["told"]["headline"] != "Merrow Bridge shut"


@pytest.mark.parametrize("how", ["drafts", "closed", "killed", "past the lock"])
def test_nothing_is_told_that_no_reader_can_read(client, story, how):
    secret = "A lorry hit it."
    if how == "drafts":
        page = StoryPage.objects.get(pk=story.pk).specific
        page.title = secret = "Nobody may know"
        page.claims.add(build.unclear(secret))
        page.save_revision()
        build.brief([build.unclear(secret, build.cites(build.source(secret)))], title=secret, slug="draft")
    elif how == "closed":
        PageViewRestriction.objects.create(page=build.desk(), restriction_type="login")
    elif how == "killed":
        killing.remove(story.pk, "It rested on a forged letter.", cast.newsroom()["odile"])
    else:
        Claim.objects.filter(brief_id=story.pk, number=2).update(text="Slipped in")
    assert secret not in everything(client)
    if how != "drafts":
        ways = [f"stories/{story.pk}", f"claims/{story.pk}-5", f"editions/{story.pk}-v1"]
        assert [client.get(f"/api/v1/{way}/").status_code for way in ways] == [404] * 3
        assert "Slipped in" not in everything(client)


def test_a_source_that_only_a_draft_cites_is_nowhere(client, story):
    hidden = build.source("Only in a draft", publisher=build.publisher("Hidden House"))
    build.brief([build.known("Not out.", build.cites(hidden))], slug="draft")
    assert "Only in a draft" not in everything(client)
    assert "Hidden House" not in everything(client)
    assert client.get(f"/api/v1/sources/{hidden.pk}/").status_code == 404


def test_lists_are_narrowed(client, story):
    article = build.publish(build.article(slug="ferry", at=build.desk("sea")))
    courier = build.source("Another", publisher=build.publisher("Sea Post"))
    other = build.publish(build.brief([build.known("Ferries sail.", build.cites(courier))], slug="sail"))

    def found(path: str) -> list:
        return [told["id"] for told in items(client, path)]

    assert found("stories/?kind=article") == [article.pk]
    assert found("stories/?desk=sea") == [article.pk]
    assert found("stories/?topic=bridges") == [story.pk]
    assert found("stories/?publisher=sea-post") == [other.pk]
    assert found(f"stories/?source={courier.pk}") == [other.pk]
    assert found("stories/?standing=disputed") == [story.pk]
    assert found("stories/?desk=nowhere") == []
    assert found(f"claims/?story={other.pk}") == [f"{other.pk}-1"]
    assert found("claims/?publisher=callan-courier&standing=disputed") == [f"{story.pk}-3"]
    assert {told["story"] for told in items(client, f"citations/?source={courier.pk}")} == {other.pk}
    assert found("sources/?publisher=sea-post") == [courier.pk]
    assert found("sources/?kind=report&topic=bridges")
    since = (timezone.now() + timedelta(minutes=1)).isoformat().replace("+", "%2B")
    assert found(f"stories/?changed_since={since}") == []
    assert len(found("stories/?changed_since=2026-01-01T00:00:00Z")) == 3


@pytest.mark.parametrize("order", ["newest", "oldest"])
@pytest.mark.parametrize("name", ["stories", "claims", "citations", "editions"])
def test_page_by_page_a_list_is_whole_and_nothing_comes_twice(client, story, name, order):
    for n in range(3):
        build.publish(build.brief(slug=f"b-{n}"))
    whole = [told["id"] for told in items(client, f"{name}/?limit=100&order={order}")]
    path, seen = f"/api/v1/{name}/?limit=2&order={order}", []
    while path:
        answer = client.get(path)
        seen += [told["id"] for told in answer.json()["items"]]
        following = answer.json()["next"]
        assert bool(following) == ('rel="next"' in answer.get("Link", ""))
        path = following and following.removeprefix("http://127.0.0.1:8000")
    assert seen == whole
    assert len(set(seen)) == len(seen) >= 4


@pytest.mark.parametrize(
    ("query", "names", "words"),
    [
        ("stories/?standing=maybe", "standing", "'known', 'disputed', 'unclear' or 'refuted'"),
        ("stories/?limit=101", "limit", "less than or equal to 100"),
        ("stories/?source=x", "source", "valid integer"),
        ("stories/?changed_since=yesterday", "changed_since", "2026-04-17T19:05:00Z"),
        ("stories/?changed_since=2026-04-17T19:05:00", "changed_since", "zone"),
        ("stories/?changed_since=0001-01-01T00:00:00%2B12:00", "changed_since", "out of reach"),
        ("claims/?colour=red", "colour", "no such parameter. There are: limit, cursor"),
        ("claims/?uid=a&uid=b", "uid", "more than once"),
        ("claims/?fields=id,colour", "fields", "no field 'colour'. There are: id, number, text"),
        ("claims/?cursor=made-up", "cursor", "Take it from `next`"),
        ("topics/?cursor=%00", "cursor", "Take it from `next`"),
        ("stories/?topic=%00", "topic", "match pattern"),
    ],
)
def test_what_is_not_understood_is_refused_with_what_is_allowed(client, query, names, words):
    build.home()
    told = refusal(client, query)
    assert told["parameter"] == names
    assert words in told["problem"]


def test_a_cursor_of_one_list_is_none_of_another(client, story):
    cursor = client.get("/api/v1/claims/?limit=1").json()["next"].partition("cursor=")[2].partition("&")[0]
    assert client.get(f"/api/v1/claims/?cursor={cursor}").status_code == 200
    assert refusal(client, f"stories/?cursor={cursor}")["parameter"] == "cursor"


def test_only_the_fields_that_were_chosen_come_and_the_id(client, story):
    assert items(client, "stories/?fields=headline") == [{"id": story.pk, "headline": "Merrow Bridge shut"}]
    assert client.get(f"/api/v1/stories/{story.pk}/?fields=version").json() == {"id": story.pk, "version": 2}


def test_what_is_wrong_is_told_as_json_and_never_as_a_page(client):
    build.home()
    for path in ("/api/", "/api/nothing/", "/api/v1/stories/1/", "/api/v1/nothing", "/api/v1/claims/a-b/"):
        answer = client.get(path)
        assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json"), path
        assert answer.json()["status"] == 404
    assert client.get("/api/v1/stories?limit=1")["Location"] == "/api/v1/stories/?limit=1"


def test_it_is_for_reading(client, story):
    for method in ("post", "put", "patch", "delete"):
        answer = getattr(client, method)("/api/v1/stories/")
        assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD, OPTIONS")
        assert answer.json()["title"]
    assert Client(enforce_csrf_checks=True).post("/api/v1/stories/").status_code == 405
    head = client.head("/api/v1/stories/")
    assert (head.status_code, head.content) == (200, b"")
    assert head["Content-Length"] == client.get("/api/v1/stories/")["Content-Length"]


def test_scripts_of_any_site_may_read_it_without_cookies(client, story):
    origin = {"Origin": "https://elsewhere.example"}
    answer = client.get("/api/v1/stories/", headers=origin)
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer
    asked = origin | {"Access-Control-Request-Method": "GET"}
    assert (
        client.options("/api/v1/stories/", headers=asked)["Access-Control-Allow-Methods"]
        == "GET, HEAD, OPTIONS"
    )
    for path in (f"{story.url}record.json", "/feed.json", "/api/openapi.json"):
        assert client.get(path, headers=origin)["Access-Control-Allow-Origin"] == "*"
    for path in (story.url, "/", "/admin/login/"):
        assert "Access-Control-Allow-Origin" not in client.get(path, headers=origin)


def test_it_sets_no_cookie_and_asks_for_none(client, story):
    answer = client.get("/api/v1/claims/")
    assert not answer.cookies
    assert "Cookie" not in answer["Vary"]


def test_too_many_requests_are_refused_with_the_seconds_to_wait(client, settings):
    build.home()
    settings.API_RATE = "3/min"
    assert [client.get("/api/v1/desks/").status_code for _n in range(4)] == [200, 200, 200, 429]
    refused = client.get("/api/v1/desks/")
    assert 1 <= int(refused["Retry-After"]) <= 60
    assert "3/min" in refused.json()["detail"]
    assert client.get("/api/v1/desks/", REMOTE_ADDR="192.0.2.7").status_code == 200
    settings.API_RATE = ""
    assert client.get("/api/v1/desks/").status_code == 200


def test_what_did_not_change_is_not_sent_again(client, story):
    first = client.get("/api/v1/stories/")
    again = client.get("/api/v1/stories/", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    build.publish(build.brief(slug="new"))
    assert client.get("/api/v1/stories/", headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_a_long_list_asks_the_database_no_more_often_than_a_short_one(client):
    counts = []
    for n in (1, 3):
        for m in range(n):
            page = reader.full_brief(slug=f"b-{n}-{m}")
            page.topics.add(f"Topic {n} {m}")
            page.save()
            page = build.publish(page)
            page.title = f"Another {n} {m}"
            build.publish(page)
            build.publish(build.article(slug=f"a-{n}-{m}", at=build.desk(f"desk-{n}-{m}")))
        counts.append({path: asked(client, path) for path in (*LISTS, "citations/?kind=article")})
    assert counts[0] == counts[1]
    assert max(counts[0].values()) <= 24


def asked(client, path: str) -> int:
    """How often a list asks the database. It never counts."""
    client.get(f"/api/v1/{path}", follow=True)
    with CaptureQueriesContext(connection) as made:
        assert items(client, path if "?" in path else f"{path}/")
    assert not any("COUNT(" in query["sql"] for query in made)
    return len(made)


def test_the_document_says_what_there_is_under_which_licence(client, settings):
    told = client.get("/api/openapi.json").json()
    assert told["openapi"].startswith("3.1")
    assert told["info"]["license"]["url"] == settings.DATA_LICENCE
    listed = told["paths"]["/api/v1/claims/"]["get"]
    assert set(listed["responses"]) == {"200", "422", "429"}
    assert list(listed["responses"]["422"]["content"]) == ["application/problem+json"]
    standing = next(p for p in listed["parameters"] if p["name"] == "standing")["schema"]
    assert standing["enum"] == list(map(str, Standing))
    without = [name for schema in told["components"]["schemas"].values()
               for name, part in schema.get("properties", {}).items() if "description" not in json.dumps(part)]  # fmt: skip
    assert without == []
