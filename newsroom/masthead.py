"""What stands at the head and foot of every public page."""

from django.conf import settings


def masthead(request):
    return {"site_name": settings.SITE_NAME}
