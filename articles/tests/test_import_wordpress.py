"""An export of WordPress becomes drafts: once, one by one, nothing published and no word lost."""

import io

import pytest
from django.core.management import CommandError, call_command
from wagtail.contrib.redirects.models import Redirect

from articles.models import ArticlePage, BriefPage, RawBrief, StoryPage, Topic
from articles.models.board import staged
from articles.stages import Stage
from articles.tests import build

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>The Harbour Post</title>
<wp:author><wp:author_login>rosa</wp:author_login>
<wp:author_display_name><![CDATA[Rosa Keller]]></wp:author_display_name></wp:author>
"""
TAIL = "</channel></rss>"


def item(n=1, title="Ferry runs again", html="<p>It sails at nine.</p>", slug=None, more="") -> str:
    return f"""<item><title><![CDATA[{title}]]></title><link>https://old.example/?p={n}</link>
<dc:creator>rosa</dc:creator><guid isPermaLink="false">https://old.example/?p={n}</guid>
<content:encoded><![CDATA[{html}]]></content:encoded><excerpt:encoded><![CDATA[Short of {n}.]]></excerpt:encoded>
<wp:post_date>2019-05-04 08:30:00</wp:post_date><wp:post_name>{slug or f"old-{n}"}</wp:post_name>
<wp:status>publish</wp:status>{more or "<wp:post_type>post</wp:post_type>"}</item>
"""


@pytest.fixture
def desk(db):
    return build.desk()


@pytest.fixture
def bring(desk, tmp_path):
    """Runs the command on an export of these items; gives what it printed, and what it refused."""

    def run(*items, head=HEAD, tail=TAIL, encoding="utf-8", **options):
        path = tmp_path / "export.xml"
        path.write_bytes((head + "".join(items) + tail).encode(encoding))
        out, refused = io.StringIO(), ""
        try:
            call_command(
                "import_wordpress", path, desk=desk.slug, stdout=out, stderr=io.StringIO(), **options
            )
        except CommandError as error:
            refused = str(error)
        return out.getvalue(), refused

    return run


def text_of(story) -> str:
    return "".join(str(block.value) for block in story.body)


def test_a_post_becomes_the_draft_of_an_article_with_its_names_topics_slug_and_day(bring):
    Topic.objects.create(name="Harbour")
    filed = (
        '<category domain="category" nicename="harbour">harbour</category>'
        '<category domain="post_tag" nicename="ferries">Ferries</category>'
        '<category domain="category" nicename="uncategorized">Uncategorized</category>'
    )
    printed, _ = bring(item(html="<h2>At nine</h2><p>It <b>sails</b>.</p>", more=filed))
    story = ArticlePage.objects.get()
    assert (story.title, story.slug, story.summary) == ("Ferry runs again", "old-1", "Short of 1.")
    assert [row.name for row in story.bylines.all()] == ["Rosa Keller"]
    assert sorted(topic.name for topic in story.topics.all()) == ["Ferries", "Harbour"]
    assert [block.block_type for block in story.body] == ["heading", "paragraph"]
    assert "<b>sails</b>" in text_of(story)
    assert str(RawBrief.objects.get().dated) == "2019-05-04"
    assert "1 items: 1 made, 0 there already, 0 skipped, 0 failed." in printed
    assert text_of(story.get_latest_revision_as_object()) == text_of(story)


def test_nothing_is_published_and_no_address_leads_to_a_draft(bring, desk, client):
    bring(item(), item(2))
    assert StoryPage.objects.count() == 2
    assert not StoryPage.objects.filter(live=True).exists()
    assert not Redirect.objects.exists()
    assert client.get(f"/{desk.slug}/").status_code == 200
    assert client.get(f"/{desk.slug}/old-1/").status_code == 404
    assert client.get("/?p=1").status_code == 200
    assert b"Ferry runs again" not in client.get("/?p=1").content


def test_as_a_pitch_it_has_a_headline_and_the_original_text_and_is_nobodys_draft(bring):
    bring(item(html="<p>It sails.</p><script>x()</script>"), kind="pitch")
    brief = BriefPage.objects.get()
    assert brief.original_text == "<p>It sails.</p><script>x()</script>"
    assert brief.original_from == "https://old.example/?p=1"
    assert staged(StoryPage.objects).get().stage == Stage.PITCH


def test_run_again_it_makes_nothing_twice_and_brings_nothing_back(bring):
    bring(item(), item(2))
    StoryPage.objects.first().delete()
    printed, _ = bring(item(), item(2), item(3))
    assert "3 items: 1 made, 2 there already" in printed
    assert StoryPage.objects.count() == 2


def test_a_dry_run_says_the_same_and_changes_nothing(bring):
    more = '<category domain="post_tag" nicename="a">Ferries</category>'
    printed, _ = bring(item(more=more), item(2), dry_run=True)
    assert "2 items: 2 made" in printed
    assert "Nothing was changed" in printed
    assert not StoryPage.objects.exists()
    assert not RawBrief.objects.exists()
    assert not Topic.objects.exists()


@pytest.mark.parametrize("damage", ["<item><title>Half", "<item></wrong>", "\0", "\x08"])
def test_what_comes_before_the_damage_is_kept_and_the_line_is_named(bring, damage):
    before = [item(n) for n in range(1, 4)]
    printed, refused = bring(*before, damage, tail="" if "Half" in damage else TAIL)
    assert StoryPage.objects.count() == 3
    assert "3 items: 3 made" in printed
    assert f"line {(HEAD + ''.join(before)).count(chr(10)) + 1}" in refused


def test_a_file_that_declares_entities_is_refused(bring):
    bomb = '<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/hostname">]>\n<rss'
    _, refused = bring(item(title="]]>&f;&b;<![CDATA["), head=HEAD.replace("<rss", bomb))
    assert "entities" in refused
    assert not StoryPage.objects.exists()


@pytest.mark.parametrize("html", ["<b>" * 5_000 + "deep", "<p>It sails</p><![nonsense at nine"])
def test_an_item_that_fails_stops_no_other_and_leaves_nothing_behind(bring, html):
    printed, refused = bring(item(1), item(2, html=html), item(3))
    assert "line 13: Ferry runs again: failed: " in printed
    assert "3 items: 2 made, 0 there already, 0 skipped, 1 failed." in printed
    assert refused == "1 could not be taken."
    assert sorted(StoryPage.objects.values_list("slug", flat=True)) == ["old-1", "old-3"]
    assert RawBrief.objects.count() == 2


def test_an_empty_item_is_skipped_and_its_line_is_right_far_down_the_file(bring):
    printed, refused = bring("\n" * 100_000, "<item/>", item(2))
    assert "line 100008: –: skipped: because it is empty" in printed
    assert (StoryPage.objects.count(), refused) == (1, "")


def test_what_is_no_export_is_refused(bring):
    assert "no WordPress export" in bring(head="<feed>", tail="</feed>")[1]


def test_attachments_comments_and_the_trash_are_left_out_with_a_word(bring):
    comment = "<wp:comment><wp:comment_author_email>reader@example.org</wp:comment_author_email></wp:comment>"
    printed, _ = bring(
        item(1, more="<wp:post_type>attachment</wp:post_type>"),
        item(2, more=comment * 2),
        item(3).replace("publish<", "trash<"),
    )
    assert "skipped: because it is of the type attachment" in printed
    assert "2 comments were left out" in printed
    assert "skipped: because its status is trash" in printed
    assert "reader@example.org" not in RawBrief.objects.get().text


def test_a_giant_title_is_cut_in_the_headline_and_whole_in_the_original(bring):
    bring(item(title="Ferry " * 2_000))
    assert len(StoryPage.objects.get().title) <= 250
    assert RawBrief.objects.get().text.count("Ferry") == 2_000


def test_without_a_title_the_first_words_wait_for_an_editor_to_confirm_them(bring):
    bring(item(title=""))
    story = StoryPage.objects.get()
    assert (story.title, story.headline_confirmed) == ("Short of 1.", False)


def test_a_slug_that_is_taken_becomes_another_and_is_told(bring):
    printed, _ = bring(item(1, slug="ferry"), item(2, slug="ferry"), item(3, slug="%C3%A9cole"))
    assert sorted(StoryPage.objects.values_list("slug", flat=True)) == ["ferry", "ferry-2", "école"]
    assert "its slug is now ferry-2" in printed


def test_a_script_is_gone_from_the_story_and_whole_in_the_original(bring):
    evil = '<p onclick="x()">It <a href="javascript:x()">sails</a>.</p><script>steal()</script><style>p{}</style>'
    bring(item(html=evil))
    story = ArticlePage.objects.get()
    for sign in ("script", "steal", "onclick", "p{}"):
        assert sign not in text_of(story)
    assert "sails" in text_of(story)
    assert evil in RawBrief.objects.get().text


def test_text_without_paragraphs_gets_them_where_empty_lines_are(bring):
    bring(item(html="It sails\nat nine.\n\nBring a coat."))
    assert text_of(ArticlePage.objects.get()).count("<p") == 2


def test_a_file_in_another_encoding_is_read_as_it_says(bring):
    bring(item(title="Überfahrt"), head=HEAD.replace("UTF-8", "ISO-8859-1"), encoding="latin-1")
    assert StoryPage.objects.get().title == "Überfahrt"


def test_every_word_of_each_item_stands_in_its_original(bring):
    words = {
        n: f"<div>alpha{n} <figure><img alt='beta{n}'></figure>gamma{n} &amp; </div><!-- delta{n} -->"
        for n in range(8)
    }
    bring(*(item(n, title=f"Head{n} <em>of</em> it", html=html) for n, html in words.items()))
    for n, html in words.items():
        kept = RawBrief.objects.get(origin__endswith=f"?p={n}").text
        assert kept == f"Head{n} <em>of</em> it\n\nShort of {n}.\n\n{html}"


def test_an_unknown_desk_names_those_there_are(desk, tmp_path):
    with pytest.raises(CommandError, match=f"Desks: {desk.slug}"):
        call_command("import_wordpress", tmp_path / "x", desk="nowhere")
