"""Writes all published claims into a folder: `manage.py export_claims FOLDER`. For a nightly copy, or another server.

The files take the place of the earlier ones when they are whole, so nobody reads half of one.
"""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from articles import opendata


class Command(BaseCommand):
    help = "Writes claims.csv and claims.jsonl, every claim that readers can read, into a folder."

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, metavar="FOLDER", help="It is made if it is not there.")

    def handle(self, folder, **options):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for ending, form in opendata.FORMS.items():
                count = self._write(folder / f"claims.{ending}", form)
                self.stdout.write(f"{folder}/claims.{ending}: {count} lines")
        except OSError as error:
            raise CommandError(f"{folder}: {error.strerror or error}. Nothing was replaced.") from error

    @staticmethod
    def _write(path: Path, form: opendata.Form) -> int:
        begun, count = path.with_name(f".{path.name}.new"), 0
        with begun.open("w", encoding="utf-8", newline="") as file:
            for line in form.lines():
                file.write(line)
                count += 1
        begun.replace(path)
        return count
