"""Lists of references: what is read from them, and that what Newsroom writes it reads back as it was."""

import unicodedata
from dataclasses import dataclass
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.kinds import SourceKind
from sources.references import read, write
from sources.references.read import NotAList

CSL = """[
 {"id": "a", "type": "article-newspaper", "title": "Bridge closed", "author": [{"family": "Nym", "given": "Ada"},
  {"literal": "Roads Office"}], "container-title": "Merrow Gazette", "URL": "https://gazette.example.org/1",
  "issued": {"date-parts": [[2026, 4, 21]]}, "language": "en-GB", "page": "4"},
 {"id": "b", "type": "article-journal", "title": "On cracks", "DOI": "10.5555/12345678", "issued": {"date-parts": [["2026", 4]]}},
 "nonsense"
]"""
BIB = r"""
Comments stand anywhere.
@string{gaz = "Merrow Gazette"}
@article{nym2026,
  title = {Caf{\'e} {\&} B{\"a}r: 100\% of {M}errow},
  author = {Nym, Ada and {Roads Office and Sons}},
  journal = gaz,
  year = 2026, month = apr, day = 21,
  url = {https://gazette.example.org/a_b},
}
@book{broken, title = {No end
@misc{c, title = "Third", year = 2026}
"""
RIS = """TY  - NEWS
TI  - Bridge closed
AU  - Nym, Ada
JO  - Merrow Gazette
DA  - 2026/04/21/
UR  - https://gazette.example.org/1
ER  -

TY  - JOUR
TI  - On cracks
DO  - 10.5555/12345678
PY  - 2026
VL  - 3
ER  -
"""


def test_csl_json():
    first, second, third = read.read(CSL)
    assert (first.title, first.authors, first.publisher) == (
        "Bridge closed",
        "Ada Nym, Roads Office",
        "Merrow Gazette",
    )
    assert (first.url, first.published_on, first.language) == (
        "https://gazette.example.org/1",
        date(2026, 4, 21),
        "en-GB",
    )
    assert (first.kind, first.left, first.line) == (SourceKind.REPORT, ("page",), 2)
    assert (second.url, second.published_on, second.given_date) == (
        "https://doi.org/10.5555/12345678",
        None,
        "2026-04",
    )
    assert (second.kind, second.line) == (SourceKind.DOCUMENT, 5)
    assert third.problem == "This is no reference but a bare value."


def test_bibtex_with_accents_names_and_an_entry_that_is_broken():
    first, broken, third = read.read(BIB)
    assert first.title == "Café & Bär: 100% of Merrow"
    assert (first.authors, first.publisher) == ("Ada Nym, Roads Office and Sons", "Merrow Gazette")
    assert (first.published_on, first.url, first.line) == (
        date(2026, 4, 21),
        "https://gazette.example.org/a_b",
        4,
    )
    assert "can’t be read" in broken.problem and broken.line == 11 and "No end" in broken.raw
    assert (third.title, third.given_date, third.published_on) == ("Third", "2026", None)


def test_ris():
    first, second = read.read(RIS)
    assert (first.title, first.authors, first.publisher) == ("Bridge closed", "Ada Nym", "Merrow Gazette")
    assert (first.published_on, first.kind) == (date(2026, 4, 21), SourceKind.REPORT)
    assert (second.url, second.given_date, second.line) == ("https://doi.org/10.5555/12345678", "2026", 9)
    assert "volume" in second.left


def test_a_record_of_ris_that_is_cut_off_and_one_that_is_broken():
    cut, broken = read.read(
        "TY  - NEWS\nTI  - Cut off\n\nTY  - NEWS\nno tag here\nER  - \n".replace("\n\nTY", "\nER  - \nTY")
    )
    assert cut.title == "Cut off"
    assert "can’t be read" in broken.problem or broken.title == ""
    (open_,) = read.read("TY  - NEWS\nTI  - Open end")
    assert open_.title == "Open end"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "neither CSL-JSON nor BibTeX nor RIS"),
        ("A letter to the editor.", "neither CSL-JSON nor BibTeX nor RIS"),
        ('[{"title": "x"', "no valid JSON: line 1, character 15"),
        ("[]", "There is no reference"),
        ("7", "neither"),
        ("[" * 100_000, "nested too deeply"),
        ("[" + ",".join(['{"title": "x"}'] * 501) + "]", "501 references; the limit is 500"),
        ("x" * 1_000_001, "1.0 MB; the limit is 1 MB"),
    ],
)
def test_what_is_no_list_is_refused_in_words(text, words):
    with pytest.raises(NotAList, match=words):
        read.read(text)


def test_a_file_in_another_encoding_is_read_and_a_long_one_refused():
    assert "Café" in read.decoded("TI  - Café".encode("latin-1"))
    assert read.decoded("\ufeffTY".encode()) == "TY"
    with pytest.raises(NotAList):
        read.decoded(b"x" * 1_000_001)


@pytest.mark.parametrize(
    "hostile",
    [
        "@article{x, title = " + "{" * 5_000 + "}" * 5_000 + "}",
        "@article{x, title = {" + "a" * 900_000 + "}}",
        "@a{" * 500,
        '[{"title": {"a": [1]}, "author": "x", "issued": [[]], "URL": 7, "keyword": null}]',
        '[{"title": null, "author": [null, {"family": {}}], "issued": {"date-parts": [[null, "x"]]}}]',
        "TY  - NEWS\n" + "AU  - x\n" * 20_000 + "ER  - \n",
        "TY  - \nER  - \n",
    ],
    ids=["deep braces", "a long value", "openings", "types", "nulls", "many authors", "no type"],
)
def test_hostile_lists_end_in_entries_or_in_words(hostile):
    try:
        assert read.read(hostile)
    except NotAList as refusal:
        assert str(refusal)


@dataclass
class Publisher:
    name: str


@dataclass
class Source:
    """What an export needs to know of a source."""

    id: int
    title: str
    authors: str
    publisher: Publisher | None
    url: str | None
    published_on: date | None
    language: str
    kind: str
    note: str


def normal(*texts: str) -> list[str]:
    """With letters composed, as a reader of BibTeX leaves them."""
    return [unicodedata.normalize("NFC", text) for text in texts]


def words(least=1):
    letters = st.characters(exclude_categories=["Cs", "Cc", "Cf", "Co", "Cn", "Zl", "Zp", "Zs"])
    word = st.text(letters | st.sampled_from("{}\\&%$#_~^\"'@,"), min_size=1, max_size=12)
    return st.lists(word, min_size=least, max_size=6).map(" ".join)


NAMES = st.lists(
    st.text("abc äöß{}&\\'", min_size=1, max_size=10).map(lambda s: " ".join(s.split())).filter(bool),
    max_size=3,
)
SOURCES = st.builds(
    Source,
    id=st.integers(1, 10**6),
    title=words(),
    authors=NAMES.map(", ".join),
    publisher=st.none() | words().map(Publisher),
    url=st.none()
    | st.sampled_from(["https://x.example.org/a_b~c/%C3%A9?d=1&e=%7B#!/f", "https://y.example.org/"]),
    published_on=st.none() | st.dates(date(1900, 1, 1), date(2100, 1, 1)),
    language=st.sampled_from(["", "en", "nl-BE"]),
    kind=st.sampled_from([str(kind) for kind in SourceKind]),
    note=words(0),
)


@pytest.mark.parametrize("form", list(write.FORMATS))
def test_what_is_written_is_read_back(form):
    @settings(max_examples=60, deadline=None, database=None)
    @given(st.lists(SOURCES, min_size=1, max_size=3))
    def there_and_back(sources):
        text = write.FORMATS[form][0](sources)
        found = read.read(text)
        assert len(found) == len(sources)
        for source, entry in zip(sources, found, strict=True):
            assert entry.problem == ""
            publisher = source.publisher.name if source.publisher else ""
            assert normal(entry.title, entry.authors, entry.publisher, entry.note) == normal(
                source.title, source.authors, publisher, source.note
            )
            assert (entry.url, entry.published_on) == (source.url or "", source.published_on)
            assert (entry.language, entry.kind) == (source.language, source.kind)

    there_and_back()
