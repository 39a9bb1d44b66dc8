"""Do two texts say the same? The editor gives each paragraph a key, and an empty text an empty paragraph, whenever it
saves a text that came another way; stock Wagtail takes that for a change."""

import json
import re

from django.utils.html import strip_tags
from wagtail.admin.compare import RichTextFieldComparison, StreamFieldComparison, register_comparison_class
from wagtail.fields import RichTextField, StreamField

KEY = re.compile(r"""\sdata-block-key=\\?["'][^"'\\]*\\?["']""")
SHOWN_WITHOUT_TEXT = re.compile(r"<(embed|hr|img)\b")


def said(html: str) -> str:
    """The rich text without what only the editor needs."""
    bare = KEY.sub("", html or "")
    return bare if strip_tags(bare).strip() or SHOWN_WITHOUT_TEXT.search(bare) else ""


class RichTextComparison(RichTextFieldComparison):
    def has_changed(self):
        return said(self.val_a) != said(self.val_b)


class BodyComparison(StreamFieldComparison):
    def has_changed(self):
        before, after = (KEY.sub("", json.dumps(_blocks(value))) for value in (self.val_a, self.val_b))
        return before != after


def _blocks(value) -> list:
    return value.stream_block.get_prep_value(value) if value else []


register_comparison_class(RichTextField, comparison_class=RichTextComparison)
register_comparison_class(StreamField, comparison_class=BodyComparison)
