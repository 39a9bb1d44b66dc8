"""Is a page there? `manage.py check_url URL [--json]` looks once and stores nothing."""

import json

from django.core.management.base import BaseCommand

from sources import checking


class Command(BaseCommand):
    help = "Looks at a web address and prints what came of it. Nothing is stored."

    def add_arguments(self, parser):
        parser.add_argument("url", help="The web address, beginning with https://")
        parser.add_argument("--json", action="store_true", help="As one JSON object.")

    def handle(self, url: str, **options):
        look = checking.look(url, checking.client_of_the_house())
        told = {
            "outcome": str(look.outcome),
            "status": look.status or None,
            "final_url": look.final_url or None,
            "title": look.reading.title or None,
            "publisher": look.reading.publisher or None,
            "published": look.reading.published_on.isoformat() if look.reading.published_on else None,
            "message": look.message,
        }
        if options["json"]:
            self.stdout.write(json.dumps(told, ensure_ascii=False))
            return
        for name, value in told.items():
            self.stdout.write(f"{name.replace('_', ' ')}: {value or '–'}")
