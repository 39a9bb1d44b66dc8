"""Public doors: home, desks and stories by way of Wagtail; topic, sources, publisher, search; the pages of errors.

They only read, so they open no transaction: on SQLite it would make every reader wait for the one who writes.
"""

import logging

from django.conf import settings
from django.db import Error, transaction
from django.http import Http404, HttpResponse, HttpResponseNotFound, HttpResponseServerError, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from wagtail.url_routing import RouteResult
from wagtail.views import serve

from articles.models import Topic, cited, found, front, suggested
from articles.models.wish import SEARCH_LIMIT, words
from sources.models import Publisher, Source

WITHOUT_PUBLISHER = "no-publisher"  # the address of sources that nobody has published, below /sources/
log = logging.getLogger(__name__)


@transaction.non_atomic_requests
def page(request, address):
    """Wagtail serves home, desks and pages about us."""
    return serve(request, address)


@transaction.non_atomic_requests
def story(request, desk, slug):
    """Looks the story up in one query, where Wagtail would ask twice for each part of the address; then Wagtail
    serves it, with all its checks, or looks for another page itself."""
    if there := front.story_at(desk, slug):
        request._wagtail_route_for_request = RouteResult(there)
    return serve(request, f"{desk}/{slug}/")


@transaction.non_atomic_requests
def topic(request, slug):
    there = get_object_or_404(Topic, slug=slug)
    return render(request, "articles/topic.html", front.topic_context(there, request.GET))


@transaction.non_atomic_requests
def sources(request):
    sought, is_too_long = words(request.GET)
    context = cited.sources_context(front.stories(), sought, request.GET.get("page"))
    context |= {"sought": sought, "is_too_long": is_too_long, "search_limit": SEARCH_LIMIT}
    return render(request, "sources/index.html", context | {"without_publisher": WITHOUT_PUBLISHER})


@transaction.non_atomic_requests
def publisher(request, slug):
    there = Publisher.objects.filter(slug=slug).first()
    if there is None and slug != WITHOUT_PUBLISHER:
        raise Http404("No such publisher.")
    context = found.publisher_context(there, request.GET)
    if not context["documents"]:
        raise Http404("Nothing that readers can see cites this publisher.")
    return render(request, "sources/publisher.html", context)


@transaction.non_atomic_requests
def source(request, pk):
    context = found.source_context(pk, request.GET)
    if context is None:
        into = Source.objects.filter(pk=pk).values_list("merged_into", flat=True).first()
        if into:
            return redirect("source", into)
        raise Http404("Nothing that readers can see cites this source.")
    return render(request, "sources/source.html", context)


@transaction.non_atomic_requests
def search(request):
    return render(request, "articles/search.html", found.search_context(request.GET))


@transaction.non_atomic_requests
def suggest(request):
    """What a browser offers while somebody types into its search field."""
    told = suggested.as_opensearch(request.GET.get("q", ""))
    return JsonResponse(told, safe=False, content_type="application/x-suggestions+json")


def opensearch(request):
    """How a browser searches here from its address bar (OpenSearch 1.1)."""
    context = {"site_name": settings.SITE_NAME, "base_url": settings.BASE_URL}
    kind = "application/opensearchdescription+xml; charset=utf-8"
    return render(request, "articles/opensearch.xml", context, content_type=kind)


def not_found(request, exception=None):
    """With a search box and the newest stories; without them when the database is in trouble."""
    try:
        with transaction.atomic():  # what fails in here spoils no transaction around it
            answer = render_to_string("404.html", {"newest": front.newest()}, request)
    except Error:
        log.exception("The page for unknown addresses could not ask the database")
        answer = render_to_string("404_plain.html")
    return HttpResponseNotFound(answer)


def server_error(request):
    """Asks nothing: whatever failed may fail again."""
    try:
        return HttpResponseServerError(render_to_string("500.html"))
    except Exception:
        log.exception("The page for our own errors could not be made")
        return HttpResponse("Something went wrong here.", status=500, content_type="text/plain")
