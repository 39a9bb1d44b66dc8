"""What every answer carries: a content security policy, strict for readers and looser for the admin; and, where the
newsroom wishes it, that its texts may not be mined."""

from csp.middleware import CSPMiddleware
from django.conf import settings
from django.urls import reverse


class ContentSecurityPolicy(CSPMiddleware):
    """django-csp with a second policy below the admin, whose pages (and previews in them) need Wagtail's scripts."""

    def get_policy_parts(self, request, response, report_only=False):
        if not report_only and request.path_info.startswith(reverse("wagtailadmin_home")):
            response._csp_config = settings.ADMIN_CONTENT_SECURITY_POLICY
        return super().get_policy_parts(request, response, report_only)


def mining_reservation(get_response):
    """Says on every answer that text and data mining is reserved, by setting (TDM Reservation Protocol, section 6)."""

    def answer(request):
        response = get_response(request)
        if settings.TDM_RESERVED:
            response["tdm-reservation"] = "1"
            if settings.TDM_POLICY:
                response["tdm-policy"] = settings.TDM_POLICY
        return response

    return answer
