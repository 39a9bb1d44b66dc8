"""Who outside hears at once that a story went out, changed or came down? By setting: a hub that tells feed readers
(WebSub, W3C Recommendation 2018), and search engines (IndexNow).

Both are asked in the background after the ledger was written, so a hub that is away holds up nobody; what it did not
take is tried again. A story in a closed section is named to nobody.
"""

import json
from collections.abc import Iterator
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.urls import reverse
from django_tasks import task
from wagtail.models import Page

from articles.feed_formats import FORMATS
from articles.models import StoryPage, cited
from articles.models.listing import closed_sections
from sources import checking
from sources.models import Publisher

MOST_FEEDS = 200  # that a hub hears of at once
TAKEN = (200, 202, 204)


class NotTaken(Exception):
    """Whoever was told did not take it; it may be told again. str() says why."""


def after_entry(story_id: int) -> None:
    """Called in the transaction that writes an entry of the ledger."""
    if settings.WEBSUB_HUB:
        tell_hub.enqueue(story_id)
    if settings.INDEXNOW_KEY:
        tell_search_engines.enqueue(story_id)


@task(backend="background")
def tell_hub(story_id: int) -> str:
    """Names every feed that the story stands in to the hub."""
    story = _open(story_id)
    if story is None or not settings.WEBSUB_HUB:
        return "nothing to do"
    feeds = list(_feeds(story))[:MOST_FEEDS]
    told = [("hub.mode", "publish"), *(("hub.url", settings.BASE_URL + feed) for feed in feeds)]
    _post(settings.WEBSUB_HUB, urlencode(told).encode(), "application/x-www-form-urlencoded")
    return f"{len(feeds)} feeds"


@task(backend="background")
def tell_search_engines(story_id: int) -> str:
    """Names the story's address to the search engines that share what they are told."""
    story = _open(story_id)
    if story is None or not settings.INDEXNOW_KEY:
        return "nothing to do"
    address = settings.BASE_URL + story.url
    told = {
        "host": urlsplit(settings.BASE_URL).netloc,
        "key": settings.INDEXNOW_KEY,
        "keyLocation": f"{settings.BASE_URL}/{settings.INDEXNOW_KEY}.txt",
        "urlList": [address],
    }
    _post(settings.INDEXNOW_URL, json.dumps(told).encode(), "application/json; charset=utf-8")
    return address


def _open(story_id: int) -> StoryPage | None:
    """The story, in or out, unless its section is closed: then nobody outside hears of it."""
    story = StoryPage.objects.filter(pk=story_id).first()
    if story is None or any(story.path.startswith(path) for path in closed_sections()):
        return None
    return story


def _feeds(story: StoryPage) -> Iterator[str]:
    """The paths of the feeds that it stands in, those for most readers first."""
    topics = [topic.get_absolute_url() for topic in story.topics.all()]
    desk = Page.objects.parent_of(story).get().url
    places = ["/", desk, "/changes/", reverse("corrections"), reverse("unclear"), story.url, *topics]
    places += [f"{topic}changes/" for topic in topics]
    sources = cited.cited_sources(StoryPage.objects.filter(pk=story.pk)).order_by().values("publisher")
    slugs = Publisher.objects.filter(pk__in=sources).order_by("slug").values_list("slug", flat=True)
    places += [reverse("publisher", args=[slug]) for slug in slugs]
    return (f"{place}feed.{ending}" for place in places for ending in FORMATS)


def _post(url: str, body: bytes, kind: str) -> None:
    """Raises NotTaken, and what the guarded client raises."""
    answer = checking.client_of_the_house().post(url, body, kind)
    if answer.status not in TAKEN:
        said = answer.body[:200].decode("utf-8", "replace")
        raise NotTaken(f"{urlsplit(url).netloc} answered {answer.status} {answer.reason}: {said}")
