"""Addresses of the paper that are not pages in the tree, and a shorter way to those that are."""

from django.urls import path, re_path

from articles import views

urlpatterns = [
    path("topics/<str:slug>/", views.topic, name="topic"),
    path("sources/", views.sources, name="sources"),
    path("sources/<str:slug>/", views.publisher, name="publisher"),
    path("source/<int:pk>/", views.source, name="source"),
    path("search/", views.search, name="search"),
    # Home, desks and stories. Not below an underscore: addresses such as /_util/login/ are Wagtail's own.
    path("", views.page, {"address": ""}),
    re_path(r"^(?P<address>[^\W_][\w-]*/)$", views.page),
    re_path(r"^(?P<desk>[^\W_][\w-]*)/(?P<slug>[\w-]+)/$", views.story, name="story"),
]
