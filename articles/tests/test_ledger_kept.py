"""Every publication is written down with it, by whatever door, and nobody changes what was."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from articles import ledger
from articles.clearance import PublicationBlocked
from articles.models import BriefPage, LedgerEntry
from articles.models.ledger import NeverChanged
from articles.tests import build, cast

pytestmark = pytest.mark.django_db


def out(times=1, **fields) -> BriefPage:
    """A story that was published so many times, with another context each time."""
    story = build.publish(
        build.brief([build.known("It is closed.", build.cites(build.source())), build.unclear()], **fields)
    )
    for n in range(1, times):
        version = story.newest_version()
        version.context = f"<p>Context {n}.</p>"
        story = build.publish(version)
    return story


def verify() -> str:
    said = StringIO()
    try:
        call_command("verify_ledger", stdout=said)
    except CommandError as error:
        return said.getvalue() + str(error)
    return said.getvalue()


def test_each_publication_is_written_down_with_what_changed_and_who_did_it():
    people = cast.newsroom()
    story = out(2)
    version = story.newest_version()
    version.title = "Bridge open again"
    build.checked(version)
    revision = version.save_revision(user=people["ines"])
    build.checked(revision.as_object())
    revision.publish(user=people["tomas"])
    first, second, third = story.ledger.all()
    assert (first.number, first.previous, second.previous) == (1, ledger.GENESIS, first.hash)
    assert (third.by_id, third.role) == (people["tomas"].pk, "Editor")
    assert BriefPage.objects.get(pk=story.pk).edition().digest == third.digest
    told = [ledger.json.loads(entry.edition) for entry in (first, second, third)]
    assert [c.part for c in ledger.changes(told[0], told[1])] == ["context"]
    assert [(c.part, c.after) for c in ledger.changes(told[1], told[2])] == [
        ("headline", "Bridge open again")
    ]
    assert verify() == "The ledger is whole: 3 publications of 1 stories.\n"


def test_what_is_held_is_not_written_down():
    story = out()
    version = story.newest_version()
    version.ai_use = ""
    with pytest.raises(PublicationBlocked):
        version.save_revision().publish()
    assert LedgerEntry.objects.count() == 1


def test_a_publication_that_fails_half_way_leaves_no_entry():
    story = out()
    version = story.newest_version()
    version.context = "<p>New.</p>"
    build.checked(version)
    revision = version.save_revision()
    with pytest.raises(RuntimeError):
        published_and_dead(revision)
    assert LedgerEntry.objects.count() == 1


@transaction.atomic
def published_and_dead(revision):
    revision.publish()
    assert LedgerEntry.objects.count() == 2
    raise RuntimeError


def test_the_programs_own_doors_are_shut():
    entry = out().ledger.get()
    entry.by_name = "Somebody else"
    doors = [
        entry.save,
        entry.delete,
        lambda: LedgerEntry.objects.update(by_name="x"),
        lambda: LedgerEntry.objects.all().delete(),
        lambda: LedgerEntry.objects.bulk_update([entry], ["by_name"]),
        lambda: entry.story.ledger.all().delete(),
    ]
    for door in doors:
        with pytest.raises(NeverChanged, match="The ledger is never changed"):
            door()
    assert verify().startswith("The ledger is whole")


@pytest.mark.parametrize(
    "sql", ["UPDATE articles_ledgerentry SET role = 'x'", "DELETE FROM articles_ledgerentry"]
)
def test_postgresql_refuses_it_and_on_sqlite_it_is_found_out(sql):
    out()
    if connection.vendor == "postgresql":
        with pytest.raises(DatabaseError, match="the ledger is never changed"), transaction.atomic():
            connection.cursor().execute(sql)
    else:
        connection.cursor().execute(sql)
        assert "The ledger is broken in 1 places" in verify()


def tampered(sql: str, *values) -> None:
    """Somebody with all rights over the database."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = replica")  # no trigger is asked
        cursor.execute(sql, values)


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        (
            "UPDATE articles_ledgerentry SET by_name = 'x' WHERE number = 2",
            "publication 2: it does not say any more",
        ),
        (
            "UPDATE articles_ledgerentry SET edition = '{}' WHERE number = 1",
            "publication 1: it does not say any more",
        ),
        (
            "DELETE FROM articles_ledgerentry WHERE number = 2",
            "publication 3: the entry before it is missing",
        ),
        (
            "DELETE FROM articles_ledgerentry WHERE number = 1",
            "publication 2: the entry before it is missing",
        ),
        ("DELETE FROM articles_ledgerentry WHERE number = 3", "not the last of the ledger"),
        (
            "UPDATE articles_ledgerentry SET hash = 'x' WHERE number = 2",
            "publication 2: it does not say any more",
        ),
    ],
)
def test_whoever_changes_it_all_the_same_is_found_out(sql, words):
    out(3)
    tampered(sql)
    said = verify()
    assert words in said.splitlines()[0]
    assert "The ledger is broken" in said


def test_a_long_ledger_makes_a_publication_no_dearer():
    story = out()
    counts = []
    for n in range(4):
        version = story.newest_version()
        version.context = f"<p>Round {n}.</p>"
        build.checked(version)
        revision = version.save_revision()
        with CaptureQueriesContext(connection) as asked:
            revision.publish()
        counts.append(len(asked))
    assert len(set(counts[1:])) == 1
