"""Does the process beside the demo's server end when the server does, however that ends, and is its own end told?"""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

BIN = Path(__file__).resolve().parents[2] / "bin"
PATIENCE = 10
WORKS = """
import os, signal, sys, time
def work():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended when told"))
    print(f"worker {os.getpid()}\\n", end="", flush=True)
    while True:
        time.sleep(0.1)
"""
FAILS = """
import os, signal
def fail(*_):
    raise RuntimeError("no schedule")
def work():
    signal.signal(signal.SIGUSR1, fail)
    print(f"worker {os.getpid()}\\n", end="", flush=True)
    signal.pause()
"""
SERVER = """
import signal, time
from beside import Beside
beside = Beside(work, "checks sources").watch_over()
def end(*_):
    beside.end()
    raise SystemExit(0)
signal.signal(signal.SIGTERM, end)
signal.signal(signal.SIGINT, end)
print("server 0\\n", end="", flush=True)
while True:
    time.sleep(0.1)
"""


@pytest.fixture
def serve():
    """Starts a server with this work beside it; in a session of its own, as a terminal would."""
    started = []

    def start(work: str):
        server = subprocess.Popen(
            [sys.executable, "-c", work + SERVER],
            cwd=BIN, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True,
        )  # fmt: skip
        started.append(server)
        said = dict(server.stdout.readline().split() for _ in ("worker", "server"))  # in whatever order
        return server, int(said["worker"])

    yield start
    for server in started:
        server.kill()
        server.wait()
        server.stdout.close()


def is_gone(pid: int) -> bool:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_a_server_that_ends_takes_it_along_and_says_nothing(serve, how):
    server, worker = serve(WORKS)
    os.killpg(server.pid, how)  # as Ctrl-C does: everybody in front of the terminal
    said, _ = server.communicate(timeout=PATIENCE)
    assert server.returncode == 0
    assert is_gone(worker)
    assert "has ended" not in said


def test_a_server_that_is_killed_leaves_nothing_behind(serve):
    server, worker = serve(WORKS)
    server.kill()
    server.wait()
    assert is_gone(worker)


def test_its_own_end_is_told(serve):
    server, worker = serve(WORKS)
    os.kill(worker, signal.SIGKILL)
    assert server.stdout.readline() == "\n"
    assert server.stdout.readline().startswith("The process that checks sources has ended")


def test_its_failure_is_told_with_the_reason(serve):
    server, worker = serve(FAILS)
    os.kill(worker, signal.SIGUSR1)
    said = "".join(iter(server.stdout.readline, "\n"))
    assert "RuntimeError: no schedule" in said
    assert server.stdout.readline().startswith("The process that checks sources has ended")
