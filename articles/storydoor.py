"""What stands below a story's address: who may enter, and that no search engine keeps it."""

from django.db import transaction
from django.http import Http404
from django.shortcuts import render

from articles.models import front


def of_story(view):
    """A view of a story that is out; it gets the story instead of its address, and opens no transaction."""

    @transaction.non_atomic_requests
    def opened(request, desk, slug, **kwargs):
        story = front.open_story_at(desk, slug)
        if story is None:
            raise Http404("The story is not published.")
        return view(request, story, **kwargs)

    return opened


def below(request, template: str, story, status=200, **context):
    """A page about the story, which is in every template's hands."""
    answer = render(request, template, {"story": story, "url": story.url} | context, status=status)
    answer["X-Robots-Tag"] = "noindex"
    return answer
