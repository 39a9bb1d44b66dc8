"""The card of one source in the admin: what it is, whether it is there, what it said, and what is cited of it."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.storage import storages
from django.db import transaction
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from wagtail import hooks
from wagtail.log_actions import log
from wagtail.snippets.views import snippets

from sources import alike, jobs, merging, recording, telling
from sources.keeping import keep
from sources.models import Copy, Likeness, Source, knower
from sources.reading import apart
from sources.reading.plain import plain
from sources.reading.result import Reading
from sources.room import may

CHECKS, COPIES = 30, 30  # entries that are shown
MOST_UPLOADED = 20_000_000  # bytes


class CardView(snippets.InspectView):
    """Wagtail's page about a snippet, with what the library knows beside it."""

    template_name = "sources/admin/card.html"
    page_title = gettext_lazy("Card")

    def get_context_data(self, **kwargs):
        source = self.object
        may_change = may(self.request.user, "change")
        return super().get_context_data(**kwargs) | {
            "source": source,
            "checks": source.checks.select_related("by")[:CHECKS],
            "copies": source.copies.defer("text", "whole")[:COPIES],
            "excerpts": source.excerpts.order_by("pk"),
            "retractions": source.retractions.all(),
            "known_to": knower.standing([source.pk]).count() if source.unnamed_why else 0,
            "is_known_to_me": knower.standing([source.pk]).filter(by=self.request.user).exists(),
            "knowers": knower.standing([source.pk]) if may_read_names(self.request.user) else None,
            "suspects": [] if source.merged_into_id else merging.suspects(source),
            "may_merge": self.request.user.has_perm(merging.PERMISSION),
            "sections": [show(self.request, source) for show in hooks.get_hooks("source_card")],
            "alike": alike.open_for([source.pk]),
            "may_change": may_change,
            "may_retract": self.request.user.has_perm("sources.retract_source"),
            "upload": UploadForm(),
        }


def may_read_names(user) -> bool:
    """May this person read who knows the people whom we don't name?"""
    return user.has_perm("sources.view_knower")


class UploadForm(forms.Form):
    """A copy that a person brings: a file, or the text itself."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        required=False,
        help_text=gettext_lazy("A page saved from the browser, a PDF or plain text, at most 20 MB."),
    )
    text = forms.CharField(
        label=gettext_lazy("Or its text"),
        required=False,
        widget=forms.Textarea({"rows": 4}),
        max_length=1_000_000,
    )

    def clean(self):
        file, text = self.cleaned_data.get("file"), self.cleaned_data.get("text", "").strip()
        if not file and not text:
            raise forms.ValidationError(_("Choose a file, or paste the text."))
        if file and file.size > MOST_UPLOADED:
            message = _("The file has %(size)s MB; the limit is 20 MB. Store the pages that you cite.")
            raise forms.ValidationError(message % {"size": file.size // 1_000_000})

    def read(self) -> tuple[Reading, bytes]:
        """What it says, and the file as it came; of a pasted text there is none."""
        if file := self.cleaned_data["file"]:
            raw = file.read()
            return apart.read(raw, file.content_type or "", ""), raw
        text = plain(self.cleaned_data["text"])
        return Reading(text=text, whole=text), b""


def _changeable(request, pk: int) -> Source:
    if not may(request.user, "change"):
        raise PermissionDenied
    return get_object_or_404(Source, pk=pk)


def _card(source: Source):
    return redirect(reverse("wagtailsnippets_sources_source:inspect", args=[source.pk]))


@require_POST
def check_now(request, pk):
    """Puts a look at the source into the queue."""
    source = _changeable(request, pk)
    if not source.url:
        messages.error(request, _("The source has no web address, so there is nothing to look at."))
    elif jobs.ask([source.pk], by=request.user):
        messages.success(
            request, _("The source is being looked at. What comes of it stands here in a moment.")
        )
    else:
        messages.warning(request, _("A look at this source is waiting already."))
    return _card(source)


@require_POST
@transaction.non_atomic_requests  # to read a file takes seconds, in which nobody else could write on SQLite
def upload(request, pk):
    """Keeps a copy that a person brings, and looks for what is cited in it."""
    source = _changeable(request, pk)
    form = UploadForm(request.POST, request.FILES)
    reading, raw = form.read() if form.is_valid() else (None, b"")
    if reading is None or not reading.text:
        problem = " ".join(form.non_field_errors()) or (reading and reading.problem)
        messages.error(
            request, problem or _("There is no text in this file, so nothing in it can be looked up.")
        )
        return _card(source)
    _keep(source, reading, raw, request.user)
    messages.success(request, _("The copy is kept."))
    return _card(source)


@transaction.atomic
def _keep(source: Source, reading: Reading, raw: bytes, by) -> None:
    source = Source.objects.select_for_update().get(pk=source.pk)
    source.copy = keep(source, reading, timezone.now(), by=by, raw=raw)
    source.save(update_fields=["copy"])
    alike.note(source, reading.text)
    telling.tell(source, recording.look_for_excerpts(source, source.copy))
    log(source, "sources.copy_uploaded", user=by, data={"sha256": source.copy.sha256})


def _readable(request, pk: int) -> Copy:
    if not may(request.user, "view", "change"):
        raise PermissionDenied
    return get_object_or_404(Copy.objects.select_related("source"), pk=pk)


def copy(request, pk):
    """The text of a copy, as text and nothing else."""
    row = _readable(request, pk)
    return render(request, "sources/admin/copy.html", {"copy": row, "page_title": _("Kept copy")})


def copy_file(request, pk):
    """What came, as it came: to be put away, never to be shown, because it is a stranger's."""
    row = _readable(request, pk)
    if not row.file:
        raise Http404
    file, kind = storages["evidence"].open(row.file), "application/octet-stream"
    return FileResponse(file, as_attachment=True, filename=row.file.rpartition("/")[2], content_type=kind)


@require_POST
def know(request, pk):
    """Somebody's own word that they know who an unnamed source is, or that they don't any more."""
    source = _changeable(request, pk)
    if not source.unnamed_why:
        messages.error(request, _("The source is named, or nobody has given a reason yet."))
    elif "take_back" in request.POST:
        knower.take_back(source, request.user)
        messages.success(request, _("Noted: you don’t know who this is."))
    else:
        knower.say(source, request.user)
        messages.success(
            request, _("Noted: you know who this is. Only managing editors read that it is you.")
        )
    telling.tell(source)
    return _card(source)


@require_POST
def rule(request, pk):
    """What an editor says of two sources whose texts are nearly the same."""
    row = get_object_or_404(Likeness, pk=pk)
    source = _changeable(
        request, row.second_id if request.POST.get("card") == str(row.second_id) else row.first_id
    )
    try:
        alike.rule(row, request.POST.get("ruling", ""), request.user)
    except ValueError as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("Noted. Where one reprints the other, both count as one origin."))
    return _card(source)


urlpatterns = [
    path("library/<int:pk>/check/", check_now, name="library_check"),
    path("library/<int:pk>/upload/", upload, name="library_upload"),
    path("library/<int:pk>/know/", know, name="library_know"),
    path("library/alike/<int:pk>/", rule, name="library_alike"),
    path("library/copies/<int:pk>/", copy, name="library_copy"),
    path("library/copies/<int:pk>/file/", copy_file, name="library_copy_file"),
]
