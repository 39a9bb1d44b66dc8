"""Makes drafts from text files: `manage.py import_brief FILE… [--desk SLUG] [--title T] [--dry-run] [--json]`.

`-` reads standard input. Never publishes. Exit status 0: all read; 1: some files were refused; 2: none was read.
"""

import json as json_format
import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from articles import drafting, intake
from articles.models import DeskPage


class Command(BaseCommand):
    help = "Makes a draft from each text file. Nothing is published, and no line of the text is lost."

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="+", metavar="FILE", help="A text file, or - for standard input.")
        parser.add_argument(
            "--desk", metavar="SLUG", help="The desk that gets the draft; by default the first one."
        )
        parser.add_argument("--title", metavar="T", help="The headline, in place of the one in the text.")
        parser.add_argument("--dry-run", action="store_true", help="Only say what would be made.")
        parser.add_argument("--json", action="store_true", help="One JSON object for each file, one a line.")

    def handle(self, files, desk, title, dry_run, json, **options):
        target = None if dry_run else self._desk(desk)
        refused = 0
        for name in files:
            try:
                text = drafting.storable(intake.decode(self._bytes(name)))
            except (intake.Refused, OSError) as error:
                refused += 1
                self.stderr.write(self.style.ERROR(f"{name}: {error}"))
                continue
            parsed = intake.parse(text)
            made = (
                None
                if dry_run
                else drafting.draft(parsed, text, target, origin=_origin(name), title=title or "")
            )
            (self._as_json if json else self._in_words)(name, parsed, made)
        if refused:
            raise CommandError(
                f"{refused} of {len(files)} texts could not be read.",
                returncode=2 if refused == len(files) else 1,
            )

    def _desk(self, slug: str | None) -> DeskPage:
        desks = DeskPage.objects.order_by("path")
        found = desks.filter(slug=slug).first() if slug else desks.first()
        if found is None:
            known = ", ".join(desks.values_list("slug", flat=True)) or "none yet"
            raise CommandError(f"There is no desk {slug or 'at all'}. Desks: {known}.", returncode=2)
        return found

    @staticmethod
    def _bytes(name: str) -> bytes:
        """At most one byte more than the limit, so that a huge file is refused without being read."""
        if name == "-":
            return sys.stdin.buffer.read(intake.LIMIT + 1)
        with Path(name).open("rb") as file:
            return file.read(intake.LIMIT + 1)

    def _as_json(self, name, parsed, made) -> None:
        made_of = {"id": made.story.pk, "remarks": made.remarks} if made else {}
        self.stdout.write(json_format.dumps(parsed.as_json() | made_of, ensure_ascii=False))

    def _in_words(self, name, parsed, made) -> None:
        what = (
            f"draft {made.story.pk}: “{made.story.title}”"
            if made
            else f"would become a draft of the kind {parsed.kind}"
        )
        self.stdout.write(f"{name}: {what}")
        counts = {
            "known": parsed.known,
            "unclear": parsed.unclear,
            "watch": parsed.watch,
            "FAQ": parsed.faq,
            "related": parsed.related,
            "notes": parsed.transparency,
            "sources": parsed.sources,
            "paragraphs": parsed.body,
        }
        self.stdout.write("  " + ", ".join(f"{len(rows)} {word}" for word, rows in counts.items() if rows))
        for problem in parsed.problems:
            self.stdout.write(self.style.WARNING(f"  line {problem.line}: {problem.message}"))
        for line in parsed.unplaced:
            self.stdout.write(self.style.WARNING(f"  line {line.line} has no place: {line.text}"))
        for remark in made.remarks if made else []:
            self.stdout.write(self.style.WARNING(f"  {remark}"))


def _origin(name: str) -> str:
    return "standard input" if name == "-" else f"file {Path(name).name}"
