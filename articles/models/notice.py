"""What is somebody told, and when does it go out by mail? A notice is its own outbox: `articles.mailroom` mails it."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

LENGTH = 500


class How(models.TextChoices):
    """When somebody is told by e-mail. In the admin every notice is listed, whatever was chosen."""

    NOW = "now", _("At once")
    DIGEST = "digest", _("Once a day")
    NEVER = "never", _("Never")

    def due(self, at: datetime, zone: ZoneInfo) -> datetime | None:
        """When the mail about something that happened at this moment is due; None if there is to be none."""
        if self is How.NOW:
            return at
        return next_digest(at, zone) if self is How.DIGEST else None


class NoticeKind(models.TextChoices):
    """What people are told about."""

    SUBMITTED = "submitted", _("Submitted")
    TURN = "turn", _("Your turn")
    VERDICT = "verdict", _("Verdict")
    REJECTED = "rejected", _("Rejected")
    DUE = "due", _("Due soon")
    HELD = "held", _("Held at its time")
    PUBLISHED = "published", _("Published")
    RETRACTED = "retracted", _("Source retracted")
    SOURCE = "source", _("Source changed")

    @property
    def by_default(self) -> How:
        """Whoever has to act soon is told at once."""
        at_once = {"turn", "rejected", "held", "retracted", "source"}
        return How.NOW if self in at_once else How.DIGEST

    @property
    def explained(self):
        """The kind as a sentence, for whoever chooses."""
        return EXPLAINED[self]


EXPLAINED = {
    NoticeKind.SUBMITTED: _("Somebody submits a story"),
    NoticeKind.TURN: _("It is your turn to look at a story"),
    NoticeKind.VERDICT: _("Somebody gives a verdict on a story of yours"),
    NoticeKind.REJECTED: _("A story of yours is sent back"),
    NoticeKind.DUE: _("A story is due soon"),
    NoticeKind.HELD: _("A scheduled story is held when its time comes"),
    NoticeKind.PUBLISHED: _("A story is published"),
    NoticeKind.RETRACTED: _("A source that a story rests on is corrected, retracted or compromised"),
    NoticeKind.SOURCE: _("A source of a published story is gone, or does not say any more what is cited"),
}


class Notice(models.Model):
    """One sentence to one person. It outlives its story, and is listed in the admin until the person is gone.

    `mail_due_at` says when the next attempt to mail it is due; it is empty when no mail is wanted, or no more.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(_("kind"), max_length=10, choices=NoticeKind.choices)
    story = models.ForeignKey(
        "articles.StoryPage", null=True, on_delete=models.SET_NULL, related_name="notices"
    )
    text = models.CharField(_("text"), max_length=LENGTH)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("time"), default=timezone.now)
    read_at = models.DateTimeField(_("read"), null=True)
    mail_due_at = models.DateTimeField(_("mail due"), null=True)
    mailed_at = models.DateTimeField(_("mailed"), null=True)
    attempts = models.PositiveSmallIntegerField(_("attempts to mail"), default=0)

    wagtail_reference_index_ignore = True  # nobody “uses” a story by hearing of it

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        indexes = [
            models.Index(fields=["user", "-at"], name="notice_of_a_person"),
            models.Index(
                fields=["mail_due_at"], condition=models.Q(mail_due_at__isnull=False), name="notice_to_mail"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind", "story", "text"],
                condition=models.Q(read_at=None),
                name="notice_told_once",
            )
        ]

    def __str__(self):
        return self.text

    def get_absolute_url(self) -> str:
        """Marks the notice as read and leads to the editor of its story."""
        return reverse("notice", args=[self.pk])


class NoticeChoice(models.Model):
    """How somebody wants to be told of a kind by e-mail. Without a row, as `NoticeKind.by_default` says."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notice_choices"
    )
    kind = models.CharField(_("kind"), max_length=10, choices=NoticeKind.choices)
    how = models.CharField(_("by e-mail"), max_length=10, choices=How.choices)

    class Meta:
        verbose_name = _("choice of notices")
        verbose_name_plural = _("choices of notices")
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="notice_chosen_once")]

    def __str__(self):
        return f"{self.user_id}, {self.kind}: {self.how}"


def tell(people, kind: str, story, text, by=None, at: datetime | None = None) -> list[Notice]:
    """Tells people something about a story, each once while it is unread, and never the one who did it.

    Writes rows only, so it belongs inside the transaction of what it tells about: both happen or neither. The text
    is one sentence and names the headline at most, for mail leaves the house. If it is lazy (`format_lazy`), each
    person gets it in their own language. Asks the database five times, however many people there are.
    """
    at, kind = at or timezone.now(), NoticeKind(kind)
    persons = _active({person.pk for person in people} - {by and by.pk})
    chosen = dict(NoticeChoice.objects.filter(user__in=persons, kind=kind).values_list("user_id", "how"))
    told = {"user__in": persons, "kind": kind, "story_id": story and story.pk, "read_at": None}
    known = set(Notice.objects.filter(**told).values_list("user_id", "text"))
    made = [
        Notice(
            user=person,
            kind=kind,
            story_id=told["story_id"],
            text=words,
            by=by,
            at=at,
            mail_due_at=How(chosen.get(person.pk, kind.by_default)).due(at, zone_of(person)),
        )
        for person in persons
        if (person.pk, words := in_the_language_of(person, text)) not in known
    ]
    Notice.objects.bulk_create(made, ignore_conflicts=True)  # somebody else may be telling the same just now
    new = {(notice.user_id, notice.text) for notice in made}
    return [n for n in Notice.objects.filter(**told).order_by("user_id", "pk") if (n.user_id, n.text) in new]


def _active(keys: set) -> list:
    people = get_user_model().objects.filter(pk__in=keys - {None}, is_active=True)
    return list(people.select_related("wagtail_userprofile").order_by("pk"))


def choose(user, chosen: dict[str, str], now: datetime) -> None:
    """Keeps how somebody wants to be told. Notices that wait for their mail follow, those of changed kinds only."""
    before = choices_of(user)
    NoticeChoice.objects.bulk_create(
        [NoticeChoice(user=user, kind=kind, how=how) for kind, how in chosen.items()],
        update_conflicts=True,
        unique_fields=["user", "kind"],
        update_fields=["how"],
    )
    for kind, how in chosen.items():
        if how != before[kind]:
            waiting = user.notices.filter(kind=kind, mail_due_at__isnull=False, attempts=0)
            waiting.update(mail_due_at=How(how).due(now, zone_of(user)))


def choices_of(user) -> dict[NoticeKind, How]:
    kept = dict(user.notice_choices.values_list("kind", "how"))
    return {kind: How(kept.get(kind, kind.by_default)) for kind in NoticeKind}


def mark_read(notices: models.QuerySet, now: datetime) -> None:
    """Whoever has read a notice needs no mail about it any more."""
    notices.filter(read_at=None).update(read_at=now, mail_due_at=None)


def next_digest(at: datetime, zone: ZoneInfo) -> datetime:
    """The next moment when it is the hour of the daily mail in this zone."""
    local = at.astimezone(zone)
    today = datetime.combine(local.date(), time(settings.NOTICE_DIGEST_HOUR), zone)
    # Not 24 hours later: on two days of the year tomorrow's hour is nearer or further away.
    return today if today > at else datetime.combine(local.date() + timedelta(days=1), today.timetz())


def zone_of(person) -> ZoneInfo:
    profile = getattr(person, "wagtail_userprofile", None)
    try:
        return ZoneInfo(profile.get_current_time_zone() if profile else settings.TIME_ZONE)
    except (ZoneInfoNotFoundError, ValueError):  # zones are renamed now and then
        return ZoneInfo(settings.TIME_ZONE)


def language_of(person) -> str:
    """Wagtail takes the language of whoever is signed in for that of everybody who has chosen none."""
    profile = getattr(person, "wagtail_userprofile", None)
    with override(settings.LANGUAGE_CODE):
        return profile.get_preferred_language() if profile else settings.LANGUAGE_CODE


def in_the_language_of(person, text) -> str:
    """The text as one line that fits: a headline may hold line breaks and signs that no database keeps."""
    with override(language_of(person)):
        return Truncator(" ".join(str(text).replace("\0", " ").split())).chars(LENGTH)
