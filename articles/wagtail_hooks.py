"""Wiring into Wagtail's admin: each hook asks one question."""

from django.core.exceptions import PermissionDenied
from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks
from wagtail.admin.action_menu import PublishMenuItem
from wagtail.models import Page
from wagtail.snippets.models import register_snippet

from articles import (
    announcing,
    bundledesk,
    checkroom,
    correctroom,
    deskboard,
    duedesk,
    editor,
    intake_desk,
    mywork,
    noticeboard,
    outletdesk,
    overriding,
    reportdesk,
    retracting,
    scheduled,
    sourcesheet,
    sourceuse,
    sourcewatch,
    takedown,
    timeline,
)
from articles.bulk import DeleteAction, MoveAction, PublishReadyAction, UnpublishAction
from articles.models import StoryPage, citing
from sources.models import Source


@hooks.register("register_admin_viewset")
def story_editors():
    return editor.VIEWSETS


@hooks.register("construct_page_action_menu")
def gate_the_publish_button(menu_items, request, context):
    page = context.get("page")
    if isinstance(page, StoryPage):
        menu_items[:] = [
            editor.GatedPublishItem(item.order) if isinstance(item, PublishMenuItem) else item
            for item in menu_items
        ]


@hooks.register("before_publish_page")
def ask_before_publishing(request, page):
    return editor.keep_as_draft(request, page) if isinstance(page, StoryPage) else None


register_snippet(editor.TopicViewSet)
hooks.register("story_recorded", announcing.after_entry)
hooks.register("source_changed", sourcewatch.after_look)
hooks.register("source_card", sourceuse.card)
hooks.register("source_filters", sourceuse.filters)
hooks.register("source_published_at", sourceuse.published_at)
for action in (PublishReadyAction, UnpublishAction, MoveAction, DeleteAction):
    hooks.register("register_bulk_action", action, order=1)  # after the stock action, which it replaces


@hooks.register("register_log_actions")
def log_actions(actions):
    timeline.register(actions)
    scheduled.register_actions(actions)


@hooks.register("insert_global_admin_css")
def admin_css():
    return format_html('<link rel="stylesheet" href="{}">', static("newsroom/css/admin.css"))


@hooks.register("insert_editor_js")
def editor_js():
    return format_html('<script src="{}"></script>', static("newsroom/js/editor.js"))


@hooks.register("register_admin_urls")
def admin_urls():
    rooms = (
        bundledesk,
        intake_desk,
        checkroom,
        correctroom,
        deskboard,
        duedesk,
        noticeboard,
        outletdesk,
        overriding,
        reportdesk,
        retracting,
        scheduled,
        sourcesheet,
        takedown,
        timeline,
    )
    return [pattern for room in rooms for pattern in room.urlpatterns]


for room in (deskboard, intake_desk, noticeboard, scheduled):
    hooks.register("register_admin_menu_item", room.menu_item)


@hooks.register("construct_homepage_panels")
def my_work(request, panels):
    mywork.put_first(request, panels)


@hooks.register("register_reports_menu_item")
def report_of_overrides():
    return overriding.menu_item()


@hooks.register("register_reports_menu_item")
def report_about_us():
    return outletdesk.menu_item()


@hooks.register("register_reports_menu_item")
def report_of_error_reports():
    return reportdesk.menu_item()


@hooks.register("register_reports_menu_item")
def report_of_reopened_claims():
    return retracting.menu_item()


@hooks.register("register_account_settings_panel")
def choices_of_notices(request, user, profile):
    return noticeboard.ChoicesPanel(request, user, profile)


@hooks.register("before_delete_snippet")
def keep_cited_sources(request, instances):
    kept = [source for source in instances if isinstance(source, Source) and citing.is_kept(source)]
    return editor.refuse_to_delete(request, kept) if kept else None


@hooks.register("before_bulk_action")
def keep_what_was_checked(request, action_type, objects, action):
    return editor.keep_in_bulk(request, action) if action_type == "delete" and action.model is Page else None


@hooks.register("construct_admin_api")
def the_admin_s_api_reads(router):
    router.register_endpoint("pages", editor.ReadingPagesAPI)


@hooks.register("before_move_page")
def ask_before_showing_where_it_goes(request, page, destination):
    if not page.permissions_for_user(request.user).can_move_to(destination):
        raise PermissionDenied
