"""The public form on which a reader says what is wrong."""

from django import forms
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt

from articles import reporting
from articles.limits import TooMany, place_of
from articles.models import Claim
from articles.models.report import SOURCE_LIMIT, TEXT_LIMIT
from articles.storydoor import below, of_story


class ReportForm(forms.Form):
    """What is wrong, how they know, and, if they want an answer or thanks, where and whom."""

    claim = forms.ModelChoiceField(
        Claim.objects.none(),
        required=False,
        to_field_name="number",
        label=gettext_lazy("What is it about?"),
        empty_label=gettext_lazy("The story as a whole"),
    )
    text = forms.CharField(
        label=gettext_lazy("What is wrong?"),
        min_length=10,
        max_length=TEXT_LIMIT,
        widget=forms.Textarea({"rows": 4}),
    )
    source = forms.CharField(
        label=gettext_lazy("How do you know? (optional)"),
        help_text=gettext_lazy("A link or a document helps us most."),
        max_length=SOURCE_LIMIT,
        required=False,
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail (optional)"),
        help_text=gettext_lazy("Only to answer you. Deleted after 90 days."),
        required=False,
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "email"}),
    )
    thanks = forms.CharField(
        label=gettext_lazy("Your name, if we may thank you for it in public (optional)"),
        max_length=100,
        required=False,
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    website = forms.CharField(required=False)  # nobody sees it; a program fills it in

    def __init__(self, *args, story, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["claim"].queryset = Claim.objects.filter(brief_id=story.pk, number__isnull=False)
        self.fields["claim"].label_from_instance = lambda claim: f"{claim.number}. {claim.text[:90]}"


# No cookie says who sends this, so there is nothing that another site could abuse.
@csrf_exempt
@of_story
def report(request, story):
    """The form, what was wrong with it, or thanks."""
    if request.method != "POST":
        return _form(request, story, ReportForm(initial={"claim": request.GET.get("claim")}, story=story))
    form = ReportForm(request.POST, story=story)
    if form.data.get("website"):
        return _thanks(request, story)
    if not form.is_valid():
        return _form(request, story, form, status=400)
    try:
        with transaction.atomic():
            reporting.receive(story, form.cleaned_data, place_of(request), timezone.now())
    except TooMany as refusal:
        return _form(request, story, form, status=429, refusal=str(refusal))
    return _thanks(request, story)


def _form(request, story, form, status=200, refusal=""):
    answer = below(request, "articles/report.html", story, status, form=form, refusal=refusal)
    if status == 429:
        answer["Retry-After"] = "3600"
    return answer


def _thanks(request, story):
    words = _("Thank you. Somebody will look into it.")
    return below(request, "articles/report.html", story, thanks=words)
