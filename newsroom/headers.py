"""Which content security policy an answer carries: the strict one for readers, a looser one for the admin."""

from csp.middleware import CSPMiddleware
from django.conf import settings
from django.urls import reverse


class ContentSecurityPolicy(CSPMiddleware):
    """django-csp with a second policy below the admin, whose pages (and previews in them) need Wagtail's scripts."""

    def get_policy_parts(self, request, response, report_only=False):
        if not report_only and request.path_info.startswith(reverse("wagtailadmin_home")):
            response._csp_config = settings.ADMIN_CONTENT_SECURITY_POLICY
        return super().get_policy_parts(request, response, report_only)
