"""Where does the suite find a PostgreSQL? In a private one that lives as long as the tests.

It stands in a temporary folder, answers on a socket in that folder only, trusts everybody who can open it, and
never waits for the disk. PostgreSQL refuses to run as root, so root lends it the account that Debian made.
"""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import programs
from steps import begin, end, run, stop

OWNER = "newsroom"
START_SECONDS = 60
CARELESS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
# Tests roll back what they write, and its remains would make every later test slower: sweep up after each.
TIDY = ("autovacuum_naptime=1s", "autovacuum_vacuum_cost_delay=0", "autovacuum_vacuum_scale_factor=0.05")


@contextlib.contextmanager
def running():
    """Start a cluster; yields the environment that leads a program to it. Gone afterwards, whatever happens."""
    programs_folder = programs.postgresql()
    folder = Path(tempfile.mkdtemp(prefix="newsroom-pg-"))
    account = lend(folder)
    try:
        data, log = folder / "data", folder / "log"
        create(programs_folder, data, log, account)
        with log.open("a") as output:
            server = serve(programs_folder, folder, output, account)
        try:
            wait_until_ready(programs_folder, server, folder, log)
            yield {"DATABASE_URL": f"postgres:///{folder}/{OWNER}", "PGUSER": OWNER}
        finally:
            end(server, signal.SIGINT)  # PostgreSQL's fast shutdown
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def lend(folder):
    """The account for the server, as arguments for subprocess: our own, or an unprivileged one if we are root."""
    if os.geteuid() != 0:
        return {}
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = known.get("postgres") or known.get("nobody")
    if not entry:
        stop("PostgreSQL does not run as root, and there is no account postgres to lend it.")
    os.chown(folder, entry.pw_uid, entry.pw_gid)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def create(programs_folder, data, log, account):
    options = ["--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", f"--username={OWNER}"]
    with log.open("w") as output:
        streams = {"cwd": log.parent, "stdout": output, "stderr": output}
        failed = run(programs_folder / "initdb", *options, data, **streams, **account)
    if failed:
        stop(f"PostgreSQL could not make its private cluster:\n{log.read_text()}")


def serve(programs_folder, folder, output, account):
    settings = [f"unix_socket_directories={folder}", "listen_addresses=", *CARELESS, *TIDY]
    command = [programs_folder / "postgres", "-D", folder / "data"]
    for setting in settings:
        command += ["-c", setting]
    return subprocess.Popen(command, cwd=folder, stdout=output, stderr=output, **account)


def wait_until_ready(programs_folder, server, folder, log):
    deadline = time.monotonic() + START_SECONDS
    asking = [programs_folder / "pg_isready", "--quiet", "--host", folder]
    while run(*asking):
        if server.poll() is not None or time.monotonic() > deadline:
            stop(f"PostgreSQL did not start:\n{log.read_text()}")
        time.sleep(0.1)


def main():
    """Run a command with a cluster: `bin/with-python bin/cluster.py .venv/bin/pytest`."""
    programs.require("PostgreSQL")
    with running() as address:
        return run(*sys.argv[1:], env=os.environ | address)


if __name__ == "__main__":
    begin(main)
