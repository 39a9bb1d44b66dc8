"""How much memory does a look at the worst of servers take, and how long? Peak of this process and of those that read.

.venv/bin/python -m pytest bench/hostile.py -q -s
"""

import resource
import time

from sources import checking
from sources.tests import hostile
from sources.tests.test_hostile_server import CASES
from sources.web.client import Client


def peak(who: int) -> float:
    """Megabytes."""
    return resource.getrusage(who).ru_maxrss / 1024


def test_every_behaviour_with_the_limits_of_the_house():
    before = peak(resource.RUSAGE_SELF)
    slowest, total = ("", 0.0), 0.0
    with hostile.server() as server:
        client = Client("Newsroom bench", frozenset({f"127.0.0.1:{server.port}"}))
        for path, outcome, _words in CASES:
            began = time.perf_counter()
            assert checking.look(f"http://127.0.0.1:{server.port}{path}", client).outcome is outcome, path
            took = time.perf_counter() - began
            total, slowest = total + took, max(slowest, (path, took), key=lambda pair: pair[1])
    print(
        f"\n{len(CASES)} behaviours in {total:.0f} s, the slowest {slowest[0]} in {slowest[1]:.1f} s; "
        f"this process grew by {peak(resource.RUSAGE_SELF) - before:.0f} MB, "
        f"the largest that read had {peak(resource.RUSAGE_CHILDREN):.0f} MB"
    )
