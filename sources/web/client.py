"""The one door to the web: every address that somebody else wrote is fetched here and nowhere else.

Whoever types an address, and every site that answers with a redirect, would like to choose where our server connects
to. So each hop is judged (`addresses`), its name is looked up once, all that comes back has to be public, and the
connection goes to exactly the address that was judged. Everything has a limit: hops, bytes, unpacked bytes, seconds.
No proxies, no cookies, no passwords; what is sent (POST) is led on nowhere.

Standard library only, so that nothing between us and the socket follows a redirect or looks up a name by itself.
"""

import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterable
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from http.client import HTTPConnection, HTTPException, HTTPResponse
from urllib.parse import urljoin

from sources.web.addresses import Place, Refused, place, refuse_inner_address

REDIRECTS = (301, 302, 303, 307, 308)
MOST_REDIRECTS = 5
MOST_BYTES = 10_000_000
MOST_SECONDS = 20.0
SECONDS_TO_CONNECT = 8.0
PIECE = 65_536
WINDOWS = {"gzip": 16 + zlib.MAX_WBITS, "x-gzip": 16 + zlib.MAX_WBITS, "deflate": zlib.MAX_WBITS}
ACCEPT = "text/html,application/xhtml+xml,application/pdf;q=0.9,text/plain;q=0.8,*/*;q=0.5"


class Unreachable(Exception):
    """The site did not give a whole answer. str() is a sentence for the editor."""


@dataclass(frozen=True)
class Answer:
    """What a site said. `raw` is the body as it was sent, `body` unpacked; `headers` are as they came; `way` holds
    the addresses that led here, in their order."""

    url: str
    status: int
    reason: str
    headers: tuple[tuple[str, str], ...]
    raw: bytes
    body: bytes
    way: tuple[str, ...] = ()

    def header(self, name: str) -> str:
        """The first header of that name, or nothing."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")


Resolver = Callable[[str, int], Iterable[str]]


def look_up(host: str, port: int) -> list[str]:
    """The network addresses behind a name, in the order in which the system would try them. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


@dataclass(frozen=True)
class Client:
    """Fetches pages within limits. `agent` says who asks and where to complain; `admitted` names test hosts that are
    not judged; `resolver` and `trust` replace the system's look-up of names and its list of certificates."""

    agent: str
    admitted: frozenset[str] = frozenset()
    resolver: Resolver = look_up
    trust: ssl.SSLContext = field(default_factory=ssl.create_default_context)
    seconds: float = MOST_SECONDS
    most_bytes: int = MOST_BYTES

    def get(self, url: str) -> Answer:
        """The answer at the end of the redirects. Raises Refused or Unreachable."""
        way: list[str] = []
        with closing(Deadline(self.seconds)) as deadline:
            while True:
                there = place(url, self.admitted)
                answer = self._ask(there, deadline)
                location = _as_text(answer.header("Location")) if answer.status in REDIRECTS else ""
                if not location:
                    return replace(answer, way=tuple(way))
                if len(way) == MOST_REDIRECTS:
                    raise Unreachable(f"The address leads on more than {MOST_REDIRECTS} times.")
                url = _led_to(there.url, location)
                way.append(there.url)
                if url in way:
                    raise Unreachable("The address leads in a circle.")

    def post(self, url: str, body: bytes, kind: str) -> Answer:
        """Sends a body of this media type. A redirect is an answer, and not followed. Raises Refused or Unreachable."""
        with closing(Deadline(self.seconds)) as deadline:
            return self._ask(place(url, self.admitted), deadline, body, kind)

    def _ask(self, there: Place, deadline: "Deadline", sent: bytes | None = None, kind: str = "") -> Answer:
        addresses = self._addresses(there, deadline)
        connection = Pinned(there, addresses, deadline, self.trust)
        with closing(connection), deadline.explains():
            method = "GET" if sent is None else "POST"
            connection.putrequest(method, there.target, skip_host=True, skip_accept_encoding=True)
            for name, value in self._headers(there):
                connection.putheader(name, value)
            if sent is not None:
                connection.putheader("Content-Type", kind)
                connection.putheader("Content-Length", str(len(sent)))
            connection.endheaders(sent)
            response = connection.getresponse()
            deadline.left()  # a connection that was cut looks like the end of the headers
            headers = tuple(response.getheaders())
            is_redirect = response.status in REDIRECTS and response.getheader("Location")
            raw = b"" if is_redirect else _body(response, self.most_bytes, deadline)
            body = _unpacked(raw, response.getheader("Content-Encoding", ""), self.most_bytes)
            return Answer(there.url, response.status, response.reason, headers, raw, body)

    def _headers(self, there: Place) -> Iterable[tuple[str, str]]:
        yield "Host", there.site
        yield "User-Agent", self.agent
        yield "Accept", ACCEPT
        yield "Accept-Encoding", "gzip, deflate"
        yield "Connection", "close"

    def _addresses(self, there: Place, deadline: "Deadline") -> list[str]:
        """What the name stands for, once, and all of it public; a name that leads inside for one answer in two is as
        bad as one that always does."""
        found = deadline.waiting_for(lambda: list(self.resolver(there.host, there.port)))
        if not found:
            raise Unreachable("The name of the site is not known.")
        if not there.is_admitted:
            for address in found:
                refuse_inner_address(address)
        return found


class Pinned(HTTPConnection):
    """A connection to exactly one of the judged addresses."""

    def __init__(self, there: Place, addresses: list[str], deadline: "Deadline", trust: ssl.SSLContext):
        super().__init__(there.host, there.port)
        self.there, self.addresses, self.deadline, self.trust = there, addresses, deadline, trust

    def connect(self) -> None:
        for number, address in enumerate(self.addresses[:2], start=1):
            try:
                self.sock = self._connected(address)
                return
            except OSError:
                if number == len(self.addresses[:2]):
                    raise

    def _connected(self, address: str) -> socket.socket:
        seconds = min(SECONDS_TO_CONNECT, self.deadline.left())
        bare = socket.create_connection((address, self.there.port), timeout=seconds)
        self.deadline.ends(bare)
        bare.settimeout(self.deadline.seconds)
        if not self.there.is_secure:
            return bare
        try:
            return self.trust.wrap_socket(bare, server_hostname=self.there.host)
        except BaseException:
            bare.close()
            raise


class Deadline:
    """One span of time for everything. When it is over the connection is cut, whatever it waits for: a site that sends
    a byte every few seconds would keep a time limit on single reads from ever passing."""

    def __init__(self, seconds: float):
        self.seconds = seconds
        self.until = time.monotonic() + seconds
        self.handle: socket.socket | None = None
        self.lock = threading.Lock()
        self.timer = threading.Timer(seconds, self._cut)
        self.timer.daemon = True
        self.timer.start()

    def left(self) -> float:
        """Seconds, never less than a tick. Raises Unreachable when it is over."""
        left = self.until - time.monotonic()
        if left <= 0:
            raise Unreachable(self._too_slow())
        return left

    def ends(self, connection: socket.socket) -> None:
        """Take care of this connection; of the one before no more."""
        with self.lock:
            if self.handle:
                self.handle.close()
            self.handle = connection.dup()  # the TLS layer takes the connection's own handle away

    def waiting_for(self, question: Callable[[], list[str]]) -> list[str]:
        """The answer of a look-up that knows no time limit of its own. Raises Unreachable."""
        said: list = []

        def ask():
            try:
                said.append(question())
            except (OSError, UnicodeError):
                said.append([])

        asking = threading.Thread(target=ask, daemon=True)
        asking.start()
        asking.join(self.left())
        if not said:
            raise Unreachable("The name of the site could not be looked up in time.")
        return said[0]

    @contextmanager
    def explains(self):
        """Turns what can go wrong on a connection into a sentence. Raises Unreachable."""
        try:
            yield
        except (OSError, HTTPException, ValueError) as error:
            self.left()  # if it is over, that is the reason
            raise Unreachable(_sentence(error)) from error

    def _cut(self) -> None:
        with self.lock:
            if self.handle:
                with suppress(OSError):
                    self.handle.shutdown(socket.SHUT_RDWR)

    def _too_slow(self) -> str:
        return f"The site took longer than {self.seconds:g} seconds."

    def close(self) -> None:
        self.timer.cancel()
        with self.lock:
            if self.handle:
                self.handle.close()
                self.handle = None


def _sentence(error: Exception) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"The site’s certificate is not in order: {error.verify_message}."
    if isinstance(error, ssl.SSLError):
        return "No secure connection could be made."
    if isinstance(error, TimeoutError):
        return "The site did not answer in time."
    if isinstance(error, ConnectionRefusedError):
        return "The site does not take connections."
    if isinstance(error, OSError):
        return "The connection broke off, or could not be made."
    return "The site’s answer is not one that can be read."


def _body(response: HTTPResponse, most: int, deadline: Deadline) -> bytes:
    """The body as it was sent, whole. Raises Refused if it is too large, Unreachable if it broke off."""
    pieces, size = [], 0
    told = response.length
    if told is not None and told > most:
        raise Refused(_too_large(most))
    while (told is None or size < told) and (piece := response.read1(PIECE)):
        size += len(piece)
        if size > most:
            raise Refused(_too_large(most))
        pieces.append(piece)
        deadline.left()
    if told is not None and size < told:
        deadline.left()
        raise Unreachable("The answer ended before it was complete.")
    return b"".join(pieces)[:told]


def _unpacked(raw: bytes, encoding: str, most: int) -> bytes:
    """What was packed once. Raises Refused for a bomb, Unreachable for what can't be unpacked."""
    name = encoding.strip().lower()
    if name in ("", "identity") or not raw:
        return raw
    if name not in WINDOWS:
        raise Unreachable(f"The answer is packed in a way that was not asked for: {name[:40]}.")
    has_no_head = name == "deflate" and raw[0] & 15 != 8  # many servers leave out what RFC 1950 asks for
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS if has_no_head else WINDOWS[name])
    try:
        body = unpacker.decompress(raw, most + 1)
    except zlib.error:
        raise Unreachable("The answer is packed, and can’t be unpacked.") from None
    if len(body) > most:
        raise Refused(_too_large(most))
    if not unpacker.eof:
        raise Unreachable("The answer ended before it was complete.")
    return body


def _too_large(most: int) -> str:
    return f"The page has more than {most // 1_000_000} MB. Upload the pages that you cite."


def _as_text(header: str) -> str:
    """A header as it was meant: the library reads bytes one by one, sites send UTF-8 and bare spaces."""
    return header.encode("latin-1", "replace").decode("utf-8", "replace").strip().replace(" ", "%20")


def _led_to(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError:
        raise Unreachable("The address leads to something that is no web address.") from None
