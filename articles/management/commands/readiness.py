"""Says what still holds a story: `manage.py readiness ID [--json]`. Exit status 0 if nothing does, 1 otherwise."""

import json as json_format

from django.core.management.base import BaseCommand, CommandError

from articles import clearance
from articles.models import StoryPage


class Command(BaseCommand):
    help = "Lists what holds the newest draft of a story, in the words of the readiness panel."

    def add_arguments(self, parser):
        parser.add_argument("id", type=int, help="The number of the page, as in the address of its editor.")
        parser.add_argument("--json", action="store_true", help="As one JSON object.")

    def handle(self, id, json, **options):
        page = StoryPage.objects.filter(pk=id).first()
        if page is None:
            raise CommandError(f"There is no story {id}.", returncode=2)
        story = page.specific.get_latest_revision_as_object()
        holds = clearance.holds(story)
        (self._as_json if json else self._in_words)(story, holds)
        if holds:
            raise SystemExit(1)

    def _as_json(self, story, holds) -> None:
        report = {
            "id": story.pk,
            "headline": story.title,
            "ready": not holds,
            "holds": [hold.as_json() for hold in holds],
        }
        self.stdout.write(json_format.dumps(report, ensure_ascii=False))

    def _in_words(self, story, holds) -> None:
        self.stdout.write(f"“{story.title}” " + ("is held:" if holds else "is ready."))
        for hold in holds:
            self.stdout.write(f"- {hold.message}")
