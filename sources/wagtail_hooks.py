"""Puts the library into the admin."""

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogFormatter
from wagtail.snippets.models import register_snippet

from sources import bulk, card, exchange, merge_desk, pasting
from sources.admin import LibraryGroup
from sources.logged import WithWords

register_snippet(LibraryGroup)
hooks.register("register_bulk_action", bulk.CheckAction)
hooks.register("register_bulk_action", merge_desk.MergeAction)


@hooks.register("register_admin_urls")
def admin_urls():
    return [*card.urlpatterns, *exchange.urlpatterns, *merge_desk.urlpatterns, *pasting.urlpatterns]


@hooks.register("insert_editor_js")
def editor_js():
    return format_html('<script src="{}"></script>', static("newsroom/js/lookup.js"))


class RetractedFormatter(WithWords):
    label = _("Marked")
    message = _("Marked the source as corrected, retracted or compromised")


class LiftedFormatter(WithWords):
    label = _("Mark lifted")
    message = _("Lifted the mark")


class ImportedFormatter(WithWords):
    label = _("Import")
    message = _("Imported from a list of references")
    words = "entry"


class MergedFormatter(LogFormatter):
    label = _("Merge")

    def format_message(self, log_entry):
        return gettext("Merged into “%s”") % log_entry.data.get("into", "–")


class MergedHereFormatter(LogFormatter):
    label = _("Merge")
    message = _("Duplicates were merged into it")

    def format_comment(self, log_entry):
        """What each of them said before."""
        rows = log_entry.data.get("sources", {}).values()
        return " / ".join("; ".join(value for value in row.values() if value) for row in rows)


class SeparatedFormatter(LogFormatter):
    label = _("Merge")

    def format_message(self, log_entry):
        return gettext("Separated from “%s” again") % log_entry.data.get("from", "–")


class UploadedFormatter(LogFormatter):
    label = _("Copy")
    message = _("Uploaded a copy")


@hooks.register("register_log_actions")
def log_actions(actions):
    actions.register_action("sources.retracted")(RetractedFormatter)
    actions.register_action("sources.retraction_lifted")(LiftedFormatter)
    actions.register_action("sources.merged")(MergedFormatter)
    actions.register_action("sources.merged_here")(MergedHereFormatter)
    actions.register_action("sources.separated")(SeparatedFormatter)
    actions.register_action("sources.imported")(ImportedFormatter)
    actions.register_action("sources.copy_uploaded")(UploadedFormatter)
