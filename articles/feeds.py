"""Feeds (Atom 1.0, RFC 4287): what was corrected, what moved, and each publication of one story."""

from datetime import timedelta
from typing import NamedTuple

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.history import ShownEntry
from articles.models import Topic, corrected, front, record

NEWEST = 50  # entries of a feed
LOOK_BACK = timedelta(days=90)


def whole(path: str) -> str:
    """An address on this site, by its own setting and not by what a request calls it."""
    return settings.BASE_URL + path


class AtomFeed(Feed):
    """One feed serves many requests at once, so it keeps nothing between its methods."""

    feed_type = Atom1Feed


class CorrectionsFeed(AtomFeed):
    """Every correction, clarification, retraction and withdrawal."""

    title = gettext_lazy("Corrections")

    def link(self):
        return whole(reverse("corrections"))

    def feed_url(self):
        return whole(reverse("corrections_feed"))

    def items(self):
        return corrected.listed(corrected.published().select_related("story")[:NEWEST])

    def item_title(self, item):
        return f"{item.notice.kind.label}: {item.story}"

    def item_description(self, item):
        return item.notice.text

    def item_link(self, item):
        return whole(f"{item.url}#correction-{item.notice.id}")

    def item_updateddate(self, item):
        return item.notice.at

    def item_pubdate(self, item):
        return item.notice.at


class MovesFeed(AtomFeed):
    """Which claims moved, on the whole site or in one topic."""

    def get_object(self, request, slug=None):
        return get_object_or_404(Topic, slug=slug) if slug else None

    def title(self, topic):
        return _("What moved: %(topic)s") % {"topic": topic.name} if topic else _("What moved")

    def link(self, topic):
        return whole(topic.get_absolute_url() if topic else "/")

    def feed_url(self, topic):
        return whole(reverse("topic_feed", args=[topic.slug]) if topic else reverse("moves_feed"))

    def items(self, topic):
        stories = front.stories_of(topic) if topic else front.stories()
        return corrected.moves(stories, timezone.now() - LOOK_BACK, NEWEST)

    def item_title(self, item):
        return f"{item.before.label} → {item.after.label}: {Truncator(item.text).chars(120)}"

    def item_description(self, item):
        return f"{item.text} ({item.story})"

    def item_link(self, item):
        return whole(item.url)

    def item_guid(self, item):
        return whole(f"{item.url}?{item.at.isoformat()}")

    def item_updateddate(self, item):
        return item.at

    def item_pubdate(self, item):
        return item.at


class StoryItem(NamedTuple):
    """A publication, and the address of the story that it is of."""

    story: str
    entry: ShownEntry


class StoryFeed(AtomFeed):
    """Each publication of one story, with what it changed."""

    def get_object(self, request, desk, slug):
        story = front.open_story_at(desk, slug)
        if story is None:
            raise Http404("The story is not published.")
        return story

    def title(self, story):
        return story.title

    def link(self, story):
        return whole(story.url)

    def feed_url(self, story):
        return whole(f"{story.url}feed/")

    def items(self, story):
        return [StoryItem(story.url, entry) for entry in record.shown(record.entries(story.pk)[:NEWEST])]

    def item_title(self, item: StoryItem):
        entry = item.entry
        if entry.act != "published":
            return str(entry.label)
        first = _("First published") if entry.is_first else ""
        return first or _("Version %(number)s") % {"number": entry.version}

    def item_description(self, item: StoryItem):
        said = [f"{notice.kind.label}: {notice.text}" for notice in item.entry.notices if notice.text]
        return "\n".join([*said, *(line.sentence for line in item.entry.lines)])

    def item_link(self, item: StoryItem):
        return whole(f"{item.story}versions/{item.entry.version}/")

    def item_guid(self, item: StoryItem):
        return whole(f"{item.story}changes/#{item.entry.anchor}")

    def item_updateddate(self, item: StoryItem):
        return item.entry.at

    def item_pubdate(self, item: StoryItem):
        return item.entry.at
