"""Public doors to the open data: a page that says what it is, and the data itself."""

from django.conf import settings
from django.db import transaction
from django.http import StreamingHttpResponse
from django.shortcuts import render

from articles import opendata
from articles.api import door
from articles.models import archive


@transaction.non_atomic_requests
def about(request):
    """What there is, what its columns mean, and on what terms."""
    context = {
        "columns": opendata.COLUMNS,
        "count": archive.claims().count(),
        "licence": settings.DATA_LICENCE,
    }
    return render(request, "articles/data.html", context)


@door.reading
def claims(request, ending):
    """All claims, as they are now."""
    form = opendata.FORMS[ending]
    answer = StreamingHttpResponse(form.lines(), content_type=form.media_type)
    answer["Content-Disposition"] = f'attachment; filename="claims.{ending}"'
    answer["Link"] = f'<{settings.DATA_LICENCE}>; rel="license"'
    return answer
