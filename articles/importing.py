"""Makes drafts of the texts that came from another program, one transaction each. Never publishes.

The name that the other program gave a text stands in the origin of its raw text, which is kept for ever. So a text
comes in once, even if its draft was deleted since.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from bs4.exceptions import ParserRejectedMarkup
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from articles.drafting import clean_html, draft, storable
from articles.incoming import Item, plain, storytext
from articles.intake import Parsed
from articles.models import DeskPage, RawBrief, Topic

MADE, THERE, LEFT, FAILED = "made", "there already", "skipped", "failed"


@dataclass(frozen=True)
class Fate:
    """What became of one item."""

    item: Item
    fate: str
    remarks: list[str] = field(default_factory=list)


def bring(
    items: Iterable[Item], program: str, desk: DeskPage, pitches: bool, dry_run: bool = False
) -> Iterator[Fate]:
    """Each item with what became of it. A dry run does the same and takes each back."""
    before = RawBrief.objects.filter(origin__startswith=f"{program} ")
    known = set(before.values_list("origin", flat=True))
    for item in items:
        origin = storable(f"{program} {item.name}")
        if item.left_out:
            yield Fate(item, LEFT, [f"because {item.left_out}"])
        elif origin in known:
            yield Fate(item, THERE)
        else:
            fate = _tried(item, origin, desk, pitches, dry_run)
            if fate.fate == MADE:
                known.add(origin)
            yield fate


def _tried(item: Item, origin: str, desk: DeskPage, pitches: bool, dry_run: bool) -> Fate:
    try:
        with transaction.atomic():
            remarks = _make(item, origin, DeskPage.objects.get(pk=desk.pk), pitches)
            transaction.set_rollback(dry_run)
    except ValidationError as error:
        return Fate(item, FAILED, error.messages)
    except (DatabaseError, ValueError, RecursionError, ParserRejectedMarkup) as error:
        return Fate(item, FAILED, [f"{type(error).__name__}: {error}"])
    return Fate(item, MADE, [*item.remarks, *remarks])


def _make(item: Item, origin: str, desk: DeskPage, pitches: bool) -> list[str]:
    """The draft, its raw text, its topics. Returns what an editor should know."""
    parsed = Parsed(
        kind="brief" if pitches else "article",
        title=storable(plain(item.title)),
        byline=[storable(name) for name in item.authors],
        published=item.dated,
        summary="" if pitches else storable(plain(item.excerpt)),
        original=storable(item.html) if pitches else "",
    )
    if not parsed.title:  # the first words stand in, and wait for an editor to confirm them
        parsed = Parsed(**vars(parsed) | {"body": [storable(plain(item.html))]})
    slug = desk.free_slug(storable(item.slug)) if item.slug else ""
    made = draft(parsed, storable(item.whole), desk, origin)
    story = made.story
    story.slug = slug or story.slug
    if pitches:
        story.original_from = storable(item.link)[:300]
    else:
        story.body = [
            (kind, clean_html(content) if kind == "paragraph" else content)
            for kind, content in storytext.blocks(storable(item.html))
        ]
    story.topics.add(*(_topic(name) for name in item.topics))
    story.save()
    story.save_revision(clean=False)
    return made.remarks + ([f"its slug is now {story.slug}"] if item.slug not in ("", story.slug) else [])


def _topic(name: str) -> Topic:
    name = storable(name)[:100]
    return Topic.objects.filter(name__iexact=name).first() or Topic.objects.create(name=name)
