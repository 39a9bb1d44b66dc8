"""The card of a source: its looks, its copies, a copy that a person brings, and what is cited of it."""

import hashlib
import uuid

import pytest
from django.contrib.auth import get_user_model
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from django.utils.timezone import now
from django_tasks_db.models import DBTaskResult
from pypdf import PdfWriter

from sources import card, recording
from sources.checking import Look
from sources.excerpts import Found
from sources.models import Copy, Excerpt
from sources.outcomes import Outcome
from sources.reading import document
from sources.tests import hostile
from sources.tests.build import admin, editor, reporter, source, text
from sources.web.client import Answer

WORDS = "an inspection on 10 April found cracks"
pytestmark = pytest.mark.django_db


def upload(client, of, **said):
    return client.post(reverse("library_upload", args=[of.pk]), said, follow=True)


def test_a_pasted_text_is_kept_and_what_is_cited_is_looked_for_in_it(at_desk):
    of = source()
    cited = Excerpt.objects.create(source=of, key="k", text=WORDS)
    answer = text(upload(at_desk, of, text=f"The office says that {WORDS}."))
    assert "The copy is kept." in answer and "uploaded by editor" in answer
    cited.refresh_from_db()
    of.refresh_from_db()
    assert (cited.found, cited.copy) == (Found.FOUND, of.copy)
    assert of.copy.by.username == "editor"


def test_a_page_that_was_saved_from_the_browser_is_read(at_desk):
    of = source()
    file = SimpleUploadedFile("page.html", hostile.page(), "text/html")
    assert "The copy is kept." in text(upload(at_desk, of, file=file))
    copy = Copy.objects.get()
    assert WORDS in copy.text
    with storages["evidence"].open(copy.file) as kept:
        assert kept.read() == hostile.page()
    assert copy.raw_sha256 == hashlib.sha256(hostile.page()).hexdigest()
    came = at_desk.get(reverse("library_copy_file", args=[copy.pk]))
    assert b"".join(came.streaming_content) == hostile.page()
    assert (
        came["Content-Disposition"].startswith("attachment")
        and came["Content-Type"] == "application/octet-stream"
    )
    upload(at_desk, of, file=SimpleUploadedFile("again.html", hostile.page(), "text/html"))
    assert len({c.file for c in Copy.objects.all()}) == 1


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({}, "Choose a file, or paste the text."),
        ({"text": "   "}, "Choose a file, or paste the text."),
        ({"file": SimpleUploadedFile("x.png", b"\x89PNG" + b"\0" * 50, "image/png")}, "The file is not text"),
        ({"file": SimpleUploadedFile("x.pdf", b"%PDF-1.7 nonsense", "application/pdf")}, "damaged or locked"),
    ],
)
def test_what_holds_no_text_is_refused_in_words(at_desk, said, words):
    assert words in text(upload(at_desk, source(), **said))
    assert not Copy.objects.exists()


def test_a_pdf_without_text_says_that_it_may_be_a_scan(at_desk, tmp_path):
    empty = PdfWriter()
    empty.add_blank_page(200, 200)
    empty.write(tmp_path / "scan.pdf")
    file = SimpleUploadedFile("scan.pdf", (tmp_path / "scan.pdf").read_bytes(), "application/pdf")
    assert "it may be a scan" in text(upload(at_desk, source(), file=file))


def test_a_file_that_is_too_large_is_refused_with_its_size(at_desk, monkeypatch):
    monkeypatch.setattr(card, "MOST_UPLOADED", 10)
    file = SimpleUploadedFile("page.html", hostile.page(), "text/html")
    assert "the limit is 20 MB" in text(upload(at_desk, source(), file=file))


@pytest.mark.django_db(transaction=True)
def test_nothing_is_locked_while_a_file_is_read(client, monkeypatch):
    client.force_login(editor())
    of, read, seen = source(), card.apart.read, []
    monkeypatch.setattr(
        card.apart, "read", lambda *args: seen.append(connection.in_atomic_block) or read(*args)
    )
    upload(client, of, file=SimpleUploadedFile("page.html", hostile.page(), "text/html"))
    assert seen == [False]
    assert Copy.objects.count() == 1


def test_a_copy_is_shown_as_text_and_nothing_in_it_runs(at_desk):
    upload(at_desk, source(), text="Order.\n<script>alert(1)</script><img src=x onerror=alert(2)>")
    page = at_desk.get(reverse("library_copy", args=[Copy.objects.get().pk])).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<img src=x" not in page


def test_look_now_puts_one_look_into_the_queue(at_desk):
    of = source()
    address = reverse("library_check", args=[of.pk])
    assert "is being looked at" in text(at_desk.post(address, follow=True))
    assert "waiting already" in text(at_desk.post(address, follow=True))
    assert DBTaskResult.objects.count() == 1
    paper = source("Paper file", "")
    assert "has no web address" in text(at_desk.post(reverse("library_check", args=[paper.pk]), follow=True))
    assert at_desk.get(address).status_code == 405


def test_many_are_looked_at_in_bulk(at_desk):
    first, second = source(), source("Note", "https://roads.example.org/2")
    address = (
        reverse("wagtail_bulk_action", args=["sources", "source", "check"])
        + f"?next={admin('source', 'list')}&id={first.pk}&id={second.pk}"
    )
    assert "Traffic order 26/114" in text(at_desk.get(address))
    assert "2 sources are being looked at." in text(at_desk.post(address, follow=True))


def test_whoever_may_only_see_the_library_brings_no_copy(client):
    client.force_login(reporter("view_source"))
    of = source()
    assert upload(client, of, text="Words.").redirect_chain[-1][0].startswith("/admin/")
    assert not Copy.objects.exists()
    card_of = text(client.get(admin("source", "inspect", of.pk)))
    assert "Upload a copy" not in card_of and "Look now" not in card_of


def test_who_brought_a_copy_is_known_when_their_account_is_gone_and_the_copy_is_still_theirs(at_desk):
    of = source()
    upload(at_desk, of, text="The order, as we have it on paper.")
    colleague = get_user_model().objects.create_superuser("another")
    get_user_model().objects.get(username="editor").delete()
    at_desk.force_login(colleague)
    assert "uploaded by editor" in text(at_desk.get(admin("source", "inspect", of.pk)))
    page = hostile.page()
    answer = Answer(of.url, 200, "OK", (), page, page)
    look = Look(Outcome.FINE, 200, of.url, answer=answer, reading=document.read(page, "text/html"))
    assert recording.record(of.pk, uuid.uuid4(), look, now()).outcome == Outcome.FINE, (
        "the first look of our own"
    )
