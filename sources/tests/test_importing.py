"""A list of references is imported: first shown, then done, and nothing of it is lost."""

from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import ModelLogEntry

from sources import importing
from sources.models import Publisher, Source
from sources.references import read
from sources.tests.build import publisher, reporter, source, text

pytestmark = pytest.mark.django_db

BIB = r"""@online{new, title = {Bridge closed}, author = {Nym, Ada}, publisher = {merrow gazette}, year = 2026,
  url = {https://gazette.example.org/1?utm_source=x}, volume = 3}
@report{known, title = {Traffic order}, url = {http://roads.example.org/orders/114}}
@misc{again, title = {The same page}, url = {https://gazette.example.org/1}}
@dataset{nowhere, title = {A data set}}
@book{untitled, url = {https://x.example.org/1}}
@online{wrong, title = {Wrong}, url = {ftp://x.example.org/1}}
@book{paper, title = {A paper book}}
@book{broken, title = {No end
"""


@pytest.fixture
def library():
    publisher("Merrow Gazette")
    return source()


def show(client, said=BIB, **more):
    return client.post(reverse("library_import"), {"text": said, **more}, follow=True)


def test_first_what_would_become_of_each_is_shown(at_desk, library):
    answer = show(at_desk)
    told = text(answer)
    assert Source.objects.count() == 1
    assert "Add 2 sources" in told
    for words in (
        "The library has it: Traffic order 26/114",
        "It stands in the list already, at line 1.",
        "A source of the kind “Data” has a web address; this one has none.",
        "It has no title.",
        "An address that starts with ftp:",
        "This entry can’t be read",
        "Has no place for: volume",
    ):
        assert words in told


def test_then_the_new_ones_are_made_and_the_rest_stays_to_be_corrected(at_desk, library):
    answer = show(at_desk, make="1")
    assert "2 sources are in the library now." in text(answer)
    made = Source.objects.get(title="Bridge closed")
    assert (made.url, made.authors, made.kind) == ("https://gazette.example.org/1", "Ada Nym", "other")
    assert (made.publisher.name, made.published_on) == ("Merrow Gazette", None)
    assert made.note == "Published 2026, as the imported list says."
    assert Source.objects.filter(title="A paper book", kind="document").exists()
    logged = ModelLogEntry.objects.get(action="sources.imported", object_id=str(made.pk))
    assert logged.user.username == "editor" and "utm_source=x" in logged.data["entry"]
    rest = answer.context["form"]["text"].value()
    assert all(f"{{{name}," in rest for name in ("again", "nowhere", "untitled", "wrong", "broken"))
    assert "{new," not in rest
    show(at_desk, make="1")
    assert Source.objects.count() == 3


def test_two_spellings_of_one_page_or_publisher_are_one(at_desk):
    for n, scheme in ((1, "http"), (2, "https"), (3, "https"), (4, "http")):
        name = "Merrow Gazette" if n < 3 else "merrow gazette"
        show(at_desk, make="1", said="".join(
            f"TY  - RPRT\nTI  - A {s}\nPB  - {p}\nUR  - {s}://gazette.example.org/{n}\nER  -\n"
            for s, p in ((scheme, name), ("https" if scheme == "http" else "http", name.upper()))
        ))  # fmt: skip
    assert sorted(Source.objects.values_list("title", flat=True)) == [
        "A http",
        "A http",
        "A https",
        "A https",
    ]
    assert Publisher.objects.get().name == "Merrow Gazette"


def test_two_new_publishers_that_differ_in_case_are_one(at_desk):
    both = "".join(f"TY  - BOOK\nTI  - {n}\nPB  - {n} press\nER  -\n" for n in ("A", "a"))
    show(at_desk, both, make="1")
    assert Publisher.objects.get().name == "A press"


def test_the_rest_of_a_csl_list_is_a_list_again(at_desk):
    answer = show(
        at_desk,
        '[{"title": "Good", "type": "book"}, {"type": "book"}, {"title": "x", "type": "post"}]',
        make="1",
    )
    assert [row.problem for row in importing.plan(read.read(answer.context["form"]["text"].value()))]
    assert Source.objects.get().title == "Good"


def test_a_file_is_imported_whatever_its_encoding(at_desk):
    file = SimpleUploadedFile("list.ris", "TY  - RPRT\nTI  - Café fermé\nER  -\n".encode("latin-1"))
    answer = at_desk.post(reverse("library_import"), {"file": file})
    show(at_desk, answer.context["text"], make="1")
    assert Source.objects.get().title == "Café fermé"


def test_what_would_be_cut_off_is_refused(at_desk):
    answer = show(at_desk, f"TY  - RPRT\nTI  - {'x' * 501}\nER  -\n")
    assert "Its title has 501 characters; the limit is 500." in text(answer)


@pytest.mark.parametrize(
    ("said", "words"),
    [("", "Choose a file, or paste the list."), ("A letter.", "neither CSL-JSON nor BibTeX nor RIS")],
)
def test_what_is_no_list_is_refused_and_stays(at_desk, said, words):
    answer = show(at_desk, said)
    assert words in text(answer) and said in text(answer)


def test_whoever_may_add_no_publisher_learns_which_one_is_missing(client):
    client.force_login(reporter("add_source", "view_source"))
    answer = show(client, "TY  - RPRT\nTI  - A\nPB  - Nobody knows\nER  -\n", make="1")
    assert "The library has no publisher “Nobody knows”, and you can’t add one." in text(answer)
    assert not Source.objects.exists() and not Publisher.objects.exists()


def test_a_publisher_is_known_by_its_website(at_desk):
    Publisher.objects.create(name="Roads Office", site="https://www.roads.example.org/")
    show(at_desk, "TY  - RPRT\nTI  - A\nUR  - https://roads.example.org/7\nER  -\n", make="1")
    assert Source.objects.get().publisher.name == "Roads Office"


def test_long_lists_ask_no_more_often(library):
    counts = []
    for n in (3, 300):
        entries = read.read(
            "".join(
                f"TY  - RPRT\nTI  - {m}\nPB  - P{m}\nUR  - https://x.example.org/{m}\nER  -\n"
                for m in range(n)
            )
        )
        with CaptureQueriesContext(connection) as asked:
            assert sum(row.is_new for row in importing.plan(entries)) == n
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_command_does_the_same(tmp_path, library):
    file = tmp_path / "list.bib"
    file.write_text(BIB)
    said = StringIO()
    call_command("import_references", file, dry_run=True, stdout=said)
    assert f"{file}:1: Bridge closed: new\n" in said.getvalue()
    assert "References: 8; sources added: 0; not taken: 5." in said.getvalue()
    call_command("import_references", file, stdout=StringIO())
    assert Source.objects.count() == 3
    with pytest.raises(CommandError, match="No such file"):
        call_command("import_references", tmp_path / "none.bib")
