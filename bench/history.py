"""What does the history of a story of 200 editions and 100 claims cost, beside one of 5 editions? As ratios of one run.

bin/with-python bin/cluster.py .venv/bin/python -m pytest bench/history.py -q -s     # PostgreSQL
.venv/bin/python -m pytest bench/history.py -q -s                                    # SQLite
"""

import time
from dataclasses import replace
from statistics import median

import pytest
from django.utils import timezone

from articles.models import BriefPage, ledger
from articles.tests import build
from articles.tests.test_queries import queries

CLAIMS, MANY, FEW, ROUNDS = 100, 200, 5, 15


def with_editions(count: int, source) -> BriefPage:
    claims = [build.known(f"Point {n}.", build.cites(source)) for n in range(CLAIMS)]
    story = build.publish(build.brief(claims, slug=f"of-{count}"))
    edition = story.edition()
    for n in range(1, count):
        place = n % CLAIMS
        rows = list(edition.claims)
        rows[place] = replace(rows[place], text=f"Point {place}, as of edition {n}.")
        edition = replace(edition, claims=tuple(rows), context=f"<p>Edition {n}.</p>")
        ledger.append(story.pk, edition, timezone.now())
    return story


def milliseconds(client, address: str) -> float:
    spans = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        assert client.get(address).status_code == 200
        spans.append(1000 * (time.perf_counter() - began))
    return median(spans)


@pytest.mark.django_db
def test_a_long_history(client):
    source = build.source("Traffic order")
    many, few = with_editions(MANY, source), with_editions(FEW, source)
    for path in ("changes/", f"versions/1/to/{FEW}/", "versions/1/", "versions/", "feed.atom"):
        long, short = (milliseconds(client, story.url + path) for story in (many, few))
        asked = len(queries(client, many.url + path)), len(queries(client, few.url + path))
        print(f"\n{path}: {long:.0f} ms and {short:.0f} ms, x {long / short:.2f}; queries {asked}", end="")
        if path == "changes/":
            assert long < 2 * short and asked[0] <= 15
        if "to" in path:
            assert asked[0] <= 10
    far = f"versions/1/to/{MANY}/"
    print(
        f"\n{far}: {milliseconds(client, many.url + far):.0f} ms; queries {len(queries(client, many.url + far))}"
    )
