"""Are the validators here that run on Node.js? Installs exactly the versions of the lock file, once.

They stand beside the tests that use them, in newsroom/tests/node/node_modules. No package may run a script of its own
while it is installed. A stamp says which lock file is installed, so that the next call takes no time.
"""

import hashlib
import shutil

from steps import ROOT, begin, run, say, stop

FOLDER = ROOT / "newsroom/tests/node"
QUIET = ("--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")


def prepare():
    """Install what the lock file names, unless the stamp says that it is there."""
    lock = hashlib.sha256((FOLDER / "package-lock.json").read_bytes()).hexdigest()
    stamp = FOLDER / "node_modules/.installed"
    if stamp.exists() and stamp.read_text() == lock:
        return
    if not shutil.which("npm"):
        stop("The validators need npm: `make test` installs them, or apt install nodejs npm.")
    say("Installing the validators that run on Node.js …")
    if run("npm", "ci", *QUIET, cwd=FOLDER):
        stop("npm could not install the validators: its reason stands above. Is its registry reachable?")
    stamp.write_text(lock)


if __name__ == "__main__":
    begin(prepare)
