"""How does a script of ours run another program, speak about it and end? Shared by everything in bin/.

A step either works or stops the whole command with a sentence that says what to do. Ctrl-C and a polite kill end
the program that is running first, so that nothing is left behind.
"""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin/python"
INTERRUPTED = 130  # the exit status that shells expect after Ctrl-C
PATIENCE = 20  # seconds a program gets to end by itself


def say(message):
    print(message, flush=True)


def stop(message):
    """End the command; the message is for a person who reads only this line."""
    sys.exit(f"\n{message}")


def run(*command, **options):
    """Run a program, in the project's folder by default, and return its status; never leave it running."""
    program = subprocess.Popen([str(part) for part in command], **{"cwd": ROOT, **options})
    try:
        return program.wait()
    except BaseException:
        end(program)
        raise


def end(program, how=signal.SIGTERM):
    """Ask a program to end, wait for it, and insist if it does not listen."""
    if program.poll() is None:
        program.send_signal(how)
    try:
        program.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        program.kill()
        program.wait()


def own_environment():
    """The environment without what settings.py reads, so that a developer's own site is never touched."""
    settings = (ROOT / "newsroom/settings.py").read_text()
    read = set(re.findall(r"""\benv(?:\.\w+)?\(\s*["'](\w+)["']""", settings))
    return {name: value for name, value in os.environ.items() if name not in read}


def begin(main):
    """Run a script's main function: Ctrl-C and SIGTERM end it without a traceback."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        print(file=sys.stderr)
        sys.exit(INTERRUPTED)
