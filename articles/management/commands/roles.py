"""`manage.py roles`: the groups of the house and of every desk, brought in step with what each role may do."""

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from articles import roles


class Command(BaseCommand):
    help = "Makes the groups of the house and of every desk, and gives each exactly what its role may do."

    def handle(self, *args, **options):
        roles.keep_in_step()
        roles.make_workflow()
        for role in roles.ROLES:
            where = _("everywhere") if role.everywhere else _("at their desks")
            self.stdout.write(f"{role.name}: {', '.join(role.pages) or '–'} ({where})")
