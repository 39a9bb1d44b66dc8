"""`make run`: the demo newsroom on this machine, from nothing to a page.

Everything stands in var/ (DATA_DIR names another folder) and survives: a second call starts what the first one made,
with everything that was edited since. It never touches another site, whatever the environment says.
"""

import os
import secrets
import socket
from pathlib import Path

import environment
from steps import PYTHON, ROOT, begin, own_environment, stop

HOST = "127.0.0.1"
SERVER = [str(PYTHON), str(ROOT / "bin/demo_server.py")]


def main():
    port = chosen_port()
    folder = Path(os.environ.get("DATA_DIR") or ROOT / "var").resolve()
    environment.prepare("requirements.txt")
    os.chdir(ROOT)
    os.execve(SERVER[0], SERVER, settings(folder, port))


def chosen_port():
    """The port in PORT, free and usable, before anything else is begun."""
    text = os.environ.get("PORT") or "8000"
    if not text.isdigit() or not 0 < int(text) < 65536:
        stop(f"PORT is {text!r}. Name a number from 1024 to 65535, for instance: make run PORT=8001")
    with socket.socket() as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind((HOST, int(text)))
        except PermissionError:
            stop(f"Port {text} is reserved for root. Choose another one: make run PORT=8001")
        except OSError:
            stop(
                f"Port {text} is taken, perhaps by a Newsroom that already runs. "
                f"End that one, or choose another port: make run PORT={int(text) % 65535 + 1}"
            )
    return int(text)


def settings(folder, port):
    """The environment of a demo in this folder: its own database, its own key, demo mode on."""
    folder.mkdir(parents=True, exist_ok=True)
    return own_environment() | {
        "DJANGO_SETTINGS_MODULE": "newsroom.settings",
        "NEWSROOM_DEMO": "1",
        "SITE_NAME": "The Callan Record",
        "SECRET_KEY": secret_key(folder / "secret-key"),
        "DATA_DIR": str(folder),
        "BASE_URL": f"http://{HOST}:{port}",
    }


def secret_key(path):
    """A random key, made once and readable by its owner only, so that sessions survive a restart."""
    if not path.exists():
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(file, "w") as writer:
            writer.write(secrets.token_urlsafe(50))
    return path.read_text()


if __name__ == "__main__":
    begin(main)
