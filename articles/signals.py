"""Wiring to signals of Django: nothing is decided here."""

from django.db import connections

from articles.models import lock


def install_lock(using, **kwargs):
    """After every migrate: put the triggers up again, for SQLite drops them when it rebuilds a table."""
    lock.install(connections[using])
