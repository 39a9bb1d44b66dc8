"""One document, one address: what makes two web addresses the same, and what no address may be."""

import string
from urllib.parse import urlsplit

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from sources.links import LONGEST, NotAWebAddress, canonical, pasted, twins

PLAIN = "https://example.org/a?b=1"


@pytest.mark.parametrize(
    "typed",
    [
        "HTTPS://Example.ORG/a?b=1",
        "  https://example.org/a?b=1\n",
        "https://example.org:443/a?b=1",
        "https://example.org:/a?b=1",
        "https://example.org./a?b=1",
        "https://example.org/a?b=1#the-second-paragraph",
        "https://example.org/a?b=1#:~:text=a%20quoted%20line",
        "https://example.org/x/../a?b=1",
        "https://example.org/./a?b=1",
        "https://example.org/%61?%62=1",
        "https://example.org/a?utm_source=letter&b=1&utm_medium=mail",
        "https://example.org/a?UTM_Campaign=spring&b=1",
        "https://example.org/a?b=1&&",
    ],
)
def test_the_same_page_typed_in_another_way_has_the_same_address(typed):
    assert canonical(typed) == PLAIN


@pytest.mark.parametrize(
    "name",
    "fbclid gclid dclid msclkid mc_cid mc_eid igshid _hsenc _hsmi yclid ref_src utm_term utm%5Fid".split(),
)
def test_what_only_tells_where_a_reader_came_from_is_dropped(name):
    assert canonical(f"https://example.org/a?{name}=Ab1&b=1") == PLAIN
    assert canonical(f"https://example.org/a?{name}") == "https://example.org/a"


@pytest.mark.parametrize(
    "other",
    [
        "http://example.org/a?b=1",
        "https://www.example.org/a?b=1",
        "https://example.org:8443/a?b=1",
        "https://example.org/A?b=1",
        "https://example.org/a/?b=1",
        "https://example.org/a?b=2",
        "https://example.org/a?b=1&page=2",
        "https://example.org/a?b=1#!/case/12",
        "https://example.org/a?b=1#/case/12",
    ],
)
def test_what_can_be_another_document_keeps_an_address_of_its_own(other):
    assert canonical(other) == other != PLAIN


def test_the_query_keeps_its_order_and_its_repetitions():
    assert canonical("https://example.org/?z=1&a=2&z=3") == "https://example.org/?z=1&a=2&z=3"


def test_a_site_without_a_path_is_its_front_page():
    assert canonical("https://example.org") == canonical("https://example.org/?") == "https://example.org/"
    assert canonical("http://example.org:80#!") == canonical("http://example.org/#/") == "http://example.org/"


def test_dots_in_a_path_are_steps_and_leave_the_folder_they_lead_to():
    assert (
        canonical("https://example.org/a/b/..")
        == canonical("https://example.org/a/.")
        == "https://example.org/a/"
    )
    assert (
        canonical("https://example.org/../../a")
        == canonical("https://example.org/%2E%2e/a")
        == "https://example.org/a"
    )


def test_percent_signs_are_written_one_way_and_reserved_ones_stay_encoded():
    assert canonical("https://example.org/%c3%a9t%c3%a9%2f%7Ex") == "https://example.org/%C3%A9t%C3%A9%2F~x"
    assert canonical("https://example.org/été") == "https://example.org/%C3%A9t%C3%A9"
    assert canonical("https://example.org/100%") == "https://example.org/100%25"


@pytest.mark.parametrize(
    ("typed", "host"),
    [
        ("https://münchen.example/", "xn--mnchen-3ya.example"),
        ("https://MÜNCHEN.example/", "xn--mnchen-3ya.example"),
        ("https://straße.example/", "xn--strae-oqa.example"),
        ("https://STRA\u1e9eE.example/", "xn--strae-oqa.example"),
        ("https://例え。example/", "xn--r8jz45g.example"),
        ("https://xn--mnchen-3ya.example/", "xn--mnchen-3ya.example"),
        ("https://ｅｘａｍｐｌｅ．org/", "example.org"),
        ("https://[2001:DB8:0::1]:443/", "[2001:db8::1]"),
        ("https://my_paper.example.org/", "my_paper.example.org"),
        ("https://192.0.2.7/", "192.0.2.7"),
    ],
)
def test_the_name_of_a_site_is_written_in_ascii(typed, host):
    assert canonical(typed) == f"https://{host}/"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "https://",
        "https:/example.org/",
        "//example.org/",
        "/a/page",
        "example.org/a",
        "example.org:8080/a",
        "Report of 3 March",
        "Report: 3 March",
        "https://example",
        "https://.example.org/",
        "https://example..org/",
        "https://-example.org/",
        "https://exa%6Dple.org/",
        "https://exam!ple.org/",
        "https://" + "a" * 64 + ".org/",
        "https://" + ".".join(["a" * 60] * 5) + ".org/",
        "https://xn--ü.example/",
        "https://[::1/",
        "https://[nonsense]/",
        "https://[::1]x/",
    ],
)
def test_what_is_no_web_address_is_said_to_be_none(text):
    with pytest.raises(NotAWebAddress, match="does not look like a web address"):
        canonical(text)


@pytest.mark.parametrize("scheme", ["javascript", "data", "ftp", "file", "mailto", "JavaScript"])
def test_only_web_addresses_can_be_shown_to_readers(scheme):
    with pytest.raises(NotAWebAddress, match=f"starts with {scheme.lower()}: can't be shown"):
        canonical(f"{scheme}:alert(1)")
    with pytest.raises(NotAWebAddress):
        canonical(f"{scheme}://example.org/")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("https://user:secret@example.org/", "user name"),
        ("https://example.org@evil.example/", "user name"),
        ("https://example.org\\@evil.example/", "backslash"),
        ("https://example.org/two words", "space"),
        ("https://example.org/two\u00a0words", "space"),
        ("https://exam\nple.org/", "invisible"),
        ("https://example.org/a\x00b", "invisible"),
        ("https://example.org/a\u202eb", "invisible"),
        ("https://example.org/a\ud800b", "invisible"),
        ("https://example.org:port/", "port"),
        ("https://example.org:99999/", "port"),
        ("https://example.org/" + "a" * LONGEST, "2,000 characters"),
        ("https://example.org/" + "é" * 500, "2,000 characters"),
    ],
)
def test_a_refusal_says_what_is_wrong(text, says):
    with pytest.raises(NotAWebAddress, match=says) as refusal:
        canonical(text)
    sentence = str(refusal.value).lower()
    assert "please" not in sentence
    assert "invalid" not in sentence


def test_twins_are_one_address_under_both_schemes():
    both = {"http://example.org/a", "https://example.org/a"}
    assert set(twins("http://example.org/a")) == set(twins("https://example.org/a")) == both


def test_a_search_box_takes_an_address_without_its_scheme():
    assert (
        pasted(" example.org/a?utm_source=x ") == pasted("https://example.org/a") == "https://example.org/a"
    )
    assert pasted("[2001:db8::1]/a") == "https://[2001:db8::1]/a"


@pytest.mark.parametrize(
    "words", ["", "bridge", "Traffic order 26/114", "Smith, J. and others", "mailto:a@b.example"]
)
def test_words_in_a_search_box_are_no_address(words):
    assert pasted(words) is None


ADDRESSES = st.builds(
    "{}://{}{}{}{}{}".format,
    st.sampled_from(["http", "https", "HTTPS", "ftp"]),
    st.text(st.sampled_from("abzÄßΣς例.。-_"), min_size=1).map(lambda host: f"{host}.Example"),
    st.sampled_from(["", ".", ":80", ":443", ":8080", ":"]),
    st.text(st.sampled_from("/./..%2eE41aé[]~?")).map(lambda path: f"/{path}"),
    st.text(st.sampled_from("&=;%2B+utm_a'?ü")).map(lambda query: f"?{query}"),
    st.sampled_from(["", "#", "#!", "#!/é%7e", "#/a#b", "#top"]),
)


@given(st.one_of(ADDRESSES, st.text(), st.text().map(lambda rest: f"https://example.org/{rest}")))
@example("https://example.org/%%3441")
@example("https://example.org/..//b")
def test_an_address_in_its_one_form_stays_as_it_is(text):
    try:
        once = canonical(text)
    except NotAWebAddress:
        assume(False)
    assert canonical(once) == once
    parts = urlsplit(once)
    assert parts.scheme in ("http", "https")
    assert set(once) <= set(string.ascii_letters + string.digits + "-._~:/?#[]@!$&'()*+,;=%")
    assert len(once) <= LONGEST


@given(st.text())
def test_any_text_is_an_address_or_is_refused_in_words(text):
    try:
        answer = canonical(text)
    except NotAWebAddress as refusal:
        answer = str(refusal)
    assert answer.startswith(("http://", "https://")) or answer.endswith((".", "https://"))
