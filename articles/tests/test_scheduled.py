"""The list of what is scheduled: who sees what, in whose time, and what may be done there."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect
from wagtail.log_actions import log
from wagtail.models import GroupPagePermission, Page, Revision
from wagtail.users.models import UserProfile

from articles.models import BriefPage
from articles.tests import build
from newsroom.tests.browser import axe, console, overflow, sign_in

pytestmark = pytest.mark.django_db
WINTER = datetime(2031, 1, 15, 23, 30, tzinfo=UTC)


@pytest.fixture
def see(client):
    """The list as this person sees it."""

    def get(user, **query) -> str:
        client.force_login(user)
        answer = client.get(reverse("scheduled"), query)
        assert answer.status_code == 200
        return " ".join(answer.content.decode().split("<main", 1)[1].split())

    return get


def member(username: str, page: Page, *acts: str):
    """Somebody who may do this on a page and on all below it."""
    group = Group.objects.create(name=username)
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    for act in acts:
        permission = Permission.objects.get(content_type__app_label="wagtailcore", codename=f"{act}_page")
        GroupPagePermission.objects.create(group=group, page=page, permission=permission)
    user = build.editor(username, is_superuser=False, first_name=username.capitalize(), last_name="")
    user.groups.add(group)
    return user


def a_scheduled(title: str, at=WINTER, by=None, desk: str = "infrastructure") -> BriefPage:
    story = build.brief(title=title, at=build.desk(desk))
    build.schedule(story, at, by)
    return story


def in_bulk(count: int, by) -> None:
    """Scheduled stories as rows, which is quick."""
    brief, page = (ContentType.objects.get_for_model(model) for model in (BriefPage, Page))
    for number in range(count):
        story = build.desk().add_child(instance=BriefPage(title=f"Bulk {number}", live=False))
        revision = Revision.objects.create(
            content_type=brief, base_content_type=page, object_id=story.pk, object_str=story.title, content={},
            approved_go_live_at=WINTER + timedelta(minutes=number),
        )  # fmt: skip
        log(story, "wagtail.publish.schedule", user=by, revision=revision)


def test_each_stands_with_desk_and_signer_the_soonest_first(see):
    tomas = member("tomas", build.desk(), "publish", "change")
    a_scheduled("The later one", WINTER + timedelta(hours=1), build.editor(), desk="county")
    a_scheduled("The sooner one", by=tomas)
    page = see(build.editor())
    assert page.index("The sooner one") < page.index("The later one")
    assert "Infrastructure. Scheduled by Tomas." in page
    assert "County. Scheduled by Ines Maddern." in page


def test_whoever_put_it_on_the_schedule_last_is_named(see):
    story = a_scheduled("Bridge", by=member("tomas", build.desk(), "publish"))
    story.revisions.get().publish(user=build.editor())
    assert "Scheduled by Ines Maddern." in see(build.editor())


def test_the_time_is_that_of_the_site_and_named(see, settings):
    a_scheduled("Bridge")
    page = see(build.editor())
    assert "16 January 2031</span> <b>00:30</b>" in page
    assert settings.TIME_ZONE in page
    assert "(your clock)" not in page


def test_somebody_elsewhere_reads_the_time_on_both_clocks(see):
    a_scheduled("Bridge")
    ines = build.editor()
    UserProfile.objects.create(user=ines, current_time_zone="America/New_York")
    page = see(ines)
    assert (
        '16 January 2031</span> <b>00:30</b></time> <span class="nr-schedule__place">Europe/Brussels<' in page
    )
    assert (
        '15 January 2031</span> <b>18:30</b></time> <span class="nr-schedule__place">America/New_York (your'
        in page
    )


def test_the_reader_s_own_zone_is_not_repeated_if_it_is_the_site_s(see):
    a_scheduled("Bridge")
    ines = build.editor()
    UserProfile.objects.create(user=ines, current_time_zone="Europe/Brussels")
    assert see(ines).count("Europe/Brussels") == 1


def test_what_should_have_gone_out_is_marked(see):
    late, early = a_scheduled("Late"), a_scheduled("Early")
    for story, seconds in ((late, 180), (early, 60)):
        story.revisions.update(approved_go_live_at=timezone.now() - timedelta(seconds=seconds))
    page = see(build.editor())
    assert page.count("Overdue") == 1
    assert page.index("Late") > page.index("Overdue")  # it stands above the headline
    assert page.index("Early") > page.index("Late")


def test_a_new_version_of_a_story_that_is_out_says_so(see):
    story = build.publish(build.brief(title="Bridge"))
    build.schedule(story, WINTER)
    a_scheduled("Ferry")
    assert see(build.editor()).count("An earlier version is out.") == 1


def test_an_empty_list_says_what_to_do(see):
    build.brief()
    assert "Nothing is scheduled. To schedule a story, set a time" in see(build.editor())


def test_unschedule_takes_it_off_and_leads_back(see, client):
    story = a_scheduled("Bridge")
    revision = story.revisions.get()
    address = reverse("wagtailadmin_pages:revisions_unschedule", args=[story.pk, revision.pk])
    assert f'action="{address}"' in see(build.editor())
    answer = client.post(address, {"next": reverse("scheduled")})
    assert answer.url == reverse("scheduled")
    assert "Nothing is scheduled" in see(build.editor())


def test_who_may_not_publish_sees_the_list_without_the_button(see):
    story = a_scheduled("Bridge")
    page = see(member("priya", build.desk(), "add", "change"))
    assert reverse("wagtailadmin_pages:edit", args=[story.pk]) in page
    assert "Unschedule" not in page
    assert "Unschedule" in see(member("marek", build.desk(), "publish"))


def test_who_works_for_one_desk_sees_nothing_of_another(see):
    a_scheduled("Bridge")
    a_scheduled("Ferry", desk="county")
    page = see(member("priya", build.desk("county"), "change"))
    assert "Ferry" in page
    assert "Bridge" not in page


def test_a_colleague_s_story_is_named_without_a_link_for_who_may_only_add(see):
    story = a_scheduled("Bridge")
    page = see(member("priya", build.desk(), "add"))
    assert "Bridge" in page
    assert reverse("wagtailadmin_pages:edit", args=[story.pk]) not in page


def test_somebody_without_any_page_is_refused_and_has_no_menu_item(client):
    client.force_login(member("nobody", build.desk()))
    assert client.get(reverse("scheduled")).status_code == 302
    assert reverse("scheduled") not in client.get(reverse("wagtailadmin_home")).content.decode()


def test_the_menu_leads_to_it(client):
    client.force_login(member("priya", build.desk(), "add"))
    assert reverse("scheduled") in client.get(reverse("wagtailadmin_home")).content.decode()


def test_the_list_asks_no_more_often_for_60_than_for_3(see):
    may = {"priya": ("publish", "change"), "rosa": ("add",)}
    readers = [build.editor(), *(member(name, build.desk(), *acts) for name, acts in may.items())]

    def asked(reader) -> list[str]:
        see(reader)
        with CaptureQueriesContext(connection) as queries:
            see(reader)
        return [query["sql"] for query in queries]

    in_bulk(3, build.editor())
    few = [asked(reader) for reader in readers]
    in_bulk(57, member("tomas", build.desk(), "publish"))
    for before, after in zip(few, map(asked, readers), strict=True):
        assert len(after) == len(before) <= 25, "\n".join(after)


def test_a_long_list_has_pages_and_no_page_number_is_an_error(see):
    in_bulk(60, build.editor())
    first, second = see(build.editor()), see(build.editor(), p=2)
    assert "Bulk 0<" in first and "Bulk 59<" not in first
    assert "Page 1 of 2" in first
    assert "Bulk 59<" in second and "Bulk 0<" not in second
    assert "Bulk 59<" in see(build.editor(), p=99)
    assert "Bulk 0<" in see(build.editor(), p="x")


@pytest.mark.browser
def test_the_list_can_be_used_on_a_phone_and_on_a_desk_without_a_fault_that_axe_finds(page, live_server):
    ines = build.editor()
    UserProfile.objects.create(user=ines, current_time_zone="America/New_York")
    long = "County sets aside money for bridge repairs without naming the bridges, and a word: " + "long" * 20
    late = a_scheduled(long, by=ines)
    a_scheduled("Bridge closed to lorries", by=ines, desk="county")
    late.revisions.update(approved_go_live_at=timezone.now() - timedelta(minutes=5))
    sign_in(page, live_server, ines)
    said = console(page)
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(reverse("scheduled"))
        assert overflow(page) == 0
        assert axe(page, "main") == []
    page.get_by_role("button", name="Unschedule “Bridge closed to lorries”").click()
    expect(page.get_by_text("unscheduled.")).to_be_visible()
    expect(page).to_have_url(re.compile(reverse("scheduled") + "$"))
    expect(page.get_by_role("link", name="Bridge closed to lorries", exact=True)).to_have_count(0)
    assert [text for text in said if "Content Security Policy" not in text] == []
