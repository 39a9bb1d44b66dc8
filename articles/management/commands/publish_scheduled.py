"""One round of `release_due`, under the name of Wagtail's own command, which loses stories and is replaced by this."""

from django.utils import timezone

from articles import publishing
from articles.management.commands import release_due


class Command(release_due.Command):
    help = "The same as release_due, once."

    def add_arguments(self, parser):
        parser.add_argument("--dryrun", action="store_true", help="Only say what is due; change nothing.")

    def handle(self, *, dryrun: bool = False, **options):
        if not dryrun:
            return super().handle(**options)
        now = timezone.now()
        for revision in publishing.due(now):
            self.stdout.write(
                f"“{revision.object_str}” would go out: {revision.approved_go_live_at:%Y-%m-%d %H:%M %Z}"
            )
        for story in publishing.expired(now):
            self.stdout.write(f"“{story}” would come down: {story.expire_at:%Y-%m-%d %H:%M %Z}")
