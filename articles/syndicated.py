"""What do other newsrooms get of our stories? Each whole as ninjs, many in a fixed number of queries."""

from urllib.parse import urlsplit

from django.conf import settings
from django.utils.timezone import localtime
from django.utils.translation import get_language

from articles import ninjs, wholetext
from articles.dispatch import API
from articles.history import Past
from articles.listed import Place
from articles.models import archive, corrected, front, outlet
from articles.ninjs import Sent
from articles.schema_org import Frame


def items(found) -> list[dict]:
    """The stories of this query as ninjs; one whose receipt does not hold is left out."""
    told = wholetext.of(found)
    keys = [whole.story.pk for whole in told]
    notices, versions = corrected.told_of(keys), archive.versions(keys)
    related = _related(told)
    about = outlet.read()
    return [
        ninjs.item(
            whole.edition,
            _frame(whole, about, Past(versions.get(whole.story.pk, 0), notices.get(whole.story.pk, ()))),
            _sent(whole, related),
        )
        for whole in told
    ]


def _related(told: list[wholetext.Whole]) -> dict[int, Place]:
    """The stories that editors chose to go with these, as far as readers can read them."""
    keys = {pk for whole in told for pk in whole.edition.related}
    rows = front.stories().filter(pk__in=keys) if keys else ()
    return {row.pk: Place(row.title, settings.BASE_URL + row.url) for row in rows}


def _frame(whole: wholetext.Whole, about, past: Past) -> Frame:
    story, site = whole.story, settings.BASE_URL
    topics = [row.tag for row in story.story_topics.all() if row.tag.slug]
    above = story.url.rstrip("/").rpartition("/")[0] + "/"
    return Frame(
        address=site + story.url,
        site=f"{site}/",
        outlet=about,
        language=get_language(),
        desk=Place(story.desk_name, site + above),
        topics=tuple(Place(topic.name, site + topic.get_absolute_url()) for topic in topics),
        published=localtime(story.first_published_at),
        changed=localtime(story.last_published_at),
        past=past,
    )


def _sent(whole: wholetext.Whole, related: dict[int, Place]) -> Sent:
    story, site = whole.story, settings.BASE_URL
    day = f"{story.first_published_at:%Y-%m-%d}"
    return Sent(
        uri=f"{site}{API}/stories/{story.pk}/",
        lasting=f"tag:{urlsplit(site).hostname},{day}:story/{story.pk}",  # as `feeds.lasting` spells it
        html=whole.html,
        rights=settings.TDM_POLICY or f"{site}/imprint/",
        related=tuple(related[pk] for pk in whole.edition.related if pk in related),
    )
