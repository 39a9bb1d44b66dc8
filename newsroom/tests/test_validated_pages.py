"""Every public page of the demo, by validators that others wrote; and each of them refuses a page that is broken."""

import pytest

from newsroom.tests import links, structured
from newsroom.tests.test_validators import GOOD, TWICE, UNCLOSED
from newsroom.tests.validators import validate_nesting, validate_pages

pytestmark = [pytest.mark.django_db, pytest.mark.on_sqlite]

BURIED_BUTTON = GOOD.replace("<p>", '<p><a href="/"><button>Go</button></a>')
ARTICLE = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": "The ferry is back"}
UNKNOWN = {
    "term": {"headlin": "The ferry is back"},
    "type": {"author": {"@type": "Persn", "name": "Ines Maddern"}},
}
MISPLACED = {
    "of-another-type": {"correctionsPolicy": "https://news.example/"},
    "number": {"datePublished": 2026},
}


def complaints(found: dict) -> dict:
    return {path: said for path, said in found.items() if said}


@pytest.fixture(scope="module")
def told(demo_site):
    """The structured data of every page that has some."""
    found = {path: structured.things(page.text) for path, page in demo_site.pages.items()}
    return {path: things for path, things in found.items() if things}


def test_the_collection_holds_the_whole_site(demo_site):
    assert len(demo_site.pages) > 100 and len(demo_site.stories) >= 11
    for path in (
        "/",
        "/county/",
        "/imprint/",
        "/unclear/",
        "/county/merrow-bridge-closed-to-lorries/versions/1/",
    ):
        assert path in demo_site.pages


def test_every_page_is_valid_html(demo_site):
    assert complaints(validate_pages(demo_site.documents)) == {}


def test_every_page_is_nested_as_html_asks(demo_site):
    assert complaints(validate_nesting(demo_site.documents)) == {}


@pytest.mark.parametrize("check", [validate_pages, validate_nesting])
def test_both_checkers_refuse_broken_html(check):
    broken = {"twice": TWICE, "unclosed": UNCLOSED, "buried": BURIED_BUTTON}
    assert set(complaints(check({"good": GOOD} | broken))) == set(broken)


def test_structured_data_is_one_thing_a_script(told):
    assert complaints({path: structured.shape(things) for path, things in told.items()}) == {}
    assert structured.shape([{"@context": "https://schema.org", "@graph": [ARTICLE]}])


def test_schema_org_knows_every_type_and_term(told):
    assert complaints(structured.vocabulary(told)) == {}


def test_every_value_is_of_a_type_that_schema_org_allows(told):
    assert structured.types(told) == []


def test_both_vocabularies_refuse_what_schema_org_does_not_know():
    pages = {"good": [ARTICLE]} | {name: [ARTICLE | broken] for name, broken in UNKNOWN.items()}
    assert set(complaints(structured.vocabulary(pages))) == set(UNKNOWN)
    misplaced = {name: [ARTICLE | broken] for name, broken in MISPLACED.items()}
    refused = {said.split()[0] for said in structured.types(pages | misplaced)}
    assert refused == UNKNOWN.keys() | MISPLACED.keys()


def test_a_story_has_what_google_recommends(told, demo_site):
    found = {
        path: structured.recommended(told[path][0], has_picture='<figure class="photo">' in page.text)
        for path, page in demo_site.stories.items()
    }
    assert complaints(found) == {}
    assert any(told[path][0].get("image") for path in demo_site.stories)


def test_a_story_without_a_picture_an_author_or_a_zone_is_noticed():
    bare = ARTICLE | {"datePublished": "2026-04-01T12:00:00"}
    assert {"no image", "no author", "datePublished without a zone"} <= {*structured.recommended(bare)}


def test_every_link_of_the_site_leads_somewhere(demo_site):
    assert complaints(links.broken(demo_site)) == {}


def test_a_lost_page_and_a_lost_anchor_are_noticed(demo_site):
    page = demo_site["/"]
    lost = page.__class__(
        "/", 200, page.kind, page.body, links=(f"{links.HOST}/lost/", f"{links.HOST}/#lost")
    )
    assert links.broken(demo_site.__class__(demo_site | {"/": lost}))["/"] == [
        "/lost/: was not asked",
        "/#lost: no such anchor",
    ]
