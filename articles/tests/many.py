"""Ten thousand drafts in a second or two: copies of one, written by the database itself."""

from uuid import uuid4

from django.db import connection
from django.utils import timezone
from wagtail.models import Page

from articles.models import Assignment, BriefPage, StoryPage
from articles.tests import build

MODELS = (StoryPage, BriefPage)


def drafts(count: int, owner) -> None:
    """So many drafts on one desk that are this person's, each with its plan; half of them are due."""
    desk = build.desk()
    first = build.brief(is_checked=False, title="Draft", slug=f"draft-{uuid4().hex[:8]}")
    desk.refresh_from_db()
    number = desk.get_children().count()
    pages = Page.objects.bulk_create(
        Page(
            path=desk.path + Page._int2str(number + place).rjust(Page.steplen, "0"),
            depth=desk.depth + 1,
            title=f"Draft {place}",
            draft_title=f"Draft {place}",
            slug=f"{first.slug}-{place}",
            url_path=f"{desk.url_path}{first.slug}-{place}/",
            content_type=first.content_type,
            locale=first.locale,
            live=False,
            latest_revision_created_at=timezone.now(),
        )
        for place in range(1, count + 1)
    )
    Page.objects.filter(pk=desk.pk).update(numchild=number + count)
    for model in MODELS:
        _copy_rows(model, first.pk, [page.pk for page in pages])
    now = timezone.now()
    Assignment.objects.bulk_create(
        Assignment(story_id=page.pk, owner=owner, begun_at=now, due_at=now if place % 2 else None)
        for place, page in enumerate(pages)
    )


def _copy_rows(model, pk: int, keys: list[int]) -> None:
    """The row of one story, for each of the new pages."""
    table, key = model._meta.db_table, model._meta.pk.column
    columns = [field.column for field in model._meta.local_fields if field.column != key]
    listed = ", ".join(f'"{column}"' for column in columns)
    shown = ", ".join(f't."{column}"' for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{table}" ("{key}", {listed}) SELECT p.id, {shown} FROM wagtailcore_page p, "{table}" t '
            f'WHERE t."{key}" = %s AND p.id BETWEEN %s AND %s',
            [pk, min(keys), max(keys)],
        )
