"""Puts the library into the admin."""

from wagtail.snippets.models import register_snippet

from sources.admin import LibraryGroup

register_snippet(LibraryGroup)
