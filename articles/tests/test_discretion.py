"""Confirmation screens and the admin's API tell nobody the title of a story that they may not see, and do nothing."""

import pytest
from django.urls import reverse
from wagtail.models import PageLogEntry

from articles.models import BriefPage
from articles.tests import build, cast

pytestmark = [pytest.mark.django_db, pytest.mark.on_sqlite]


@pytest.fixture
def people():
    return cast.newsroom()


@pytest.fixture
def story(people):
    page = cast.written_by(people["ines"], title="Secret until Friday")
    page.save_revision(user=people["ines"])
    return page


def test_a_bulk_action_does_not_name_what_it_leaves_out_to_strangers(client, people, story):
    for who in ("rosa", "carl", "emil", "adam", "marek"):
        client.force_login(people[who])
        for action in ("delete", "move", "publish", "unpublish"):
            address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
            told = client.get(f"{address}?next=/admin/&id={story.pk}").content.decode()
            assert "Secret until Friday" not in told, (who, action)


def test_a_writer_is_told_what_a_bulk_action_leaves_out(client, people, story):
    client.force_login(people["ines"])
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    assert "Secret until Friday" in client.get(f"{address}?next=/admin/&id={story.pk}").content.decode()


def test_where_a_story_goes_is_asked_of_those_who_may_move_it(client, people, story):
    address = reverse("wagtailadmin_pages:move_confirm", args=[story.pk, build.desk("culture").pk])
    for who, is_shown in (("rosa", False), ("adam", False), ("ines", False), ("odile", True)):
        client.force_login(people[who])
        response = client.get(address)
        assert ("Secret until Friday" in response.content.decode()) is is_shown, who
        assert (response.status_code == 200) is is_shown, who


def test_the_admin_s_api_only_reads_even_for_a_superuser(client, people, story):
    client.force_login(build.editor("root"))
    form = {"revision_id": story.revisions.first().pk, "destination_page_id": build.desk("culture").pk}
    before = BriefPage.objects.get(pk=story.pk).latest_revision_id, BriefPage.objects.count()
    for action in ("copy", "create_alias", "delete", "move", "publish", "revert_to_page_revision"):
        address = reverse("wagtailadmin_api:pages:action", args=[story.pk, action])
        assert client.post(address, form, content_type="application/json").status_code == 404, action
        assert (BriefPage.objects.get(pk=story.pk).latest_revision_id, BriefPage.objects.count()) == before


def test_only_what_is_scheduled_is_unscheduled_so_the_log_tells_no_act_that_was_none(client, people, story):
    client.force_login(people["tomas"])
    address = reverse("wagtailadmin_pages:revisions_unschedule", args=[story.pk, story.revisions.first().pk])
    assert "not scheduled any more" in client.post(address, follow=True).content.decode()
    assert not PageLogEntry.objects.filter(page_id=story.pk, action="wagtail.schedule.cancel").exists()
