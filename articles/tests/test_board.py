"""The desk board by request: where cards stand, who may move them where, what is refused, and how many queries."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Comment

from articles import judging, planning
from articles.clearance import Refused
from articles.models import Assignment, BriefPage, StoryPage, WatchPoint
from articles.moving import stage_of
from articles.stages import Stage
from articles.tests import build, cast, many
from articles.tests.test_steps import act, reword, verify

pytestmark = pytest.mark.django_db
BOARD = reverse("desk_board")


@pytest.fixture
def people():
    return cast.newsroom()


def look(client, user, **query) -> str:
    client.force_login(user)
    response = client.get(BOARD, query)
    assert response.status_code == 200
    return response.content.decode()


def column(told: str, stage: Stage) -> str:
    """The HTML of one column."""
    return told.split(f'data-stage="{stage.value}"')[1].split("</section>")[0]


def press(client, user, story, to: Stage, status: int = 200, revision=None, **more) -> str:
    """Moves the card as the button does, by a script; returns what somebody is told."""
    client.force_login(user)
    seen = revision or StoryPage.objects.get(pk=story.pk).latest_revision_id
    address = reverse("desk_move", args=[story.pk])
    form = {"to": to.value, "revision": seen, **more}
    response = client.post(address, form, headers={"Accept": "application/json"})
    assert response.status_code == status, response.content.decode()
    return response.json()["message"] if response["Content-Type"] == "application/json" else ""


def test_a_pitch_goes_all_the_way_by_moves_and_stands_in_each_column(client, people):
    client.force_login(people["ana"])
    desk = build.desk()
    client.post(
        reverse("desk_pitch"), {"headline": "A crack in the bridge", "desk": desk.pk, "note": "Call Arne."}
    )
    story = BriefPage.objects.get(draft_title="A crack in the bridge")
    assert "Call Arne." in column(look(client, people["ines"]), Stage.PITCH)
    press(client, people["ines"], story, Stage.DRAFT)
    assert Assignment.objects.get(pk=story.pk).owner == people["ines"]
    fill(story, people["ines"])
    for who, to in (("ines", Stage.CHECK), ("marek", Stage.EDIT), ("tomas", Stage.READY)):
        if to is Stage.EDIT:
            verify(story, people["marek"])
        press(client, people[who], story, to)
        assert "A crack in the bridge" in column(look(client, people["ines"]), to)
    at = timezone.localtime() + timedelta(hours=3)
    press(client, people["tomas"], story, Stage.SCHEDULED, at=at.strftime("%Y-%m-%dT%H:%M"))
    assert "Goes out" in column(look(client, people["ines"]), Stage.SCHEDULED)
    press(client, people["tomas"], story, Stage.READY)
    press(client, people["tomas"], story, Stage.PUBLISHED)
    assert "A crack in the bridge" in column(look(client, people["ines"]), Stage.PUBLISHED)
    assert BriefPage.objects.get(pk=story.pk).live


def fill(story, user) -> None:
    newest = cast.read_again(story)
    newest.summary, newest.ai_use = "Vehicles over 7.5 tonnes are kept off.", "none"
    newest.claims = [build.known("The bridge is closed to lorries.", build.cites(build.source()))]
    newest.save_revision(user=user, log_action=True)


@pytest.mark.parametrize(
    ("name", "to"),
    [
        ("rosa", Stage.CHECK),
        ("marek", Stage.CHECK),
        ("adam", Stage.CHECK),
        ("ines", Stage.EDIT),
        ("tomas", Stage.PUBLISHED),
    ],
)
def test_who_may_not_move_a_card_is_told_so_and_it_stays(client, people, name, to):
    story = cast.written_by(people["ines"])
    press(client, people[name], story, to, status=403 if name in ("rosa", "adam") else 409)
    assert stage_of(story.pk) is Stage.DRAFT


def test_a_script_that_may_not_move_a_card_gets_the_words_that_it_shows_on_it(client, people):
    story = cast.written_by(people["ines"])
    assert "no such right on this desk" in press(client, people["rosa"], story, Stage.CHECK, status=403)


def test_the_card_offers_only_the_moves_that_this_person_may_make(client, people):
    story = cast.written_by(people["ines"])
    cast.submit(story, people["ines"])
    for name, words in (("marek", "Finish the check"), ("ines", None), ("tomas", None)):
        told = column(look(client, people[name]), Stage.CHECK)
        assert ("Finish the check" in told) is bool(words)


def test_another_desk_s_people_do_not_see_the_card(client, people):
    cast.written_by(people["ines"], title="Only for infrastructure")
    assert "Only for infrastructure" in look(client, people["odile"])
    for name in ("rosa", "carl", "emil"):
        assert "Only for infrastructure" not in look(client, people[name])
    client.force_login(people["adam"])
    assert client.get(BOARD).status_code == 403


def test_a_move_of_a_version_that_is_not_the_newest_is_refused_with_who_saved_when(client, people):
    story = cast.written_by(people["ines"])
    old = StoryPage.objects.get(pk=story.pk).latest_revision_id
    reword(story, people["priya"])
    told = press(client, people["ines"], story, Stage.CHECK, status=409, revision=old)
    assert "priya saved a newer version at" in told
    assert stage_of(story.pk) is Stage.DRAFT


def test_a_move_that_is_none_is_refused(client, people):
    story = cast.written_by(people["ines"])
    assert "can’t be moved from Draft to Edit" in press(
        client, people["odile"], story, Stage.EDIT, status=409
    )


def test_an_own_story_is_not_approved_by_drag_either(client, people):
    people["ines"].groups.add(*people["tomas"].groups.all())
    story = cast.written_by(people["ines"])
    verify(story, people["marek"])
    press(client, people["ines"], story, Stage.CHECK)
    assert "someone else has to approve it" in press(
        client, people["ines"], story, Stage.PUBLISHED, status=409
    )
    assert not BriefPage.objects.get(pk=story.pk).live


def test_without_a_script_the_button_leads_back_to_the_board_with_the_reason(client, people):
    story = cast.written_by(people["ines"])
    client.force_login(people["ines"])
    seen = StoryPage.objects.get(pk=story.pk).latest_revision_id
    address = reverse("desk_move", args=[story.pk])
    assert client.post(address, {"to": "check", "revision": seen}).status_code == 302
    response = client.post(address, {"to": "ready", "revision": seen})
    assert response.status_code == 409
    assert "can’t be moved" in response.content.decode()


def test_a_card_tells_holds_comments_lateness_priority_and_embargo(client, people):
    story = cast.written_by(people["ines"])
    Comment.objects.create(page=story, user=people["ana"], text="Sure?", contentpath="summary")
    plan = {
        "due_at": timezone.now() - timedelta(hours=1),
        "priority": 4,
        "owner": people["ines"],
        "checker": people["marek"],
    }
    planning.plan_for(story.pk, plan | {"embargo_until": timezone.now() + timedelta(days=1)}, people["tomas"])
    told = column(look(client, people["ines"]), Stage.DRAFT)
    for words in ("2 holds", "1 open comment", "Late:", "Priority: Urgent", "Embargo until", "checks: marek"):
        assert words in told, words


def test_filters_by_desk_person_topic_and_due(client, people):
    mine = cast.written_by(people["ines"], title="Mine and late", slug="mine")
    cast.written_by(people["priya"], title="Of somebody else", slug="other")
    planning.plan_for(
        mine.pk, {"owner": people["ines"], "due_at": timezone.now() - timedelta(hours=1)}, people["ines"]
    )
    for query in ({"person": "me"}, {"person": people["ines"].pk}, {"due": "late"}):
        told = look(client, people["ines"], **query)
        assert "Mine and late" in told and "Of somebody else" not in told
    told = look(client, people["odile"], desk=build.desk("culture").pk)
    assert "Mine and late" not in told
    look(client, people["odile"], desk="9" * 40, person="x", topic="'", due="?")


def test_embargo_and_second_check_are_set_by_editors_only_and_the_plan_s_changes_are_logged(client, people):
    story = cast.written_by(people["ines"])
    with pytest.raises(Refused, match="set by an editor"):
        planning.plan_for(story.pk, {"embargo_until": timezone.now()}, people["ines"])
    with pytest.raises(Refused, match="no such right"):
        planning.plan_for(story.pk, {"note": "Hm."}, people["rosa"])
    planning.plan_for(story.pk, {"second_check": True}, people["tomas"])
    client.force_login(people["ines"])
    assert (
        "second check: False → True" in client.get(reverse("desk_timeline", args=[story.pk])).content.decode()
    )


def test_the_assignment_form_keeps_what_this_person_may_not_set(client, people):
    story = cast.written_by(people["ines"])
    until = timezone.now() + timedelta(days=1)
    planning.plan_for(story.pk, {"embargo_until": until, "second_check": True}, people["tomas"])
    client.force_login(people["ines"])
    address = reverse("desk_assignment", args=[story.pk])
    form = {
        "owner": people["priya"].pk,
        "priority": 3,
        "note": "Ring Arne.",
        "embargo_until": "",
        "seen": token(client, address),
    }
    assert client.post(address, form).status_code == 302
    plan = Assignment.objects.get(pk=story.pk)
    assert (plan.owner, plan.priority, plan.note, plan.second_check) == (
        people["priya"],
        3,
        "Ring Arne.",
        True,
    )
    assert plan.embargo_until == until


def token(client, address: str) -> str:
    return client.get(address).content.decode().split('name="seen" value="')[1].split('"')[0]


def test_two_people_who_plan_at_once_do_not_undo_each_other(client, people):
    story = cast.written_by(people["ines"])
    client.force_login(people["ines"])
    address = reverse("desk_assignment", args=[story.pk])
    seen = token(client, address)
    planning.plan_for(story.pk, {"note": "From Tomas."}, people["tomas"])
    response = client.post(address, {"priority": 3, "note": "From Ines.", "seen": seen})
    assert response.status_code == 409
    assert "From Ines." in response.content.decode()
    assert "tomas changed the assignment" in response.content.decode()
    assert Assignment.objects.get(pk=story.pk).note == "From Tomas."


def test_a_story_under_embargo_is_ready_but_not_published_before_its_time(client, people):
    story = cast.written_by(people["ines"])
    until = timezone.now() + timedelta(hours=2)
    planning.plan_for(story.pk, {"embargo_until": until}, people["tomas"])
    verify(story, people["marek"])
    press(client, people["ines"], story, Stage.CHECK)
    assert "embargo" in press(client, people["tomas"], story, Stage.PUBLISHED, status=409)
    press(client, people["tomas"], story, Stage.READY)
    assert "embargo" in press(client, people["tomas"], story, Stage.PUBLISHED, status=409)
    early = timezone.localtime(until - timedelta(minutes=30)).strftime("%Y-%m-%dT%H:%M")
    assert "embargo" in press(client, people["tomas"], story, Stage.SCHEDULED, status=409, at=early)
    late = timezone.localtime(until + timedelta(minutes=30)).strftime("%Y-%m-%dT%H:%M")
    press(client, people["tomas"], story, Stage.SCHEDULED, at=late)


def test_a_returned_story_stands_in_draft_with_its_reason_in_the_timeline(client, people):
    story = cast.written_by(people["ines"])
    cast.submit(story, people["ines"])
    press(client, people["marek"], story, Stage.DRAFT, status=409)
    press(client, people["marek"], story, Stage.DRAFT, reason="Who says so?")
    assert stage_of(story.pk) is Stage.DRAFT
    assert "Who says so?" in client.get(reverse("desk_timeline", args=[story.pk])).content.decode()
    press(client, people["ines"], story, Stage.CHECK)
    assert stage_of(story.pk) is Stage.CHECK


def asked(client, address: str, **query) -> int:
    """How many queries a request takes, after a first one has filled what is remembered between requests."""
    client.get(address, query)
    with CaptureQueriesContext(connection) as made:
        client.get(address, query)
    return len(made)


def test_the_board_takes_twelve_queries_at_most_however_many_cards(client, people):
    counts = []
    client.force_login(people["ines"])
    frame = asked(client, reverse("desk_pitch"))  # Wagtail's own menus, and two of ours
    for number in (100, 9_900):
        many.drafts(number, people["ines"])
        counts.append((asked(client, BOARD, columns="1"), asked(client, BOARD)))
    assert counts[0] == counts[1]
    whole_look, page = counts[0]
    assert whole_look <= 12  # all that the script asks every few seconds, with session and rights
    assert page - frame <= 12
    assert "30 of 10" in look(client, people["ines"]).replace(",", "")


def test_the_script_s_look_is_not_sent_again_when_nothing_changed(client, people):
    story = cast.written_by(people["ines"])
    client.force_login(people["ines"])
    first = client.get(BOARD, {"columns": "1"})
    assert "<html" not in first.content.decode()
    again = client.get(BOARD, {"columns": "1"}, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    cast.submit(story, people["ines"])
    assert client.get(BOARD, {"columns": "1"}, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_a_verdict_keeps_the_count_of_holds_in_step(people):
    story = cast.written_by(people["ines"])
    assert Assignment.objects.get(pk=story.pk).hold_count == 2
    claim = cast.read_again(story).edition().claims[0]
    judging.give_verdict(story.pk, claim.uid, claim.fingerprint, "verified", people["marek"])
    assert Assignment.objects.get(pk=story.pk).hold_count == 1
    cast.submit(story, people["ines"])
    verify(story, people["marek"])
    act(story, people["marek"], "approve")
    act(story, people["tomas"], "ready")
    assert Assignment.objects.get(pk=story.pk).hold_count == 0


def test_what_is_due_again_comes_back_to_the_board_and_a_point_is_closed_into_a_claim_or_a_note(
    client, people
):
    today = timezone.localdate()
    story = build.brief(
        [build.known("It is closed.", build.cites(build.source())), build.unclear("Who pays.", due_on=today)],
        slug="due",
    )
    story.watch = [
        WatchPoint(text="The council votes.", due_on=today - timedelta(days=1)),
        WatchPoint(text="The ferry’s timetable.", due_on=today),
        WatchPoint(text="The report.", due_on=today + timedelta(days=1)),
    ]
    story.save_revision()
    build.publish(build.checked(judging.newest(story.pk)))
    StoryPage.objects.filter(pk=story.pk).update(last_published_at=timezone.now() - timedelta(days=9))
    client.force_login(people["ines"])
    board = client.get(reverse("desk_board")).content.decode()
    address = reverse("desk_due", args=[story.pk])
    assert "Due again:" in board and address in board
    shown = client.get(address)
    assert "Who pays." in shown.content.decode() and "The report." not in shown.content.decode()
    [votes, ferry] = [key for _point, key in shown.context["points"]]
    client.post(address, {"point": votes, "into": "claim"})
    client.post(address, {"point": ferry, "into": "note"})
    assert client.post(address, {"point": ferry, "into": "note"}).status_code == 409
    draft = judging.newest(story.pk)
    assert [row.text for row in draft.watch.all()] == ["The report."]
    assert draft.claims.all()[2].text == "The council votes." and draft.claims.all()[2].standing == "unclear"
    assert [row.text for row in draft.notes.all()] == ["The ferry’s timetable."]
    client.force_login(people["rosa"])
    assert client.post(address, {"point": votes, "into": "claim"}).status_code in (403, 409)
