"""Imports a list of references from a file."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from sources import importing
from sources.references import read
from sources.references.read import NotAList


class Command(BaseCommand):
    help = "Imports a list of references (CSL-JSON, BibTeX or RIS) into the library of sources."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would become of each, and add nothing"
        )

    def handle(self, *, file, dry_run, **options):
        try:
            rows = importing.plan(read.read(read.decoded(file.read_bytes())))
        except (OSError, NotAList) as error:
            raise CommandError(f"{file}: {error}") from None
        for row in rows:
            fate = row.problem or (f"the library has it: {row.known}" if row.known else "new")
            self.stdout.write(f"{file}:{row.entry.line}: {row.entry.title or '–'}: {fate}")
        made = [] if dry_run else importing.make(rows)
        problems = sum(bool(row.problem) for row in rows)
        self.stdout.write(f"References: {len(rows)}; sources added: {len(made)}; not taken: {problems}.")
