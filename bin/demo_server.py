"""Prepares and serves the demo, inside .venv: started by demo.py, which chose the folder, the key and the port.

One process does it all, since loading Wagtail takes longer than anything that follows: database up to date, static
files collected if they changed, demo loaded once; then gunicorn's worker is forked from what is loaded already, and
so are the processes that take scheduled stories out and that work in the background.
"""

import hashlib
import os
import signal
import sys
from pathlib import Path

import django
from beside import Beside
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from gunicorn.app.base import BaseApplication
from steps import ROOT, begin, say

APPS = ("newsroom", "articles", "sources")
EVERY = 15  # seconds between two looks at the schedule
OPTIONS = {
    "workers": 1,
    "worker_class": "gthread",
    "threads": 8,
    "timeout": 60,
    "graceful_timeout": 5,
    "keepalive": 5,
    "preload_app": True,
    "accesslog": None,
    "loglevel": "warning",
    "control_socket_disable": True,
}


class Server(BaseApplication):
    """gunicorn: one process with a few threads, quiet, and gone with its terminal."""

    def __init__(self, *beside):
        self.beside = beside
        super().__init__()

    def load_config(self):
        hooks = {"when_ready": when_ready, "on_exit": lambda server: [beside.end() for beside in self.beside]}
        address = settings.BASE_URL.removeprefix("http://")
        for name, value in (OPTIONS | hooks | {"bind": address}).items():
            self.cfg.set(name, value)

    def load(self):
        from newsroom.wsgi import application

        return application


def when_ready(server):
    """Say where to look; and end when the terminal closes, where gunicorn would start anew and stay."""
    signal.signal(signal.SIGHUP, lambda *_: os.kill(os.getpid(), signal.SIGTERM))
    address = settings.BASE_URL
    say(f"\nNewsroom is open.  Read: {address}/   Sign in: {address}/admin/   Ctrl-C ends it.\n")


def prepare():
    """Bring the database up to date, collect the static files if they changed, load the demo once."""
    call_command("migrate", interactive=False, verbosity=0)
    stamp, files = Path(settings.DATA_DIR) / "static.stamp", static_files()
    if not stamp.exists() or stamp.read_text() != files:
        say("Collecting the static files …")
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        stamp.write_text(files)
    call_command("demo")
    connections.close_all()


def static_files():
    """Changes when a static file of ours or the version of a package does."""
    digest = hashlib.sha256((ROOT / "requirements.txt").read_bytes())
    for path in sorted(path for app in APPS for path in (ROOT / app / "static").rglob("*")):
        if path.is_file():
            state = path.stat()
            digest.update(f"{path.relative_to(ROOT)} {state.st_size} {state.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def main():
    sys.path.insert(0, str(ROOT))
    django.setup()
    prepare()
    Server(*beside_the_server()).run()


def beside_the_server():
    """What runs beside it: each in a process of its own."""
    tasks = {
        "takes scheduled stories out": lambda: call_command("release_due", every=EVERY),
        "checks sources": lambda: call_command("work"),
    }
    forked = [Beside(work, task) for task, work in tasks.items()]
    return [beside.watch_over() for beside in forked]


if __name__ == "__main__":
    begin(main)
