"""Addresses of the paper that are not pages in the tree, and a shorter way to those that are."""

from django.urls import path, re_path, register_converter
from django.urls.converters import StringConverter

from articles import (
    cardviews,
    feeds,
    followviews,
    pictureviews,
    recordviews,
    reportviews,
    sitemaps,
    views,
)
from articles.api import door, opendata
from articles.api.resources import api
from articles.feed_formats import FORMATS
from articles.schema_org import SHAPES


class Ending(StringConverter):
    """The formats of feeds."""

    regex = "|".join(FORMATS)


class Shape(StringConverter):
    """The shapes of a lead photo."""

    regex = "|".join(SHAPES)


class Part(StringConverter):
    """A part of an address without the one character that no database takes."""

    regex = r"[^/\x00]+"


register_converter(Ending, "ending")
register_converter(Shape, "shape")
register_converter(Part, "part")
STORY = r"(?P<desk>[^\W_][\w-]*)/(?P<slug>[\w-]+)/"

urlpatterns = [
    path("api/", door.urls(api)),
    re_path(r"^api/(?P<rest>.*)$", door.nothing_here),
    path("topics/<part:slug>/", views.topic, name="topic"),
    path("sources/", views.sources, name="sources"),
    path("sources/<part:slug>/", views.publisher, name="publisher"),
    path("source/<int:pk>/", views.source, name="source"),
    path("search/", views.search, name="search"),
    path("search/suggest/", views.suggest, name="suggest"),
    path("opensearch.xml", views.opensearch, name="opensearch"),
    path("corrections/", recordviews.corrections, name="corrections"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemap-stories-<int:number>.xml", sitemaps.stories, name="sitemap_stories"),
    path("sitemap-pages.xml", sitemaps.pages, name="sitemap_pages"),
    path("news-sitemap.xml", sitemaps.news, name="news_sitemap"),
    path("feeds/", feeds.listing, name="feeds"),
    path("feeds.opml", feeds.opml, name="feeds_opml"),
    path("feed.<ending:ending>", feeds.feed(feeds.site), name="feed"),
    path("feed.ninjs.json", feeds.as_ninjs, name="ninjs_feed"),
    path("corrections/feed.<ending:ending>", feeds.feed(feeds.corrections), name="corrections_feed"),
    path("changes/feed.<ending:ending>", feeds.feed(feeds.moves), name="moves_feed"),
    path("unclear/feed.<ending:ending>", feeds.feed(feeds.unclear), name="unclear_feed"),
    path("topics/<part:slug>/feed.<ending:ending>", feeds.feed(feeds.topic), name="topic_feed"),
    path("topics/<part:slug>/changes/feed.<ending:ending>", feeds.feed(feeds.moves), name="topic_moves_feed"),
    path("sources/<part:slug>/feed.<ending:ending>", feeds.feed(feeds.publisher), name="publisher_feed"),
    path("data/", opendata.about, name="data"),
    re_path(r"^data/claims\.(?P<ending>csv|jsonl)$", opendata.claims, name="claims_data"),
    path("oembed", cardviews.oembed, name="oembed"),
    path("how-we-work/", recordviews.how_we_work, name="how_we_work"),
    path("imprint/", recordviews.imprint, name="imprint"),
    path("follow/<part:token>/", followviews.confirm, name="follow_confirm"),
    path("follow/<part:token>/stop/", followviews.stop, name="follow_stop"),
    path("unclear/", recordviews.unclear, name="unclear"),
    # Home, desks and stories. Not below an underscore: addresses such as /_util/login/ are Wagtail's own.
    path("", views.page, {"address": ""}),
    re_path(r"^(?P<address>[^\W_][\w-]*/)$", views.page),
    re_path(rf"^{STORY}$", views.story, name="story"),
    re_path(rf"^{STORY}changes/$", recordviews.changes, name="story_changes"),
    re_path(rf"^{STORY}versions/$", recordviews.versions, name="story_versions"),
    re_path(rf"^{STORY}follow/$", followviews.follow, name="story_follow"),
    re_path(rf"^{STORY}record\.json$", recordviews.as_json, name="story_record"),
    re_path(rf"^{STORY}index\.md$", recordviews.markdown, name="story_markdown"),
    re_path(rf"^{STORY}annotations\.json$", recordviews.annotations, name="story_annotations"),
    re_path(rf"^{STORY}ninjs\.json$", recordviews.ninjs, name="story_ninjs"),
    re_path(rf"^{STORY}report/$", reportviews.report, name="story_report"),
    path("<part:desk>/<part:slug>/card/", cardviews.card, name="story_card"),
    path("<part:desk>/<part:slug>/card/<int:number>/", cardviews.card, name="claim_card"),
    path("<part:desk>/<part:slug>/embed/", cardviews.embed, name="story_embed"),
    path("<part:desk>/<part:slug>/share.png", pictureviews.share, name="story_share"),
    path("<part:desk>/<part:slug>/share-c<int:number>.png", pictureviews.share_claim, name="claim_share"),
    path("<part:desk>/<part:slug>/photo-<shape:shape>.jpg", pictureviews.photo, name="story_photo"),
    path("<part:slug>/feed.<ending:ending>", feeds.feed(feeds.desk), name="desk_feed"),
    path("<part:desk>/<part:slug>/feed.<ending:ending>", feeds.feed(feeds.story), name="story_feed"),
    path("<part:desk>/<part:slug>/versions/<int:number>/", recordviews.version, name="story_version"),
    path(
        "<part:desk>/<part:slug>/versions/<int:first>/to/<int:second>/",
        recordviews.differences,
        name="story_differences",
    ),
]
