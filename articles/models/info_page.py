"""A page about the newsroom itself: who we are, and by which rules we work."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.fields import RichTextField
from wagtail.models import Page
from wagtail.search import index

from articles.models.taken import TAKEN
from articles.outlet import PolicyKind


class InfoPage(Page):
    """Plain text below the home page, linked from the foot of every page if it is shown in menus. One that lays down a
    policy says which, so that machines find it."""

    body = RichTextField(_("text"), features=["h2", "h3", "bold", "italic", "link", "ol", "ul"], blank=True)
    policy = models.CharField(
        _("policy"),
        max_length=15,
        choices=PolicyKind.choices,
        blank=True,
        help_text=_("What this page lays down, if it does. Reports › About us says what is missing."),
    )
    reviewed_on = models.DateField(
        _("gone through on"),
        null=True,
        blank=True,
        help_text=_("When somebody last read it and found it true."),
    )

    template = "articles/info_page.html"
    parent_page_types = ["articles.HomePage"]
    subpage_types = []
    show_in_menus_default = True
    content_panels = [
        *Page.content_panels,
        FieldRowPanel([FieldPanel("policy"), FieldPanel("reviewed_on")]),
        FieldPanel("body"),
    ]
    search_fields = [*Page.search_fields, index.SearchField("body")]

    class Meta:
        verbose_name = _("page about us")
        verbose_name_plural = _("pages about us")

    def clean(self):
        super().clean()
        problems = {}
        if self.slug in TAKEN:
            problems["slug"] = _("/%(slug)s/ is an address of the site itself. Choose another slug.") % {
                "slug": self.slug
            }
        same = InfoPage.objects.filter(policy=self.policy, locale=self.locale_id, live=True).exclude(
            pk=self.pk
        )
        if self.policy and (other := same.first()):
            problems["policy"] = _("“%(title)s” is that page already.") % {"title": other.title}
        if problems:
            raise ValidationError(problems)
