"""A public archive keeps what published stories cite, where the settings name one."""

import uuid

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from sources import archiving, jobs
from sources.models import Copy, Host, Source
from sources.tests import hostile
from sources.tests.build import source

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(settings, web):
    """A server that is both: a site to be cited, and an archive."""
    settings.SOURCE_ARCHIVE = f"{web.addresses[1]}/save/"
    return web


def cited(site, is_public=True) -> Source:
    of = source(url_as_typed=f"{site.address}/fine", cited_at=timezone.now() if is_public else None)
    Host.objects.all().delete()
    jobs.visit(of.pk, str(uuid.uuid4()))
    return of


def archive(of: Source) -> str:
    """What the job says that hands over the newest copy, and where the copy is kept then."""
    Host.objects.all().delete()
    said = jobs.archive.call(Source.objects.get(pk=of.pk).copy_id)
    return said, Copy.objects.get().archive_url


def waiting() -> int:
    return DBTaskResult.objects.filter(task_path="sources.jobs.archive").count()


def saves(site, answer: bytes) -> None:
    site.pages[f"/save/{site.address}/fine"] = answer


def test_the_address_of_what_the_archive_kept_is_noted(site):
    of = cited(site)
    assert waiting() == 1
    kept = f"/web/20260421080000/{site.address}/fine"
    saves(site, hostile.leads(kept))
    site.pages[kept] = hostile.answer(hostile.page())
    address = f"http://127.0.2.2:{site.port}{kept}"
    assert archive(of) == (address, address)
    asked = len(site.asked)
    assert archive(of) == ("nothing to do", address)
    assert len(site.asked) == asked


def test_an_archive_may_say_in_a_header_where_it_is(site):
    of = cited(site)
    saves(site, hostile.answer(hostile.page(), Content_Location="/web/1/fine"))
    assert archive(of)[1] == f"http://127.0.2.2:{site.port}/web/1/fine"


@pytest.mark.parametrize(
    "answer",
    [
        hostile.answer(hostile.page(), "403 Forbidden"),
        hostile.answer(hostile.page()),
        hostile.answer(hostile.page(), Content_Location="https://elsewhere.example.org/web/1"),
    ],
    ids=["refuses", "says nothing", "another site"],
)
def test_what_the_archive_does_not_take_or_names_elsewhere_is_not_noted(site, answer):
    of = cited(site)
    saves(site, answer)
    assert archive(of) == ("the archive does not take it", "")


def test_a_busy_archive_is_asked_again(site):
    of = cited(site)
    saves(site, hostile.answer(hostile.page(), "503 Service Unavailable"))
    with pytest.raises(archiving.NotKept, match="busy or reports a failure"):
        archive(of)
    assert Host.claim(
        f"127.0.2.2:{site.port}", timezone.now() + jobs.BUSY
    )  # the next one need not wait for long


def test_nobody_outside_learns_what_is_not_published_yet(site):
    of = cited(site, is_public=False)
    assert waiting() == 0
    assert archive(of)[0] == "nothing to do"
    assert not [path for path, _said in site.asked if path.startswith("/save")]


def test_without_the_setting_nothing_is_asked(site, settings):
    settings.SOURCE_ARCHIVE = ""
    of = cited(site)
    assert waiting() == 0
    assert archive(of)[0] == "nothing to do"
