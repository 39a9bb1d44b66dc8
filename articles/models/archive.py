"""What is there for programs to read, narrowed to what they ask for? Only what readers can read: live, in no closed
section; whether the receipt of a story holds is asked when it is told (`articles/wire.py`).
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Max, Q, QuerySet

from articles.models import cited, corrected, front
from articles.models.article import ArticleCitation
from articles.models.claim import Citation, Claim
from articles.models.desk import DeskPage
from articles.models.ledger import Act, LedgerEntry
from articles.models.listing import open_to_all
from articles.models.story import StoryPage
from articles.models.topic import Topic
from sources.models import Publisher, Source


@dataclass(frozen=True)
class Asked:
    """What a program narrows a list by; None is no wish. A word that names nothing narrows it to nothing."""

    story: int | None = None
    kind: str | None = None
    standing: str | None = None
    source: int | None = None
    publisher: str | None = None
    topic: str | None = None
    desk: str | None = None
    changed_since: datetime | None = None


EVERYTHING = Asked()


def stories(asked: Asked = EVERYTHING) -> QuerySet:
    """Stories that readers can read. One query looks up the closed sections."""
    found = front.stories().order_by().filter(last_published_at__isnull=False)
    if asked.story:
        found = found.filter(pk=asked.story)
    if asked.kind:
        found = found.filter(**{f"{asked.kind}page__isnull": False})
    if asked.desk:
        found = found.filter(pk__in=_of_desk(asked.desk))
    if asked.topic:
        found = found.filter(story_topics__tag__slug=asked.topic)
    if asked.changed_since:
        found = found.filter(last_published_at__gte=asked.changed_since)
    if asked.standing:
        found = found.filter(pk__in=Claim.objects.filter(standing=asked.standing).values("brief_id"))
    if asked.source or asked.publisher:
        found = cited.resting_on(_sources(asked).values("pk"), found)
    return found


def _of_desk(slug: str) -> QuerySet:
    desk = DeskPage.objects.filter(slug=slug).first()
    return StoryPage.objects.child_of(desk).values("pk") if desk else StoryPage.objects.none().values("pk")


def _sources(asked: Asked) -> QuerySet:
    """The library, by number or publisher."""
    found = Source.objects.all()
    if asked.source:
        found = found.filter(pk=asked.source)
    return found.filter(publisher__slug=asked.publisher) if asked.publisher else found


def _without(asked: Asked, *names: str) -> Asked:
    kept = {name: value for name, value in vars(asked).items() if name not in names}
    return Asked(**kept)


def claims(asked: Asked = EVERYTHING, uid: str | None = None) -> QuerySet:
    """Claims of those stories; a standing, a source and a publisher are the claim's own."""
    of = stories(_without(asked, "standing", "source", "publisher")).values("pk")
    found = Claim.objects.filter(brief_id__in=of, number__isnull=False)
    if uid:
        found = found.filter(uid=uid)
    if asked.standing:
        found = found.filter(standing=asked.standing)
    if asked.source or asked.publisher:
        found = found.filter(pk__in=Citation.objects.filter(_citing(asked)).values("claim_id"))
    return found


def _citing(asked: Asked) -> Q:
    them = _sources(asked).values("pk")
    return Q(source_id__in=them) | Q(source__merged_into__in=them)


def citations(asked: Asked = EVERYTHING, stance: str | None = None) -> QuerySet:
    """Citations of claims."""
    of = claims(_without(asked, "source", "publisher")).values("pk")
    found = Citation.objects.filter(claim_id__in=of, source__isnull=False).select_related("claim")
    if stance:
        found = found.filter(stance=stance)
    return found.filter(_citing(asked)) if asked.source or asked.publisher else found


def footnotes(asked: Asked = EVERYTHING) -> QuerySet:
    """Citations of articles, whose text cites by marks."""
    of = stories(_without(asked, "source", "publisher", "standing")).values("pk")
    found = ArticleCitation.objects.filter(page_id__in=of, source__isnull=False, number__isnull=False)
    return found.filter(_citing(asked)) if asked.source or asked.publisher else found


def sources(asked: Asked = EVERYTHING, kind: str | None = None) -> QuerySet:
    """Sources that such a story cites."""
    found = cited.cited_sources(stories(_without(asked, "source", "publisher")))
    if kind:
        found = found.filter(kind=kind)
    return found.filter(pk__in=_sources(asked).values("pk")) if asked.publisher else found


def publishers() -> QuerySet:
    """Publishers of sources that a story cites."""
    return Publisher.objects.filter(pk__in=cited.cited_sources(stories()).values("publisher_id"))


def topics() -> QuerySet:
    """Topics that a story is about."""
    used = Topic.objects.filter(tagged__content_object_id__in=stories().values("pk"))
    return Topic.objects.filter(pk__in=used.values("pk")).exclude(slug="")


def desks() -> QuerySet:
    return open_to_all(DeskPage.objects)


def editions(asked: Asked = EVERYTHING) -> QuerySet:
    """Publications of those stories. The long texts stay where they are."""
    of = stories(_without(asked, "changed_since")).values("pk")
    found = LedgerEntry.objects.filter(act=Act.PUBLISHED, story__in=of).defer("edition", "change")
    return found.filter(at__gte=asked.changed_since) if asked.changed_since else found


def corrections(asked: Asked = EVERYTHING) -> QuerySet:
    """What readers were told of those stories."""
    found = corrected.published(stories(_without(asked, "changed_since", "kind"))).select_related("story")
    if asked.kind:
        found = found.filter(kind=asked.kind)
    return found.filter(published_at__gte=asked.changed_since) if asked.changed_since else found


def versions(ids) -> dict[int, int]:
    """How many times each of these stories was published."""
    rows = LedgerEntry.objects.filter(story__in=list(ids), act=Act.PUBLISHED).order_by()
    return dict(rows.values_list("story").annotate(version=Max(F("number") - F("aside"))))


def edition(of: Asked, version: int) -> LedgerEntry | None:
    """One publication of a story that is out."""
    found = editions(of).annotate(nth=F("number") - F("aside")).filter(nth=version)
    return found.defer(None).first()
