"""Reads the tables of docs/roles.md, asks as somebody, and sees whether the database is another one afterwards."""

import re
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from pathlib import Path

from django.apps import apps
from django.contrib.messages import ERROR, get_messages
from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, get_resolver

ROLES = Path(__file__).resolve().parents[2] / "docs/roles.md"
WRITE = re.compile(r'^(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM)\s+"?(\w+)', re.IGNORECASE)
# Who looks at what is noted while they look; the search index follows the rows that are compared anyway.
BESIDE = re.compile(
    r"django_session|wagtailadmin_editingsession|wagtailcore_pagesubscription|wagtailusers_userprofile"
    r"|newsroom_rendition|wagtailsearch_|modelsearch_"
)
ENTRANCES = ("/admin/", "/admin/login/")


def table(heading: str) -> dict[str, dict[str, str]]:
    """The table below a heading of docs/roles.md: for each row, by its name in backticks, the cell of each column."""
    text = re.split(r"^#+ ", ROLES.read_text().split(f"# {heading}\n", 1)[1], flags=re.MULTILINE)[0]
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line[:1] == "|"
    ]
    columns, _rule, *body = rows
    named = [(row[0].strip("`"), dict(zip(columns[1:], row[1:], strict=True))) for row in body]
    assert len(dict(named)) == len(named), "two rows have one name"
    return dict(named)


@dataclass(frozen=True)
class Request:
    """What somebody sends. Without a form they only look; with files, the form is made anew for each. A
    script wants a short answer."""

    address: str
    form: dict | Callable | None = None
    is_script: bool = False

    def by(self, client: Client):
        headers = {"Accept": "application/json"} if self.is_script else {}
        if self.form is None:
            return client.get(self.address, headers=headers)
        return client.post(self.address, self.form() if callable(self.form) else self.form, headers=headers)


@dataclass(frozen=True)
class Answer:
    """What somebody got, what became of the database, and what a probe found there. `trace` is for people who look
    for the reason of a difference."""

    status: int
    is_refused: bool
    has_changed: bool
    found: object
    trace: str

    @property
    def is_shown(self) -> bool:
        return self.status == 200


def visitor(user) -> Client:
    """A browser in which this person is signed in, or nobody."""
    client = Client(raise_request_exception=False)
    if user:
        client.force_login(user)
    return client


@contextmanager
def undone():
    """Whatever happens inside is undone."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def ask(client: Client, request: Request, probe=lambda: None) -> Answer:
    """One request, which is undone afterwards."""
    written = set()

    def watch(execute, sql, params, many, context):
        found = WRITE.match(sql.lstrip())
        if found and not BESIDE.match(found[1]):
            written.add(found[1])
        return execute(sql, params, many, context)

    cookies = client.cookies.output(header="", sep=";")
    with undone():
        with connection.execute_wrapper(watch):
            response = request.by(client)
        client.cookies = SimpleCookie(cookies)  # who signed out is signed in again
        after, found = fingerprint(written), probe() if written else None
    trace = f"{response.status_code} {response.get('Location', '')} {sorted(written)}"
    return Answer(response.status_code, refused(response), after != fingerprint(written), found, trace)


def refused(response) -> bool:
    """Was somebody sent away? By a status, to the entrance, or elsewhere with an error in words."""
    if response.status_code in (400, 403, 404, 405, 409):
        return True
    if response.status_code not in (301, 302):
        return False
    told = any(message.level == ERROR for message in get_messages(response.wsgi_request))
    return told or response["Location"].split("?")[0] in ENTRANCES


def fingerprint(tables: set[str]) -> list:
    """Every row of these tables: those that somebody wrote to."""
    models = (model for model in apps.get_models(include_auto_created=True) if model._meta.db_table in tables)
    return [list(model._base_manager.order_by("pk").values_list()) for model in models]


@dataclass(frozen=True)
class Route:
    """An address of the admin. `name` is that of its URL pattern, with its namespaces, or its path where it has
    none; `places` are the names of what stands in the address."""

    name: str
    path: str
    places: tuple[str, ...]


def routes() -> list[Route]:
    """Every address that the URL resolver knows below /admin/."""
    found = [route for route in _walk(get_resolver()) if route.path.startswith("admin/")]
    return [route for route in found if (route.name, route.places) not in SHORTER_WAYS]


# A screen's second address, which leads to its first one and has the same name.
SHORTER_WAYS = {("wagtailsettings:edit", ("app_name", "model_name"))}


def _walk(resolver, names=(), before=""):
    for pattern in resolver.url_patterns:
        path = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            places = tuple(re.findall(r"<(?:\w+:)?(\w+)>", path))
            yield Route(":".join((*names, pattern.name)) if pattern.name else f"/{path}", path, places)
        else:
            yield from _walk(pattern, (*names, pattern.namespace) if pattern.namespace else names, path)


class _FormReader(HTMLParser):
    """Collects what a browser would send of each form that is posted, button presses apart."""

    def __init__(self):
        super().__init__()
        self.forms, self.sent = [], None
        self.area = self.choice = None

    def handle_starttag(self, tag, attributes):
        told = {name: value or "" for name, value in attributes}
        if tag == "form":
            self.sent = {}
            if told.get("method", "").lower() == "post":
                self.forms.append(self.sent)
        elif self.sent is not None:
            getattr(self, f"_{tag}", lambda told: None)(told)

    def _input(self, told):
        kind, name = told.get("type"), told.get("name")
        if (
            name
            and kind not in ("submit", "file")
            and (kind not in ("checkbox", "radio") or "checked" in told)
        ):
            self.sent[name] = told.get("value", "on" if kind == "checkbox" else "")

    def _textarea(self, told):
        self.area = told.get("name", "")
        self.sent[self.area] = ""

    def _select(self, told):
        self.choice = told.get("name", "")

    def _option(self, told):
        if self.choice and (self.choice not in self.sent or "selected" in told):
            self.sent[self.choice] = told.get("value", "")

    def handle_data(self, text):
        if self.area is not None:
            self.sent[self.area] += text

    def handle_endtag(self, tag):
        self.area = None if tag == "textarea" else self.area
        self.choice = None if tag == "select" else self.choice
        self.sent = None if tag == "form" else self.sent


def form_in(page: str) -> dict[str, str]:
    """The largest form of a page as a browser would send it, untouched."""
    reader = _FormReader()
    reader.feed(page)
    largest = max(reader.forms, key=len, default={})
    return {key: text.removeprefix("\n") for key, text in largest.items() if "__prefix__" not in key}
