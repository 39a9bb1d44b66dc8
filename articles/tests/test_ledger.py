"""How a story changed: the differences give every edition back, and each change has its name."""

from dataclasses import replace
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from articles import ledger
from articles.claims import Citation, Claim, Source, Stance, Standing
from articles.editions import Edition, Footnote, Kind, Question, Signature, Watch
from articles.ledger import Change, What
from sources.kinds import SourceKind

ORDER = Source(
    id=1, number=1, title="Traffic order", kind=SourceKind.DOCUMENT, published_on=date(2026, 4, 21)
)
REPORT = Source(id=2, number=2, title="Inspection report", kind=SourceKind.REPORT)
TEXT = st.text(max_size=12)
SOURCES = st.builds(
    Source,
    id=st.integers(1, 4),
    number=st.integers(1, 4),
    title=TEXT,
    kind=st.sampled_from(SourceKind),
    note=TEXT,
)
CLAIMS = st.builds(
    Claim,
    uid=st.sampled_from("abcdef"),
    number=st.none() | st.integers(1, 9),
    text=TEXT,
    standing=st.sampled_from(Standing),
    settles=TEXT,
    citations=st.lists(st.builds(Citation, SOURCES, st.sampled_from(Stance), TEXT, TEXT), max_size=3).map(
        tuple
    ),
    single_source=st.booleans(),
)
EDITIONS = st.builds(
    Edition,
    kind=st.sampled_from(Kind),
    headline=TEXT,
    summary=TEXT,
    bylines=st.lists(st.builds(Signature, TEXT, TEXT), max_size=2).map(tuple),
    claims=st.lists(CLAIMS, max_size=5, unique_by=lambda claim: claim.uid).map(tuple),
    watch=st.lists(st.builds(Watch, TEXT, st.none() | st.dates()), max_size=2).map(tuple),
    faq=st.lists(st.builds(Question, TEXT, TEXT), max_size=2).map(tuple),
    footnotes=st.lists(st.builds(Footnote, st.none() | st.integers(1, 5), SOURCES, TEXT), max_size=2).map(
        tuple
    ),
    notes=st.lists(TEXT, max_size=2).map(tuple),
    original_at=st.none() | st.datetimes(timezones=st.timezones()),
)


@settings(max_examples=300, deadline=None, database=None)
@given(st.lists(EDITIONS, min_size=1, max_size=6))
def test_replaying_the_differences_gives_every_edition_back(editions):
    before = built = {}
    for edition in editions:
        now = ledger.told(edition)
        change = ledger.difference(before, now)
        built = ledger.applied(built, change)
        assert ledger.canonical(built) == ledger.canonical(now)
        before = now


@settings(max_examples=100, deadline=None, database=None)
@given(EDITIONS)
def test_what_did_not_change_makes_no_difference(edition):
    now = ledger.told(edition)
    assert ledger.difference(now, ledger.told(edition)) == {}
    assert ledger.changes(now, now) == []


@settings(max_examples=200, deadline=None, database=None)
@given(st.lists(EDITIONS, min_size=1, max_size=4), st.data())
def test_one_changed_letter_breaks_the_chain_from_there_on(editions, data):
    entries = [{"number": n, "edition": ledger.told(edition)} for n, edition in enumerate(editions)]
    spelled = ledger.canonical(entries)
    chain = links(entries)
    place = data.draw(st.integers(0, len(spelled) - 1))
    letter = data.draw(st.characters(exclude_categories=["Cs"]).filter(lambda c: c != spelled[place]))
    try:
        changed = ledger.json.loads(spelled[:place] + letter + spelled[place + 1 :])
    except ValueError:
        return  # it is not even JSON any more
    assert changed == entries or links(changed)[-1] != chain[-1]


def links(entries) -> list[str]:
    chain = [ledger.GENESIS]
    for entry in entries if isinstance(entries, list) else [entries]:
        chain.append(ledger.link(chain[-1], {"entry": entry}))
    return chain


def brief(*claims, **more) -> Edition:
    return Edition(Kind.BRIEF, "Bridge closed", claims=claims, **more)


def named(before: Edition, now: Edition) -> list[Change]:
    return ledger.changes(ledger.told(before), ledger.told(now))


KNOWN = Claim("a", 1, "It is closed.", Standing.KNOWN, citations=(Citation(ORDER, Stance.SUPPORTS),))
OPEN = Claim("b", 2, "What caused the crack.", Standing.UNCLEAR)


def test_a_first_publication_has_no_changes():
    assert ledger.changes(None, ledger.told(brief(KNOWN))) == []


def test_claims_come_and_go():
    assert named(brief(KNOWN), brief(KNOWN, OPEN)) == [
        Change(What.ADDED, "b", 2, after="What caused the crack.")
    ]
    assert named(brief(KNOWN, OPEN), brief(KNOWN)) == [
        Change(What.WITHDRAWN, "b", 2, before="What caused the crack.")
    ]
    assert named(brief(KNOWN, OPEN), brief(OPEN, KNOWN)) == []  # another order is no change to what is said


def test_a_claim_is_settled_and_reworded_with_its_source():
    settled = replace(
        OPEN,
        text="Rust caused the crack.",
        standing=Standing.KNOWN,
        citations=(Citation(REPORT, Stance.SUPPORTS),),
    )
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


def test_other_parts_are_named():
    assert named(brief(context="Old."), brief(context="New.", watch=(Watch("A vote"),))) == [
        Change(What.PART_CHANGED, part="context", before="Old.", after="New."),
        Change(What.PART_CHANGED, part="watch"),
    ]


def test_a_merge_of_duplicates_changes_nothing_for_readers():
    merged = replace(ORDER, id=9, cited_as=1)
    now = replace(KNOWN, citations=(Citation(merged, Stance.SUPPORTS),))
    assert named(brief(KNOWN), brief(now)) == []
