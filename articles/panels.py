"""How the editor's form is laid out: tabs, panels and the nested rows of claims and citations."""

import functools

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from wagtail.admin.compare import ChildRelationComparison
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    TabbedInterface,
    TitleFieldPanel,
)
from wagtail.models import Page


class NestedRelationComparison(ChildRelationComparison):
    """The comparison of rows within rows. Stock Wagtail shows none, so a swapped source would not be seen."""

    def htmldiff(self):
        return format_html_join(
            "", "{}", ((self._child_diff(child),) for child in self.get_child_comparisons())
        )

    @staticmethod
    def _child_diff(child):
        change = "addition" if child.is_addition() else "deletion" if child.is_deletion() else ""
        lines = format_html_join(
            "",
            "<p><b>{}</b> {}</p>",
            ((f.field_label(), f.htmldiff()) for f in child.get_field_comparisons()),
        )
        return format_html('<div class="comparison__child-object {}">{}</div>', change, lines)


class NestedInlinePanel(InlinePanel):
    """An InlinePanel inside another, with a comparison of its own."""

    class BoundPanel(InlinePanel.BoundPanel):
        def get_comparison(self):
            return [
                functools.partial(NestedRelationComparison, *part.args, **part.keywords)
                for part in super().get_comparison()
            ]


class NamePanel(FieldPanel):
    """A name for machines: posted back with the form, and no news to anybody who compares two versions."""

    class BoundPanel(FieldPanel.BoundPanel):
        def get_comparison(self):
            return []


def _name_panels() -> list:
    """The number that was given, to be read, and the name behind it, posted back so that every draft keeps it."""
    return [
        FieldPanel("number", read_only=True),
        NamePanel("uid", widget=forms.HiddenInput, classname="w-hidden"),
    ]


def claim_panels() -> list:
    return [
        *_name_panels(),
        FieldPanel("text"),
        FieldPanel("standing"),
        FieldPanel("settles", classname="nr-only nr-only--unclear"),
        FieldPanel("due_on", classname="nr-only nr-only--unclear"),
        FieldPanel("truth", classname="nr-only nr-only--refuted"),
        FieldPanel("single_source", classname="nr-only nr-only--known"),
        NestedInlinePanel("citations", heading=_("Citations"), label=_("Citation")),
    ]


def citation_panels() -> list:
    return [
        FieldPanel("source"),
        FieldRowPanel([FieldPanel("stance"), FieldPanel("locator")]),
        FieldPanel("excerpt"),
    ]


def article_citation_panels() -> list:
    return [*_name_panels(), FieldPanel("source"), FieldPanel("locator"), FieldPanel("excerpt")]


def _headline_panels() -> list:
    return [TitleFieldPanel("title", heading=_("Headline")), FieldPanel("headline_confirmed")]


def _making_panels() -> list:
    """How the story was made, and by whom."""
    return [
        InlinePanel("bylines", heading=_("Byline"), label=_("Name")),
        MultiFieldPanel(
            [FieldPanel("ai_use", widget=forms.RadioSelect), FieldPanel("ai_task"), FieldPanel("ai_tool")],
            heading=_("AI use"),
            help_text=_(
                "Readers see the answer. It has to be given before publication. Where AI generated text, an editor is "
                "named in the byline for editorial responsibility, and has to approve it."
            ),
        ),
        InlinePanel(
            "notes",
            heading=_("Transparency notes"),
            label=_("Note"),
            help_text=_("Only what the computed statements can't say. Figures are computed."),
        ),
    ]


def _surrounding_panels() -> list:
    return [
        FieldPanel("topics"),
        FieldPanel("lead_photo"),
        InlinePanel("related", heading=_("Related coverage"), label=_("Story")),
    ]


def _tabs(*tabs: tuple) -> TabbedInterface:
    promote = ObjectList([*Page.promote_panels, *Page.settings_panels], heading=_("Promote"))
    return TabbedInterface([*(ObjectList(panels, heading=heading) for heading, panels in tabs), promote])


def brief_panels() -> TabbedInterface:
    claims = [
        *_headline_panels(),
        FieldPanel("summary"),
        InlinePanel("claims", heading=_("Claims"), label=_("Claim"), classname="nr-claims"),
    ]
    background = [
        FieldPanel("context"),
        FieldPanel("why"),
        InlinePanel("watch", heading=_("What to watch next"), label=_("Point")),
        InlinePanel("faq", heading=_("FAQ"), label=_("Question")),
        *_surrounding_panels(),
    ]
    original = [
        FieldPanel("original_text"),
        FieldRowPanel([FieldPanel("original_from"), FieldPanel("original_at")]),
        FieldPanel("original_sender"),
    ]
    return _tabs(
        (_("Claims"), claims),
        (_("Background"), background),
        (_("How it was made"), _making_panels()),
        (_("Original brief"), original),
    )


def article_panels() -> TabbedInterface:
    text = [
        *_headline_panels(),
        FieldPanel("summary", heading=_("Standfirst")),
        FieldPanel("body"),
        InlinePanel(
            "citations",
            heading=_("Sources"),
            label=_("Source"),
            help_text=_(
                "Put the mark of a source, as [^1], into the text where it is used. Numbers come by themselves."
            ),
        ),
    ]
    return _tabs(
        (_("Text"), text),
        (_("Surroundings"), _surrounding_panels()),
        (_("How it was made"), _making_panels()),
    )
