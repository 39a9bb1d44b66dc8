"""What readers see on the way to a story: lists, sources, search, and addresses that changed or never were."""

import html
import re

import pytest
from django.db import connection
from django.test import RequestFactory
from wagtail.models import PageViewRestriction

from articles import views
from articles.models import InfoPage, Topic
from articles.tests import build
from articles.tests.reader import full_brief, headlines, part, read, text
from sources.kinds import SourceKind

pytestmark = pytest.mark.django_db


# Home, desk, topic


def test_the_front_page_of_an_empty_newsroom_can_be_read(client):
    build.home()
    response = client.get("/")
    assert response.status_code == 200 and "No story yet." in text(response)


def test_the_newest_brief_leads_unless_an_editor_chose_another_that_is_live(client):
    old = build.publish(build.brief(title="Old brief"))
    build.publish(build.brief(title="New brief"))
    build.publish(build.article(title="Newest of all"))

    def lead():
        return html.unescape(
            re.search(r'<h2 id="lead"><a [^>]*>(.*?)</a>', client.get("/").content.decode())[1]
        )

    assert lead() == "New brief"
    home = build.home()
    home.lead = old
    home.save()
    assert lead() == "Old brief"
    old.unpublish()
    assert lead() == "New brief"


def test_the_front_page_shows_open_questions_topics_and_figures(client):
    lead = build.brief(title="The lead")
    other = build.brief(title="The outage")
    other.topics.add("Health")
    build.publish(other)
    build.publish(lead)
    response = client.get("/")
    assert re.search(r'href="[^"]*#c2">What caused the crack\.</a>', part(response, "unclear"))
    assert "The outage · published 0 days ago" in text(response)
    assert "Health 1 story · 1 known, 1 unclear" in text(response)
    assert "2 known claims in 2 stories" not in text(response)  # the figure stands after its words
    assert "known claims in 2 stories 2" in text(response)
    assert "rest on a single source 2" in text(response) and "sources cited, 2 of them primary 2" in text(
        response
    )


def test_drafts_and_closed_sections_are_on_no_list(client):
    build.publish(build.brief(title="Public"))
    build.brief(title="Hidden draft")
    desk = build.desk("inner-circle")
    hidden = build.brief(title="Hidden members", at=desk)
    hidden.topics.add("Hush")
    build.publish(hidden)
    PageViewRestriction.objects.create(page=desk, restriction_type=PageViewRestriction.LOGIN)
    for url in ("/", "/infrastructure/", "/search/", "/search/?q=hidden", "/topics/hush/", "/nowhere/"):
        assert "Hidden" not in text(client.get(url)).replace("“hidden”", "")


def test_a_page_number_that_makes_no_sense_shows_a_page(client):
    story = build.brief()
    story.topics.add("Bridges")
    build.publish(story)
    lists = ("/infrastructure/?", "/topics/bridges/?", "/sources/?", "/search/?", "/search/?q=crack&")
    numbers = ("abc", "9999", "0", "-1", "", "1e9", "9" * 5000)
    answers = {f"{url}page={n}": client.get(f"{url}page={n}").status_code for url in lists for n in numbers}
    assert set(answers.values()) == {200}, answers


def test_a_desk_lists_its_stories_page_by_page(client):
    for number in range(21):
        build.publish(build.brief(title=f"Story {number}"))
    first, second = client.get("/infrastructure/"), client.get("/infrastructure/?page=2")
    assert len(headlines(first)) == 20 and len(headlines(second)) == 1
    assert 'href="?page=2"' in first.content.decode() and "2 of 2" in text(second)


def test_a_topic_shows_its_stories_its_counts_and_whom_they_cite(client):
    story = build.brief()
    story.topics.add("Water")
    build.publish(story)
    response = client.get("/topics/water/")
    assert headlines(response) == ["Merrow Bridge closed to lorries"]
    assert "National Roads Agency 1" in text(response)


def test_a_topic_with_letters_of_any_script_has_a_page(client):
    story = build.brief()
    story.topics.add("Élections", "مياه")
    story = build.publish(story)
    for topic in story.topics.all():
        assert f'href="{topic.get_absolute_url()}"' in read(client, story).content.decode()
        assert client.get(topic.get_absolute_url()).status_code == 200


# Sources and publishers


def test_the_list_of_sources_names_only_what_published_stories_cite(client):
    build.publish(build.brief([build.known("Closed.", build.cites(build.source("Public order")))]))
    secret = build.source("Leaked memo", publisher=build.publisher("Whistle House"))
    build.brief([build.known("Hush.", build.cites(secret))])
    assert "Public order" in text(client.get("/sources/")) and "Leaked" not in text(client.get("/sources/"))
    assert "Leaked" not in text(client.get("/sources/?q=leaked"))
    assert client.get(secret.publisher.get_absolute_url()).status_code == 404


def test_sources_can_be_searched(client):
    claims = [
        build.known(
            "Closed.", build.cites(build.source("Traffic order")), build.cites(build.source("Crack note"))
        )
    ]
    build.publish(build.brief(claims))
    response = client.get("/sources/?q=crack")
    assert "1 source for “crack”" in text(response) and "Crack note" in text(response)
    assert "Traffic order" not in text(response)


def test_a_publisher_shows_every_claim_that_rests_on_it(client):
    build.publish(full_brief(title="The bridge"))
    response = client.get("/sources/national-roads-agency/")
    shown = text(response)
    assert headlines(response) == ["The bridge"]
    assert "Lorries are barred. Known supports, with 1 other" in shown
    assert "Cars may cross. Known only source" in shown
    assert "About 1,200 lorries a day. Disputed gives one version" in shown
    assert "A lorry hit it. Refuted contradicts" in shown
    assert "known claim with no other source 1" in shown and "claim contradicted 1" in shown
    assert re.search(r'href="[^"]*/#c2">Cars may cross', response.content.decode())


def test_sources_without_a_publisher_have_a_page_of_their_own(client):
    walker = build.source(
        "A walker", SourceKind.EYEWITNESS, url_as_typed="", publisher=None, note="Met on the bridge."
    )
    build.publish(build.brief([build.known("It shook.", build.cites(walker))]))
    response = client.get("/sources/no-publisher/")
    assert "A walker" in text(response) and "Met on the bridge." in text(response)
    assert 'href="/sources/no-publisher/"' in client.get("/sources/").content.decode()


def test_an_unknown_publisher_is_not_found(client):
    build.home()
    for slug in ("nobody", "no-publisher", "%00", "a%00b"):
        assert client.get(f"/sources/{slug}/").status_code == 404


def test_a_topic_without_a_letter_has_a_page(client):
    story = build.brief()
    story.topics.add("!!!", "???")
    build.publish(story)
    addresses = {topic.get_absolute_url() for topic in Topic.objects.all()}
    assert addresses == {"/topics/topic/", "/topics/topic_1/"}
    assert all(client.get(address).status_code == 200 for address in addresses)


def test_the_feeds_of_a_renamed_topic_lead_on(client):
    story = build.brief()
    story.topics.add("Water")
    build.publish(story)
    topic = Topic.objects.get()
    topic.slug = "waters"
    topic.save()
    for below in ("", "feed.atom", "feed.rss", "feed.json", "changes/feed.atom"):
        answer = client.get(f"/topics/water/{below}")
        assert (answer.status_code, answer["Location"]) == (301, f"/topics/waters/{below}")


# Search


def test_search_finds_a_story_by_what_a_claim_says_and_shows_the_claim(client):
    build.publish(
        build.brief(
            [build.known("Pigeons nest in the girder.", build.cites(build.source()))], title="The bridge"
        )
    )
    build.publish(build.brief(title="The school"))
    response = client.get("/search/?q=pigeons")
    assert headlines(response) == ["The bridge"]
    assert re.search(r'#c1">\s*<mark>Pigeons</mark> nest in the girder', response.content.decode())


def test_search_can_be_narrowed_by_kind_standing_and_topic(client):
    disputed = build.publish(full_brief(title="The bridge"))
    disputed.topics.add("Bridges")
    build.publish(disputed)
    build.publish(build.brief(title="The school"))
    build.publish(build.article(title="The ferry"))
    asked = {
        "kind=article": ["The ferry"],
        "kind=brief&standing=disputed": ["The bridge"],
        "topic=bridges": ["The bridge"],
        "q=lorries&topic=bridges": ["The bridge"],
        "q=ferry&kind=brief": [],
        "kind=nonsense&standing=x&topic=y&kind=article": ["The ferry"],
    }
    for query, expected in asked.items():
        found = headlines(client.get(f"/search/?{query}"))
        assert found == expected, query


def test_who_asks_for_open_questions_gets_every_one(client):
    claims = [build.unclear(f"Open point {n}.") for n in range(6)] + [
        build.known("Closed.", build.cites(build.source()))
    ]
    build.publish(build.brief(claims))
    shown = text(client.get("/search/?standing=unclear"))
    assert all(f"Open point {n}." in shown for n in range(6)) and "Closed." not in shown


def test_a_search_without_a_result_says_so_and_offers_to_drop_the_filter(client):
    build.publish(build.brief())
    response = client.get("/search/?q=zebra&kind=brief")
    assert "No result for “zebra”" in text(response) and "Drop all filters" in text(response)


@pytest.mark.parametrize(
    "words", ["a" * 300, "x\0y", "\0", '"', "'; DROP TABLE", "((", "🦓", "* OR", "قنطرة", "-", "%"]
)
def test_no_search_is_an_error(client, words):
    build.publish(build.brief())
    for url in ("/search/", "/sources/"):
        assert client.get(url, {"q": words}).status_code == 200


def test_a_search_that_is_too_long_is_cut_and_says_so(client):
    build.home()
    assert "only the first 200 characters were used" in text(client.get("/search/", {"q": "a" * 300}))


# Addresses


def test_a_changed_slug_leads_to_the_new_address_of_a_story(client, django_capture_on_commit_callbacks):
    story = build.publish(build.brief())
    old = story.url
    story.slug = "lorries-barred"
    with django_capture_on_commit_callbacks(execute=True):
        story = build.publish(story)
    assert client.get(old).headers["Location"].endswith(story.url)


def test_a_changed_slug_leads_to_the_new_address_of_a_topic_and_a_publisher(client):
    story = build.brief()
    story.topics.add("Water")
    build.publish(story)
    topic, publisher = Topic.objects.get(), build.publisher()
    for thing in (topic, publisher):
        old, thing.slug = thing.get_absolute_url(), "another-name"
        thing.save()
        response = client.get(old)
        assert response.status_code == 301 and response.headers["Location"] == thing.get_absolute_url()
        assert client.get(thing.get_absolute_url()).status_code == 200


def test_an_unknown_address_offers_a_search_and_the_newest_stories(client):
    build.publish(build.brief())
    response = client.get("/nothing-here/at-all/")
    assert response.status_code == 404
    assert 'name="q"' in response.content.decode() and headlines(response) == [
        "Merrow Bridge closed to lorries"
    ]


def test_an_unknown_address_is_answered_even_when_the_database_is_in_trouble(client):
    build.home()
    request = RequestFactory().get("/nothing-here/")
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE articles_storypage RENAME TO articles_elsewhere")
    response = views.not_found(request)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE articles_elsewhere RENAME TO articles_storypage")
    assert response.status_code == 404 and "We could not find this page" in response.content.decode()


def test_the_page_for_our_own_errors_asks_the_database_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        response = views.server_error(RequestFactory().get("/"))
    assert response.status_code == 500 and "The fault is ours" in response.content.decode()


def test_masthead_and_foot_lead_to_desks_and_to_pages_about_us(client):
    build.desk("health")
    home = build.home()
    home.add_child(instance=InfoPage(title="How we work", slug="how-we-do-it", body="<p>By the rules.</p>"))
    home.add_child(instance=InfoPage(title="Unlisted", slug="unlisted", show_in_menus=False))
    page = client.get("/").content.decode()
    assert page.count('href="/health/"') == 2 and 'href="/how-we-do-it/"' in page and "Unlisted" not in page
    assert "By the rules." in text(client.get("/how-we-do-it/"))
