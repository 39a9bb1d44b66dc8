"""May we go there? Which web addresses and which network addresses the newsroom's own programs may visit.

Whoever types an address decides where our server connects to. So what is spelled oddly is refused before a name is
looked up, and of the network only what is public is open. The lists are our own: those of Python before 3.11.10 call
some inner addresses public (CVE-2024-4032). Text in, value out: nothing is asked here, neither database nor network.

The lists follow IANA's registries of special-purpose addresses for IPv4 and IPv6, as of 2026-10.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

from sources.links import DEFAULT_PORTS, NotAWebAddress, whole

INNER_IPV4 = tuple(
    map(
        IPv4Network,
        (
            *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
            *("192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24"),
            *("192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24"),
            *("224.0.0.0/4", "240.0.0.0/4", "168.63.129.16/32"),  # the last: a cloud's inner service
        ),
    )
)
PUBLIC_IPV6 = IPv6Network("2000::/3")
INNER_IPV6 = tuple(
    map(IPv6Network, ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20"))
)
# Names that never lead out of the house (RFC 6761, 6762, 7686, 8375, 9476; ICANN's reservation of "internal").
INNER_NAMES = ("localhost", "local", "internal", "home.arpa", "test", "invalid", "onion", "alt")
PLAIN_IPV4 = re.compile(r"(0|[1-9][0-9]{0,2})(\.(0|[1-9][0-9]{0,2})){3}")
RAW_HOST = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:/*([^/?#]*)")


class Refused(Exception):
    """We don't go there, or don't take what is there. str() is a sentence for the editor."""


@dataclass(frozen=True)
class Place:
    """A web address that may be visited: what to look up, and what to ask for once there. `host` is a name or a
    plain network address without brackets; `target` is path and query."""

    url: str
    scheme: str
    host: str
    port: int
    target: str
    is_admitted: bool = False

    @property
    def is_secure(self) -> bool:
        return self.scheme == "https"

    @property
    def site(self) -> str:
        """The host as a header names it, with the port where it is not the usual one."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"


def place(url: str, admitted: Iterable[str] = ()) -> Place:
    """Where a web address leads. `admitted` names hosts (`host` or `host:port`) for which ports and networks are not
    judged. Raises Refused."""
    _refuse_odd_host(url)
    try:
        parts = urlsplit(whole(url))
        port = parts.port or DEFAULT_PORTS[parts.scheme]
    except NotAWebAddress as error:
        raise Refused(str(error)) from None
    host = (parts.hostname or "").strip("[]")
    is_admitted = not {host, f"{host}:{port}"}.isdisjoint(admitted)
    if not is_admitted:
        _refuse_inner(host, port)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Place(parts._replace(fragment="").geturl(), parts.scheme, host, port, target, is_admitted)


def _refuse_odd_host(url: str) -> None:
    """A host that only becomes one by being rewritten is a trick, or may be one."""
    found = RAW_HOST.match(url.strip())
    host = found[1] if found else ""
    if unicodedata.normalize("NFKC", host) != host or "%" in host:
        raise Refused("The name of the site is spelled in an unusual way. Write it in plain letters.")


def _refuse_inner(host: str, port: int) -> None:
    if port not in DEFAULT_PORTS.values():
        raise Refused(f"The web address names port {port}; only 80 and 443 are visited. Take it out.")
    if ":" in host or PLAIN_IPV4.fullmatch(host):
        return refuse_inner_address(host)
    if host.rpartition(".")[2][0].isdigit():
        raise Refused("The site is written as a number in an unusual way. Use its name.")
    if host in INNER_NAMES or host.endswith(tuple(f".{name}" for name in INNER_NAMES)):
        raise Refused("The name of the site is one that is used inside a house only; it is not visited.")


def refuse_inner_address(text: str) -> None:
    """Raises Refused unless the network address is one of the public internet."""
    try:
        address = ip_address(text)
    except ValueError:
        address = None
    if address is None or not is_public(address):
        raise Refused(
            "The site leads to an address that is not on the public internet; it is not visited. "
            "Upload a copy if the source is inside your house."
        )


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Is this a network address that anybody on the internet may reach?"""
    if isinstance(address, IPv4Address):
        return not any(address in network for network in INNER_IPV4)
    if address.scope_id is not None or address not in PUBLIC_IPV6:
        return False
    return not any(address in network for network in INNER_IPV6)
