"""The gates of the desk, without a database: who checked what, whose words they are, and when a verdict lapses."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from articles import checking, desk_gates
from articles.checking import Approval, Outcome, Review, Verdict, Waiver
from articles.claims import Citation, Claim, Source, Stance, Standing
from articles.editions import Edition, Kind
from sources.kinds import SourceKind

INES, PRIYA, MAREK, TOMAS = 1, 2, 3, 4
NOON = datetime(2026, 4, 17, 12, tzinfo=UTC)
ORDER = Source(id=7, number=1, title="Traffic order", kind=SourceKind.DOCUMENT)
CLOSED = Claim(
    "c1", 1, "The bridge is closed.", Standing.KNOWN, citations=(Citation(ORDER, Stance.SUPPORTS),)
)
WHY = Claim("c2", 2, "What caused the crack.", Standing.UNCLEAR)


def edition(*claims: Claim) -> Edition:
    return Edition(Kind.BRIEF, "Closed", claims=claims or (CLOSED,))


def verdict(claim: Claim = CLOSED, by: int = MAREK, outcome: Outcome = Outcome.VERIFIED, **fields) -> Verdict:
    return Verdict(claim.uid, claim.fingerprint, outcome, by, **fields)


def review(*verdicts: Verdict, claims=(CLOSED,), by: int = INES, **fields) -> Review:
    """A review of claims that one person wrote."""
    writers = {claim.uid: frozenset({by}) for claim in claims}
    return Review(verdicts=verdicts, writers=writers, authors=frozenset({by}), at=NOON, **fields)


def shut(given: Review, *claims: Claim) -> list[str]:
    return [hold.gate for hold in desk_gates.holds(edition(*claims), given) if hold.gate != "approval"]


def test_a_known_claim_that_nobody_checked_holds_the_brief():
    assert shut(review()) == ["verified"]


def test_somebody_else_s_verdict_opens_the_gate():
    assert shut(review(verdict())) == []


def test_nobody_verifies_their_own_words():
    assert shut(review(verdict(by=INES))) == ["verified"]


def test_a_verdict_lapses_when_the_wording_changes_and_comes_back_with_it():
    reworded = replace(CLOSED, text="The bridge is closed to lorries.")
    given = review(verdict(), claims=(CLOSED, reworded))
    assert shut(given, reworded) == ["verified"]
    assert shut(given, CLOSED) == []


def test_a_verdict_lapses_when_a_citation_is_taken_away_or_its_excerpt_changes():
    for citations in ((), (Citation(ORDER, Stance.SUPPORTS, excerpt="closed"),)):
        assert shut(review(verdict()), replace(CLOSED, citations=citations)) == ["verified"]


def test_a_verdict_lapses_when_the_standing_changes():
    assert shut(review(verdict()), replace(CLOSED, standing=Standing.REFUTED)) == ["verified"]


def test_new_numbers_and_a_new_order_of_citations_are_no_news():
    other = Citation(replace(ORDER, id=8), Stance.CONTEXT)
    both = replace(CLOSED, citations=(*CLOSED.citations, other))
    moved = replace(CLOSED, number=9, citations=(other, *CLOSED.citations))
    assert both.fingerprint == moved.fingerprint


def test_an_unclear_claim_needs_no_verdict_but_work_asked_for_holds_it():
    assert shut(review(verdict(), claims=(CLOSED, WHY)), CLOSED, WHY) == []
    asked = verdict(WHY, outcome=Outcome.NEEDS_WORK)
    assert shut(review(verdict(), asked, claims=(CLOSED, WHY)), CLOSED, WHY) == ["verified"]


def test_can_t_tell_holds_a_known_claim_only():
    assert shut(review(verdict(outcome=Outcome.CANT_TELL))) == ["verified"]
    assert shut(review(verdict(WHY, outcome=Outcome.CANT_TELL), verdict()), CLOSED, WHY) == []


def test_the_last_word_of_the_same_person_counts():
    assert shut(review(verdict(outcome=Outcome.NEEDS_WORK), verdict())) == []
    assert shut(review(verdict(), verdict(outcome=Outcome.NEEDS_WORK))) == ["verified"]


def test_two_checks_that_differ_wait_for_an_editor_whose_word_ends_it():
    differing = (verdict(), verdict(by=TOMAS, outcome=Outcome.CANT_TELL))
    (hold,) = desk_gates.verified(edition(), review(*differing))
    assert "An editor has to decide" in hold.message
    decided = verdict(by=PRIYA, deciding=True)
    assert shut(review(*differing, decided)) == []
    assert shut(review(*differing, replace(decided, by=INES))) == ["verified"]  # it is her own claim


def test_a_second_check_wants_two_people():
    assert shut(review(verdict(), second_check=True)) == ["second_check"]
    assert shut(review(verdict(), verdict(), second_check=True)) == ["second_check"]
    assert shut(review(verdict(), verdict(by=TOMAS), second_check=True)) == []


def test_open_comments_hold_the_brief():
    assert shut(review(verdict(), open_comments=2)) == ["comments"]


def test_an_embargo_holds_until_its_minute_and_at_an_unknown_time():
    later = NOON + timedelta(hours=1)
    assert shut(review(verdict(), embargo_until=later)) == ["embargo"]
    assert shut(replace(review(verdict(), embargo_until=later), at=None)) == ["embargo"]
    assert shut(review(verdict(), embargo_until=NOON)) == []


def test_a_killed_story_stays_away():
    assert shut(review(verdict(), killed=True)) == ["killed"]


def approved(by: int, **fields) -> bool:
    given = review(verdict(), approvals=(Approval(edition().digest, by),), **fields)
    return not list(desk_gates.approval(edition(), given))


def test_a_second_person_approves_and_no_author_does():
    assert approved(TOMAS)
    assert not approved(INES)


def test_the_writer_of_a_claim_can_t_approve_even_if_another_changed_the_text_last():
    given = Review(
        writers={"c1": frozenset({TOMAS})},
        authors=frozenset({INES}),
        approvals=(Approval(edition().digest, TOMAS),),
    )
    assert list(desk_gates.approval(edition(), given))
    assert not given.may_approve(edition(), TOMAS)


def test_an_approval_is_for_exactly_one_text():
    given = review(approvals=(Approval(edition(WHY).digest, TOMAS),))
    assert list(desk_gates.approval(edition(), given))


def test_an_override_releases_the_chosen_gates_of_exactly_one_text_and_never_the_sources():
    waiver = Waiver(edition().digest, frozenset({"verified", "sourcing"}))
    given = review(waivers=(waiver,))
    assert desk_gates.released(edition(), given) == {"verified"}
    assert desk_gates.released(edition(WHY), given) == frozenset()


def test_what_waits_for_whom():
    given = review(verdict(), claims=(CLOSED, WHY))
    assert checking.to_check((CLOSED, WHY), given, TOMAS) == [WHY]
    assert checking.to_check((CLOSED, WHY), given, INES) == []
    twice = replace(given, second_check=True)
    assert checking.to_check((CLOSED, WHY), twice, TOMAS) == [CLOSED, WHY]
    assert checking.to_check((CLOSED, WHY), twice, MAREK) == [WHY]
