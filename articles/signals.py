"""Wiring to signals of Django: nothing is decided here."""

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models.signals import post_save, pre_delete
from django.dispatch import receiver

from articles import roles
from articles.models import DeskPage, citing, lock
from sources.models import Source


def install_lock(using, **kwargs):
    """After every migrate: put the triggers up again, for SQLite drops them when it rebuilds a table."""
    lock.install(connections[using])


def make_roles(using, **kwargs):
    """After every migrate: the groups of the house and of every desk, once their tables are there."""
    if using == DEFAULT_DB_ALIAS and roles.can_be_made():
        roles.make_permissions()
        roles.keep_in_step()
        roles.make_workflow()


@receiver(post_save, sender=DeskPage)
def staff_the_desk(instance, created, **kwargs):
    """Every desk has groups of its own, called after it."""
    if not kwargs.get("raw"):
        (roles.keep_desk if created else roles.rename_desk)(instance)


@receiver(pre_delete, sender=Source)
def keep_cited_sources(instance, **kwargs):
    """The library knows nothing of stories, so the stories ask before one of their sources goes."""
    citing.protect(instance)
