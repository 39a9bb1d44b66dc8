"""Calling a change to something published by its name, before it goes out: what people say, and what is refused.

Nothing here publishes. What was said goes out with the story, in the same transaction, and is frozen then.
"""

import hashlib

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from articles import correcting, judging
from articles.clearance import Refused
from articles.correcting import CorrectionKind, Part
from articles.models import Correction, ErrorReport, Noticed, StoryPage, correction
from articles.models.approval import lapse
from articles.models.permission import may
from articles.models.report import OPEN
from articles.models.reviewing import count_holds
from sources.reasons import SHORTEST, is_sentence


@transaction.atomic
def say(
    story_id: int, fingerprint: str, kind: str, text: str, noticed: str, by, report_id: int | None = None
) -> Correction:
    """Somebody's word on one change of the newest version, as they saw it; it replaces an earlier word on the same
    change. With a report it answers that, and thanks whoever sent it if they wish. Raises Refused."""
    story = _story(story_id, by)
    text = " ".join(text.split())
    changes = {change.fingerprint: change for change in correction.asked(story.pk, story.edition())}
    change = changes.get(fingerprint)
    if change is None:
        raise Refused(
            _("The story was changed meanwhile. Nothing was recorded: look at the new wording first.")
        )
    if words := correcting.problem(change, kind, text):
        raise Refused(words)
    made = correction.on(change, story.pk, kind, text, noticed=_noticed(noticed), by=by)
    if report_id:
        report = open_reports(story.pk).filter(pk=report_id).first()
        if report is None:
            raise Refused(_("That report was answered meanwhile. Choose another one, or none."))
        if not is_sentence(text):
            raise Refused(_("Whoever sent the report gets what you say here, so say it in a sentence."))
        made.report, made.noticed = report, Noticed.READER
    return _keep(story, made, by)


def open_reports(story_id: int):
    """What readers say is wrong with the story, and nobody has answered."""
    return ErrorReport.objects.filter(story_id=story_id, state__in=OPEN)


@transaction.atomic
def retract_story(story_id: int, text: str, noticed: str, by) -> Correction:
    """The whole story is retracted with its next publication: it keeps its address and says so. Raises Refused."""
    story = _story(story_id, by)
    return _keep(story, _of_its_own(story, Part.STORY, CorrectionKind.RETRACTION, text, noticed, by), by)


@transaction.atomic
def amend(story_id: int, notice_id: int, text: str, noticed: str, by) -> Correction:
    """A notice that readers have seen was wrong itself: it stays, and another one says so. Raises Refused."""
    story = _story(story_id, by)
    earlier = Correction.objects.filter(story_id=story.pk, pk=notice_id).exclude(entry=None).first()
    if earlier is None:
        raise Refused(_("Choose the notice that was wrong."))
    made = _of_its_own(story, Part.NOTICE, CorrectionKind.CORRECTION, text, noticed, by, amends=earlier)
    made.was, made.number, made.uid = earlier.text, earlier.number, earlier.uid
    return _keep(story, made, by)


@transaction.atomic
def drop(story_id: int, correction_id: int, by) -> None:
    """A word that has not gone out yet is taken back. It stays on record. Raises Refused."""
    story = _story(story_id, by)
    row = Correction.objects.filter(story_id=story.pk, pk=correction_id, dropped_at=None).first()
    if row is None or row.entry_id:
        raise Refused(_("It has gone out already, or was taken back."))
    same = Correction.objects.filter(story_id=story.pk, fingerprint=row.fingerprint, entry=None)
    same.update(dropped_at=timezone.now())
    log(story, "articles.correction_dropped", user=by, data={"text": row.text})
    lapse(story.pk)
    count_holds(story)


def _story(story_id: int, by) -> StoryPage:
    story = judging.newest(story_id, lock=True)
    if not (may(by, "change", story) or may(by, "publish", story)):
        raise Refused(_("This is not yours to do: your role has no such right on this desk."))
    return story


def _of_its_own(
    story, part: Part, kind: CorrectionKind, text: str, noticed: str, by, amends: Correction | None = None
) -> Correction:
    text = " ".join(text.split())
    if not story.first_published_at:
        raise Refused(_("Readers have never seen this story."))
    if not is_sentence(text):
        raise Refused(_("Tell readers in a sentence (%s characters or more).") % SHORTEST)
    if words := correcting.too_long(text):
        raise Refused(words)
    key = amends.pk if amends else ""
    fingerprint = hashlib.sha256(f"{part}\n{kind}\n{key}\n{text}".encode()).hexdigest()
    if fingerprint in correction.waiting(story.pk):
        raise Refused(_("That was said already; it goes out with the next publication."))
    return Correction(
        story_id=story.pk,
        part=part,
        kind=kind,
        text=text,
        noticed=_noticed(noticed),
        fingerprint=fingerprint,
        amends=amends,
        by=by,
    )


def _noticed(value: str) -> str:
    if value not in Noticed.values:
        raise Refused(_("Say who noticed it."))
    return value


def _keep(story, made: Correction, by) -> Correction:
    made.save()
    data = {"kind": str(made.kind), "text": made.text, "of": made.get_part_display(), "claim": made.number}
    log(story, "articles.correction", user=by, data=data)
    lapse(story.pk)  # somebody else has to see these words, too
    count_holds(story)
    return made
