"""Readers follow a story by mail: they ask, confirm by a link, hear only what is new, and leave by one click."""

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import Exists, Max, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.limits import HOUR, TooMany
from articles.models import Follower, StoryPage, record
from articles.models.ledger import LedgerEntry
from articles.models.listing import open_to_all
from articles.outbox import AT_ONCE, Postman, Round, lease

FROM_ONE_PLACE = 10  # addresses an hour
FROM_ALL = 500  # addresses an hour
UNANSWERED = 3  # questions to one address
NOT_CONFIRMED_KEPT = timedelta(days=2)


def ask(story: StoryPage, email: str, sent_from: str, now: datetime) -> None:
    """Somebody wants this address to follow the story; it gets a mail that asks. Says nothing of whether it follows
    already. Raises TooMany."""
    lately = Follower.objects.filter(asked_at__gt=now - HOUR)
    if lately.filter(sent_from=sent_from).count() >= FROM_ONE_PLACE or lately.count() >= FROM_ALL:
        raise TooMany(_("Very many addresses are coming in just now. Please try again in an hour."))
    if Follower.objects.filter(email=email.lower(), confirmed_at=None).count() >= UNANSWERED:
        return  # whoever reads that mailbox has been asked often enough
    last = LedgerEntry.objects.filter(story_id=story.pk).aggregate(last=Max("number"))["last"]
    fresh = {"token": secrets.token_urlsafe(32), "asked_at": now, "sent_from": sent_from, "mail_due_at": now}
    Follower.objects.get_or_create(
        story_id=story.pk, email=email.lower(), defaults=fresh | {"seen": last or 0}
    )


def confirm(token: str, now: datetime) -> Follower | None:
    """Whoever reads the mail of the address says yes. None if there is nothing to say yes to."""
    Follower.objects.filter(token=token, confirmed_at=None).update(
        confirmed_at=now, sent_from="", mail_due_at=None
    )
    return Follower.objects.filter(token=token).select_related("story").first()


def stop(token: str) -> None:
    """No more mails; the address is forgotten."""
    Follower.objects.filter(token=token).delete()


def tidy(now: datetime) -> None:
    """Forgets addresses that nobody confirmed."""
    Follower.objects.filter(confirmed_at=None, asked_at__lt=now - NOT_CONFIRMED_KEPT).delete()


def mail_due(now: datetime) -> Round:
    """Mails what is due: questions to new addresses, what is new to those that follow."""
    with Postman(now) as postman:
        while not postman.is_away and (taken := lease(_due(now).order_by("pk")[:AT_ONCE], now)):
            for row in Follower.objects.select_related("story").filter(pk__in=taken):
                _mail(row, postman)
    return postman.round


def _due(now: datetime):
    news = LedgerEntry.objects.filter(story=OuterRef("story"), number__gt=OuterRef("seen"))
    out = open_to_all(StoryPage.objects).values("pk")
    follows = Q(confirmed_at__isnull=False, story__in=out) & Exists(news)
    asked = Q(confirmed_at=None, mail_due_at__isnull=False)
    return Follower.objects.filter(Q(mail_due_at=None) | Q(mail_due_at__lte=now)).filter(follows | asked)


def _mail(row: Follower, postman: Postman) -> None:
    fresh = list(record.entries(row.story_id).filter(number__gt=row.seen)) if row.confirmed_at else []
    said = _said(fresh)
    is_nothing = row.confirmed_at and not said  # published again with nothing changed, or down and up again
    if is_nothing or postman.deliver(
        [row], lambda rows: _news(row, said) if row.confirmed_at else _question(row)
    ):
        told = {"seen": fresh[0].number} if fresh else {}
        Follower.objects.filter(pk=row.pk).update(mail_due_at=None, attempts=0, **told)
    elif row.mail_due_at is None:
        row.delete()  # the address takes no mail


def _question(row: Follower) -> EmailMessage:
    words = {"headline": row.story.title, "site": settings.SITE_NAME, "url": _address("follow_confirm", row)}
    body = _(
        "Somebody, perhaps you, wants this address to hear when “%(headline)s” changes.\n\n"
        "If that is right, confirm it here:\n%(url)s\n\n"
        "If not, do nothing: the address is forgotten in two days.\n\n%(site)s\n"
    )
    return _letter(row, _("Follow “%(headline)s”?") % words, body % words)


def _said(fresh: list[LedgerEntry]) -> list[str]:
    """What was different, in sentences, each once."""
    said = []
    for entry in record.shown(fresh[: record.ON_A_PAGE]):
        said += [f"{notice.kind.label}: {notice.text}" for notice in entry.notices if notice.text]
        said += [line.sentence for line in entry.lines]
    return list(dict.fromkeys(said))


def _news(row: Follower, said: list[str]) -> EmailMessage:
    """Only what the address was not told of yet."""
    words = {"headline": row.story.title, "url": row.story.full_url, "stop": _address("follow_stop", row)}
    lines = [
        *(f"- {line}" for line in said),
        "",
        words["url"],
        "",
        _("No more of these:"),
        words["stop"],
    ]
    return _letter(row, _("Changed: %(headline)s") % words, "\n".join([*lines, ""]))


def _letter(row: Follower, subject: str, body: str) -> EmailMessage:
    leave = _address("follow_stop", row)
    headers = {
        "List-Unsubscribe": f"<{leave}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }  # RFC 8058
    return EmailMessage(" ".join(subject.split()), body, None, [row.email], headers=headers)


def _address(name: str, row: Follower) -> str:
    return settings.BASE_URL + reverse(name, args=[row.token])
