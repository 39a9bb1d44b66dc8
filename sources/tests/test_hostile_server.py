"""Whatever a server does, the outcome is the right one, in time and within the limits."""

import ssl
import time
from datetime import datetime

import pytest
import trustme

from sources import checking
from sources.outcomes import Outcome
from sources.reading import apart, document
from sources.tests import hostile
from sources.tests.watch import connections
from sources.web import client
from sources.web.client import Client

FINE, MOVED, GONE = Outcome.FINE, Outcome.MOVED, Outcome.GONE
BLOCKED, UNREACHABLE, REFUSED = Outcome.BLOCKED, Outcome.UNREACHABLE, Outcome.REFUSED

PATIENCE = 10  # seconds, on a busy machine; the client itself gives up after 1.5

CASES = [
    *((f"/{name}", FINE, "") for name in "fine gzip deflate deflate-bare chunked text no-length banner".split()),
    *((f"/{name}", FINE, "") for name in "latin-that-is-utf8 utf8-that-is-latin unknown-charset utf16".split()),
    *((f"/{name}", FINE, "") for name in "more-than-told control-letters act-changes act-changes-noise".split()),
    ("/picture", FINE, "not text"),
    ("/moved", MOVED, "/fine now"),
    ("/moved-for-now", MOVED, "/fine now"),
    ("/moved-utf8", GONE, "404"),  # it was followed to an address that the server does not have
    ("/far-1", MOVED, "/fine now"),
    ("/far-0", UNREACHABLE, "more than 5 times"),
    ("/circle", UNREACHABLE, "circle"),
    ("/needs-cookie", UNREACHABLE, "circle"),
    *((f"/to-{name}", REFUSED, "public internet") for name in "metadata loopback mapped".split()),
    ("/to-file", REFUSED, "starts with file:"),
    ("/to-script", REFUSED, "starts with javascript:"),
    ("/to-port", REFUSED, "port 25"),
    ("/to-user", REFUSED, "user name"),
    ("/to-broken", UNREACHABLE, "no web address"),
    ("/to-line-break", GONE, "404"),
    ("/to-nowhere", UNREACHABLE, "302"),
    *((f"/{name}", REFUSED, "more than") for name in "told-too-large bomb bomb-deflate act-endless".split()),
    ("/act-endless-chunks", REFUSED, "more than"),
    ("/packed-twice", UNREACHABLE, "not asked for"),
    ("/packed-unasked", UNREACHABLE, "not asked for"),
    ("/not-packed", UNREACHABLE, "unpacked"),
    *((f"/{name}", UNREACHABLE, "before it was complete") for name in "packed-in-part less-than-told".split()),
    *((f"/{name}", UNREACHABLE, "read") for name in "bad-chunk chunks-break-off huge-header many-headers".split()),
    *((f"/{name}", UNREACHABLE, "read") for name in "not-http bad-status".split()),
    *((f"/{name}", UNREACHABLE, "broke off") for name in "nothing act-reset".split()),
    *((f"/{name}", UNREACHABLE, "empty") for name in "empty no-content".split()),
    *((f"/act-{name}", UNREACHABLE, "longer than 1.5 s") for name in "slow-body slow-header endless-continue silent".split()),
    *((f"/soft-404{name}", GONE, "not there") for name in ("", "-de", "-shop")),
    ("/parked", GONE, "for sale"),
    ("/to-front/old/story", GONE, "front page"),
    *((f"/{name}", BLOCKED, "consent") for name in "consent to-consent".split()),
    *((f"/{name}", BLOCKED, "login") for name in "to-login login-form".split()),
    *((f"/{name}", BLOCKED, "person") for name in "bot-200 bot-503".split()),
    ("/bot-header", BLOCKED, "403"),
    ("/paywall", BLOCKED, "subscription"),
    ("/shell", BLOCKED, "scripts"),
    ("/nested", BLOCKED, "nothing to a program"),
    *((f"/status-{n}", BLOCKED, str(n)) for n in (401, 402, 403, 418, 429, 451)),
    *((f"/status-{n}", GONE, str(n)) for n in (404, 410)),
    *((f"/status-{n}", UNREACHABLE, str(n)) for n in (400, 500, 502, 503, 520)),
]  # fmt: skip


@pytest.fixture(scope="module")
def server():
    with hostile.server() as running:
        yield running


def impatient(*servers, **options) -> Client:
    """The client with less time and room, so that its limits are met soon."""
    admitted = frozenset(f"127.0.0.1:{server.port}" for server in servers)
    return Client("Newsroom tests", admitted, **{"seconds": 1.5, "most_bytes": 3_000_000} | options)


def look(server, path, read=document.read, **options):
    return checking.look(f"http://127.0.0.1:{server.port}{path}", impatient(server, **options), read)


@pytest.mark.parametrize(("path", "outcome", "words"), CASES, ids=[case[0] for case in CASES])
def test_every_behaviour_has_its_outcome(server, path, outcome, words):
    began = time.monotonic()
    with connections() as seen:
        found = look(server, path)
    assert (found.outcome, words in found.message) == (outcome, True), found.message
    assert time.monotonic() - began < PATIENCE, "it was stuck"
    assert {address[:2] for address in seen} == {("127.0.0.1", server.port)}, "it went where it was not sent"
    assert len(seen) <= client.MOST_REDIRECTS + 1


@pytest.mark.parametrize("name", ["latin-that-is-utf8", "utf8-that-is-latin", "unknown-charset", "utf16"])
def test_letters_are_read_as_they_were_meant(server, name):
    assert look(server, f"/{name}").reading.title == "Café fermé"


def test_letters_that_cannot_be_stored_or_that_turn_the_text_around_are_taken_out(server):
    assert look(server, "/control-letters").reading.title == "Bridge closed"


def test_what_is_longer_than_told_is_cut(server):
    assert look(server, "/more-than-told").answer.body == hostile.page()


def test_the_limits_of_the_house():
    assert (client.MOST_REDIRECTS, client.MOST_BYTES, client.MOST_SECONDS) == (5, 10_000_000, 20)


def test_a_change_by_a_person_is_seen_every_time_and_noise_never(server):
    changed = {look(server, "/act-changes").reading.digest for _ in range(10)}
    assert len(changed) == 10
    noise = {look(server, "/act-changes-noise").reading.digest for _ in range(10)}
    assert len(noise) == 1


def test_the_client_says_who_asks_and_sends_no_cookie(server):
    server.asked.clear()
    look(server, "/needs-cookie")
    look(server, "/fine")
    said = [request for _path, request in server.asked]
    assert all("User-Agent: Newsroom tests" in request for request in said)
    assert not any("cookie:" in request.lower().split("\r\n\r\n")[0] for request in said)


def test_no_proxy_of_the_environment_is_used(server, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://10.1.2.3:3128")
    monkeypatch.setenv("ALL_PROXY", "socks5://10.1.2.3:1080")
    assert look(server, "/fine").outcome is FINE


def test_a_page_is_read_in_a_process_of_its_own(server):
    found = look(server, "/latin-that-is-utf8", apart.read, seconds=20)
    assert found.outcome is FINE
    assert found.reading == look(server, "/latin-that-is-utf8").reading


def test_a_page_that_eats_memory_or_time_ends_its_own_process_only(monkeypatch):
    monkeypatch.setattr(apart, "COMMAND", [apart.COMMAND[0], "-c", "x = bytearray(10) * 10**12"])
    assert apart.read(b"<p>x", "text/html").problem == apart.UNREADABLE
    monkeypatch.setattr(apart, "MOST_SECONDS", -4)
    monkeypatch.setattr(apart, "COMMAND", [apart.COMMAND[0], "-c", "while True: pass"])
    assert apart.read(b"<p>x", "text/html").problem == apart.UNREADABLE


# TLS


@pytest.fixture(scope="module")
def authority():
    return trustme.CA()


def over_tls(authority, trusted, *names, port_of=None, **options):
    """What comes of a look at a server with a certificate for these names."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*names, **options).configure_cert(context)
    trust = ssl.create_default_context()
    if trusted:
        authority.configure_trust(trust)
    with hostile.server(context) as running:
        return checking.look(
            f"https://news.example.org:{running.port}/fine",
            Client(
                "Newsroom tests",
                frozenset({f"news.example.org:{running.port}"}),
                resolver=lambda host, port: ["127.0.0.1"],
                trust=trust,
                seconds=3,
            ),
            document.read,
        )


def test_a_certificate_in_order(authority):
    found = over_tls(authority, True, "news.example.org")
    assert found.outcome is FINE, found.message


@pytest.mark.parametrize(
    ("trusted", "name"), [(False, "news.example.org"), (True, "other.example.org"), (True, "127.0.0.1")]
)
def test_a_certificate_that_is_not_in_order(authority, trusted, name):
    found = over_tls(authority, trusted, name)
    assert found.outcome is UNREACHABLE
    assert "certificate" in found.message


def test_a_certificate_that_has_expired(authority):
    past = datetime(2020, 1, 1)
    found = over_tls(authority, True, "news.example.org", not_after=past, not_before=past.replace(year=2019))
    assert found.outcome is UNREACHABLE
    assert "expired" in found.message


def test_a_server_that_does_not_speak_tls():
    with hostile.server() as plain:
        plain.finish_request = lambda request, address: request.sendall(b"220 ready\r\n")
        found = checking.look(f"https://127.0.0.1:{plain.port}/fine", impatient(plain), document.read)
    assert (found.outcome, found.message) == (UNREACHABLE, "No secure connection could be made.")


def test_a_handshake_that_never_ends():
    with hostile.server() as silent:
        silent.finish_request = lambda request, address: time.sleep(12)
        began = time.monotonic()
        found = checking.look(f"https://127.0.0.1:{silent.port}/", impatient(silent), document.read)
    assert found.outcome is UNREACHABLE
    assert time.monotonic() - began < PATIENCE
