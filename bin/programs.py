"""Which programs of the machine do the tests use, where are they, and how do they get there?

Only the tests need any: PostgreSQL's server, Chromium with a library for Playwright, Java for the HTML checker and
Node.js for other validators. Where we may, they are installed with the system's package manager; else the command to
type is printed. Nothing is ever skipped.
"""

import ctypes
import os
import shutil
import subprocess
import sys
from pathlib import Path

from steps import run, say, stop

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
APPLICATIONS = ("/Applications/Chromium.app/Contents/MacOS/Chromium",)
PACKAGES = {
    "PostgreSQL": ["postgresql"],
    "Chromium": ["chromium", "fonts-liberation"],
    "libatomic": ["libatomic1"],
    "Java": ["default-jre-headless"],
    "Node.js": ["nodejs", "npm"],
}


def postgresql():
    """The folder with PostgreSQL's server programs (the newest), or None. POSTGRESQL_BIN names another."""
    named = [Path(os.environ["POSTGRESQL_BIN"])] if "POSTGRESQL_BIN" in os.environ else []
    versions = Path("/usr/lib/postgresql").glob("*/bin")
    debian = sorted(versions, key=lambda folder: float(folder.parent.name), reverse=True)
    on_path = [Path(shutil.which("initdb")).resolve().parent] if shutil.which("initdb") else []
    config = [Path(_output("pg_config", "--bindir"))] if shutil.which("pg_config") else []
    folders = [*named, *debian, *on_path, *config]
    return next((folder for folder in folders if (folder / "postgres").exists()), None)


def chromium():
    """The path of a Chromium or Chrome, or None. CHROMIUM names another."""
    found = (shutil.which(name) for name in (os.environ.get("CHROMIUM", ""), *CHROMIUM_NAMES, *APPLICATIONS))
    return next(filter(None, found), None)


def libatomic():
    """Whether the library is here that Playwright's own program is linked with, on Linux."""
    try:
        return sys.platform != "linux" or bool(ctypes.CDLL("libatomic.so.1"))
    except OSError:
        return False


def java():
    """The path of a Java runtime that starts, or None."""
    path = shutil.which("java")
    return path if path and _starts(path, "-version") else None


def node():
    """The path of npm beside a Node.js, or None."""
    return shutil.which("npm") if shutil.which("node") else None


FINDERS = {
    "PostgreSQL": postgresql,
    "Chromium": chromium,
    "libatomic": libatomic,
    "Java": java,
    "Node.js": node,
}


def require(*names):
    """Make sure that the named programs are here: install them where we may, else stop and say how."""
    missing = [name for name in names if not FINDERS[name]()]
    if missing:
        install(sum((PACKAGES[name] for name in missing), []), f"The tests need {' and '.join(missing)}")
    for name in missing:
        if not FINDERS[name]():
            stop(f"{name} was installed, but is not where we look for it. See bin/programs.py.")


def install(packages, why):
    """Install system packages as root or by a sudo that asks nothing, else stop with the command to type."""
    names = " ".join(packages)
    if not shutil.which("apt-get"):
        stop(f"{why}. Install the equivalent of Debian's {names} with your system's package manager.")
    if os.geteuid() == 0:
        become = []
    elif shutil.which("sudo") and _starts("sudo", "-n", "true"):
        become = ["sudo", "-n"]
    else:
        sudo = "sudo " if shutil.which("sudo") else ""
        where = "" if sudo else " as root"
        stop(f"{why}. Type this{where}, then the same make command again:\n\n  {sudo}apt install {names}\n")
    say(f"{why}: installing {names} with apt-get.")
    apt = [*become, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-o", "DPkg::Lock::Timeout=300"]
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL}
    run(*apt, "update", **quiet)  # another repository's failure need not be ours: the install tells
    if run(*apt, "install", "--yes", "--no-install-recommends", *packages, **quiet):
        stop(f"apt-get could not install {names}. Type this to see why:\n\n  apt-get install {names}\n")


def _output(*command):
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()


def _starts(*command):
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return subprocess.run(command, check=False, **quiet).returncode == 0
