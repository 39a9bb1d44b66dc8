"""Readers' error reports: how they come in, within which limits, how they are answered, and what is forgotten.

A report comes from anybody, so it is kept as plain text, is limited in number and length, and is shown escaped. Who
sent it is known only as long as it is needed.
"""

from datetime import datetime, timedelta

from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.clearance import Refused
from articles.limits import HOUR, TooMany
from articles.models import ErrorReport, ReportState, StoryPage
from articles.models.permission import may
from articles.models.report import TEXT_LIMIT
from articles.outbox import AT_ONCE, Postman, Round, lease
from sources.reasons import SHORTEST, is_sentence

FROM_ONE_PLACE = 5  # reports an hour
FROM_ALL = 200  # reports an hour; more is an attack, and nobody could read them
ADDRESS_KEPT = timedelta(days=90)
PLACE_KEPT = timedelta(days=1)


def require_room(sent_from: str, now: datetime) -> None:
    """Raises TooMany."""
    lately = ErrorReport.objects.filter(at__gt=now - HOUR)
    if lately.filter(sent_from=sent_from).count() >= FROM_ONE_PLACE:
        raise TooMany(
            _("You have sent %s reports within an hour. Please send the next one later.") % FROM_ONE_PLACE
        )
    if lately.count() >= FROM_ALL:
        raise TooMany(_("Very many reports are coming in just now. Please send yours in an hour."))


def receive(story: StoryPage, said: dict, sent_from: str, now: datetime) -> ErrorReport:
    """Keeps a report; `said` are the fields of the public form. Raises TooMany."""
    require_room(sent_from, now)
    claim = said.get("claim")
    about = {"uid": claim.uid, "number": claim.number, "said": claim.text} if claim else {"said": story.title}
    texts = {name: said.get(name, "") for name in ("text", "source", "email", "thanks")}
    return ErrorReport.objects.create(story_id=story.pk, at=now, sent_from=sent_from, **about, **texts)


@transaction.atomic
def take(report_id: int, by) -> ErrorReport:
    """Somebody looks into it. Raises Refused."""
    report = _locked(report_id, by)
    report.state = ReportState.TAKEN
    report.sign(by, "articles.report_taken")
    return report


@transaction.atomic
def answer(report_id: int, words: str, by) -> ErrorReport:
    """There was no error, for a reason that whoever sent the report gets if they left an address. Raises Refused."""
    report = _locked(report_id, by)
    words = words.strip()
    if not is_sentence(words):
        raise Refused(_("Say in a sentence why it is no error (%s characters or more).") % SHORTEST)
    if len(words) > TEXT_LIMIT:
        raise Refused(
            _("The answer has %(n)s characters; the limit is %(limit)s.")
            % {"n": len(words), "limit": TEXT_LIMIT}
        )
    report.close(ReportState.NO_ERROR, words, by, timezone.now())
    return report


def _locked(report_id: int, by) -> ErrorReport:
    report = ErrorReport.objects.select_for_update(of=("self",)).select_related("story").get(pk=report_id)
    if not may_see(by, report.story):
        raise Refused(_("This is not yours to do: your role has no such right on this desk."))
    if not report.is_open:
        raise Refused(_("The report was answered already, by %s.") % (report.by_name or _("somebody")))
    return report


def may_see(user, story) -> bool:
    return any(may(user, action, story) for action in ("change", "publish"))


def mail_answers(now: datetime) -> Round:
    """Mails every answer that is due."""
    due = ErrorReport.objects.filter(mail_due_at__lte=now)
    with Postman(now) as postman:
        while not postman.is_away and (taken := lease(due.order_by("pk")[:AT_ONCE], now)):
            for report in ErrorReport.objects.select_related("story").filter(pk__in=taken):
                if postman.deliver([report], _letter):
                    ErrorReport.objects.filter(pk=report.pk).update(mail_due_at=None)
    return postman.round


def _letter(reports: list[ErrorReport]) -> EmailMessage:
    [report] = reports
    words = {"headline": report.story.title, "answer": report.answer, "url": report.story.full_url}
    body = _("You told us of an error in “%(headline)s”.\n\n%(answer)s\n\n%(url)s\n") % words
    subject = " ".join((_("Your report on “%(headline)s”") % words).split())
    return EmailMessage(subject, body, to=[report.email])


def tidy(now: datetime) -> None:
    """Forgets who sent a report: where from after a day, name and address after ninety."""
    ErrorReport.objects.filter(at__lt=now - PLACE_KEPT).exclude(sent_from="").update(sent_from="")
    old = ErrorReport.objects.filter(at__lt=now - ADDRESS_KEPT)
    old.exclude(email="", thanks="").update(email="", thanks="")
