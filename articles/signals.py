"""Wiring to signals of Django: nothing is decided here."""

from django.db import connections
from django.db.models.signals import pre_delete
from django.dispatch import receiver

from articles.models import citing, lock
from sources.models import Source


def install_lock(using, **kwargs):
    """After every migrate: put the triggers up again, for SQLite drops them when it rebuilds a table."""
    lock.install(connections[using])


@receiver(pre_delete, sender=Source)
def keep_cited_sources(instance, **kwargs):
    """The library knows nothing of stories, so the stories ask before one of their sources goes."""
    citing.protect(instance)
