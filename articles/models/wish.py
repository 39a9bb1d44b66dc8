"""What does a reader ask for who searches? Read from the address; what makes no sense there is left out."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Exists, OuterRef, Q, TextChoices, Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.claims import Standing
from articles.editions import Kind
from articles.models import cited
from articles.models.article import ArticlePage
from articles.models.brief import BriefPage
from articles.models.claim import Claim
from articles.models.desk import DeskPage
from articles.models.topic import StoryTopic, Topic
from sources.models import Publisher

SEARCH_LIMIT = 200  # characters of a search
WORDS_LIMIT = 16  # words of it
CHOICE_LIMIT = 255  # characters of a slug
MODELS = {Kind.BRIEF: BriefPage, Kind.ARTICLE: ArticlePage}
YEARS = range(1900, 2200)  # of a day that a reader asks for


class Period(TextChoices):
    """How far back."""

    WEEK = "week", _("Past week")
    MONTH = "month", _("Past month")
    YEAR = "year", _("Past year")

    @property
    def span(self) -> timedelta:
        return timedelta(days={"week": 7, "month": 31, "year": 366}[self])


@dataclass(frozen=True)
class Choice:
    """A desk, a topic or a publisher that a search is narrowed to."""

    pk: int
    slug: str
    name: str
    path: str = ""


@dataclass(frozen=True)
class Wish:
    """What a reader asked for; any of it may be missing. `is_typed` tells signs without a word from nothing."""

    words: str = ""
    kind: Kind | None = None
    standing: Standing | None = None
    desk: Choice | None = None
    topic: Choice | None = None
    publisher: Choice | None = None
    period: Period | None = None
    since: date | None = None
    until: date | None = None

    @property
    def is_narrow(self) -> bool:
        chosen = (self.kind, self.standing, self.desk, self.topic, self.publisher)
        return any(chosen + (self.period, self.since, self.until))

    @property
    def terms(self) -> list[str]:
        return re.findall(r"\w+", self.words)[:WORDS_LIMIT]

    def narrowed(self, found):
        """Those of the stories that are of this kind, desk, topic, standing, publisher and time."""
        if self.kind:
            found = found.filter(pk__in=MODELS[self.kind].objects.values("pk"))
        if self.standing:
            found = found.filter(pk__in=Claim.objects.filter(standing=self.standing).values("brief_id"))
        if self.desk:
            found = found.filter(path__startswith=self.desk.path)
        if self.topic:
            found = found.filter(
                pk__in=StoryTopic.objects.filter(tag=self.topic.pk).values("content_object_id")
            )
        if self.publisher:
            found = cited.citing_publisher(self.publisher.pk, found)
        return found.filter(self._time())

    def _time(self) -> Q:
        wanted = Q()
        if self.period:
            wanted &= Q(first_published_at__gte=timezone.now() - self.period.span)
        if self.since:
            wanted &= Q(first_published_at__gte=_midnight(self.since))
        if self.until:
            wanted &= Q(first_published_at__lt=_midnight(self.until + timedelta(days=1)))
        return wanted


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def words(query) -> tuple[str, bool]:
    """What a reader looks for, and whether it was longer than the part we look for."""
    typed = " ".join(query.get("q", "").replace("\0", " ").split())
    return typed[:SEARCH_LIMIT], len(typed) > SEARCH_LIMIT


def wish(query, out) -> Wish:
    """Reads a search from its address. `out` are the stories that readers may find: a topic or a publisher of none of
    them is as good as unknown. One query if there is a desk, a topic or a publisher."""
    period = _one_of(Period, query.get("when"))
    since, until = (None, None) if period else (_day(query.get("from")), _day(query.get("to")))
    if since and until and since > until:
        since = until = None
    return Wish(
        words=words(query)[0],
        kind=_one_of(Kind, query.get("kind")),
        standing=_one_of(Standing, query.get("standing")),
        period=period,
        since=since,
        until=until,
        **_choices(query, out),
    )


def _one_of(vocabulary, asked: str | None):
    return next((value for value in vocabulary if value == asked), None)


def _day(asked: str | None) -> date | None:
    try:
        day = date.fromisoformat(asked or "")
    except ValueError:
        return None
    return day if day.year in YEARS else None


def _choices(query, out) -> dict[str, Choice]:
    looks = [look.order_by() for name, look in _looks(query, out) if look is not None]
    if not looks:
        return {}
    first, *rest = looks
    rows = first.union(*rest, all=True) if rest else first
    return {name: Choice(pk, slug, title, path) for name, pk, slug, title, path in rows}


def _looks(query, out):
    for name, look in (("desk", _desk), ("topic", _topic), ("publisher", _publisher)):
        slug = query.get(name, "").replace("\0", "")[:CHOICE_LIMIT]
        yield name, look(slug, out) if slug else None


def _desk(slug: str, out):
    found = DeskPage.objects.filter(live=True, slug=slug)
    return found.values_list(Value("desk"), "pk", "slug", "title", "path")


def _topic(slug: str, out):
    about = StoryTopic.objects.filter(tag=OuterRef("pk"), content_object_id__in=out.order_by().values("pk"))
    found = Topic.objects.filter(Exists(about), slug=slug)
    return found.values_list(Value("topic"), "pk", "slug", "name", Value(""))


def _publisher(slug: str, out):
    rests = cited.cited_sources(out).filter(publisher=OuterRef("pk"))
    found = Publisher.objects.filter(Exists(rests), slug=slug)
    return found.values_list(Value("publisher"), "pk", "slug", "name", Value(""))
