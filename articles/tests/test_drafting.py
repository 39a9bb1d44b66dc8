"""A parsed text becomes a draft, whatever it holds: nothing raises, nothing is published, nothing is lost."""

import io
import json
import random
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from articles import drafting, intake
from articles.models import ArticlePage, BriefPage, RawBrief, StoryPage
from articles.tests import build, mutants
from sources.models import Source

SAMPLES = Path(__file__).with_name("samples")


def run(*args, **options) -> str:
    out = io.StringIO()
    call_command(*args, stdout=out, stderr=io.StringIO(), **options)
    return out.getvalue()


@pytest.fixture
def desk(db):
    return build.desk()


def test_a_file_becomes_a_draft_with_all_its_parts(desk):
    printed = json.loads(run("import_brief", str(SAMPLES / "brief.txt"), "--json"))
    brief = BriefPage.objects.get(pk=printed["id"])
    assert not brief.live
    assert [c.text for c in brief.claims.all()] == printed["known"] + printed["unclear"]
    assert [row.text for row in brief.watch.all()] == printed["watch"]
    assert [row.question for row in brief.faq.all()] == [pair["question"] for pair in printed["faq"]]
    assert [row.title for row in brief.related.all()] == printed["related"]
    assert [row.text for row in brief.notes.all()] == printed["transparency"]
    assert brief.original_text == printed["original"]
    assert RawBrief.objects.get().text == (SAMPLES / "brief.txt").read_text()
    assert Source.objects.count() == len(printed["sources"])


def test_a_text_without_headings_becomes_an_article(desk):
    printed = json.loads(run("import_brief", str(SAMPLES / "article.txt"), "--json"))
    assert len(ArticlePage.objects.get(pk=printed["id"]).body) == len(printed["body"]) > 0


def test_a_dry_run_says_what_it_understands_and_writes_nothing(desk):
    printed = json.loads(run("import_brief", str(SAMPLES / "brief.txt"), "--dry-run", "--json"))
    assert list(printed) == [
        "kind", "title", "byline", "published", "summary", "known", "unclear", "watch", "context", "why", "faq",
        "related", "transparency", "original", "sources", "body", "unplaced", "problems",
    ]  # fmt: skip
    assert not StoryPage.objects.exists()


def test_an_untitled_brief_waits_for_an_editor_to_confirm_its_headline(desk):
    text = "Summary: The beds are closed. Nobody knows for how long.\nWhat we know\n- They are closed.\n"
    made = drafting.draft(intake.parse(text), text, desk, "mail")
    assert made.story.title == "The beds are closed."
    assert "headline_confirmed" in run_readiness(made.story.pk)


def run_readiness(pk: int) -> list[str]:
    out = io.StringIO()
    with pytest.raises(SystemExit):
        call_command("readiness", pk, "--json", stdout=out)
    return [hold["field"] for hold in json.loads(out.getvalue())["holds"]]


def test_what_is_not_text_is_refused_with_status_2_and_good_files_are_taken(desk, tmp_path):
    bad, empty, huge = (tmp_path / name for name in ("bad", "empty", "huge"))
    bad.write_bytes(b"\xff\xfe\xfa")
    empty.write_text("  \n")
    huge.write_bytes(b"a" * 1_000_001)
    for file in (bad, empty, huge, tmp_path / "missing"):
        with pytest.raises(CommandError) as refusal:
            run("import_brief", str(file))
        assert refusal.value.returncode == 2
    assert not StoryPage.objects.exists()
    with pytest.raises(CommandError) as refusal:
        run("import_brief", str(bad), str(SAMPLES / "brief.txt"))
    assert refusal.value.returncode == 1
    assert BriefPage.objects.count() == 1


def test_a_dash_reads_standard_input_and_an_unknown_desk_is_named(desk, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO((SAMPLES / "brief.txt").read_bytes())))
    assert "draft" in run("import_brief", "-")
    with pytest.raises(CommandError, match="Desks: infrastructure"):
        run("import_brief", str(SAMPLES / "brief.txt"), "--desk", "nowhere")


def test_an_address_that_no_source_may_have_is_remarked_and_kept(desk):
    text = (
        "What we know\n- One.\nSources\n- A list https://under_score.example.org/x\n- Another https://localhost/y\n- Long https://example.org/z?utm_source="
        + "a" * 2000
        + "\n"
    )
    made = drafting.draft(intake.parse(text), text, desk, "mail")
    kept = " ".join(f"{source.title} {source.url} {source.note}" for source in Source.objects.all())
    assert "under_score.example.org/x" in kept
    assert "localhost/y" in kept
    assert "https://example.org/z" in kept
    assert made.remarks


class EveryTextBecomesADraft(TestCase):
    """Mutants of our samples, through the same door as the command."""

    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.integers(0, 10**9))
    def test_whatever_came_in(self, seed):
        desk = build.desk()
        text = drafting.storable(mutants.mutant(random.Random(seed)).encode("utf-8", "replace").decode())
        parsed = intake.parse(text)
        made = drafting.draft(parsed, text, desk, "mutant")
        kept = type(made.story).objects.get(pk=made.story.pk)
        assert not kept.live
        assert RawBrief.objects.get(story=kept).text == text
        if parsed.kind == "brief":
            assert [claim.text for claim in kept.claims.all()] == parsed.known + parsed.unclear
