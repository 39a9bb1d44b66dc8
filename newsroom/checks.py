"""Complains about a wrong configuration in words, before anything starts."""

import re
from pathlib import Path

from django.conf import settings
from django.core import checks


@checks.register
def demo_on_the_open_web(app_configs, **kwargs):
    outside = [host for host in settings.ALLOWED_HOSTS if host not in ("127.0.0.1", "localhost", "[::1]")]
    if not (settings.DEMO and outside):
        return []
    return [
        checks.Error(
            f"Demo mode is on, and the site also answers to {', '.join(outside)}: everybody knows its passwords.",
            hint="Take NEWSROOM_DEMO out of the environment, or ALLOWED_HOSTS.",
            id="newsroom.E001",
        )
    ]


@checks.register
def data_directory(app_configs, **kwargs):
    folder = Path(settings.DATA_DIR)
    if folder.is_dir() or not folder.exists():
        return []
    return [
        checks.Error(
            f"DATA_DIR is {folder}, which is a file.",
            hint="Name a folder: the database, pictures and static files go there.",
            id="newsroom.E002",
        )
    ]


@checks.register
def hour_of_the_daily_mail(app_configs, **kwargs):
    if settings.NOTICE_DIGEST_HOUR in range(24):
        return []
    return [
        checks.Error(
            f"NOTICE_DIGEST_HOUR is {settings.NOTICE_DIGEST_HOUR}, which is no hour of the day.",
            hint="Name a full hour from 0 to 23.",
            id="newsroom.E003",
        )
    ]


@checks.register
def key_for_search_engines(app_configs, **kwargs):
    if not settings.INDEXNOW_KEY or re.fullmatch(r"[A-Za-z0-9-]{8,128}", settings.INDEXNOW_KEY):
        return []
    return [
        checks.Error(
            "INDEXNOW_KEY is no key that search engines take.",
            hint="Choose 8 to 128 letters of a to z, digits and hyphens.",
            id="newsroom.E004",
        )
    ]


@checks.register(checks.Tags.security, deploy=True)
def api_for_writing(app_configs, **kwargs):
    if not settings.WRITING_API:
        return []
    return [
        checks.Warning(
            "WRITING_API is on: whoever has a token writes what its owner may write.",
            hint="Leave it on only if a program needs it. Tokens do not expire: take them back when they have served.",
            id="newsroom.W002",
        )
    ]


@checks.register(checks.Tags.security, deploy=True)
def address_of_the_site(app_configs, **kwargs):
    if settings.BASE_URL.startswith("https://") or settings.DEMO:
        return []
    return [
        checks.Warning(
            f"BASE_URL is {settings.BASE_URL}: without https, passwords and cookies travel in the clear.",
            hint="Set BASE_URL to the public address, beginning with https://.",
            id="newsroom.W001",
        )
    ]
