"""Reads editions from rows: one story whole, or many at a glance, each in a fixed number of queries."""

from collections.abc import Iterable

from django.db.models import prefetch_related_objects

from articles import editions
from articles.editions import Edition, Kind
from sources.models import Source


def library(ids: Iterable[int]) -> dict[int, Source]:
    """The sources of these ids, with their publishers: one query."""
    ids = set(ids)
    return Source.objects.select_related("publisher").in_bulk(ids) if ids else {}


def edition(story) -> Edition:
    """The whole edition of a story, from its rows or, for a draft, from what it holds in memory."""
    if not getattr(story, "_cluster_related_objects", None):
        prefetch_related_objects([story], *editions.READS[story.kind])
    return editions.of(story, library(editions.source_ids(story)))


def at_a_glance(stories: Iterable) -> list[tuple]:
    """Pairs of (story, edition) for a list of specific stories: at most five queries, however many there are."""
    stories = list(stories)
    for kind in Kind:
        prefetch_related_objects([story for story in stories if story.kind == kind], *editions.LIST_READS[kind])
    sources = library(pk for story in stories for pk in editions.source_ids(story))
    return [(story, editions.at_a_glance(story, sources)) for story in stories]


def story_context(story, edition: Edition) -> dict:
    """What a story's template needs."""
    return {"edition": edition}
