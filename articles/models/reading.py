"""Reads stories from rows: one whole, or many at a glance, each in a fixed number of queries."""

from collections.abc import Callable, Iterable, Mapping

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS
from django.db.models import DateField, F, IntegerField, TextField, Value, prefetch_related_objects
from django.db.models.functions import Cast
from django.utils.safestring import mark_safe
from django.utils.timezone import localtime
from django.utils.translation import get_language
from wagtail.images import get_image_model
from wagtail.rich_text import expand_db_html

from articles import editions, listed, presenting, prose, schema_org, sharing, transparency
from articles.editions import Edition, Kind
from articles.history import NOTHING, Past
from articles.listed import Place
from articles.models import outlet, record
from articles.models.related import related
from articles.models.rows import Byline, Note, Question, RelatedStory, Role, WatchPoint
from articles.schema_org import PhotoCredit
from sources.ancestry import ancestors
from sources.models import Source

BETWEEN_TEXTS = "\x1e"  # the control character “record separator”, which means nothing in a text

NOT_OF_A_VERSION = (
    "transparency",
)  # worked out from the story as it is now: the page of an earlier version has none

# The small tables of a story, and which column of their shared query holds which of their fields.
SMALL = {
    "bylines": (Byline, {"words": "name", "more": "role", "other": "person_id"}),
    "related": (RelatedStory, {"words": "title", "other": "story_id"}),
    "notes": (Note, {"words": "text"}),
    "watch": (WatchPoint, {"words": "text", "day": "due_on"}),
    "faq": (Question, {"words": "question", "more": "answer"}),
}
COLUMNS = {"words": TextField(), "more": TextField(), "day": DateField(), "other": IntegerField()}


def library(ids: Iterable[int]) -> dict[int, Source]:
    """The sources of these ids with all that an edition says of them: a source that was merged is the one that stayed.
    One query, and one more each if any derives from another or was merged."""
    ids = set(ids)
    if not ids:
        return {}
    rows = Source.objects.select_related("publisher", "copy", "retraction")
    rows = rows.defer("copy__text", "copy__whole")
    found = rows.in_bulk(ids)
    if merged := {pk: row.merged_into_id for pk, row in found.items() if row.merged_into_id}:
        kept = rows.in_bulk(set(merged.values()))
        found |= {pk: kept[into] for pk, into in merged.items()}
    above = ancestors(found.values())
    for pk, row in found.items():
        row.ancestors = above.get(pk, frozenset())
    return found


def edition(story) -> Edition:
    """The whole edition of a story, from its rows or, for a draft, from what it holds in memory."""
    if not getattr(story, "_cluster_related_objects", None):
        reads = editions.READS[story.kind]
        _prefetch_small([story])
        prefetch_related_objects([story], *(name for name in reads if name not in SMALL))
    return editions.of(story, library(editions.source_ids(story)))


def _prefetch_small(stories: list) -> None:
    """What prefetch_related does, but for all these tables in one query: their rows are few, and a page waits for
    each query. The rows are whole, so a draft that is saved from them loses nothing."""
    by_key = {story.pk: story for story in stories}
    wanted = {pk: _small(story) for pk, story in by_key.items()}
    names = [name for name in SMALL if any(name in some for some in wanted.values())]
    found = {(pk, name): [] for pk, some in wanted.items() for name in some}
    if not names:
        return
    first, *rest = (_columns(name, list(by_key)) for name in names)
    for name, page, pk, place, *values in first.union(*rest, all=True):
        found[page, name].append(_row(name, page, pk, place, values))
    for (page, name), rows in found.items():
        story = by_key[page]
        known = getattr(story, name).get_queryset()
        known._result_cache, known._prefetch_done = (
            sorted(rows, key=lambda row: (row.sort_order or 0, row.pk)),
            True,
        )
        story._prefetched_objects_cache = getattr(story, "_prefetched_objects_cache", {}) | {name: known}


def _small(story) -> list[str]:
    return [name for name in editions.READS[story.kind] if name in SMALL]


def _row(name: str, page: int, pk: int, place, values: list):
    model, fields = SMALL[name]
    kept = {fields[column]: value for column, value in zip(COLUMNS, values, strict=True) if column in fields}
    row = model(pk=pk, sort_order=place, page_id=page, **kept)
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS
    return row


def _columns(name: str, keys: list[int]):
    model, fields = SMALL[name]
    values = {
        f"{column}_": Cast(F(fields[column]) if column in fields else Value(None), kind)
        for column, kind in COLUMNS.items()
    }
    rows = model.objects.filter(page__in=keys).order_by().annotate(**values)
    return rows.values_list(Value(name), "page_id", "pk", "sort_order", *values)


def at_a_glance(stories: Iterable) -> list[tuple]:
    """Pairs of (story, edition) for a list of specific stories: at most five queries, however many there are."""
    stories = list(stories)
    for kind in Kind:
        of_kind = [story for story in stories if story.kind == kind]
        prefetch_related_objects(of_kind, *editions.LIST_READS[kind])
    sources = library(pk for story in stories for pk in editions.source_ids(story))
    return [(story, editions.at_a_glance(story, sources)) for story in stories]


def whole_texts(stories: Iterable, given: Mapping[int, str], with_topics: bool = True) -> list[tuple]:
    """Pairs of (story, edition) of specific stories with all that they say but their pictures, and with their topics at
    hand: a fixed number of queries, however many there are. `given` are the digests of their receipts: a story without
    the right one went past the lock, and is left out."""
    stories = list(stories)
    _prefetch_small(stories)
    for kind in Kind:
        of_kind = [story for story in stories if story.kind == kind]
        prefetch_related_objects(of_kind, *(name for name in editions.READS[kind] if name not in SMALL))
    if with_topics:
        prefetch_related_objects(stories, "story_topics__tag")
    sources = library(pk for story in stories for pk in editions.source_ids(story))
    told = ((story, editions.of(story, sources, with_pictures=False)) for story in stories)
    return [(story, _numbered(edition)) for story, edition in told if given.get(story.pk) == edition.digest]


def _numbered(edition: Edition) -> Edition:
    return edition if edition.kind is Kind.BRIEF else prose.numbered(edition)


def bodies(told: Iterable[Edition], pasts: Iterable[Past]) -> list[dict]:
    """What the bodies of these stories need, without their photos: one look-up for the links in all of them."""
    told = list(told)
    rich = _ready([text for edition in told for text in prose.rich_texts(edition)])
    return [_body(edition, past, 0, rich, {}) for edition, past in zip(told, pasts, strict=True)]


# The page of one story


def story_context(story, edition: Edition, checkers: int = 0) -> dict:
    """What a story's template needs. A preview's rows come from memory, a published story's from the database.
    `checkers` is how many people verified its claims."""
    edition = _numbered(edition)
    topics = list(story.topics.all())
    near = related(story, edition, [topic.pk for topic in topics])
    url = story.url or "/"
    found = record.recent(story.pk)
    past = record.past(found, checkers)
    _prefetch_renditions([story.lead_photo, *shown_photos(story)])
    desk = getattr(story, "desk_name", None) or story.get_parent().title
    shared = {
        "edition": edition,
        "row": listed.row(edition, story.pk, url, desk, story.first_published_at, story.last_published_at),
        "topics": topics,
        "bylines": presenting.bylines(edition.bylines, dict(Role.choices)),
        "description": presenting.description(edition),
        "related": near,
        "statements": transparency.statements(edition, past),
        "made": transparency.short(edition, past),
        "label": transparency.label(edition),
        "record": presenting.record(edition, past),
        "past": past,
        "history": found[: record.ON_THE_STORY],
        "lead_photo": story.lead_photo,
        "share": sharing.of_story(edition, settings.SITE_NAME, desk, past.is_retracted),
    }
    shared["structured"] = _structured(edition, shared | {"changed_at": story.last_published_at})
    return shared | body_context(edition, past, len(near), shown_photos(story))


def body_context(edition: Edition, past: Past, near: int = 0, photos: Iterable = ()) -> dict:
    """What the body of a story's page needs: of a brief its sections, of an article its blocks. `near` says how many
    related stories stand below it, `photos` are those that it shows."""
    rich = _ready(prose.rich_texts(edition))
    return _body(edition, past, near, rich, {photo.pk: photo for photo in photos})


def version_context(edition: Edition) -> dict:
    """What the page of an earlier version needs."""
    keys = {picture.photo for picture in edition.pictures}
    photos = get_image_model().objects.filter(pk__in=keys).prefetch_related("renditions") if keys else ()
    bylines = presenting.bylines(edition.bylines, dict(Role.choices))
    body = body_context(_numbered(edition), NOTHING, photos=photos)
    contents = [chapter for chapter in body["contents"] if chapter.anchor not in NOT_OF_A_VERSION]
    return body | {"bylines": bylines, "contents": contents, "label": transparency.label(edition)}


def shown_photos(story) -> list:
    """The photos in the text of an article."""
    blocks = getattr(story, "body", ())
    found = [block.value.get("photo") for block in blocks if block.block_type == "image"]
    return [photo for photo in found if photo]


def whole(url: str) -> str:
    """An address of this site as the world knows it."""
    return url if url.startswith("http") else settings.BASE_URL + url


def _structured(edition: Edition, shown: dict) -> list[str]:
    """The structured data of a page that shows this, a script each."""
    row = shown["row"]
    published, changed = (at and localtime(at) for at in (row.published_at, shown["changed_at"]))
    frame = schema_org.Frame(
        address=whole(row.url),
        site=f"{settings.BASE_URL}/",
        outlet=outlet.read(),
        language=get_language(),
        desk=Place(row.desk.name, whole(row.desk.url)),
        topics=tuple(
            Place(topic.name, whole(topic.get_absolute_url())) for topic in shown["topics"] if topic.slug
        ),
        published=published,
        changed=changed,
        past=shown["past"],
        photo=_photo(shown["lead_photo"]),
        method=tuple(f"{statement.figure} {statement.text}" for statement in shown["statements"]),
    )
    return [schema_org.as_script(thing) for thing in schema_org.things(edition, frame)]


def _photo(photo) -> PhotoCredit | None:
    return PhotoCredit(photo.description, photo.credit) if photo else None


def _body(edition: Edition, past: Past, near: int, rich: Callable[[str], str], photos: Mapping) -> dict:
    if edition.kind is Kind.BRIEF:
        return _brief(edition, past, near, rich)
    return _article(edition, near, rich, photos)


def _brief(edition: Edition, past: Past, near: int, rich: Callable[[str], str]) -> dict:
    sections = presenting.sections(edition, past.corrected)
    return {
        "sections": sections,
        "tally": listed.tallied(edition.counts),
        "contents": presenting.contents(edition, sections, near, past.versions),
        "sources": presenting.sources(edition, sections),
        "matrix": presenting.matrix(edition, sections),
        "background": rich(edition.context),
        "why": rich(edition.why),
        "original": edition.original.strip("\n").splitlines() if edition.original.strip() else [],
        "faq": [(pair.question, rich(pair.answer)) for pair in edition.faq],
    }


def _article(edition: Edition, near: int, rich: Callable[[str], str], photos: Mapping) -> dict:
    blocks = prose.blocks(edition, rich, photos)
    return {
        "blocks": blocks,
        "contents": prose.contents(edition, blocks, near),
        "notes": list(prose.notes(edition).values()),
        "sources": presenting.sources(edition),
        "minutes": prose.minutes(edition),
    }


def _prefetch_renditions(photos: Iterable) -> None:
    prefetch_related_objects([photo for photo in photos if photo], "renditions")


def _ready(texts: list[str]) -> Callable[[str], str]:
    """Stored rich text as readers get it, with the addresses of pages it links to: one look-up for all texts."""
    texts = list(dict.fromkeys(text for text in texts if text))
    joined = BETWEEN_TEXTS.join(text.replace(BETWEEN_TEXTS, "") for text in texts)
    expanded = expand_db_html(joined).split(BETWEEN_TEXTS) if texts else []
    # Safe: stored rich text has passed Wagtail's converter, whatever way it came in.
    ready = {text: mark_safe(html) for text, html in zip(texts, expanded, strict=True)}
    return lambda text: ready.get(text, "")
