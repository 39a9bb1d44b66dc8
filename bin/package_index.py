"""From which package index does this machine install, and how does pip get here if the machine has none?

Debian's bare python3 comes without pip. Where an index is configured (the environment or pip's own files), pip is
taken from there and used straight from its wheel. No index is named here: without one, the system's packages help.
"""

import base64
import configparser
import hashlib
import os
import re
import ssl
import sys
import urllib.request
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit, urlunsplit

PIP_FILES = ("~/.config/pip/pip.conf", "~/.pip/pip.conf", "/etc/xdg/pip/pip.conf", "/etc/pip.conf")
WHEEL = re.compile(r"pip-(\d+(?:\.\d+)*)-py3-none-any\.whl$")


def configured():
    """The address of the index that this machine was told to use, or None for the tools' own default."""
    for name in ("UV_DEFAULT_INDEX", "UV_INDEX_URL", "PIP_INDEX_URL"):
        if os.environ.get(name):
            return os.environ[name]
    for path in (os.environ.get("PIP_CONFIG_FILE"), *PIP_FILES):
        file = configparser.RawConfigParser()
        if path and file.read(Path(path).expanduser()):
            for section in ("install", "global"):
                if address := file.get(section, "index-url", fallback=None):
                    return address
    return None


def for_uv():
    """What uv must be told in the environment to install from where pip would."""
    told = {}
    if address := configured():
        told["UV_DEFAULT_INDEX"] = address
    if (certificates := os.environ.get("PIP_CERT")) and "SSL_CERT_FILE" not in os.environ:
        told["SSL_CERT_FILE"] = certificates
    return told


def fetch_pip(index, folder):
    """Download the newest pip that runs here into the folder and return the path of its wheel."""
    page = index.rstrip("/") + "/pip/"
    links = Links()
    links.feed(_read(page).decode())
    address = urljoin(page, max(links.wheels)[1])
    address, fragment = urldefrag(address)
    wheel = _read(address)
    if fragment.startswith("sha256=") and hashlib.sha256(wheel).hexdigest() != fragment[7:]:
        raise ValueError(f"{address} is not the file that the index promised")
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / Path(urlsplit(address).path).name
    path.write_bytes(wheel)
    return path


class Links(HTMLParser):
    """The wheels on an index page: (version, address) of each that this Python may run."""

    def __init__(self):
        super().__init__()
        self.wheels = []

    def handle_starttag(self, tag, attrs):
        link = dict(attrs)
        found = WHEEL.search(urlsplit(link.get("href") or "").path) if tag == "a" else None
        floor = re.search(r">=\s*3\.(\d+)", link.get("data-requires-python") or "")
        if found and "data-yanked" not in link and (not floor or int(floor[1]) <= sys.version_info.minor):
            self.wheels.append((tuple(map(int, found[1].split("."))), link["href"]))


def _read(address):
    """The bytes at an address, with the name and password that it may carry."""
    parts = urlsplit(address)
    people, _, host = parts.netloc.rpartition("@")
    request = urllib.request.Request(
        urlunsplit(parts._replace(netloc=host)), headers={"Accept": "text/html, */*"}
    )
    if people:
        request.add_header("Authorization", "Basic " + base64.b64encode(unquote(people).encode()).decode())
    context = ssl.create_default_context(cafile=os.environ.get("PIP_CERT") or None)
    with urllib.request.urlopen(request, timeout=60, context=context) as answer:
        return answer.read()
