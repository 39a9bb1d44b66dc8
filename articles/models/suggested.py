"""What is offered to somebody who begins to type a search? Headlines, topics, desks, publishers that they can see.

A headline is offered only if its story is not withheld by its receipt, so a few stories are read whole.
"""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q, Value
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.models import cited, front
from articles.models.desk import DeskPage
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
    """What begins like this, in a fixed number of queries."""
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
    rows = front.whole_rows(out.filter(_begins("title", typed))[:MOST])
    return [Suggestion(row.edition.headline, _("Story"), row.url) for row in rows]


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
