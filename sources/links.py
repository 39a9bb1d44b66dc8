"""When are two web addresses the same one? Text in, text out: no database, no network.

`canonical` writes an address in the one form under which the library files it. What only says how a reader
got there is dropped: tracking parameters, the place on the page. What can name another document is kept: the
other query parameters in their order, http apart from https, www apart from the bare host, and a fragment
that begins with `#!` or `#/`, because sites that run in the browser keep the document's own address there.

The sentences of `NotAWebAddress` stand in forms as they are: what is wrong, then what to do.
"""

import re
import unicodedata
from collections.abc import Callable
from encodings.idna import nameprep
from ipaddress import IPv6Address
from urllib.parse import SplitResult, unquote, urlsplit

LONGEST = 2000
DEFAULT_PORTS = {"http": 80, "https": 443}

TRACKING_PREFIXES = ("utm_", "mtm_", "hsa_")
# fmt: off
TRACKING = frozenset({
    "__hsfp", "__hssc", "__hstc", "_branch_match_id", "_ga", "_gl", "_hsenc", "_hsmi", "_openstat",
    "at_campaign", "at_medium", "dclid", "epik", "fb_action_ids", "fb_action_types", "fb_ref",
    "fb_source", "fbclid", "gad_source", "gbraid", "gclid", "gclsrc", "guccounter", "guce_referrer",
    "guce_referrer_sig", "hsctatracking", "igsh", "igshid", "li_fat_id", "mc_cid", "mc_eid", "mkt_tok",
    "ml_subscriber", "ml_subscriber_hash", "msclkid", "oly_anon_id", "oly_enc_id", "pk_campaign",
    "pk_kwd", "pk_medium", "pk_source", "rb_clickid", "ref_src", "ref_url", "s_cid", "s_kwcid",
    "srsltid", "ttclid", "twclid", "vero_conv", "vero_id", "wbraid", "wickedid", "xtor", "yclid",
    "ysclid",
})
# fmt: on

_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_KEPT = _UNRESERVED | frozenset("!$&'()*+,;=:@/?")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):(?=\S)")
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_BRACKETED = re.compile(r"\[[0-9A-Fa-f:.]+\](:\d*)?")
_DOTS = re.compile("[.\u3002\uff0e\uff61]")
_BLANKS = ("Cc", "Cf", "Cs", "Zs", "Zl", "Zp")  # Unicode categories: controls, half characters, spaces
_JOINERS = "\u200c\u200d"
_SHARP = "ß\u03c2"  # sharp s and final sigma: the standard library folds them, today's host names don't


class NotAWebAddress(ValueError):
    """This text names no page on the web. str() is a sentence for the editor who typed it."""


def canonical(url: str) -> str:
    """The one spelling of a web address. Raises NotAWebAddress. canonical(canonical(u)) == canonical(u)."""
    return _spelled(url, _query)


def whole(url: str) -> str:
    """As `canonical`, with every parameter kept: what a program asks for when it goes there. Raises NotAWebAddress."""
    return _spelled(url, _escaped)


def _spelled(url: str, query_of: Callable[[str], str]) -> str:
    url = url.strip()
    _refuse_other_schemes(url)
    _refuse_what_no_address_has(url)
    scheme, parts = _split(url)
    host = _host(parts) + _port(scheme, parts)
    path = _without_dot_segments(_escaped(parts.path)) or "/"
    query = query_of(parts.query)
    spelled = f"{scheme}://{host}{path}{'?' + query if query else ''}{_route(parts.fragment)}"
    if len(spelled) > LONGEST:
        raise NotAWebAddress(_TOO_LONG)
    return spelled


def twins(url: str) -> tuple[str, str]:
    """A canonical address and the same one under the other scheme: nearly always the same document."""
    scheme, rest = url.split("://", 1)
    return url, f"{'http' if scheme == 'https' else 'https'}://{rest}"


def pasted(text: str) -> str | None:
    """The canonical address that somebody means who types this in a search box, or None if it is no address.

    Browsers hide the scheme, so a bare `example.org/page` counts as one under https.
    """
    for spelling in (text.strip(), f"https://{text.strip()}"):
        try:
            return canonical(spelling)
        except NotAWebAddress:
            continue
    return None


_NO_ADDRESS = "This does not look like a web address. It should start with https://"
_TOO_LONG = (
    f"This web address has more than {LONGEST:,} characters. Use a shorter one, as the page's permalink."
)
_INVISIBLE = (
    "There is a space or an invisible character in this web address. Take it out, or write %20 for a space."
)


def _refuse_other_schemes(url: str) -> None:
    scheme = _SCHEME.match(url)
    name = scheme.group(1).lower() if scheme else ""
    if name in DEFAULT_PORTS:
        return
    if name and "." not in name:
        raise NotAWebAddress(
            f"An address that starts with {name}: can't be shown to readers. It should start with https://"
        )
    raise NotAWebAddress(_NO_ADDRESS)


def _refuse_what_no_address_has(url: str) -> None:
    if len(url) > LONGEST:
        raise NotAWebAddress(_TOO_LONG)
    if "\\" in url:
        raise NotAWebAddress("A web address has no backslash (\\). Write / in its place.")
    if any(unicodedata.category(c) in _BLANKS and c not in _JOINERS for c in url):
        raise NotAWebAddress(_INVISIBLE)


def _split(url: str) -> tuple[str, SplitResult]:
    try:
        parts = urlsplit(url)
    except ValueError:
        raise NotAWebAddress(_NO_ADDRESS) from None
    if not parts.netloc:
        raise NotAWebAddress(_NO_ADDRESS)
    if "@" in parts.netloc:
        raise NotAWebAddress("This web address carries a user name or a password. Take out all up to the @.")
    return parts.scheme, parts


def _host(parts: SplitResult) -> str:
    """The host in lower case and in ASCII letters, without the dot that may end it."""
    if parts.netloc.startswith("["):
        return _ipv6(parts)
    name = parts.netloc.rpartition(":")[0] if ":" in parts.netloc else parts.netloc
    labels = _DOTS.split(name)
    if labels[-1] == "":
        labels.pop()
    host = ".".join(_label(label) for label in labels)
    if len(labels) < 2 or len(host) > 253:
        raise NotAWebAddress("This does not look like a web address: the name of the site is not complete.")
    return host


def _ipv6(parts: SplitResult) -> str:
    if not _BRACKETED.fullmatch(parts.netloc):
        raise NotAWebAddress(_NO_ADDRESS)
    try:
        return f"[{IPv6Address(parts.hostname or '')}]"
    except ValueError:
        raise NotAWebAddress(_NO_ADDRESS) from None


def _label(label: str) -> str:
    """One part of a host name between dots, in punycode where it has other letters than a to z."""
    try:
        pieces = re.split(f"([{_SHARP}])", label.replace("\u1e9e", "ß"))
        plain = "".join(piece if piece in _SHARP else nameprep(piece) for piece in pieces)
        if not plain.isascii():
            plain = "" if plain.startswith("xn--") else "xn--" + plain.encode("punycode").decode("ascii")
    except UnicodeError:
        plain = ""
    plain = plain.lower()
    if not _LABEL.fullmatch(plain):
        raise NotAWebAddress(
            "This does not look like a web address: check the name of the site after https://"
        )
    return plain


def _port(scheme: str, parts: SplitResult) -> str:
    try:
        port = parts.port
    except ValueError:
        raise NotAWebAddress(
            "The number after the colon in this web address is not a port. Take it out, or check it."
        ) from None
    return "" if port in (None, DEFAULT_PORTS[scheme]) else f":{port}"


def _escaped(text: str) -> str:
    """Percent-encoding in one form: capital hex digits, letters and digits bare, the unusual encoded."""
    pieces = []
    for n, piece in enumerate(_ESCAPE.split(text)):
        if n % 2:
            letter = chr(int(piece, 16))
            pieces.append(letter if letter in _UNRESERVED else f"%{piece.upper()}")
        else:
            pieces.extend(c if c in _KEPT else "".join(f"%{b:02X}" for b in c.encode()) for c in piece)
    return "".join(pieces)


def _without_dot_segments(path: str) -> str:
    """`/a/./b/../c` is `/a/c` (RFC 3986, 5.2.4)."""
    kept: list[str] = []
    segments = path.split("/")[1:]
    for segment in segments:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    if segments and segments[-1] in (".", ".."):
        kept.append("")
    return "/" + "/".join(kept)


def _query(query: str) -> str:
    return "&".join(piece for piece in _escaped(query).split("&") if piece and not _tracks(piece))


def _tracks(parameter: str) -> bool:
    name = unquote(parameter.split("=", 1)[0]).lower()
    return name in TRACKING or name.startswith(TRACKING_PREFIXES)


def _route(fragment: str) -> str:
    """The fragment where it names a document (`#!/case/12`, `#/case/12`), else nothing."""
    if fragment.startswith(("!", "/")) and fragment.strip("!/"):
        return f"#{_escaped(fragment)}"
    return ""
