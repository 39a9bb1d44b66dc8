"""Feeds of the site, a desk, a topic, a publisher, corrections, what moved, what is unclear, and one story.

Each comes in three formats. Stories are there with their whole texts; one that changed or was corrected keeps its name
and gets a new date.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import conditional_escape, format_html
from django.utils.http import http_date
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from articles import ninjs, presenting, syndicated, wholetext
from articles.claims import Standing
from articles.editions import Edition
from articles.feed_formats import FORMATS, Channel, Entry
from articles.history import ShownEntry, ShownNotice
from articles.models import DeskPage, StoryPage, Topic, cited, corrected, front, record
from articles.models.claim import Claim
from articles.models.listing import open_to_all
from sources.models import Publisher

WHOLE_TEXTS = 20  # stories
SHORT = 50  # entries of other feeds
LOOK_BACK = timedelta(days=90)  # what moved


def feed(build: Callable[..., Channel]):
    """A view of a channel in the format that its address ends with."""

    @transaction.non_atomic_requests
    def view(request, ending, **place):
        form, channel = FORMATS[ending], build(**place)
        answer = HttpResponse(form.write(channel), content_type=f"{form.media_type}; charset=utf-8")
        if channel.hub:
            answer["Link"] = f'<{channel.hub}>; rel="hub", <{channel.address}.{ending}>; rel="self"'
        answer["Last-Modified"] = http_date(channel.updated.timestamp())
        return answer

    return view


def whole(path: str) -> str:
    """An address on this site, by its own setting and not by what a request calls it."""
    return settings.BASE_URL + path


def lasting(kind: str, key: object, at: datetime) -> str:
    """A name that stays whatever happens to an address (tag URI, RFC 4151)."""
    return f"tag:{urlsplit(settings.BASE_URL).hostname},{at:%Y-%m-%d}:{kind}/{key}"


def _channel(title, path: str, entries: Iterable[Entry], description: str = "", page: str = "") -> Channel:
    """A channel below this path, and below its page for readers if that is another one."""
    places = {"url": whole(page or path), "address": whole(f"{path}feed"), "hub": settings.WEBSUB_HUB}
    names = {"title": str(title), "description": description, "outlet": settings.SITE_NAME}
    return Channel(**names, **places, language=get_language(), entries=tuple(entries))


@dataclass(frozen=True)
class Listed:
    """A feed in the list of feeds: its name, and its path without its ending."""

    title: str
    path: str


def _all() -> list[tuple[str, list[Listed]]]:
    """Every feed of the site but those of single stories and publishers, group by group. Four queries."""
    out = front.stories()
    desks = open_to_all(DeskPage.objects).order_by("title").values_list("title", "slug")
    topics = [topic for topic, _tally in front.topics_with_counts(out)]
    site = [
        Listed(settings.SITE_NAME, "/"),
        Listed(_("What moved"), "/changes/"),
        Listed(_("Corrections"), reverse("corrections")),
        Listed(_("Still unclear"), reverse("unclear")),
    ]
    groups = [
        (_("The whole site"), site),
        (_("Desks"), [Listed(title, f"/{slug}/") for title, slug in desks]),
        (_("Topics"), [Listed(topic.name, topic.get_absolute_url()) for topic in topics]),
    ]
    return [(name, feeds) for name, feeds in groups if feeds]


@transaction.non_atomic_requests
def listing(request):
    """The page for readers that lists the feeds."""
    return render(request, "articles/feeds.html", {"groups": _all()})


@transaction.non_atomic_requests
def opml(request):
    """The same list for feed readers (OPML 2.0)."""
    context = {"groups": _all(), "base_url": settings.BASE_URL, "site_name": settings.SITE_NAME}
    return render(request, "articles/feeds.opml", context, content_type="text/x-opml; charset=utf-8")


# Stories with their whole texts


def _stories(found, title: str, path: str, description: str = "") -> Channel:
    entries = [_story_entry(*whole_text) for whole_text in wholetext.of(found[:WHOLE_TEXTS])]
    return _channel(title, path, entries, description)


def _story_entry(story, edition: Edition, html: str) -> Entry:
    topics = [row.tag.name for row in story.story_topics.all()]
    return Entry(
        id=lasting("story", story.pk, story.first_published_at),
        url=whole(story.url),
        title=edition.headline,
        html=html,
        summary=presenting.description(edition),
        published=timezone.localtime(story.first_published_at),
        updated=timezone.localtime(story.last_published_at),
        authors=tuple(row.name for row in edition.bylines if row.role == "written" and row.name),
        categories=(story.desk_name, *topics),
        sources=tuple(source.url for source in edition.sources if source.url),
    )


@transaction.non_atomic_requests
def as_ninjs(request):
    """The newest stories for other newsrooms (ninjs 3.1)."""
    items = syndicated.items(front.stories()[:WHOLE_TEXTS])
    told = ninjs.package(settings.SITE_NAME, whole(request.path), items)
    return JsonResponse(told, json_dumps_params={"ensure_ascii": False})


def site() -> Channel:
    return _stories(front.stories(), settings.SITE_NAME, "/")


def desk(slug: str) -> Channel:
    there = get_object_or_404(open_to_all(DeskPage.objects), slug=slug)
    return _stories(front.stories().child_of(there), there.title, f"/{slug}/", there.description)


def topic(slug: str) -> Channel:
    there = get_object_or_404(Topic, slug=slug)
    return _stories(front.stories_of(there), there.name, there.get_absolute_url(), there.description)


def publisher(slug: str) -> Channel:
    there = get_object_or_404(Publisher, slug=slug)
    found = cited.citing_publisher(there, front.stories())
    if not found.exists():
        raise Http404("Nothing that readers can see cites this publisher.")
    title = _("Stories that cite %(name)s") % {"name": there.name}
    return _stories(found, title, reverse("publisher", args=[slug]))


# What changed


def corrections() -> Channel:
    """Every correction, clarification, retraction and withdrawal."""
    rows = corrected.listed(corrected.published().select_related("story")[:SHORT])
    entries = [_correction(row.notice, row.story, row.url) for row in rows]
    return _channel(_("Corrections"), reverse("corrections"), entries)


def _correction(notice: ShownNotice, story: str, url: str) -> Entry:
    return Entry(
        id=lasting("correction", notice.id, notice.at),
        url=whole(f"{url}#correction-{notice.id}"),
        title=f"{notice.kind.label}: {story}",
        html=format_html("<p>{}</p>", notice.text),
        summary=notice.text,
        published=notice.at,
        updated=notice.at,
    )


def moves(slug: str = "") -> Channel:
    """Which claims moved, on the whole site or in one topic."""
    there = get_object_or_404(Topic, slug=slug) if slug else None
    stories = front.stories_of(there) if there else front.stories()
    entries = map(_move, corrected.moves(stories, timezone.now() - LOOK_BACK, SHORT))
    if there is None:
        return _channel(_("What moved"), "/changes/", entries, page="/")
    title, page = _("What moved: %(topic)s") % {"topic": there.name}, there.get_absolute_url()
    return _channel(title, f"{page}changes/", entries, page=page)


def _move(move: corrected.Move) -> Entry:
    text = Truncator(move.text).chars(120)
    return Entry(
        id=lasting("move", f"{move.uid}/{move.at:%H%M%S%f}", move.at),
        url=whole(move.url),
        title=f"{move.before.label} → {move.after.label}: {text}",
        html=format_html("<p>{}</p><p>{}</p>", move.text, move.story),
        summary=f"{move.text} ({move.story})",
        published=move.at,
        updated=move.at,
    )


def unclear() -> Channel:
    """The open questions, those of the newest stories first."""
    found = front.claims_of(front.stories()).filter(standing=Standing.UNCLEAR).select_related("brief")
    newest = found.order_by("-brief__last_published_at", "brief", "sort_order", "pk")[:SHORT]
    return _channel(_("Still unclear"), reverse("unclear"), [_question(claim) for claim in newest])


def _question(claim: Claim) -> Entry:
    story = claim.brief
    settles = _("Would settle it: %(what)s") % {"what": claim.settles} if claim.settles else ""
    return Entry(
        id=lasting("claim", claim.uid, story.first_published_at),
        url=whole(f"{story.url}#c{claim.number}"),
        title=Truncator(claim.text).chars(200),
        html=format_html("<p>{}</p><p>{}</p><p>{}</p>", claim.text, settles, story.title),
        summary=settles or story.title,
        published=story.first_published_at,
        updated=story.last_published_at,
    )


def story(desk: str, slug: str) -> Channel:
    """Each publication of one story, with what it changed."""
    there = front.open_story_at(desk, slug)
    if there is None:
        raise Http404("The story is not published.")
    entries = record.shown(record.entries(there.pk)[:SHORT])
    return _channel(there.title, there.url, [_publication(entry, there) for entry in entries])


def _publication(entry: ShownEntry, there: StoryPage) -> Entry:
    said = [f"{notice.kind.label}: {notice.text}" for notice in entry.notices if notice.text]
    said += [line.sentence for line in entry.lines]
    return Entry(
        id=lasting("publication", f"{there.pk}/{entry.anchor}", entry.at),
        url=whole(f"{there.url}versions/{entry.version}/"),
        title=_publication_title(entry),
        html="".join(f"<p>{conditional_escape(words)}</p>" for words in said),
        summary="\n".join(said),
        published=entry.at,
        updated=entry.at,
    )


def _publication_title(entry: ShownEntry) -> str:
    if entry.act != "published":
        return str(entry.label)
    number = _("Version %(number)s") % {"number": entry.version}
    return _("First published") if entry.is_first else number
