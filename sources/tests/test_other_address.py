"""Another address is another page: nothing that was seen at the old one speaks for it."""

import uuid

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from sources import jobs, recording
from sources.checking import Look
from sources.excerpts import Found
from sources.models import Check, Excerpt, Host, Source
from sources.outcomes import Outcome
from sources.tests.build import admin, source, typed

pytestmark = pytest.mark.django_db
WORDS = "after an inspection on 10 April found cracks"


@pytest.fixture
def seen(web) -> Source:
    """A source that was looked at, with an excerpt that is there."""
    of = source(url_as_typed=f"{web.address}/fine")
    Excerpt.objects.create(source=of, key="k", text=WORDS)
    look(of)
    of.refresh_from_db()
    assert (of.state, of.excerpts.get().found) == ("fine", "found")
    return of


def look(of: Source) -> str:
    Host.objects.update(free_at=timezone.now())
    return jobs.visit(of.pk, str(uuid.uuid4()))


def test_an_address_that_is_edited_takes_its_evidence_along(seen, at_desk):
    address = seen.url.replace("/fine", "/text")
    at_desk.post(admin("source", "edit", seen.pk), typed(url_as_typed=address))
    seen.refresh_from_db()
    assert (seen.url, seen.state, seen.checked_at, seen.copy, seen.final_url) == (address, "", None, None, "")
    excerpt = seen.excerpts.get()
    assert (excerpt.found, excerpt.copy) == (Found.CANT_TELL, None)
    assert seen.copies.count() == seen.checks.count() == 1  # what was seen stays in the history
    assert jobs.ask_due(timezone.now()) == 1
    assert look(seen) == "fine"  # not “changed”: this page was never seen before
    assert seen.excerpts.get().found == Found.MISSING


def test_an_address_that_is_edited_back_is_looked_at_anew(seen):
    first = seen.url
    for address in (first.replace("/fine", "/text"), first):
        seen.url_as_typed = address
        seen.save()
    seen.refresh_from_db()
    assert seen.copy is None
    assert look(seen) == "fine"
    seen.refresh_from_db()
    assert seen.copy and seen.excerpts.get().found == Found.FOUND


def test_a_change_of_anything_else_keeps_the_evidence(seen):
    seen.title = "Another title"
    seen.save()
    seen.refresh_from_db()
    assert (seen.state, seen.excerpts.get().found) == ("fine", "found")


def test_what_was_seen_at_the_old_address_is_not_recorded_for_the_new_one(seen):
    before, look_ = seen.url, Look(Outcome.GONE, 404, seen.url)
    Source.objects.get(pk=seen.pk)
    seen.url_as_typed = before.replace("/fine", "/text")
    seen.save()
    assert recording.record(seen.pk, uuid.uuid4(), look_, timezone.now(), url=before) is None
    assert Check.objects.count() == 1


def test_a_wish_that_does_not_stand_any_more_sends_nobody_out(seen):
    Source.objects.update(ask=None)
    jobs.ask([seen.pk])
    job = DBTaskResult.objects.last()
    Source.objects.update(ask=uuid.uuid4())  # the wish was made anew, or the address is another one
    Host.objects.update(free_at=timezone.now())
    assert jobs.check.call(*job.args_kwargs["args"]) == "nothing to do"
    assert Check.objects.count() == 1
