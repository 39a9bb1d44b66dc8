"""What readers' programs take from a story's page is what stands there: headline, author, day, and every word of it."""

import re

import pytest

from newsroom.tests import extracted, structured

pytestmark = [pytest.mark.django_db, pytest.mark.on_sqlite]

PROGRAMS = {"readability": extracted.readability, "trafilatura": extracted.trafilatura}
OF_THE_FRAME = ("Skip to content", "How we work, in figures", "is a demonstration")
AUTHORLESS = '<!DOCTYPE html><html lang="en"><title>x</title><body><main><h1>Ferry</h1><p>It left.</p></main></body></html>'


@pytest.fixture(scope="module")
def stories(demo_site):
    return {path: page.text for path, page in demo_site.stories.items()}


def flat(text: str | None) -> str:
    return re.sub(r"[\s|]+", " ", text or "").strip()


def faults(page: str, read: dict) -> list[str]:
    """What a program did not find on the page, in sentences."""
    article, body = structured.things(page)[0], flat(read["text"])
    author = ", ".join(person["name"] for person in article["author"])
    said = [f"title {read['title']!r}"] if flat(read["title"]) != flat(article["headline"]) else []
    said += [f"author {read['author']!r}"] if flat(read["author"]).replace(";", ",") != author else []
    said += [f"day {read['date']!r}"] if (read["date"] or "")[:10] != article["datePublished"][:10] else []
    said += [f"lost: {words}" for words in extracted.words(page) if flat(words) not in body]
    return said + [f"not of the story: {words}" for words in OF_THE_FRAME if words in body]


@pytest.mark.parametrize("program", PROGRAMS)
def test_headline_author_day_and_every_claim_and_paragraph_are_found(stories, program):
    found = PROGRAMS[program](stories)
    told = {path: faults(page, found[path]) for path, page in stories.items()}
    assert {path: said for path, said in told.items() if said} == {}


@pytest.mark.parametrize("program", PROGRAMS)
def test_author_and_day_are_found_without_the_data_for_machines(stories, program):
    """Also by a program that only looks at what readers see. Readability gives no day then."""
    found = PROGRAMS[program]({path: extracted.without_data(page) for path, page in stories.items()})
    for path, page in stories.items():
        article = structured.things(page)[0]
        assert flat(found[path]["author"]) == article["author"][0]["name"], path
        assert found[path]["date"] in (None, article["datePublished"][:10]), path


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_page_that_hides_its_author_and_half_its_text_is_noticed(stories, program):
    path, page = next(iter(stories.items()))
    found = PROGRAMS[program]({path: AUTHORLESS})[path]
    said = faults(page, found)
    assert any(fault.startswith("author") for fault in said) and any(
        fault.startswith("lost") for fault in said
    )
