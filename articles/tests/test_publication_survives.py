"""A publication that dies half-way is none: page, receipt, ledger, correction, report and search say one thing, the old one
or the new one, whatever was written before the death."""

import os
import random
import signal
import threading
import time
import traceback

import pytest
from django.db import connections
from django.test import Client

from articles import amending, judging
from articles.clearance import Refused
from articles.management.commands import verify_ledger
from articles.models import BriefPage, Clearance, Correction, ErrorReport, LedgerEntry, correction, ledger
from articles.tests import build, cast
from articles.tests.dying import dies_at

pytestmark = pytest.mark.django_db(transaction=True)
FEW = 10  # a publication takes more writes than this; a count that ends below it counted nothing
KILLS, MANY_KILLS = 20, 200
OLD, NEW = "It is {n} inches long.", "It is {n} centimetres long."


def ready(n: int, by) -> BriefPage:
    """A live story with a draft that corrects its claim and answers a report, ready to go out."""
    out = build.publish(
        build.brief([build.known(OLD.format(n=n), build.cites(build.source(f"Note {n}")))], slug=f"long-{n}")
    )
    report = ErrorReport.objects.create(story_id=out.pk, text="It is centimetres.", email="ada@example.org")
    draft = judging.newest(out.pk)
    row = draft.claims.get()
    row.text = NEW.format(n=n)
    draft.claims = [row]
    draft.save_revision(user=by)
    [change] = correction.unsaid(out.pk, draft.edition())
    amending.say(
        out.pk, change.fingerprint, "correction", "It is centimetres, not inches.", "reader", by, report.pk
    )
    build.checked(draft)
    return out


def publish(story) -> None:
    judging.newest(story.pk).get_latest_revision().publish()


def is_new(story, n: int) -> bool:
    """Which of the two the story is; fails if it is anything between."""
    row = BriefPage.objects.get(pk=story.pk)
    text = row.claims.get().text
    told = text == NEW.format(n=n)
    assert told or text == OLD.format(n=n)
    count = 2 if told else 1
    last = ledger.newest(story.pk)
    [receipt] = Clearance.objects.filter(story=story.pk, lapsed_at=None)
    assert LedgerEntry.objects.filter(story_id=story.pk).count() == count
    assert (receipt.entry_hash, receipt.digest) == (last.hash, row.edition().digest)
    assert last.told["claims"][0]["text"] == text
    assert Correction.objects.filter(story_id=story.pk).exclude(entry=None).exists() == told
    assert (ErrorReport.objects.get(story_id=story.pk).state == "corrected") == told
    assert row.has_unpublished_changes != told
    page = Client().get(row.url).content.decode()
    assert text in page and ("It is centimetres, not inches." in page) == told
    found = [hit.pk for hit in BriefPage.objects.search("centimetres" if told else "inches")]
    assert story.pk in found
    assert not verify_ledger.at_odds()
    return told


def test_a_correction_survives_a_death_at_any_write():
    by = cast.newsroom()["tomas"]
    nth, killed = 0, True
    while killed:
        nth += 1
        story = ready(nth, by)
        killed = dies_at(nth, lambda out=story: publish(out))
        if not is_new(story, nth):
            publish(story)
            assert is_new(story, nth)
    assert nth > FEW


def killed_at_random(kills: int) -> None:
    by = cast.newsroom()["tomas"]
    made = random.Random(9)
    story = ready(0, by)
    began = time.monotonic()
    publish(story)
    usual = (
        time.monotonic() - began
    )  # follows what a busy machine takes, so that some come in time and some too late
    seen = set()
    for n in range(1, kills + 1):
        story = ready(n, by)
        _kill_after(made.uniform(0, 1.5 * usual), lambda out=story: publish(out))
        seen.add(is_new(story, n))
        usual *= 0.85 if is_new(story, n) else 1.25
        if not is_new(story, n):
            publish(story)
            assert is_new(story, n)
    assert seen == {True, False}  # some came in time, some too late


def _kill_after(seconds: float, work) -> None:
    connections.close_all()
    child = os.fork()
    if child == 0:
        try:
            work()
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(0)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def test_a_correction_survives_kills_at_random_moments():
    killed_at_random(KILLS)


@pytest.mark.soak
def test_a_correction_survives_many_kills_at_random_moments():
    killed_at_random(MANY_KILLS)


def test_two_who_publish_at_once_do_it_one_after_the_other():
    by = cast.newsroom()["tomas"]
    story = ready(1, by)
    start, failed = threading.Barrier(2), []

    def publishing():
        start.wait()
        try:
            publish(story)
        except Exception as error:
            failed.append(error)
        finally:
            connections.close_all()

    editors = [threading.Thread(target=publishing) for _ in range(2)]
    for editor in editors:
        editor.start()
    for editor in editors:
        editor.join()
    assert not [error for error in failed if not isinstance(error, Refused)]
    assert Correction.objects.exclude(entry=None).count() == 1
    assert [entry.number for entry in LedgerEntry.objects.filter(story_id=story.pk)] in ([1, 2], [1, 2, 3])
    assert not list(ledger.broken(LedgerEntry.objects.order_by("story_id", "number")))
