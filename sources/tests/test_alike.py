"""Reports that print one agency's text: found by the text, confirmed by an editor, then one origin."""

import random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sources import alike, likeness
from sources.models import Likeness, Source
from sources.tests.build import admin, reporter, source, text

WORDS = [
    f"{first}{last}"
    for first in ("har", "tol", "ves", "min", "cor", "dal")
    for last in ("en", "ick", "or", "une", "as")
]


def words(seed: int, count: int) -> str:
    """A text of so many words that no other seed gives."""
    made = random.Random(seed)
    return " ".join(made.choice(WORDS) + made.choice(WORDS) for _ in range(count))


AGENCY = words(1, 500)
FRAMED = f"{words(2, 60)} {AGENCY} {words(3, 60)}"


def shared(one: str, two: str) -> float:
    a, b = likeness.prints(one), likeness.prints(two)
    return likeness.share(len(a), len(b), len(a & b))


def test_a_framed_shortened_and_restyled_reprint_is_alike():
    assert shared(AGENCY, FRAMED) > 0.9
    assert shared(AGENCY, " ".join(FRAMED.split()[:350])) > 0.7
    assert shared(AGENCY, AGENCY.upper().replace(" ", ",\n ")) == 1.0


def test_other_texts_and_quotations_are_not_alike():
    assert shared(AGENCY, words(4, 500)) == 0.0
    quoting = f"{words(5, 400)} {' '.join(AGENCY.split()[:60])}"
    a, b = likeness.prints(AGENCY), likeness.prints(quoting)
    assert not likeness.are_alike(len(a), len(b), len(a & b))


def test_a_text_without_spaces_between_words_is_compared_letter_by_letter():
    made = random.Random(6)
    report = "".join(chr(made.randrange(0x4E00, 0x5E00)) for _ in range(600))
    assert len(likeness.prints(report)) > 20
    assert shared(report, "前書き" + report) > 0.9


def test_a_very_long_text_has_no_more_prints_than_the_limit():
    assert len(likeness.prints(words(7, 20_000))) == likeness.MOST


def added(title: str, said: str) -> Source:
    made = source(title, f"https://{title.lower().replace(' ', '-')}.example.org/1")
    alike.note(made, said)
    return made


@pytest.mark.django_db
def test_an_editor_says_which_one_reprints_the_other(at_desk):
    agency, paper = added("Agency report", AGENCY), added("Gazette", FRAMED)
    added("Another paper", words(8, 500))
    row = Likeness.objects.get()
    assert (row.first, row.second, row.ruling) == (agency, paper, "")
    card = text(at_desk.get(admin("source", "inspect", paper.pk)))
    assert (
        "Nearly the same text" in card
        and "Agency report" in card
        and "% of the shorter text is in both" in card
    )
    answer = at_desk.post(
        reverse("library_alike", args=[row.pk]), {"ruling": "second", "card": paper.pk}, follow=True
    )
    assert "both count as one origin" in text(answer) and "Nearly the same text" not in text(answer)
    paper.refresh_from_db()
    row.refresh_from_db()
    assert paper.derived_from == agency
    assert (row.ruling, row.by_name) == ("second", "editor")
    alike.note(paper, FRAMED)  # the next copy brings the question up no more
    assert not alike.open_for([paper.pk])


@pytest.mark.django_db
def test_what_is_a_report_of_its_own_stays_one(at_desk):
    added("Agency report", AGENCY)
    paper = added("Gazette", FRAMED)
    at_desk.post(reverse("library_alike", args=[Likeness.objects.get().pk]), {"ruling": "neither"})
    paper.refresh_from_db()
    assert paper.derived_from is None and Likeness.objects.get().ruling == "neither"
    assert not alike.open_for([paper.pk])


@pytest.mark.django_db
def test_who_answered_first_is_not_written_over(at_desk):
    added("Agency report", AGENCY)
    paper = added("Gazette", FRAMED)
    address = reverse("library_alike", args=[Likeness.objects.get().pk])
    at_desk.post(address, {"ruling": "neither"})
    answer = at_desk.post(address, {"ruling": "second"}, follow=True)
    assert "editor has said so already" in text(answer)
    paper.refresh_from_db()
    assert paper.derived_from is None and Likeness.objects.get().ruling == "neither"


@pytest.mark.django_db
def test_a_source_that_was_merged_meanwhile_is_no_origin(at_desk):
    agency, paper = added("Agency report", AGENCY), added("Gazette", FRAMED)
    Source.objects.filter(pk=agency.pk).update(merged_into=source("Third", "https://third.example.org/1"))
    address = reverse("library_alike", args=[Likeness.objects.get().pk])
    assert "was merged meanwhile" in text(at_desk.post(address, {"ruling": "second"}, follow=True))
    paper.refresh_from_db()
    assert paper.derived_from is None


@pytest.mark.django_db
@pytest.mark.parametrize("ruling", ["", "both", "FIRST"])
def test_a_ruling_that_is_none_is_refused(at_desk, ruling):
    added("Agency report", AGENCY)
    added("Gazette", FRAMED)
    address = reverse("library_alike", args=[Likeness.objects.get().pk])
    assert "Choose which one reprints" in text(at_desk.post(address, {"ruling": ruling}, follow=True))
    assert Likeness.objects.get().ruling == ""


@pytest.mark.django_db
def test_no_ring_is_made_and_no_other_origin_is_written_over(at_desk):
    agency, paper = added("Agency report", AGENCY), added("Gazette", FRAMED)
    middle = source("Middle", "https://middle.example.org/1", derived_from=paper)
    Source.objects.filter(pk=agency.pk).update(derived_from=middle)
    address = reverse("library_alike", args=[Likeness.objects.get().pk])
    assert "derives from it already" in text(at_desk.post(address, {"ruling": "second"}, follow=True))
    Source.objects.filter(pk=agency.pk).update(derived_from=None)
    Source.objects.filter(pk=paper.pk).update(derived_from=source("Third", "https://third.example.org/1"))
    assert "derives from another source already" in text(
        at_desk.post(address, {"ruling": "second"}, follow=True)
    )
    assert Likeness.objects.get().ruling == ""


@pytest.mark.django_db
def test_whoever_only_reads_the_library_decides_nothing(client):
    added("Agency report", AGENCY)
    added("Gazette", FRAMED)
    client.force_login(reporter("view_source"))
    client.post(reverse("library_alike", args=[Likeness.objects.get().pk]), {"ruling": "second"})
    assert Likeness.objects.get().ruling == ""


@pytest.mark.django_db
def test_what_many_sources_say_alike_is_the_houses_own_and_no_reprint():
    notice = words(9, 200)
    for n in range(alike.COMMON + 3):
        added(f"Paper {n}", f"{words(100 + n, 150)} {notice}")
    Likeness.objects.all().delete()
    added("One more", f"{words(99, 150)} {notice}")
    assert not Likeness.objects.exists()


@pytest.mark.django_db
def test_however_many_sources_are_alike_it_asks_a_fixed_number_of_times_for_them():
    counts = []
    for n in (2, 8):
        for m in range(n):
            added(f"Paper {n} {m}", AGENCY)
        made = source(f"New {n}", f"https://new-{n}.example.org/1")
        mine = likeness.prints(AGENCY)
        with CaptureQueriesContext(connection) as asked:
            assert len(alike._alike(made, mine)) >= n
        counts.append(len(asked))
    assert counts[0] == counts[1]
