"""One button has all sources of a story looked at, and what is scheduled is looked at by itself."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from articles import transparency
from articles.models import cited_words
from articles.tests import background, build, cast
from sources.models import Check, Host, Source
from sources.outcomes import Outcome

pytestmark = pytest.mark.django_db


def a_story(web, *paths, **fields):
    sources = [build.source(path, url_as_typed=web.addresses[n] + path) for n, path in enumerate(paths)]
    Source.objects.update(state="", checked_at=None)
    return build.brief([build.known("It is closed.", *map(build.cites, sources))], **fields)


def test_one_button_looks_at_all_and_readers_get_a_dated_line(client, web):
    people = cast.newsroom()
    story = a_story(web, "/fine", "/moved", "/status-404")
    client.force_login(people["ines"])
    address = reverse("desk_sources", args=[story.pk])
    assert "not looked at yet" in client.get(address).content.decode()
    answer = client.post(address, follow=True).content.decode()
    assert "3 sources are being looked at" in answer
    background.do_all()
    shown = client.get(address).content.decode()
    assert all(word in shown for word in ("Fine", "Moved", "Unreachable"))
    statements = {s.name: s for s in transparency.statements(story.newest_version().edition())}
    today = timezone.localdate().strftime("%-d %B %Y")
    assert statements["open_web"].figure == "3"
    assert statements["open_web"].text == f"links checked {today}: 1 fine, 1 moved, 1 unreachable."


def test_whoever_only_reads_has_nothing_looked_at(client, web):
    people = cast.newsroom()
    story = a_story(web, "/fine")
    client.force_login(people["rosa"])
    assert client.post(reverse("desk_sources", args=[story.pk])).status_code == 403
    assert background.do_all() == 0


def test_what_is_scheduled_is_looked_at_before_it_goes_out(web):
    story = a_story(web, "/fine")
    Source.objects.update(state=Outcome.FINE, checked_at=timezone.now())
    build.schedule(story, timezone.now() + timedelta(hours=2))
    assert cited_words.look_before(timezone.now() + timedelta(hours=3)) == 0
    Source.objects.update(checked_at=timezone.now() - timedelta(hours=20))
    assert cited_words.look_before(timezone.now() + timedelta(hours=1)) == 0
    assert cited_words.look_before(timezone.now() + timedelta(hours=3)) == 1
    background.do_all()
    assert Check.objects.get().outcome == Outcome.FINE


def test_a_publication_makes_its_sources_young_again(web):
    story = a_story(web, "/fine")
    Source.objects.update(
        state=Outcome.FINE, checked_at=timezone.now(), due_at=timezone.now() + timedelta(days=60)
    )
    build.publish(story)
    source = Source.objects.get()
    assert source.cited_at
    assert source.due_at < timezone.now() + timedelta(days=2)


def test_the_command_looks_at_what_is_due_or_at_all(web):
    a_story(web, "/fine", "/status-404")
    Source.objects.filter(title="/fine").update(due_at=timezone.now())
    said = StringIO()
    call_command("check_sources", stdout=said)
    assert said.getvalue() == "Sources looked at: 1 (1 fine).\n"
    Host.objects.update(free_at=timezone.now())
    said = StringIO()
    call_command("check_sources", all=True, stdout=said)
    assert said.getvalue() == "Sources looked at: 2 (1 fine, 1 gone).\n"
    assert Check.objects.count() == 3
