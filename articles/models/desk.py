"""Home, and the desks below it. A desk is a place in the page tree: permissions and workflows follow the tree."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, PageChooserPanel
from wagtail.models import Page
from wagtail.search import index

from articles.forms import CopyAsDraftForm
from articles.models import front
from articles.models.permission import PlacePermissionTester
from articles.models.taken import TAKEN


class HomePage(Page):
    """The front page. What stands on it is worked out; an editor may choose what leads."""

    lead = models.ForeignKey(
        "articles.StoryPage",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("leading story"),
        help_text=_("Empty: the newest brief."),
    )

    template = "articles/home_page.html"
    max_count = 1
    subpage_types = ["articles.DeskPage", "articles.InfoPage"]
    content_panels = [*Page.content_panels, PageChooserPanel("lead", "articles.StoryPage")]
    copy_form_class = CopyAsDraftForm

    class Meta:
        verbose_name = _("home")

    def permissions_for_user(self, user):
        return PlacePermissionTester(user, self)

    def get_context(self, request, *args, **kwargs):
        return super().get_context(request, *args, **kwargs) | front.home_context(self)


class DeskPage(Page):
    """A section that owns stories. Its slug is the first part of their addresses."""

    description = models.TextField(_("description"), blank=True)

    template = "articles/desk_page.html"
    parent_page_types = ["articles.HomePage"]
    subpage_types = ["articles.BriefPage", "articles.ArticlePage"]
    content_panels = [*Page.content_panels, FieldPanel("description")]
    search_fields = [*Page.search_fields, index.SearchField("description")]
    copy_form_class = CopyAsDraftForm

    class Meta:
        verbose_name = _("desk")
        verbose_name_plural = _("desks")

    def permissions_for_user(self, user):
        return PlacePermissionTester(user, self)

    def free_slug(self, headline: str) -> str:
        """An address for a new story that no other story here has."""
        plain = slugify(headline, allow_unicode=True)[:80].strip("-") or "story"
        taken = set(self.get_children().filter(slug__startswith=plain).values_list("slug", flat=True))
        candidates = (plain, *(f"{plain}-{n}" for n in range(2, len(taken) + 3)))
        return next(slug for slug in candidates if slug not in taken)

    def clean(self):
        super().clean()
        if self.slug in TAKEN:
            raise ValidationError(
                {
                    "slug": _("/%(slug)s/ is an address of the site itself. Choose another slug.")
                    % {"slug": self.slug}
                }
            )

    def get_context(self, request, *args, **kwargs):
        return super().get_context(request, *args, **kwargs) | front.desk_context(self, request.GET)


def desks_of(user) -> list[DeskPage]:
    """The desks where this person may start a story."""
    return [
        desk
        for desk in DeskPage.objects.order_by("path")
        if desk.permissions_for_user(user).can_add_subpage()
    ]
