"""Public doors that are not pages in the tree: topic, sources, publisher, search, and the pages of errors."""

from django.http import HttpResponse


def topic(request, slug):
    return HttpResponse(slug)


def sources(request):
    return HttpResponse("")


def publisher(request, slug):
    return HttpResponse(slug)


def search(request):
    return HttpResponse("")


def not_found(request, exception=None):
    return HttpResponse("not found", status=404)


def server_error(request):
    return HttpResponse("error", status=500)
