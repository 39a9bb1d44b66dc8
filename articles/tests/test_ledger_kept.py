"""Every publication is written down with it, by whatever door, and nobody changes what was."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from articles import killing, ledger
from articles.clearance import PublicationBlocked
from articles.models import BriefPage, Clearance, LedgerEntry, lock
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


def verify(**options) -> str:
    said = StringIO()
    try:
        call_command("verify_ledger", stdout=said, **options)
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
    changed = [[c["part"] for c in ledger.json.loads(entry.changes)] for entry in (first, second, third)]
    assert changed == [[], ["context"], ["headline"]]
    assert (told[2]["headline"], third.version) == ("Bridge open again", 3)
    [said] = ledger.json.loads(third.corrections)
    assert (said["part"], said["kind"], said["becomes"]) == ("headline", "correction", "Bridge open again")
    assert verify().startswith("The ledger is whole: 3 entries of 1 stories.\nHead: 3:")


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


def test_the_database_refuses_it_too():
    out()
    with pytest.raises(DatabaseError, match="the ledger is never changed"), transaction.atomic():
        connection.cursor().execute("UPDATE articles_ledgerentry SET role = 'x'")
    if connection.vendor == "postgresql":  # SQLite's tests empty their tables so
        with pytest.raises(DatabaseError, match="the ledger is never changed"), transaction.atomic():
            connection.cursor().execute("DELETE FROM articles_ledgerentry")


def test_what_comes_down_is_killed_or_restored_is_written_down_with_who_and_why():
    people = cast.newsroom()
    story = out()
    BriefPage.objects.get(pk=story.pk).unpublish(user=people["tomas"])
    BriefPage.objects.get(pk=story.pk).get_latest_revision().publish(user=people["tomas"])
    killing.remove(story.pk, "A court told us to take it down.", people["odile"])
    assert killing.restore(story.pk, "The court changed its mind.", people["odile"])
    entries = list(story.ledger.all())
    assert [(e.act, e.by_name, e.note, e.version) for e in entries[1:]] == [
        ("taken down", "tomas", "", 1),
        ("published", "tomas", "", 2),
        ("killed", "odile", "A court told us to take it down.", 2),
        ("restored", "odile", "The court changed its mind.", 2),
        ("published", "odile", "", 3),
    ]
    assert verify().startswith("The ledger is whole: 6 entries")


def test_a_story_that_was_taken_down_past_the_program_is_found_out():
    story = out()
    BriefPage.objects.filter(pk=story.pk).update(live=False)
    assert "it came down, and the ledger does not say so" in verify()


def test_a_head_that_is_kept_elsewhere_proves_what_was_before_it():
    out(2)
    head = verify().split("Head: ")[1].strip()
    out(1, slug="another")
    assert verify(head=head).startswith("The ledger is whole: 3 entries")
    rewrite_newest()
    assert "publication of" in verify()
    Clearance.objects.update(entry_hash="")
    assert verify(head=head).startswith(
        "The ledger is whole"
    )  # the one that was rewritten is younger than the head
    later = verify().split("Head: ")[1].strip()
    rewrite_newest()
    assert "The first 3 entries are not those of that head" in verify(head=later)
    assert "This is no head" in verify(head="57")


def rewrite_newest() -> None:
    """Somebody who can write the database, and work out a hash."""
    entry = LedgerEntry.objects.order_by("-pk").first()
    entry.by_name += "x"
    entry.hash = ledger.link(entry.previous, entry.sealed())
    tampered(
        "UPDATE articles_ledgerentry SET by_name = %s, hash = %s WHERE id = %s",
        entry.by_name,
        entry.hash,
        entry.pk,
    )


def test_one_altered_entry_does_not_speak_against_the_next():
    out(3)
    tampered("UPDATE articles_ledgerentry SET change = '{\"gone\": 7' WHERE number = 2")
    lines = verify().splitlines()
    assert "entry 2: it does not say any more what was written" in lines[0]
    assert len(lines) == 2


def tampered(sql: str, *values) -> None:
    """Somebody with all rights over the database."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = replica")  # no trigger is asked
        else:
            cursor.execute(f"DROP TRIGGER IF EXISTS {lock.LEDGER}")
        cursor.execute(sql, values)


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        (
            "UPDATE articles_ledgerentry SET by_name = 'x' WHERE number = 2",
            "entry 2: it does not say any more",
        ),
        (
            "UPDATE articles_ledgerentry SET edition = '{}' WHERE number = 1",
            "entry 1: it does not say any more",
        ),
        (
            "DELETE FROM articles_ledgerentry WHERE number = 2",
            "entry 3: the entry before it is missing",
        ),
        (
            "DELETE FROM articles_ledgerentry WHERE number = 1",
            "entry 2: the entry before it is missing",
        ),
        ("DELETE FROM articles_ledgerentry WHERE number = 3", "is not in the ledger as it was"),
        (
            "UPDATE articles_ledgerentry SET hash = 'x' WHERE number = 2",
            "entry 2: it does not say any more",
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
