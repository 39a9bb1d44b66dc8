"""Which stories rest on a source, under whatever id they cite it?"""

from django.db.models import Q, QuerySet

from articles.models import citing as versions
from articles.models.story import StoryPage


def citing(source_id: int) -> QuerySet:
    """The stories that cite the source where readers see it, or in a draft that somebody works on."""
    them = versions.known_as(source_id)
    drafts = [int(revision.object_id) for revision in versions.drafts_citing(them)]
    in_claims = Q(briefpage__claims__citations__source_id__in=them)
    in_text = Q(articlepage__citations__source_id__in=them)
    return StoryPage.objects.filter(in_claims | in_text | Q(pk__in=drafts)).distinct()
