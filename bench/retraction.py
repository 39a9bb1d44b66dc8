"""How soon do readers see that a source was retracted on which a thousand claims rest? And what does a page cost then?

bin/with-python bin/cluster.py .venv/bin/python -m pytest bench/retraction.py -q -s     # PostgreSQL
.venv/bin/python -m pytest bench/retraction.py -q -s                                    # SQLite
"""

import time

import pytest
from django.urls import reverse

from articles.models import Reopened, Reopening
from articles.tests import background, build, cast
from articles.tests.test_queries import queries

STORIES, CLAIMS = 100, 10
REASON = "The office withdrew its order."


@pytest.mark.django_db
def test_a_thousand_claims(client):
    people, order = cast.newsroom(), build.source("Traffic order")
    stories = [
        build.publish(
            build.brief(
                [build.known(f"Point {n} of {s}.", build.cites(order)) for n in range(CLAIMS)],
                slug=f"story-{s}",
            )
        )
        for s in range(STORIES)
    ]
    before = len(queries(client, stories[0].url))
    client.force_login(people["tomas"])
    form = {"kind": "retracted", "on": "2026-05-12", "reason": REASON}
    clicked = time.perf_counter()
    client.post(reverse("desk_retract", args=[order.pk]), form)
    answered = time.perf_counter() - clicked
    client.logout()
    marks, slowest = 0, 0.0
    for story in stories:
        asked = time.perf_counter()
        page = client.get(story.url).content.decode()
        slowest = max(slowest, time.perf_counter() - asked)
        assert page.count(f">{REASON}<") >= CLAIMS  # at the first request after the click
        marks += page.count(f">{REASON}<")
    seen = time.perf_counter() - clicked
    after = len(queries(client, stories[0].url))
    began = time.perf_counter()
    background.do_all()
    took = time.perf_counter() - began
    print(
        f"\nthe click: {answered:.2f} s; after it each page has its marks when it is first asked for, the slowest in "
        f"{slowest:.2f} s ({marks} marks on {STORIES} pages, read one after the other in {seen:.1f} s); "
        f"queries of a page {before} before, {after} after; "
        f"{Reopened.objects.count()} claims in the queue after {took:.0f} s of work ({Reopening.objects.get()})"
    )
    assert (marks >= STORIES * CLAIMS, before) == (True, after)
