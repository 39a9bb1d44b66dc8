"""The whole text of a story as plain HTML and as Markdown, for programs: nothing folds, and links have their host."""

from collections.abc import Iterable
from typing import NamedTuple

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import escape
from markdownify import markdownify

from articles import transparency
from articles.editions import Edition
from articles.history import Past
from articles.models import corrected, front, reading


class Whole(NamedTuple):
    """A story, what it says, and all of it as HTML."""

    story: object
    edition: Edition
    html: str


def of(found) -> list[Whole]:
    """The stories of this query, in a fixed number of queries."""
    told = front.whole_texts(found)
    notices = corrected.told_of(story.pk for story, _edition in told)
    pasts = [Past(notices=notices.get(story.pk, ())) for story, _edition in told]
    bodies = reading.bodies([edition for _story, edition in told], pasts)
    return list(_written(told, pasts, bodies))


def _written(told: Iterable[tuple], pasts: Iterable[Past], bodies: Iterable[dict]):
    for (story, edition), past, body in zip(told, pasts, bodies, strict=True):
        shown = {"label": transparency.label(edition)}
        shown |= {"edition": edition, "notices": past.notices, "url": settings.BASE_URL + story.url}
        html = render_to_string("articles/whole_text.html", body | shown)
        one_line = " ".join(html.split()).replace('href="/', f'href="{settings.BASE_URL}/')
        yield Whole(story, edition, one_line)


def markdown(whole: Whole) -> str:
    """The story as Markdown (CommonMark), with its headline, its address, its days and who wrote it."""
    story, edition = whole.story, whole.edition
    context = {
        "story": story,
        "edition": edition,
        "authors": ", ".join(row.name for row in edition.bylines if row.role == "written" and row.name),
        "address": settings.BASE_URL + story.url,
        "headline": markdownify(escape(edition.headline)).strip(),
        "text": markdownify(whole.html, heading_style="ATX", bullets="-").strip(),
    }
    return render_to_string("articles/story.md", context)
