"""Pictures below a story's address: the one that goes along when the story or a claim is shared, and its lead photo in
the shapes that search engines ask for. They open only while the story is out."""

from django.conf import settings
from django.core.cache import cache
from django.http import Http404, HttpResponse
from django.utils.cache import get_conditional_response

from articles import sharing
from articles.schema_org import SHAPES
from articles.sharing import Card
from articles.storydoor import let_out, of_story, told_since

KEPT_SECONDS = 24 * 60 * 60  # here; a picture that shows something else has another key
FRESH_SECONDS = 300  # at others


@of_story
def share(request, story):
    """The picture that goes along when the story is shared."""
    there, edition = let_out(story)
    is_retracted = told_since(story).is_retracted
    return _drawn(request, sharing.of_story(edition, settings.SITE_NAME, there.desk_name, is_retracted))


@of_story
def share_claim(request, story, number):
    """The same for one claim of it."""
    there, edition = let_out(story)
    claim = next((claim for claim in edition.claims if claim.number == number), None)
    if claim is None:
        raise Http404("The story makes no such claim.")
    return _drawn(request, sharing.of_claim(claim, edition, settings.SITE_NAME, there.desk_name))


def _drawn(request, card: Card) -> HttpResponse:
    """Drawn once for whatever it shows, and not at all for whoever has it already."""

    def draw():
        picture = cache.get_or_set(
            f"share-{card.key}", lambda: sharing.png(card, settings.SHARE_FONTS), KEPT_SECONDS
        )
        return HttpResponse(picture, content_type="image/png")

    etag = f'"{card.key}"'
    answer = get_conditional_response(request, etag=etag) or draw()
    answer["ETag"] = etag
    answer["Cache-Control"] = f"public, max-age={FRESH_SECONDS}"
    return answer


@of_story
def photo(request, story, shape):
    """The lead photo, cut to a shape around its focal point."""
    there, _edition = let_out(story)
    if there.lead_photo is None:
        raise Http404("The story has no lead photo.")
    rendition = there.lead_photo.get_rendition(f"fill-{SHAPES[shape]}|format-jpeg")
    with rendition.file.open() as file:
        answer = HttpResponse(file.read(), content_type="image/jpeg")
    answer["Cache-Control"] = f"public, max-age={FRESH_SECONDS}"
    return answer
