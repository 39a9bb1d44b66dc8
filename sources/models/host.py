"""Which site is being visited? One request at a time, with a pause between, whoever asks."""

from datetime import datetime, timedelta

from django.db import models

PAUSE = timedelta(seconds=2)
LEASE = timedelta(
    seconds=90
)  # longer than any visit (robots, page, reading); whoever died holds a site no longer


class Host(models.Model):
    """A site, and until when nobody else may ask it."""

    name = models.CharField(max_length=260, unique=True)
    free_at = models.DateTimeField()
    robots = models.TextField(blank=True)  # what it asks of programs (RFC 9309), as far as we have asked
    robots_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "site"

    def __str__(self):
        return self.name

    @classmethod
    def claim(cls, name: str, now: datetime) -> bool:
        """Take the site for one visit. False if somebody else has it, or was there a moment ago."""
        _host, is_new = cls.objects.get_or_create(name=name, defaults={"free_at": now + LEASE})
        return is_new or bool(cls.objects.filter(name=name, free_at__lte=now).update(free_at=now + LEASE))

    @classmethod
    def leave(cls, name: str, now: datetime) -> None:
        cls.objects.filter(name=name).update(free_at=now + PAUSE)
