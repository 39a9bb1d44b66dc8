"""The library's room in the admin: its lists and its two forms."""

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets.button import Button, HeaderButton
from wagtail.snippets.views import snippets

from sources.card import CardView
from sources.choosers import (
    PublisherChooserViewSet,
    SourceChooserViewSet,
    filed_under,
    found_by_address,
    published,
)
from sources.models import Publisher, Source


def short_address(source: Source) -> str:
    """Enough of the address to know the site and the page; a long one would push the list off the screen."""
    return Truncator((source.url or "").partition("://")[2]).chars(45)


class SourceIndexView(snippets.IndexView):
    """The list of sources; a pasted address finds its source. Duplicates that were merged stand on the card of the one
    that stayed."""

    def get_base_queryset(self):
        return super().get_base_queryset().filter(merged_into=None)

    @cached_property
    def header_buttons(self):
        web = HeaderButton(_("Add from the web"), url=reverse("library_web"), icon_name="globe")
        return [*super().header_buttons, *([web] if self.add_url else [])]

    @cached_property
    def header_more_buttons(self):
        imported = Button(_("Import a list"), url=reverse("library_import"), icon_name="upload", priority=90)
        return [*super().header_more_buttons, *([imported] if self.add_url else [])]

    def search_queryset(self, queryset):
        """Words are looked for among those of the chosen filters, whatever these ask."""
        found = found_by_address(queryset, self.search_query) if self.is_searching else None
        if found is not None:
            return found
        if self.is_searching and self.is_filtering:
            queryset = self.get_base_queryset().filter(pk__in=queryset.order_by().values("pk"))
        return super().search_queryset(queryset)


FILTERS = {
    "no_address": (_("Without a web address"), lambda rows: rows.filter(url=None)),
    "unseen": (_("Never looked at"), lambda rows: rows.filter(checked_at=None, url__isnull=False)),
    "marked": (
        _("Marked as corrected, retracted or compromised"),
        lambda rows: rows.filter(retraction__isnull=False),
    ),
    "unnamed": (_("Not named"), lambda rows: rows.exclude(unnamed_why="")),
    "twice": (_("May be there twice"), lambda rows: rows.filter(Exists(_same()))),
}


def _same():
    """Other sources of the same title and publisher."""
    others = Source.objects.filter(merged_into=None, title=OuterRef("title")).exclude(pk=OuterRef("pk"))
    return others.annotate(whose=Coalesce("publisher", 0)).filter(whose=Coalesce(OuterRef("publisher"), 0))


def filters() -> dict:
    """What the list can be narrowed to. What depends on stories, their app adds (hook `source_filters`)."""
    return FILTERS | {name: told for add in hooks.get_hooks("source_filters") for name, told in add().items()}


def families() -> list[tuple[str, str]]:
    """Owners and groups that stand behind publishers."""
    owners = Publisher.objects.exclude(owner="").order_by("owner").values_list("owner", flat=True).distinct()
    return [(owner, owner) for owner in owners]


class SourceFilterSet(WagtailFilterSet):
    """How the list of sources is narrowed."""

    family = ChoiceFilter(label=_("Family"), choices=families, method="of_family")
    only = ChoiceFilter(
        label=_("Only"),
        choices=lambda: [(name, label) for name, (label, _rule) in filters().items()],
        method="only_those",
    )

    class Meta:
        model = Source
        fields = ["kind", "publisher", "state"]

    def of_family(self, rows, name, value):
        """The publishers of one owner, and the owner itself, as origins are counted."""
        return rows.filter(Q(publisher__owner__iexact=value) | Q(publisher__name__iexact=value))

    def only_those(self, rows, name, value):
        return filters()[value][1](rows)


class LeadsToExisting:
    """A form that, where the address is taken, leads to the source that has it."""

    def form_invalid(self, form):
        response = super().form_invalid(form)
        other = filed_under(form.data.get("url_as_typed", "")) if "url_as_typed" in form.errors else None
        if other and other != form.instance:
            edit = messages.button(reverse(self.edit_url_name, args=[other.pk]), _("Open it"))
            message = _("This address is already source “%(title)s”.") % {"title": other.title}
            messages.warning(self.request, message, buttons=[edit])
        return response


class SourceCreateView(LeadsToExisting, snippets.CreateView):
    pass


class SourceEditView(LeadsToExisting, snippets.EditView):
    pass


class SourceViewSet(snippets.SnippetViewSet):
    """Sources: what our claims rest on."""

    model = Source
    icon = "doc-full"
    menu_label = _("All sources")
    index_view_class = SourceIndexView
    add_view_class = SourceCreateView
    edit_view_class = SourceEditView
    chooser_viewset_class = SourceChooserViewSet
    list_display = [
        "title",
        Column(
            "publisher",
            label=_("Publisher"),
            accessor=lambda s: s.publisher or "",
            sort_key="publisher__name",
        ),
        Column("get_kind_display", label=_("Kind"), sort_key="kind"),
        Column("published_on", label=_("Published"), accessor=published, sort_key="published_on"),
        Column("url", label=_("Web address"), accessor=short_address, sort_key="url"),
        Column("state", label=_("State"), accessor="get_state_display", sort_key="state"),
    ]
    filterset_class = SourceFilterSet
    list_per_page = 50
    copy_view_enabled = False  # a copy would have the same address, which can't be
    inspect_view_enabled = True
    inspect_view_class = CardView
    inspect_view_fields = [
        "title",
        "url",
        "url_as_typed",
        "final_url",
        "kind",
        "publisher",
        "authors",
        "published_on",
        "language",
        "derived_from",
        "unnamed_why",
        "note",
    ]
    panels = [
        MultiFieldPanel(
            [
                FieldPanel("url_as_typed"),
                FieldPanel("title"),
                FieldRowPanel([FieldPanel("kind"), FieldPanel("published_on")]),
                FieldPanel("publisher"),
                FieldRowPanel([FieldPanel("authors"), FieldPanel("language")]),
            ],
            heading=_("What it is"),
            help_text=_("As readers will see it wherever a claim cites it."),
        ),
        MultiFieldPanel(
            [FieldPanel("derived_from"), FieldPanel("note")],
            heading=_("Where it comes from"),
            help_text=_("A reprint is no second source: two reports from one agency text count once."),
        ),
        MultiFieldPanel(
            [FieldPanel("unnamed_why")],
            heading=_("A person we don't name"),
            help_text=_(
                "Leave this empty for a source that is named. Never write the name anywhere: whoever knows it says so "
                "on the card, and a managing editor agrees before a story rests on it."
            ),
            classname="collapsed",
        ),
    ]

    def get_queryset(self, request):
        return Source.objects.select_related("publisher")


class PublisherViewSet(snippets.SnippetViewSet):
    """Publishers: who stands behind the sources."""

    model = Publisher
    icon = "site"
    chooser_viewset_class = PublisherChooserViewSet
    list_display = [
        "name",
        Column("get_kind_display", label=_("Kind"), sort_key="kind"),
        Column("owner", label=_("Owner or group"), sort_key="owner"),
        Column("country", label=_("Country"), sort_key="country"),
        Column("site", label=_("Website")),
    ]
    list_filter = ["kind", "country"]
    list_per_page = 50
    copy_view_enabled = False
    inspect_view_enabled = True
    inspect_view_fields = ["name", "slug", "site", "kind", "owner", "country", "note"]
    panels = [
        MultiFieldPanel(
            [
                FieldPanel("name"),
                FieldRowPanel([FieldPanel("kind"), FieldPanel("country")]),
                FieldPanel("site"),
            ],
            heading=_("Who it is"),
        ),
        MultiFieldPanel(
            [FieldPanel("owner"), FieldPanel("note")],
            heading=_("What readers should know"),
            help_text=_("They stand on the publisher's page, next to the sources we have from it."),
        ),
        MultiFieldPanel([FieldPanel("slug")], heading=_("Address on our site"), classname="collapsed"),
    ]


class LibraryGroup(snippets.SnippetViewSetGroup):
    """Both lists under one entry of the menu."""

    items = (SourceViewSet, PublisherViewSet)
    menu_label = _("Sources")
    menu_name = "sources"
    menu_icon = "doc-full"
    menu_order = 300
