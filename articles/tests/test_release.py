"""Does every scheduled story go out at its time, once, or stand back with a reason? And come down at its time?"""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command, get_commands
from django.db import OperationalError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, PageLogEntry, Revision
from wagtail.signals import page_published, page_slug_changed, page_unpublished

from articles import publishing
from articles.clearance import PublicationBlocked
from articles.models import BriefPage, Clearance, InfoPage
from articles.publishing import Fate
from articles.tests import build

pytestmark = pytest.mark.django_db
OUT = "wagtail.publish.scheduled"
DOWN = "wagtail.unpublish.scheduled"


@pytest.fixture
def at():
    """A time to go out: an hour from now."""
    return timezone.now() + timedelta(hours=1)


@pytest.fixture
def other(at):
    """Another story of the same minute."""
    story = build.brief(title="The other", slug="the-other")
    build.schedule(story, at + timedelta(seconds=1))
    return story


@pytest.fixture
def listen():
    """Connects a receiver to a signal for as long as the test runs."""
    connected = []

    def connect(signal, receiver):
        signal.connect(receiver)
        connected.append((signal, receiver))

    yield connect
    for signal, receiver in connected:
        signal.disconnect(receiver)


def later(at):
    """A round in the minute after that time, as the lines that it prints."""
    return [str(outcome) for outcome in publishing.release_due(at + timedelta(seconds=30))]


def is_out(story) -> bool:
    row = Page.objects.get(pk=story.pk)
    return row.live and Client().get(row.url).status_code == 200


def entries(story, action: str) -> list[PageLogEntry]:
    return list(PageLogEntry.objects.filter(page=story.pk, action=action))


def is_scheduled(story) -> bool:
    return story.revisions.exclude(approved_go_live_at=None).exists()


def spoil(story) -> None:
    """One of its sources loses its address, so that a gate holds the story from now on."""
    source = story.claims.first().citations.first().source
    type(source).objects.filter(pk=source.pk).update(url=None, kind="report")


def held(story) -> str:
    """The reasons in the history of a story that was held, once it is seen to stand unscheduled."""
    assert not is_scheduled(story)
    assert entries(story, OUT) == []
    (entry,) = entries(story, publishing.HELD)
    return " ".join(entry.data["reasons"])


def test_a_story_goes_out_at_its_time_and_not_a_second_before(at):
    story = build.brief()
    revision = build.schedule(story, at)
    assert list(publishing.release_due(at - timedelta(seconds=1))) == []
    assert not is_out(story)
    (outcome,) = publishing.release_due(at)
    assert (outcome.fate, outcome.headline) == (Fate.OUT, story.title)
    assert is_out(story)
    assert Page.objects.get(pk=story.pk).live_revision_id == revision.pk
    assert len(entries(story, OUT)) == 1
    assert Clearance.objects.filter(story=story, lapsed_at=None, revision_id=revision.pk).count() == 1
    assert list(publishing.release_due(at)) == []


def test_the_earliest_goes_out_first(at):
    for number, minutes in enumerate((3, 1, 2)):
        build.schedule(build.brief(title=f"In {minutes}", slug=f"s{number}"), at + timedelta(minutes=minutes))
    assert later(at + timedelta(hours=1)) == ["“In 1” went out.", "“In 2” went out.", "“In 3” went out."]


def test_a_page_about_the_newsroom_goes_out_too(at):
    page = build.home().add_child(instance=InfoPage(title="About us", body="<p>We.</p>", live=False))
    build.schedule(page, at)
    assert later(at) == ["“About us” went out."]
    assert Page.objects.get(pk=page.pk).live


def test_a_story_that_a_gate_holds_at_its_time_stands_back_and_the_others_go_out(at, other, caplog):
    story = build.brief()
    build.schedule(story, at)
    spoil(story)
    first, second = later(at)
    assert first.startswith("“Merrow Bridge closed to lorries” was held and is a draft again.")
    assert second == "“The other” went out."
    assert not is_out(story)
    assert is_out(other)
    assert "has no web address" in held(story)
    assert "has no web address" in first and first in caplog.text


def test_the_history_says_why_a_story_was_held(at, client):
    story = build.brief()
    build.schedule(story, at)
    spoil(story)
    later(at)
    client.force_login(build.editor())
    history = client.get(reverse("wagtailadmin_pages:history", args=[story.pk])).content.decode()
    assert "Was held when its time came, and is a draft again." in history
    assert "has no web address" in history


def test_a_story_whose_address_was_taken_meanwhile_stands_back_and_what_is_out_stays(at, other):
    story = build.publish(build.brief(slug="old"))
    story.slug, story.title = "new", "New headline"
    build.schedule(story, at)
    build.publish(build.brief(title="Somebody else", slug="new"))
    first, second = later(at)
    assert first.startswith("“New headline” was held")
    assert second == "“The other” went out."
    assert "new" in held(story)
    assert Client().get(Page.objects.get(pk=story.pk).url).status_code == 200
    assert Page.objects.get(pk=story.pk).slug == "old"


def test_a_part_of_the_program_that_fails_takes_everything_back_and_the_others_go_out(at, other, listen):
    def purge(instance, **kwargs):
        if instance.slug != "the-other":
            raise RuntimeError("the network is down")

    story = build.brief()
    build.schedule(story, at)
    listen(page_published, purge)
    first, second = later(at)
    assert "A part of the program failed: RuntimeError: the network is down" in first
    assert second == "“The other” went out."
    assert "RuntimeError: the network is down" in held(story)
    assert not Page.objects.get(pk=story.pk).live
    assert not Clearance.objects.filter(story=story, lapsed_at=None).exists()


@pytest.mark.django_db(transaction=True)
def test_a_failure_after_the_story_went_out_is_told_and_the_story_is_out(at, listen):
    def fail(**kwargs):
        raise RuntimeError("too late")

    story = build.publish(build.brief(slug="old"))
    story.slug = "new"
    build.schedule(story, at)
    listen(page_slug_changed, fail)
    (line,) = later(at)
    assert line.startswith("“Merrow Bridge closed to lorries” went out. A part of the program failed")
    assert is_out(story)
    assert len(entries(story, OUT)) == 1
    assert entries(story, publishing.HELD) == []


def test_a_database_that_is_busy_is_not_the_story_s_fault(at, other, listen):
    def busy(instance, **kwargs):
        if instance.slug != "the-other":
            raise OperationalError("database is locked")

    story = build.brief()
    build.schedule(story, at)
    listen(page_published, busy)
    first, second = later(at)
    assert first.startswith("“Merrow Bridge closed to lorries” has to wait for the next round.")
    assert second == "“The other” went out."
    assert is_scheduled(story) and not is_out(story)
    page_published.disconnect(busy)
    assert later(at) == ["“Merrow Bridge closed to lorries” went out."]
    assert is_out(story)


def test_a_story_that_would_have_to_come_down_already_stands_back(at):
    story = build.brief(expire_at=at + timedelta(minutes=5))
    build.schedule(story, at)
    late = at + timedelta(minutes=10)
    assert "was held" in later(late)[0]
    assert "Its time to come down had come, too." in held(story)
    assert not is_out(story)


def test_a_story_that_somebody_took_off_the_schedule_in_the_last_moment_stays_in(at):
    story = build.brief()
    build.schedule(story, at)
    (seen,) = publishing.due(at)
    Revision.objects.filter(pk=seen.pk).update(approved_go_live_at=None)
    assert publishing.release(seen, at) is None
    assert not is_out(story)
    assert entries(story, publishing.HELD) == []


def test_a_version_that_belongs_to_nothing_any_more_leaves_the_schedule_and_is_told(at, other):
    story = build.brief()
    revision = build.schedule(story, at)
    Revision.objects.filter(pk=revision.pk).update(object_id="999999")
    first, second = later(at)
    assert "It does not exist any more." in first
    assert second == "“The other” went out."
    assert publishing.due(at + timedelta(days=1)) == []


def test_a_version_is_asked_when_it_is_scheduled_not_what_is_out(at):
    story = build.publish(build.brief())
    story.claims = [build.known("Nobody says so.")]
    story.go_live_at = at
    revision = story.save_revision()
    with pytest.raises(PublicationBlocked):
        Revision.objects.get(pk=revision.pk).publish()
    assert not is_scheduled(story)


def test_a_version_that_mends_what_its_row_lacks_goes_out(at):
    story = build.brief([build.known()])
    story.claims = [build.known("The bridge is closed.", build.cites(build.source()))]
    story.go_live_at = at
    revision = story.save_revision()
    build.checked(story)
    Revision.objects.get(pk=revision.pk).publish()
    later(at)
    assert is_out(story)


def test_a_changed_address_leads_on_at_once(at):
    story = build.publish(build.brief(slug="old"))
    old = story.url
    story.slug = "new"
    build.schedule(story, at)
    later(at)
    answer = Client().get(old)
    assert (answer.status_code, answer.url) == (301, BriefPage.objects.get(pk=story.pk).url)


def test_a_story_comes_down_at_its_time_once(at):
    story = build.publish(build.brief(expire_at=at))
    assert list(publishing.release_due(at - timedelta(seconds=1))) == []
    assert later(at) == ["“Merrow Bridge closed to lorries” came down."]
    assert not is_out(story)
    assert Page.objects.get(pk=story.pk).expired
    assert later(at) == []
    assert len(entries(story, DOWN)) == 1


def test_a_story_that_comes_down_keeps_its_next_version_on_the_schedule(at):
    story = build.publish(build.brief(expire_at=at))
    story.expire_at, story.title = None, "The bridge is open again"
    build.schedule(story, at + timedelta(hours=1))
    assert later(at) == ["“Merrow Bridge closed to lorries” came down."]
    assert is_scheduled(story)
    assert later(at + timedelta(hours=1)) == ["“The bridge is open again” went out."]
    assert is_out(story)


def test_a_new_version_that_is_due_replaces_an_expired_one_without_a_gap(at):
    story = build.publish(build.brief(expire_at=at))
    story.expire_at, story.title = None, "The bridge is open again"
    build.schedule(story, at)
    assert later(at) == ["“The bridge is open again” went out."]
    assert entries(story, DOWN) == []


def test_a_story_that_can_t_come_down_is_tried_again_and_its_history_says_so_once(at, listen):
    def fail(instance, **kwargs):
        if instance.slug != "the-other":
            raise RuntimeError("the network is down")

    story = build.publish(build.brief(expire_at=at))
    another = build.publish(build.brief(title="The other", slug="the-other", expire_at=at))
    listen(page_unpublished, fail)
    first, second = later(at)
    assert "has to wait for the next round" in first and "the network is down" in first
    assert second == "“The other” came down."
    assert is_out(story) and not is_out(another)
    assert "has to wait" in later(at)[0]
    (entry,) = entries(story, publishing.STAYED_UP)
    assert "RuntimeError: the network is down" in entry.data["reasons"][0]
    page_unpublished.disconnect(fail)
    assert later(at) == ["“Merrow Bridge closed to lorries” came down."]
    assert len(entries(story, DOWN)) == 1


def test_what_is_overdue_is_counted_after_two_minutes(at):
    build.publish(build.brief(slug="down", expire_at=at))
    build.schedule(build.brief(), at)
    assert publishing.overdue(at + timedelta(seconds=119)) == 0
    assert publishing.overdue(at + timedelta(seconds=121)) == 2
    later(at)
    assert publishing.overdue(at + timedelta(seconds=121)) == 0


def its_time_comes(story) -> None:
    """Moves what is scheduled for the story to a minute ago."""
    Revision.objects.filter(pk__in=story.revisions.exclude(approved_go_live_at=None)).update(
        approved_go_live_at=timezone.now() - timedelta(minutes=1)
    )


def command(*words: str) -> str:
    said = StringIO()
    call_command(*words, stdout=said)
    return said.getvalue()


@pytest.mark.parametrize("name", ["release_due", "publish_scheduled"])
def test_both_commands_say_what_they_did_line_by_line(name, at, other):
    story = build.brief()
    build.schedule(story, at)
    down = build.publish(build.brief(title="Yesterday's weather", slug="weather"))
    Page.objects.filter(pk=down.pk).update(expire_at=timezone.now() - timedelta(minutes=1))
    for page in (story, other):
        its_time_comes(page)
    spoil(story)
    lines = command(name).splitlines()
    assert "“The other” went out." in lines
    assert lines[-1] == "“Yesterday's weather” came down."
    assert any(line.startswith("“Merrow Bridge closed to lorries” was held") for line in lines)
    assert len(lines) == 3
    assert is_out(other) and not is_out(story) and not is_out(down)


def test_the_stock_command_is_replaced_by_ours():
    assert get_commands()["publish_scheduled"] == "articles"


def test_a_dry_run_says_what_is_due_and_changes_nothing(at, other):
    down = build.publish(build.brief(title="Yesterday's weather", slug="weather"))
    Page.objects.filter(pk=down.pk).update(expire_at=timezone.now() - timedelta(minutes=1))
    its_time_comes(other)
    lines = command("publish_scheduled", "--dryrun").splitlines()
    assert [line.split(":")[0] for line in lines] == [
        "“The other” would go out",
        "“Yesterday's weather” would come down",
    ]
    assert is_scheduled(other) and is_out(down)
