"""The process that reads one page within its limits: `python -m sources.reading`, started by `apart`."""

import json
import os
import resource
import sys
from dataclasses import asdict

from sources.reading import document
from sources.reading.apart import MOST_SECONDS

MOST_MEMORY = 1_000_000_000  # bytes of address space


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.nice(5)
    told, _, body = sys.stdin.buffer.read().partition(b"\n")
    found = asdict(document.read(body, **json.loads(told)))
    json.dump(found, sys.stdout, default=str)


if __name__ == "__main__":
    main()
