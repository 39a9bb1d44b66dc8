"""Wagtail mails about workflows, too. Stories have notices instead; about everything else it goes on."""

import pytest
from django.contrib.auth.models import Group
from wagtail.models import GroupApprovalTask, Workflow, WorkflowTask

from articles.models import DeskPage, InfoPage, StoryPage
from articles.tests import build

pytestmark = pytest.mark.django_db


def one_look(user) -> Workflow:
    """A workflow of Wagtail's own kind, whose only step is this person's."""
    reviewers = Group.objects.create(name="Reviewers")
    user.groups.add(reviewers)
    task = GroupApprovalTask.objects.create(name="Look")
    task.groups.add(reviewers)
    workflow = Workflow.objects.create(name="One look")
    WorkflowTask.objects.create(workflow=workflow, task=task)
    return workflow


def review(page) -> None:
    """Submits and sends back, submits again and approves: everything that Wagtail would mail about."""
    build.editor("chief", email="chief@example.org")
    tomas, priya = build.reporter("tomas"), build.reporter("priya")
    workflow = one_look(tomas)
    for verdict in ("reject", "approve"):
        page.title = f"{page.title}, {verdict}"
        page.save_revision(user=priya)
        state = workflow.start(page, priya)
        task = state.current_task_state
        if isinstance(page, StoryPage):
            build.checked(page)
        task.task.specific.on_action(task, tomas, verdict)
        state.cancel(user=priya) if verdict == "reject" else None


def test_about_a_story_wagtail_sends_no_mail_of_its_own(sink):
    story = build.brief()
    review(story)
    assert type(story).objects.get(pk=story.pk).live
    assert sink.letters == []


@pytest.mark.parametrize("model", [InfoPage, DeskPage])
def test_about_pages_that_are_not_stories_it_still_does(sink, model):
    review(build.home().add_child(instance=model(title="About", slug="about", live=False)))
    got = {(letter.to.partition("@")[0], word) for letter in sink.letters for word in letter.subject.split()}
    assert {
        ("tomas", "approval"),
        ("chief", "submitted"),
        ("priya", "rejected"),
        ("priya", "approved"),
    } <= got
