"""Does what waits in the background: `manage.py work` until it is told to end, `--once` until nothing is left."""

from django.core.management.base import BaseCommand

from newsroom.work import BackgroundWorker


class Command(BaseCommand):
    help = "Does the work in the background: checks sources, and whatever else waits. Ends after the job at hand."

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="End when nothing is left to do.")
        parser.add_argument(
            "--every",
            type=float,
            default=1.0,
            metavar="SECONDS",
            help="Look so often whether there is something to do.",
        )

    def handle(self, once: bool = False, every: float = 1.0, **options):
        worker = BackgroundWorker(interval=every, batch=once)
        worker.configure_signals()
        worker.run()
