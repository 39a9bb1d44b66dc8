"""How many independent origins do sources have? Chains, rings, shared publishers and owners."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.claims import Publisher, Source
from sources.ancestry import ancestors
from sources.kinds import SourceKind
from sources.models import Source as SourceRow
from sources.origins import origins
from sources.tests.build import source


def one(pk: int, *above: int, publisher=None) -> Source:
    return Source(pk, pk, f"Source {pk}", SourceKind.REPORT, ancestors=frozenset(above), publisher=publisher)


def house(pk: int, name: str, owner: str = "") -> Publisher:
    return Publisher(pk, name, name.lower(), owner)


POST, STAR = house(1, "Harbour Post", "Tidewater Group"), house(2, "Evening Star", "TIDEWATER  group")
GROUP, OTHER = house(3, "Tidewater Group"), house(4, "Meridian")


@pytest.mark.parametrize(
    ("sources", "count"),
    [
        ([], 0),
        ([one(1)], 1),
        ([one(1), one(2)], 2),
        ([one(1), one(2, 1)], 1),
        ([one(1, 9), one(2, 9)], 1),
        ([one(1, 8), one(2, 9)], 2),
        ([one(1), one(2, 1), one(3, 2, 1), one(4, 3, 2, 1)], 1),
        ([one(1), one(4, 3, 2, 1)], 1),
        ([one(1, 3, 2), one(2, 1, 3), one(3, 2, 1)], 1),
        ([one(1, publisher=POST), one(2, publisher=POST)], 1),
        ([one(1, publisher=POST), one(2, publisher=STAR)], 1),
        ([one(1, publisher=POST), one(2, publisher=GROUP)], 1),
        ([one(1, publisher=POST), one(2, publisher=OTHER)], 2),
        ([one(1, publisher=POST), one(2, 1, publisher=OTHER), one(3, publisher=OTHER), one(4)], 2),
        ([one(1, publisher=house(5, "A")), one(2, publisher=house(6, "B"))], 2),
    ],
)
def test_origins_are_counted_not_links(sources, count):
    assert len(origins(sources)) == count


def test_sources_stand_in_their_order_in_groups():
    groups = origins([one(1), one(2), one(3, 1)])
    assert sorted([source.id for source in group] for group in groups) == [[1, 3], [2]]


@given(
    st.lists(
        st.tuples(st.integers(1, 30), st.frozensets(st.integers(1, 30), max_size=3)),
        max_size=12,
        unique_by=lambda t: t[0],
    )
)
def test_the_order_makes_no_difference_and_every_source_is_in_one_group(rows):
    sources = [one(pk, *above) for pk, above in rows]
    groups = {frozenset(source.id for source in group) for group in origins(sources)}
    assert groups == {frozenset(source.id for source in group) for group in origins(reversed(sources))}
    assert sorted(pk for group in groups for pk in group) == sorted(source.id for source in sources)


@pytest.mark.django_db
def test_chains_and_rings_are_followed_in_one_query(django_assert_num_queries):
    rows = [source(f"Source {n}", f"https://example.org/{n}") for n in range(12)]
    for before, after in zip(rows, rows[1:10], strict=False):
        after.derived_from = before
        after.save()
    SourceRow.objects.filter(pk=rows[0].pk).update(derived_from=rows[9])  # a ring, which no form would allow
    rows = list(SourceRow.objects.order_by("pk"))
    with django_assert_num_queries(1):
        found = ancestors(rows)
    ring = {row.pk for row in rows[:10]}
    assert found == {pk: frozenset(ring) for pk in ring}
    with django_assert_num_queries(0):
        assert ancestors(rows[10:]) == {}
