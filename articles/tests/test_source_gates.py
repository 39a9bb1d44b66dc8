"""The gates that ask whether sources are there and say what is cited, and when verdicts lapse with a source."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from articles import desk_gates
from articles.checking import Finding, Outcome, Review, Verdict
from articles.claims import Citation, Claim, Kept, Retraction, Source, Stance, Standing
from articles.editions import Edition, Footnote, Kind
from sources import excerpts, outcomes
from sources.excerpts import Found
from sources.kinds import RetractionKind, SourceKind

NOON = datetime(2026, 4, 17, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
SEEN = Source(
    7, 1, "Traffic order", SourceKind.DOCUMENT, url="https://roads.example.org/1",
    state=outcomes.Outcome.FINE, checked_at=NOON - HOUR,
)  # fmt: skip
WORDS = "no vehicle above 7.5 tonnes"


def edition(source: Source = SEEN, excerpt: str = "") -> Edition:
    claim = Claim(
        "c1",
        1,
        "The bridge is closed.",
        Standing.KNOWN,
        citations=(Citation(source, Stance.SUPPORTS, excerpt),),
    )
    return Edition(Kind.BRIEF, "Closed", claims=(claim,))


def held(source: Source = SEEN, excerpt: str = "", finding: Finding | None = None, now=NOON) -> list[str]:
    findings = {(source.id, excerpts.key(excerpt)): finding} if finding else {}
    found = desk_gates.holds(edition(source, excerpt), Review(now=now, at=now, findings=findings))
    return [hold.message for hold in found if hold.gate in ("checked", "excerpts")]


def test_a_source_that_was_seen_within_a_day_holds_nothing():
    assert held() == []
    assert held(replace(SEEN, state=outcomes.Outcome.MOVED)) == []


def test_a_source_that_nobody_has_looked_at_holds():
    (message,) = held(replace(SEEN, state=None, checked_at=None))
    assert "has not been looked at yet" in message


def test_a_look_of_yesterday_is_too_old():
    assert held(replace(SEEN, checked_at=NOON - 24 * HOUR)) == []
    (message,) = held(replace(SEEN, checked_at=NOON - 25 * HOUR))
    assert "more than a day ago" in message


def test_a_story_that_is_scheduled_for_next_week_is_asked_about_today():
    given = Review(now=NOON, at=NOON + timedelta(days=7))
    assert "checked" not in [hold.gate for hold in desk_gates.holds(edition(), given)]


def test_what_cannot_be_read_holds_unless_a_copy_is_kept():
    for state in (
        outcomes.Outcome.GONE,
        outcomes.Outcome.BLOCKED,
        outcomes.Outcome.UNREACHABLE,
        outcomes.Outcome.REFUSED,
    ):
        (message,) = held(replace(SEEN, state=state))
        assert "no copy of it is kept" in message
        assert held(replace(SEEN, state=state, kept=Kept(NOON, "0" * 64))) == []


def test_a_source_without_an_address_need_not_be_looked_at():
    assert held(replace(SEEN, url="", state=None, checked_at=None), WORDS) == []


def test_an_excerpt_that_is_there_holds_nothing():
    assert held(excerpt=WORDS, finding=Finding(Found.FOUND)) == []


def test_an_excerpt_that_changed_holds_and_says_what_the_source_says_now():
    (message,) = held(excerpt=WORDS, finding=Finding(Found.ALTERED, "no vehicle above 3.5 tonnes"))
    assert "It says: “no vehicle above 3.5 tonnes”" in message


def test_an_excerpt_that_is_missing_or_was_never_found_holds_until_a_person_has_seen_it():
    for found in (Found.MISSING, Found.CANT_TELL, Found.ALTERED):
        assert len(held(excerpt=WORDS, finding=Finding(found))) == 1
        assert held(excerpt=WORDS, finding=Finding(found, is_confirmed=True)) == []
    assert len(held(excerpt=WORDS)) == 1


def test_the_excerpts_of_an_article_hold_it_too():
    story = Edition(Kind.ARTICLE, "Closed", body="x", footnotes=(Footnote(1, SEEN, WORDS),))
    (hold,) = (h for h in desk_gates.holds(story, Review(now=NOON)) if h.gate == "excerpts")
    assert hold.field == "citations-0"


def test_a_verdict_lapses_when_its_source_is_retracted_and_comes_back_when_that_is_lifted():
    (claim,) = edition().claims
    given = Review(verdicts=(Verdict("c1", claim.fingerprint, Outcome.VERIFIED, 3),), now=NOON)
    gone = replace(
        SEEN, retraction=Retraction(1, RetractionKind.CORRECTED, date(2026, 5, 12), "The number was wrong.")
    )
    assert not [h for h in desk_gates.holds(edition(), given) if h.gate == "verified"]
    (hold,) = (h for h in desk_gates.holds(edition(gone), given) if h.gate == "verified")
    assert "is not verified" in hold.message
    (again,) = edition(gone).claims
    anew = Review(verdicts=(Verdict("c1", again.fingerprint, Outcome.VERIFIED, 3),), now=NOON)
    assert not [h for h in desk_gates.holds(edition(gone), anew) if h.gate == "verified"]
