"""The public pages on which a reader follows a story by mail, confirms it, and leaves."""

from django import forms
from django.db import transaction
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from articles import following
from articles.limits import TooMany, place_of
from articles.storydoor import below, of_story


class FollowForm(forms.Form):
    """An address, and a field that only programs fill in."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail"), max_length=254, widget=forms.EmailInput({"autocomplete": "email"})
    )
    website = forms.CharField(required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)


# No cookie says who sends this, so there is nothing that another site could abuse.
@csrf_exempt
@of_story
def follow(request, story):
    """The form; then the same words whoever it was."""
    if request.method != "POST":
        return below(request, "articles/follow.html", story, form=FollowForm())
    form = FollowForm(request.POST)
    if not form.data.get("website"):
        if not form.is_valid():
            return below(request, "articles/follow.html", story, 400, form=form)
        try:
            with transaction.atomic():
                following.ask(story, form.cleaned_data["email"], place_of(request), timezone.now())
        except TooMany as refusal:
            return below(request, "articles/follow.html", story, 429, form=form, refusal=str(refusal))
    words = _(
        "Look into your mailbox: a mail asks whether it was you. Nothing else is sent before you say so."
    )
    return below(request, "articles/follow.html", story, thanks=words)


@csrf_exempt
@never_cache
@transaction.non_atomic_requests
def confirm(request, token):
    """A button, because programs that look through mail open every link."""
    if request.method != "POST":
        return _page(request, button=_("Yes, follow this story"))
    row = following.confirm(token, timezone.now())
    if row is None:
        return _page(
            request, words=_("This link is not valid any more. Ask again on the story’s page."), status=404
        )
    return _page(request, words=_("You will hear when it changes."), back=row.story.url)


@csrf_exempt
@never_cache
@transaction.non_atomic_requests
def stop(request, token):
    """One click, or none from a mail program that knows RFC 8058."""
    if request.method != "POST":
        return _page(request, button=_("No more mails about this story"))
    following.stop(token)
    return _page(request, words=_("No more mails. The address is forgotten."))


def _page(request, status=200, **context):
    answer = render(request, "articles/follow_link.html", context, status=status)
    answer["X-Robots-Tag"] = "noindex"
    answer["Referrer-Policy"] = "no-referrer"  # the address holds a secret
    return answer
