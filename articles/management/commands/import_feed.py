"""Makes pitches from a feed: `manage.py import_feed URL|FILE --desk SLUG [--dry-run]`.

Never publishes. May be run again: what is there already stays as it is. Exit status 1: some could not be taken.
"""

from http import HTTPStatus
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from articles.incoming import Broken, feed
from articles.management import told
from sources import checking
from sources.web.addresses import Refused
from sources.web.client import Unreachable

LIMIT = 20_000_000  # bytes of a file; the client has a limit of its own


class Command(BaseCommand):
    help = "Makes a pitch of each entry of a feed (RSS or Atom). Nothing is published."

    def add_arguments(self, parser):
        parser.add_argument("feed", help="The feed's web address, or a file.")
        told.add_arguments(parser)

    def handle(self, *, feed: str, desk, dry_run, **options):
        target = told.desk(desk)
        try:
            told.bring(self, _items(feed), "Feed", target, pitches=True, dry_run=dry_run)
        except (OSError, Broken, Refused, Unreachable) as error:
            raise CommandError(f"{feed}: {error}") from None


def _items(where: str):
    return feed.items(_fetched(where) if where.startswith(("https://", "http://")) else _read(where))


def _fetched(url: str) -> bytes:
    answer = checking.client_of_the_house().get(url)
    if answer.status != HTTPStatus.OK:
        raise Broken(f"the site answered {answer.status} {answer.reason}.")
    return answer.body


def _read(path: str) -> bytes:
    with Path(path).open("rb") as file:
        content = file.read(LIMIT + 1)
    if len(content) > LIMIT:
        raise Broken(f"it is larger than {LIMIT:,} bytes.")
    return content
