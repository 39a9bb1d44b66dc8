"""Numbers given once. A claim keeps its number for life, and no other claim of its story ever gets it."""

import secrets
from collections.abc import Iterable
from itertools import count

from django.db import models, transaction
from wagtail.models import Page

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that reads like something else


class GivenNumber(models.Model):
    """The register: in this story, the row of this name has this number. Drafts, reverts and deletions leave it be."""

    story = models.ForeignKey("articles.StoryPage", on_delete=models.CASCADE, related_name="given_numbers")
    uid = models.CharField(max_length=32)
    number = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["story", "uid"], name="one_number_per_row"),
            models.UniqueConstraint(fields=["story", "number"], name="one_row_per_number"),
        ]

    def __str__(self):
        return f"{self.story_id}: {self.uid} is {self.number}"


def mint() -> str:
    """A new name: ten letters and digits, 49 bits."""
    return "".join(secrets.choice(ALPHABET) for _ in range(10))


def name_rows(rows: Iterable) -> list:
    """Gives each row without a name, or with another row's name, a name of its own."""
    rows, taken = list(rows), set()
    for row in rows:
        if not row.uid or row.uid in taken:
            row.uid = mint()
        taken.add(row.uid)
    return rows


def number_rows(story_id: int, rows: list) -> list:
    """Sets `number` on named rows from the register, which gets the new ones. Returns the rows that it changed."""
    given = _given(story_id)
    if any(row.uid not in given for row in rows):
        with transaction.atomic():  # the register is one queue: two editors never get the same number
            Page.objects.select_for_update().get(pk=story_id)
            given = _given(story_id)
            new = dict.fromkeys(row.uid for row in rows if row.uid not in given)
            numbers = dict(zip(new, count(max(given.values(), default=0) + 1), strict=False))
            GivenNumber.objects.bulk_create(
                GivenNumber(story_id=story_id, uid=uid, number=n) for uid, n in numbers.items()
            )
            given |= numbers
    changed = [row for row in rows if row.number != given[row.uid]]
    for row in changed:
        row.number = given[row.uid]
    return changed


def _given(story_id: int) -> dict[str, int]:
    return dict(GivenNumber.objects.filter(story_id=story_id).values_list("uid", "number"))


def order_rows(cluster) -> None:
    """Gives rows that were put in by code the places in which they stand. A form sets them by itself; without them
    PostgreSQL would give the rows back in any order."""
    for rows in getattr(cluster, "_cluster_related_objects", {}).values():
        if any(getattr(row, "sort_order", 0) is None for row in rows):
            for place, row in enumerate(rows):
                row.sort_order = place
        for row in rows:
            order_rows(row)
