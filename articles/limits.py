"""How much may come in from one place? What the public forms share. A place is known by a mark, not its address."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.crypto import salted_hmac

HOUR = timedelta(hours=1)


class TooMany(Exception):
    """More than the limits allow. str() is a sentence for the reader."""


def place_of(request) -> str:
    """A mark of where a request comes from: the same for the same place on one day, and no address."""
    address = request.META.get("REMOTE_ADDR", "")
    if settings.BEHIND_PROXY:  # the proxy writes whom it heard last
        address = request.headers.get("X-Forwarded-For", address).rsplit(",", 1)[-1].strip()
    return salted_hmac(f"place {timezone.localdate()}", address, algorithm="sha256").hexdigest()
