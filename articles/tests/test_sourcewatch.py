"""A source changes under stories: their desks are told, and the board counts anew what holds them."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from articles import sourcewatch
from articles.models import BriefPage, Notice, NoticeKind
from articles.tests import background, build, cast
from sources import jobs
from sources.models import Check, Host, Source
from sources.tests import hostile

pytestmark = pytest.mark.django_db
EXCERPT = "after an inspection on 10 April found cracks"
ALTERED = hostile.ARTICLE.replace("10 April", "12 May")


@pytest.fixture
def people():
    return cast.newsroom()


@pytest.fixture
def site(web):
    """A site with a page that a source stands for and that was looked at."""
    web.pages["/bridge"] = hostile.answer(hostile.page())
    web.source = build.source("Bridge report", url_as_typed=f"{web.address}/bridge")
    look()
    return web


def look() -> None:
    """A look at every source that has an address on the server, and all that follows from it."""
    Host.objects.update(free_at=timezone.now())
    jobs.ask(Source.objects.filter(url__startswith="http://127.").values_list("pk", flat=True))
    background.do_all()


def story(site, slug="story", **fields) -> BriefPage:
    return build.brief(
        [build.known("It is closed.", build.cites(site.source, excerpt=EXCERPT))], slug=slug, **fields
    )


def told(user) -> list[str]:
    return list(Notice.objects.filter(user=user, kind=NoticeKind.SOURCE).values_list("text", flat=True))


def count_of(story) -> int:
    return BriefPage.objects.get(pk=story.pk).assignment.hold_count


def test_the_desk_of_a_live_story_hears_that_its_words_are_not_in_the_source_any_more(people, site):
    out = build.publish(story(site, owner=people["ines"]))
    other = build.publish(build.brief([build.known("It is old.", build.cites(site.source))], slug="other"))
    site.pages["/bridge"] = hostile.answer(hostile.page(body=ALTERED))
    look()
    words = f"“{out.title}” cites words of “Bridge report” that are not in it any more as they are cited."
    assert told(people["ines"]) == [words]
    assert told(people["tomas"]) == [words]
    assert not Notice.objects.filter(kind=NoticeKind.SOURCE, story=other).exists()
    look()
    assert told(people["ines"]) == [words]


def test_a_page_that_changes_elsewhere_is_no_alarm(people, site):
    build.publish(story(site, owner=people["ines"]))
    site.pages["/bridge"] = hostile.answer(
        hostile.page(body=hostile.ARTICLE + "<p>More on this tomorrow.</p>")
    )
    look()
    assert Source.objects.get(pk=site.source.pk).state == "changed"
    assert told(people["ines"]) == []


def test_the_desk_hears_once_that_a_source_is_gone_for_good(people, site):
    out = build.publish(story(site, owner=people["ines"]))
    del site.pages["/bridge"]
    look()
    assert told(people["ines"]) == []  # one failure is none
    Source.objects.filter(pk=site.source.pk).update(
        failures=2, failing_since=timezone.now() - timedelta(hours=49)
    )
    look()
    assert told(people["ines"]) == [f"“{out.title}” rests on “Bridge report”, which is gone from the web."]
    look()
    assert len(told(people["ines"])) == 1


def test_nobody_is_told_of_a_draft_and_its_board_counts_what_the_look_shut_and_opened(people, site):
    draft = story(site, owner=people["ines"])
    draft.newest_version().save_revision(user=people["ines"])
    background.do_all()
    before = count_of(draft)
    site.pages["/bridge"] = hostile.answer(hostile.page(body=ALTERED))
    look()
    assert told(people["ines"]) == []
    assert count_of(draft) == before + 1
    site.pages["/bridge"] = hostile.answer(hostile.page())
    look()
    assert count_of(draft) == before


def test_a_copy_that_a_person_brings_opens_the_gate_on_the_board_too(client, people, site):
    site.pages["/bridge"] = hostile.answer(hostile.page(body=ALTERED))
    look()
    draft = story(site, owner=people["ines"], is_checked=False)
    draft.newest_version().save_revision(user=people["ines"])
    before = count_of(draft)
    client.force_login(people["ines"])
    file = SimpleUploadedFile("page.html", hostile.page(), "text/html")
    client.post(reverse("library_upload", args=[site.source.pk]), {"file": file})
    background.do_all()
    assert count_of(draft) == before - 1


def test_more_stories_than_one_piece_of_work(people, site, monkeypatch):
    monkeypatch.setattr(sourcewatch, "AT_ONCE", 2)
    for n in range(5):
        build.publish(story(site, slug=f"story-{n}", owner=people["ines"]))
    site.pages["/bridge"] = hostile.answer(hostile.page(body=ALTERED))
    look()
    assert (
        Notice.objects.filter(user=people["ines"], kind=NoticeKind.SOURCE).values("story").distinct().count()
        == 5
    )


def test_a_look_that_changes_nothing_makes_no_work(people, site):
    build.publish(story(site))
    before = Check.objects.count()
    Host.objects.update(free_at=timezone.now())
    jobs.ask([site.source.pk])
    assert background.do_all() == 1
    assert Check.objects.count() == before + 1
