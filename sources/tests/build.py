"""Builds a small library for tests, fills in its forms and reads the answers."""

import json

from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.urls import reverse

from sources.kinds import PublisherKind, SourceKind
from sources.models import Publisher, Source

ORDER = "https://roads.example.org/orders/114"


def publisher(name="Merrow Roads Office", kind=PublisherKind.BODY, **fields) -> Publisher:
    return Publisher.objects.create(name=name, kind=kind, **fields)


def source(title="Traffic order 26/114", url_as_typed=ORDER, **fields) -> Source:
    return Source.objects.create(
        **{"title": title, "url_as_typed": url_as_typed, "kind": SourceKind.DOCUMENT} | fields
    )


def reporter(*permissions: str, username: str = "reporter"):
    """Somebody who may enter the admin and has these permissions there, as `add_source`."""
    user = get_user_model().objects.create_user(username)
    user.user_permissions.set(Permission.objects.filter(codename__in=["access_admin", *permissions]))
    return user


def editor():
    return get_user_model().objects.create_superuser("editor")


def admin(model: str, view: str, *args) -> str:
    return reverse(f"wagtailsnippets_sources_{model}:{view}", args=args)


def chooser(model: str, view: str, *args) -> str:
    return reverse(f"wagtailsnippetchoosers_sources_{model}:{view}", args=args)


def typed(**fields) -> dict:
    """What the source form sends."""
    return {"url_as_typed": ORDER, "title": "Traffic order 26/114", "kind": SourceKind.DOCUMENT} | fields


def in_modal(model: str, **fields) -> dict:
    """What the creation form of a chooser sends."""
    return {f"{model}-chooser-{name}": value for name, value in fields.items()}


def text(answer) -> str:
    """What is to be read in an answer, tags and doubled spaces taken out."""
    page = answer.content.decode()
    if answer["Content-Type"].startswith("application/json"):
        page = json.loads(page).get("htmlFragment") or json.loads(page).get("html") or ""
    return " ".join(BeautifulSoup(page, "html.parser").get_text(" ").split())


def chosen(answer) -> dict:
    """What the modal hands back to the form that opened it."""
    told = answer.json()
    assert told["step"] == "chosen", text(answer)
    return told["result"]
