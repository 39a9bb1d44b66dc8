"""Which stories rest on a source, under whatever id they cite it?"""

from collections.abc import Collection

from django.db.models import Q, QuerySet

from articles.models import citing as versions
from articles.models.story import StoryPage


def citing(source_id: int) -> QuerySet:
    """The stories that cite the source where readers see it, or in a draft that somebody works on."""
    them = versions.known_as(source_id)
    drafts = [int(revision.object_id) for revision in versions.drafts_citing(them)]
    return StoryPage.objects.filter(_in_rows(them) | Q(pk__in=drafts)).distinct()


def live_citing(ids: Collection[int]) -> QuerySet:
    """The stories that cite one of these sources where readers see it."""
    return StoryPage.objects.filter(_in_rows(ids), live=True).distinct()


def _in_rows(ids: Collection[int]) -> Q:
    in_claims = Q(briefpage__claims__citations__source_id__in=ids)
    return in_claims | Q(articlepage__citations__source_id__in=ids)
