"""How is a validator asked that runs on Node.js? Its packages stand in node/, with exact versions.

A missing Node.js or package is a failure that says so, never a skip.
"""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent / "node"


def node(script: str, *arguments, told=None):
    """What one of our scripts in node/ answers, as JSON; `told` is the JSON that it gets."""
    answer = start("node", FOLDER / script, *arguments, told=json.dumps(told))
    if answer.returncode:
        pytest.fail(f"{script} stopped: {answer.stderr[-3000:]}", pytrace=False)
    return json.loads(answer.stdout)


def start(program: str, *arguments, told: str = ""):
    """Run Node.js, or the program of a package, and return how it ended and what it said."""
    packages = FOLDER / "node_modules"
    path = shutil.which("node") if program == "node" else packages / ".bin" / program
    if not path or not packages.is_dir():
        pytest.fail(
            "This validator runs on Node.js: `make test` installs it with its packages, or "
            "apt install nodejs npm, then bin/with-python bin/node_tools.py.",
            pytrace=False,
        )
    variables = os.environ | {"NODE_NO_WARNINGS": "1"}
    command = [str(part) for part in (path, *arguments)]
    return subprocess.run(
        command, cwd=FOLDER, input=told, capture_output=True, text=True, env=variables, check=False
    )
