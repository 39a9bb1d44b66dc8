"""`make test`, `make check`, `make soak`, `make format`: the steps, in the order in which they fail fastest.

Every step runs in an environment of its own: a temporary data folder, no setting of the developer's site. The first
one that fails ends the command and says which it was.
"""

import contextlib
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import cluster
import environment
import programs
from steps import PYTHON, ROOT, VENV, begin, end, own_environment, run, say, stop

NO_TEST_RAN = 5  # pytest's exit status when nothing was selected
TEMPLATES = ["templates"]
PRODUCTION = {"BASE_URL": "https://newsroom.example", "ALLOWED_HOSTS": "newsroom.example"}
OUR_CODE = ["articles", "sources", "newsroom", "bin", "conftest.py", "manage.py"]


class Steps:
    """The steps of one command and the seconds that each took."""

    def __init__(self, variables):
        self.variables = variables
        self.seconds = []

    def step(self, title, *command, more=None, allowed=(0,)):
        """Run one step; `more` is added to the environment. Any status but the allowed ones ends everything."""
        say(f"\n── {title}")
        started = time.monotonic()
        status = run(*command, env=self.variables | (more or {}))
        self.seconds.append((title, time.monotonic() - started))
        if status not in allowed:
            self.report()
            if status == NO_TEST_RAN and "pytest" in command:
                stop(f"Failed: {title}: not one test was run.")
            stop(f"Failed: {title} (exit status {status}).")

    @contextlib.contextmanager
    def meanwhile(self, title, *command):
        """A step that runs beside those of the block. What it says is shown when they are done, also if one failed;
        it has to pass, too."""
        say(f"\n── {title} begins, and runs beside what follows")
        started = time.monotonic()
        with tempfile.TemporaryFile("w+") as said:
            program = subprocess.Popen(
                list(map(str, command)), cwd=ROOT, env=self.variables, stdout=said, stderr=subprocess.STDOUT
            )
            try:
                yield
                program.wait()
            finally:
                end(program)
                said.seek(0)
                say(f"\n── {title}\n{said.read()}")
        self.seconds.append((title, time.monotonic() - started))
        if program.returncode:
            self.report()
            stop(f"Failed: {title} (exit status {program.returncode}).")

    def report(self):
        say("")
        for title, seconds in self.seconds:
            say(f"{seconds:7.1f} s  {title}")

    def pytest(self, title, marks, arguments, more=None):
        """Part of the suite. An empty selection is a failure, unless somebody asked for particular tests."""
        allowed = (0, NO_TEST_RAN) if arguments else (0,)
        self.step(title, PYTHON, "-m", "pytest", "-m", marks, *arguments, more=more, allowed=allowed)


@contextlib.contextmanager
def steps():
    folder = Path(tempfile.mkdtemp(prefix="newsroom-test-"))
    variables = own_environment() | {
        "DJANGO_SETTINGS_MODULE": "newsroom.settings",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "DATA_DIR": str(folder),
        "PYTHONWARNINGS": os.environ.get("PYTHONWARNINGS", "default"),
    }
    try:
        yield Steps(variables)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def check(to):
    """What needs no test: lint, shape, migrations, configuration."""
    manage = [PYTHON, "manage.py"]
    to.step("lint: Python", VENV / "bin/ruff", "check", "--quiet", "--output-format", "concise", *OUR_CODE)
    to.step(
        "shape: Python (make format mends it)", VENV / "bin/ruff", "format", "--check", "--quiet", *OUR_CODE
    )
    to.step("lint: templates", VENV / "bin/djlint", "--quiet", "--lint", *TEMPLATES)
    to.step("shape: templates (make format mends it)", VENV / "bin/djlint", "--quiet", "--check", *TEMPLATES)
    to.step("migrations: none is missing", *manage, "makemigrations", "--check", "--dry-run")
    deploy = ["check", "--deploy", "--fail-level", "WARNING"]
    to.step("configuration: fit for the open web", *manage, *deploy, more=PRODUCTION)


def test(to, arguments):
    both_databases(to, "suite", "not browser and not soak", arguments, then=browser)


def soak(to, arguments):
    both_databases(to, "soak", "soak", arguments)


def both_databases(to, what, marks, arguments, then=lambda to, arguments: None):
    """SQLite in one process, PostgreSQL and what comes then in another: most machines have two cores. What is the
    same on every database is left out the second time."""
    if arguments:
        beside = contextlib.nullcontext()
        to.pytest(f"{what} on SQLite", marks, arguments)
    else:
        beside = to.meanwhile(f"{what} on SQLite", PYTHON, "-m", "pytest", "-m", marks)
    with beside:
        with cluster.running() as address:
            to.pytest(f"{what} on PostgreSQL", f"{marks} and not on_sqlite", arguments, more=address)
        then(to, arguments)


def browser(to, arguments):
    to.pytest("browser tests in Chromium", "browser and not soak", arguments)


def shape():
    """Bring code and templates into shape, in place."""
    run(VENV / "bin/ruff", "check", "--fix", *OUR_CODE)
    run(VENV / "bin/ruff", "format", *OUR_CODE)
    run(VENV / "bin/djlint", "--quiet", "--reformat", *TEMPLATES)


def main():
    command, arguments = sys.argv[1], sys.argv[2:]
    environment.prepare("requirements-dev.txt")
    if command == "format":
        return shape()
    if command == "test":
        programs.require("PostgreSQL", "Chromium", "libatomic", "Java")
    if command == "soak":
        programs.require("PostgreSQL")
    with steps() as to:
        if command in ("test", "check"):
            check(to)
        if command == "test":
            test(to, arguments)
        if command == "pictures":
            wanted = {"PICTURES": "1"}
            to.pytest("pictures", "browser", ["newsroom/tests/test_three_people.py"], more=wanted)
        if command == "soak":
            soak(to, arguments)
        to.report()
    return 0


if __name__ == "__main__":
    begin(main)
