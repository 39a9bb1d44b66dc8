"""Which address leads where. Desks and stories come last: Wagtail looks them up in the page tree."""

from django.conf import settings
from django.urls import include, path, re_path
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.api.v3.urls import api as writing
from wagtail.documents import urls as wagtaildocs_urls

from articles.urls import urlpatterns as paper
from newsroom import wellknown
from newsroom.health import healthz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("robots.txt", wellknown.robots),
    path("humans.txt", wellknown.humans),
    path("ads.txt", wellknown.ads),
    path("llms.txt", wellknown.llms),
    path("license.xml", wellknown.licence),
    path("site.webmanifest", wellknown.manifest, name="manifest"),
    path("favicon.ico", wellknown.icon),
    re_path(r"^(?P<key>[A-Za-z0-9-]{8,128})\.txt$", wellknown.search_key),
    path(".well-known/security.txt", wellknown.security),
    path(".well-known/tdmrep.json", wellknown.mining),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    *([path("api/wagtail/", writing.urls)] if settings.WRITING_API else []),
    *paper,
]
if settings.DEMO or settings.DEBUG:
    urlpatterns.append(re_path(r"^media/(?P<path>.*)$", serve, {"document_root": settings.MEDIA_ROOT}))
urlpatterns.append(path("", include(wagtail_urls)))

handler404 = "articles.views.not_found"
handler500 = "articles.views.server_error"
