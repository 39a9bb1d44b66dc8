"""What stands at the head and foot of every public page: the name, the desks, the pages about us. One query."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from wagtail.models import Page

from articles.models import DeskPage, InfoPage

DEPTH = 3  # below the root and the home page


@dataclass(frozen=True)
class Entry:
    """A page that the masthead or the foot leads to. `is_here`: the reader is on it or below it."""

    title: str
    url: str
    is_here: bool


@dataclass(frozen=True)
class Masthead:
    desks: list[Entry]
    pages: list[Entry]
    is_in_library: bool
    today: date
    is_demo: bool


def masthead(request):
    """For every template. Nothing is read before a template asks, so the admin pays nothing."""
    return {
        "site_name": settings.SITE_NAME,
        "base_url": settings.BASE_URL,
        "masthead": SimpleLazyObject(lambda: read(request.path)),
    }


def read(path: str) -> Masthead:
    desk, page = DeskPage._meta.model_name, InfoPage._meta.model_name
    found = Page.objects.filter(depth=DEPTH, live=True, content_type__model__in=(desk, page)).order_by("path")
    entries = {desk: [], page: []}
    for title, slug, in_menus, kind in found.values_list(
        "title", "slug", "show_in_menus", "content_type__model"
    ):
        url = reverse("wagtail_serve", args=[f"{slug}/"])
        if kind == desk or in_menus:
            entries[kind].append(Entry(title, url, path.startswith(url)))
    is_in_library = path.startswith(reverse("sources"))
    return Masthead(entries[desk], entries[page], is_in_library, timezone.localdate(), settings.DEMO)
