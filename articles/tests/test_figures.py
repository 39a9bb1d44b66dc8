"""The figures about how stories are made are what the rows say: recounted here by other means."""

import random
import re

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import transparency
from articles.models import BriefPage, LedgerEntry, record
from articles.tests import build, cast
from articles.tests.test_record import again, page
from sources.kinds import SourceKind
from sources.models import Source

pytestmark = pytest.mark.django_db


def count(sql: str, *values) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchone()[0]


def any_story(made: random.Random, n: int) -> BriefPage:
    kinds = [SourceKind.DOCUMENT, SourceKind.REPORT, SourceKind.DATA]
    sources = [
        build.source(
            f"S {n} {m}", kind=made.choice(kinds), publisher=build.publisher(f"P {made.randrange(3)}")
        )
        for m in range(made.randrange(1, 5))
    ]
    claims = [build.known("Fact.", build.cites(sources[0]))]
    for m in range(made.randrange(5)):
        cited = [build.cites(source) for source in made.sample(sources, made.randrange(1, len(sources) + 1))]
        claims.append(made.choice([build.known, build.unclear])(f"Claim {m}.", *cited))
    story = build.publish(build.brief(claims, slug=f"any-{n}"))
    for m in range(made.randrange(3)):
        story = again(
            story, None, made.choice(["correction", "wording", "update"]), claim1={"text": f"Fact {m}."}
        )
    return story


CITED = """SELECT COUNT(DISTINCT c.source_id) FROM articles_citation c JOIN articles_claim m ON m.id = c.claim_id
    JOIN sources_source s ON s.id = c.source_id WHERE m.brief_id = %s"""


def test_every_figure_of_a_story_equals_a_recount_from_the_database(client):
    cast.newsroom()
    made = random.Random(11)
    for n in range(8):
        story = any_story(made, n)
        told = {
            s.name: s.figure
            for s in transparency.statements(story.edition(), record.past(record.recent(story.pk)))
        }
        sources = count(CITED, story.pk)
        primary = count(CITED + " AND s.kind IN ('document', 'data')", story.pk)
        words = " ".join(s.text for s in transparency.statements(story.edition()) if s.name == "sources")
        assert told["sources"] == str(sources)
        assert (f"{primary} of them primary" in words) if primary else ("none of them primary" in words)
        assert told["single_source"] == str(count(
            """SELECT COUNT(*) FROM (SELECT m.id FROM articles_claim m JOIN articles_citation c ON c.claim_id = m.id
            JOIN sources_source s ON s.id = c.source_id WHERE m.brief_id = %s AND m.standing = 'known'
            AND c.stance = 'supports' GROUP BY m.id HAVING COUNT(DISTINCT s.publisher_id) = 1) AS alone""", story.pk,
        ))  # fmt: skip
        versions = count("SELECT COUNT(*) FROM articles_ledgerentry WHERE story_id = %s", story.pk)
        notices = count(
            "SELECT COUNT(*) FROM articles_correction WHERE story_id = %s AND entry_id IS NOT NULL AND kind = 'correction'",
            story.pk,
        )
        assert told["corrections"] == str(notices) and told["addresses"] == f"{sources}/{sources}"
        assert LedgerEntry.objects.filter(story_id=story.pk).count() == versions
        shown = page(client, story.url)
        people = count(
            "SELECT COUNT(DISTINCT by_name) FROM articles_verdict WHERE story_id = %s AND outcome = 'verified'",
            story.pk,
        )
        assert f"{sources} source" in shown and f"verified by {people} p" in shown
        assert re.search(rf"· {notices} corrections? · no AI", shown)


def bars(client) -> dict[str, int]:
    html = BeautifulSoup(client.get("/how-we-work/").content, "html.parser")
    return {row.th.get_text(): int(row.find_all("td")[1].get_text()) for row in html.select("table.bars tr")}


def test_how_we_work_counts_what_is_out_and_nothing_else(client):
    cast.newsroom()
    gone, fine = build.source("Gone"), build.source("Fine")
    build.publish(
        build.brief([build.known("A.", build.cites(fine)), build.unclear("B.", build.cites(gone))], slug="a")
    )
    Source.objects.filter(pk=gone.pk).update(state="gone")
    build.brief([build.unclear("A draft.", build.cites(build.source("Of a draft")))], slug="b")
    shown = page(client, "/how-we-work/")
    assert "claims in published briefs 2" in shown and "sources cited 2" in shown and "stories out 1" in shown
    told = bars(client)
    assert (told["Known"], told["Unclear"], told["Gone"], told["Fine"]) == (1, 1, 1, 1)


def test_how_we_work_asks_no_more_often_for_many(client):
    counts = []
    for n in (1, 6):
        for m in range(n):
            build.publish(build.brief(slug=f"s-{n}-{m}"))
        client.get("/how-we-work/")
        with CaptureQueriesContext(connection) as asked:
            client.get("/how-we-work/")
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 20
