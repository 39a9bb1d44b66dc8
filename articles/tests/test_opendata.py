"""Every published claim, and nothing else, as data that a spreadsheet or a program can read."""

import csv
import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from articles import killing, opendata
from articles.tests import build, cast

pytestmark = pytest.mark.django_db


def read(client, ending: str) -> str:
    answer = client.get(f"/data/claims.{ending}")
    assert answer.status_code == 200
    return b"".join(answer.streaming_content).decode()


def table(client) -> list[dict]:
    return list(csv.DictReader(io.StringIO(read(client, "csv"), newline="")))


def lines(client) -> list[dict]:
    return [json.loads(line) for line in read(client, "jsonl").splitlines()]


@pytest.fixture
def story(db):
    claims = [
        build.known(
            "It is closed.", build.cites(build.source("Order", url_as_typed="https://roads.example/1"))
        )
    ]
    return build.publish(
        build.brief([*claims, build.unclear("Who knew.")], slug="merrow", title="The bridge")
    )


def test_both_files_hold_every_claim_with_its_standing_story_and_sources(client, story):
    rows = table(client)
    assert [(row["text"], row["standing"], row["headline"]) for row in rows] == [
        ("It is closed.", "known", "The bridge"),
        ("Who knew.", "unclear", "The bridge"),
    ]
    assert rows[0]["sources"] == "https://roads.example/1"
    told = lines(client)
    assert [claim["text"] for claim in told] == ["It is closed.", "Who knew."]
    assert told[0]["citations"][0]["source"]["title"] == "Order"


def test_what_no_reader_can_read_is_in_none(client, story):
    people = cast.newsroom()
    build.brief([build.known("A draft.")], slug="draft").save_revision()
    killed = build.publish(
        build.brief([build.known("It was killed.", build.cites(build.source("X")))], slug="killed")
    )
    killing.remove(killed.pk, "It rested on a forged letter.", people["odile"])
    inside = build.publish(
        build.brief(
            [build.known("Inside.", build.cites(build.source("Y")))], slug="in", at=build.desk("inside")
        )
    )
    PageViewRestriction.objects.create(page=inside.get_parent(), restriction_type="login")
    told = read(client, "csv") + read(client, "jsonl")
    assert "It is closed." in told
    for words in ("A draft.", "It was killed.", "Inside."):
        assert words not in told


@pytest.mark.parametrize("words", ["=HYPERLINK(1)", "+1 is said", "-1 is said", "@SUM(A1)"])
def test_no_cell_is_a_formula(client, words):
    build.publish(build.brief([build.known(words, build.cites(build.source("Order")))], slug="sheet"))
    assert table(client)[0]["text"] == f"'{words}"
    assert lines(client)[0]["text"] == words


def test_the_page_says_how_many_what_the_columns_mean_and_on_what_terms(client, story, settings):
    html = client.get("/data/").content.decode()
    assert "2 published claims" in html and settings.DATA_LICENCE in html
    assert all(column.name in html and column.meaning for column in opendata.COLUMNS)


def test_scripts_of_other_sites_may_read_it_and_it_sets_no_cookie(client, story):
    answer = client.get("/data/claims.jsonl", headers={"Origin": "https://elsewhere.example"})
    assert answer["Access-Control-Allow-Origin"] == "*" and not answer.cookies
    assert client.post("/data/claims.csv").status_code == 405


def test_whoever_asks_too_often_waits(client, story, settings):
    settings.API_RATE = "2/min"
    assert [client.get("/data/claims.csv").status_code for _n in range(3)] == [200, 200, 429]


def test_a_page_of_claims_costs_the_same_queries_however_many_there_are(story):
    def asked() -> int:
        with CaptureQueriesContext(connection) as made:
            list(opendata.claims())
        return len(made)

    asked()  # what is looked up once in a process
    few = asked()
    for n in range(4):
        build.publish(build.brief(slug=f"more-{n}"))
    assert asked() == few


def test_page_after_page_no_claim_is_left_out_or_told_twice(story, monkeypatch):
    build.publish(build.brief(slug="more"))
    whole = [claim.id for claim in opendata.claims()]
    monkeypatch.setattr(opendata, "AT_ONCE", 1)
    assert [claim.id for claim in opendata.claims()] == whole


def test_the_command_writes_the_same_and_replaces_whole_files(client, story, tmp_path, capsys):
    call_command("export_claims", str(tmp_path / "out"))
    assert (tmp_path / "out/claims.csv").read_bytes().decode() == read(client, "csv")
    assert (tmp_path / "out/claims.jsonl").read_text() == read(client, "jsonl")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["claims.csv", "claims.jsonl"]
    assert "claims.jsonl: 2 lines" in capsys.readouterr().out


def test_a_folder_that_can_t_be_written_is_said(story, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(CommandError, match="Nothing was replaced"):
        call_command("export_claims", str(tmp_path / "file/out"))
