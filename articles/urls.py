"""Addresses of the paper that are not pages in the tree, and a shorter way to those that are."""

from django.urls import path, re_path

from articles import feeds, followviews, recordviews, reportviews, views

STORY = r"(?P<desk>[^\W_][\w-]*)/(?P<slug>[\w-]+)/"

urlpatterns = [
    path("topics/<str:slug>/", views.topic, name="topic"),
    path("sources/", views.sources, name="sources"),
    path("sources/<str:slug>/", views.publisher, name="publisher"),
    path("source/<int:pk>/", views.source, name="source"),
    path("search/", views.search, name="search"),
    path("corrections/", recordviews.corrections, name="corrections"),
    path("corrections/feed/", feeds.CorrectionsFeed(), name="corrections_feed"),
    path("changes/feed/", feeds.MovesFeed(), name="moves_feed"),
    path("topics/<str:slug>/feed/", feeds.MovesFeed(), name="topic_feed"),
    path("how-we-work/", recordviews.how_we_work, name="how_we_work"),
    path("follow/<str:token>/", followviews.confirm, name="follow_confirm"),
    path("follow/<str:token>/stop/", followviews.stop, name="follow_stop"),
    path("unclear/", recordviews.unclear, name="unclear"),
    # Home, desks and stories. Not below an underscore: addresses such as /_util/login/ are Wagtail's own.
    path("", views.page, {"address": ""}),
    re_path(r"^(?P<address>[^\W_][\w-]*/)$", views.page),
    re_path(rf"^{STORY}$", views.story, name="story"),
    re_path(rf"^{STORY}changes/$", recordviews.changes, name="story_changes"),
    re_path(rf"^{STORY}versions/$", recordviews.versions, name="story_versions"),
    re_path(rf"^{STORY}follow/$", followviews.follow, name="story_follow"),
    re_path(rf"^{STORY}record.json$", recordviews.as_json, name="story_record"),
    re_path(rf"^{STORY}annotations.json$", recordviews.annotations, name="story_annotations"),
    re_path(rf"^{STORY}report/$", reportviews.report, name="story_report"),
    re_path(rf"^{STORY}feed/$", feeds.StoryFeed(), name="story_feed"),
    path("<str:desk>/<str:slug>/versions/<int:number>/", recordviews.version, name="story_version"),
    path(
        "<str:desk>/<str:slug>/versions/<int:first>/to/<int:second>/",
        recordviews.differences,
        name="story_differences",
    ),
]
