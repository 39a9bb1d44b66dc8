"""Mails the notices that are due: `manage.py send_notices [--every SECONDS]`, once or until it is asked to end."""

from django.utils import timezone

from articles import mailroom
from articles.management.rounds import Rounds


class Command(Rounds):
    help = (
        "Mails the notices that are due. What a mail server does not take stays due and is tried again later."
    )

    def round(self) -> None:
        sent, failed = mailroom.send_due(timezone.now())
        if sent or failed:
            self.stdout.write(f"{sent} mails went out, {failed} wait for another attempt.")
            self.stdout.flush()
