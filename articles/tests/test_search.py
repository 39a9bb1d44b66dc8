"""Does a search lead readers to the claim, whatever they type, and does it tell nothing that they may not read?"""

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import PageViewRestriction

from articles import killing
from articles.models import BriefPage, StoryPage
from articles.tests import build
from articles.tests.reader import headlines, text
from articles.tests.test_queries import a_full_brief, queries

pytestmark = pytest.mark.django_db
REASON = "The source withdrew everything that it had said."
NONSENSE = [
    {"q": "bridge", "page": "abc"}, {"q": "bridge", "page": "9999"}, {"q": "bridge", "page": "\0"}, {"q": "x" * 10_000},
    {"q": "!!! ??"}, {"q": '"'}, {"q": "*"}, {"q": "AND"}, {"q": "bri\0dge"}, {"from": "yesterday", "to": "\0"},
    {"from": "0001-01-01", "to": "9999-12-31"}, {"from": "2026-05-01", "to": "2026-01-01"}, {"when": "century"},
    {"desk": "\0", "topic": "x" * 10_000, "publisher": "nobody", "kind": "poem", "standing": "true"},
]  # fmt: skip


def cited(words: str, **fields) -> BriefPage:
    return build.brief([build.known(words, build.cites(build.source()))], **fields)


def hidden_ones() -> None:
    """Stories about a zebra that nobody may read: a draft, one that was killed, scheduled, closed, and past the lock."""
    draft = cited("The zebra is a draft.", title="Zebra draft")
    draft.topics.add("Zebras")
    draft.save()
    killed = build.publish(cited("The zebra was killed.", title="Zebra killed"))
    killing.remove(killed.pk, REASON, build.editor())
    build.schedule(cited("The zebra comes later.", title="Zebra later"), timezone.now() + timedelta(days=1))
    closed = build.desk("closed")
    build.publish(cited("The zebra is private.", title="Zebra private", at=closed))
    PageViewRestriction.objects.create(page=closed, restriction_type="login")
    past = build.publish(cited("The zebra went past the lock.", title="Zebra past"))
    BriefPage.objects.filter(pk=past.pk).update(context="<p>Nobody cleared these words.</p>")


@pytest.mark.parametrize(
    ("words", "anchor"),
    [
        ("girder", "#c1"), ("cyclists", "#q1"), ("tugboat", "#context"), ("schoolbus", "#why"),
        ("harbourmaster", "#s1"), ("Roads", "#s1"),
    ],
)  # fmt: skip
def test_a_story_is_found_by_each_of_its_parts_and_the_result_leads_there(client, words, anchor):
    source = build.source("Letter of the harbourmaster")
    story = build.brief([build.known("The girder holds.", build.cites(source))], title="The crossing")
    story.faq = [build.question("Who may cross?", "<p>All <b>cyclists</b>.</p>")]
    story.context, story.why = "<p>A tugboat lies below.</p>", "<p>The schoolbus takes an hour more.</p>"
    build.publish(story)
    page = client.get("/search/", {"q": words})
    assert headlines(page) == ["The crossing"]
    html = page.content.decode()
    assert f'href="{story.url}{anchor}"' in html and f"<mark>{words}</mark>".casefold() in html.casefold()
    assert f'id="{anchor[1:]}"' in client.get(story.url).content.decode()


def test_an_article_is_found_by_its_text_and_its_sources(client):
    build.publish(build.article())
    for words in ("sails", "timetable", "national agency"):
        assert headlines(client.get("/search/", {"q": words})) == ["What the ferry can carry"], words


def test_a_search_is_narrowed_by_desk_publisher_and_day(client):
    paper = build.source("Report", publisher=build.publisher("The Paper"))
    build.publish(
        build.brief([build.known("Closed.", build.cites(paper))], title="Old", at=build.desk("county"))
    )
    build.publish(build.brief(title="New"))
    StoryPage.objects.filter(title="Old").update(first_published_at=timezone.now() - timedelta(days=20))
    day = f"{timezone.localdate() - timedelta(days=20)}"
    for query, expected in {
        "desk=county": ["Old"], "publisher=the-paper": ["Old"], "q=closed&publisher=national-roads-agency": ["New"],
        "when=week": ["New"], "when=month&desk=county": ["Old"], f"to={day}": ["Old"], f"from={day}&to={day}": ["Old"],
        "q=closed&when=year&desk=county": ["Old"],
    }.items():  # fmt: skip
        assert headlines(client.get(f"/search/?{query}")) == expected, query


def test_facets_say_how_many_stories_would_be_left(client):
    build.publish(build.brief(title="A crack"))
    build.publish(build.article(title="A crack in the ferry"))
    shown = text(client.get("/search/?q=crack"))
    assert "Briefs 1" in shown and "Articles 1" in shown and "Infrastructure (2)" in shown
    assert "National Roads Agency (2)" in shown and "Past week 2" in shown


@pytest.mark.parametrize("query", NONSENSE, ids=lambda query: ascii(query)[:40])
def test_nothing_that_makes_no_sense_is_an_error(client, query):
    build.publish(build.brief())
    assert client.get("/search/", query).status_code == 200


def test_what_nobody_may_read_is_in_no_result_no_count_and_no_facet(client):
    hidden_ones()
    for query in ("q=zebra", "q=lock", "", "topic=zebras", "q=cleared", "standing=known"):
        page = client.get(f"/search/?{query}")
        assert headlines(page) == [], query
        shown = text(page).replace("“zebra”", "").replace("“lock”", "")
        assert "ebra" not in shown and "Roads Agency" not in shown and " 1 " not in shown, query


def test_the_first_page_asks_at_most_12_times_and_no_more_for_20_results_than_for_two(client):
    a_full_brief()
    build.publish(build.article(title="The point of the ferry"))
    queries(client, "/search/?q=point")  # what kinds of pages there are is remembered from then on
    few = queries(client, "/search/?q=point&kind=brief"), queries(client, "/search/?q=point")
    for n in range(20):
        build.publish(build.brief(title=f"Point {n}", slug=f"point-{n}", lead_photo=build.photo()))
    many = queries(client, "/search/?q=point&kind=brief"), queries(client, "/search/?q=point")
    assert len(many[1]) <= len(few[1]) <= 12, "\n".join(many[1])
    assert len(many[0]) <= len(few[0]) <= 12


def test_a_mistyped_word_is_mended_where_nothing_was_found(client):
    build.publish(build.brief(title="Merrow Bridge closed to lorries"))
    page = client.get("/search/?q=merow+brigde")
    assert headlines(page) == ["Merrow Bridge closed to lorries"]
    assert "Did you mean merrow bridge" in text(page) and 'value="merow brigde"' in page.content.decode()
    assert "Did you mean" not in text(client.get("/search/?q=merrow"))


def test_no_guess_tells_of_what_nobody_may_read(client):
    hidden_ones()
    page = text(client.get("/search/?q=zebre"))
    assert "Did you mean" not in page and "zebra" not in page.casefold()
    assert client.get("/search/suggest/?q=zeb").json()[1] == []


def test_an_empty_result_leads_on_to_the_newest_stories_and_the_open_questions(client):
    build.publish(build.brief(title="The school"))
    page = client.get("/search/?q=xylophone")
    assert headlines(page) == ["The school"] and 'href="/unclear/"' in page.content.decode()


def test_suggestions_name_topics_desks_publishers_and_headlines(client):
    story = build.brief(title="Merrow Bridge", at=build.desk("merrow"))
    story.topics.add("Merrow islands")
    story.save()
    paper = build.source(publisher=build.publisher("The Merrow Post"))
    story.claims = [build.known("Closed.", build.cites(paper))]
    build.publish(story)
    typed, words, kinds, urls = client.get("/search/suggest/?q=merr").json()
    assert typed == "merr"
    assert dict(zip(words, kinds, strict=True)) == {
        "Merrow islands": "Topic", "Merrow": "Desk", "The Merrow Post": "Publisher", "Merrow Bridge": "Story"
    }  # fmt: skip
    assert all(client.get(url.removeprefix("http://127.0.0.1:8000")).status_code == 200 for url in urls)
    for query in ("", "?q=", "?q=%00", "?q=" + "x" * 10_000, "?q=%25"):
        assert client.get(f"/search/suggest/{query}").json()[1] == []
    assert len(queries(client, "/search/suggest/?q=merr")) <= 12


def test_browsers_learn_how_to_search_here(client):
    build.home()
    assert 'rel="search"' in client.get("/").content.decode()
    told = client.get("/opensearch.xml")
    assert told["Content-Type"].startswith("application/opensearchdescription+xml")
    assert "/search/?q={searchTerms}" in told.content.decode()
    assert "/search/suggest/?q={searchTerms}" in told.content.decode()
