"""Loads the demo newsroom, once, and prints its accounts: `manage.py demo`. Works in demo mode only."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from newsroom.demo import load
from newsroom.models import User


class Command(BaseCommand):
    help = "Loads the demo newsroom if it is not there yet; what was edited stays as it is."

    def handle(self, **options):
        if not settings.DEMO:
            raise CommandError(
                "The demo newsroom loads in demo mode only: set NEWSROOM_DEMO=1, or type `make run`."
            )
        if not load.is_loaded():
            self.stdout.write("Loading the demo newsroom…")
            load.load()
        self.stdout.write(f"Read      {settings.BASE_URL}/")
        self.stdout.write(f"Sign in   {settings.BASE_URL}/admin/   password of all: {load.PASSWORD}")
        for user in User.objects.filter(is_demo=True).order_by("pk"):
            groups = ", ".join(user.groups.values_list("name", flat=True)) or "may do everything"
            self.stdout.write(f"          {user.username:<12} {user.get_full_name()} ({groups})")
