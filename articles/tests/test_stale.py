"""Two people, one story: whoever is second is told, and the words of both are found again, whatever they press."""

import json
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.utils.timezone import now
from wagtail.models import (
    GroupApprovalTask,
    Page,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from articles.models import BriefPage, Topic
from articles.tests import build
from articles.tests.tab import Tab

pytestmark = pytest.mark.django_db
TOMORROW = (now() + timedelta(days=1)).strftime("%Y-%m-%d %H:%M")


@pytest.fixture
def ines():
    return build.editor()


@pytest.fixture
def priya():
    return build.editor("priya", first_name="Priya", last_name="Lansdale")


@pytest.fixture
def story(ines):
    """A draft that nothing holds, saved by Ines."""
    page = build.brief()
    page.save_revision(user=ines)
    return page


def tabs(story, first, second) -> tuple[Tab, Tab]:
    """Two people open the story at the same time."""
    tab = Tab(first, story)
    return tab, tab.beside(second)


def newest(story):
    return BriefPage.objects.get(pk=story.pk).get_latest_revision_as_object()


def words(response) -> str:
    return response.content.decode()


def shown(response) -> str:
    """The part of a refusal that compares."""
    return words(response).split('<section class="nr-stale"')[1].split("</section>")[0]


def review(steps: int = 1):
    """Briefs go through that many steps of a review."""
    workflow = Workflow.objects.create(name="Looks")
    for number in range(steps):
        task = GroupApprovalTask.objects.create(name=f"Look {number + 1}")
        task.groups.add(Group.objects.get_or_create(name="Reviewers")[0])
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=number)
    WorkflowPage.objects.create(workflow=workflow, page=build.desk())
    return workflow


def in_review(story, by):
    return review().start(story, by)


def sent_back(story, by):
    in_review(story, by).current_task_state.reject(user=by)


APPROVE = {"action-workflow-action": "true", "workflow-action-name": "approve"}
BACK = APPROVE | {"workflow-action-name": "reject", "workflow-action-extra-data": '{"comment": "Why?"}'}
ROUTES = {
    "save": (None, "", {}),
    "publish": (None, "publish", {}),
    "schedule": (None, "publish", {"go_live_at": TOMORROW}),
    "submit": (lambda story, by: review(), "submit", {}),
    "resubmit": (sent_back, "submit", {}),
    "restart the review": (in_review, "restart-workflow", {}),
    "cancel the review": (in_review, "cancel-workflow", {}),
    "approve": (in_review, "", APPROVE),
    "send back": (in_review, "", BACK),
}


@pytest.mark.parametrize(("before", "button", "more"), ROUTES.values(), ids=ROUTES)
def test_whoever_is_second_is_told_and_both_texts_are_kept(story, ines, priya, before, button, more):
    if before:
        before(story, ines)
    first, second = tabs(story, ines, priya)
    assert first.types(summary="Ines has seen a walrus.").press().status_code == 302
    state = BriefPage.objects.get(pk=story.pk).current_workflow_task_state
    refused = second.types(summary="Priya has seen a unicorn.").press(button, **more)

    assert refused.status_code == 409
    assert "Ines Maddern saved a newer version at" in shown(refused)
    assert "walrus" in shown(refused) and "unicorn" in shown(refused)
    assert newest(story).summary == "Ines has seen a walrus."
    after = BriefPage.objects.get(pk=story.pk)
    assert after.current_workflow_task_state == state
    assert not after.live and not after.revisions.exclude(approved_go_live_at=None).exists()

    second.take(refused)
    assert second.fields["summary"] == "Priya has seen a unicorn."
    assert second.press().status_code == 302
    assert newest(story).summary == "Priya has seen a unicorn."
    assert any("walrus" in revision.content["summary"] for revision in story.revisions.all())


def test_going_back_to_an_older_version_from_an_old_tab_is_refused_and_can_be_repeated(story, ines, priya):
    older = story.latest_revision
    Tab(ines, story).types(summary="A second version.").press()
    second = Tab(priya, story, revert_to=older)
    Tab(ines, story).types(summary="Ines has seen a walrus.").press()
    for button in ("publish", ""):
        refused = second.press(button)
        assert refused.status_code == 409
        assert "walrus" in shown(refused) and "Vehicles over 7.5 tonnes" in shown(refused)
    assert newest(story).summary == "Ines has seen a walrus."
    second.take(refused)
    assert second.press().status_code == 302
    assert newest(story).summary.startswith("Vehicles over 7.5 tonnes")


def test_a_form_that_does_not_say_what_it_was_written_on_is_refused(story, priya):
    tab = Tab(priya, story).types(summary="Priya has seen a unicorn.")
    for name in ("loaded_revision_id", "loaded_revision_created_at"):
        without = Tab(priya, story).types(summary="Priya has seen a unicorn.")
        del without.fields[name]
        refused = without.press()
        assert refused.status_code == 409 and "unicorn" in shown(refused)
    assert tab.press().status_code == 302


def test_a_version_that_a_colleague_wrote_over_by_autosave_is_a_newer_one(story, ines, priya):
    first = Tab(ines, story)
    first.types(summary="Ines has seen a wal").autosave()
    second = Tab(priya, story)
    first.types(summary="Ines has seen a walrus.").autosave()
    assert first.wrote == newest(story).latest_revision_id
    refused = second.types(summary="Priya has seen a unicorn.").press()
    assert refused.status_code == 409 and "walrus" in shown(refused)


def test_an_autosave_from_an_old_tab_is_refused_and_the_press_after_it_compares(story, ines, priya):
    first, second = tabs(story, ines, priya)
    first.types(summary="Ines has seen a walrus.").autosave()
    refused = second.types(summary="Priya has seen a unicorn.").autosave()
    assert refused.status_code == 400 and json.loads(refused.content)["error_code"] == "invalid_revision"
    assert "unicorn" in shown(second.press())


def test_two_tabs_of_one_person_are_two_people(story, ines):
    first, second = tabs(story, ines, ines)
    first.types(summary="I have seen a walrus.").autosave()
    refused = second.types(summary="I have seen a unicorn.").press()
    assert refused.status_code == 409
    assert "You saved a newer version yourself at" in shown(refused)


def test_nobody_who_works_alone_is_bothered(story, ines):
    tab = Tab(ines, story)
    for text in ("One.", "One. Two.", "One. Two. Three."):
        assert tab.types(summary=text).autosave().status_code == 200
    assert tab.press().status_code == 302
    build.checked(newest(story))
    assert tab.load().press("publish").status_code == 302
    assert Client().get(story.url).status_code == 200
    assert newest(story).summary == "One. Two. Three."


def test_nor_is_who_opens_a_story_that_has_no_version_yet(ines, priya):
    story = build.brief()
    tab, second = tabs(story, ines, priya)
    assert tab.types(summary="One.").autosave().status_code == 200
    assert tab.types(summary="One. Two.").autosave().status_code == 200
    assert tab.press().status_code == 302
    assert second.types(summary="Three.").press().status_code == 409


def test_what_the_second_did_not_touch_stays_as_the_first_left_it(story, ines, priya):
    first, second = tabs(story, ines, priya)
    first.types(summary="Ines has seen a walrus.", bylines__0__name="Ann Otter").press()
    refused = second.types(claims__0__text="Priya counts unicorns.", topics="Ponies").press()
    assert "already in the form" in shown(refused) and "Summary, Byline" in shown(refused)
    assert "walrus" not in shown(refused)
    assert not Topic.objects.exists()
    second.take(refused)
    assert second.press().status_code == 302
    story = newest(story)
    assert story.summary == "Ines has seen a walrus."
    assert [byline.name for byline in story.bylines.all()] == ["Ann Otter"]
    assert [claim.text for claim in story.claims.all()] == [
        "Priya counts unicorns.",
        "What caused the crack.",
    ]
    assert [claim.number for claim in story.claims.all()] == [1, 2]
    assert story.claims.first().citations.count() == 1
    assert [topic.name for topic in story.topics.all()] == ["Ponies"]


def test_claims_are_compared_one_by_one(story, ines, priya):
    first, second = tabs(story, ines, priya)
    first.types(claims__0__text="Ines counts walruses.").press()
    refused = shown(second.types(claims__1__text="Priya asks about unicorns.").press())
    assert "Claim 1" in refused and "walruses" in refused
    assert "Claim 2" in refused and "unicorns" in refused
    assert "Citation" not in refused and "Summary" not in refused


def test_claims_added_and_deleted_by_either_are_shown_and_follow_the_choice(story, ines, priya):
    first, second = tabs(story, ines, priya)
    first.types(**{"claims-1-DELETE": "1"}).press()
    second.types(**claim(2, "Priya counts unicorns."))
    refused = second.press()
    assert "What caused the crack." in shown(refused) and "unicorns" in shown(refused)
    assert "Does not have it." in shown(refused)
    second.take(refused)
    assert second.press().status_code == 302
    texts = [row.text for row in newest(story).claims.all()]
    assert texts == ["The bridge is closed to lorries.", "What caused the crack.", "Priya counts unicorns."]


def claim(place: int, text: str) -> dict:
    """The fields of one more claim in the form."""
    row = {"id": "", "uid": "", "text": text, "standing": "unclear", "settles": "", "truth": "", "DELETE": ""}
    more = {str(place): row | {"ORDER": str(place + 1), "citations": inline_formset([])}}
    return nested_form_data({"claims": more}) | {"claims-TOTAL_FORMS": str(place + 1)}


def test_another_order_of_the_claims_is_a_change_too(story, ines, priya):
    first, second = tabs(story, ines, priya)
    first.types(summary="Ines has seen a walrus.").press()
    refused = second.types(**{"claims-0-ORDER": "2", "claims-1-ORDER": "1"}).press()
    assert "stands in another place" in shown(refused)
    second.take(refused)
    assert second.press().status_code == 302
    assert [claim.number for claim in newest(story).claims.all()] == [2, 1]


def test_what_cannot_be_saved_is_kept_in_the_form_too(story, ines, priya):
    first, second = tabs(story, ines, priya)
    first.types(summary="Ines has seen a walrus.").press()
    long = "unicorn " * 100
    refused = second.types(go_live_at="some day in May", ai_tool=long, claims__0__text="").press()
    assert refused.status_code == 409
    second.take(refused)
    assert second.fields["go_live_at"] == "some day in May"
    assert second.fields["ai_tool"] == long
    assert second.fields["summary"] == "Ines has seen a walrus."


def test_a_text_that_came_in_is_no_difference_until_somebody_changes_it(ines, priya):
    story = build.brief(context="<p>Built in 1931.</p>")
    story.save_revision(user=ines)
    first, second = tabs(story, ines, priya)
    first.types(summary="Ines has seen a walrus.").press()
    refused = shown(second.types(ai_tool="A spelling checker, 2.1").press())
    assert "Context" not in refused and "Why it matters" not in refused


def test_an_article_is_compared_paragraph_by_paragraph(ines, priya):
    story = build.article()
    story.save_revision(user=ines)
    first, second = tabs(story, ines, priya)
    first.types(summary="Ines has seen a walrus.", **body_of(story)).press()
    nine = body_of(story, "<p>The ferry sails nine times a day.[^1]</p>")
    refused = second.types(**nine).press()
    assert "nine" in shown(refused) and "walrus" not in shown(refused)
    second.take(refused)
    assert second.types(**nine).press().status_code == 302
    story = Page.objects.get(pk=story.pk).get_latest_revision_as_object()
    assert "nine times" in story.body[0].value.source and story.summary == "Ines has seen a walrus."


def body_of(article, text: str = "") -> dict:
    """The fields that the editor's script makes for an article of one paragraph."""
    block = article.body[0]
    fields = streamfield([("paragraph", rich_text(text or str(block.value.source)))])
    fields["0"]["id"] = block.id or ""
    return nested_form_data({"body": fields})


def test_a_locked_story_shows_what_was_typed_and_says_why_it_cannot_be_saved(story, ines):
    writer = build.reporter("writer", at=build.desk(), first_name="Wilma", last_name="Reed")
    first, second = tabs(story, ines, writer)
    first.types(summary="Ines has seen a walrus.").press()
    BriefPage.objects.filter(pk=story.pk).update(locked=True, locked_by=ines, locked_at=now())
    refused = second.types(summary="Wilma has seen a unicorn.").press()
    assert refused.status_code == 409
    assert "locked" in shown(refused) and "unicorn" in shown(refused)
    assert "Save mine" not in words(refused)
