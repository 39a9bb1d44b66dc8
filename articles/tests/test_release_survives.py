"""Does every scheduled story go out exactly once, though workers are killed, two run at once, or the database restarts?

Real processes at the tests' own database, on SQLite and on PostgreSQL.
"""

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import timezone
from wagtail.models import Page, PageLogEntry, ReferenceIndex, Revision

from articles import publishing
from articles.models import BriefPage, Clearance, ledger
from articles.tests import build
from articles.tests.dying import dies_at

pytestmark = pytest.mark.django_db(transaction=True)
OUT, DOWN = "wagtail.publish.scheduled", "wagtail.unpublish.scheduled"
FEW = 10  # a publication takes more writes than this; a count that ends below it counted nothing
PATIENCE = 30
FAILED = "This round failed, the next one follows"


@pytest.fixture
def at():
    return timezone.now() + timedelta(hours=1)


def entries(story, action: str) -> int:
    return PageLogEntry.objects.filter(page=story.pk, action=action).count()


def is_scheduled(story) -> bool:
    return Revision.objects.filter(object_id=str(story.pk)).exclude(approved_go_live_at=None).exists()


def a_round(at) -> None:
    list(publishing.release_due(at))


def assert_out_once(revision: Revision, headline: str) -> None:
    """What readers, the log, the lock, search and the library say of a version that went out."""
    row = BriefPage.objects.get(pk=revision.object_id)
    assert (row.live, row.live_revision_id, row.title) == (True, revision.pk, headline)
    assert not is_scheduled(row)
    assert PageLogEntry.objects.filter(revision=revision, action=OUT).count() == 1
    receipts = Clearance.objects.filter(story=row.pk, lapsed_at=None)
    assert [(r.revision_id, r.entry_hash) for r in receipts] == [(revision.pk, ledger.newest(row.pk).hash)]
    page = Client().get(row.url)
    assert page.status_code == 200 and headline in page.content.decode()
    assert [found.title for found in BriefPage.objects.search(f'"{headline}"', fields=["title"])] == [
        headline
    ]
    source = row.claims.first().citations.first().source
    assert ReferenceIndex.get_references_to(source).filter(object_id=str(row.pk)).exists()


def test_a_first_publication_survives_a_worker_that_is_killed_at_any_write(at):
    nth = 0
    killed = True
    while killed:
        nth += 1
        headline = f"Ferry number{nth} sails"
        story = build.brief(title=headline, slug=f"ferry-{nth}")
        revision = build.schedule(story, at)
        killed = dies_at(nth, lambda: a_round(at))
        if is_scheduled(story):
            assert entries(story, OUT) == 0 and not Page.objects.get(pk=story.pk).live
        a_round(at)
        assert_out_once(revision, headline)
    assert nth > FEW


def test_a_new_version_at_a_new_address_survives_a_worker_that_is_killed_at_any_write(at):
    story = build.publish(build.brief(slug="bridge-0"))
    nth = 0
    killed = True
    while killed:
        nth += 1
        old, headline = story.url, f"Bridge number{nth} closed"
        story.slug, story.title = f"bridge-{nth}", headline
        story.claims = [build.known(f"Shut, {nth}.", build.cites(build.source(f"Order {nth}")))]
        revision = build.schedule(story, at)
        killed = dies_at(nth, lambda: a_round(at))
        if is_scheduled(story):
            assert Page.objects.get(pk=story.pk).slug == f"bridge-{nth - 1}"
            assert not PageLogEntry.objects.filter(revision=revision, action=OUT).exists()
        a_round(at)
        assert_out_once(revision, headline)
        story = BriefPage.objects.get(pk=story.pk)
        assert Client().get(old).headers["Location"] == story.url
    assert nth > FEW


def test_a_story_that_is_held_survives_a_worker_that_is_killed_at_any_write(at):
    nth = 0
    killed = True
    while killed:
        nth += 1
        story = build.brief(slug=f"held-{nth}")
        build.schedule(story, at)
        source = story.claims.first().citations.first().source
        type(source).objects.filter(pk=source.pk).update(url=None, kind="report")
        killed = dies_at(nth, lambda: a_round(at))
        assert is_scheduled(story) or entries(story, publishing.HELD) == 1
        a_round(at)
        assert not is_scheduled(story)
        assert (entries(story, publishing.HELD), entries(story, OUT)) == (1, 0)
        assert not Page.objects.get(pk=story.pk).live
    assert nth > 3


def test_an_expiry_survives_a_worker_that_is_killed_at_any_write(at):
    nth = 0
    killed = True
    while killed:
        nth += 1
        story = build.publish(build.brief(slug=f"expired-{nth}", expire_at=at))
        killed = dies_at(nth, lambda: a_round(at))
        assert entries(story, DOWN) == (0 if Page.objects.get(pk=story.pk).live else 1)
        a_round(at)
        row = Page.objects.get(pk=story.pk)
        assert (row.live, row.expired, entries(story, DOWN)) == (False, True, 1)
        assert not Clearance.objects.filter(story=story.pk, lapsed_at=None).exists()
    assert nth > 4


def environment(**more) -> dict:
    """What leads a process to the tests' own database."""
    wanted = connection.settings_dict
    name, host = wanted["NAME"], wanted["HOST"]
    if connection.vendor == "sqlite":
        address = f"sqlite:///{name}"
    elif host.startswith("/"):
        address = f"postgres:///{host}/{name}"
    else:
        address = f"postgres://{wanted['USER']}:{wanted['PASSWORD']}@{host}:{wanted['PORT'] or 5432}/{name}"
    return os.environ | {"DATABASE_URL": address, "SECRET_KEY": settings.SECRET_KEY} | more


@contextmanager
def worker(folder: Path, **more):
    """`manage.py release_due` in a loop, in a process of its own; what it says goes to a file in the folder."""
    command = [sys.executable, "manage.py", "release_due", "--every", "0.2"]
    with (folder / "said").open("w") as said:
        running = subprocess.Popen(
            command,
            cwd=settings.BASE_DIR,
            env=environment(DATA_DIR=str(folder), **more),
            stdout=said,
            stderr=said,
        )
        try:
            yield running
        finally:
            running.kill()
            running.wait()


def ends(running, how=signal.SIGTERM) -> int:
    running.send_signal(how)
    return running.wait(PATIENCE)


def eventually(question) -> None:
    deadline = time.monotonic() + PATIENCE
    while not question():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.02)


def make_due(stories) -> None:
    """All at one moment, so that every worker sees them together."""
    keys = [str(story.pk) for story in stories]
    scheduled = Revision.objects.filter(object_id__in=keys).exclude(approved_go_live_at=None)
    scheduled.update(approved_go_live_at=timezone.now())


def test_two_workers_at_once_put_each_story_out_once(at, tmp_path):
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder in folders:
        folder.mkdir()
    with worker(folders[0]) as one, worker(folders[1]) as two:  # they start while the stories are written
        stories = [build.brief(title=f"Story {number}.", slug=f"s-{number}") for number in range(9)]
        for story in stories:
            build.schedule(story, at)
        for start in range(0, len(stories), 3):
            batch = stories[start : start + 3]
            make_due(batch)
            eventually(lambda: not any(is_scheduled(story) for story in batch))  # noqa: B023
        assert (ends(one), ends(two, signal.SIGINT)) == (0, 0)
    said = [line for folder in folders for line in (folder / "said").read_text().splitlines()]
    assert sorted(said) == sorted(f"“{story.title}” went out." for story in stories)
    assert {entries(story, OUT) for story in stories} == {1}


def test_a_worker_waits_for_a_database_that_is_away_and_goes_on_when_it_is_back(at, tmp_path):
    with DATABASE_AWAY[connection.vendor](tmp_path) as running:
        story = build.brief()
        build.schedule(story, at)
        make_due([story])
        eventually(lambda: not is_scheduled(story))
        assert entries(story, OUT) == 1
        assert ends(running) == 0
    said = (tmp_path / "said").read_text()
    assert FAILED in said
    assert "went out." in said


@contextmanager
def a_file_that_is_not_there_yet(tmp_path):
    """SQLite: the folder with the database appears only after the worker has asked for it in vain."""
    there = Path(connection.settings_dict["NAME"])
    folder = tmp_path / "mounted later"
    with worker(tmp_path, DATABASE_URL=f"sqlite:///{folder / there.name}") as running:
        eventually(lambda: FAILED in (tmp_path / "said").read_text())
        folder.symlink_to(there.parent)
        yield running


@contextmanager
def a_server_that_hangs_up(tmp_path):
    """PostgreSQL: the server ends the worker's connection and lets nobody in for a while, as when it restarts."""
    name = connection.settings_dict["NAME"]
    ours = connection.connection.info.backend_pid
    with (
        psycopg.connect(
            **connection.get_connection_params() | {"dbname": "postgres"}, autocommit=True
        ) as server,
        worker(tmp_path) as running,
    ):
        theirs = f"FROM pg_stat_activity WHERE datname = '{name}' AND pid <> {ours}"
        eventually(lambda: server.execute(f"SELECT pid {theirs}").fetchall())
        server.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        try:
            server.execute(f"SELECT pg_terminate_backend(pid) {theirs}")
            eventually(lambda: FAILED in (tmp_path / "said").read_text())
        finally:
            server.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
        yield running


DATABASE_AWAY = {"sqlite": a_file_that_is_not_there_yet, "postgresql": a_server_that_hangs_up}
