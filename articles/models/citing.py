"""Does any version of any story cite this source? Then it may never be deleted.

The rows of live stories and saved drafts are protected by the database. A draft of a live story exists only in its
revisions, and in a revision whose source is gone the citation would be empty; so they are asked, too.
"""

from django.contrib.contenttypes.models import ContentType
from django.db.models import ProtectedError, QuerySet, TextField
from django.db.models.functions import Cast
from wagtail.models import Revision

from articles.models.cited_words import rows_of
from articles.models.original import RawBrief
from articles.models.story import StoryPage


def revisions_citing(source_id: int) -> list[Revision]:
    """Every revision whose claims or citations name the source. Reads the few whose text may."""
    kinds = ContentType.objects.get_for_models(*StoryPage.__subclasses__()).values()
    return _citing(Revision.objects.filter(content_type__in=kinds), source_id)


def drafts_citing(source_id: int) -> list[Revision]:
    """As `revisions_citing`, of the newest versions that readers don't see."""
    drafts = StoryPage.objects.filter(has_unpublished_changes=True)
    return _citing(Revision.objects.filter(pk__in=drafts.values("latest_revision_id")), source_id)


def _citing(revisions: QuerySet, source_id: int) -> list[Revision]:
    as_text = revisions.annotate(text=Cast("content", TextField()))
    likely = as_text.filter(text__contains=f'"source": {source_id}')
    return [revision for revision in likely if _cites(revision.content, source_id)]


def _cites(content: dict, source_id: int) -> bool:
    return any(row.get("source") == source_id for row in rows_of(content))


def protect(source) -> None:
    """Raises ProtectedError if a version of a story, or a text that came in, rests on the source."""
    if drafts := revisions_citing(source.pk):
        raise ProtectedError("A version of a story cites this source.", set(drafts))
    if received := set(RawBrief.objects.filter(sources=source)):
        raise ProtectedError("A text that came in names this source.", received)


def is_kept(source) -> bool:
    """Has anything a claim to the source, so that it has to stay?"""
    try:
        protect(source)
    except ProtectedError:
        return True
    return False
