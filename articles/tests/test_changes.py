"""What is different from one publication to the next, in the newsroom's words; and what has to be called by its name."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings

from articles import changes, correcting, ledger
from articles.changes import Change, What
from articles.claims import Citation, Claim, Source, Stance, Standing
from articles.correcting import CorrectionKind as Kind
from articles.editions import Edition, Footnote, Watch
from articles.editions import Kind as StoryKind
from articles.tests.test_ledger import EDITIONS, ORDER
from sources.kinds import SourceKind

REPORT = Source(id=2, number=2, title="Inspection report", kind=SourceKind.REPORT)
CITED = Citation(ORDER, Stance.SUPPORTS)
KNOWN = Claim("a", 1, "It is closed.", Standing.KNOWN, citations=(CITED,))
OPEN = Claim("b", 2, "What caused the crack.", Standing.UNCLEAR)
WRONG = Claim("c", 3, "Nobody knew.", Standing.REFUTED, truth="The office knew.")


def brief(*claims, **more) -> Edition:
    return Edition(StoryKind.BRIEF, **{"headline": "Bridge closed", "claims": claims} | more)


def named(before: Edition, now: Edition) -> list[Change]:
    return changes.between(ledger.told(before), ledger.told(now))


def test_a_first_publication_has_no_changes():
    assert changes.between(None, ledger.told(brief(KNOWN))) == []


def test_claims_come_and_go():
    assert named(brief(KNOWN), brief(KNOWN, OPEN)) == [
        Change(What.ADDED, "b", 2, after="What caused the crack.")
    ]
    assert named(brief(KNOWN, OPEN), brief(KNOWN)) == [
        Change(What.WITHDRAWN, "b", 2, before="What caused the crack.")
    ]
    assert named(brief(KNOWN, OPEN), brief(OPEN, KNOWN)) == []  # another order is no change to what is said


def test_a_claim_is_settled_and_reworded_with_its_source():
    by = (Citation(REPORT, Stance.SUPPORTS),)
    settled = replace(OPEN, text="Rust caused the crack.", standing=Standing.KNOWN, citations=by)
    assert named(brief(KNOWN, OPEN), brief(KNOWN, settled)) == [
        Change(What.NOW_KNOWN, "b", 2, before="unclear", after="known"),
        Change(What.REWORDED, "b", 2, before="What caused the crack.", after="Rust caused the crack."),
        Change(What.SOURCE_ADDED, "b", 2, after="Inspection report"),
    ]


def test_a_claim_is_disputed_refuted_and_loses_a_source():
    for standing, what in ((Standing.DISPUTED, What.NOW_DISPUTED), (Standing.REFUTED, What.NOW_REFUTED)):
        now = replace(KNOWN, standing=standing, citations=())
        assert named(brief(KNOWN), brief(now)) == [
            Change(what, "a", 1, before="known", after=str(standing)),
            Change(What.SOURCE_REMOVED, "a", 1, before="Traffic order"),
        ]


@pytest.mark.parametrize(
    ("now", "change"),
    [
        ({"settles": "The report."}, Change(What.SETTLES, "a", 1, after="The report.")),
        ({"truth": "It is open."}, Change(What.TRUTH, "a", 1, after="It is open.")),
        ({"due": date(2026, 5, 1)}, Change(What.DUE, "a", 1, after="2026-05-01")),
        ({"single_source": True}, Change(What.SINGLE, "a", 1)),
        (
            {"citations": (replace(CITED, stance=Stance.CONTRADICTS, excerpt="Open"),)},
            Change(What.CITED_ANEW, "a", 1, before="supports", after="contradicts · Open"),
        ),
    ],
)
def test_every_field_of_a_claim_is_told(now, change):
    assert named(brief(KNOWN), brief(replace(KNOWN, **now))) == [change]


def test_footnotes_are_told():
    note = Footnote(1, ORDER, "Eight times")
    assert named(brief(footnotes=(note,)), brief(footnotes=(replace(note, excerpt="Nine times"),))) == [
        Change(What.CITED_ANEW, part="footnotes", before="Eight times", after="Nine times")
    ]
    assert named(brief(), brief(footnotes=(note,))) == [
        Change(What.SOURCE_ADDED, part="footnotes", after="Traffic order")
    ]


def test_other_parts_are_named():
    assert named(brief(context="Old."), brief(context="New.", watch=(Watch("A vote"),))) == [
        Change(What.PART_CHANGED, part="context"),
        Change(What.PART_CHANGED, part="watch"),
    ]


def test_a_merge_of_duplicates_changes_nothing_for_readers():
    merged = replace(ORDER, id=9, cited_as=1)
    now = replace(KNOWN, citations=(Citation(merged, Stance.SUPPORTS),))
    assert named(brief(KNOWN), brief(now)) == []


def without_order(told: dict) -> str:
    """What an edition says, less the order of its rows and what the library says of its sources."""
    claims = [
        claim | {"number": 0, "citations": sorted(map(str, claim["citations"]))} for claim in told["claims"]
    ]
    notes = sorted(str((n["source"], n["excerpt"], n["locator"])) for n in told["footnotes"])
    rest = {"claims": sorted(map(str, claims)), "footnotes": notes, "sources": 0, "kind": 0}
    return ledger.canonical(told | rest)


@settings(max_examples=300, deadline=None, database=None)
@given(EDITIONS, EDITIONS)
def test_nothing_that_a_story_says_changes_without_being_told(before, now):
    before, now = ledger.told(before), ledger.told(now)
    assert bool(changes.between(before, now)) == (without_order(before) != without_order(now))
    assert [changes.read(change.as_json()) for change in changes.between(before, now)] == changes.between(
        before, now
    )


# What is asked


def asked(before: Edition, now: Edition) -> list[tuple]:
    found = correcting.asked(ledger.told(before), ledger.told(now))
    return [(change.name, change.kinds) for change in found]


ANY = [Kind.CORRECTION, Kind.CLARIFICATION, Kind.UPDATE, Kind.WORDING]
MOVED = [Kind.CORRECTION, Kind.UPDATE, Kind.RETRACTION]


def test_headline_summary_and_known_or_refuted_claims_are_asked_about():
    before = brief(KNOWN, OPEN, WRONG, summary="It is shut.")
    now = brief(
        replace(KNOWN, text="It is shut."), OPEN, replace(WRONG, truth="Two knew."),
        headline="Bridge open", summary="It is open.",
    )  # fmt: skip
    assert asked(before, now) == [
        ("Headline", ANY), ("Summary", ANY), ("Claim 1", ANY), ("Claim 3", ANY),
    ]  # fmt: skip


def test_a_known_claim_that_moves_is_asked_about_and_can_be_retracted():
    assert asked(brief(KNOWN), brief(replace(KNOWN, standing=Standing.DISPUTED))) == [("Claim 1", MOVED)]


def test_any_claim_that_goes_is_asked_about():
    assert asked(brief(KNOWN, OPEN), brief()) == [
        ("Claim 1", [Kind.WITHDRAWN, Kind.RETRACTION]),
        ("Claim 2", [Kind.WITHDRAWN]),
    ]


def test_what_is_settled_added_or_backed_by_another_source_is_not():
    now = replace(OPEN, text="Rust.", standing=Standing.KNOWN)
    other = replace(KNOWN, citations=(Citation(REPORT, Stance.SUPPORTS),))
    assert asked(brief(KNOWN, OPEN), brief(other, now, WRONG, context="New.")) == []


def test_another_change_of_the_same_claim_has_to_be_named_again():
    prints = {
        change.fingerprint
        for text in ("One.", "Two.")
        for change in correcting.asked(
            ledger.told(brief(KNOWN)), ledger.told(brief(replace(KNOWN, text=text)))
        )
    }
    assert len(prints) == 2


@pytest.mark.parametrize(
    ("kind", "text", "words"),
    [
        ("", "It was not shut at all.", "Say what the change"),
        ("retraction", "It was not shut at all.", "Say what the change"),
        ("correction", "Sorry.", "Tell readers about Claim 1 in a sentence"),
        ("correction", "x " * 600, "the limit is 1000"),
        ("wording", "", ""),
        ("correction", "It was not shut at all.", ""),
    ],
)
def test_a_name_has_its_words(kind, text, words):
    [change] = correcting.asked(ledger.told(brief(KNOWN)), ledger.told(brief(replace(KNOWN, text="Shut."))))
    assert words in correcting.problem(change, kind, text)
    assert bool(words) == bool(correcting.problem(change, kind, text))
