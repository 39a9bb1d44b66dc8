"""A source that any version of a story cites stays in the library."""

import pytest
from django.db import transaction
from django.db.models import ProtectedError
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
    for act in (kept.save, kept.delete):
        with pytest.raises(Exception, match="kept as it came"):
            act()


def test_the_original_brief_can_t_be_changed_once_it_is_saved():
    page = build.brief(original_text="Truck strike??")
    page.original_text = "A strike of lorry drivers"
    with pytest.raises(Exception, match="kept as it came"):
        page.save()
    with pytest.raises(Exception, match="kept as it came"):
        page.save_revision()
    draft = BriefPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    assert draft.original_text == "Truck strike??"
