"""Draft, fact-check, edit, published: the steps as people walk them, and the doors that stay shut for the others."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Comment, PageLogEntry

from articles import clearance, judging, planning
from articles.checking import Outcome
from articles.clearance import PublicationBlocked, Refused
from articles.mailroom import send_due
from articles.models import Approval, BriefPage, EditTask, FactCheckTask, Verdict
from articles.tests import build, cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return cast.newsroom()


@pytest.fixture
def story(people):
    """Ines wrote it and submitted it."""
    page = cast.written_by(people["ines"])
    cast.submit(page, people["ines"])
    return page


def state(story):
    return BriefPage.objects.get(pk=story.pk).current_workflow_task_state


def step(story) -> str:
    now = state(story)
    return now.task.specific.permission if now and now.status == "in_progress" else ""


def act(story, user, action: str, **extra) -> None:
    now = state(story)
    now.task.specific.on_action(now, user, action, **extra)


def verify(story, user, outcome=Outcome.VERIFIED, note="") -> None:
    for claim in cast.read_again(story).edition().claims:
        judging.give_verdict(story.pk, claim.uid, claim.fingerprint, outcome, user, note)


def reword(story, user, text: str = "The bridge is closed to heavy lorries.") -> None:
    newest = cast.read_again(story)
    claims = list(newest.claims.all())
    claims[0].text = text
    newest.claims = claims
    newest.save_revision(user=user, log_action=True)


def test_three_people_take_a_brief_from_draft_to_published(story, people):
    assert step(story) == "check"
    verify(story, people["marek"])
    act(story, people["marek"], "approve")
    assert step(story) == "approve"
    act(story, people["tomas"], "approve")
    live = BriefPage.objects.get(pk=story.pk)
    assert live.live
    assert live.clearances.get(lapsed_at=None).override is None


def test_the_check_can_t_be_finished_before_every_claim_has_its_verdict(story, people):
    claim = cast.read_again(story).edition().claims[0]
    judging.give_verdict(story.pk, claim.uid, claim.fingerprint, Outcome.VERIFIED, people["marek"])
    with pytest.raises(Refused, match="not finished"):
        act(story, people["marek"], "approve")
    assert step(story) == "check"


def test_nobody_checks_their_own_words_nor_on_another_desk(story, people):
    claim = cast.read_again(story).edition().claims[0]
    people["ines"].groups.add(people["marek"].groups.get())
    for name in ("ines", "carl", "tomas", "adam", "rosa"):
        with pytest.raises(Refused):
            judging.give_verdict(story.pk, claim.uid, claim.fingerprint, Outcome.VERIFIED, people[name])
    assert not Verdict.objects.exists()


def test_a_verdict_on_a_wording_that_is_gone_is_refused(story, people):
    claim = cast.read_again(story).edition().claims[0]
    reword(story, people["ines"])
    with pytest.raises(Refused, match="changed meanwhile"):
        judging.give_verdict(story.pk, claim.uid, claim.fingerprint, Outcome.VERIFIED, people["marek"])


def test_needs_work_wants_a_note_and_sends_the_story_back_with_it(story, people):
    with pytest.raises(Refused, match="Say what"):
        verify(story, people["marek"], Outcome.NEEDS_WORK)
    verify(story, people["marek"], Outcome.NEEDS_WORK, "Which lorries?")
    act(story, people["marek"], "reject")
    assert step(story) == ""
    returned = BriefPage.objects.get(pk=story.pk).current_workflow_state
    assert returned.status == "needs_changes"
    assert "Which lorries?" in returned.current_task_state.comment


def test_sending_back_wants_a_reason(story, people):
    with pytest.raises(Refused, match="Say what has to change"):
        act(story, people["marek"], "reject")


def test_a_reworded_claim_is_checked_again_before_the_edit(story, people):
    verify(story, people["marek"])
    act(story, people["marek"], "approve")
    act(story, people["tomas"], "reject", comment="Too vague.")
    reword(story, people["ines"])
    BriefPage.objects.get(pk=story.pk).current_workflow_state.resume(people["ines"])
    assert step(story) == "check"


def test_a_story_whose_verdicts_all_stand_goes_straight_to_the_edit(people):
    page = cast.written_by(people["ines"])
    verify(page, people["marek"])
    cast.submit(page, people["ines"])
    assert step(page) == "approve"


def to_the_edit(story, people) -> None:
    verify(story, people["marek"])
    act(story, people["marek"], "approve")


@pytest.mark.parametrize("name", ["ines", "marek", "emil", "adam", "rosa"])
def test_neither_the_author_nor_somebody_without_the_right_approves(story, people, name):
    to_the_edit(story, people)
    with pytest.raises(Refused):
        act(story, people[name], "approve")
    assert not Approval.objects.exists()


def test_an_author_who_is_an_editor_too_or_a_superuser_can_t_approve(story, people):
    to_the_edit(story, people)
    people["ines"].groups.add(people["tomas"].groups.get())
    with pytest.raises(Refused, match="someone else"):
        act(story, people["ines"], "approve")
    people["ines"].is_superuser = True
    people["ines"].save()
    with pytest.raises(Refused, match="someone else"):
        act(story, people["ines"], "approve")


def test_whoever_changed_the_text_last_can_t_approve_and_another_editor_can(story, people):
    to_the_edit(story, people)
    newest = cast.read_again(story)
    newest.summary = "An editor wrote this."
    newest.save_revision(user=people["tomas"])
    with pytest.raises(Refused, match="someone else"):
        act(story, people["tomas"], "approve")
    act(story, people["ana"], "approve")
    assert BriefPage.objects.get(pk=story.pk).live


def test_approving_the_step_round_the_task_lets_nothing_out(story, people):
    to_the_edit(story, people)
    with pytest.raises(PublicationBlocked, match="Nobody else has approved"):
        state(story).approve(user=people["ines"])
    assert not BriefPage.objects.get(pk=story.pk).live


def test_a_version_rewritten_in_place_after_its_approval_is_held(story, people):
    """Autosave writes into the revision that an approval was given for; the approval is for the text."""
    to_the_edit(story, people)
    act(story, people["tomas"], "ready")
    newest = cast.read_again(story)
    newest.summary = "Slipped in afterwards."
    revision = newest.save_revision(user=people["ines"], overwrite_revision=newest.get_latest_revision())
    with pytest.raises(PublicationBlocked, match="Nobody else has approved"):
        revision.publish()
    assert Approval.objects.get().lapsed_at


def test_ready_is_approved_and_not_yet_out(story, people):
    to_the_edit(story, people)
    act(story, people["tomas"], "ready")
    page = BriefPage.objects.get(pk=story.pk)
    assert not page.live
    assert not page.workflow_in_progress
    page.get_latest_revision().publish(user=people["ana"])
    assert BriefPage.objects.get(pk=story.pk).live


def test_an_open_comment_holds_the_brief_until_it_is_resolved(story, people):
    to_the_edit(story, people)
    comment = Comment.objects.create(page=story, user=people["ana"], text="Sure?", contentpath="summary")
    with pytest.raises(PublicationBlocked, match="1 comment is open"):
        act(story, people["tomas"], "approve")
    assert step(story) == "approve"
    comment.resolved_at = comment.created_at
    comment.save()
    act(story, people["tomas"], "approve")
    assert BriefPage.objects.get(pk=story.pk).live


def test_a_second_check_is_blind_and_differing_verdicts_go_to_an_editor(story, people):
    plan = story.assignment
    plan.second_check = True
    plan.save()
    verify(story, people["marek"])
    with pytest.raises(Refused, match="not finished"):
        act(story, people["marek"], "approve")
    claim = cast.read_again(story).edition().claims[0]
    verify(story, people["lena"], Outcome.CANT_TELL)
    with pytest.raises(Refused, match="not finished"):
        act(story, people["lena"], "approve")
    with pytest.raises(Refused, match="Only an editor"):
        judging.decide(story.pk, claim.uid, claim.fingerprint, Outcome.VERIFIED, people["marek"])
    for each in cast.read_again(story).edition().claims:
        judging.decide(story.pk, each.uid, each.fingerprint, Outcome.VERIFIED, people["tomas"])
    act(story, people["marek"], "approve")
    assert step(story) == "approve"


def test_a_decision_stands_for_no_check_when_the_checkers_have_become_writers(story, people):
    noor, odile = of_both_roles(), people["odile"]
    planning.plan_for(story.pk, {"second_check": True}, people["tomas"])
    verify(story, noor)
    verify(story, odile, Outcome.CANT_TELL)
    for each in cast.read_again(story).edition().claims:
        judging.decide(story.pk, each.uid, each.fingerprint, Outcome.VERIFIED, people["tomas"])
    extra = build.source()
    for who in (noor, odile):
        newest = cast.read_again(story)
        newest.claims.all()[0].citations.add(build.cites(extra))
        newest.save_revision(user=who)
        newest = cast.read_again(story)
        rows = newest.claims.all()[0].citations
        rows.remove(next(row for row in rows.all() if row.source_id == extra.pk))
        newest.save_revision(user=who)
    told = [hold.gate for hold in clearance.holds(cast.read_again(story))]
    assert "second_check" in told


def test_only_a_needed_decision_is_taken(story, people):
    claim = cast.read_again(story).edition().claims[0]
    with pytest.raises(Refused, match="nothing to decide"):
        judging.decide(story.pk, claim.uid, claim.fingerprint, Outcome.VERIFIED, people["tomas"])


def test_every_step_is_in_the_log_with_who_did_it(story, people):
    to_the_edit(story, people)
    act(story, people["tomas"], "approve")
    told = (
        PageLogEntry.objects.filter(page_id=story.pk).order_by("pk").values_list("action", "user__username")
    )
    assert ("wagtail.workflow.start", "ines") in told
    assert ("articles.verdict", "marek") in told
    assert ("wagtail.workflow.approve", "tomas") in told
    assert ("wagtail.publish", "tomas") in told


def test_the_default_workflow_stands_on_every_desk_with_both_steps():
    tasks = [task.specific for task in build.desk("science").get_workflow().tasks]
    assert [type(task) for task in tasks] == [FactCheckTask, EditTask]


def test_the_dashboard_of_wagtail_shows_each_step_to_those_who_may_act(story, people, client):
    for name, sees in (("marek", True), ("tomas", False), ("carl", False), ("ines", False)):
        client.force_login(people[name])
        told = client.get(reverse("wagtailadmin_home")).content.decode()
        assert ("Awaiting your review" in told) is sees, name


def test_what_was_checked_is_deleted_by_nobody(story, people, client):
    verify(story, people["marek"])
    for name in ("ines", "tomas", "odile"):
        client.force_login(people[name])
        client.post(reverse("wagtailadmin_pages:delete", args=[story.pk]))
        assert BriefPage.objects.filter(pk=story.pk).exists()


def test_a_copy_of_a_checked_story_has_no_verdict(story, people):
    verify(story, people["marek"])
    copied = cast.read_again(story).copy(keep_live=False, update_attrs={"slug": "copy"}, user=people["priya"])
    assert not copied.verdicts.exists()
    assert not copied.approvals.exists()


def of_both_roles():
    """Noor checks and edits."""
    return cast.member("noor", cast.at("Fact-checker", build.desk()), cast.at("Editor", build.desk()))


def test_a_copy_is_not_checked_by_who_wrote_its_words(people):
    page = cast.written_by(of_both_roles())
    copied = cast.read_again(page).copy(keep_live=False, update_attrs={"slug": "copy"}, user=people["priya"])
    with pytest.raises(Refused, match="You wrote"):
        verify(copied, of_both_roles())
    verify(copied, people["marek"])


def test_whoever_copies_a_story_wrote_none_of_its_words(people):
    page = cast.written_by(people["ines"])
    reword(page, people["priya"])
    page.revisions.filter(user=people["ines"]).update(object_str="PostgreSQL copies this one last now")
    copied = cast.read_again(page).copy(keep_live=False, update_attrs={"slug": "copy"}, user=of_both_roles())
    verify(copied, of_both_roles())


def test_publishing_a_copy_leaves_the_original_its_citations_and_the_other_way_round(people, client):
    original = build.publish(build.brief())
    copied = cast.read_again(original).copy(
        keep_live=False, update_attrs={"slug": "copy"}, user=people["ines"]
    )
    for _once_each in range(2):
        for story in (copied, original):
            build.publish(cast.read_again(story))
    for story in (copied, original):
        told = client.get(BriefPage.objects.get(pk=story.pk).url)
        assert told.status_code == 200
        assert "Traffic order 26/114" in told.content.decode()


def test_a_change_that_was_typed_and_taken_back_hides_nobody_s_last_change(people):
    page = cast.written_by(people["ines"])
    for who, summary, in_place in (
        (of_both_roles(), "Noor wrote this.", False),
        (people["priya"], "Noor wrote this, and", False),
        (people["priya"], "Noor wrote this.", True),
    ):
        newest = cast.read_again(page)
        newest.summary = summary
        newest.save_revision(user=who, overwrite_revision=newest.latest_revision if in_place else None)
    verify(page, people["marek"])
    cast.submit(page, people["ines"])
    with pytest.raises(Refused, match="someone else"):
        act(page, of_both_roles(), "approve")
    act(page, people["tomas"], "approve")


def test_readers_are_told_of_every_point_that_was_released_one_after_the_other(people, client):
    page = cast.written_by(people["ines"])
    for gate in ("verified", "approval"):
        digest = cast.read_again(page).edition().digest
        judging.override(page.pk, [gate], "It has to be known before the rush.", digest, people["odile"])
    cast.read_again(page).get_latest_revision().publish(user=people["odile"])
    told = client.get(BriefPage.objects.get(pk=page.pk).url).content.decode()
    assert "verified by a second person" in told
    assert "No second person has approved" in told


def test_leaving_by_the_wagtail_action_view_wants_the_right_too(story, people, client):
    now = state(story)
    url = reverse("wagtailadmin_pages:workflow_action", args=[story.pk, "approve", now.pk])
    for name in ("ines", "tomas", "carl"):
        client.force_login(people[name])
        client.post(url)
        assert step(story) == "check"


def test_permission_denied_is_what_code_without_words_expects():
    assert issubclass(Refused, PermissionDenied)


def test_those_whose_turn_it_is_get_a_mail_although_the_steps_are_our_own(people, sink):
    page = cast.written_by(people["ines"])
    cast.submit(page, people["ines"])
    send_due(timezone.now())
    assert {letter.to.partition("@")[0] for letter in sink.letters} == {"marek", "lena"}
    sink.letters.clear()
    act(page, people["marek"], "reject", comment="A secret doubt about the source.")
    send_due(timezone.now())
    (letter,) = sink.letters
    assert letter.to.startswith("ines@") and "sent back" in letter.text
    assert "secret doubt" not in letter.text
