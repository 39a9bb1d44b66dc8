"""What a receipt covers: exactly what a live story says. Changing that takes it down; nothing else does."""

from dataclasses import field, fields, make_dataclass
from datetime import datetime, timedelta, timezone

import pytest
from django.test import Client

from articles.editions import Edition
from articles.models import BriefPage, Clearance, RelatedStory
from articles.tests import build

pytestmark = pytest.mark.django_db


def test_rows_changed_behind_the_lock_are_not_shown_to_readers():
    page = build.publish(build.brief())
    page.claims.model.objects.filter(brief=page, standing="unclear").update(standing="known")
    assert Client().get(page.url).status_code == 404


def test_a_live_brief_may_be_locked_and_a_repaired_source_changes_nothing():
    page = build.publish(build.brief())
    source = page.claims.first().citations.first().source
    source.title = "Traffic order, corrected title"
    source.save()
    page.locked = True
    page.save()
    assert "corrected title" in Client().get(page.url).content.decode()


def test_a_held_draft_of_a_live_brief_is_saved_and_leaves_the_live_one_alone():
    page = build.publish(build.brief())
    receipt = Clearance.objects.get(story=page, lapsed_at=None)
    draft = page.get_latest_revision_as_object()
    draft.claims.add(build.known("Nobody has said so yet."))
    draft.save_revision()
    assert Clearance.objects.get(story=page, lapsed_at=None) == receipt
    shown = Client().get(page.url).content.decode()
    assert "The bridge is closed" in shown
    assert "Nobody has said so yet" not in shown


def test_what_a_digest_covers_reads_the_same_before_and_after_the_database():
    in_brussels = datetime(2026, 4, 17, 18, 22, 7, 123, tzinfo=timezone(timedelta(hours=2)))
    page = build.brief(original_text="Truck strike??", original_at=in_brussels)
    page.faq = [build.question()]
    page.lead_photo = build.photo()
    assert Client().get(build.publish(page).url).status_code == 200
    assert Client().get(build.publish(build.article()).url).status_code == 200


def test_a_later_field_with_a_default_leaves_every_receipt_in_force():
    page = build.publish(build.brief())
    edition = page.edition()
    later = make_dataclass("Edition", [("colour", str, field(default=""))], bases=(Edition,), frozen=True)
    values = {part.name: getattr(edition, part.name) for part in fields(Edition)}
    assert later(**values).digest == edition.digest


def test_looking_after_photos_and_neighbours_takes_no_story_down():
    photo, neighbour = build.photo(), build.brief(title="Neighbour", slug="neighbour", is_checked=False)
    page = build.brief(lead_photo=photo)
    page.related = [RelatedStory(story=neighbour)]
    page = build.publish(page)
    photo.description, photo.credit = "The bridge at dusk", "Priya Lansdale"
    photo.save()
    assert Client().get(page.url).status_code == 200
    neighbour.delete()
    photo.delete()
    assert Client().get(page.url).status_code == 200


def test_readers_find_a_live_story_by_no_word_of_its_draft():
    page = build.publish(build.brief())
    draft = page.get_latest_revision_as_object()
    draft.claims.add(build.known("A saboteur confessed."))
    draft.save_revision()
    assert list(BriefPage.objects.search("saboteur")) == []
    assert list(BriefPage.objects.search("lorries")) == [page]


def test_an_older_revision_with_other_numbers_is_published_and_read():
    page = build.brief([build.known("One", build.cites(build.source())), build.unclear("Two")])
    revision = page.save_revision()
    for row in revision.content["claims"]:
        row["number"] = 40 + row["number"]
    revision.save()
    build.approved(revision.as_object())
    revision.publish()
    assert "Claim 1" in Client().get(BriefPage.objects.get(pk=page.pk).url).content.decode()
