"""Wiring to signals of Django: nothing is decided here."""

from django.db import connections, transaction
from django.db.models.signals import pre_delete
from django.dispatch import receiver
from wagtail.contrib.redirects.signal_handlers import autocreate_redirects_on_slug_change
from wagtail.signals import page_slug_changed

from articles.models import citing, lock
from sources.models import Source


def install_lock(using, **kwargs):
    """After every migrate: put the triggers up again, for SQLite drops them when it rebuilds a table."""
    lock.install(connections[using])


@receiver(pre_delete, sender=Source)
def keep_cited_sources(instance, **kwargs):
    """The library knows nothing of stories, so the stories ask before one of their sources goes."""
    citing.protect(instance)


def replace_wagtail_s_redirects():
    """At the start. Wagtail deletes a redirect and makes it anew, and dying between the two would lose it."""
    if not page_slug_changed.disconnect(autocreate_redirects_on_slug_change):
        raise RuntimeError("wagtail.contrib.redirects has to stand before articles in INSTALLED_APPS.")
    page_slug_changed.connect(lead_on_from_the_old_address)


def lead_on_from_the_old_address(**kwargs):
    with transaction.atomic():
        autocreate_redirects_on_slug_change(**kwargs)
