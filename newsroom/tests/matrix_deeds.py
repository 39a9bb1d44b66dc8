"""A story in every state, and every deed of docs/roles.md as the request that somebody would send."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from wagtail.models import Comment, Page, PageLogEntry

from articles import judging, killing, moving, planning
from articles.checking import Outcome
from articles.models import Assignment, BriefPage, fresh
from articles.stages import Stage
from articles.tests import build, cast
from articles.tests.test_steps import act, verify
from newsroom.tests import matrix
from newsroom.tests.matrix import Request
from sources.models import Confirmation, Excerpt

WHY = "The letter that it rests on is a forgery."


def _pitch(people):
    return planning.pitch("A pitch", build.desk(), people["ines"])


def _draft(people):
    """As the editor writes it: the form of a text that came another way would save it as a changed one."""
    empty = '<p data-block-key="a1b2c"></p>'
    return cast.written_by(people["ines"], title="A story", context=empty, why=empty)


def _check(people):
    story = _draft(people)
    cast.submit(story, people["ines"])
    return story


def _edit(people):
    story = _check(people)
    verify(story, people["marek"])
    act(story, people["marek"], "approve")
    return story


def _ready(people):
    story = _edit(people)
    act(story, people["ana"], "ready")
    return story


def _scheduled(people):
    story = _ready(people)
    move(story, Stage.SCHEDULED, people["ana"], at=timezone.now() + timedelta(days=1))
    return story


def _live(people):
    story = _ready(people)
    move(story, Stage.PUBLISHED, people["ana"])
    return story


def _changed(people):
    story = _live(people)
    newest = cast.read_again(story)
    newest.summary = "Vehicles over 3.5 tonnes are kept off."
    newest.save_revision(user=people["ines"], log_action=True)
    return story


def _killed(people):
    story = _live(people)
    killing.remove(story.pk, WHY, people["odile"])
    return story


# How a story of ines comes to be in each state of the table.
STATES: dict[str, Callable] = {
    "pitch": _pitch,
    "draft": _draft,
    "fact-check": _check,
    "edit": _edit,
    "ready": _ready,
    "scheduled": _scheduled,
    "live": _live,
    "changed": _changed,
    "killed": _killed,
}


def in_every_state(people) -> dict:
    """The stories, each with its form as the editor shows it."""
    stories = {state: make(people) for state, make in STATES.items()}
    for story in stories.values():
        story.form_as_read = form_as_read(story, people)
    return stories


def move(story, to: Stage, by, at=None) -> None:
    moving.move(story.pk, to, by, BriefPage.objects.get(pk=story.pk).latest_revision_id, at=at)


@dataclass(frozen=True)
class Deed:
    """A row of the table: its request, the fact of which it makes another one, what has to stand beforehand for it to
    make sense, and the other deeds that the same request is for somebody else or in another state."""

    request: Callable
    fact: str = ""
    before: Callable = lambda story, people: None
    instead: tuple[str, ...] = ()


def facts(story) -> dict:
    """What deeds change, as the next request would see it."""
    page = BriefPage.objects.filter(pk=story.pk).first()
    if page is None:
        return {"gone": True, "children": Page.objects.count()}
    log = PageLogEntry.objects.filter(page_id=page.pk)
    plan = page.assignment
    return {
        "version": page.latest_revision_id,
        "begun": plan.begun_at,
        "step": list(
            page.workflow_states.order_by("pk").values_list("status", "current_task_state__task_id")
        ),
        "verdicts": page.verdicts.filter(deciding=False).count(),
        "confirmations": list(Confirmation.objects.values_list("pk", flat=True)),
        "agreements": page.agreements.count(),
        "decisions": page.verdicts.filter(deciding=True).count(),
        "approvals": page.approvals.count(),
        "publications": log.filter(action__startswith="wagtail.publish").count(),
        "scheduled": page.revisions.filter(approved_go_live_at__isnull=False).exists(),
        "live": page.live,
        "overrides": page.overrides.count(),
        "kills": list(page.kills.order_by("pk").values_list("pk", "ended_at")),
        "plan": planning.seal(plan),
        "locked": page.locked,
        "place": page.get_parent().pk,
        "gone": False,
        "children": Page.objects.count(),
        "privacy": page.view_restrictions.count(),
        "comments": Comment.objects.filter(page=page).count(),
    }


def nothing(story, people) -> None:
    """Most deeds need nothing beforehand."""


def look(name: str):
    return Deed(lambda story, people: Request(reverse(name, args=[story.pk])))


def send(name: str, fact: str, before=nothing, more=(), **form):
    return Deed(lambda story, people: Request(reverse(name, args=[story.pk, *more]), form), fact, before)


def card(to: Stage, fact: str, *instead: str, before=nothing):
    """The move of a card on the board."""

    def request(story, people):
        at = (timezone.localtime() + timedelta(hours=3)).strftime("%Y-%m-%dT%H:%M")
        form = {"to": to.value, "revision": newest(story), "reason": "Who says so?", "at": at}
        return Request(reverse("desk_move", args=[story.pk]), form, is_script=True)

    return Deed(request, fact, before, instead)


def newest(story) -> int:
    return BriefPage.objects.get(pk=story.pk).latest_revision_id


def editor(fact: str, *instead: str, **more):
    """The form of the editor as the writer's browser got it, with what this deed changes."""
    return Deed(
        lambda story, people: Request(edit_address(story), story.form_as_read | more), fact, instead=instead
    )


def edit_address(story) -> str:
    return reverse("wagtailadmin_pages:edit", args=[story.pk])


def form_as_read(story, people) -> dict:
    page = matrix.visitor(people["root"]).get(edit_address(story)).content.decode()
    return matrix.form_in(page)


def bulk(action: str, fact: str, **form):
    def request(story, people):
        address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
        sent = {name: value(story) if callable(value) else value for name, value in form.items()}
        return Request(f"{address}?next=/admin/pages/&id={story.pk}", sent)

    return Deed(request, fact)


def verdict(**more):
    def request(story, people):
        claim = cast.read_again(story).edition().claims[0]
        form = {"fingerprint": claim.fingerprint, "outcome": "verified", "note": ""} | more
        return Request(reverse("desk_verdict", args=[story.pk, claim.uid]), form, is_script=True)

    return request


def has_a_claim(story, people):
    if not cast.read_again(story).edition().claims:
        page = cast.read_again(story)
        page.claims = [build.known("A crack.", build.cites(build.source()))]
        page.save_revision(user=people["ines"])


def confirmation(story, people):
    words = Excerpt.objects.last()
    return Request(reverse("desk_excerpt", args=[story.pk, words.source_id]), {"key": words.key})


def agreement(story, people):
    source = next(s for s in judging.newest(story.pk).edition().sources if s.unnamed_why)
    form = {"agree": "1", "fingerprint": source.anonymity}
    return Request(reverse("desk_agree", args=[story.pk, source.id]), form)


def cites_somebody(story, people):
    page = cast.read_again(story)
    somebody = build.source(
        "A nurse", kind="eyewitness", url_as_typed="", unnamed_why="She may lose her post."
    )
    page.claims = [build.known("A crack.", build.cites(somebody))]
    page.save_revision(user=people["ines"])


def cites_words(story, people):
    page = cast.read_again(story)
    page.claims = [build.known("A crack.", build.cites(build.source(), excerpt="a crack of 38 centimetres"))]
    page.save_revision(user=people["ines"])


def differing(story, people):
    has_a_claim(story, people)
    Assignment.objects.filter(pk=story.pk).update(second_check=True)
    verify(story, people["lena"])
    verify(story, cast.member("cyril", cast.at("Fact-checker", build.desk())), Outcome.CANT_TELL)


def all_verified(story, people):
    for claim in cast.read_again(story).edition().claims:
        judging.give_verdict(story.pk, claim.uid, claim.fingerprint, "verified", people["lena"])


def planned(**change):
    def request(story, people):
        plan = Assignment.objects.get(pk=story.pk)
        kept = {"owner": plan.owner_id or "", "priority": plan.priority, "seen": planning.seal(plan)}
        sent = {name: people[value].pk if value in people else value for name, value in change.items()}
        return Request(reverse("desk_assignment", args=[story.pk]), kept | sent, is_script=True)

    return request


def override(story, people):
    shut = list(judging.overridable(judging.newest(story.pk)))
    form = {
        "gates": shut,
        "digest": cast.read_again(story).edition().digest,
        "reason": "The dam is about to break tonight.",
    }
    return Request(reverse("desk_override", args=[story.pk]), form, is_script=True)


def locked_by_another(story, people):
    Page.objects.filter(pk=story.pk).update(locked=True, locked_by=people["root"], locked_at=timezone.now())


def of_another(story, people):
    Page.objects.filter(pk=story.pk).update(owner=people["priya"])


def other_desk(story=None) -> int:
    return build.desk("culture").pk


def as_shown(story) -> str:
    """The version that the question before "publish in bulk" is about."""
    return json.dumps({story.pk: fresh.version(BriefPage.objects.get(pk=story.pk))})


def earlier(story) -> int:
    return BriefPage.objects.get(pk=story.pk).revisions.order_by("pk").first().pk


def with_an_earlier_version(story, people):
    page = cast.read_again(story)
    page.save_revision(user=page.owner)


def copied(story, people):
    form = {"new_title": "A copy", "new_slug": "a-copy", "new_parent_page": build.desk().pk}
    return Request(reverse("wagtailadmin_pages:copy", args=[story.pk]), form)


def unscheduled(story, people):
    return Request(reverse("wagtailadmin_pages:revisions_unschedule", args=[story.pk, newest(story)]), {})


def moved(story, people):
    return Request(reverse("wagtailadmin_pages:move_confirm", args=[story.pk, other_desk()]), {})


def compared(story, people):
    return Request(reverse("wagtailadmin_pages:revisions_compare", args=[story.pk, "earliest", "latest"]))


def seen_as_it_was(story, people):
    return Request(reverse("wagtailadmin_pages:revisions_view", args=[story.pk, earlier(story)]))


COMMENT = {
    "comments-TOTAL_FORMS": "1",
    "comments-INITIAL_FORMS": "0",
    "comments-MIN_NUM_FORMS": "0",
    "comments-MAX_NUM_FORMS": "",
    "comments-0-contentpath": "summary",
    "comments-0-text": "Sure?",
    "comments-0-position": "",
    "comments-0-id": "",
    "comments-0-resolved": "",
    "comments-0-replies-TOTAL_FORMS": "0",
    "comments-0-replies-INITIAL_FORMS": "0",
    "comments-0-replies-MIN_NUM_FORMS": "0",
    "comments-0-replies-MAX_NUM_FORMS": "",
}
DEEDS: dict[str, Deed] = {
    "open": look("wagtailadmin_pages:edit"),
    "save a draft": editor("version", summary="Changed in the editor."),
    "comment": editor("comments", **COMMENT),
    "take a pitch": card(Stage.DRAFT, "begun", "send back"),
    "submit": card(Stage.CHECK, "step"),
    "submit in the editor": editor("step", "save a draft", **{"action-submit": "1"}),
    "take back": editor("step", "save a draft", **{"action-cancel-workflow": "1"}),
    "give a verdict": Deed(verdict(), "verdicts", has_a_claim),
    "confirm an excerpt": Deed(confirmation, "confirmations", cites_words),
    "agree not to name": Deed(agreement, "agreements", cites_somebody),
    "decide": Deed(verdict(decide="1"), "decisions", differing),
    "finish the check": card(Stage.EDIT, "step", before=all_verified),
    "send back": card(Stage.DRAFT, "step", "take a pitch"),
    "approve": card(Stage.PUBLISHED, "approvals", "publish"),
    "approve, publish later": card(Stage.READY, "approvals", "unschedule"),
    "publish": card(Stage.PUBLISHED, "publications"),
    "publish in the editor": editor("publications", "save a draft", **{"action-publish": "1"}),
    "publish in bulk": bulk("publish", "publications", shown=as_shown),
    "schedule": card(Stage.SCHEDULED, "scheduled"),
    "unschedule": card(Stage.READY, "scheduled", "approve, publish later"),
    "unschedule in the history": Deed(unscheduled, "scheduled"),
    "unpublish": send("wagtailadmin_pages:unpublish", "live"),
    "unpublish in bulk": bulk("unpublish", "live"),
    "kill": send("desk_kill", "kills", reason=WHY),
    "restore": send("desk_restore", "kills", reason="The letter proved to be real."),
    "override": Deed(override, "overrides", has_a_claim),
    "plan": Deed(planned(note="Ring Arne."), "plan"),
    "plan as an editor": Deed(planned(second_check="on"), "plan"),
    "lock": send("wagtailadmin_pages:lock", "locked"),
    "unlock": send("wagtailadmin_pages:unlock", "locked", locked_by_another),
    "move": Deed(moved, "place"),
    "move in bulk": bulk("move", "place", chooser=other_desk),
    "copy": Deed(copied, "children"),
    "delete": send("wagtailadmin_pages:delete", "gone"),
    "delete another's": send("wagtailadmin_pages:delete", "gone", of_another),
    "delete in bulk": bulk("delete", "gone"),
    "history": look("desk_timeline"),
    "export the history": look("desk_timeline_json"),
    "history in the editor": look("wagtailadmin_pages:history"),
    "see the draft": look("wagtailadmin_pages:view_draft"),
    "compare versions": Deed(compared, before=with_an_earlier_version),
    "see an earlier version": Deed(seen_as_it_was, before=with_an_earlier_version),
    "set privacy": send("wagtailadmin_pages:set_privacy", "privacy", restriction_type="login", password=""),
}
