"""The desk board in the admin: seven columns, cards that move by button, by key and by drag, and their plans."""

import hashlib
import re

from django import forms
from django.contrib import messages
from django.http import HttpResponseNotModified, JsonResponse
from django.shortcuts import redirect
from django.urls import path, reverse, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets import AdminDateInput, AdminDateTimeInput

from articles import moving, planning
from articles.clearance import Refused
from articles.models import Assignment, DeskPage, Topic
from articles.models.board import Card, Filters, columns, people_on_the_board
from articles.models.desk import desks_of
from articles.models.permission import may, people_who_may, works_anywhere
from articles.room import DeskScreen, StoryScreen
from articles.stages import WANTS_REASON, Stage
from sources.asked import key
from sources.models.person import name_of

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')  # another one for each answer
DUE = (("late", gettext_lazy("Late")), ("today", gettext_lazy("Due today")))


class BoardView(DeskScreen):
    """The board. With `columns` in the query only its columns, for the script that keeps it fresh."""

    page_title = gettext_lazy("Desk")
    is_board = True
    template_name = "articles/admin/board.html"

    def enter(self, request, *args, **kwargs):
        if not works_anywhere(request.user):
            raise Refused(_("The desk board is for those who write, check or edit on a desk."))

    def get_template_names(self):
        return ["articles/admin/_board.html"] if "columns" in self.request.GET else [self.template_name]

    def get(self, request, *args, **kwargs):
        response = self.show()
        if "columns" not in request.GET:
            return response
        shown = TOKEN.sub("", response.rendered_content)
        seen = f'"{hashlib.sha256(shown.encode()).hexdigest()[:32]}"'
        if request.headers.get("If-None-Match") == seen:
            return HttpResponseNotModified()
        response["ETag"] = seen
        response["Cache-Control"] = "private, no-store"
        return response

    def get_context_data(self, **kwargs):
        asked, user, now = self.request.GET, self.request.user, timezone.now()
        filters = filters_of(asked, user)
        desks = list(DeskPage.objects.order_by("title").only("title", "path"))
        board = columns(user, filters, desks, now, midnight(now))
        shown = {
            "columns": [(column, [card_shown(card, now) for card in column.cards]) for column in board],
            "now": now,
        }
        if "columns" in asked:
            return shown
        return (
            super().get_context_data(**kwargs)
            | shown
            | {
                "desks": desks,
                "people": people_on_the_board(),
                "topics": Topic.objects.order_by("name"),
                "due": DUE,
                "asked": asked,
                "may_plan": works_anywhere(user, "add"),
            }
        )


def midnight(now):
    return timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)


def filters_of(asked, user) -> Filters:
    """What the query asks for; what it does not make sense of it leaves out."""
    person = user.pk if asked.get("person") == "me" else key(asked.get("person")) or None
    return Filters(key(asked.get("desk")) or None, person, asked.get("topic", "")[:200], asked.get("due", ""))


def card_shown(card: Card, now) -> dict:
    """A card as the template prints it: where its headline leads, and each move with its words."""
    if "change" in card.permissions:
        link = reverse("wagtailadmin_pages:edit", args=[card.story.pk])
    elif "check" in card.permissions:
        link = reverse("desk_check", args=[card.story.pk])
    else:
        link = reverse("desk_timeline", args=[card.story.pk])
    moves = [
        {
            "to": to,
            "words": VERBS[card.stage, to],
            "wants_reason": (card.stage, to) in WANTS_REASON,
            "wants_time": to is Stage.SCHEDULED,
        }
        for to in card.moves
    ]
    shown = {"card": card, "story": card.story, "plan": card.plan, "link": link, "moves": moves}
    return shown | {"is_late": card.is_late(now)}


VERBS = {
    (Stage.PITCH, Stage.DRAFT): gettext_lazy("Take it"),
    (Stage.DRAFT, Stage.CHECK): gettext_lazy("Submit for fact-check"),
    (Stage.CHECK, Stage.EDIT): gettext_lazy("Finish the check"),
    (Stage.CHECK, Stage.DRAFT): gettext_lazy("Send back"),
    (Stage.EDIT, Stage.READY): gettext_lazy("Approve, publish later"),
    (Stage.EDIT, Stage.PUBLISHED): gettext_lazy("Approve and publish"),
    (Stage.EDIT, Stage.DRAFT): gettext_lazy("Send back"),
    (Stage.READY, Stage.SCHEDULED): gettext_lazy("Schedule"),
    (Stage.READY, Stage.PUBLISHED): gettext_lazy("Publish now"),
    (Stage.SCHEDULED, Stage.READY): gettext_lazy("Unschedule"),
}


class MoveForm(forms.Form):
    """Where a card goes, which version was on it, and what the move wants to know."""

    to = forms.ChoiceField(choices=Stage.choices)
    revision = forms.IntegerField(required=False)
    reason = forms.CharField(required=False, max_length=2000)
    at = forms.DateTimeField(
        required=False, input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"]
    )


class MoveView(StoryScreen):
    """Moves one card. A script gets JSON, a form leads back to the board; both are told what happened."""

    def get(self, request, *args, **kwargs):
        return redirect("desk_board")

    def post(self, request, *args, **kwargs):
        form = MoveForm(request.POST)
        if not form.is_valid():
            return self.answer(form.errors.as_text(), 400)
        told = form.cleaned_data
        try:
            stage = moving.move(
                self.story.pk, told["to"], request.user, told["revision"], told["reason"], told["at"]
            )
        except Refused as refusal:
            return self.answer(str(refusal), 409)
        words = _("“%(headline)s” is in %(stage)s now.")
        return self.answer(
            words % {"headline": self.story.title, "stage": stage.label if stage else "–"}, 200
        )

    def answer(self, message: str, status: int):
        if self.request.headers.get("Accept") == "application/json":
            return JsonResponse({"message": message}, status=status)
        if status == 200:
            messages.success(self.request, message)
            return redirect("desk_board")
        return board_with(self.request, message, status)


def board_with(request, refusal: str, status: int):
    screen = BoardView()
    screen.setup(request)
    return screen.show(status, refusal=refusal)


class AssignmentForm(forms.ModelForm):
    """The plan of one story. What this person may not set is shown and not changed."""

    class Meta:
        model = Assignment
        fields = planning.PLANNED
        widgets = {
            "planned_on": AdminDateInput,
            "due_at": AdminDateTimeInput,
            "embargo_until": AdminDateTimeInput,
            "note": forms.Textarea({"rows": 3}),
        }

    def __init__(self, *args, story, user, **kwargs):
        super().__init__(*args, **kwargs)
        for role, action in (("owner", "change"), ("checker", "check"), ("editor", "approve")):
            able = set(people_who_may(action, story).values_list("pk", flat=True))
            present = getattr(self.instance, f"{role}_id")
            people = self.fields[role].queryset
            self.fields[role].queryset = people.filter(pk__in=able | {present}).order_by("username")
            self.fields[role].label_from_instance = name_of
        if not may(user, "approve", story):
            for name in planning.EDITORS_ONLY:
                self.fields[name].disabled = True


class AssignmentView(StoryScreen):
    """Who does it, when it is due, and what the next person should know."""

    needs = ("change", "approve")
    page_title = gettext_lazy("Assignment")
    header_icon = "user"
    template_name = "articles/admin/plan.html"

    def form(self, data=None) -> AssignmentForm:
        plan = Assignment.objects.get(pk=self.story.pk)
        return AssignmentForm(data, instance=plan, story=self.story, user=self.request.user)

    def get(self, request, *args, **kwargs):
        return self.show(form=self.form())

    def get_context_data(self, **kwargs):
        seen = planning.seal(Assignment.objects.get(pk=self.story.pk))
        return super().get_context_data(**kwargs) | {"seen": seen}

    def post(self, request, *args, **kwargs):
        form = self.form(request.POST)
        if not form.is_valid():
            return self.show(400, form=form)
        try:
            changed = {name: form.cleaned_data[name] for name in form.changed_data}
            planning.plan_for(self.story.pk, changed, request.user, request.POST.get("seen", ""))
        except Refused as refusal:
            return self.show(409, form=form, refusal=str(refusal))
        return self.done(_("The assignment is saved."), "desk_assignment")


class PitchForm(forms.Form):
    """A story to be: a headline, its desk, a day and a note."""

    headline = forms.CharField(label=gettext_lazy("Headline"), max_length=250)
    desk = forms.ChoiceField(label=gettext_lazy("Desk"))
    planned_on = forms.DateField(label=gettext_lazy("Planned for"), required=False, widget=AdminDateInput)
    due_at = forms.DateTimeField(label=gettext_lazy("Due"), required=False, widget=AdminDateTimeInput)
    note = forms.CharField(
        label=gettext_lazy("Note"), required=False, widget=forms.Textarea({"rows": 3}), max_length=5000
    )

    def __init__(self, *args, desks, **kwargs):
        super().__init__(*args, **kwargs)
        self.desks = {str(desk.pk): desk for desk in desks}
        self.fields["desk"].choices = [(key, desk.title) for key, desk in self.desks.items()]


class PitchView(DeskScreen):
    """A new pitch: no text yet."""

    page_title = gettext_lazy("New pitch")
    header_icon = "plus"
    template_name = "articles/admin/plan.html"

    def enter(self, request, *args, **kwargs):
        self.desks = desks_of(request.user)
        if not self.desks:
            raise Refused(_("You may not plan stories on any desk."))

    def get(self, request, *args, **kwargs):
        return self.show(form=PitchForm(desks=self.desks))

    def post(self, request, *args, **kwargs):
        form = PitchForm(request.POST, desks=self.desks)
        if not form.is_valid():
            return self.show(400, form=form)
        told = dict(form.cleaned_data)
        desk = form.desks[told.pop("desk")]
        planning.pitch(told.pop("headline"), desk, request.user, **told)
        return redirect("desk_board")


class BoardMenuItem(MenuItem):
    """Shown to whoever works on a desk."""

    def is_shown(self, request):
        return works_anywhere(request.user)


def menu_item() -> BoardMenuItem:
    return BoardMenuItem(gettext_lazy("Desk"), reverse_lazy("desk_board"), icon_name="tasks", order=50)


urlpatterns = [
    path("desk/", BoardView.as_view(), name="desk_board"),
    path("desk/pitch/", PitchView.as_view(), name="desk_pitch"),
    path("desk/<int:pk>/move/", MoveView.as_view(), name="desk_move"),
    path("desk/<int:pk>/assignment/", AssignmentView.as_view(), name="desk_assignment"),
]
