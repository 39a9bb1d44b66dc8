"""The readiness panel: what still holds the story, each point a link to its field, and a Publish that shows it."""

import re

import pytest
from django.urls import reverse

from articles.models import RawBrief, Topic
from articles.tests import build

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client):
    client.force_login(build.editor())
    return client


def edit(client, page) -> str:
    return client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()


def publish_button(html: str) -> str:
    return re.search(
        r"<span[^>]*data-publish.*?</span>\s*</span>|<span[^>]*data-publish.*?</span>", html, re.S
    )[0]


def test_each_hold_is_a_sentence_that_leads_to_its_field(editor):
    page = build.brief([build.known("Nobody says so.")], ai_use="")
    page.save_revision()
    html = edit(editor, page)
    assert "2 points block publication" in html
    assert "Claim 1 is known but cites no source that supports it." in html
    uid = page.claims.get().uid
    assert f'data-goto="claims-0" data-goto-uid="{uid}"' in re.sub(r"\s+", " ", html)
    assert 'data-goto="ai_use"' in html


def test_publish_is_disabled_while_something_holds_and_says_so(editor):
    page = build.brief([build.known("Nobody says so.")])
    page.save_revision()
    button = publish_button(edit(editor, page))
    assert "disabled" in button
    assert "1 point blocks publication" in button


def test_publish_can_be_pressed_when_nothing_holds(editor):
    page = build.brief()
    page.save_revision()
    html = edit(editor, page)
    assert "Nothing blocks publication" in html
    assert 'name="action-publish"' in publish_button(html)


def test_the_panel_says_what_readers_will_be_told_and_what_waits_to_be_cited(editor):
    page = build.brief()
    page.save_revision()
    RawBrief.objects.create(story=page, text="As it came", origin="mail").sources.add(
        build.source("Not cited yet")
    )
    html = edit(editor, page)
    assert "1 source, " in re.sub(r"\s+", " ", html)
    assert "Not cited yet" in html
    assert "As it came" in html


def test_a_topic_can_be_described_and_renamed(editor):
    topic = Topic.objects.create(name="Bridges", slug="bridges")
    url = reverse("wagtailsnippets_articles_topic:edit", args=[topic.pk])
    editor.post(url, {"name": "Bridges", "slug": "spans", "description": "Who closes them."})
    topic.refresh_from_db()
    assert (topic.slug, topic.description) == ("spans", "Who closes them.")


def test_an_article_has_the_panel_too(editor):
    page = build.article(ai_use="")
    page.save_revision()
    assert "1 point blocks publication" in edit(editor, page)


def test_comparing_two_versions_shows_a_swapped_source(editor):
    page = build.brief()
    first = page.save_revision()
    page.claims.first().citations.first()
    draft = page.get_latest_revision_as_object()
    draft.claims.first().citations.first().source = build.source("The other document")
    second = draft.save_revision()
    url = reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, first.pk, second.pk])
    shown = editor.get(url).content.decode()
    assert "The other document" in shown
    assert "Uid" not in shown
