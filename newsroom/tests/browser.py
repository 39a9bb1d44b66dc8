"""What do a visitor's browser and an assistive one notice? Helpers for tests that drive Chromium.

They answer in sentences, so that a failing `assert axe(page) == []` says what is wrong and where.
"""

import os
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.test import Client

PICTURES = Path(__file__).resolve().parents[2] / "docs/pictures"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]


@cache
def axe_script():
    """The axe-core script, which the package axe-playwright-python carries."""
    folder = Path(find_spec("axe_playwright_python").submodule_search_locations[0])
    return (folder / "axe.min.js").read_text()


def axe(page, within=None):
    """What axe-core holds against the page (or the part that a selector names), one sentence per rule."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(axe_script())
    options = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]}
    found = page.evaluate("([within, options]) => axe.run(within || document, options)", [within, options])
    return [sentence(violation) for violation in found["violations"]]


def sentence(violation):
    places = ", ".join(" ".join(map(str, node["target"])) for node in violation["nodes"][:5])
    more = len(violation["nodes"]) - 5
    rest = f" and {more} more" if more > 0 else ""
    return f"{violation['id']} ({violation['impact']}): {violation['help']}: {places}{rest}"


class Traffic:
    """What crosses the wire, from the moment this is made: addresses, and bytes as they were transferred.

    Make it before `page.goto`; a fresh page has nothing cached, so this is what a first visit costs.
    """

    def __init__(self, page):
        self.addresses = []
        self.bytes = 0
        self._page = page
        self._session = page.context.new_cdp_session(page)
        self._session.send("Network.enable")
        self._session.on("Network.requestWillBeSent", self._sent)
        self._session.on("Network.loadingFinished", self._finished)

    def _sent(self, event):
        address = event["request"]["url"]
        if not address.startswith(("data:", "blob:")):
            self.addresses.append(address)

    def _finished(self, event):
        self.bytes += event["encodedDataLength"]

    def foreign(self):
        """The addresses that are not on the page's own host."""
        own = urlsplit(self._page.url).netloc
        return [address for address in self.addresses if urlsplit(address).netloc != own]


def console(page):
    """A list that fills with the page's errors and warnings, from now on."""
    heard = []
    page.on("console", lambda said: heard.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: heard.append(str(error)))
    return heard


def sign_in(page, live_server, user):
    """Make the visitor this user, without the sign-in form."""
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])


def picture(page, name):
    """Takes a picture for the documents, when `make pictures` asks for them."""
    if os.environ.get("PICTURES"):
        page.screenshot(path=PICTURES / f"{name}.png", full_page=True)


def overflow(page):
    """How many pixels the page is wider than its window: 0, or a reader has to scroll sideways."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
