"""Mails all that is due: `manage.py send_notices [--every SECONDS]`, once or until it is asked to end."""

from django.utils import timezone

from articles import following, mailroom, reporting
from articles.management.rounds import Rounds


class Command(Rounds):
    help = (
        "Mails what is due: notices, answers to error reports, and what is new to readers who follow a story. "
        "What a mail server does not take stays due and is tried again later."
    )

    def round(self) -> None:
        rounds = [
            send(timezone.now()) for send in (mailroom.send_due, reporting.mail_answers, following.mail_due)
        ]
        sent, failed = sum(each.sent for each in rounds), sum(each.failed for each in rounds)
        if sent or failed:
            self.stdout.write(f"{sent} mails went out, {failed} wait for another attempt.")
            self.stdout.flush()
