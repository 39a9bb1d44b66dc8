"""Which notices go out by mail now, and to whom? One mail a person; how it gets out is the outbox's affair."""

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from articles.models import Notice
from articles.models.notice import language_of, zone_of
from articles.outbox import AT_ONCE, Postman, Round, lease

LINES = 50  # of one mail; the rest stands in the admin


def send_due(now: datetime) -> Round:
    """Mails everything that is due, one mail a person. Never raises because of mail: what failed stays due, later."""
    with Postman(now) as postman:
        while not postman.is_away and (taken := _take(now)):
            for letter in _letters(taken):
                if postman.deliver(letter, compose):
                    keys = [notice.pk for notice in letter]
                    Notice.objects.filter(pk__in=keys).update(mailed_at=now, mail_due_at=None)
    return postman.round


def _take(now: datetime) -> list[Notice]:
    """Takes all that is due to some people."""
    due = Notice.objects.filter(mail_due_at__lte=now)
    people = list(due.order_by("user").values_list("user", flat=True).distinct()[:AT_ONCE])
    taken = Notice.objects.filter(pk__in=lease(due.filter(user__in=people), now)).order_by("user", "at", "pk")
    return list(taken.prefetch_related("user__wagtail_userprofile", "story"))


def _letters(taken: Iterable[Notice]) -> list[list[Notice]]:
    """The notices of each person together, without those that are not to be mailed any more."""
    wanted = [notice for notice in taken if may_be_mailed(notice)]
    unwanted = {notice.pk for notice in taken} - {notice.pk for notice in wanted}
    Notice.objects.filter(pk__in=unwanted).update(mail_due_at=None)
    return [list(theirs) for _person, theirs in groupby(wanted, key=lambda notice: notice.user_id)]


def may_be_mailed(notice: Notice) -> bool:
    """Asked when the mail goes out, not when the notice was written: rights change, and mail can't be taken back."""
    person, story = notice.user, notice.story
    if not (person.is_active and person.email and story):
        return False
    return person.is_superuser or bool(story.permissions_for_user(person).permissions)


def compose(letter: list[Notice]) -> EmailMessage:
    """One mail about some notices to one person, in their language and at their hours."""
    person = letter[0].user
    context = {
        "person": person,
        "notices": letter[:LINES],
        "count": len(letter),
        "more": len(letter) - LINES,
        "site_name": settings.SITE_NAME,
        "base_url": settings.WAGTAILADMIN_BASE_URL,
        "list_url": reverse("notices"),
        "choices_url": reverse("wagtailadmin_account") + "#tab-notifications",
    }
    with override(language_of(person)), timezone.override(zone_of(person)):
        subject = render_to_string("articles/mail/notices_subject.txt", context)
        text = render_to_string("articles/mail/notices.txt", context)
    one_line = " ".join(subject.split())  # a headline may hold line breaks, a header must not
    return EmailMessage(one_line, text, to=[person.email], headers={"Auto-Submitted": "auto-generated"})
