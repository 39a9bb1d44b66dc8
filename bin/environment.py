"""Is there a virtual environment in .venv with exactly our versions? Makes it so.

The first call takes a minute; the next ones see from a stamp that nothing changed. Run by Python's own library
alone, since nothing is installed yet. uv installs (four times as fast), pip does where uv cannot.
"""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

import package_index
import programs
from steps import PYTHON, ROOT, VENV, begin, run, say, stop

UV = "uv==0.13.9"
FLOOR = "import sys; sys.exit(sys.version_info < (3, 11))"


def prepare(requirements):
    """Install what the requirements file names, unless the stamp says that it is there."""
    make_virtual_environment()
    stamp = VENV / f"{requirements}.installed"
    wanted = fingerprint(requirements)
    if stamp.exists() and stamp.read_text() == wanted:
        return
    say(f"Installing {requirements} into .venv …")
    stamp.unlink(missing_ok=True)
    install(requirements)
    stamp.write_text(fingerprint(requirements))


def fingerprint(requirements):
    """Changes with the pins (of the file and of the files it includes) and with the Python that runs them."""
    python = subprocess.run([PYTHON, "-VV"], capture_output=True, check=True).stdout
    digest = hashlib.sha256(python)
    files = [ROOT / requirements]
    for file in files:
        text = file.read_text()
        digest.update(text.encode())
        files += [ROOT / line[3:].strip() for line in text.splitlines() if line.startswith("-r ")]
    return digest.hexdigest()


def make_virtual_environment():
    if PYTHON.exists() and run(PYTHON, "-c", FLOOR, stderr=subprocess.DEVNULL) == 0:
        return
    if VENV.exists() and not (VENV / "pyvenv.cfg").exists():
        stop(".venv is here, but is not a virtual environment. Move it away, then run this again.")
    shutil.rmtree(VENV, ignore_errors=True)
    say("Making the virtual environment .venv …")
    uv = shutil.which("uv")
    if uv and run(uv, "venv", "--quiet", "--python", sys.executable, VENV) == 0:
        return
    bare = [] if importlib.util.find_spec("ensurepip") else ["--without-pip"]
    if run(sys.executable, "-m", "venv", *bare, "--clear", VENV):
        stop("Python could not make a virtual environment in .venv: its reason stands above.")


def install(requirements):
    uv = find_uv()
    environment = (
        os.environ | package_index.for_uv() | {"UV_LINK_MODE": os.environ.get("UV_LINK_MODE", "copy")}
    )
    by_uv = [uv, "pip", "install", "--quiet", "--python", PYTHON, "-r", requirements]
    if uv and run(*by_uv, env=environment) == 0:
        return
    if uv and not has_pip():
        run(uv, "pip", "install", "--quiet", "--python", PYTHON, "pip", env=environment)
    say("Installing with pip …")
    if run(PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", requirements):
        stop(
            f"{requirements} could not be installed: the reason stands above. Is the package index reachable?"
        )


def find_uv():
    """The path of uv: the one in .venv, the machine's, or one that pip fetches; None if there is none to have."""
    own = VENV / "bin/uv"
    if own.exists():
        return own
    if path := shutil.which("uv"):
        return path
    pip = find_pip()
    run(*pip, "install", "--quiet", "--disable-pip-version-check", UV)
    return own if own.exists() else None


def find_pip():
    """The command of a pip that installs into .venv, fetched or installed if the machine has none."""
    if has_pip():
        return [PYTHON, "-m", "pip"]
    if importlib.util.find_spec("pip"):
        return [sys.executable, "-m", "pip", "--python", PYTHON]
    if not importlib.util.find_spec("ensurepip"):
        if wheel := pip_from_index():
            return [PYTHON, wheel / "pip"]
        programs.install([venv_package()], "This Python comes without pip")
    if run(sys.executable, "-m", "venv", "--clear", VENV):
        stop("Python could not make a virtual environment in .venv: its reason stands above.")
    return [PYTHON, "-m", "pip"]


def has_pip():
    return run(PYTHON, "-c", "import pip", stderr=subprocess.DEVNULL) == 0


def pip_from_index():
    """The wheel of pip from the configured index, or None."""
    index = package_index.configured()
    if not index:
        return None
    try:
        return package_index.fetch_pip(index, VENV / "bootstrap")
    except (OSError, ValueError) as reason:
        say(f"The configured package index has no pip for us ({reason}).")
        return None


def venv_package():
    """Debian's package with the missing half of venv, for the Python that runs us."""
    standard = Path("/usr/bin/python3").resolve() == Path(sys.executable).resolve()
    return "python3-venv" if standard else f"python3.{sys.version_info.minor}-venv"


if __name__ == "__main__":
    begin(lambda: prepare(sys.argv[1] if len(sys.argv) > 1 else "requirements.txt"))
