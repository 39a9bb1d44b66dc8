"""A source was corrected, retracted or compromised: what becomes of every claim that rests on it?

The mark is one row: from that moment the pages show it, the verdicts have lapsed (they were on a source that stood),
and the gates know. What takes time follows in the background, a few stories at a time: the claims go into a queue,
the desks are told, the boards count anew. A piece of that work may be done twice without harm.
"""

from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task
from wagtail.log_actions import log

from articles import judging
from articles.clearance import Refused
from articles.models import ArticleCitation, Citation, Reopening, StoryPage, citing, reopened, told
from articles.models.reviewing import count_holds
from sources.kinds import RetractionKind
from sources.models import Retraction, Source
from sources.reasons import SHORTEST, is_sentence

AT_ONCE = 20  # stories of one piece of work
PERMISSION = "sources.retract_source"
LONGEST = 500  # characters of a reason


@transaction.atomic
def retract(source_id: int, kind: str, on: date, reason: str, by) -> Retraction:
    """Marks a source, for readers at once, and starts the work that follows. Raises Refused."""
    source = Source.objects.select_for_update().get(pk=source_id)
    reason = _reason(reason, by)
    if kind not in RetractionKind.values:
        raise Refused(_("Choose what happened: corrected, retracted or compromised."))
    if on > timezone.localdate():
        raise Refused(_("That day is in the future. Name the day on which it happened."))
    if source.merged_into_id:
        raise Refused(_("The source was merged into another one. Mark that one."))
    if source.retraction_id:
        raise Refused(_("The source is marked already. Lift that mark first, if it says something wrong."))
    made = Retraction.objects.create(source=source, kind=kind, on=on, reason=reason, by=by)
    source.retraction = made
    source.save(update_fields=["retraction"])
    log(source, "sources.retracted", user=by, data={"kind": kind, "reason": reason, "on": on.isoformat()})
    Reopening.objects.create(retraction=made)
    reopen_claims.enqueue(made.pk)
    return made


@transaction.atomic
def lift(source_id: int, reason: str, by) -> Retraction:
    """Takes the mark away where it was a mistake. Verdicts given before it count again. Raises Refused."""
    source = Source.objects.select_for_update().get(pk=source_id)
    reason = _reason(reason, by)
    standing = source.retraction
    if standing is None:
        raise Refused(_("The source is not marked."))
    standing.lift(by, reason, timezone.now())
    source.retraction = None
    source.save(update_fields=["retraction"])
    log(source, "sources.retraction_lifted", user=by, data={"reason": reason})
    reopen_claims.enqueue(standing.pk)  # the same stories are counted anew, and their claims leave the queue
    return standing


def _reason(reason: str, by) -> str:
    if not by.has_perm(PERMISSION):
        raise Refused(_("Only an editor may mark a source as corrected, retracted or compromised."))
    reason = " ".join(reason.split())
    if not is_sentence(reason):
        raise Refused(_("Say in a sentence why (%s characters or more).") % SHORTEST)
    if len(reason) > LONGEST:
        message = _("The reason has %(length)s characters; the limit is %(limit)s.")
        raise Refused(message % {"length": len(reason), "limit": LONGEST})
    return reason


def resting_on(source_id: int) -> list[int]:
    """The stories that cite the source, live or in any draft, by their keys; what readers see comes first."""
    them = citing.known_as(source_id)
    by_claims = Citation.objects.filter(source_id__in=them).values("claim__brief_id")
    by_text = ArticleCitation.objects.filter(source_id__in=them).values("page_id")
    drafts = {int(revision.object_id) for revision in citing.revisions_citing(them)}
    found = StoryPage.objects.filter(Q(pk__in=by_claims) | Q(pk__in=by_text) | Q(pk__in=drafts))
    return list(found.order_by("-live", "pk").values_list("pk", flat=True))


@task(backend="background")
def reopen_claims(retraction_id: int, after: int = 0) -> str:
    """One piece of the work: the next stories. It ends by asking for the piece that follows."""
    retraction = Retraction.objects.select_related("source").get(pk=retraction_id)
    if after == 0:
        Reopening.objects.filter(retraction=retraction).update(
            stories=resting_on(retraction.source_id), done=0, claims=0, finished_at=None
        )
    work = Reopening.objects.get(retraction=retraction)
    piece = work.stories[after : after + AT_ONCE]
    for story_id in piece:
        _reopen_in(story_id, retraction)
    with transaction.atomic():
        work.done = after + len(piece)
        work.claims = reopened.Reopened.objects.filter(retraction=retraction).count()
        is_over = work.done >= len(work.stories)
        work.finished_at = timezone.now() if is_over else None
        work.save()
        if not is_over:
            reopen_claims.enqueue(retraction_id, work.done)
    return f"{work.done}/{len(work.stories)}"


@transaction.atomic
def _reopen_in(story_id: int, retraction: Retraction) -> None:
    if not StoryPage.objects.filter(pk=story_id).exists():
        return  # a draft that was deleted meanwhile
    version = judging.newest(story_id)
    live = StoryPage.objects.get(pk=story_id).specific
    if retraction.lifted_at is None:
        count = 0
        for story in (live, version):
            count = max(count, reopened.reopen(story_id, story.edition(), retraction.pk))
        if count:
            told.source_retracted(version, retraction.source, count)
    count_holds(version)
