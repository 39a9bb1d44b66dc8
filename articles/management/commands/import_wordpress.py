"""Makes drafts from a WordPress export: `manage.py import_wordpress FILE --desk SLUG [--as pitch] [--dry-run]`.

Never publishes. May be run again: what is there already stays as it is. Exit status 1: some could not be taken.
"""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from articles.incoming import Broken, wordpress
from articles.management import told


class Command(BaseCommand):
    help = "Makes a draft of each post in a WordPress export (WXR). Nothing is published."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="The export, an XML file.")
        told.add_arguments(parser)
        parser.add_argument(
            "--as", dest="kind", choices=["pitch", "article"], default="article", help="What each becomes."
        )

    def handle(self, *, file, desk, kind, dry_run, **options):
        target = told.desk(desk)
        try:
            with file.open("rb") as export:
                told.bring(
                    self,
                    wordpress.items(export),
                    "WordPress",
                    target,
                    pitches=kind == "pitch",
                    dry_run=dry_run,
                )
        except (OSError, Broken) as error:
            raise CommandError(f"{file}: {error}") from None
