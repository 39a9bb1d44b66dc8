"""How the whole paper is made, in figures: counted from the records of what is out, never typed."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from articles.claims import Standing
from articles.listed import Figure
from articles.models import corrected
from articles.models.brief import BriefPage
from articles.models.cited import alone_in, cited_sources
from articles.models.claim import Claim
from articles.models.clearance import Clearance
from articles.models.story import StoryPage
from sources.kinds import SourceKind
from sources.outcomes import Outcome


@dataclass(frozen=True)
class Bar:
    """One row of a chart: what it counts, how many, and its length in percent of the longest."""

    label: str
    count: int
    percent: float


@dataclass(frozen=True)
class Chart:
    """A chart with the table that it is drawn from."""

    title: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class Chapter:
    """One part of how we work: its figures, and a chart."""

    title: str
    figures: tuple[Figure, ...]
    chart: Chart | None = None


def chart(title: str, counts: Iterable[tuple[str, int]]) -> Chart:
    counts = [(str(label), count) for label, count in counts]
    longest = max((count for _label, count in counts), default=0) or 1
    return Chart(title, tuple(Bar(label, count, round(100 * count / longest, 1)) for label, count in counts))


def chapters(stories, now: datetime) -> list[Chapter]:
    """The figures of these stories. Twelve queries, however many there are."""
    claims = Claim.objects.filter(brief_id__in=stories.order_by().values("pk")).order_by()
    return [
        _claims(claims),
        _sources(cited_sources(stories).order_by()),
        Chapter(_("When we are wrong"), tuple(corrected.figures(now))),
        _making(stories),
    ]


def _claims(claims) -> Chapter:
    counts = Counter(dict(claims.values_list("standing").annotate(n=Count("pk"))))
    alone = alone_in(claims).count()
    figures = (
        Figure(sum(counts.values()), _("claims in published briefs")),
        Figure(alone, _("known claims that rest on a single source")),
        Figure(counts[Standing.UNCLEAR], _("open questions")),
    )
    return Chapter(
        _("What we claim"), figures, chart(_("Claims by standing"), [(s.label, counts[s]) for s in Standing])
    )


def _sources(cited) -> Chapter:
    primary = [kind for kind in SourceKind if kind.is_primary]
    states = Counter(dict(cited.values_list("state").annotate(n=Count("pk"))))
    told = cited.aggregate(
        total=Count("pk"),
        primary=Count("pk", filter=Q(kind__in=primary)),
        linked=Count("pk", filter=Q(url__isnull=False)),
        kept=Count("pk", filter=Q(copy__isnull=False)),
        unnamed=Count("pk", filter=~Q(unnamed_why="")),
        marked=Count("pk", filter=Q(retraction__isnull=False)),
    )
    figures = (
        Figure(told["total"], _("sources cited")),
        Figure(told["primary"], _("of them primary: first-hand documents, data or persons")),
        Figure(told["kept"], _("of which we keep a copy")),
        Figure(told["unnamed"], _("people whom we don’t name")),
        Figure(told["marked"], _("corrected, retracted or compromised since we cited them")),
    )
    unseen = told["linked"] - sum(n for state, n in states.items() if state)
    rows = [(o.label, states[o]) for o in Outcome if states[o]] + [(_("not looked at yet"), max(0, unseen))]
    return Chapter(_("What we rest on"), figures, chart(_("Links when we last looked"), rows))


def _making(stories) -> Chapter:
    out = stories.order_by().values("pk")
    ai = Counter(
        dict(StoryPage.objects.filter(pk__in=out).order_by().values_list("ai_use").annotate(n=Count("pk")))
    )
    briefs = BriefPage.objects.filter(pk__in=out).exclude(original_text="").count()
    receipts = Clearance.objects.filter(story_id__in=out, lapsed_at=None)
    past = receipts.aggregate(overridden=Count("pk", filter=Q(override__isnull=False)), all=Count("pk"))
    people = dict(receipts.order_by().values_list("checkers").annotate(n=Count("pk")))
    figures = (
        Figure(past["all"], _("stories out")),
        Figure(briefs, _("of them grew from a preliminary brief that readers can see")),
        Figure(past["overridden"], _("released past a gate, with a public reason")),
        Figure(ai["generated"], _("in which AI wrote text that a named editor answers for")),
        Figure(ai["assisted"], _("in which AI helped with a task that a person checked")),
    )
    rows = [(_people(count), people[count]) for count in sorted(people)]
    return Chapter(
        _("How we make it"), figures, chart(_("Stories by how many people verified their claims"), rows)
    )


def _people(count: int) -> str:
    return _("nobody (no claims to verify)") if count == 0 else str(count)
