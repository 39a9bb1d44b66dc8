"""What was published or checked once stays: no door deletes it, or the desk over its head, and each says why."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.models import GroupApprovalTask, Workflow, WorkflowPage, WorkflowTask

from articles.models import BriefPage, DeskPage
from articles.tests import build, cast
from articles.tests.test_steps import verify

pytestmark = pytest.mark.django_db
BULK = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"]) + "?next=/admin/"


@pytest.fixture
def people():
    return cast.newsroom()


def told(client, user, address: str) -> str:
    """What somebody reads after pressing Delete."""
    client.force_login(user)
    form = {"wagtailadmin_confirm_site_name": "Newsroom", "confirm_site_name": "Newsroom"}
    response = client.post(address, form, follow=True)
    assert response.status_code == 200
    return response.content.decode()


def unpublished(title: str = "Was out once"):
    story = build.publish(build.brief(title=title))
    story.unpublish()
    return story


@pytest.mark.parametrize("who", ["tomas", "odile", "root"])
def test_a_story_that_was_published_or_checked_is_kept_and_says_so(client, people, who):
    people["root"] = build.editor("root")
    checked = verify_one(people)
    for story in (unpublished(), checked):
        words = told(client, people[who], reverse("wagtailadmin_pages:delete", args=[story.pk]))
        assert f"What was published or checked once is kept: “{story.title}”" in words
        assert story.title in told(client, people[who], f"{BULK}&id={story.pk}")
        assert BriefPage.objects.filter(pk=story.pk).exists()


def verify_one(people):
    story = cast.written_by(people["ines"], title="Was checked")
    verify(story, people["marek"])
    return story


@pytest.mark.parametrize("place", ["desk", "home"])
def test_a_desk_with_such_a_story_is_kept_too_by_form_and_in_bulk(client, people, place):
    story = unpublished()
    page, root = getattr(build, place)(), build.editor("root")
    assert "“Was out once”" in told(client, root, reverse("wagtailadmin_pages:delete", args=[page.pk]))
    assert "“Was out once”" in told(client, root, f"{BULK}&id={page.pk}")
    assert BriefPage.objects.filter(pk=story.pk).exists()


def test_one_kept_story_keeps_its_whole_selection_until_it_is_taken_out(client, people):
    story, draft = unpublished(), build.brief(title="Only a draft", is_checked=False)
    words = told(client, people["tomas"], f"{BULK}&id={story.pk}&id={draft.pk}")
    assert "kept: “Was out once”. Unpublish" in words
    assert BriefPage.objects.filter(pk=draft.pk).exists()
    told(client, people["tomas"], f"{BULK}&id={draft.pk}")
    assert not BriefPage.objects.filter(pk=draft.pk).exists()


def test_a_desk_without_such_stories_is_deleted(client):
    build.brief(is_checked=False, at=build.desk("empty"))
    told(client, build.editor("root"), reverse("wagtailadmin_pages:delete", args=[build.desk("empty").pk]))
    assert not DeskPage.objects.filter(slug="empty").exists()


def test_a_stranger_s_press_tells_no_titles(client, people):
    story = unpublished("Secret until Friday")
    for name in ("rosa", "adam"):
        assert "Secret until" not in told(
            client, people[name], reverse("wagtailadmin_pages:delete", args=[story.pk])
        )
        assert "Secret until" not in told(client, people[name], f"{BULK}&id={story.pk}")


def test_a_step_that_an_administrator_adds_gives_nobody_the_right_to_write_or_lock(client, people):
    workflow = Workflow.objects.create(name="Ours")
    task = GroupApprovalTask.objects.create(name="Ours")
    task.groups.add(Group.objects.get(name="Administrator"))
    WorkflowTask.objects.create(workflow=workflow, task=task)
    WorkflowPage.objects.create(page=build.desk(), workflow=workflow)
    story = cast.written_by(people["ines"])
    cast.submit(story, people["ines"])
    client.force_login(people["adam"])
    assert client.get(reverse("wagtailadmin_pages:edit", args=[story.pk])).status_code == 302
    client.post(reverse("wagtailadmin_pages:lock", args=[story.pk]))
    assert not BriefPage.objects.get(pk=story.pk).locked
