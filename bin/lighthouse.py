"""`make lighthouse`: what Lighthouse thinks of home, a brief and an article of the demo, on a phone and on a desktop.

Starts the demo in a temporary folder on a free port, takes the median of five runs for each of the four categories and
fails under 100; a phone's performance, which swings with the machine, may be 95. Needs Node.js and Chromium. ARGS names
other pages: make lighthouse ARGS="/search/ /sources/"
"""

import contextlib
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

import demo
import environment
import programs
from steps import PYTHON, ROOT, begin, end, run, say, stop

LIGHTHOUSE = "lighthouse@12.8.2"  # the last line that runs on the Node.js 18 of Debian 12
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
RUNS = 5
TRIES = 3  # now and then Chromium gives no trace of the page, and Lighthouse asks to be run again
FLOOR, FLOOR_OF_A_PHONE = 100, 95
START_SECONDS = 300
CHROME = (
    "--headless=new --no-sandbox --disable-gpu --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)
PAGES = (
    "from articles.models import ArticlePage, BriefPage;"
    "print(max(BriefPage.objects.live(), key=lambda brief: brief.claims.count()).url);"
    "print(max(ArticlePage.objects.live(), key=lambda article: len(str(article.body))).url)"
)


@contextlib.contextmanager
def running_demo(folder):
    """A demo of its own; yields its environment and ends it afterwards."""
    with socket.socket() as door:
        door.bind((demo.HOST, 0))
        port = door.getsockname()[1]
    variables = demo.settings(Path(folder), port)
    program = subprocess.Popen(demo.SERVER, cwd=ROOT, env=variables)
    try:
        wait_for(variables["BASE_URL"], program)
        yield variables
    finally:
        end(program)


def wait_for(address, program):
    deadline = time.monotonic() + START_SECONDS
    while program.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(urllib.error.URLError, OSError):
            return urllib.request.urlopen(address, timeout=10).close()
        time.sleep(0.2)
    return stop("The demo did not start.")


def pages_to_look_at(variables):
    """The paths: those asked for, or home, the brief with most claims and the longest article."""
    if len(sys.argv) > 1:
        return sys.argv[1:]
    command = [PYTHON, "manage.py", "shell", "--no-imports", "-c", PAGES]
    answer = subprocess.run(command, cwd=ROOT, env=variables, check=True, capture_output=True, text=True)
    own = [line.removeprefix(variables["BASE_URL"]) for line in answer.stdout.split()]
    return ["/", *own]


def look(address, device, folder):
    """Run Lighthouse once and return the score, 0 to 100, of each category."""
    report = Path(folder) / "report.json"
    options = [f"--output-path={report}", "--output=json", "--quiet", f"--chrome-flags={CHROME}"]
    options += ["--preset=desktop"] if device == "desktop" else []
    categories = f"--only-categories={','.join(CATEGORIES)}"
    variables = os.environ | {"CHROME_PATH": programs.chromium()}
    command = [ROOT / "node_modules/.bin/lighthouse", address, categories, *options]
    if all(run(*command, env=variables) for _ in range(TRIES)):
        stop(f"Lighthouse could not look at {address}: its reason stands above.")
    found = json.loads(report.read_text())
    failed = {name for name, audit in found["audits"].items() if audit["score"] not in (None, 1)}
    scores = {name: (found["categories"][name]["score"] or 0) * 100 for name in CATEGORIES}
    return scores, failed


def judge(address, device, folder):
    """Print the medians for one device; return the categories that are under the floor."""
    looks = [look(address, device, folder) for _ in range(RUNS)]
    medians = {name: statistics.median(scores[name] for scores, _ in looks) for name in CATEGORIES}
    say(f"{device:8}" + "   ".join(f"{name} {medians[name]:.0f}" for name in CATEGORIES))
    say(f"         not perfect: {', '.join(sorted(looks[-1][1])) or 'nothing'}")
    return [f"{address}, {device}: {name}" for name in CATEGORIES if medians[name] < floor(name, device)]


def floor(name, device):
    return FLOOR_OF_A_PHONE if (name, device) == ("performance", "mobile") else FLOOR


def main():
    environment.prepare("requirements.txt")
    programs.require("Chromium", "Node.js")
    if not (ROOT / "node_modules/.bin/lighthouse").exists():
        quiet = ["--no-save", "--no-package-lock", "--no-audit", "--no-fund", "--loglevel=error"]
        if run("npm", "install", *quiet, LIGHTHOUSE):
            stop("npm could not install Lighthouse: its reason stands above.")
    with (
        tempfile.TemporaryDirectory(prefix="newsroom-lighthouse-") as folder,
        running_demo(folder) as variables,
    ):
        low = []
        for path in pages_to_look_at(variables):
            address = variables["BASE_URL"] + path
            say(f"\n{address}, median of {RUNS}")
            for device in ("mobile", "desktop"):
                low += judge(address, device, folder)
    if low:
        stop("Under the floor: " + "; ".join(low) + ".")
    return 0


if __name__ == "__main__":
    begin(main)
