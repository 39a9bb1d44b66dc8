"""Who stands behind a source."""

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.redirects.models import Redirect
from wagtail.search import index

from sources.kinds import PublisherKind
from sources.links import NotAWebAddress, canonical


class Publisher(index.Indexed, models.Model):
    """Somebody who publishes: a ministry, a newspaper, a person. `owner` names the owner or the group."""

    name = models.CharField(_("name"), max_length=200, unique=True)
    slug = models.SlugField(
        _("slug"),
        max_length=200,
        unique=True,
        allow_unicode=True,
        blank=True,
        help_text=_("Its address below /sources/. An old address leads to the new one."),
    )
    site = models.URLField(_("website"), blank=True, max_length=500)
    kind = models.CharField(
        _("kind"), max_length=20, choices=PublisherKind.choices, default=PublisherKind.OTHER
    )
    owner = models.CharField(_("owner or group"), max_length=200, blank=True)
    country = models.CharField(
        _("country"), max_length=2, blank=True, help_text=_("Two letters, as BE or FR.")
    )
    note = models.TextField(
        _("note"),
        blank=True,
        help_text=_("What it is good for, and where it has an interest. Readers see this."),
    )

    search_fields = [
        index.SearchField("name", boost=2),
        index.AutocompleteField("name"),
        index.SearchField("note"),
        index.FilterField("kind"),
    ]

    class Meta:
        verbose_name = _("publisher")
        verbose_name_plural = _("publishers")
        ordering = ["name"]

    def __str__(self):
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("publisher", args=[self.slug])

    def clean(self):
        self.slug = self.slug or self.free_slug()
        self.country = self.country.upper()
        try:
            self.site = canonical(self.site) if self.site else ""
        except NotAWebAddress as error:
            raise ValidationError({"site": str(error)}) from None

    def free_slug(self) -> str:
        """The name as an address, with a number behind it where another publisher has it already."""
        plain = slugify(self.name, allow_unicode=True)[:190] or "publisher"
        taken = set(
            Publisher.objects.exclude(pk=self.pk)
            .filter(slug__startswith=plain)
            .values_list("slug", flat=True)
        )
        return next(s for s in (plain, *(f"{plain}-{n}" for n in range(2, len(taken) + 3))) if s not in taken)

    def save(self, **kwargs):
        self.slug = self.slug or self.free_slug()
        self.site = canonical(self.site) if self.site else ""
        before = (
            Publisher.objects.filter(pk=self.pk).values_list("slug", flat=True).first() if self.pk else None
        )
        super().save(**kwargs)
        if before and before != self.slug:
            self._lead_here_from(reverse("publisher", args=[before]))

    def _lead_here_from(self, old: str) -> None:
        """The old address leads to the new one, and nothing leads away from the new one any more."""
        new = self.get_absolute_url()
        stale = [Redirect.normalise_path(old), Redirect.normalise_path(new)]
        Redirect.objects.filter(old_path__in=stale, site=None).delete()
        Redirect.add_redirect(old, new)
