"""New brief from text, in the admin: paste, see what was understood, make the draft."""

import pytest
from django.urls import reverse

from articles.models import BriefPage, RawBrief
from articles.tests import build
from sources.models import Source

pytestmark = [pytest.mark.django_db, pytest.mark.on_sqlite]

TEXT = """Oyster beds closed on the sound

By Ines Maddern
Published 15 May 2026

Summary: Harvest is stopped north of the harbour.

What We Know
- The ministry closed seven beds on 14 May.
What's still unclear
- When they open again.
FAQ
Q: May I eat oysters from a shop?
A: Yes.

Most come from elsewhere.
Sources
- [Notice 26/12](https://ministry.example.org/26-12) — Ministry of Fisheries, 14 May 2026
- Map of shellfish beds
Original brief: Oysters stopped, north side
poison from algae??
"""


@pytest.fixture
def desk():
    return build.desk()


@pytest.fixture
def paste(client, desk):
    client.force_login(build.editor())

    def post(text=TEXT, **fields):
        return client.post(reverse("paste_brief"), {"text": text, "desk": desk.pk} | fields, follow=True)

    return post


def test_the_screen_tells_what_it_understands_with_line_numbers(paste):
    page = paste().content.decode()
    assert "What We Know" in page
    assert "Oyster beds closed on the sound" in page
    for name in ("Headline", "Byline", "Published"):
        assert f'<th scope="row">{name}</th>' in page
    assert not BriefPage.objects.exists()


def test_one_button_makes_the_draft_and_opens_it(paste):
    response = paste(make="1", origin="E-mail of the ministry")
    brief = BriefPage.objects.get()
    assert response.redirect_chain[-1][0] == reverse("wagtailadmin_pages:edit", args=[brief.pk])
    assert (brief.title, brief.live, brief.headline_confirmed) == (
        "Oyster beds closed on the sound",
        False,
        True,
    )
    assert [(c.standing, c.text) for c in brief.claims.all()] == [
        ("known", "The ministry closed seven beds on 14 May."),
        ("unclear", "When they open again."),
    ]
    assert (
        brief.faq.get().answer == "<p>Yes.</p><p>Most come from elsewhere.</p>"
        or "Most come" in brief.faq.get().answer
    )
    assert brief.original_text == "Oysters stopped, north side\npoison from algae??"
    assert brief.bylines.get().name == "Ines Maddern"


def test_the_whole_text_is_kept_with_its_sources(paste):
    paste(make="1", origin="E-mail of the ministry")
    kept = RawBrief.objects.get()
    assert kept.text == TEXT
    assert kept.origin == "E-mail of the ministry"
    notice = Source.objects.get(url="https://ministry.example.org/26-12")
    assert (notice.title, notice.publisher.name) == ("Notice 26/12", "Ministry of Fisheries")
    assert {source.title for source in kept.sources.all()} == {"Notice 26/12", "Map of shellfish beds"}


def test_a_second_brief_uses_the_source_that_is_there_already(paste):
    paste(make="1")
    paste(text=TEXT.replace("26-12", "26-12?utm_source=mail"), make="1")
    assert Source.objects.filter(url__isnull=False).count() == 1


def test_an_empty_text_is_refused_in_words(paste):
    assert "The text is empty" in paste(text=" \n ").content.decode()


def test_markup_in_the_text_never_becomes_markup_on_the_page(paste):
    paste(text=TEXT + "\nContext\n<script>alert(1)</script> <a href='javascript:alert(1)'>x</a>\n", make="1")
    assert "&lt;script&gt;" in BriefPage.objects.get().context
    assert "<script" not in BriefPage.objects.get().context


def test_a_sign_that_no_database_holds_is_shown_not_refused(paste):
    paste(text="What we know\n- Nothing\0 yet.\n", make="1")
    assert BriefPage.objects.get().claims.get().text.startswith("Nothing")
    assert RawBrief.objects.get().text == "What we know\n- Nothing\u2400 yet.\n"


def test_the_date_in_the_text_is_said_not_to_be_the_one_that_readers_see(paste):
    assert "The text is dated 15 May 2026" in paste(make="1").content.decode()


def test_somebody_without_a_desk_meets_a_refusal(client, desk):
    client.force_login(build.editor("stranger", is_superuser=False))
    assert client.get(reverse("paste_brief")).status_code == 302
