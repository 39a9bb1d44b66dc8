"""What can a search be narrowed by, and how many of what it found would be left? One query, however much was found."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Count, F, IntegerField, Q, Value
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone
from wagtail.models import Page

from articles.claims import Standing
from articles.editions import Kind
from articles.models.article import ArticleCitation
from articles.models.claim import Citation, Claim
from articles.models.topic import StoryTopic
from articles.models.wish import MODELS, Choice, Period, Wish

MOST = 20  # topics, publishers


@dataclass(frozen=True)
class Hit:
    """A story that was found."""

    pk: int
    path: str
    content_type: int
    first_published_at: datetime | None

    @property
    def desk(self) -> str:
        return self.path[: -Page.steplen]


@dataclass(frozen=True)
class Option:
    """A value that a search can be narrowed to, and how many stories that leaves."""

    value: str
    label: str
    count: int
    is_chosen: bool = False


@dataclass(frozen=True)
class Facets:
    kinds: list[Option] = field(default_factory=list)
    standings: list[tuple[Standing, Option]] = field(default_factory=list)
    desks: list[Option] = field(default_factory=list)
    topics: list[Option] = field(default_factory=list)
    publishers: list[Option] = field(default_factory=list)
    periods: list[Option] = field(default_factory=list)


def of(hits: list[Hit], wanted: Wish, kinds: Iterable[tuple[Kind, str]]) -> Facets:
    """The facets of what was found, and what is chosen even where nothing was."""
    counted = _counted(hits)
    desks = Counter(hit.desk for hit in hits)
    by_path = [(slug, title, desks[path]) for path, slug, title in counted.pop("desk", [])]
    types = Counter(hit.content_type for hit in hits)
    of_kind = {kind: types[ContentType.objects.get_for_model(MODELS[kind]).pk] for kind in Kind}
    standing = {slug: count for slug, _name, count in counted.pop("standing", [])}
    now = timezone.now()
    lately = {
        p: sum(bool(h.first_published_at and h.first_published_at >= now - p.span) for h in hits)
        for p in Period
    }
    return Facets(
        kinds=[Option(kind, label, of_kind[kind], kind == wanted.kind) for kind, label in kinds],
        standings=[(s, Option(s, str(s.label), standing.get(s, 0), s is wanted.standing)) for s in Standing],
        desks=_options(by_path, wanted.desk),
        topics=_options(counted.get("topic", []), wanted.topic),
        publishers=_options(counted.get("publisher", []), wanted.publisher),
        periods=[Option(p, str(p.label), lately[p], p is wanted.period) for p in Period],
    )


def _options(rows: list[tuple], chosen: Choice | None) -> list[Option]:
    """Those with most stories, by name. The chosen one is always among them; where nothing was found, by its slug,
    as the reader gave it: its name may be that of something hidden."""
    totals = Counter()
    for slug, name, count in rows:
        totals[slug, name] += count
    most = [(slug, name) for (slug, name), _n in totals.most_common(MOST)]
    if chosen and chosen.slug not in {slug for slug, _name in most}:
        most.append((chosen.slug, chosen.slug))
    named = sorted(most, key=lambda pair: pair[1].casefold())
    return [Option(s, n, totals[s, n], bool(chosen) and chosen.slug == s) for s, n in named]


def _counted(hits: list[Hit]) -> dict[str, list[tuple]]:
    """How many of the stories are of which topic, standing and publisher; and the names of their desks."""
    if not hits:
        return {}
    keys = [hit.pk for hit in hits]
    first, *rest = (
        Page.objects.filter(path__in={hit.desk for hit in hits})
        .order_by()
        .values_list(Value("desk"), "path", "slug", "title", Value(0, IntegerField())),
        _rows("standing", Claim.objects.filter(brief__in=keys), F("standing"), F("standing"), "brief"),
        _rows(
            "topic", StoryTopic.objects.filter(content_object__in=keys), F("tag__slug"), F("tag__name"), "pk"
        ),
        _publishers(Citation.objects.filter(claim__brief__in=keys), "claim__brief"),
        _publishers(ArticleCitation.objects.filter(page__in=keys), "page"),
    )
    found: dict[str, list[tuple]] = {}
    for facet, path, slug, name, count in first.union(*rest, all=True):
        found.setdefault(facet, []).append((path, slug, name) if facet == "desk" else (slug, name, count))
    return found


def _rows(facet: str, rows, slug, name, counted: str):
    text = CharField()
    rows = rows.order_by().values(slug_=Cast(slug, text), name_=Cast(name, text))
    rows = rows.annotate(n=Count(counted, distinct=True), facet=Value(facet), path_=Value(""))
    return rows.values_list("facet", "path_", "slug_", "name_", "n")


def _publishers(citations, counted: str):
    """Where a source was merged, the publisher of the one that stayed."""
    published = Q(source__publisher__isnull=False) | Q(source__merged_into__publisher__isnull=False)
    slug, name = (
        Coalesce(f"source__merged_into__publisher__{part}", f"source__publisher__{part}")
        for part in ("slug", "name")
    )
    return _rows("publisher", citations.filter(published), slug, name, counted)
