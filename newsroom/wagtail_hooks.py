"""Wiring into Wagtail's admin: each hook asks one question."""

from wagtail import hooks

from newsroom import people, queue


@hooks.register("before_bulk_action")
def keep_rights_in_bulk(request, action_type, objects, action):
    return people.keep_rights(request, action_type, objects) if action.model is people.User else None


@hooks.register("register_admin_urls")
def admin_urls():
    return queue.urlpatterns


@hooks.register("register_reports_menu_item")
def report_of_jobs():
    return queue.menu_item()
