"""How is a validator asked that runs on Node.js? Its packages stand in node/, with exact versions, and run on the Node.js
that Playwright brings, whatever the machine has.

A missing package is a failure that says so, never a skip.
"""

import json
import os
import subprocess
from pathlib import Path

import pytest
from playwright._impl._driver import compute_driver_executable

NODE = compute_driver_executable()[0]
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
    script = [] if program == "node" else [packages / ".bin" / program]
    if not packages.is_dir():
        pytest.fail(
            "This validator is a package of Node.js: `make test` installs it, or "
            "apt install nodejs npm, then bin/with-python bin/node_tools.py.",
            pytrace=False,
        )
    variables = os.environ | {"NODE_NO_WARNINGS": "1"}
    command = [str(part) for part in (NODE, *script, *arguments)]
    return subprocess.run(
        command, cwd=FOLDER, input=told, capture_output=True, text=True, env=variables, check=False
    )
