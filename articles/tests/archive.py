"""A large archive in a moment: copies a published brief row by row, past the editor but not past the lock."""

import copy

from django.db import connection, transaction
from wagtail.models import Page

from articles.models import BriefPage, Citation, Claim, Clearance, StoryPage


@transaction.atomic
def archive(like: BriefPage, count: int) -> None:
    """`count` live briefs beside `like`, each with a known claim that cites the source of like's first claim."""
    desk = like.get_parent()
    source = like.claims.first().citations.first().source_id
    first = Page.objects.order_by("-pk").first().pk + 1
    original = Page.objects.get(pk=like.pk)
    keys = range(first, first + count)
    Clearance.objects.bulk_create([Clearance(story_id=pk, digest="of the archive") for pk in keys])
    Page.objects.bulk_create([_page(original, desk, pk, pk - first + desk.numchild + 1) for pk in keys])
    for model in (StoryPage, BriefPage):
        _copy_rows(model, like.pk, keys)
    Claim.objects.bulk_create([
        Claim(brief_id=pk, uid="one", number=1, text=f"Point {pk} is known.", standing="known") for pk in keys
    ])  # fmt: skip
    claims = Claim.objects.filter(brief_id__in=keys).values_list("pk", flat=True)
    Citation.objects.bulk_create(
        [Citation(claim_id=pk, source_id=source, stance="supports") for pk in claims]
    )
    Page.objects.filter(pk=desk.pk).update(numchild=desk.numchild + count)
    _real_figures_for_the_planner()


def _page(original: Page, desk: Page, pk: int, place: int) -> Page:
    page = copy.copy(original)
    page.pk = page.id = pk
    page.path = Page._get_path(desk.path, desk.depth + 1, place)
    page.slug, page.url_path = f"story-{pk}", f"{desk.url_path}story-{pk}/"
    page.title = page.draft_title = f"Story {pk}"
    page.live_revision = page.latest_revision = None
    page.translation_key = page._meta.get_field("translation_key").get_default()
    return page


def _copy_rows(model, like: int, keys: range) -> None:
    """The model's own table, not its parents'."""
    columns = [
        field.column for field in model._meta.local_concrete_fields if field.column != model._meta.pk.column
    ]
    names = ", ".join(columns)
    sql = (
        f"INSERT INTO {model._meta.db_table} ({model._meta.pk.column}, {names}) "
        f"SELECT %s, {names} FROM {model._meta.db_table} WHERE {model._meta.pk.column} = %s"
    )
    with connection.cursor() as cursor:
        cursor.executemany(sql, [(pk, like) for pk in keys])


def _real_figures_for_the_planner() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
