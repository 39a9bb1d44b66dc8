"""What do sources derive from, at whatever distance? One query, however long the chains, and rings end."""

from collections import defaultdict
from collections.abc import Iterable

from django.db import connection

_UPWARDS = """
WITH RECURSIVE up(source_id, above) AS (
    SELECT id, derived_from_id FROM sources_source WHERE id IN ({places}) AND derived_from_id IS NOT NULL
    UNION
    SELECT up.source_id, s.derived_from_id FROM sources_source s JOIN up ON s.id = up.above
    WHERE s.derived_from_id IS NOT NULL
)
SELECT source_id, above FROM up"""


def ancestors(sources: Iterable) -> dict[int, frozenset[int]]:
    """The keys of all that each of these rows derives from. Asks nothing if none of them derives from anything."""
    ids = [source.pk for source in sources if source.derived_from_id]
    found = defaultdict(set)
    if ids:
        with connection.cursor() as cursor:
            cursor.execute(_UPWARDS.format(places=", ".join(["%s"] * len(ids))), ids)
            for source_id, above in cursor.fetchall():
                found[source_id].add(above)
    return {pk: frozenset(above) for pk, above in found.items()}
