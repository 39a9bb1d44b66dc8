"""A page about the newsroom itself: who we are, and by which rules we work."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page
from wagtail.search import index

from articles.models.desk import TAKEN


class InfoPage(Page):
    """Plain text below the home page, linked from the foot of every page if it is shown in menus."""

    body = RichTextField(_("text"), features=["h2", "h3", "bold", "italic", "link", "ol", "ul"], blank=True)

    template = "articles/info_page.html"
    parent_page_types = ["articles.HomePage"]
    subpage_types = []
    show_in_menus_default = True
    content_panels = [*Page.content_panels, FieldPanel("body")]
    search_fields = [*Page.search_fields, index.SearchField("body")]

    class Meta:
        verbose_name = _("page about us")
        verbose_name_plural = _("pages about us")

    def clean(self):
        super().clean()
        if self.slug in TAKEN:
            raise ValidationError(
                {
                    "slug": _("/%(slug)s/ is an address of the site itself. Choose another slug.")
                    % {"slug": self.slug}
                }
            )
