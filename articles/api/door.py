"""Who may come in by the API, and what is said to those who may not?

Everybody may read, within a rate, without cookies and transactions. Whatever goes wrong is told as problem details
(RFC 9457), never as a page.
"""

import json
import logging
from collections.abc import Callable
from functools import wraps
from math import ceil

from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect
from django.urls import Resolver404, resolve
from ninja.throttling import SimpleRateThrottle

from articles.limits import place_of

METHODS = ("GET", "HEAD", "OPTIONS")
PROBLEM = "application/problem+json"
TITLES = {
    404: "There is nothing at this address.",
    405: "This API is for reading.",
    422: "The request is not understood.",
    429: "Too many requests from one place.",
    500: "Something went wrong here.",
}
log = logging.getLogger(__name__)


class Unfit(Exception):
    """A parameter that can't be followed: which one, what is wrong with it, and what is allowed."""

    def __init__(self, *errors: dict):
        super().__init__(errors)
        self.errors = list(errors)


class Rate(SimpleRateThrottle):
    """Requests from one place, known by a mark and not its address. One for each request: it keeps what it read
    of the cache in itself."""

    def get_cache_key(self, request):
        return f"api:{place_of(request)}"


def answer(told, media_type: str = "application/json", status: int = 200) -> HttpResponse:
    content = json.dumps(told, ensure_ascii=False)
    return HttpResponse(content, content_type=media_type, status=status)


def problem(status: int, detail: str = "", **more) -> HttpResponse:
    """What is wrong, for programs and for people who read what a program got."""
    told = {"type": "about:blank", "title": TITLES[status], "status": status, "detail": detail} | more
    return answer({name: value for name, value in told.items() if value}, PROBLEM, status)


def reading(view: Callable) -> Callable:
    """A view that is read: other methods are refused, and so is whoever asks too often."""

    @wraps(view)
    @transaction.non_atomic_requests
    def opened(request, *args, **kwargs):
        response = _refused(request) or _answered(view, request, args, kwargs)
        response.headers.setdefault("Cache-Control", "no-cache")  # asked again each time, by its ETag
        response["X-Robots-Tag"] = "noindex"
        return response

    opened.csrf_exempt = True
    return opened


def _refused(request) -> HttpResponse | None:
    if request.method == "OPTIONS":
        return HttpResponse(status=204, headers={"Allow": ", ".join(METHODS)})
    if request.method not in METHODS:
        refusal = problem(405, "Use GET, HEAD or OPTIONS.")
        refusal["Allow"] = ", ".join(METHODS)
        return refusal
    rate = Rate(settings.API_RATE) if settings.API_RATE else None
    if rate and not rate.allow_request(request):
        refusal = problem(429, f"The limit is {settings.API_RATE}.")
        refusal["Retry-After"] = str(max(1, ceil(rate.wait() or 1)))
        return refusal
    return None


def _answered(view, request, args, kwargs) -> HttpResponse:
    asked = request.method
    request.method = "GET"  # the answer to HEAD is that to GET, of which the server sends the headers
    try:
        return view(request, *args, **kwargs)
    except Http404 as error:
        return problem(404, str(error))
    finally:
        request.method = asked


@reading
def nothing_here(request, rest):
    """Every other address below /api/."""
    if not rest.endswith("/"):
        try:
            if resolve(f"{request.path_info}/").func is not nothing_here:
                query = request.META["QUERY_STRING"]
                return HttpResponsePermanentRedirect(f"{request.path}/" + (f"?{query}" if query else ""))
        except Resolver404:
            pass
    raise Http404(f"The resources are listed at {settings.BASE_URL}/api/v1/.")


def on_unfit(request, error: Unfit) -> HttpResponse:
    words = [f"{told['parameter']}: {told['problem']}" for told in error.errors]
    return problem(422, " ".join(words), errors=error.errors)


def on_invalid(request, error) -> HttpResponse:
    """What pydantic says of parameters, in our form."""
    return on_unfit(request, Unfit(*map(_told, error.errors)))


def _told(error: dict) -> dict:
    words = error["msg"].removeprefix("Value error, ")
    return {"parameter": str(error["loc"][-1]), "problem": words if words.endswith(".") else f"{words}."}


def on_missing(request, error: Http404) -> HttpResponse:
    return problem(404, str(error))


def on_failure(request, error: Exception) -> HttpResponse:
    log.exception("The API failed at %s", request.path, exc_info=error)
    return problem(500)


def urls(api) -> tuple:
    """The addresses of an API, each behind the door."""
    patterns, app, namespace = api.urls
    for pattern in patterns:
        pattern.callback = reading(pattern.callback)
    return patterns, app, namespace
