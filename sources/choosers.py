"""How does an editor pick a source or a publisher, or add one without leaving the page?

The modals are Wagtail's. Two things are ours: what looks like a web address is looked up as one, and a form
that would add what the library already has offers the existing one instead. The offer is a small form of its
own that the modal's script sends like the creation form: it needs no script of ours and works by keyboard.
"""

from django import forms
from django.contrib.admin.utils import quote
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm, SearchFilterMixin
from wagtail.admin.forms.models import formfield_for_dbfield
from wagtail.admin.ui.tables import Column
from wagtail.permissions import policy_registry
from wagtail.snippets.views import chooser

from sources import proposing
from sources.links import pasted, twins
from sources.models import Publisher, Source

SUGGESTED_PUBLISHERS = 500  # names offered while typing; the field takes any other name too


def at_address(sources: QuerySet, text: str) -> QuerySet | None:
    """The sources filed under a web address, else those whose address begins with it; None if `text` is none.

    http and https count as the same here: who pastes either wants the document.
    """
    address = pasted(text)
    if address is None:
        return None
    spellings = twins(address)
    exact = sources.filter(Q(url__in=spellings) | Q(merged__url__in=spellings))
    if exact.exists():
        return exact
    below = Q()
    for spelling in spellings:
        below |= Q(url__startswith=spelling.rstrip("/"))
    return sources.filter(below)


def found_by_address(sources: QuerySet, text: str) -> QuerySet | None:
    """As `at_address`, but None too for words that only resemble an address and match none (`report.pdf`)."""
    found = at_address(sources, text)
    if found is None or "://" in text or found.exists():
        return found
    return None


def filed_under(text: str) -> Source | None:
    """The source that has this web address already, or None."""
    url = pasted(text)
    rows = Source.objects.select_related("publisher", "merged_into__publisher")
    found = rows.filter(url__in=twins(url)).first() if url else None
    return found and found.stands


class SourceFilterForm(SearchFilterMixin, BaseFilterForm):
    """The search box of the source chooser."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["q"].label = _("Search, or paste a web address")
        self.fields["q"].widget.attrs["placeholder"] = _("Title, author, publisher or https://…")

    @property
    def address(self) -> str | None:
        return pasted(self.cleaned_data.get("q", "")) if self.is_bound and self.is_valid() else None

    def filter(self, objects):
        text = self.cleaned_data.get("q", "")
        found = found_by_address(objects, text)
        if found is None:
            return super().filter(objects)
        self.is_searching, self.search_query = True, text
        return found


class CreationForm(forms.ModelForm):
    """A form in a modal: nothing is checked before it is sent, so that what exists is offered at once. Each kind says
    by `existing()` what the library has already under the address or name that was sent, or None."""

    use_required_attribute = False

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user


class PublisherCreationForm(CreationForm):
    """A publisher, added where it is chosen."""

    prefix = "publisher-chooser"

    class Meta:
        model = Publisher
        formfield_callback = formfield_for_dbfield
        fields = ["name", "kind", "site", "owner", "country"]

    def existing(self) -> Publisher | None:
        name = " ".join(self.data.get(self.add_prefix("name"), "").split())
        return Publisher.objects.filter(name__iexact=name).first()

    def clean_name(self):
        if found := self.existing():
            raise forms.ValidationError(
                _("This name is already publisher “%(name)s”. Use it, or change the name."),
                params={"name": found.name},
            )
        return self.cleaned_data["name"]


class SourceCreationForm(CreationForm):
    """A source, added where it is cited. The publisher is a name: a modal can't open a second modal."""

    prefix = "source-chooser"
    publisher_name = forms.CharField(
        label=_("Publisher"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"list": "source-chooser-publishers", "autocomplete": "off"}),
        help_text=_("A name that the library does not have yet is added to it."),
    )

    class Meta:
        model = Source
        fields = [
            "url_as_typed",
            "title",
            "kind",
            "publisher_name",
            "published_on",
            "authors",
            "language",
            "note",
        ]
        widgets = {
            "published_on": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            "note": forms.Textarea(attrs={"rows": 2}),
        }

    field_order = Meta.fields

    def existing(self) -> Source | None:
        return filed_under(self.data.get(self.add_prefix("url_as_typed"), ""))

    def suggested_publishers(self) -> QuerySet:
        return Publisher.objects.values_list("name", flat=True)[:SUGGESTED_PUBLISHERS]

    def clean_publisher_name(self):
        name = " ".join(self.cleaned_data["publisher_name"].split())
        if not name or Publisher.objects.filter(name__iexact=name).exists():
            return name
        if not policy_registry.get_by_type(Publisher).user_has_permission(self.user, "add"):
            raise forms.ValidationError(
                _("The library has no publisher “%(name)s”, and you can't add one. Leave this empty."),
                params={"name": name},
            )
        return name

    def save(self, commit=True):
        if name := self.cleaned_data["publisher_name"]:
            known = Publisher.objects.filter(name__iexact=name).first()
            self.instance.publisher = known or Publisher.objects.create(name=name)
        source = super().save(commit)
        proposing.settle(self.user, source.url, source)
        return source


class OffersExisting:
    """A view with a creation form that offers what exists already."""

    creation_form_template_name = "sources/chooser/creation_form.html"
    chosen_url_name = None

    def get_creation_form_kwargs(self):
        return {**super().get_creation_form_kwargs(), "user": self.request.user}

    def get_creation_form_context_data(self, form):
        context = super().get_creation_form_context_data(form) | {"look_url": self._look_url(form)}
        if form.is_bound and (existing := form.existing()):
            context["existing"] = existing
            context["choose_existing_url"] = self.append_preserved_url_parameters(
                reverse(self.chosen_url_name, args=[quote(existing.pk)])
            )
        return context

    def _look_url(self, form) -> str:
        """Where the form has an address looked up; a publisher has none."""
        return reverse("library_look") if "url_as_typed" in form.fields else ""


class ChosenView(chooser.SnippetChosenView):
    """Chosen from the list by a link, or from the offer of a creation form by its button."""

    def post(self, request, pk):
        return self.get(request, pk)


class CreateView(OffersExisting, chooser.SnippetCreateView):
    pass


class PublisherListing:
    """What the list of publishers to choose from shows."""

    @property
    def columns(self):
        return [
            *super().columns,
            Column("get_kind_display", label=_("Kind")),
            Column("country", label=_("Country")),
        ]


class SourceListing:
    """What the list of sources to choose from shows, and how it is searched."""

    results_template_name = "sources/chooser/source_results.html"
    filter_form_class = SourceFilterForm

    def get_object_list(self):
        return super().get_object_list().filter(merged_into=None).select_related("publisher")

    @property
    def title_column(self):
        column = super().title_column
        column.accessor = "title"
        return column

    @property
    def columns(self):
        return [
            *super().columns,
            Column("publisher", label=_("Publisher"), accessor=lambda source: source.publisher or ""),
            Column("get_kind_display", label=_("Kind")),
            Column("published_on", label=_("Published"), accessor=published),
        ]

    def get_context_data(self, **kwargs):
        return super().get_context_data(address=self.filter_form.address, **kwargs)


def published(source: Source) -> str:
    return date_format(source.published_on, "j M Y") if source.published_on else ""


class PublisherChooseView(OffersExisting, PublisherListing, chooser.ChooseView):
    pass


class PublisherResultsView(OffersExisting, PublisherListing, chooser.ChooseResultsView):
    pass


class SourceChooseView(OffersExisting, SourceListing, chooser.ChooseView):
    pass


class SourceResultsView(OffersExisting, SourceListing, chooser.ChooseResultsView):
    pass


class PublisherChooserViewSet(chooser.SnippetChooserViewSet):
    """Pick or add a publisher."""

    choose_view_class = PublisherChooseView
    choose_results_view_class = PublisherResultsView
    chosen_view_class = ChosenView
    create_view_class = CreateView
    creation_form_class = PublisherCreationForm
    creation_tab_label = _("New publisher")
    create_action_label = _("Add publisher")


class SourceChooserViewSet(chooser.SnippetChooserViewSet):
    """Pick or add a source."""

    choose_view_class = SourceChooseView
    choose_results_view_class = SourceResultsView
    chosen_view_class = ChosenView
    create_view_class = CreateView
    creation_form_class = SourceCreationForm
    creation_tab_label = _("New source")
    create_action_label = _("Add source")
