"""A web server that behaves as badly as servers do: each path is a way to misbehave. It speaks on bare sockets, so
that it can say what no library would."""

import gzip
import re
import socket
import socketserver
import ssl
import threading
import time
import zlib
from contextlib import contextmanager, suppress

SENTENCE = (
    "The roads office closed the Merrow bridge to lorries after an inspection on {n} April found cracks. "
)
ARTICLE = "".join(f"<p>{SENTENCE.format(n=n) * 2}</p>" for n in range(1, 21))


def page(title="Bridge closed to lorries", body=ARTICLE, head="") -> bytes:
    return (
        f"<!doctype html><html lang=en><head><meta charset=utf-8><title>{title}</title>{head}</head>"
        f"<body><h1>{title}</h1>{body}</body></html>"
    ).encode()


def answer(body: bytes, status="200 OK", kind="text/html; charset=utf-8", length=None, **headers) -> bytes:
    told = {"Content-Type": kind, "Content-Length": str(len(body) if length is None else length)}
    told |= {name.replace("_", "-"): value for name, value in headers.items()}
    lines = "".join(f"{name}: {value}\r\n" for name, value in told.items() if value is not None)
    return f"HTTP/1.1 {status}\r\n{lines}\r\n".encode("latin-1", "replace") + body


def leads(to: str, status="302 Found") -> bytes:
    return answer(b"", status, Location=to)


def small(title: str, text: str, status="200 OK", head="") -> bytes:
    return answer(page(title, f"<p>{text}</p>", head), status)


BOMB = gzip.compress(b"0" * 30_000_000)
CHUNK = b"2710\r\n" + b"x" * 10_000 + b"\r\n"
NESTED = b"<!doctype html><title>Deep</title>" + b"<div>" * 50_000 + b"words " * 50
SHELL = page("News", '<div id="app"></div><script src="/app.js"></script>').replace(b"<h1>News</h1>", b"")
RAW_DEFLATE = zlib.compress(page())[2:-4]
JUST = "Just a moment. Checking your browser before accessing the site."
CONSENT = "We value your privacy. We and our partners use cookies. <button>Accept all cookies</button>"

FIXED = {
    "/fine": answer(page()),
    "/gzip": answer(gzip.compress(page()), Content_Encoding="gzip"),
    "/deflate": answer(zlib.compress(page()), Content_Encoding="deflate"),
    "/deflate-bare": answer(RAW_DEFLATE, Content_Encoding="deflate"),
    "/chunked": answer(b"", length=None, Transfer_Encoding="chunked").replace(b"Content-Length: 0\r\n", b"")
    + b"%x\r\n" % len(page()) + page() + b"\r\n0\r\n\r\n",
    "/text": answer(b"Minutes of the council, 14 April.\n" * 20, kind="text/plain"),
    "/no-length": answer(page(), length=None).replace(b"Content-Length: %d\r\n" % len(page()), b""),
    "/latin-that-is-utf8": answer(page("Café fermé"), kind="text/html; charset=iso-8859-1"),
    "/utf8-that-is-latin": answer(page("Cafe ferme").replace(b"Cafe ferme", "Café fermé".encode("latin-1"))),
    "/unknown-charset": answer(page("Café fermé"), kind="text/html; charset=klingon"),
    "/utf16": answer(page("Café fermé").decode().encode("utf-16"), kind="text/html"),
    "/more-than-told": answer(page() + b"x" * 5_000, length=len(page())),
    "/banner": answer(page(body=f"<div>{CONSENT}</div>{ARTICLE}")),
    "/nested": answer(NESTED),
    "/picture": answer(b"\x89PNG\r\n\x1a\n\x00\x00\x00" * 50, kind="text/html"),
    "/control-letters": answer(page("Bridge\u202e \x00closed")),
    "/moved": leads("/fine", "301 Moved Permanently"),
    "/moved-for-now": leads("/fine", "307 Temporary Redirect"),
    "/moved-utf8": answer(b"", "301 Moved Permanently", Location="/fine?q=é".encode().decode("latin-1")),
    "/circle": leads("/circle-2"),
    "/circle-2": leads("/circle"),
    "/needs-cookie": answer(b"", "302 Found", Location="/needs-cookie", Set_Cookie="seen=1"),
    "/far-0": leads("/far-1"), "/far-1": leads("/far-2"), "/far-2": leads("/far-3"), "/far-3": leads("/far-4"),
    "/far-4": leads("/far-5"), "/far-5": leads("/fine"),
    "/to-metadata": leads("http://169.254.169.254/latest/meta-data/"),
    "/to-loopback": leads("http://127.0.0.1/"),
    "/to-mapped": leads("http://[::ffff:10.0.0.1]/"),
    "/to-file": leads("file:///etc/passwd"),
    "/to-script": leads("javascript:alert(1)"),
    "/to-port": leads("http://www.example.org:25/"),
    "/to-user": leads("http://www.example.org@10.0.0.1/"),
    "/to-broken": leads("http://[::1/"),
    "/to-line-break": leads("/fine%0d%0aX: 1"),
    "/to-nowhere": answer(b"", "302 Found"),
    "/told-too-large": answer(b"x", length=50_000_000_000),
    "/bomb": answer(BOMB, Content_Encoding="gzip"),
    "/bomb-deflate": answer(zlib.compress(b"0" * 30_000_000), Content_Encoding="deflate"),
    "/packed-twice": answer(gzip.compress(gzip.compress(page())), Content_Encoding="gzip, gzip"),
    "/not-packed": answer(page(), Content_Encoding="gzip"),
    "/packed-in-part": answer(gzip.compress(page())[:-200], Content_Encoding="gzip"),
    "/packed-unasked": answer(b"\x1b" + page(), Content_Encoding="br"),
    "/less-than-told": answer(page(), length=len(page()) + 500),
    "/bad-chunk": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n",
    "/chunks-break-off": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + CHUNK,
    "/huge-header": answer(page(), X_Big="x" * 200_000),
    "/many-headers": answer(page(), **{f"X_{n}": "1" for n in range(300)}),
    "/not-http": b"220 mail.example.org ESMTP ready\r\n",
    "/bad-status": b"HTTP/1.1 abc Fine\r\n\r\n",
    "/nothing": b"",
    "/empty": answer(b""),
    "/no-content": b"HTTP/1.1 204 No Content\r\n\r\n",
    "/soft-404": small("Page not found", "Sorry, the page you requested was not found."),
    "/soft-404-de": small("Seite nicht gefunden", "Die Seite konnte leider nicht gefunden werden."),
    "/soft-404-shop": small("Our shop", "The article you are looking for has been removed. See our offers."),
    "/parked": small("example.org", "This domain is for sale. Buy this domain today."),
    "/consent": small("One moment", CONSENT),
    "/to-consent": leads("/consent/collect?to=/fine"), "/consent/collect?to=/fine": small("Choices", CONSENT),
    "/to-login": leads("/login?next=/to-login"), "/login?next=/to-login": small("Sign in", "Your name"),
    "/login-form": small("Members", 'Please sign in <input type="password">'),
    "/bot-200": small("Just a moment…", JUST),
    "/bot-503": small("Just a moment…", JUST, "503 Service Unavailable"),
    "/bot-header": answer(page("Wait"), "403 Forbidden", cf_mitigated="challenge"),
    "/paywall": small("Bridge closed", "Lorries have to turn back. Subscribe to continue reading."),
    "/shell": answer(SHELL),
    "/to-front/old/story": leads("/"), "/": answer(page("The front page")),
    **{f"/status-{n}": small("Answer", "No.", f"{n} Something") for n in (
        400, 401, 402, 403, 404, 410, 418, 429, 451, 500, 502, 503, 520)},
}  # fmt: skip


class Hostile(socketserver.BaseRequestHandler):
    """Reads the request's path, then answers as the path says."""

    def handle(self):
        said = b""
        with suppress(OSError):
            while b"\r\n\r\n" not in said and (more := self.request.recv(4096)):
                said += more
            head, _end, body = said.partition(b"\r\n\r\n")
            sent = re.search(rb"content-length: (\d+)", head.lower())
            while sent and len(body) < int(sent[1]) and (more := self.request.recv(4096)):
                said, body = said + more, body + more
            path = said.split(b" ")[1].decode() if b" " in said else ""
            self.server.asked.append((path, said.decode("latin-1")))
            act = getattr(self, path.strip("/").replace("-", "_"), None)
            if path.startswith("/act-") and act:
                act()
            else:
                self.request.sendall(
                    self.server.pages.get(path)
                    or FIXED.get(path, small("Not found", "No page.", "404 Not Found"))
                )

    def _drip(self, piece: bytes):
        while True:
            self.request.sendall(piece)
            time.sleep(0.05)

    def act_endless(self):
        self.request.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
        while True:
            self.request.sendall(b"<p>more and more</p>" * 500)

    def act_endless_chunks(self):
        self.request.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        while True:
            self.request.sendall(CHUNK)

    def act_slow_body(self):
        self.request.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        self._drip(b"x")

    def act_slow_header(self):
        self.request.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        self._drip(b"x")

    def act_endless_continue(self):
        self._drip(b"HTTP/1.1 100 Continue\r\n\r\n")

    def act_silent(self):
        self.request.recv(1)

    def act_reset(self):
        self.request.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")

    def act_changes(self):
        self.server.visits += 1
        body = page(body=ARTICLE.replace("10 April", f"{self.server.visits} May"))
        self.request.sendall(answer(body))

    def act_changes_noise(self):
        self.server.visits += 1
        n = self.server.visits
        noise = f"<p>{n} minutes ago</p><p>{n * 37:,} views</p><div class=ad>Advertisement {n}</div>"
        more = f"<nav><a href=/x{n}>Story {n}</a></nav><footer>© 2026 request id {n}</footer>"
        self.request.sendall(answer(page(body=noise + ARTICLE + more, head=f"<meta name=csrf content={n}>")))


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    visits = 0

    def __init__(self, context: ssl.SSLContext | None = None):
        everywhere = ("0.0.0.0", 0)  # noqa: S104 – so that it answers as 127.0.1.1, 127.0.1.2 … too
        super().__init__(everywhere, Hostile)
        self.context, self.asked, self.pages = context, [], {}
        self.port = self.server_address[1]

    def finish_request(self, request, client_address):
        if self.context is None:
            return super().finish_request(request, client_address)
        with suppress(OSError), self.context.wrap_socket(request, server_side=True) as secured:
            super().finish_request(secured, client_address)

    def handle_error(self, request, client_address):
        """Whoever asked has had enough and gone: that is what these tests are about."""


@contextmanager
def server(context: ssl.SSLContext | None = None):
    """A hostile server on a port of its own, over TLS if a context is given."""
    with Server(context) as running:
        threading.Thread(target=running.serve_forever, args=[0.02], daemon=True).start()
        yield running
        running.shutdown()
