"""Takes out what is due and takes down what has expired: `manage.py release_due [--every SECONDS]`.

What a story's fate is worth stands in articles/publishing.py; here is only what a round does and prints. Each round
also reminds people of what is due soon, and has sources looked at.
"""

from datetime import timedelta

from django.utils import timezone

from articles import planning, publishing
from articles.management.rounds import Rounds
from articles.models import cited_words

AHEAD = timedelta(hours=3)  # so long before a story goes out its sources are looked at again


class Command(Rounds):
    help = (
        "Publishes scheduled stories whose time has come and takes down those that have expired, each once."
    )

    def round(self) -> None:
        for outcome in publishing.release_due(timezone.now()):
            self.stdout.write(str(outcome))
            self.stdout.flush()
            if self.ending.is_set():
                return
        planning.remind(timezone.now())
        cited_words.look_before(timezone.now() + AHEAD)
