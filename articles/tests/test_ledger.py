"""How a story changed: the differences give every edition back, and one changed letter is found out."""

from datetime import date, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from articles import changes, ledger
from articles.claims import Citation, Claim, Publisher, Source, Stance, Standing
from articles.editions import Edition, Footnote, Kind, Question, Signature, Watch
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
    publisher=st.none() | st.builds(Publisher, st.just(0), st.text(min_size=1, max_size=9), st.just("")),
    published_on=st.none() | st.dates(),
)
CLAIMS = st.builds(
    Claim,
    uid=st.sampled_from("abcdef"),
    number=st.none() | st.integers(1, 9),
    text=TEXT,
    standing=st.sampled_from(Standing),
    settles=TEXT,
    due=st.none() | st.dates(),
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
    original_at=st.none() | st.datetimes(min_value=datetime(1900, 1, 1), timezones=st.timezones()),
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


@settings(max_examples=300, deadline=None, database=None)
@given(EDITIONS)
def test_an_edition_that_was_kept_can_be_read_again(edition):
    told = ledger.json.loads(ledger.canonical(ledger.told(edition)))
    assert ledger.canonical(ledger.told(ledger.edition(told))) == ledger.canonical(told)


@settings(max_examples=100, deadline=None, database=None)
@given(EDITIONS)
def test_what_did_not_change_makes_no_difference(edition):
    now = ledger.told(edition)
    assert ledger.difference(now, ledger.told(edition)) == {}
    assert changes.between(now, now) == []


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
