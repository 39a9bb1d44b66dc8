"""What readers see, through HTTP."""

import html
import re

import pytest
from django.db import connection
from django.test import RequestFactory
from wagtail.models import PageViewRestriction

from articles import views
from articles.claims import Stance, Standing
from articles.models import Byline, InfoPage, Note, RelatedStory, Topic, WatchPoint
from articles.tests import build
from sources.kinds import SourceKind

pytestmark = pytest.mark.django_db


def text(response) -> str:
    """What stands on the page, without tags, in one line."""
    body = re.sub(r"(?s)<head>.*?</head>|<svg.*?</svg>", " ", response.content.decode())
    words = re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", body)))
    return re.sub(r" ([.,:)])", r"\1", words)


def part(response, anchor: str) -> str:
    """The section of a story whose heading has this anchor."""
    return re.search(rf'(?s)<section[^>]*aria-labelledby="{anchor}".*?</section>', response.content.decode())[
        0
    ]


def headlines(response) -> list[str]:
    found = re.findall(r"(?s)<h3>\s*<a [^>]*>(.*?)</a>", response.content.decode())
    return [html.unescape(re.sub("<.*?>", "", headline)).strip() for headline in found]


def read(client, story):
    response = client.get(story.url)
    assert response.status_code == 200
    return response


def full_brief(**fields):
    order = build.source("Traffic order 26/114")
    courier = build.source(
        "Lorries turn round", SourceKind.REPORT, publisher=build.publisher("Callan Courier")
    )
    claims = [
        build.known("Lorries are barred.", build.cites(order, locator="Section 1"), build.cites(courier)),
        build.known("Cars may cross.", build.cites(order, excerpt="at 30 km/h")),
        build.claim(
            Standing.DISPUTED,
            "About 1,200 lorries a day.",
            build.cites(order, excerpt="1,204"),
            build.cites(courier, Stance.CONTRADICTS, excerpt="close to nineteen hundred"),
        ),
        build.unclear("What caused the crack.", settles="The laboratory report."),
        build.claim(
            Standing.REFUTED,
            "A lorry hit it.",
            build.cites(order, Stance.CONTRADICTS),
            truth="No mark was found.",
        ),
    ]
    story = build.brief(claims, **fields)
    return story


# A brief


def test_a_claim_shows_its_numerals_and_each_opens_a_note(client):
    page = read(client, build.publish(full_brief())).content.decode()
    first = re.search(r'(?s)<li class="claim is-known" id="c1">.*?</li>', page)[0]
    numerals = re.findall(r'popovertarget="([^"]+)"><span><span class="vh">Source </span>(\d)', first)
    assert [number for _note, number in numerals] == ["1", "2"]
    assert all(f'popover id="{note}"' in re.sub(r"\s+", " ", page) for note, _number in numerals)
    assert "Supports the claim. Section 1" in first


def test_a_claim_has_a_permanent_address_that_outlives_its_place(client):
    story = build.publish(full_brief())
    claims = list(story.claims.all())
    for place, claim in enumerate(reversed(claims)):
        claim.sort_order = place
    story.claims = list(reversed(claims))
    page = read(client, build.publish(story)).content.decode()
    assert re.search(r'(?s)id="c2">.*?Cars may <span class="cites">cross\.', page)


def test_the_page_says_which_claim_rests_on_a_single_source(client):
    response = read(client, build.publish(full_brief()))
    assert "Claim 2 · Single source, primary" in text(response)
    assert "Claim 1 · 2 sources, 1 primary" in text(response)
    assert "1 known claim rests on a single source: Claim 2" in text(response)


def test_the_tally_counts_the_claims_and_leads_to_them(client):
    page = read(client, build.publish(full_brief())).content.decode()
    assert re.findall(r'<a href="#(\w+)"><b>(\d)</b>', page) == [
        ("known", "2"), ("disputed", "1"), ("unclear", "1"), ("refuted", "1"),
    ]  # fmt: skip
    assert all(f'<h2 id="{standing}">' in page for standing in Standing)


def test_a_disputed_claim_shows_both_versions_and_a_refuted_one_what_is_true(client):
    response = read(client, build.publish(full_brief()))
    disputed, refuted = part(response, "disputed"), part(response, "refuted")
    assert "<b>National Roads Agency</b>" in disputed and "<b>Callan Courier</b>" in disputed
    assert "close to nineteen hundred</q>" in disputed
    assert "<s>A lorry hit it.</s> No mark was" in refuted


def test_an_unclear_claim_says_what_would_settle_it(client):
    assert "Would settle it The laboratory report." in text(read(client, build.publish(full_brief())))


def test_empty_sections_are_left_out_but_not_what_is_unclear(client):
    story = build.publish(build.brief([build.known("Closed.", build.cites(build.source()))]))
    response = read(client, story)
    assert "Nothing open that we know of." in text(response)
    for heading in (
        "What is disputed",
        "What proved wrong",
        "FAQ",
        "Why it matters",
        "Original brief",
        "Related",
    ):
        assert heading not in text(response)


def test_all_parts_of_a_full_brief_stand_in_the_published_order(client):
    story = full_brief(
        context="<p>It opened in 1974.</p>",
        why="<p>An <b>island</b> eats by lorry.</p>",
        original_text="Bridge shut.\nTruck strike??",
        original_from="Text message",
        original_at=build.AN_EVENING,
        original_sender="somebody@example.org",
    )
    story.watch = [WatchPoint(text="A load test.", due_on="2026-04-24")]
    story.faq = [build.question()]
    story.notes = [Note(text="We heard the interview live.")]
    story.bylines = [
        Byline(name="Ines Maddern", role="written"),
        Byline(name="Tomas Reiner", role="checked"),
        Byline(name="Oluwaseun Adair", role="edited"),
    ]
    story.save()
    response = read(client, build.publish(story))
    page = response.content.decode()
    headings = re.findall(r'<h2 id="(\w+)"', page)
    assert headings == (
        "summary known disputed unclear refuted context why watch faq transparency original sources record".split()
    )
    assert "<b>island</b>" in page
    assert '<time datetime="2026-04-24">24 April 2026</time>' in page
    assert "Written by Ines Maddern · Checked by Tomas Reiner · Edited by Oluwaseun Adair" in text(response)
    assert "We heard the interview live." in part(response, "transparency")


def test_the_original_brief_keeps_its_lines_and_never_names_its_sender(client):
    story = full_brief(
        original_text="Bridge shut.\n\n  Truck strike??",
        original_from="Text message",
        original_at=build.AN_EVENING,
        original_sender="somebody@example.org",
    )
    response = read(client, build.publish(story))
    assert re.findall(r"<li>(.*?)</li>", part(response, "original")) == [
        "Bridge shut.",
        "",
        "  Truck strike??",
    ]
    assert "17 April 2026, 21:05" in part(response, "original") and "Text message" in part(
        response, "original"
    )
    assert "somebody@example.org" not in response.content.decode()


def test_the_list_of_sources_says_what_each_is_and_what_it_is_cited_for(client):
    clerk = build.source(
        "A clerk at the agency", SourceKind.INTERVIEW, url_as_typed="", publisher=None,
        unnamed_why="Could lose the post.", unnamed_known=True, note="Spoke to us twice.",
    )  # fmt: skip
    french = build.source("Pont fermé", SourceKind.AGENCY, language="fr", derived_from=None)
    claims = [
        build.known("Closed.", build.cites(french)),
        build.known("Today.", build.cites(clerk), build.cites(french)),
    ]
    response = read(client, build.publish(build.brief(claims)))
    listed = part(response, "sources")
    assert re.search(r'lang="fr"\s+hreflang="fr">Pont fermé', listed) and "In French." in listed
    assert "Could lose the post." in listed and "Spoke to us twice." in listed
    assert f'href="{french.publisher.get_absolute_url()}"' in listed
    assert "Cited for Claim 1, 2" in text(response) and "Cited for Claim 2" in text(response)


def test_what_editors_type_is_shown_as_text_never_as_html(client):
    claims = [
        build.known(
            "<script>alert(1)</script> & more", build.cites(build.source("<i>Order</i>"), excerpt="<b>")
        )
    ]
    page = read(client, build.publish(build.brief(claims, title="A <em>headline</em>"))).content.decode()
    assert "<script>" not in page and "<i>Order" not in page and "<em>" not in page


def test_the_head_of_a_brief_describes_it_for_search_engines(client):
    story = build.publish(build.brief())
    page = re.sub(r"\s+", " ", read(client, story).content.decode())
    assert 'name="description" content="Vehicles over 7.5 tonnes are kept off. 1 known, 1 unclear."' in page
    assert f'<link rel="canonical" href="http://127.0.0.1:8000{story.url}">' in page


def test_a_lead_photo_has_its_text_credit_and_size(client):
    story = build.publish(
        build.brief(lead_photo=build.photo(description="A bridge at dusk", credit="Priya Lansdale"))
    )
    figure = re.search(r"(?s)<figure.*?</figure>", read(client, story).content.decode())[0]
    assert 'alt="A bridge at dusk"' in figure and "Priya Lansdale" in figure
    assert "image/avif" in figure and re.search(r'height="\d+"', figure) and re.search(r'width="\d+"', figure)


def test_pages_need_no_script_and_no_inline_style(client):
    for url in (build.publish(full_brief()).url, "/", "/search/?q=lorries", "/sources/"):
        response = client.get(url)
        assert "<script" not in response.content.decode() and " style=" not in response.content.decode()
        assert "default-src 'none'" in response["Content-Security-Policy"]


def test_reading_sets_no_cookie(client):
    response = client.get(build.publish(full_brief()).url)
    assert not response.cookies and "Cookie" not in response.get("Vary", "")


# Drafts and previews


def test_a_draft_is_not_found(client):
    assert client.get(build.brief().url).status_code == 404


def test_a_published_story_keeps_its_words_while_a_draft_changes_them(client):
    story = build.publish(build.brief())
    story.title = "A secret new headline"
    story.claims = [build.known("A secret claim.", build.cites(build.source()))]
    story.save_revision()
    assert "secret" not in text(read(client, story))


def test_a_preview_shows_the_draft_as_it_stands_in_memory():
    story = build.publish(build.brief())
    story.title = "A new headline"
    story.claims = [build.known("Not saved yet.", build.cites(build.source("Fresh source")))]
    story.topics.add("Bridges")
    response = story.make_preview_request()
    shown = text(response)
    assert response.status_code == 200
    assert (
        "A new headline" in shown
        and "Not saved yet." in shown
        and "Fresh source" in shown
        and "Bridges" in shown
    )
    assert "The bridge is closed to lorries." not in shown


def test_a_draft_that_was_never_published_can_be_previewed():
    assert "Not published yet" in text(build.brief([]).make_preview_request())
    assert "What the ferry can carry" in text(build.article().make_preview_request())


# An article


def test_an_article_numbers_its_sources_as_its_text_cites_them(client):
    story = build.article(text="<p>First this.[^2] Then <b>that</b>.[^1]</p>")
    story.citations = [
        *story.citations.all(),
        build.ArticleCitation(source=build.source("Harbour log"), locator="Page 4"),
    ]
    response = read(client, build.publish(story))
    page = response.content.decode()
    assert re.findall(r'cites">(.*?)<button.*?Source </span>(\d)', page) == [("this.", "1"), (".", "2")]
    assert re.search(r"(?s)Harbour log.*Timetable", part(response, "sources"))
    assert "Page 4" in re.search(r'(?s)popover\s+id="n-2".*?</div>', page)[0]
    assert "[^" not in page


def test_an_article_shows_headings_quotes_and_pictures_with_credit(client):
    story = build.article()
    photo = build.photo(credit="Marek Dolan")
    story.body = [
        ("paragraph", "<p>Eight sailings.[^1]</p>"),
        ("heading", "Four lorries, or two"),
        ("quote", {"text": "We make it 1,900.", "attribution": "The chair"}),
        ("image", {"photo": photo, "caption": "The deck."}),
    ]
    response = read(client, build.publish(story))
    page = response.content.decode()
    assert '<a href="#part-2">Four lorries, or two</a>' in page and '<h2 id="part-2">' in page
    assert "We make it 1,900." in text(response) and "The deck. Marek Dolan" in text(response)


# Related coverage


def test_related_stories_are_the_chosen_ones_then_those_that_share_sources_or_topics(client):
    order = build.source()
    story = build.brief([build.known("Closed.", build.cites(order))], title="The bridge")
    story.topics.add("Bridges")
    by_source = build.brief([build.known("Diverted.", build.cites(order))], title="The diversion")
    by_topic = build.article(title="How bridges age")
    by_topic.topics.add("Bridges")
    chosen, stranger = build.brief(title="The budget"), build.brief(title="A school")
    for other in (by_source, by_topic, chosen, stranger):
        build.publish(other)
    story.related = [RelatedStory(story=chosen)]
    response = read(client, build.publish(story))
    found = headlines(response)
    assert found[0] == "The budget"
    assert set(found[1:]) == {"The diversion", "How bridges age"}


def test_related_stories_never_include_drafts_closed_sections_or_the_story_itself(client):
    order = build.source()
    story = build.brief([build.known("Closed.", build.cites(order))], title="The bridge")
    draft = build.brief([build.known("Hush.", build.cites(order))], title="A draft")
    closed_desk = build.desk("inner-circle")
    closed = build.publish(
        build.brief([build.known("Hush.", build.cites(order))], title="For members", at=closed_desk)
    )
    PageViewRestriction.objects.create(page=closed_desk, restriction_type=PageViewRestriction.LOGIN)
    story.related = [RelatedStory(story=draft), RelatedStory(story=closed), RelatedStory(story=story)]
    assert headlines(read(client, build.publish(story))) == []


def test_at_most_five_stories_are_suggested(client):
    order = build.source()
    stories = [
        build.publish(build.brief([build.known("Closed.", build.cites(order))], title=f"Story {n}"))
        for n in range(7)
    ]
    assert len(headlines(read(client, stories[0]))) == 5


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


@pytest.mark.parametrize("page", ["abc", "9999", "0", "-1", "", "1e9", "9" * 5000])
@pytest.mark.parametrize(
    "url", ["/infrastructure/", "/topics/bridges/", "/sources/", "/search/", "/search/?q=crack"]
)
def test_a_page_number_that_makes_no_sense_shows_a_page(client, url, page):
    story = build.brief()
    story.topics.add("Bridges")
    build.publish(story)
    mark = "&" if "?" in url else "?"
    assert client.get(f"{url}{mark}page={page}").status_code == 200


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
