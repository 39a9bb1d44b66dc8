"""What the commands that import from other programs print, item by item and in all."""

from collections import Counter

from django.core.management.base import CommandError

from articles import importing
from articles.incoming import plain
from articles.models import DeskPage

FATES = (importing.MADE, importing.THERE, importing.LEFT, importing.FAILED)


def add_arguments(parser) -> None:
    parser.add_argument("--desk", metavar="SLUG", required=True, help="The desk that gets the drafts.")
    parser.add_argument("--dry-run", action="store_true", help="Only say what would become of each.")


def desk(slug: str) -> DeskPage:
    """The desk of that slug. Raises CommandError, which names the desks there are."""
    desks = DeskPage.objects.order_by("path")
    if found := desks.filter(slug=slug).first():
        return found
    known = ", ".join(desks.values_list("slug", flat=True)) or "none yet"
    raise CommandError(f"There is no desk {slug}. Desks: {known}.", returncode=2)


def bring(command, items, program: str, desk: DeskPage, **how) -> None:
    """Imports and prints; totals end it even if the file breaks off. Raises CommandError if any failed."""
    counts = Counter()
    try:
        for fate in importing.bring(items, program, desk, **how):
            counts[fate.fate] += 1
            told = "; ".join(fate.remarks)
            title = plain(fate.item.title)[:80] or "–"
            command.stdout.write(f"{fate.item.where}: {title}: {fate.fate}{': ' if told else ''}{told}")
            if command.stderr.isatty():
                command.stderr.write(f"\r{counts.total()} read", ending="")
    finally:
        totals = ", ".join(f"{counts[fate]} {fate}" for fate in FATES)
        dry = " Nothing was changed: this was a dry run." if how.get("dry_run") else ""
        command.stdout.write(f"{counts.total()} items: {totals}.{dry}")
    if counts[importing.FAILED]:
        raise CommandError(f"{counts[importing.FAILED]} could not be taken.", returncode=1)
