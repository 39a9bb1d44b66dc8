"""Asks a public web archive to keep a page, where the settings name one.

Only what a published story cites is handed on: before that, nobody outside learns what the newsroom is reading. The
archive is asked as the Internet Archive wants it (the page's address behind the archive's own), and answers with the
address of what it kept, in `Content-Location` or by leading there.
"""

from urllib.parse import urljoin, urlsplit

from django.conf import settings

from sources.models import Copy
from sources.web.addresses import Refused
from sources.web.client import Answer, Client, Unreachable

SECONDS = 60.0  # an archive fetches the page while we wait
LONGEST = 2000


class NotKept(Exception):
    """The archive did not keep the page now; it may be asked again. str() says why."""


def is_wanted(copy: Copy | None) -> bool:
    """Is there an archive, and is this a copy of a page that a published story cites and that is not there yet?"""
    return bool(
        settings.SOURCE_ARCHIVE and copy and copy.url and not copy.archive_url and copy.source.cited_at
    )


def keep(url: str, client: Client) -> str:
    """Where the archive keeps the page now, or nothing if it will not have it. Raises NotKept."""
    archive = settings.SOURCE_ARCHIVE
    try:
        answer = client.get(archive + url)
    except (Unreachable, Refused) as error:
        raise NotKept(str(error)) from error
    if answer.status >= 500 or answer.status == 429:
        raise NotKept(f"The archive is busy or reports a failure ({answer.status}).")
    return _place(answer, archive, url) if answer.status < 300 else ""


def _place(answer: Answer, archive: str, url: str) -> str:
    """The address of what was kept: of the archive's own site, never the one that we asked."""
    there = urljoin(answer.url, answer.header("Content-Location") or answer.url)
    is_its_own = urlsplit(there)[:2] == urlsplit(archive)[:2]
    return there if is_its_own and there != archive + url and len(there) <= LONGEST else ""
