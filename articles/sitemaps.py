"""Sitemaps (sitemaps.org 0.9): an index, the stories by ranges of their keys, the other pages, and news of two days.

Only values are read, and a story's file is found by its key: what stands in a file costs the same in a large archive.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import F, Max
from django.db.models.functions import Length, Substr
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from wagtail.images import get_image_model
from wagtail.models import Page

from articles.feed_formats import fit_for_xml
from articles.models import DeskPage, StoryPage, Topic, cited, front
from articles.models.listing import open_to_all

IN_A_FILE = 5_000  # keys of stories; the limit of the protocol is 50,000 addresses
NEWS = timedelta(days=2)  # what a news sitemap may hold (Google, news sitemaps)
MOST_NEWS = 1_000


class Address(NamedTuple):
    """An entry: a whole address, when it last changed, and its picture."""

    location: str
    changed: datetime | None = None
    picture: str = ""

    @property
    def lastmod(self) -> str:
        """When it changed, to the second: not every program reads a finer time."""
        return timezone.localtime(self.changed).isoformat(timespec="seconds")


def whole(path: str) -> str:
    return settings.BASE_URL + path


def _xml(request, template: str, **context):
    return render(request, f"articles/{template}", context, content_type="application/xml; charset=utf-8")


@transaction.non_atomic_requests
def index(request):
    """All other files, each with the newest change in it. Two queries."""
    ranges = _stories().annotate(range=F("pk") / IN_A_FILE).values_list("range")
    files = [
        Address(whole(reverse("sitemap_stories", args=[number])), changed)
        for number, changed in ranges.annotate(changed=Max("last_published_at")).order_by("range")
    ]
    newest = max((file.changed for file in files), default=None)
    return _xml(
        request, "sitemap_index.xml", files=[Address(whole(reverse("sitemap_pages")), newest), *files]
    )


def _stories():
    return open_to_all(StoryPage.objects).order_by()


@transaction.non_atomic_requests
def stories(request, number: int):
    """The stories whose keys are in this range, with their pictures. Three queries."""
    first = number * IN_A_FILE
    found = _stories().filter(pk__gte=first, pk__lt=first + IN_A_FILE).order_by("pk")
    is_a_key = number < 2**31
    rows = list(found.values_list("url_path", "last_published_at", "lead_photo")) if is_a_key else []
    if not rows:
        raise Http404("No such sitemap.")
    pictures = _pictures({photo for _path, _at, photo in rows if photo})
    entries = [Address(whole(_path_of(path)), at, pictures.get(photo, "")) for path, at, photo in rows]
    return _xml(request, "sitemap.xml", entries=entries)


def _path_of(url_path: str) -> str:
    """The address of a story by where it stands in the tree of pages."""
    desk, slug = url_path.rstrip("/").split("/")[-2:]
    return reverse("story", args=[desk, slug])


def _pictures(photos: set[int]) -> dict[int, str]:
    renditions = get_image_model().get_rendition_model().objects
    found = renditions.filter(image__in=photos, filter_spec__startswith="format-jpeg|fill-").order_by("width")
    return {row.image_id: whole(row.url) for row in found.only("image_id", "file")}


@transaction.non_atomic_requests
def pages(request):
    """Home, desks, topics, publishers and the pages about us. Seven queries."""
    out = front.stories()
    newest = out.order_by().aggregate(at=Max("last_published_at"))["at"]
    told = [Address(whole("/"), newest)]
    told += [
        Address(whole(reverse(name)))
        for name in ("corrections", "unclear", "how_we_work", "imprint", "sources", "search", "feeds", "data")
    ]
    told += [Address(whole(f"/{slug}/"), at) for slug, at in _desks(out)]
    told += [Address(whole(page.url), page.last_published_at) for page in front.pages_about_us()]
    told += [Address(whole(reverse("topic", args=[slug])), at) for slug, at in _topics(out)]
    told += [Address(whole(reverse("publisher", args=[slug]))) for slug in _publishers(out)]
    return _xml(request, "sitemap.xml", entries=told)


def _desks(out):
    """Each open desk, and when one of its stories last changed."""
    by_desk = (
        out.order_by().annotate(desk=Substr("path", 1, Length("path") - Page.steplen)).values_list("desk")
    )
    newest = dict(by_desk.annotate(at=Max("last_published_at")))
    desks = open_to_all(DeskPage.objects).order_by("path").values_list("slug", "path")
    return [(slug, newest.get(path)) for slug, path in desks]


def _topics(out):
    told = Topic.objects.exclude(slug="").filter(tagged__content_object__in=out.order_by().values("pk"))
    return told.annotate(at=Max("tagged__content_object__last_published_at")).values_list("slug", "at")


def _publishers(out):
    slugs = cited.cited_sources(out).exclude(publisher__slug=None).values_list("publisher__slug", flat=True)
    return slugs.order_by("publisher__slug").distinct()


@transaction.non_atomic_requests
def news(request):
    """What was first published within two days, the newest first. One query."""
    since = timezone.now() - NEWS
    found = _stories().filter(first_published_at__gte=since).order_by("-first_published_at")[:MOST_NEWS]
    entries = [
        {"location": whole(_path_of(path)), "title": fit_for_xml(title), "published": at}
        for path, title, at in found.values_list("url_path", "title", "first_published_at")
    ]
    language = settings.LANGUAGE_CODE.split("-")[0]
    return _xml(request, "sitemap_news.xml", entries=entries, language=language, site_name=settings.SITE_NAME)
