"""What stands below a story's address: who may enter, and that no search engine keeps it."""

from django.db import transaction
from django.http import Http404
from django.shortcuts import render

from articles.editions import Edition
from articles.history import Past
from articles.models import StoryPage, corrected, front


def of_story(view):
    """A view of a story that is out; it gets the story instead of its address, and opens no transaction."""

    @transaction.non_atomic_requests
    def opened(request, desk, slug, **kwargs):
        story = front.open_story_at(desk, slug)
        if story is None:
            raise Http404("The story is not published.")
        return view(request, story, **kwargs)

    return opened


def let_out(story) -> tuple[StoryPage, Edition]:
    """The story with its desk, and all that it says, if its receipt is for that. Raises Http404."""
    told = front.whole_texts(StoryPage.objects.filter(pk=story.pk))
    if not told:
        raise Http404("This story has no clearance.")
    return told[0]


def told_since(story) -> Past:
    """What readers were told of the story since it first went out."""
    return Past(notices=corrected.told_of([story.pk]).get(story.pk, ()))


def below(request, template: str, story, status=200, **context):
    """A page about the story, which is in every template's hands."""
    answer = render(request, template, {"story": story, "url": story.url} | context, status=status)
    answer["X-Robots-Tag"] = "noindex"
    return answer
