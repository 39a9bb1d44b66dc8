"""Which words did a reader mean who mistyped them? Those of headlines, topics and publishers that come nearest.

The vocabulary is bounded and read in four queries, on both databases alike, and only when a search found nothing. It is
that of stories which readers may read, so that no guess tells of another one.
"""

import re

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from articles.models import cited
from articles.models.claim import Claim
from articles.models.topic import StoryTopic
from sources.models import Publisher

HEADLINES, CLAIMS, NAMES = 2_000, 2_000, 1_000  # the newest headlines and claims; topics, publishers
SHORTEST = 4  # letters: anything is near a shorter word
LONG = 8  # letters of a word that may hold two slips


def meant(terms: list[str], out) -> str:
    """The search with each mistyped word replaced, or nothing if no word has another one near."""
    known = _vocabulary(out)
    better = [_nearest(term.casefold(), known) for term in terms]
    guess = " ".join(better)
    return guess if better != [term.casefold() for term in terms] else ""


def _nearest(term: str, known: set[str]) -> str:
    if term in known or len(term) < SHORTEST:
        return term
    slips = 2 if len(term) >= LONG else 1
    found = process.extractOne(term, sorted(known), scorer=DamerauLevenshtein.distance, score_cutoff=slips)
    return found[0] if found else term


def _vocabulary(out) -> set[str]:
    keys = out.order_by().values("pk")
    rests = cited.cited_sources(out).values("publisher")
    texts = (
        out.values_list("title")[:HEADLINES],
        Claim.objects.filter(brief_id__in=keys).order_by("-pk").values_list("text")[:CLAIMS],
        StoryTopic.objects.filter(content_object_id__in=keys)
        .order_by()
        .values_list("tag__name")
        .distinct()[:NAMES],
        Publisher.objects.filter(pk__in=rests).order_by("pk").values_list("name")[:NAMES],
    )
    return {word for rows in texts for (text,) in rows for word in re.findall(r"\w{4,40}", text.casefold())}
