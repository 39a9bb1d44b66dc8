"""Two people, one story, away from the fields: comments, lists, reviews, schedules, autosaves, and the row itself."""

import json
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.urls import reverse
from django.utils.timezone import now
from wagtail import hooks
from wagtail.models import COMMENTS_RELATION_NAME, Comment, Page, TaskState
from wagtail.test.utils.form_data import inline_formset, nested_form_data
from wagtail.test.utils.wagtail_tests import WagtailTestUtils

from articles.models import BriefPage
from articles.models.fresh import PublishedMeanwhile
from articles.tests import build
from articles.tests.tab import Tab, bulk_question
from articles.tests.test_stale import (
    APPROVE,
    in_review,
    ines,
    newest,
    priya,
    review,
    shown,
    story,
    tabs,
    words,
)

__all__ = ["ines", "priya", "story"]
pytestmark = pytest.mark.django_db


@pytest.mark.django_db(transaction=True)
def test_of_two_presses_at_the_same_moment_one_is_refused(ines, priya):
    story = build.brief()
    story.save_revision(user=ines)
    both, answers = Barrier(2), []

    def press(tab):
        both.wait()
        answers.append(tab.press().status_code)
        connection.close()

    people = tabs(story, ines, priya)
    threads = [Thread(target=press, args=[tab.types(summary=f"Text {n}.")]) for n, tab in enumerate(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [302, 409]


def comments(story):
    return getattr(BriefPage.objects.get(pk=story.pk), COMMENTS_RELATION_NAME).order_by("pk")


def remarks(*new: str, on=None, reply: str = "") -> dict:
    """The comments of the form as the editor's script writes them: one that is there, perhaps with a reply, and new ones."""
    blank = {
        "DELETE": "",
        "resolved": "",
        "contentpath": "summary",
        "position": "",
        "replies": inline_formset([]),
    }
    there = []
    if on:
        answer = [{"id": "", "text": reply, "DELETE": ""}] if reply else []
        there = [blank | {"id": on.pk, "text": on.text, "replies": inline_formset(answer)}]
    rows = there + [blank | {"id": "", "text": text} for text in new]
    return nested_form_data({"comments": inline_formset(rows, initial=len(there))})


def remarks_in(response) -> list:
    """The comments that the page gives to the editor's script."""
    script = WagtailTestUtils.get_soup(words(response)).find("script", id="comments-data")
    return [comment for comment in json.loads(script.string)["comments"] if not comment["deleted"]]


def test_comments_of_the_second_are_in_the_answer_and_are_saved_with_it(story, ines, priya):
    old = Comment.objects.create(page=story, user=ines, text="Who says so?", contentpath="summary")
    first, second = tabs(story, ines, priya)
    first.types(summary="Ines has seen a walrus.", **remarks("Ines asks for a date.", on=old)).press()
    more = remarks("Priya asks for a place.", on=old, reply="The ministry.")
    refused = second.types(summary="Priya has seen a unicorn.", **more).press()
    assert refused.status_code == 409
    assert "Priya asks for a place." not in [comment.text for comment in comments(story)]
    texts = [comment["text"] for comment in remarks_in(refused)]
    assert texts == ["Who says so?", "Priya asks for a place."]
    assert remarks_in(refused)[0]["replies"][0]["text"] == "The ministry."
    second.take(refused)
    assert second.types(**more).press().status_code == 302
    texts = [comment.text for comment in comments(story)]
    assert texts == ["Who says so?", "Ines asks for a date.", "Priya asks for a place."]
    assert comments(story)[0].replies.get().text == "The ministry."


def test_a_comment_that_was_closed_stays_closed_and_what_is_said_to_it_is_kept(story, ines, priya):
    old = Comment.objects.create(page=story, user=ines, text="Who says so?", contentpath="summary")
    tab = Tab(priya, story)
    other = Comment.objects.create(page=story, user=ines, text="When?", contentpath="summary")
    Comment.objects.update(resolved_at=now(), resolved_by=ines)
    assert tab.types(**remarks(on=other)).press().status_code == 302
    assert tab.load().types(**remarks(on=old, reply="The ministry.")).press().status_code == 302
    opened = comments(story).get(resolved_at=None)
    assert opened.text == "Who says so?" and opened.user == priya
    assert opened.replies.get().text == "The ministry."


def test_a_publication_under_an_open_form_doubles_no_row_and_keeps_the_numbers(ines, priya):
    story = build.brief()
    story.save_revision(user=ines)
    tab = Tab(priya, story)
    story.latest_revision.publish(user=ines)
    assert tab.types(summary="Priya has seen a unicorn.").autosave().status_code == 200
    assert tab.types(**{"claims-0-text": "The bridge is shut."}).autosave().status_code == 200
    assert tab.press().status_code == 302
    build.checked(newest(story))
    assert tab.load().press("publish").status_code == 302
    page = BriefPage.objects.get(pk=story.pk)
    assert page.live and page.summary == "Priya has seen a unicorn."
    assert [(row.number, row.text) for row in page.claims.all()] == [
        (1, "The bridge is shut."),
        (2, "What caused the crack."),
    ]
    assert page.bylines.count() == 1 and page.claims.first().citations.count() == 1


def test_a_version_with_a_claim_that_is_gone_from_the_database_can_be_saved_again(story, ines):
    story.latest_revision.publish(user=ines)
    tab = Tab(ines, story)
    tab.types(summary="Before.").press()
    before = newest(story).latest_revision
    assert tab.load().types(**{"claims-1-DELETE": "1"}).press().status_code == 302
    build.checked(newest(story))
    assert tab.load().press("publish").status_code == 302
    assert BriefPage.objects.get(pk=story.pk).claims.count() == 1
    assert Tab(ines, story, revert_to=before).press().status_code == 302
    build.checked(newest(story))
    assert Tab(ines, story).press("publish").status_code == 302
    rows = [(row.number, row.text) for row in BriefPage.objects.get(pk=story.pk).claims.all()]
    assert rows == [(1, "The bridge is closed to lorries."), (2, "What caused the crack.")]


def test_bulk_publish_leaves_out_what_was_changed_after_the_question_and_names_it(story, ines, priya, client):
    client.force_login(priya)
    other = build.brief(title="The other", slug="other")
    third = build.brief(title="The third", slug="third")
    for page in (other, third):
        page.save_revision(user=ines)
    question, url, answer = bulk_question(client, story, other, third)
    assert "Last saved by Ines Maddern at" in words(question)
    tab = Tab(ines, story)
    tab.types(summary="Ines has seen a walrus.").autosave()
    tab.types(summary="Ines has seen two walruses.").autosave()
    said = words(client.post(url, answer, follow=True))
    assert "“Merrow Bridge closed to lorries” was not published" in said
    assert "Ines Maddern saved a newer version at" in said and "The third" not in said.split("2 pages")[0]
    live = set(BriefPage.objects.filter(live=True).values_list("title", flat=True))
    assert live == {"The other", "The third"}
    assert newest(story).summary == "Ines has seen two walruses."


def test_bulk_publish_of_a_desk_asks_about_what_is_below_it_too(story, ines, priya, client):
    client.force_login(priya)
    _, url, answer = bulk_question(client, build.desk())
    answer |= {"include_descendants": "on"}
    late = build.brief(title="Came late", slug="late")
    late.save_revision(user=ines)
    said = words(client.post(url, answer, follow=True))
    assert "“Came late” was not published" in said
    assert set(BriefPage.objects.filter(live=True)) == {story}
    assert client.post(url, {}, follow=True).status_code == 200
    assert set(BriefPage.objects.filter(live=True)) == {story}


def decide(client, story, state, name: str, **fields):
    url = reverse("wagtailadmin_pages:workflow_action", args=[story.pk, name, state.pk])
    headers = {"x-requested-with": "XMLHttpRequest"} if fields.pop("in_window", False) else {}
    return client.post(url, fields, follow=True, headers=headers)


def test_a_decision_from_a_list_about_an_older_text_is_refused(story, ines, priya, client):
    client.force_login(priya)
    state = in_review(story, ines).current_task_state
    Tab(ines, story).types(summary="Ines has seen a walrus.").press()
    said = words(decide(client, story, state, "approve"))
    assert "Ines Maddern saved a newer version at" in said and "Nothing was decided." in said
    state.refresh_from_db()
    assert state.status == TaskState.STATUS_IN_PROGRESS
    assert not BriefPage.objects.get(pk=story.pk).live
    refused = decide(client, story, state, "reject", comment="Which unicorn?", in_window=True)
    again = json.loads(refused.content)
    assert "Which unicorn?" in again["html"] and "saved a newer version" in again["html"]
    assert "Which unicorn?" in words(decide(client, story, state, "reject", comment="Which unicorn?"))
    state.refresh_from_db()
    assert state.status == TaskState.STATUS_IN_PROGRESS


def test_a_decision_about_a_step_that_is_over_is_refused(story, ines, priya, client):
    client.force_login(priya)
    workflow_state = review(steps=2).start(story, ines)
    first_step = workflow_state.current_task_state
    in_editor = Tab(priya, story)
    decide(client, story, first_step, "approve")
    second_step = BriefPage.objects.get(pk=story.pk).current_workflow_task_state
    assert second_step.pk != first_step.pk
    assert "review has moved on" in words(decide(client, story, first_step, "approve"))
    refused = in_editor.types(summary="Priya has seen a unicorn.").press(**APPROVE)
    assert refused.status_code == 409 and "unicorn" in shown(refused) and "review went on" in shown(refused)
    assert BriefPage.objects.get(pk=story.pk).current_workflow_task_state == second_step
    in_editor.take(refused)
    assert in_editor.press(**APPROVE).status_code == 302
    assert newest(story).summary == "Priya has seen a unicorn."


def test_taking_back_a_schedule_that_is_over_changes_nothing_and_says_so(story, priya, client):
    client.force_login(priya)
    story.go_live_at = now() + timedelta(hours=1)
    older, newer = story.save_revision(), story.save_revision()
    older.publish()
    newer.publish()
    url = "wagtailadmin_pages:revisions_unschedule"
    said = words(client.post(reverse(url, args=[story.pk, older.pk]), follow=True))
    assert "not scheduled any more" in said
    assert BriefPage.objects.get(pk=story.pk).scheduled_revision == newer
    client.post(reverse(url, args=[story.pk, newer.pk]))
    assert BriefPage.objects.get(pk=story.pk).scheduled_revision is None


def test_an_autosave_that_carries_a_press_of_a_button_is_refused_before_anything_is_written(story, ines):
    in_review(story, ines)
    tab = Tab(ines, story).types(summary="Never saved.")
    for press in (APPROVE, {"action-publish": "1"}, {"action-submit": ""}, {"action-anything": "1"}):
        refused = tab.autosave(**press)
        assert refused.status_code == 400
        assert json.loads(refused.content)["error_code"] == "blocked_by_hook"
    assert story.revisions.count() == 1 and not BriefPage.objects.get(pk=story.pk).live
    desk = build.desk()
    tab.url = reverse("wagtailadmin_pages:add", args=["articles", "briefpage", desk.pk])
    tab.types(slug="another")
    assert json.loads(tab.autosave(**{"action-publish": "1"}).content)["error_code"] == "blocked_by_hook"
    assert not BriefPage.objects.filter(slug="another").exists()


def submitted(story, by):
    in_review(story, by)


def approved(story, by):
    review(steps=2).start(story, by).current_task_state.approve(user=by)


def published(story, by):
    build.checked(newest(story))
    newest(story).latest_revision.publish(user=by)


def published_and_taken_down(story, by):
    published(story, by)
    BriefPage.objects.get(pk=story.pk).unpublish()


@pytest.mark.parametrize("record", [submitted, approved, published, published_and_taken_down])
def test_an_autosave_writes_over_no_version_that_is_on_record_and_goes_on_in_a_new_one(story, ines, record):
    tab = Tab(ines, story)
    tab.types(summary="As it was seen.").autosave()
    seen = newest(story).latest_revision
    assert seen.pk == tab.wrote
    record(story, ines)
    assert tab.types(summary="Changed afterwards.").autosave().status_code == 200
    seen.refresh_from_db()
    assert seen.content["summary"] == "As it was seen."
    assert tab.wrote != seen.pk and newest(story).summary == "Changed afterwards."
    assert tab.types(summary="Changed twice.").autosave().status_code == 200
    assert tab.press().status_code == 302
    assert newest(story).summary == "Changed twice."


def test_nor_over_a_version_that_is_scheduled(story, ines):
    story.go_live_at = now() + timedelta(hours=1)
    revision = story.save_revision(user=ines)
    revision.publish()
    story = newest(story)
    made = story.save_revision(user=ines, overwrite_revision=story.revisions.get(pk=revision.pk))
    assert made.pk != revision.pk


def test_a_draft_that_was_read_before_a_publication_cannot_take_the_story_down(story):
    read_before = BriefPage.objects.get(pk=story.pk)
    story.latest_revision.publish()
    read_before.summary = "An old draft."
    with pytest.raises(PublishedMeanwhile, match="was published by somebody else meanwhile"):
        read_before.save()
    page = BriefPage.objects.get(pk=story.pk)
    assert page.live and page.summary.startswith("Vehicles")
    read_before.refresh_from_db()
    read_before.expire_at = now() + timedelta(days=1)
    read_before.save()


def test_a_publication_in_the_middle_of_a_press_stands_and_the_text_is_kept(story, ines, priya):
    tab = Tab(priya, story).types(summary="Priya has seen a unicorn.")

    def publish(request, page):
        if request.method == "POST":
            BriefPage.objects.get(pk=story.pk).latest_revision.publish(user=ines)

    with hooks.register_temporarily("before_edit_page", publish):
        refused = tab.press("publish")
    assert refused.status_code == 409
    assert "unicorn" in shown(refused) and "it was published" in shown(refused)
    page = BriefPage.objects.get(pk=story.pk)
    assert page.live and page.summary.startswith("Vehicles")


def test_a_live_story_that_was_read_before_a_publication_cannot_bring_its_old_text_back(story):
    story.latest_revision.publish()
    read_before = BriefPage.objects.get(pk=story.pk)
    again = BriefPage.objects.get(pk=story.pk)
    again.summary = "What readers have now."
    revision = again.save_revision()
    build.checked(again)
    revision.publish()
    with pytest.raises(PublishedMeanwhile):
        read_before.save()
    assert BriefPage.objects.get(pk=story.pk).summary == "What readers have now."
    read_before.unpublish()  # coming down is always possible
    assert not BriefPage.objects.get(pk=story.pk).live


def test_scheduling_a_change_that_was_begun_before_publication_leaves_the_story_out(story, ines):
    begun = newest(story)
    first = story.latest_revision
    begun.summary = "The change."
    begun.save_revision(user=ines)
    build.checked(first.as_object())
    first.publish()
    later = newest(story)
    build.schedule(later, now() + timedelta(hours=1), by=ines)
    page = Page.objects.get(pk=story.pk)
    assert page.live and page.specific.scheduled_revision
