"""A look at a source changed something: what follows for the stories that cite it?

Their holds are counted anew for the board. Where readers see words that the source does not say any more, or rest on a
source that is gone, the desk is told. In the background, a few stories at a time; done twice, it does no harm.
"""

from collections.abc import Collection

from django_tasks import task

from articles import judging
from articles.models import cited_words, sourced, told
from articles.models.reviewing import count_holds
from sources.models import Source

AT_ONCE = 20  # stories of one piece of work


def after_look(source: Source, fallen: Collection[str], is_gone: bool) -> None:
    """Called in the transaction that records a look which changed something; `fallen` are the keys of the excerpts that
    were in the source before and are not now, `is_gone` says that it counts as gone from now on."""
    follow.enqueue(source.pk, sorted(fallen), is_gone)


@task(backend="background")
def follow(source_id: int, fallen: list[str], is_gone: bool, after: int = 0) -> str:
    """One piece of the work: the next stories. It ends by asking for the piece that follows."""
    source = Source.objects.get(pk=source_id)
    stories = list(sourced.citing(source_id).filter(pk__gt=after).order_by("pk")[:AT_ONCE])
    for story in stories:
        version = judging.newest(story.pk)
        count_holds(version)
        if story.live and (fallen or is_gone):
            _tell(version, story.specific, source, set(fallen), is_gone)
    if len(stories) == AT_ONCE:
        follow.enqueue(source_id, fallen, is_gone, stories[-1].pk)
    return str(len(stories))


def _tell(version, live, source: Source, fallen: set[str], is_gone: bool) -> None:
    edition = live.edition()
    says_else = any(pk == source.pk and key in fallen for pk, key in cited_words.cited(edition))
    if says_else:
        told.source_says_else(version, source)
    elif is_gone and any(cited.id == source.pk for cited in edition.sources):
        told.source_gone(version, source)
