"""Every file of the demo that programs read, by the schema of its standard or a parser that others wrote; and each of
them refuses a file that is broken."""

import json
import re

import feedparser
import pytest
from llms_txt import parse_llms_file
from lxml import etree
from protego import Protego
from sectxt import Parser

from newsroom.tests import node_tool, standards

pytestmark = [pytest.mark.django_db, pytest.mark.on_sqlite]

SITEMAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"
CHANNEL, ITEM = ("title", "link", "description"), ("title", "link", "id", "published")
ANNOTATION = "http://www.w3.org/ns/anno.jsonld"
ONE_STORY = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
<url><loc>https://news.example/county/ferry/</loc><news:news><news:publication><news:name>The Record</news:name>
<news:language>en</news:language></news:publication><news:publication_date>2026-04-01T12:00:00+02:00</news:publication_date>
<news:title>The ferry is back</news:title></news:news></url></urlset>"""


# What each says of one file: an empty list is a good one


def atom(text: str) -> list[str]:
    grammar = standards.atom()
    grammar.validate(etree.fromstring(text.encode()))
    return [error.message for error in grammar.error_log]


def rss(text: str) -> list[str]:
    read = feedparser.parse(text)
    said = [str(read.bozo_exception)] if read.bozo else []
    said += [f"no {name}" for name in CHANNEL if not read.feed.get(name)]
    said += [f"an item without {name}" for entry in read.entries for name in ITEM if not entry.get(name)]
    return said + ["not RSS 2.0"] * (read.version != "rss20")


def json_feed(text: str) -> list[str]:
    return [error.message for error in standards.json_feed().iter_errors(json.loads(text))]


def annotations(text: str) -> list[str]:
    """The W3C's assertions on each annotation of the collection; the context stands once, on the collection."""
    told = json.loads(text)
    found = [{"@context": told.get("@context")} | annotation for annotation in told["items"]]
    return [
        f"{name}: {error.message}"
        for name, must in standards.annotation_musts().items()
        for annotation in found
        for error in must.iter_errors(annotation)
    ]


def sitemap(text: str) -> list[str]:
    """By the schema of sitemaps.org, which knows neither pictures nor news: those are for the stricter parser."""
    tree = etree.fromstring(text.encode())
    for element in tree.xpath("//*[namespace-uri() != $own]", own=SITEMAPS):
        element.getparent().remove(element)
    schema = standards.sitemap(etree.QName(tree).localname)
    schema.validate(tree)
    return [error.message for error in schema.error_log]


def robots(text: str) -> list[str]:
    rules = Protego.parse(text)
    said = [] if rules.can_fetch("https://news.example/", "Googlebot") else ["shuts Googlebot out"]
    return said + ([] if list(rules.sitemaps) else ["names no sitemap"])


def security(text: str) -> list[str]:
    """The tests' own address begins with http, so its canonical one does: that alone is let pass."""
    found = Parser(text.encode()).errors
    return [
        error["message"] for error in found if error["code"] != "no_https" or "Canonical: http:" not in text
    ]


def llms(text: str) -> list[str]:
    try:
        told = parse_llms_file(text)
    except (AttributeError, TypeError, ValueError) as reason:
        return [f"not read: {reason}"]
    return (
        [f"{name}: no links" for name, links in told.sections.items() if not links]
        if told.sections
        else ["empty"]
    )


def opml(text: str) -> list[str]:
    tree = etree.fromstring(text.encode())
    said = (
        []
        if tree.tag == "opml" and tree.get("version") and tree.findtext("head/title")
        else ["no opml with a title"]
    )
    feeds = tree.findall("body//outline[@type='rss']")
    said += ["no feed"] * (not feeds)
    return said + [
        f"{f.get('text')} has no address" for f in feeds if not (f.get("xmlUrl") and f.get("text"))
    ]


def manifest(text: str) -> list[str]:
    """What a browser needs before it offers to keep the site."""
    told = json.loads(text)
    said = [f"no {name}" for name in ("name", "start_url", "display", "icons") if not told.get(name)]
    return said + [
        f"sizes: {i['sizes']}" for i in told["icons"] if not re.fullmatch(r"any|\d+x\d+", i["sizes"])
    ]


CHECKS = {
    r"/feed\.atom$": atom,
    r"/feed\.rss$": rss,
    r"/feed\.json$": json_feed,
    r"/annotations\.json$": annotations,
    r"^/sitemap[\w-]*\.xml$": sitemap,
    r"^/robots\.txt$": robots,
    r"security\.txt$": security,
    r"^/llms\.txt$": llms,
    r"^/feeds\.opml$": opml,
    r"^/site\.webmanifest$": manifest,
}
BREAKS = {
    atom: (r"<updated>.*?</updated>", ""),
    rss: (r"<description>.*?</description>|<link>[^<]*</link>", ""),
    json_feed: (r'"id": ?"[^"]*"', '"ident": 1'),
    annotations: (r'"target"', '"aim"'),
    sitemap: (r"<loc>.*?</loc>", ""),
    robots: (r"(?s).*", "User-agent: *\nDisallow: /\n"),
    security: (r"Expires: .*", ""),
    llms: (r"^# .*", ""),
    opml: (r'xmlUrl="[^"]*"', ""),
    manifest: (r'"start_url": "/", ', ""),
}


def of(site, pattern: str) -> dict[str, str]:
    return {path: told.text for path, told in site.items() if told.status == 200 and re.search(pattern, path)}


@pytest.mark.parametrize(("pattern", "check"), CHECKS.items())
def test_every_file_is_as_its_standard_asks(demo_site, pattern, check):
    files = of(demo_site, pattern)
    found = {path: check(text) for path, text in files.items()}
    assert files and {path: said for path, said in found.items() if said} == {}


@pytest.mark.parametrize(("pattern", "check"), CHECKS.items())
def test_the_same_file_broken_is_refused(demo_site, pattern, check):
    there, instead = BREAKS[check]
    broken = {path: re.sub(there, instead, text) for path, text in of(demo_site, pattern).items()}
    refused = [path for path, text in broken.items() if text != of(demo_site, pattern)[path] and check(text)]
    assert refused


def test_sitemaps_with_their_pictures_and_news_pass_a_strict_parser(demo_site):
    """An index is none of its business. The demo's news are older than two days, so its file of news is empty."""
    files = {path: t for path, t in of(demo_site, r"^/(sitemap-|news-).*\.xml$").items() if "<urlset" in t}
    broken = {
        "no-day": ONE_STORY.replace("2026-04-01T12:00:00+02:00", "yesterday"),
        "no-language": ONE_STORY.replace(
            "<news:language>en</news:language>", "<news:language>English</news:language>"
        ),
    }
    found = node_tool.node("sitemaps.mjs", told=files | {"one-story": ONE_STORY} | broken)
    assert len(files) >= 3 and {path for path, said in found.items() if said} == set(broken)


def test_a_missing_schema_says_what_to_do(monkeypatch, tmp_path):
    monkeypatch.setenv("STANDARDS_DIR", str(tmp_path))
    with pytest.raises(pytest.fail.Exception, match="has no atom.rnc.*Set STANDARDS_DIR"):
        standards.schema("atom.rnc")


def test_the_annotations_say_whose_language_they_speak(demo_site):
    for path, text in of(demo_site, r"/annotations\.json$").items():
        context = json.loads(text)["@context"]
        assert ANNOTATION in ([context] if isinstance(context, str) else context), path
