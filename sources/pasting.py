"""Addresses that somebody pastes: many on a screen of their own, or one in the form of a new source.

Each is looked at in the background. What the page says of itself goes into the fields of a form that works without it,
too, and an editor says what the source is.
"""

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView
from wagtail.admin import messages

from sources import jobs, proposing
from sources.choosers import SourceCreationForm, filed_under
from sources.kinds import SourceKind
from sources.links import NotAWebAddress, canonical, pasted
from sources.models import Proposal
from sources.room import LibraryScreen, may

AT_ONCE = 20  # addresses on the screen


class AddressesForm(forms.Form):
    """Web addresses, one a line."""

    addresses = forms.CharField(
        label=gettext_lazy("Web addresses"),
        help_text=gettext_lazy("One a line, at most 20 at once."),
        widget=forms.Textarea({"rows": 5, "autocomplete": "off", "spellcheck": "false"}),
        max_length=50_000,
    )

    def __init__(self, *args, places: int, **kwargs):
        super().__init__(*args, **kwargs)
        self.places = places

    def clean_addresses(self) -> list[str]:
        """Their canonical spellings. Nothing is taken while a line is wrong, so nothing has to be pasted twice."""
        lines = [(n, line.strip()) for n, line in enumerate(self.cleaned_data["addresses"].splitlines(), 1)]
        found, wrong = {}, []
        for n, line in lines:
            if not line:
                continue
            try:
                found[pasted(line) or canonical(line)] = n
            except NotAWebAddress as error:
                wrong.append(_("Line %(n)s: %(problem)s") % {"n": n, "problem": error})
        if len(found) > self.places:
            told = _(
                "%(n)s addresses are too many: there is room for %(room)s. Add or leave out some of those below first."
            )
            wrong.append(told % {"n": len(found), "room": self.places})
        if wrong:
            raise forms.ValidationError(wrong)
        return list(found)


class ProposedForm(SourceCreationForm):
    """The form of one pasted address."""

    leave_out = forms.BooleanField(label=gettext_lazy("Leave this one out"), required=False)

    def __init__(self, *args, proposal: Proposal, **kwargs):
        self.proposal = proposal
        super().__init__(
            *args,
            prefix=f"p{proposal.pk}",
            initial={"url_as_typed": proposal.url} | proposal.found,
            **kwargs,
        )

    @property
    def has_title(self) -> bool:
        return bool(self.data.get(self.add_prefix("title"), "").strip())

    @property
    def is_begun(self) -> bool:
        """Has somebody said anything of this source?"""
        texts = ("title", "publisher_name", "authors", "published_on", "language", "note", "unnamed_why")
        has_words = any(self.data.get(self.add_prefix(name), "").strip() for name in texts)
        return has_words or self.data.get(self.add_prefix("kind"), "") not in ("", SourceKind.OTHER)

    @property
    def is_left_out(self) -> bool:
        return self.add_prefix("leave_out") in self.data

    @property
    def said(self) -> dict:
        return said(self.proposal)


class WebView(LibraryScreen, TemplateView):
    """Paste addresses, look at what is proposed for each, and add them to the library."""

    page_title = gettext_lazy("Add from the web")
    template_name = "sources/admin/web.html"
    index_url_name = "library_web"

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.open = list(proposing.open_for(request.user)[:AT_ONCE])

    def post(self, request, *args, **kwargs):
        return self._paste() if "addresses" in request.POST else self._decide()

    def _paste(self):
        form = AddressesForm(self.request.POST, places=AT_ONCE - len(self.open))
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(paste=form))
        for url in form.cleaned_data["addresses"]:
            if known := filed_under(url):
                edit = messages.button(
                    reverse("wagtailsnippets_sources_source:inspect", args=[known.pk]), _("Open it")
                )
                messages.info(self.request, _("The library has this already: %s") % known, buttons=[edit])
            else:
                jobs.look_up(url, self.request.user)
        return redirect("library_web")

    def _decide(self):
        """Adds what has a title and is right, leaves out what is ticked, and keeps the rest as it was typed."""
        forms_ = [self._sent(proposal) for proposal in self.open]
        added = 0
        for form in forms_:
            if form.is_left_out:
                proposing.settle(self.request.user, form.proposal.url)
            elif form.has_title and form.is_valid():
                form.save()
                added += 1
        if added:
            words = ngettext(
                "%(n)s source is in the library now.", "%(n)s sources are in the library now.", added
            )
            messages.success(self.request, words % {"n": added})
        rest = [form for form in forms_ if not form.is_left_out and not form.instance.pk]
        if not rest:
            return redirect("library_web")
        return self.render_to_response(self.get_context_data(proposed=rest))

    def _sent(self, proposal: Proposal) -> ProposedForm:
        """The form as it was sent, or, where nobody has said anything, as its page fills it by now."""
        form = self._form(proposal, self.request.POST)
        return form if form.is_left_out or form.is_begun else self._form(proposal)

    def _form(self, proposal: Proposal, data=None) -> ProposedForm:
        return ProposedForm(data, proposal=proposal, user=self.request.user)

    def get_context_data(self, paste=None, proposed=None, **kwargs):
        if proposed is None:
            proposed = [self._form(proposal) for proposal in self.open]
        room = AT_ONCE - len(self.open)
        return super().get_context_data(**kwargs) | {
            "paste": paste or AddressesForm(places=room),
            "proposed": proposed,
            "publishers": proposed[0].suggested_publishers() if proposed else [],
        }


@require_POST
def look(request):
    """Asks what a page says of itself. Answers as `said`, or that the address is wrong or taken."""
    if not may(request.user, "add"):
        raise PermissionDenied
    text = request.POST.get("url", "")
    try:
        url = pasted(text) or canonical(text)
    except NotAWebAddress as error:
        return JsonResponse({"state": "wrong", "message": str(error)})
    if known := filed_under(url):
        return JsonResponse({"state": "known", "message": _("The library has this already: %s") % known})
    return JsonResponse(said(jobs.look_up(url, request.user)))


def proposal(request, pk):
    """What came of somebody's own pasted address so far, as `said`."""
    return JsonResponse(said(get_object_or_404(Proposal, pk=pk, by=request.user)))


def said(proposal: Proposal) -> dict:
    """A proposal as JSON: `state` is `waiting` or `ready`, `fields` what to put into the form's fields by their names,
    `message` a sentence, `poll` where to ask again."""
    return {
        "state": "waiting" if proposal.looked_at is None else "ready",
        "fields": proposal.found,
        "message": proposing.message(proposal),
        "poll": reverse("library_proposal", args=[proposal.pk]),
    }


urlpatterns = [
    path("library/web/", WebView.as_view(), name="library_web"),
    path("library/web/look/", look, name="library_look"),
    path("library/web/<int:pk>/", proposal, name="library_proposal"),
]
