"""After publication: a killed story is gone everywhere at once and says so; it can be restored; nothing is deleted."""

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from articles import killing
from articles.clearance import PublicationBlocked, Refused
from articles.models import BriefPage, Kill
from articles.tests import build, cast

pytestmark = pytest.mark.django_db
WHY = "It rested on a forged letter."


@pytest.fixture
def people():
    return cast.newsroom()


@pytest.fixture
def story():
    return build.publish(build.brief(title="The forged letter"))


def test_a_killed_story_is_out_of_the_site_at_once_and_its_address_says_why(people, story):
    reader, home = Client(), story.get_parent().url
    assert "The forged letter" in reader.get(home).content.decode()
    killing.remove(story.pk, WHY, people["odile"])
    gone = reader.get(story.url)
    assert gone.status_code == 410
    assert WHY in gone.content.decode()
    assert "The forged letter" not in gone.content.decode()
    for address in ("/", home, "/search/?q=forged"):
        assert "The forged letter" not in reader.get(address).content.decode()


def test_a_killed_story_is_published_by_no_route_until_it_is_restored(people, story):
    killing.remove(story.pk, WHY, people["odile"])
    revision = BriefPage.objects.get(pk=story.pk).latest_revision
    with pytest.raises(PublicationBlocked, match="was killed"):
        revision.publish()
    assert killing.restore(story.pk, "The letter proved to be real.", people["odile"])
    assert Client().get(story.url).status_code == 200
    (kept,) = Kill.objects.filter(story=story)
    assert kept.ended_at and kept.ended_by_name == "odile"


def test_a_story_that_something_holds_is_restored_as_a_draft(people, story):
    newest = cast.read_again(story)
    newest.summary = "Changed, and approved by nobody."
    newest.save_revision(user=people["ines"])
    killing.remove(story.pk, WHY, people["odile"])
    assert not killing.restore(story.pk, "The letter proved to be real.", people["odile"])
    assert Client().get(story.url).status_code == 404


@pytest.mark.parametrize("name", ["ines", "marek", "tomas", "adam", "emil"])
def test_only_a_managing_editor_kills_and_restores(client, people, story, name):
    client.force_login(people[name])
    for address in ("desk_kill", "desk_restore"):
        assert client.post(reverse(address, args=[story.pk]), {"reason": WHY}).status_code == 403
    with pytest.raises(Refused):
        killing.remove(story.pk, WHY, people[name])
    assert Client().get(story.url).status_code == 200


def test_a_kill_wants_a_reason_and_a_story_that_readers_have_seen(client, people, story):
    client.force_login(people["odile"])
    address = reverse("desk_kill", args=[story.pk])
    assert client.post(address, {"reason": "wrong"}).status_code == 409
    client.post(address, {"reason": WHY})
    assert Client().get(story.url).status_code == 410
    assert "already" in client.post(address, {"reason": WHY}).content.decode()
    draft = build.brief(slug="draft")
    with pytest.raises(Refused, match="never seen"):
        killing.remove(draft.pk, WHY, people["odile"])


def test_a_published_story_is_deleted_by_nobody(client, people, story):
    for name in ("tomas", "odile"):
        client.force_login(people[name])
        client.post(reverse("wagtailadmin_pages:delete", args=[story.pk]))
        assert Page.objects.filter(pk=story.pk).exists()
    client.force_login(build.editor())
    client.post(reverse("wagtailadmin_pages:delete", args=[story.pk]))
    assert Page.objects.filter(pk=story.pk).exists()


def test_live_against_draft_is_one_step_away_and_shown_claim_by_claim(client, people, story):
    newest = cast.read_again(story)
    claims = list(newest.claims.all())
    claims[0].text = "The bridge is closed to heavy lorries."
    newest.claims = claims
    newest.save_revision(user=people["ines"])
    client.force_login(people["tomas"])
    compare = reverse("wagtailadmin_pages:revisions_compare", args=[story.pk, "live", "latest"])
    assert compare in client.get(reverse("wagtailadmin_pages:edit", args=[story.pk])).content.decode()
    assert '<span class="addition">heavy </span>' in client.get(compare).content.decode()
