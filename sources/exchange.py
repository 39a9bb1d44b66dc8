"""Lists of references in the admin: the screen on which one is imported, and files to take along."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView
from wagtail.admin import messages

from sources import importing
from sources.references import read, write
from sources.references.read import NotAList
from sources.room import LibraryScreen


class ListForm(forms.Form):
    """A list, as a file or as text."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        required=False,
        help_text=gettext_lazy("CSL-JSON, BibTeX or RIS; at most 1 MB and 500 references."),
    )
    text = forms.CharField(
        label=gettext_lazy("Or its text"),
        required=False,
        strip=False,
        widget=forms.Textarea({"rows": 8, "spellcheck": "false"}),
    )

    def clean(self):
        """`entries` are what the list says, `list` is its text."""
        cleaned = super().clean()
        try:
            file = cleaned.get("file")
            text = read.decoded(file.read(read.MOST_BYTES + 1)) if file else cleaned.get("text", "")
            if not text.strip():
                raise NotAList(_("Choose a file, or paste the list."))
            return cleaned | {"list": text, "entries": read.read(text)}
        except NotAList as refusal:
            raise forms.ValidationError(str(refusal)) from None


class ImportView(LibraryScreen, FormView):
    """First what would become of each reference; then, by the same text, the import."""

    page_title = gettext_lazy("Import a list")
    header_icon = "upload"
    template_name = "sources/admin/import.html"
    form_class = ListForm
    index_url_name = "library_import"

    def form_valid(self, form):
        rows = importing.plan(form.cleaned_data["entries"], self.request.user)
        if "make" not in self.request.POST:
            return self._preview(form.cleaned_data["list"], rows)
        made = importing.make(rows, by=self.request.user)
        words = ngettext(
            "%(n)s source is in the library now.", "%(n)s sources are in the library now.", len(made)
        )
        messages.success(self.request, words % {"n": len(made)})
        left = [row for row in rows if row.problem]
        if not left:
            return redirect("wagtailsnippets_sources_source:list")
        return self._preview(read.joined(row.entry for row in left), left, is_rest=True)

    def _preview(self, text, rows, is_rest=False):
        """The table of what becomes of each; what could not be taken stays in the text, to be corrected."""
        context = self.get_context_data(
            form=ListForm(initial={"text": text}),
            rows=rows,
            text=text,
            new=sum(row.is_new for row in rows),
            is_rest=is_rest,
        )
        return self.render_to_response(context)


def as_file(sources, form: str, name: str) -> HttpResponse:
    """The sources as a file of this form (`json`, `bib`, `ris`) to be put away."""
    to_text, kind = write.FORMATS[form]
    return HttpResponse(
        to_text(sources),
        content_type=f"{kind}; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.{form}"'},
    )


urlpatterns = [path("library/import/", ImportView.as_view(), name="library_import")]
