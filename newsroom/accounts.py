"""Who may sign in: staff accounts, and the demo's accounts only while the demo runs."""

from django.conf import settings
from django.contrib.auth.backends import ModelBackend


class StaffBackend(ModelBackend):
    """Django's own password sign-in, less the demo accounts outside demo mode.

    The demo's passwords are printed on the screen, so a database that went on to a real server must not accept
    them. `get_user` asks the same question: a session opened in the demo ends with it.
    """

    def user_can_authenticate(self, user):
        return super().user_can_authenticate(user) and (settings.DEMO or not user.is_demo)
