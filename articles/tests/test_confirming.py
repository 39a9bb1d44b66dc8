"""An excerpt that a program can't find: a person who has seen it in the source says so, and the gate opens."""

import pytest
from django.urls import reverse
from wagtail.models import PageLogEntry

from articles import clearance
from articles.models import cited_words
from articles.tests import build
from sources.excerpts import Found
from sources.models import Confirmation, Copy, Excerpt

pytestmark = pytest.mark.django_db
WORDS = "no vehicle above 7.5 tonnes may enter"


@pytest.fixture
def story():
    """A brief that cites words of a source of which there is no copy."""
    order = build.source("Traffic order")
    made = build.brief([build.known("It is closed.", build.cites(order, excerpt=WORDS))], is_checked=False)
    made.save_revision(user=build.editor("writer"))
    return made


def held(story) -> list[str]:
    return [hold.message for hold in clearance.holds(story.newest_version()) if hold.gate == "excerpts"]


def confirm(client, story, who):
    client.force_login(who)
    row = Excerpt.objects.get()
    address = reverse("desk_excerpt", args=[story.pk, row.source_id])
    return client.post(address, {"key": row.key}, follow=True)


def test_the_words_are_looked_for_when_they_are_written(story):
    row = Excerpt.objects.get()
    assert (row.text, row.found) == (WORDS, Found.CANT_TELL)
    assert "nobody has found there" in held(story)[0]


def test_a_copy_that_has_the_words_opens_the_gate_by_itself(story):
    row = Excerpt.objects.get()
    row.look(Copy(source=row.source, text=f"Section 1. From 18:00 {WORDS} the bridge."))
    row.copy = None
    row.save()
    assert held(story) == []


def test_somebody_else_confirms_it_on_the_fact_check_screen(client, story):
    answer = confirm(client, story, build.editor("checker"))
    assert "Confirmed: these words are in the source." in answer.content.decode()
    assert "Confirmed by a person." in answer.content.decode()
    assert held(story) == []
    entry = PageLogEntry.objects.get(page=story.pk, action="articles.confirmed")
    assert (entry.user.username, entry.data["excerpt"]) == ("checker", WORDS)


def test_whoever_put_the_words_there_cannot_confirm_them(client, story):
    answer = confirm(client, story, build.editor("writer"))
    assert answer.status_code == 409
    assert "You put these words there" in answer.content.decode()
    assert len(held(story)) == 1 and not Confirmation.objects.exists()


def test_a_confirmation_speaks_of_what_the_source_said_then(client, story):
    confirm(client, story, build.editor("checker"))
    row = Excerpt.objects.get()
    row.copy = Copy.objects.create(
        source=row.source, kept_at="2026-04-20T10:00Z", text="Something else.", digest="d", sha256="s"
    )
    row.look(row.copy)
    row.save()
    assert "are not in source" in held(story)[0]
    confirm(client, story, build.editor("checker"))
    assert held(story) == []


def test_words_that_the_story_cites_no_more_are_not_confirmed(client, story):
    version = story.newest_version()
    citation = version.claims.first().citations.first()
    citation.excerpt = "other words"
    version.save_revision(user=build.editor("writer"))
    assert Excerpt.objects.count() == 2
    client.force_login(build.editor("checker"))
    old = Excerpt.objects.get(text=WORDS)
    answer = client.post(reverse("desk_excerpt", args=[story.pk, old.source_id]), {"key": old.key})
    assert answer.status_code == 409


def test_the_excerpts_of_an_article_are_confirmed_there_too(client):
    story = build.article()
    version = story.newest_version()
    version.citations.first().excerpt = WORDS
    version.save_revision(user=build.editor("writer"))
    assert len(held(story)) == 1
    confirm(client, story, build.editor("checker"))
    assert held(story) == []


def test_what_is_cited_costs_the_same_queries_however_much_it_is(django_assert_num_queries):
    def cited(count):
        claims = [
            build.known(f"Point {n}.", build.cites(build.source(f"Source {n}"), excerpt=f"{WORDS} {n}"))
            for n in range(count)
        ]
        story = build.brief(claims, is_checked=False, slug=f"story-{count}")
        story.save_revision()
        return story.newest_version().edition()

    for count in (1, 12):
        edition = cited(count)
        with django_assert_num_queries(2):
            assert len(cited_words.findings(edition)) == count
        with django_assert_num_queries(2):
            cited_words.look(edition)
