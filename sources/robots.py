"""Does a site ask programs to stay away from a page (RFC 9309)? Asked for what we do by ourselves, on a schedule; a
person who wants one page checked is no robot."""

from datetime import timedelta
from urllib.parse import urljoin
from urllib.robotparser import RobotFileParser

from django.utils import timezone

from sources.models import Host
from sources.reading.plain import plain
from sources.web.addresses import Refused, place
from sources.web.client import Client, Unreachable

NAME = "Newsroom"
KEPT = timedelta(days=1)  # RFC 9309, 2.4
LONGEST = 500_000  # characters; RFC 9309, 2.5


def allow(url: str, visitor: Client) -> bool:
    """May a program read this page? Yes, where a site says nothing or what it says can't be had."""
    host = Host.objects.get(name=place(url, visitor.admitted).site)
    now = timezone.now()
    if host.robots_at is None or host.robots_at < now - KEPT:
        host.robots, host.robots_at = _asked(url, visitor), now
        host.save(update_fields=["robots", "robots_at"])
    rules = RobotFileParser()
    rules.parse(host.robots.splitlines())
    return rules.can_fetch(NAME, url)


def _asked(url: str, visitor: Client) -> str:
    try:
        answer = visitor.get(urljoin(url, "/robots.txt"))
    except (Refused, Unreachable):
        return ""
    return plain(answer.body.decode("utf-8", "replace"))[:LONGEST] if answer.status == 200 else ""
