"""My work: what waits for this person, what they were told, and what goes out next. The top of the dashboard."""

from django.utils import timezone
from django.utils.functional import cached_property
from wagtail.admin.ui.components import Component

from articles.deskboard import card_shown, midnight
from articles.models import DeskPage
from articles.models.board import Card, Filters, columns
from articles.models.permission import works_anywhere
from articles.stages import Stage

SHOWN = 10  # entries of each list


class MyWork(Component):
    """The lists. At most nine queries, however much there is."""

    name = "my_work"
    template_name = "articles/admin/my_work.html"
    order = 10

    def __init__(self, user):
        self.user = user
        self.now = timezone.now()

    @cached_property
    def cards(self) -> list[Card]:
        """What is assigned to this person, then the rest of their desks, each story once."""
        desks = list(DeskPage.objects.only("title", "path"))
        since = midnight(self.now)
        mine = columns(self.user, Filters(person=self.user.pk), desks, self.now, since)
        all_of_them = columns(self.user, Filters(), desks, self.now, since)
        cards = {c.story.pk: c for column in (*all_of_them, *mine) for c in column.cards}
        return sorted(cards.values(), key=self.urgency)

    def urgency(self, card: Card) -> tuple:
        due = card.plan.due_at
        return (not self.is_mine(card), -card.plan.priority, due is None, due or self.now, -card.story.pk)

    def is_mine(self, card: Card) -> bool:
        plan = card.plan
        return self.user.pk in (plan.owner_id, plan.checker_id, plan.editor_id)

    def to_write(self) -> list[Card]:
        """My drafts, with what came back."""
        return [
            c for c in self.cards if c.stage in (Stage.PITCH, Stage.DRAFT) and c.plan.owner_id == self.user.pk
        ]

    def to_check(self) -> list[Card]:
        return [
            c for c in self.cards if c.stage is Stage.CHECK and self.may_take(c, "check", c.plan.checker_id)
        ]

    def to_edit(self) -> list[Card]:
        edits = (Stage.EDIT, Stage.READY)
        return [c for c in self.cards if c.stage in edits and self.may_take(c, "approve", c.plan.editor_id)]

    def may_take(self, card: Card, action: str, assigned: int | None) -> bool:
        """Is it mine to do: may I, did nobody else get it, and is it not my own story?"""
        if action not in card.permissions or card.plan.owner_id == self.user.pk:
            return False
        return assigned in (None, self.user.pk)

    def next_out(self) -> list[Card]:
        scheduled = [c for c in self.cards if c.stage is Stage.SCHEDULED and c.story.goes_out_at]
        return sorted(scheduled, key=lambda c: c.story.goes_out_at)

    def get_context_data(self, parent_context):
        lists = {
            "to_write": self.to_write(),
            "to_check": self.to_check(),
            "to_edit": self.to_edit(),
            "next_out": self.next_out(),
        }
        shown = {
            name: [card_shown(card, self.now) for card in cards[:SHOWN]] for name, cards in lists.items()
        }
        unread = self.user.notices.filter(read_at=None).select_related("by").order_by("-at")[:SHOWN]
        waits = any(shown[name] for name in ("to_write", "to_check", "to_edit"))
        return shown | {
            "notices": list(unread),
            "waits": waits,
            "may_plan": works_anywhere(self.user, "add"),
            "now": self.now,
        }


def put_first(request, panels: list) -> None:
    """My work stands above Wagtail's own panels, for whoever works on a desk."""
    if works_anywhere(request.user):
        panels.insert(0, MyWork(request.user))
