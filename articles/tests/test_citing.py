"""A source that any version of a story cites stays in the library."""

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.db.models import ProtectedError
from django.test import Client
from django.urls import reverse

from articles.models import BriefPage, RawBrief
from articles.tests import build
from sources.models import Source

pytestmark = pytest.mark.django_db


def stays(source) -> None:
    with pytest.raises(ProtectedError), transaction.atomic():
        source.delete()
    with pytest.raises(ProtectedError), transaction.atomic():
        Source.objects.filter(pk=source.pk).delete()
    assert Source.objects.filter(pk=source.pk).exists()


def test_a_source_that_nobody_cites_can_go():
    build.source().delete()
    assert not Source.objects.exists()


def test_a_source_of_a_claim_stays():
    source = build.source()
    build.brief([build.known("One", build.cites(source))])
    stays(source)


def test_a_source_of_an_article_stays():
    page = build.article()
    stays(page.citations.get().source)


def test_a_source_that_only_a_draft_of_a_live_brief_cites_stays():
    page = build.publish(build.brief())
    source = build.source("Only in the draft")
    draft = BriefPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    draft.claims.add(build.known("New", build.cites(source)))
    draft.save_revision()
    draft.claims.remove(draft.claims.last())
    draft.save_revision()  # gone from the newest version, not from the one before
    stays(source)


def test_a_source_that_came_with_a_text_stays():
    source = build.source()
    RawBrief.objects.create(text="As it came", origin="mail").sources.add(source)
    stays(source)


def test_the_admin_says_why_it_can_t_be_deleted(client):
    client.force_login(build.editor())
    source = build.source()
    build.brief([build.known("One", build.cites(source))])
    url = reverse("wagtailsnippets_sources_source:delete", args=[source.pk])
    response = client.post(url, follow=True)
    assert response.status_code == 200
    assert Source.objects.filter(pk=source.pk).exists()


def test_a_raw_brief_is_kept_as_it_came():
    kept = RawBrief.objects.create(text="As it came", origin="mail")
    kept.text = "Something else"
    rows = RawBrief.objects.all()
    for act in (
        kept.save,
        kept.delete,
        rows.delete,
        lambda: rows.update(text="x"),
        lambda: rows.bulk_update([kept], ["text"]),
    ):
        with pytest.raises(Exception, match="kept as it came"):
            act()
    refused_by_the_database("UPDATE articles_rawbrief SET text = 'x'")
    if connection.vendor == "postgresql":
        refused_by_the_database("DELETE FROM articles_rawbrief")


def refused_by_the_database(sql: str) -> None:
    with pytest.raises(DatabaseError, match="kept as it came"), transaction.atomic():
        connection.cursor().execute(sql)


def test_the_database_keeps_the_original_of_a_published_brief():
    draft = build.brief(original_text="Truck strike?", slug="draft")
    BriefPage.objects.filter(pk=draft.pk).update(original_text="Truck strike??")
    out = build.publish(build.brief(original_text="Truck strike??", slug="out"))
    refused_by_the_database("UPDATE articles_briefpage SET original_text = 'x'")
    with pytest.raises(DatabaseError, match="kept as it came"), transaction.atomic():
        BriefPage.objects.filter(pk=out.pk).update(original_text="")
    BriefPage.objects.filter(pk=out.pk).update(context="<p>New.</p>")


def another_original(page) -> None:
    page.original_text = "A strike of lorry drivers"
    for act in (page.save, page.save_revision):
        with pytest.raises(ValidationError, match="kept as it came"):
            act()
    assert BriefPage.objects.get(pk=page.pk).original_text == "Truck strike??"


def test_the_original_of_a_text_that_came_in_can_t_be_changed():
    page = build.brief(original_text="Truck strike??")
    RawBrief.objects.create(story=page, text="Truck strike??", origin="mail")
    another_original(page)


def test_the_original_of_a_published_brief_can_t_be_changed_and_an_older_draft_gets_it_back():
    page = build.brief()
    older = page.save_revision()
    page.original_text = "Truck strike??"
    another_original(build.publish(page))
    restored = older.as_object()
    restored.save_revision()
    assert restored.original_text == "Truck strike??"


def test_an_original_that_an_editor_is_still_typing_is_nobody_s_last_word():
    page = build.brief(original_text="Tru")
    page.save_revision()
    page.original_text = "Truck strike??"
    page.save_revision()
    page.save()
    assert BriefPage.objects.get(pk=page.pk).original_text == "Truck strike??"


def test_a_draft_that_adds_an_original_leaves_the_live_brief_alone():
    page = build.publish(build.brief())
    draft = page.get_latest_revision_as_object()
    draft.original_text = "Truck strike??"
    draft.save_revision()
    assert BriefPage.objects.get(pk=page.pk).original_text == ""
    assert Client().get(page.url).status_code == 200


def only_in_a_draft(source) -> None:
    page = build.publish(build.brief())
    draft = page.get_latest_revision_as_object()
    draft.claims.add(build.known("New", build.cites(source)))
    draft.save_revision()


def in_a_text(source) -> None:
    RawBrief.objects.create(text="As it came", origin="mail").sources.add(source)


@pytest.mark.parametrize("rest_on", [only_in_a_draft, in_a_text])
def test_the_admin_refuses_in_words_to_delete_one_or_many(client, rest_on):
    client.force_login(build.editor())
    source = build.source("Kept")
    rest_on(source)
    bulk = reverse("wagtail_bulk_action", args=["sources", "source", "delete"])
    for url in (reverse("wagtailsnippets_sources_source:delete", args=[source.pk]), f"{bulk}?id={source.pk}"):
        assert "a cited source is kept" in client.post(url, follow=True).content.decode()
    assert Source.objects.filter(pk=source.pk).exists()
