"""A screen of the library in the admin: who may do what there, and the bread crumbs."""

from django.core.exceptions import PermissionDenied
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.permissions import policy_registry

from sources.models import Source


def may(user, *actions: str) -> bool:
    """May this person do one of these with sources? Actions are Wagtail's: “add”, “change”, “view”."""
    return policy_registry.get_by_type(Source).user_has_any_permission(user, actions)


class LibraryScreen(WagtailAdminTemplateMixin):
    """A page of the admin below the list of sources, for whoever may add to it, unless `may_enter` says otherwise."""

    _show_breadcrumbs = True
    header_icon = "doc-full"
    breadcrumbs_items = [
        {"url": reverse_lazy("wagtailadmin_home"), "label": gettext_lazy("Home")},
        {"url": reverse_lazy("wagtailsnippets_sources_source:list"), "label": gettext_lazy("Sources")},
    ]

    def may_enter(self, user) -> bool:
        return may(user, "add")

    def dispatch(self, request, *args, **kwargs):
        if not self.may_enter(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]
