"""The entries of a feed become pitches: once, one by one, nothing published and no word lost."""

import io

import pytest
from django.core.management import CommandError, call_command

from articles.models import BriefPage, RawBrief, StoryPage, Topic
from articles.models.board import staged
from articles.stages import Stage
from articles.tests import build
from sources.tests import hostile

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Port authority</title>
"""
END = "</channel></rss>"


def entry(n=1, title="Ferry runs again", html="<p>It sails at nine.</p>", more="") -> str:
    return f"""<item><title>{title}</title><link>https://port.example/{n}</link><guid>port-{n}</guid>
<pubDate>Sat, 04 May 2019 08:30:00 GMT</pubDate><dc:creator>Rosa Keller</dc:creator><category>Ferries</category>
<description>Short of {n}.</description><content:encoded><![CDATA[{html}]]></content:encoded>{more}</item>
"""


@pytest.fixture
def desk(db):
    return build.desk()


def run(feed, **options):
    """What the command printed, and what it refused."""
    out, refused = io.StringIO(), ""
    try:
        call_command("import_feed", str(feed), stdout=out, stderr=io.StringIO(), **options)
    except CommandError as error:
        refused = str(error)
    return out.getvalue(), refused


@pytest.fixture
def bring(desk, tmp_path):
    def run_on(*entries, head=RSS, end=END, encoding="utf-8", **options):
        path = tmp_path / "feed.xml"
        path.write_bytes((head + "".join(entries) + end).encode(encoding))
        return run(path, desk=desk.slug, **options)

    return run_on


def test_an_entry_becomes_a_pitch_with_its_text_and_where_it_came_from(bring):
    printed, refused = bring(entry())
    brief = BriefPage.objects.get()
    assert (brief.title, brief.original_from) == ("Ferry runs again", "https://port.example/1")
    assert brief.original_text == "<p>It sails at nine.</p>"
    assert [row.name for row in brief.bylines.all()] == ["Rosa Keller"]
    assert [topic.name for topic in brief.topics.all()] == ["Ferries"]
    assert str(RawBrief.objects.get().dated) == "2019-05-04"
    assert (brief.live, staged(StoryPage.objects).get().stage) == (False, Stage.PITCH)
    assert ("1 items: 1 made" in printed, refused) == (True, "")


def test_an_atom_feed_is_read_too(bring):
    atom = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Port</title><id>port</id><entry><id>port-1</id>
    <title>Ferry</title><link href="https://port.example/1"/><summary>It sails.</summary></entry></feed>"""
    bring(head=atom, end="")
    assert (BriefPage.objects.get().title, BriefPage.objects.get().original_text) == ("Ferry", "It sails.")


def test_run_again_it_makes_nothing_twice(bring):
    bring(entry(1), entry(2))
    printed, _ = bring(entry(3), entry(1), entry(2, title="Ferry runs again today"))
    assert "3 items: 1 made, 2 there already" in printed
    assert StoryPage.objects.count() == 3


def test_a_dry_run_says_the_same_and_changes_nothing(bring):
    assert "2 items: 2 made" in bring(entry(1), entry(2), dry_run=True)[0]
    assert not any(model.objects.exists() for model in (StoryPage, RawBrief, Topic))


def test_a_feed_that_breaks_off_gives_its_whole_entries_and_not_the_one_that_was_cut(bring):
    printed, refused = bring(entry(1), entry(2), "<item><title>Half a", end="")
    assert sorted(StoryPage.objects.values_list("slug", flat=True)) == [
        "ferry-runs-again",
        "ferry-runs-again-2",
    ]
    assert "2 items: 2 made" in printed
    assert "line 10: it is not well-formed" in refused


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_feed_that_declares_entities_is_refused(bring, encoding):
    bomb = '<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY f SYSTEM "file:///etc/hostname">]>\n<rss'
    head = RSS.replace("<rss", bomb).replace("UTF-8", encoding)
    _, refused = bring(entry(title="&f;&a;"), head=head, encoding=encoding)
    assert "entities" in refused
    assert not StoryPage.objects.exists()


@pytest.mark.parametrize("sign", ["\0", "\x08", "\x1b[2J"])
def test_control_characters_stop_nothing(bring, sign):
    printed, _ = bring(entry(1), entry(2, title=f"Fer{sign}ry"))
    assert StoryPage.objects.count() == 2
    assert sign not in printed
    assert sign[0] not in StoryPage.objects.last().title


def test_giant_and_missing_titles(bring):
    bring(entry(1, title="Ferry " * 2_000), entry(2, title=""))
    giant, untitled = StoryPage.objects.order_by("pk")
    assert len(giant.title) <= 250
    assert giant.raw_briefs.get().text.count("Ferry") == 2_000
    assert (untitled.title, untitled.headline_confirmed) == ("It sails at nine.", False)


def test_a_script_and_every_word_stand_in_the_original_as_they_came(bring):
    evil = '<p onclick="x()">It sails.</p><script>steal()</script><img src="/a.png">'
    bring(*(entry(n, title=f"Head{n}", html=f"{evil} word{n}") for n in range(6)))
    for n in range(6):
        kept = RawBrief.objects.get(origin=f"Feed port-{n}")
        assert kept.text == f"Head{n}\n\nShort of {n}.\n\n{evil} word{n}"
        assert kept.story.specific.original_text == f"{evil} word{n}"


def test_a_feed_in_another_encoding_is_read_as_it_says(bring):
    bring(entry(title="Überfahrt"), head=RSS.replace("UTF-8", "ISO-8859-1"), encoding="latin-1")
    assert StoryPage.objects.get().title == "Überfahrt"


@pytest.mark.parametrize("content", ["", "Just words.", "<html><body><p>A page</p></body></html>"])
def test_what_is_no_feed_is_refused(bring, content):
    assert "no feed" in bring(head=content, end="")[1]


def test_a_feed_on_the_web_is_fetched_by_the_guarded_client(desk, web):
    web.pages["/feed"] = hostile.answer((RSS + entry() + END).encode())
    assert "1 items: 1 made" in run(f"{web.address}/feed", desk=desk.slug)[0]
    assert "404" in run(f"{web.address}/nowhere", desk=desk.slug)[1]
    assert "not on the public internet" in run("http://169.254.169.254/feed", desk=desk.slug)[1]
    assert StoryPage.objects.count() == 1
