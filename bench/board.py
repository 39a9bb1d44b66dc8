"""How much slower is the desk board with ten thousand drafts than with a hundred? Ratios of one run.

bin/with-python bin/cluster.py .venv/bin/python -m pytest bench/board.py -q -s     # PostgreSQL
.venv/bin/python -m pytest bench/board.py -q -s                                    # SQLite
"""

import statistics
import time

import pytest
from django.urls import reverse

from articles.tests import cast, many

ROUNDS = 15


@pytest.mark.django_db
def test_board(client):
    people = cast.newsroom()
    client.force_login(people["ines"])
    taken = {}
    for count, more in ((100, 100), (10_000, 9_900)):
        many.drafts(more, people["ines"])
        taken[count] = {name: _median(client, query) for name, query in LOOKS.items()}
    for name in LOOKS:
        few, plenty = taken[100][name], taken[10_000][name]
        print(
            f"\n{name}: 100 drafts {few * 1000:.0f} ms, 10,000 drafts {plenty * 1000:.0f} ms, × {plenty / few:.2f}"
        )


LOOKS = {"whole page": {}, "columns": {"columns": "1"}, "mine and late": {"person": "me", "due": "late"}}


def _median(client, query) -> float:
    seconds = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        assert client.get(reverse("desk_board"), query).status_code == 200
        seconds.append(time.perf_counter() - started)
    return statistics.median(seconds)
