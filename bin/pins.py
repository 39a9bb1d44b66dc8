"""Which exact versions do we run? Works them out from the ranges in pyproject.toml.

Writes requirements.txt and requirements-dev.txt, each the whole transitive closure, for every Python and system
that we support. Run it with `make pins` after changing a range or to take newer versions, then run the tests.
"""

import tempfile
from pathlib import Path

import environment
from steps import ROOT, begin, run, stop

HEADER = "# Exact versions, worked out by `make pins` from pyproject.toml. Change them there.\n"


def resolve(*arguments):
    """The pins that uv finds for these arguments, as text."""
    with tempfile.NamedTemporaryFile("r", suffix=".txt") as pins:
        options = ["--quiet", "--universal", "--python-version", "3.11", "--upgrade"]
        output = ["--no-header", "--no-annotate", "--output-file", pins.name]
        if run(environment.find_uv(), "pip", "compile", *options, *output, *arguments):
            stop("The ranges in pyproject.toml allow no set of versions: uv says above why.")
        return Path(pins.name).read_text()


def main():
    pins = resolve("pyproject.toml")
    running = ROOT / "requirements.txt"
    running.write_text(HEADER + pins)
    both = resolve("--group", "dev", "--constraints", str(running))
    names = {line.split("==")[0] for line in pins.splitlines()}
    extra = [line for line in both.splitlines() if line.split("==")[0] not in names]
    (ROOT / "requirements-dev.txt").write_text("\n".join(["-r requirements.txt", HEADER.strip(), *extra, ""]))
    print(f"{len(names)} packages to run Newsroom, {len(extra)} more to test it.")


if __name__ == "__main__":
    begin(main)
