"""What goes out next, when, and who set it so? The list of scheduled pages, in the admin.

A time stands in the site's time zone, and in the reader's own if that is another one. The number of queries does not
grow with the list.
"""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.urls import path, reverse, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.auth import user_has_any_page_permission
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.log_actions import LogFormatter
from wagtail.models import Page, PageLogEntry, Revision
from wagtail.permissions import policy_registry

from articles import publishing

SHOWN = 50


@dataclass(frozen=True)
class Clock:
    """A moment as the clocks of one place show it."""

    place: str
    at: datetime


@dataclass(frozen=True)
class Row:
    """One scheduled page."""

    headline: str
    desk: str
    by: str
    clocks: list[Clock]
    is_overdue: bool
    is_live: bool
    edit: str
    unschedule: str


def scheduled_for(user) -> list[tuple[Revision, Page]]:
    """The scheduled versions of the pages that this person may look through, the soonest first."""
    on_schedule = Revision.page_revisions.exclude(approved_go_live_at=None).defer("content")
    found = list(on_schedule.order_by("approved_go_live_at", "pk"))
    theirs = policy_registry.get_by_type(Page).explorable_instances(user)
    pages = theirs.filter(pk__in=[int(revision.object_id) for revision in found]).specific(defer=True)
    by_number = {str(page.pk): page for page in pages}
    return [
        (revision, by_number[revision.object_id]) for revision in found if revision.object_id in by_number
    ]


def rows(scheduled: list[tuple[Revision, Page]], user, now: datetime) -> list[Row]:
    """What the list prints, in a fixed number of queries."""
    desks = dict(
        Page.objects.filter(path__in={desk_path(page) for _revision, page in scheduled}).values_list(
            "path", "title"
        )
    )
    signers = who_scheduled([revision for revision, _page in scheduled])
    return [
        Row(
            headline=revision.object_str,
            desk=desks.get(desk_path(page), ""),
            by=signers.get(revision.pk, _("not recorded")),
            clocks=clocks(revision.approved_go_live_at),
            is_overdue=revision.approved_go_live_at <= now - publishing.OVERDUE,
            is_live=page.live,
            edit=edit_address(page, user),
            unschedule=unschedule_address(page, revision, user),
        )
        for revision, page in scheduled
    ]


def desk_path(page: Page) -> str:
    return page.path[: -Page.steplen]


def who_scheduled(revisions: list[Revision]) -> dict[int, str]:
    """Who put each version on the schedule last, by the log."""
    entries = PageLogEntry.objects.filter(action="wagtail.publish.schedule", revision__in=revisions)
    return {
        entry.revision_id: entry.user_display_name
        for entry in entries.select_related("user").order_by("timestamp", "pk")
    }


def clocks(at: datetime) -> list[Clock]:
    """The site's clock and the reader's own, which Wagtail has set for this request."""
    own = timezone.get_current_timezone_name()
    places = [settings.TIME_ZONE] if own == settings.TIME_ZONE else [settings.TIME_ZONE, own]
    return [Clock(place, at.astimezone(ZoneInfo(place))) for place in places]


def edit_address(page: Page, user) -> str:
    """Empty for who may not edit the page. A workflow's guests aren't asked for: that would cost queries."""
    policy = policy_registry.get(page)
    may = policy.user_has_any_permission_for_instance(user, {"change", "publish"}, page)
    return reverse("wagtailadmin_pages:edit", args=[page.pk]) if may else ""


def unschedule_address(page: Page, revision: Revision, user) -> str:
    if not page.permissions_for_user(user).can_unschedule():
        return ""
    return reverse("wagtailadmin_pages:revisions_unschedule", args=[page.pk, revision.pk])


class ScheduledView(WagtailAdminTemplateMixin, TemplateView):
    """Everything that is scheduled, page by page."""

    template_name = "articles/admin/scheduled.html"
    page_title = _("Scheduled")
    header_icon = "calendar-alt"
    _show_breadcrumbs = True
    index_url_name = "scheduled"

    def dispatch(self, request, *args, **kwargs):
        if not user_has_any_page_permission(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs):
        user = self.request.user
        paginator = Paginator(scheduled_for(user), SHOWN)
        page = paginator.get_page(self.request.GET.get("p"))
        return super().get_context_data(**kwargs) | {
            "rows": rows(list(page), user, timezone.now()),
            "page_obj": page,
            "is_paginated": page.has_other_pages(),
            "elided_page_range": paginator.get_elided_page_range(page.number),
        }


class ScheduledMenuItem(MenuItem):
    """Shown to whoever may do something with pages somewhere."""

    def is_shown(self, request):
        return user_has_any_page_permission(request.user)


def menu_item() -> ScheduledMenuItem:
    return ScheduledMenuItem(
        _("Scheduled"), reverse_lazy("scheduled"), icon_name="calendar-alt", name="scheduled", order=110
    )


class WithReasons(LogFormatter):
    """An entry of a page's history that ends with the reasons why."""

    def format_message(self, log_entry):
        return " ".join([str(self.message), *log_entry.data.get("reasons", [])])


class HeldAtItsTime(WithReasons):
    label = _("Held at its time")
    message = _("Was held when its time came, and is a draft again.")


class StayedUpAtExpiry(WithReasons):
    label = _("Not taken down at its time")
    message = _("Could not be taken down when its time came; that is tried again.")


def register_actions(actions) -> None:
    actions.register_action(publishing.HELD)(HeldAtItsTime)
    actions.register_action(publishing.STAYED_UP)(StayedUpAtExpiry)


urlpatterns = [path("scheduled/", ScheduledView.as_view(), name="scheduled")]
