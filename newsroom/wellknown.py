"""Small files at fixed addresses that programs ask for: what they may read here, whom they can tell of a hole."""

import json
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils import timezone
from django.utils.translation import get_language

from articles.models import DeskPage, front
from articles.models.listing import open_to_all

SECURITY_LASTS = timedelta(days=180)  # RFC 9116 advises less than a year
CLOSED = (
    "/admin/",
    "/search/",
    "/follow/",
    "/*/report/",
    "/*/follow/",
    "/*/embed/",
)  # for people; or without an end
NEWEST = 10  # stories in llms.txt
ICONS = (
    ("icon.svg", "any", "image/svg+xml"),
    ("icon-192.png", "192x192", "image/png"),
    ("icon-512.png", "512x512", "image/png"),
)


def _text(lines: list[str]) -> HttpResponse:
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def robots(request):
    """What programs may visit, and where the sitemaps are (RFC 9309); by setting also the licence (RSL 1.0)."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in CLOSED), ""]
    lines += [f"Sitemap: {settings.BASE_URL}/{name}" for name in ("sitemap.xml", "news-sitemap.xml")]
    if settings.TDM_RESERVED:
        lines.append(f"License: {settings.BASE_URL}/license.xml")
    return _text(lines)


def humans(request):
    """Who makes this (humanstxt.org)."""
    return _text(
        [
            "/* TEAM */",
            f"{settings.SITE_NAME}: {settings.BASE_URL}/about/",
            "",
            "/* SITE */",
            "Software: Newsroom, on Django and Wagtail",
        ]
    )


def ads(request):
    """Who may sell advertising space of this site (IAB ads.txt 1.1). Without the setting there is none, and no file."""
    if not settings.ADS_TXT:
        raise Http404("No advertising is sold here.")
    return _text(settings.ADS_TXT.splitlines())


def search_key(request, key):
    """The key that search engines look for when they are told of a story (IndexNow), by setting."""
    if key != settings.INDEXNOW_KEY:
        raise Http404("This is no key.")
    return _text([key])


def security(request):
    """Whom to tell of a hole in the site (RFC 9116), by setting. It is new with every answer, so it never expires."""
    if not settings.SECURITY_CONTACT:
        raise Http404("No contact is named.")
    contact = settings.SECURITY_CONTACT
    expires = (timezone.now() + SECURITY_LASTS).replace(microsecond=0)
    return _text(
        [
            f"Contact: {contact if ':' in contact else f'mailto:{contact}'}",
            f"Expires: {expires.isoformat()}",
            f"Preferred-Languages: {get_language().split('-')[0]}",
            f"Canonical: {settings.BASE_URL}/.well-known/security.txt",
        ]
    )


def mining(request):
    """Whether texts may be mined (TDM Reservation Protocol, section 5), by setting."""
    if not settings.TDM_RESERVED:
        raise Http404("Nothing is reserved.")
    told = {"location": "/", "tdm-reservation": 1}
    if settings.TDM_POLICY:
        told["tdm-policy"] = settings.TDM_POLICY
    return JsonResponse([told], safe=False)


def licence(request):
    """The same as a licence that machines read (RSL 1.0): search may use the texts, training may not."""
    if not settings.TDM_RESERVED:
        raise Http404("Nothing is reserved.")
    context = {"policy": settings.TDM_POLICY}
    return render(request, "newsroom/license.xml", context, content_type="application/rsl+xml; charset=utf-8")


def manifest(request):
    """What a phone needs to keep the site beside its programs (W3C Web Application Manifest)."""
    told = {
        "name": settings.SITE_NAME,
        "short_name": settings.SITE_NAME,
        "start_url": "/",
        "display": "browser",
        "background_color": "#fcfdfb",
        "theme_color": "#fcfdfb",
        "lang": get_language(),
        "icons": [
            {"src": static(f"newsroom/img/{name}"), "sizes": sizes, "type": kind}
            for name, sizes, kind in ICONS
        ],
    }
    return HttpResponse(json.dumps(told, ensure_ascii=False), content_type="application/manifest+json")


def icon(request):
    return redirect(static("newsroom/img/icon-192.png"))


@transaction.non_atomic_requests
def llms(request):
    """What stands where, for programs that read text (llmstxt.org). Three queries."""
    context = {
        "site_name": settings.SITE_NAME,
        "base_url": settings.BASE_URL,
        "desks": open_to_all(DeskPage.objects).order_by("title"),
        "stories": front.stories()[:NEWEST],
        "pages": front.pages_about_us(),
    }
    return render(request, "newsroom/llms.txt", context, content_type="text/plain; charset=utf-8")
