"""Does any version of any story cite this source? Then it may never be deleted.

The rows of live stories and saved drafts are protected by the database. A draft of a live story exists only in its
revisions, and in a revision whose source is gone the citation would be empty; so they are asked, too.
"""

from collections.abc import Collection
from functools import reduce
from operator import or_

from django.contrib.contenttypes.models import ContentType
from django.db.models import ProtectedError, Q, QuerySet, TextField
from django.db.models.functions import Cast
from wagtail.models import Revision

from articles.models.cited_words import rows_of
from articles.models.original import RawBrief
from articles.models.story import StoryPage
from sources.models import Source


def known_as(source_id: int) -> list[int]:
    """The ids under which stories cite the source: its own, and those of what was merged into it."""
    return [source_id, *Source.objects.filter(merged_into=source_id).values_list("pk", flat=True)]


def revisions_citing(ids: Collection[int]) -> list[Revision]:
    """Every revision whose claims or citations name one of these ids. Reads the few whose text may."""
    kinds = ContentType.objects.get_for_models(*StoryPage.__subclasses__()).values()
    return _citing(Revision.objects.filter(content_type__in=kinds), ids)


def drafts_citing(ids: Collection[int]) -> list[Revision]:
    """As `revisions_citing`, of the newest versions that readers don't see."""
    drafts = StoryPage.objects.filter(has_unpublished_changes=True)
    return _citing(Revision.objects.filter(pk__in=drafts.values("latest_revision_id")), ids)


def _citing(revisions: QuerySet, ids: Collection[int]) -> list[Revision]:
    as_text = revisions.annotate(text=Cast("content", TextField()))
    may = reduce(or_, (Q(text__contains=f'"source": {pk}') for pk in ids))
    return [revision for revision in as_text.filter(may) if _cites(revision.content, ids)]


def _cites(content: dict, ids: Collection[int]) -> bool:
    return any(row.get("source") in ids for row in rows_of(content))


def protect(source) -> None:
    """Raises ProtectedError if a version of a story, or a text that came in, rests on the source."""
    if drafts := revisions_citing([source.pk]):
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
