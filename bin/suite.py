"""`make test`, `make check`, `make soak`, `make format`: the steps, in the order in which they fail fastest.

Every step runs in an environment of its own: a temporary data folder, no setting of the developer's site. The first
one that fails ends the command and says which it was; of two that run side by side, both are heard first.
"""

import contextlib
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import cluster
import environment
import node_tools
import programs
from steps import PATIENCE, PYTHON, ROOT, VENV, begin, end, own_environment, run, say, stop

NO_TEST_RAN = 5  # pytest's exit status when nothing was selected
TEMPLATES = ["templates"]
PRODUCTION = {"BASE_URL": "https://newsroom.example", "ALLOWED_HOSTS": "newsroom.example"}
OUR_CODE = ["articles", "sources", "newsroom", "bench", "bin", "conftest.py", "manage.py"]
QUICK = "not browser and not soak"


class Failed(Exception):
    """A step did not pass."""


class Steps:
    """The steps of one command and the seconds that each took."""

    def __init__(self, variables):
        self.variables = variables
        self.seconds = []

    def step(self, title, *command, more=None, allowed=(0,)):
        """Run one step; `more` is added to the environment. Raises Failed for any status but the allowed ones."""
        say(f"\n── {title}")
        started = time.monotonic()
        status = run(*command, env=self.variables | (more or {}))
        self.judge(title, started, status, allowed)

    def judge(self, title, started, status, allowed):
        self.seconds.append((title, time.monotonic() - started))
        if status == NO_TEST_RAN and status not in allowed:
            raise Failed(f"{title}: not one test was run.")
        if status not in allowed:
            raise Failed(f"{title} (exit status {status}).")

    def pytest(self, title, marks, arguments, more=None):
        """Part of the suite. An empty selection is a failure, unless somebody asked for particular tests."""
        self.step(title, *tests(marks, arguments), more=more, allowed=passing(arguments))

    @contextlib.contextmanager
    def meanwhile(self, title, marks, arguments):
        """Part of the suite, beside the steps of the block. What it found is told when they are done, also if one of
        them failed; it has to pass, too."""
        say(f"\n── {title} begins, and runs beside what follows")
        started, failures = time.monotonic(), []
        with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as said:
            streams = {"stdout": said, "stderr": subprocess.STDOUT}
            program = subprocess.Popen(tests(marks, arguments), cwd=ROOT, env=self.variables, **streams)
            try:
                try:
                    yield
                except Failed as failure:
                    failures.append(failure)
                program.wait()
            except KeyboardInterrupt:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    program.wait(PATIENCE)  # the terminal has told it, too
                raise
            finally:
                end(program, signal.SIGINT)  # as by Ctrl-C: pytest reports and cleans up
                said.seek(0)
                say(f"\n── {title}\n{said.read()}")
        try:
            self.judge(title, started, program.returncode, passing(arguments))
        except Failed as failure:
            failures.append(failure)
        if failures:
            raise Failed(" And: ".join(map(str, failures)))

    def report(self):
        say("")
        for title, seconds in self.seconds:
            say(f"{seconds:7.1f} s  {title}")


def tests(marks, arguments):
    return [str(PYTHON), "-m", "pytest", "-m", marks, *arguments]


def passing(arguments):
    """The statuses that are no failure: nobody who asks for particular tests knows where they run."""
    return (0, NO_TEST_RAN) if arguments else (0,)


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
    """In two lanes, because most machines have two cores."""
    with to.meanwhile("suite on SQLite", QUICK, arguments):
        on_postgresql(to, "suite on PostgreSQL", QUICK, arguments)
        to.pytest("browser tests in Chromium", "browser and not soak", arguments)


def soak(to, arguments):
    with to.meanwhile("soak on SQLite", "soak", arguments):
        on_postgresql(to, "soak on PostgreSQL", "soak", arguments)


def on_postgresql(to, title, marks, arguments):
    with cluster.running() as address:
        to.pytest(title, marks, arguments, more=address)


def shape():
    """Bring code and templates into shape, in place."""
    run(VENV / "bin/ruff", "check", "--fix", *OUR_CODE)
    run(VENV / "bin/ruff", "format", *OUR_CODE)
    run(VENV / "bin/djlint", "--quiet", "--reformat", *TEMPLATES)


def do(command, to, arguments):
    if command in ("test", "check"):
        check(to)
    if command == "test":
        test(to, arguments)
    if command == "pictures":
        wanted = {"PICTURES": "1"}
        files = ["newsroom/tests/test_three_people.py", "newsroom/tests/test_a_source_changes.py"]
        to.pytest("pictures", "browser", files, more=wanted)
    if command == "soak":
        soak(to, arguments)


def main():
    command, arguments = sys.argv[1], sys.argv[2:]
    environment.prepare("requirements-dev.txt")
    if command == "format":
        return shape()
    if command == "test":
        programs.require("PostgreSQL", "Chromium", "libatomic", "Java", "Node.js")
        node_tools.prepare()
    if command == "soak":
        programs.require("PostgreSQL")
    with steps() as to:
        try:
            do(command, to, arguments)
        except Failed as failure:
            stop(f"Failed: {failure}")
        finally:
            to.report()
    return 0


if __name__ == "__main__":
    begin(main)
