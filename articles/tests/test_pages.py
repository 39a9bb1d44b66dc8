"""What readers see of one story, through HTTP."""

import re

import pytest
from django.utils.timezone import localtime
from wagtail.models import PageViewRestriction

from articles.claims import Stance, Standing
from articles.models import Byline, Note, RelatedStory, WatchPoint
from articles.tests import build
from articles.tests.reader import full_brief, headlines, part, read, text
from sources.kinds import SourceKind
from sources.reading import document

pytestmark = [pytest.mark.django_db, pytest.mark.on_sqlite]


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
        "summary known disputed unclear refuted changes context why watch faq transparency original sources record".split()
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
        unnamed_why="Could lose the post.", note="Spoke to us twice.",
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
    order = build.source("<i>Order</i>", note="<i>note</i>")
    sides = (
        build.cites(order, excerpt="<u>", locator="<u>"),
        build.cites(order, Stance.CONTRADICTS, excerpt="<u>"),
    )
    claims = [
        build.known("<script>alert(1)</script> & more", build.cites(order, excerpt="<u>", locator="<u>")),
        build.claim(Standing.DISPUTED, "<u>Both</u>", *sides),
        build.unclear("<u>What</u>", settles="<u>This</u>"),
    ]
    story = build.brief(
        claims, title="A <em>headline</em>", summary="<em>Summary</em>.", original_text="<em>raw</em>"
    )
    page = read(client, build.publish(story)).content.decode()
    assert not re.search(r"<(script|i|u|em)>", page)


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
        page = response.content.decode().replace('<script type="application/ld+json">', "")  # data, never run
        assert "<script" not in page and " style=" not in page
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


@pytest.mark.parametrize("title", ["Bridge closed", "Tea & </script><script>alert(1)</script> “quotes”"])
def test_our_own_pages_are_read_back_as_they_were_meant(client, settings, title):
    story = build.publish(build.brief(title=title))
    page = client.get(story.url)
    assert "<script>alert" not in page.content.decode()
    reading = document.read(page.content, page["Content-Type"], f"http://testserver{story.url}")
    day = localtime(story.first_published_at).date()
    assert (reading.title, reading.publisher, reading.published_on) == (title, settings.SITE_NAME, day)
    assert (reading.authors, reading.kind, reading.wall) == ("Ines Maddern", SourceKind.REPORT, None)
