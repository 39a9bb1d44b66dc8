"""What a look changes: the check, the copy, the archive, the excerpts and the state of the source."""

import uuid
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.storage import storages
from django.utils import timezone
from warcio.archiveiterator import ArchiveIterator

from sources import recording, schedule
from sources.checking import Look
from sources.excerpts import Found
from sources.models import Check, Copy, Excerpt
from sources.outcomes import FAILING_FOR, Outcome, Streak
from sources.reading import document
from sources.tests import hostile
from sources.tests.build import source
from sources.web.client import Answer

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
START = timezone.now()


def seen(
    body: bytes = hostile.page(), outcome=Outcome.FINE, url="https://roads.example.org/orders/114"
) -> Look:
    headers = (("Content-Type", "text/html; charset=utf-8"), ("X-Odd", "a\nb"))
    answer = Answer(url, 200, "OK", headers, body, body)
    return Look(
        outcome, 200, url, answer=answer, reading=document.read(body, "text/html; charset=utf-8", url)
    )


def looked(of, look=None, at=START, ask=None):
    check = recording.record(of.pk, ask or uuid.uuid4(), look or seen(), at)
    of.refresh_from_db()
    return check


def failed(outcome=Outcome.UNREACHABLE) -> Look:
    return Look(outcome, message="No answer.")


def test_a_first_look_keeps_the_text_its_hash_and_the_answer(settings, tmp_path):
    of = source()
    check = looked(of)
    assert (check.outcome, of.state, of.checked_at, of.final_url) == (
        Outcome.FINE,
        Outcome.FINE,
        START,
        of.url,
    )
    copy = check.copy
    assert "found cracks" in copy.text
    assert len(copy.sha256) == len(copy.raw_sha256) == 64
    with storages["evidence"].open(copy.file) as file:
        records = list(ArchiveIterator(BytesIO(file.read())))
        assert [(r.rec_type, r.rec_headers.get_header("WARC-Target-URI")) for r in records] == [
            ("response", of.url)
        ]
    with storages["evidence"].open(copy.file) as file:
        (record,) = (r.content_stream().read() for r in ArchiveIterator(BytesIO(file.read())))
        assert record == hostile.page()


def test_copies_stand_where_no_address_of_the_site_leads(client, settings):
    copy = looked(source()).copy
    place = storages["evidence"].path(copy.file)
    assert not place.startswith(str(settings.MEDIA_ROOT))
    assert client.get(f"/media/{copy.file}").status_code == 404


def test_the_same_text_is_kept_once_and_a_new_one_is_a_change():
    of = source()
    looked(of)
    assert looked(of, at=START + DAY).outcome == Outcome.FINE
    assert Copy.objects.count() == 1
    noisy = hostile.page(body="<p>5 minutes ago</p>" + hostile.ARTICLE)
    assert looked(of, seen(noisy), START + 2 * DAY).outcome == Outcome.FINE
    changed = looked(of, seen(hostile.page(body=hostile.ARTICLE.replace("cracks", "rust"))), START + 3 * DAY)
    assert (changed.outcome, of.state, Copy.objects.count()) == (Outcome.CHANGED, Outcome.CHANGED, 2)
    assert "rust" in of.copies.first().text


def test_the_same_answer_of_the_same_address_is_stored_once():
    first, other = source(), source("Reprint", "https://other.example.org/x")
    kept = looked(first).copy
    looked(first, seen(hostile.page(body="<p>Something else for a day.</p>")), START + DAY)
    again = looked(first, at=START + 2 * DAY).copy
    assert (again.file, again.pk != kept.pk) == (kept.file, True)
    elsewhere = looked(other, seen(url=other.url)).copy
    assert elsewhere.raw_sha256 == kept.raw_sha256
    assert elsewhere.file != kept.file, "an archive names the address that it came from"


def test_a_wish_is_answered_once():
    of, ask = source(), uuid.uuid4()
    assert looked(of, ask=ask)
    assert looked(of, ask=ask, at=START + DAY) is None
    assert Check.objects.count() == Copy.objects.count() == 1
    assert of.checked_at == START


def test_a_source_that_went_away_meanwhile_is_no_failure():
    of = source()
    pk = of.pk
    of.delete()
    assert recording.record(pk, uuid.uuid4(), seen(), START) is None


def test_a_source_counts_as_gone_only_after_three_failures_over_48_hours():
    of = source()
    states = []
    for at in (START, START + HOUR, START + 2 * HOUR, START + FAILING_FOR - HOUR, START + FAILING_FOR):
        looked(of, failed(Outcome.GONE), at)
        states.append(of.state)
    assert states == [Outcome.UNREACHABLE] * 4 + [Outcome.GONE]
    looked(of, at=START + 3 * DAY)
    assert (of.state, of.failures, of.failing_since) == (Outcome.FINE, 0, None)


def test_two_failures_are_not_enough_however_long_ago_and_what_tells_nothing_counts_neither_way():
    of = source()
    looked(of, failed(), START)
    looked(of, failed(Outcome.BLOCKED), START + 3 * DAY)
    assert (of.state, of.failures) == (Outcome.BLOCKED, 1)
    looked(of, failed(), START + 4 * DAY)
    assert of.state == Outcome.UNREACHABLE
    looked(of, failed(Outcome.REFUSED), START + 5 * DAY)
    looked(of, failed(), START + 6 * DAY)
    assert of.state == Outcome.GONE


def test_excerpts_are_looked_for_in_every_new_copy():
    of = source()
    kept = Excerpt.objects.create(source=of, key="a", text="an inspection on 10 April found cracks")
    looked(of)
    kept.refresh_from_db()
    assert (kept.found, kept.copy) == (Found.FOUND, of.copies.first())
    later = f"<p>{hostile.SENTENCE.format(n=11)}</p><p>{'Nothing else is known of it. ' * 20}</p>"
    looked(of, seen(hostile.page(body=later)), START + DAY)
    kept.refresh_from_db()
    assert kept.found == Found.ALTERED
    assert "an inspection on 11 April found cracks" in kept.nearest


def test_what_was_not_read_leaves_the_copy_and_the_findings_as_they_were():
    of = source()
    kept = Excerpt.objects.create(source=of, key="a", text="found cracks")
    looked(of)
    wall = hostile.page("Page not found", "<p>Gone.</p>")
    look = Look(Outcome.GONE, 200, of.url, answer=seen(wall).answer, reading=document.read(wall, "text/html"))
    assert looked(of, look, START + DAY).copy is None
    kept.refresh_from_db()
    assert (Copy.objects.count(), kept.found) == (1, Found.FOUND)


def test_letters_that_a_database_cannot_take_and_a_title_of_a_megabyte_are_survived():
    copy = looked(source(), seen(hostile.page("T" * 1_000_000))).copy
    assert len(Copy.objects.get(pk=copy.pk).title) == 500
    body = hostile.page("Odd", "<p>null \x00half &#xD800; turned \u202e around</p>")
    copy = looked(source("Odd", "https://odd.example.org/"), seen(body)).copy
    assert "null half" in Copy.objects.get(pk=copy.pk).text


def test_young_stories_daily_older_ones_ever_more_rarely():
    days = [0, 3, 6, 8, 14, 70, 365, 3650]
    gaps = [schedule.interval(Outcome.FINE, Streak(), START - age * DAY, START) / DAY for age in days]
    assert gaps[:3] == [1, 1, 1]
    assert gaps == sorted(gaps)
    assert gaps[-1] == 90
    assert schedule.interval(Outcome.GONE, Streak(1, START), START - 3650 * DAY, START) == DAY


def test_the_history_is_thinned_by_age_and_says_every_change():
    of = source()
    for day in [*range(800, 400, -5), *range(400, 0, -1)]:
        at = START - day * DAY
        look = (
            failed()
            if day == 500
            else seen(hostile.page(body=hostile.ARTICLE + ("more" if day < 300 else "")))
        )
        looked(of, look, at)
    ages = [(START - at) / DAY for at in of.checks.values_list("at", flat=True)]
    assert [age for age in ages if age < 30] == list(range(1, 30))
    assert 45 <= len([age for age in ages if 30 <= age < 365]) <= 60
    assert 14 <= len([age for age in ages if age >= 365]) <= 24
    assert {800, 500, 299} <= {round(age) for age in ages}
    assert of.checks.filter(outcome=Outcome.CHANGED).count() == 1
