"""What is offered to somebody who begins to type a search? Headlines, topics, desks, publishers that they can see.

A headline is offered only if it is the one that passed the gates: the ledger says which one that was.
"""

import json
from dataclasses import dataclass

from django.conf import settings
from django.db.models import OuterRef, Q, Subquery, Value
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.models import cited, front
from articles.models.clearance import Clearance
from articles.models.desk import DeskPage
from articles.models.ledger import LedgerEntry
from articles.models.listing import closed_sections, open_to_all
from articles.models.topic import StoryTopic, Topic
from sources.models import Publisher

MOST = 4  # of each kind
SHORTEST = 2  # characters
LONGEST = 60


@dataclass(frozen=True)
class Suggestion:
    """Words to search for, what they are, and where they lead at once."""

    words: str
    kind: str
    url: str


def suggestions(typed: str) -> list[Suggestion]:
    """What begins like this, in five queries."""
    typed = " ".join(typed.replace("\0", " ").split())[:LONGEST]
    if len(typed) < SHORTEST:
        return []
    closed = closed_sections()
    out = front.cleared(front.stories(closed))
    return _names(typed, out, closed) + _headlines(typed, out)


def _names(typed: str, out, closed: list[str]) -> list[Suggestion]:
    about = StoryTopic.objects.filter(content_object_id__in=out.order_by().values("pk")).values("tag_id")
    rests = cited.cited_sources(out).values("publisher")
    queries = (
        Topic.objects.filter(_begins("name", typed), pk__in=about).values_list(
            Value("topic"), "name", "slug"
        ),
        open_to_all(DeskPage.objects, closed)
        .filter(_begins("title", typed))
        .values_list(Value("desk"), "title", "slug"),
        Publisher.objects.filter(_begins("name", typed), pk__in=rests).values_list(
            Value("publisher"), "name", "slug"
        ),
    )
    words = {"topic": _("Topic"), "desk": _("Desk"), "publisher": _("Publisher")}
    return [
        Suggestion(name, words[kind], f"/{slug}/" if kind == "desk" else reverse(kind, args=[slug]))
        for query in queries
        for kind, name, slug in query.order_by()[:MOST]
        if slug
    ]


def _headlines(typed: str, out) -> list[Suggestion]:
    told = Clearance.objects.filter(story=OuterRef("pk"), lapsed_at=None).order_by("-pk").values("entry_hash")
    entry = LedgerEntry.objects.filter(story_id=OuterRef("pk"), hash=OuterRef("given")).values("edition")
    found = out.filter(_begins("title", typed)).annotate(given=Subquery(told[:1]))
    rows = found.annotate(cleared=Subquery(entry[:1])).values_list("title", "url_path", "cleared")[:MOST]
    shown = [
        (title, path)
        for title, path, cleared in rows
        if cleared and json.loads(cleared).get("headline") == title
    ]
    return [Suggestion(title, _("Story"), "/" + path.split("/", 2)[2]) for title, path in shown]


def _begins(name: str, typed: str) -> Q:
    """A word of it begins like this."""
    return Q(**{f"{name}__istartswith": typed}) | Q(**{f"{name}__icontains": f" {typed}"})


def as_opensearch(typed: str) -> list:
    """The answer as browsers want it: what was typed, the words, what each is, and where it leads (OpenSearch
    Suggestions 1.1)."""
    found = suggestions(typed)
    return [
        typed[:LONGEST],
        [s.words for s in found],
        [s.kind for s in found],
        [settings.BASE_URL + s.url for s in found],
    ]
