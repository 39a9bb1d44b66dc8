"""New brief from text, in the admin: paste, see what was understood, make the draft."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import path, reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.generic import FormView
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from articles import drafting, intake
from articles.models import DeskPage
from articles.models.desk import desks_of
from articles.models.permission import works_anywhere

# What stands in a text without a heading of its own.
WITHOUT_HEADING = {
    "title": _("Headline"),
    "byline": _("Byline"),
    "published": _("Published"),
    "body": _("Text"),
}


def sections_of(parsed: intake.Parsed) -> list[dict]:
    """Each section with its lines and how much was found in it, in words."""
    return [
        {
            "heading": section.heading or WITHOUT_HEADING[section.kind],
            "first": section.first,
            "last": section.last,
            "found": _found(parsed, section.kind),
        }
        for section in parsed.sections
    ]


def _found(parsed: intake.Parsed, kind: str) -> str:
    found = getattr(parsed, kind, None)
    if isinstance(found, str):
        return ngettext("%s character", "%s characters", len(found)) % len(found)
    if isinstance(found, list):
        return ngettext("%s entry", "%s entries", len(found)) % len(found)
    return str(found or _("kept with the text"))


class PastedText(forms.CharField):
    """Any text at all: what no database can hold is shown by its visible sign, where Django would refuse it."""

    def to_python(self, value):
        return drafting.storable(super().to_python(value))


class PasteForm(forms.Form):
    """The pasted text, and where it belongs."""

    text = PastedText(
        label=_("Text"),
        strip=False,
        widget=forms.Textarea({"rows": 18, "dir": "auto"}),
        help_text=_("Paste the brief as it came. Nothing is lost: the whole text is kept beside the draft."),
    )
    origin = forms.CharField(
        label=_("Where it came from"),
        max_length=300,
        required=False,
        help_text=_("As an e-mail, a wire, a colleague."),
    )
    desk = forms.ChoiceField(label=_("Desk"))

    def __init__(self, *args, desks, **kwargs):
        super().__init__(*args, **kwargs)
        self.desks = {str(desk.pk): desk for desk in desks}
        self.fields["desk"].choices = [(pk, desk.title) for pk, desk in self.desks.items()]

    def clean_text(self) -> str:
        try:
            return intake.decode(self.cleaned_data["text"].encode("utf-8", "surrogatepass"))
        except intake.Refused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    def clean_desk(self) -> DeskPage:
        return self.desks[self.cleaned_data["desk"]]


class PasteView(WagtailAdminTemplateMixin, FormView):
    """Shows what a pasted text means; the button “Make the draft” makes it and opens it."""

    form_class = PasteForm
    template_name = "articles/admin/paste.html"
    page_title = _("New brief from text")
    header_icon = "doc-full-inverse"
    _show_breadcrumbs = True
    index_url_name = "paste_brief"
    success_url = reverse_lazy("paste_brief")

    def dispatch(self, request, *args, **kwargs):
        self.desks = desks_of(request.user)
        if not self.desks:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"desks": self.desks}

    def get_template_names(self):
        """A script that asks while somebody types wants the reading alone."""
        is_partial = self.request.headers.get("X-Requested-With") == "XMLHttpRequest"
        return ["articles/admin/_reading.html"] if is_partial else [self.template_name]

    def form_valid(self, form):
        text = form.cleaned_data["text"]
        parsed = intake.parse(text)
        if "make" not in self.request.POST:
            context = self.get_context_data(form=form, parsed=parsed, sections=sections_of(parsed))
            return self.render_to_response(context)
        origin = form.cleaned_data["origin"] or str(_("pasted in the admin"))
        made = drafting.draft(parsed, text, form.cleaned_data["desk"], origin, by=self.request.user)
        for remark in made.remarks:
            messages.warning(self.request, remark)
        messages.success(self.request, _("“%(headline)s” is a draft now.") % {"headline": made.story.title})
        return redirect(reverse("wagtailadmin_pages:edit", args=[made.story.pk]))


class PasteMenuItem(MenuItem):
    """Shown to whoever may start a story somewhere."""

    def is_shown(self, request):
        return works_anywhere(request.user, "add")


def menu_item() -> PasteMenuItem:
    return PasteMenuItem(
        _("New from text"), reverse_lazy("paste_brief"), icon_name="doc-full-inverse", order=90
    )


urlpatterns = [path("new-from-text/", PasteView.as_view(), name="paste_brief")]
