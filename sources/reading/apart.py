"""Reads a page in a process of its own: what a stranger sent may be made to eat memory or time, and then only that
process ends. It is given no secrets, no database and no more than it needs.

`read` is called by the worker; `python -m sources.reading` is the process (`__main__.py`). A line of JSON and the bytes
go in, a line of JSON comes out.
"""

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

from sources.kinds import SourceKind
from sources.reading.result import Reading
from sources.reading.walls import Wall

MOST_SECONDS = 20
HOUSE = Path(__file__).resolve().parents[2]
COMMAND = [sys.executable, "-m", "sources.reading"]
UNREADABLE = "The page can’t be read: it is built in a way that takes too much time or memory."


def read(body: bytes, content_type: str = "", url: str = "") -> Reading:
    """As `document.read`; a page that takes too much is a reading with a problem."""
    told = json.dumps({"content_type": content_type, "url": url}).encode() + b"\n"
    # S603: our own program, and what strangers wrote goes to its standard input only.
    try:
        done = subprocess.run(  # noqa: S603
            COMMAND,
            input=told + body,
            capture_output=True,
            timeout=MOST_SECONDS + 5,
            cwd=HOUSE,
            env={"LANG": "C.UTF-8"},
        )
        found = json.loads(done.stdout) if done.returncode == 0 else None
    except (subprocess.TimeoutExpired, ValueError):
        found = None
    return _from_json(found) if found else Reading(problem=UNREADABLE)


def _from_json(found: dict) -> Reading:
    day, wall = found.pop("published_on"), found.pop("wall")
    return Reading(
        **found | {"kind": SourceKind(found["kind"])},
        published_on=date.fromisoformat(day) if day else None,
        wall=Wall(wall) if wall else None,
    )
