"""Addresses of the paper that are not pages in the tree."""

from django.urls import path

from articles import views

urlpatterns = [
    path("topics/<slug:slug>/", views.topic, name="topic"),
    path("sources/", views.sources, name="sources"),
    path("sources/<str:slug>/", views.publisher, name="publisher"),
    path("search/", views.search, name="search"),
]
