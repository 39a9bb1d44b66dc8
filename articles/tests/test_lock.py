"""Every route to publication, walked with a brief that a gate holds: none lets it out. And the way down is open."""

import json
from datetime import timedelta

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.models import GroupApprovalTask, Page, Workflow, WorkflowPage, WorkflowTask
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text

from articles.clearance import PublicationBlocked
from articles.models import BriefPage, Clearance
from articles.models.lock import NAMES, missing
from articles.tests import build
from articles.tests.tab import based_on, bulk_question

pytestmark = pytest.mark.django_db


@pytest.fixture
def held():
    """A draft whose only known claim cites nothing."""
    return build.brief([build.known()])


@pytest.fixture
def admin(client):
    client.force_login(build.editor())
    return client


def is_out(page) -> bool:
    """Would a reader get it, or does its row say so?"""
    row = Page.objects.get(pk=page.pk)
    return row.live or Client().get(row.url).status_code == 200


def refused(act) -> None:
    with pytest.raises((PublicationBlocked, IntegrityError)), transaction.atomic():
        act()


def test_a_brief_that_nothing_holds_goes_out_and_is_read():
    page = build.publish(build.brief())
    assert page.live
    assert Client().get(page.url).status_code == 200


def test_an_article_is_held_and_let_out_by_the_same_lock():
    refused(lambda: build.article(ai_use="").save_revision().publish())
    assert build.publish(build.article(slug="another")).live


def test_publishing_a_revision_is_refused(held):
    revision = held.save_revision()
    refused(revision.publish)
    assert not is_out(held)


def test_the_action_behind_the_editor_s_button_is_refused(held):
    revision = held.save_revision()
    refused(lambda: PublishPageRevisionAction(revision).execute(skip_permission_checks=True))
    assert not is_out(held)


def test_saving_the_page_live_is_refused_with_and_without_checks(held):
    held.live = True
    refused(held.save)
    refused(lambda: held.save(clean=False))
    refused(lambda: held.save(update_fields=["live"]))
    assert not is_out(held)


def test_a_page_born_live_is_refused():
    refused(lambda: build.brief([build.known()], live=True))
    refused(lambda: build.brief(live=True, slug="other"))  # nothing holds it, but nothing is born live
    assert not BriefPage.objects.filter(live=True).exists()


def test_saving_as_the_base_class_is_refused_by_the_database(held):
    base = Page.objects.get(pk=held.pk)
    base.live = True
    refused(base.save)
    assert not is_out(held)


def test_an_update_of_rows_is_refused_by_the_database(held):
    refused(lambda: Page.objects.filter(pk=held.pk).update(live=True))
    refused(lambda: BriefPage.objects.filter(pk=held.pk).update(live=True))
    assert not is_out(held)


def test_sql_is_refused_by_the_database(held):
    revision = held.save_revision()

    def by_hand():
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE wagtailcore_page SET live = %s, live_revision_id = %s WHERE id = %s",
                [True, revision.pk, held.pk],
            )

    refused(by_hand)
    assert not is_out(held)


def test_loaddata_is_refused_by_the_database(held, tmp_path):
    dump = tmp_path / "dump.json"
    call_command("dumpdata", "wagtailcore.page", "articles", output=str(dump), verbosity=0)
    rows = json.loads(dump.read_text())
    for row in rows:
        if row["model"] == "wagtailcore.page" and row["pk"] == held.pk:
            row["fields"]["live"] = True
    dump.write_text(json.dumps(rows))
    refused(lambda: call_command("loaddata", str(dump), verbosity=0))
    assert not is_out(held)


def test_loaddata_of_a_new_live_brief_is_refused(held, tmp_path):
    dump = tmp_path / "dump.json"
    call_command(
        "dumpdata",
        "wagtailcore.page",
        "articles.storypage",
        "articles.briefpage",
        output=str(dump),
        verbosity=0,
    )
    rows = json.loads(dump.read_text())
    pk = held.pk
    forget_the_desk(held)
    held.delete()
    for row in rows:
        if row["model"] == "wagtailcore.page" and row["pk"] == pk:
            row["fields"]["live"] = True
    dump.write_text(json.dumps(rows))
    refused(lambda: call_command("loaddata", str(dump), verbosity=0))
    assert not Page.objects.filter(pk=pk, live=True).exists()


def test_a_copy_with_publish_copies_is_refused():
    page = build.publish(build.brief())
    refused(lambda: page.copy(update_attrs={"slug": "copy"}))
    copied = page.copy(keep_live=False, update_attrs={"slug": "copy"})
    assert not is_out(copied)


def test_copying_a_desk_with_publish_copies_takes_no_held_brief_out():
    desk = build.desk()
    build.publish(build.brief(at=desk))
    build.brief([build.known()], at=desk, title="Held")
    refused(lambda: desk.copy(recursive=True, update_attrs={"slug": "copy"}))
    assert not Page.objects.filter(live=True, path__startswith=desk.path, title="Held").exists()
    assert not Page.objects.filter(slug="copy").exists()


def test_an_alias_of_a_live_brief_is_refused():
    page = build.publish(build.brief())
    refused(lambda: page.create_alias(update_slug="alias"))
    assert not Page.objects.filter(slug="alias").exists()


def test_reverting_to_a_held_version_keeps_what_is_out():
    page = build.brief([build.known()])
    bad = page.save_revision()
    good = build.brief(title="Good", slug="good")
    page.claims = good.claims.all()
    with pytest.raises(PublicationBlocked):
        bad.publish()
    fixed = build.brief(slug="fixed")
    build.publish(fixed)
    fixed.claims = [build.known("Unsourced now.")]
    worse = fixed.save_revision()
    refused(lambda: worse.publish(previous_revision=bad))
    assert "The bridge is closed" in Client().get(fixed.url).content.decode()


def test_the_end_of_a_workflow_publishes_no_held_brief(held):
    user = build.editor()
    task = GroupApprovalTask.objects.create(name="Look")
    workflow = Workflow.objects.create(name="One look")
    WorkflowTask.objects.create(workflow=workflow, task=task)
    WorkflowPage.objects.create(workflow=workflow, page=build.desk())
    held.save_revision(user=user)
    state = workflow.start(held, user)
    refused(lambda: state.current_task_state.approve(user=user))
    assert not is_out(held)


def test_a_story_is_asked_when_it_is_scheduled(held):
    held.go_live_at = now() + timedelta(hours=1)
    revision = held.save_revision()
    refused(revision.publish)
    revision.refresh_from_db()
    assert revision.approved_go_live_at is None


def test_a_scheduled_story_that_is_held_when_its_time_comes_stays_a_draft_and_others_go_out():
    page = build.brief()
    other = build.brief(title="The other", slug="other")
    for story in (page, other):
        story.go_live_at = now() + timedelta(hours=1)
        story.save_revision().publish()
    source = page.claims.first().citations.first().source
    type(source).objects.filter(pk=source.pk).update(url=None, kind="report")
    for story in (page, other):
        its_time_comes(story)
    call_command("publish_scheduled")
    assert not is_out(page)
    assert is_out(other)
    assert not page.revisions.exclude(approved_go_live_at=None).exists()


def test_the_editor_s_publish_button_keeps_the_text_and_says_why(admin, held):
    response = admin.post(
        reverse("wagtailadmin_pages:edit", args=[held.pk]),
        form_of(held) | {"action-publish": "1"},
        follow=True,
    )
    assert "2 points block publication" in response.content.decode()  # its source, and a second person
    assert (
        BriefPage.objects.get(pk=held.pk).get_latest_revision_as_object().summary == "Changed in the editor."
    )
    assert not is_out(held)


def test_in_the_editor_a_ready_brief_is_scheduled_and_a_held_one_is_not(admin, held):
    tomorrow = (now() + timedelta(days=1)).strftime("%Y-%m-%d %H:%M")
    for page, is_ready in ((held, False), (build.brief(title="Ready", slug="ready"), True)):
        fields, url = form_of(page), reverse("wagtailadmin_pages:edit", args=[page.pk])
        admin.post(url, fields)
        build.checked(BriefPage.objects.get(pk=page.pk).get_latest_revision_as_object())
        seen = BriefPage.objects.get(pk=page.pk).latest_revision
        base = {"loaded_revision_id": seen.pk, "loaded_revision_created_at": seen.created_at.isoformat()}
        admin.post(url, fields | base | {"go_live_at": tomorrow, "action-publish": "1"})
        assert page.revisions.exclude(approved_go_live_at=None).exists() is is_ready
        assert not is_out(page)


def test_create_and_publish_keeps_the_draft_and_says_why(admin):
    desk = build.desk()
    url = reverse("wagtailadmin_pages:add", args=["articles", "briefpage", desk.pk])
    response = admin.post(
        url, form_of(BriefPage(title="Born held", slug="born")) | {"action-publish": "1"}, follow=True
    )
    page = BriefPage.objects.get(slug="born")
    assert "publication" in response.content.decode()
    assert not is_out(page)


def test_bulk_publish_takes_the_ready_ones_out_and_names_the_held(admin, held):
    ready = build.brief(title="Ready", slug="ready")
    ready.save_revision()
    held.save_revision()
    _, url, answer = bulk_question(admin, held, ready)
    response = admin.post(url, answer | {"include_descendants": ""}, follow=True)
    assert held.title in response.content.decode()
    assert is_out(ready)
    assert not is_out(held)


def test_bulk_publish_of_a_desk_with_descendants_takes_no_held_brief_out(admin, held):
    ready = build.brief(title="Ready", slug="ready")
    _, url, answer = bulk_question(admin, build.desk())
    admin.post(url, answer | {"include_descendants": "on"})
    assert is_out(ready)
    assert not is_out(held)


def test_taking_down_is_always_possible_and_the_receipt_lapses():
    page = build.publish(build.brief())
    page.claims.first().citations.all().delete()
    page = BriefPage.objects.get(pk=page.pk)
    page.unpublish()
    assert not is_out(page)
    assert not Clearance.objects.filter(story=page, lapsed_at=None).exists()
    revision = page.latest_revision_id
    refused(lambda: Page.objects.filter(pk=page.pk).update(live=True, live_revision_id=revision))


def test_an_update_that_takes_a_brief_down_lapses_the_receipt_too():
    page = build.publish(build.brief())
    Page.objects.filter(pk=page.pk).update(live=False)
    refused(lambda: Page.objects.filter(pk=page.pk).update(live=True))


def test_saving_a_draft_is_never_blocked():
    page = build.brief([], summary="", ai_use="", title="Nothing yet")
    page.save_revision()
    page.save()
    assert not page.live


def test_the_last_approval_of_a_held_brief_in_the_editor_says_why_and_keeps_the_text(admin, held):
    user = build.editor()
    task = GroupApprovalTask.objects.create(name="Look")
    workflow = Workflow.objects.create(name="One look")
    WorkflowTask.objects.create(workflow=workflow, task=task)
    WorkflowPage.objects.create(workflow=workflow, page=build.desk())
    held.save_revision(user=user)
    workflow.start(held, user)
    press = {"action-workflow-action": "true", "workflow-action-name": "approve"}
    url = reverse("wagtailadmin_pages:edit", args=[held.pk])
    response = admin.post(url, form_of(held) | press, follow=True)
    assert "2 points block publication" in response.content.decode()
    kept = BriefPage.objects.get(pk=held.pk)
    assert kept.get_latest_revision_as_object().summary == "Changed in the editor."
    assert kept.workflow_in_progress
    assert not is_out(held)


def test_the_lock_stands_and_says_when_it_does_not():
    assert missing(connection) == []
    with connection.cursor() as cursor:
        cursor.execute(
            f"DROP TRIGGER {NAMES[0]}" + ("" if connection.vendor == "sqlite" else " ON wagtailcore_page")
        )
    assert missing(connection) == [NAMES[0]]


def test_a_page_that_is_no_story_is_left_alone():
    assert ContentType.objects.get_for_model(build.desk()).model == "deskpage"
    assert build.desk().live


def forget_the_desk(story) -> None:
    """As if nobody had checked or approved it: what was checked can't be deleted."""
    story.verdicts.all().delete()
    story.approvals.all().delete()


def its_time_comes(story) -> None:
    """Moves the schedule of the story to a minute ago."""
    revision = story.revisions.exclude(approved_go_live_at=None).get()
    revision.approved_go_live_at = now() - timedelta(minutes=1)
    revision.content["go_live_at"] = revision.approved_go_live_at.isoformat()
    revision.save()


def citations_of(claim) -> dict:
    rows = [
        {"id": c.pk, "source": c.source_id, "stance": c.stance, "excerpt": c.excerpt, "locator": c.locator}
        for c in (claim.citations.all() if claim.pk else [])
    ]
    return inline_formset(rows, initial=len(rows))


def form_of(page) -> dict:
    """The editor's form for this brief, just opened, with another summary."""
    base = based_on(page) if page.pk else {}
    claims = list(page.claims.all()) if page.pk else []
    rows = [
        {"uid": c.uid or "", "id": c.pk or "", "text": c.text, "standing": c.standing, "settles": "", "truth": "",
         "single_source": "on" if c.single_source else "", "citations": citations_of(c)}
        for c in claims
    ]  # fmt: skip
    return nested_form_data(
        {
            "title": page.title, "slug": page.slug, "summary": "Changed in the editor.", "headline_confirmed": "on",
            "ai_use": "none", "ai_task": "", "ai_tool": "", "topics": "", "lead_photo": "",
            "context": rich_text(""), "why": rich_text(""), "seo_title": "", "search_description": "",
            "original_text": "", "original_from": "", "original_at": "", "original_sender": "",
            "claims": inline_formset(rows, initial=len([c for c in claims if c.pk])),
            "watch": inline_formset([]), "faq": inline_formset([]), "bylines": inline_formset([]),
            "notes": inline_formset([]), "related": inline_formset([]), "comments": inline_formset([]),
        } | base
    )  # fmt: skip
