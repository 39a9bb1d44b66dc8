"""The article: prose that cites its sources where it uses them."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.blocks import CharBlock, RichTextBlock, StructBlock, TextBlock
from wagtail.fields import StreamField
from wagtail.images.blocks import ImageChooserBlock
from wagtail.models import Orderable
from wagtail.search import index

from articles.forms import NumberedRowForm
from articles.models import indexed
from articles.models.rows import LIMITED
from articles.models.story import StoryPage, picture_of
from articles.panels import article_citation_panels, article_panels

BODY = [
    (
        "paragraph",
        RichTextBlock(features=LIMITED, label=_("Text"), template="articles/blocks/_paragraph.html"),
    ),
    ("heading", CharBlock(max_length=200, icon="title", label=_("Heading"))),
    (
        "quote",
        StructBlock(
            [
                ("text", TextBlock(label=_("Words"))),
                ("attribution", CharBlock(required=False, label=_("Said by"))),
            ],
            icon="openquote",
            label=_("Quote"),
        ),
    ),
    (
        "image",
        StructBlock(
            [
                ("photo", ImageChooserBlock(label=_("Photo"))),
                ("caption", TextBlock(required=False, label=_("Caption"))),
            ],
            icon="image",
            label=_("Photo"),
        ),
    ),
]


class ArticlePage(StoryPage):
    """A plain story. In its text the mark `[^3]` cites the source row with that number."""

    body = StreamField(BODY, blank=True, verbose_name=_("text"))

    kind = "article"
    numbered_rows = "citations"
    is_creatable = True
    template = "articles/article_page.html"
    edit_handler = article_panels()
    search_fields = [
        *StoryPage.search_fields,
        index.SearchField("body"),
        index.SearchField("names_of_sources"),
    ]

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")

    def names_of_sources(self) -> str:
        """For the search: what the story cites, and who published it."""
        return indexed.names_of_sources(ArticleCitation.objects.filter(page=self.pk))

    def pictures(self) -> list[dict]:
        shown = [block.value.get("photo") for block in self.body if block.block_type == "image"]
        return super().pictures() + [picture_of(photo, "body") for photo in shown if photo]


class ArticleCitation(Orderable):
    """A source of an article. `number` is given once and is what the text's mark names."""

    page = ParentalKey(ArticlePage, on_delete=models.CASCADE, related_name="citations")
    uid = models.CharField(max_length=32, null=True, blank=True)
    number = models.PositiveIntegerField(_("mark"), null=True, blank=True, editable=False)
    source = models.ForeignKey(
        "sources.Source", null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("source")
    )
    excerpt = models.TextField(_("excerpt"), blank=True, help_text=_("The words of the source, verbatim."))
    locator = models.CharField(
        _("where in the source"), max_length=200, blank=True, help_text=_("Page, paragraph or minute.")
    )

    panels = article_citation_panels()
    base_form_class = NumberedRowForm

    class Meta(Orderable.Meta):
        verbose_name = _("source")
        constraints = [models.UniqueConstraint(fields=["page", "uid"], name="one_article_source_per_name")]
