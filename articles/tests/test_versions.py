"""Is a saved version read as it was written, whatever became of the rows that it names?"""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import ReferenceIndex

from articles.models import BriefPage, RelatedStory, StoryTopic, Topic, named
from articles.tests import build
from articles.tests.test_queries import a_full_brief

pytestmark = pytest.mark.django_db


def newest(story) -> BriefPage:
    return BriefPage.objects.get(pk=story.pk).get_latest_revision_as_object()


def without_the_second_claim(story):
    """Published, so that the claim's row is gone from the database."""
    draft = newest(story)
    draft.claims.remove(draft.claims.all()[1])
    build.checked(draft)
    draft.save_revision().publish()


def test_going_back_brings_a_claim_back_with_its_citations():
    story = a_full_brief()
    before = newest(story).edition().claims
    version = story.latest_revision
    without_the_second_claim(story)
    assert len(newest(story).edition().claims) == len(before) - 1
    draft = version.as_object()
    draft.save_revision()
    assert newest(story).edition().claims == before
    build.publish(newest(story))
    assert BriefPage.objects.get(pk=story.pk).edition().claims == before


def test_what_is_gone_is_left_out_and_the_rest_is_there():
    other = build.brief(title="Another", is_checked=False)
    story = a_full_brief()
    draft = newest(story)
    draft.related = [RelatedStory(story=other, title="As received")]
    draft.topics.add("Rivers")
    draft.save_revision()
    draft.lead_photo.delete()
    other.delete()
    Topic.objects.get(name="Rivers").delete()
    read = newest(story)
    assert read.lead_photo is None
    assert [(row.story, row.title) for row in read.related.all()] == [(None, "As received")]
    assert {topic.name for topic in read.topics.all()} == {"Bridges", "Islands"}
    assert len(read.claims.all()) == 4 and all(c.citations.count() == 2 for c in list(read.claims.all())[:3])
    assert StoryTopic.objects.filter(content_object_id=story.pk).count() == 2


def test_a_story_whose_language_has_another_key_now_is_cleaned_all_the_same():
    version = a_full_brief().latest_revision.content
    cleaned = named.without_gone(BriefPage, version | {"locale": 999, "lead_photo": 999})
    assert cleaned == version | {"locale": 999, "lead_photo": None}


def test_a_draft_without_the_photo_does_not_say_that_the_live_story_has_none():
    story = a_full_brief()
    draft = newest(story)
    draft.lead_photo = None
    draft.save_revision()
    assert ReferenceIndex.get_references_to(story.lead_photo).filter(object_id=str(story.pk)).exists()


def test_each_more_claim_costs_the_same_to_publish():
    asked = []
    for claims in (3, 8, 13):
        draft = newest(a_full_brief(claims))
        build.checked(draft)
        revision = draft.save_revision()
        with CaptureQueriesContext(connection) as captured:
            revision.publish()
        asked.append(len(captured))
    few, more, many = asked
    assert many - more == more - few <= 5 * 12, asked


def test_a_long_version_is_read_with_as_many_queries_as_a_short_one():
    asked = []
    for claims in (3, 13):
        version = a_full_brief(claims).latest_revision
        with CaptureQueriesContext(
            connection,
        ) as captured:
            version.as_object()
        asked.append(len(captured))
    assert asked[0] == asked[1] <= 15
