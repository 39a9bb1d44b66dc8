"""No spelling of an address leads our server to where it must not go. What counts is what was connected to."""

import time

import pytest

from sources.tests import hostile
from sources.tests.watch import connections
from sources.web.addresses import INNER_IPV4, Refused
from sources.web.client import Client, Unreachable

INSIDE = """
127.0.0.1 127.0.0.2 127.255.255.254 0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 100.100.100.200 100.127.255.254
169.254.169.254 169.254.170.2 172.16.0.1 172.31.255.254 192.0.0.8 192.0.0.192 192.0.2.1 192.31.196.1 192.52.193.1
192.88.99.1 192.168.0.1 192.168.255.254 192.175.48.1 198.18.0.1 198.19.255.254 198.51.100.1 203.0.113.1 224.0.0.1
239.255.255.250 240.0.0.1 255.255.255.255 168.63.129.16
[::1] [::] [::ffff:127.0.0.1] [::ffff:7f00:1] [::ffff:169.254.169.254] [::ffff:10.0.0.1] [::127.0.0.1] [::7f00:1]
[0:0:0:0:0:0:0:1] [0000:0000:0000:0000:0000:0000:0000:0001] [0:0:0:0:0:ffff:7f00:0001] [64:ff9b::7f00:1]
[64:ff9b::169.254.169.254] [64:ff9b:1::1] [2002:7f00:1::] [2002:a9fe:a9fe::1] [2001:0:7f00:1::1] [2001::1]
[2001:10::1] [2001:db8::1] [3fff::1] [2620:4f:8000::1] [fc00::1] [fd00:ec2::254] [fe80::1] [fe80::1%25eth0] [fec0::1]
[ff02::1] [ff0e::1] [100::1] [5f00::1] [4000::1] [::ffff:0:127.0.0.1]
""".split()
ODD_NUMBERS = """
2130706433 0x7f000001 0x7F.0.0.1 0x7f.1 127.1 127.0.1 0177.0.0.1 0177.0.0.01 017700000001 0 0x0 127.0.0.01 127.0.0.0x1
00127.0.0.1 127.0.0.1.0x7f 1.2.3.4.5 256.1.1.1 999.999.999.999 169.254.43518 0xa9fea9fe 2852039166 127.0.0.1e0
""".split()
OTHER_SPELLINGS = """
http://127。0。0。1/ http://127.0.0.1./ http://①②⑦.⓪.⓪.①/ http://１２７.0.0.1/ http://127.0.0.1%2f@x.example/
http://127%2e0%2e0%2e1/ http://%31%32%37.0.0.1/ http://ⓛocalhost/ http://localhost/ http://LOCALHOST/ http://localhost./
http://a.localhost/ http://printer.local/ http://metadata.google.internal/ http://router.home.arpa/ http://x.test/
http://hidden.onion/ http://x.invalid/ http:///127.0.0.1/ http:/127.0.0.1/ http:127.0.0.1/ //127.0.0.1/ http://[::1]x/
http://[::1 http://::1/ http://[127.0.0.1]/ http://[v1.x]/ http://[::1]:80:80/ http://example/
""".split()
TRICKS = """
http://www.example.org@127.0.0.1/ http://127.0.0.1@www.example.org/ http://a:b@127.0.0.1/ http://@127.0.0.1/
http://www.example.org:80@127.0.0.1/ http://www.example.org\\@127.0.0.1/ http://127.0.0.1\\.example.org/
http://127.0.0.1#@www.example.org/ http://127.0.0.1?@www.example.org/ http://127.0.0.1;@www.example.org/
http:\\\\127.0.0.1\\ http://www.example.org:25/ http://www.example.org:22/ http://www.example.org:6379/
http://www.example.org:8080/ http://www.example.org:0/ http://www.example.org:99999/ http://www.example.org:８０/
http://127.0.0.1:80/ https://127.0.0.1:443/ http://127.0.0.1:11211/ http://www.example.org:80:25/
""".split()
WITH_BLANKS = [
    "http://127.0.0.1 .example.org/",
    "http://127.0.0.1\t/",
    "http://127.0.0.1\r\nHost: x/",
    "http://www.example.org/\x00",
    "http://www.exa\u200bmple.org/",
    "http://www.example.org\u2044@127.0.0.1/",
    "http://127.0.0.1\u00ad/",
    "http://127.0.0.1/\u202e",
    "http://127.0.0.1\u0663/",
]
OTHER_SCHEMES = """
file:///etc/passwd file://localhost/etc/passwd ftp://127.0.0.1/ gopher://127.0.0.1:6379/_INFO dict://127.0.0.1:11211/
ldap://127.0.0.1/ tftp://127.0.0.1/x data:text/html,x javascript:alert(1) jar:http://127.0.0.1!/ netdoc:///etc/passwd
ws://127.0.0.1/ ssh://127.0.0.1/ unix:/var/run/docker.sock view-source:http://127.0.0.1/ httpx://127.0.0.1/ mailto:a@b.c
""".split()
TABLE = [
    *(f"http://{host}/" for host in INSIDE + ODD_NUMBERS),
    *(OTHER_SPELLINGS + TRICKS + WITH_BLANKS + OTHER_SCHEMES),
    *(f"https://{host}/" for host in ("127.0.0.1", "[::1]", "[::ffff:7f00:1]")),
    *(
        "",
        " ",
        "http://",
        "https://",
        "http://.",
        "http://..",
        "http://-.example.org/",
        "http://" + "a." * 200 + "org/",
    ),
]
PUBLIC = "93.184.216.34"
ANSWERS = {
    "an inner address": ["10.0.0.1"],
    "the machine itself": ["127.0.0.1"],
    "the machine itself, IPv6": ["::1"],
    "an IPv4 address inside an IPv6 one": ["::ffff:127.0.0.1"],
    "a link's address with its zone": ["fe80::1%eth0"],
    "a translated address": ["64:ff9b::7f00:1"],
    "metadata": ["169.254.169.254"],
    "one public and one inner": [PUBLIC, "127.0.0.1"],
    "one inner and one public": ["127.0.0.1", PUBLIC],
    "no address": ["not an address"],
}


def nothing_public(host, port):
    """A name server under the control of somebody who wants us inside."""
    return ["127.0.0.1"]


def test_the_table_is_long_enough():
    assert len(set(TABLE)) == len(TABLE) >= 100


@pytest.mark.parametrize("url", TABLE, ids=ascii)
def test_no_spelling_leads_inside(url):
    with connections() as seen, pytest.raises((Refused, Unreachable)) as refusal:
        Client("Newsroom tests", resolver=nothing_public, seconds=2).get(url)
    assert seen == []
    assert len(str(refusal.value).split()) > 3, "say what is wrong"


@pytest.mark.parametrize(
    "url", [f"http://{host}/" for host in ODD_NUMBERS] + OTHER_SPELLINGS + TRICKS, ids=ascii
)
def test_what_is_spelled_oddly_is_refused_before_a_name_is_looked_up(url):
    looked_up = []

    def resolver(host, port):
        looked_up.append(host)
        return ["127.0.0.1"]

    with pytest.raises((Refused, Unreachable)):
        Client("Newsroom tests", resolver=resolver, seconds=2).get(url)
    assert looked_up in ([], ["127.0.0.1"], ["www.example.org"])
    assert not looked_up or url in TRICKS, "only what turns out to be a plain name may be asked for"


@pytest.mark.parametrize("answers", ANSWERS.values(), ids=ANSWERS.keys())
def test_a_name_that_leads_inside_is_refused(answers):
    with connections() as seen, pytest.raises(Refused, match="public internet"):
        Client("Newsroom tests", resolver=lambda host, port: answers, seconds=2).get(
            "http://news.example.org/"
        )
    assert seen == []


def test_a_name_that_changes_its_answer_is_asked_once_and_only_the_judged_address_is_connected_to():
    asked = []

    def rebinding(host, port):
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["169.254.169.254"]

    with hostile.server() as server:
        admitted = frozenset({f"news.example.org:{server.port}"})
        visitor = Client("Newsroom tests", admitted, resolver=rebinding, seconds=3)
        with connections() as seen:
            answer = visitor.get(f"http://news.example.org:{server.port}/fine")
    assert (answer.status, asked) == (200, ["news.example.org"])
    assert seen == [("127.0.0.1", server.port)]


def test_at_every_redirect_the_name_is_asked_and_judged_anew():
    answers = iter([["127.0.0.1"], ["127.0.0.1"]])
    with hostile.server() as server:
        hostile.FIXED["/to-a-name"] = hostile.leads("http://other.example.org/")
        visitor = Client(
            "Newsroom tests",
            frozenset({f"news.example.org:{server.port}"}),
            resolver=lambda host, port: next(answers),
            seconds=3,
        )
        with connections() as seen, pytest.raises(Refused, match="public internet"):
            visitor.get(f"http://news.example.org:{server.port}/to-a-name")
    assert seen == [("127.0.0.1", server.port)]


def test_an_admitted_host_admits_its_own_port_only():
    with hostile.server() as server, hostile.server() as other:
        visitor = Client("Newsroom tests", frozenset({f"127.0.0.1:{server.port}"}), seconds=2)
        with connections() as seen, pytest.raises(Refused):
            visitor.get(f"http://127.0.0.1:{other.port}/fine")
        assert seen == []
        visitor.get(f"http://127.0.0.1:{server.port}/fine")
    assert other.asked == []


def asleep(host, port):
    time.sleep(5)
    return []


def test_a_name_server_that_never_answers_keeps_nobody_waiting():
    began = time.monotonic()
    with pytest.raises(Unreachable, match="looked up in time"):
        Client("Newsroom tests", resolver=asleep, seconds=0.3).get("http://news.example.org/")
    assert time.monotonic() - began < 2


def test_every_network_of_the_list_is_closed_from_its_first_to_its_last_address():
    for network in INNER_IPV4:
        for address in (network[0], network[-1]):
            with connections() as seen, pytest.raises(Refused):
                Client("Newsroom tests", seconds=2).get(f"http://{address}/")
            assert seen == []


def test_the_watch_sees_what_it_is_there_to_see():
    with hostile.server() as server, connections() as seen:
        Client("Newsroom tests", frozenset({f"127.0.0.1:{server.port}"})).get(
            f"http://127.0.0.1:{server.port}/fine"
        )
    assert seen == [("127.0.0.1", server.port)]
