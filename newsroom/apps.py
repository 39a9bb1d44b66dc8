"""The building's own application, and Wagtail's screens for people with our rules."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from wagtail.users.apps import WagtailUsersAppConfig


class NewsroomConfig(AppConfig):
    default = True
    name = "newsroom"
    verbose_name = _("Newsroom")

    def ready(self):
        from newsroom import checks  # noqa: F401


class PeopleConfig(WagtailUsersAppConfig):
    """Stands in the settings in the place of `wagtail.users`."""

    default = False
    user_viewset = "newsroom.people.PeopleViewSet"
    group_viewset = "newsroom.people.GroupsViewSet"
