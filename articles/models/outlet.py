"""The record about the newsroom itself: who it is, who owns and pays it, who works there."""

from dataclasses import replace

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, ExpressionWrapper, F, OuterRef, Value
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting
from wagtail.models import Orderable, PageViewRestriction

from articles import outlet
from articles.models.info_page import InfoPage
from articles.outlet import PolicyKind


@register_setting(icon="home")
class OutletRecord(ClusterableModel, BaseGenericSetting):
    """One record; the imprint, the structured data and the syndicated forms are worked out from it."""

    legal_name = models.CharField(_("legal name"), max_length=200, blank=True)
    address = models.TextField(_("address"), blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=50, blank=True)
    founded_on = models.DateField(_("founded on"), null=True, blank=True)
    revenue = models.TextField(
        _("revenue"),
        blank=True,
        help_text=_("What you live on: subscriptions, donations, grants, advertising."),
    )

    panels = [
        MultiFieldPanel(
            [
                FieldPanel("legal_name"),
                FieldPanel("address"),
                FieldRowPanel([FieldPanel("email"), FieldPanel("phone"), FieldPanel("founded_on")]),
            ],
            heading=_("Who you are"),
        ),
        InlinePanel("owners", heading=_("Owners"), label=_("owner")),
        FieldPanel("revenue"),
        InlinePanel("public_money", heading=_("Public advertising money"), label=_("year")),
        InlinePanel("masthead", heading=_("Masthead"), label=_("person")),
    ]

    class Meta:
        verbose_name = _("About the outlet")


class OutletOwner(Orderable):
    """Who owns a part of it, or profits from it in the end."""

    outlet = ParentalKey(OutletRecord, on_delete=models.CASCADE, related_name="owners")
    name = models.CharField(_("name"), max_length=200)
    share = models.CharField(_("share"), max_length=100, blank=True)
    country = models.CharField(_("country"), max_length=100, blank=True)
    is_beneficial = models.BooleanField(_("beneficial owner"), default=False)
    is_state = models.BooleanField(_("a state or a public body"), default=False)

    panels = [
        FieldRowPanel([FieldPanel("name"), FieldPanel("share"), FieldPanel("country")]),
        FieldRowPanel([FieldPanel("is_beneficial"), FieldPanel("is_state")]),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("owner")


class OutletMoney(Orderable):
    """What public bodies paid for advertising in a year; nought is a figure, too."""

    outlet = ParentalKey(OutletRecord, on_delete=models.CASCADE, related_name="public_money")
    year = models.PositiveSmallIntegerField(
        _("year"), validators=[MinValueValidator(1900), MaxValueValidator(2200)]
    )
    amount = models.CharField(_("amount with its currency"), max_length=100)
    payer = models.CharField(_("paid by"), max_length=300, blank=True)

    panels = [FieldRowPanel([FieldPanel("year"), FieldPanel("amount"), FieldPanel("payer")])]

    class Meta(Orderable.Meta):
        verbose_name = _("year of public advertising money")


class OutletPerson(Orderable):
    """Somebody in the masthead."""

    outlet = ParentalKey(OutletRecord, on_delete=models.CASCADE, related_name="masthead")
    name = models.CharField(_("name"), max_length=200)
    job = models.CharField(_("job"), max_length=200)
    email = models.EmailField(_("e-mail"), blank=True)

    panels = [FieldRowPanel([FieldPanel("name"), FieldPanel("job"), FieldPanel("email")])]

    class Meta(Orderable.Meta):
        verbose_name = _("person in the masthead")


SIMPLE = ("legal_name", "address", "email", "phone", "revenue", "founded_on")


def read() -> outlet.Outlet:
    """What stands on every page: the record without its rows, and the policies. One query for both, because a page
    waits for each: the columns are those of the record, and a page about us fills the first three and the last."""
    record = OutletRecord.objects.order_by().values_list(Value("record"), *SIMPLE)
    nothing = Value("", output_field=models.TextField())
    pages = _open_pages().values_list(
        Value("policy"), "title", "slug", "policy", nothing, nothing, "reviewed_on"
    )
    told, policies = {}, []
    for what, *values in record.union(pages, all=True):
        if what == "record":
            told = dict(zip(SIMPLE, values, strict=True))
        else:
            title, slug, kind, *_nothing, reviewed_on = values
            policies.append(outlet.Policy(PolicyKind(kind), title, f"/{slug}/", reviewed_on))
    order = list(PolicyKind)
    policies.sort(key=lambda policy: order.index(policy.kind))
    return outlet.Outlet(name=settings.SITE_NAME, policies=tuple(policies), **told)


def _open_pages():
    """The pages about us that lay something down and that anybody may read."""
    path = ExpressionWrapper(OuterRef("path"), output_field=models.CharField())
    above = PageViewRestriction.objects.annotate(of=path).filter(of__startswith=F("page__path"))
    return InfoPage.objects.live().exclude(policy="").filter(~Exists(above)).order_by()


def read_whole() -> outlet.Outlet:
    """All of it. Five queries."""
    record = OutletRecord.objects.first() or OutletRecord()
    owners = ("name", "share", "country", "is_beneficial", "is_state")
    return replace(
        read(),
        owners=_rows(record.owners, outlet.Owner, owners),
        masthead=_rows(record.masthead, outlet.Colleague, ("name", "job", "email")),
        public_money=_rows(record.public_money, outlet.PublicMoney, ("year", "amount", "payer")),
    )


def _rows(found, kind: type, names: tuple[str, ...]) -> tuple:
    return tuple(kind(**{name: getattr(row, name) for name in names}) for row in found.all())
