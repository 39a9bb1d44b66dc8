"""Cards for other sites: a claim, or a story, in a frame of its own that always says how it stands now.

A card sets no cookie, runs no script and may stand in any page (its policy says so). One that is not there any more
says that, so that no site goes on showing what we took back. oEmbed (oembed.com) leads from an address to its card.
"""

from urllib.parse import urlsplit

from csp.decorators import csp_replace
from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve, reverse
from django.utils.html import format_html
from django.views.decorators.clickjacking import xframe_options_exempt

from articles import listed, sharing
from articles.editions import Edition
from articles.models import StoryPage, front
from articles.storydoor import below, let_out, of_story, told_since

WIDTH, HEIGHT = 600, 320  # pixels, where nobody asks for less
LEAST = 200  # pixels; a narrower frame can't be read
FRESH_SECONDS = 60
POLICY = {
    "default-src": ["'none'"],
    "style-src": ["'self'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["*"],
}


def _told(desk: str, slug: str) -> tuple[StoryPage, Edition]:
    """A story that is out, with what was let out of it. Raises Http404."""
    if story := front.open_story_at(desk, slug):
        return let_out(story)
    raise Http404("There is nothing of ours at this address.")


@xframe_options_exempt
@csp_replace(POLICY)
@transaction.non_atomic_requests
def card(request, desk, slug, number=None):
    """The card of a story, or of one of its claims, as it stands now; or that it is not there any more."""
    try:
        context = _shown(*_told(desk, slug), number)
    except Http404:
        context = {}
    is_there = bool(context) and (number is None or context["claim"] is not None)
    context |= {"is_there": is_there, "is_claim": number is not None, "site_name": settings.SITE_NAME}
    answer = render(request, "articles/card.html", context, status=200 if is_there else 404)
    answer["Cache-Control"] = f"public, max-age={FRESH_SECONDS}"
    answer["X-Robots-Tag"] = "noindex"
    return answer


def _shown(story: StoryPage, edition: Edition, number: int | None) -> dict:
    past = told_since(story)
    claim = next((claim for claim in edition.claims if claim.number == number), None) if number else None
    names = (
        (source.publisher.name if source.publisher else source.title for source in claim.sources)
        if claim
        else ()
    )
    notice = past.corrected.get(claim.uid) if claim else None
    return {
        "edition": edition,
        "claim": claim,
        "sources": list(dict.fromkeys(names)),
        "notice": next((n for n in past.notices if n.id == notice), None),
        "is_retracted": past.is_retracted,
        "tally": listed.tallied(edition.counts) if edition.claims else [],
        "address": settings.BASE_URL + story.url + (f"#c{number}" if claim else ""),
        "picture": _picture(story, number if claim else None),
        "base_url": settings.BASE_URL,
    }


@of_story
def embed(request, story):
    """What another site has to put into its page to show the story's claims."""
    _story, edition = let_out(story)
    claims = [
        (claim, _frame(_card(story.url, claim.number), claim.text))
        for claim in edition.claims
        if claim.number
    ]
    whole = _frame(_card(story.url), edition.headline)
    return below(request, "articles/embed.html", story, whole=whole, claims=claims)


def _place(path: str) -> tuple[str, str]:
    desk, slug = path.strip("/").split("/")[-2:]
    return desk, slug


def _card(path: str, number: int | None = None) -> str:
    """The address of a card."""
    place = [*_place(path), *([number] if number else [])]
    return settings.BASE_URL + reverse("claim_card" if number else "story_card", args=place)


def _picture(story: StoryPage, number: int | None) -> str:
    """The address of the picture that goes along when it is shared."""
    return settings.BASE_URL + story.url + (f"share-c{number}.png" if number else "share.png")


def _frame(address: str, title: str, width: int = WIDTH, height: int = HEIGHT) -> str:
    return format_html(
        '<iframe src="{}" title="{}" width="{}" height="{}" loading="lazy" '
        'sandbox="allow-popups allow-popups-to-escape-sandbox"></iframe>',
        address, title, width, height,
    )  # fmt: skip


@transaction.non_atomic_requests
def oembed(request):
    """What stands for an address of ours in another page (oEmbed 1.0, sections 2.2 and 2.3)."""
    form = request.GET.get("format", "json")
    if form not in ("json", "xml"):
        return HttpResponse("There are the formats json and xml.", status=501, content_type="text/plain")
    sizes = [
        _size(request.GET.get(name), most) for name, most in (("maxwidth", WIDTH), ("maxheight", HEIGHT))
    ]
    if "url" not in request.GET or None in sizes:
        words = f"Name the address in `url`; `maxwidth` and `maxheight` are whole numbers from {LEAST} on."
        return HttpResponse(words, status=400, content_type="text/plain")
    told = _as_oembed(request.GET["url"], *sizes)
    if form == "json":
        return JsonResponse(told, json_dumps_params={"ensure_ascii": False})
    return HttpResponse(
        render_to_string("articles/oembed.xml", {"told": told}), content_type="text/xml; charset=utf-8"
    )


def _size(asked: str | None, most: int) -> int | None:
    if asked is None:
        return most
    is_number = asked.isascii() and asked.isdigit() and len(asked) < 6 and int(asked) >= LEAST
    return min(int(asked), most) if is_number else None


def _as_oembed(url: str, width: int, height: int) -> dict:
    desk, slug, number = _meant(url)
    story, edition = _told(desk, slug)
    claims = {claim.number: claim for claim in edition.claims}
    if number and number not in claims:
        raise Http404("The story makes no such claim.")
    title = claims[number].text if number else edition.headline
    return {
        "version": "1.0",
        "type": "rich",
        "title": title,
        "provider_name": settings.SITE_NAME,
        "provider_url": settings.BASE_URL,
        "cache_age": FRESH_SECONDS,
        "width": width,
        "height": height,
        "html": _frame(_card(story.url, number), title, width, height),
        "thumbnail_url": _picture(story, number),
        "thumbnail_width": sharing.WIDTH,
        "thumbnail_height": sharing.HEIGHT,
    }


def _meant(url: str) -> tuple[str, str, int | None]:
    """Which story, and which claim of it, an address means. Raises Http404."""
    try:
        parts = urlsplit(url)
        match = resolve(parts.path)
    except (ValueError, Resolver404) as error:
        raise Http404("This is no address of ours.") from error
    is_ours = parts.netloc == urlsplit(settings.BASE_URL).netloc
    if not is_ours or match.url_name not in ("story", "story_card", "claim_card"):
        raise Http404("This is no address of a story or a claim of ours.")
    anchor = parts.fragment[1:] if parts.fragment.startswith("c") else ""
    number = match.kwargs.get("number") or (int(anchor) if anchor.isdecimal() and len(anchor) < 6 else None)
    return match.kwargs["desk"], match.kwargs["slug"], number
