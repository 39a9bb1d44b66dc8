"""Is the story still as it was read? Asked before its row is written, and before a version of it is written over."""

from django.utils.translation import gettext as _
from wagtail.models import Page, TaskState

from articles.clearance import Refused
from articles.models.clearance import Clearance

ROW = ("live", "live_revision_id", "last_published_at")  # what a publication writes besides the text
WRITES_ROW = {"live", "live_revision", "last_published_at"}  # the same, as `update_fields` names it


class PublishedMeanwhile(Refused):
    """This copy of the story was read before somebody published another; saving it would undo the publication."""

    def __init__(self, story):
        super().__init__(
            _("“%(headline)s” was published by somebody else meanwhile. Nothing was saved. Open it again.")
            % {"headline": story.title}
        )


def hold(story_id: int) -> None:
    """Nobody else writes this story until the transaction ends. SQLite has one writer at a time anyway."""
    Page.objects.select_for_update().filter(pk=story_id).values_list("pk").first()


def row_of(story) -> tuple | None:
    """What the object holds of its row, or nothing if it was read without it."""
    held = story.__dict__
    return tuple(held[name] for name in ROW) if all(name in held for name in ROW) else None


def require(story) -> None:
    """Raises PublishedMeanwhile if a save would take a story down, or put an older text in its place, without
    knowing that it is out. Publishing another version and taking down what one knows to be out stay possible."""
    read = story.row_as_read
    if read is None or not story.pk:
        return
    now = Page.objects.filter(pk=story.pk).values_list(*ROW).first()
    publishes = story.live and story.live_revision_id != read[1]
    takes_down = read[0] and not story.live
    if now and now[0] and now != read and not publishes and not takes_down:
        raise PublishedMeanwhile(story)


def note(story, fields=None) -> None:
    """The row was saved: from now on the object knows what it wrote."""
    if fields is None or WRITES_ROW & set(fields):
        story.row_as_read = row_of(story)


def version(page) -> str:
    """A name for the newest version of the page; another one as soon as somebody saves, also over it."""
    saved_at = page.latest_revision_created_at
    return f"{page.latest_revision_id} of {saved_at.isoformat()}" if saved_at else ""


def is_on_record(revision) -> bool:
    """Did somebody submit, approve, schedule or publish this version? Then it stays as they saw it."""
    return (
        revision.approved_go_live_at is not None
        or TaskState.objects.filter(revision=revision).exists()
        or Page.objects.filter(live_revision=revision).exists()
        or Clearance.objects.filter(revision_id=revision.pk).exists()
    )


def to_write_over(story, revision):
    """The version that an autosave may write over: the one it asks for, unless that is on record."""
    is_newest = revision is not None and revision.pk == story.latest_revision_id
    return None if is_newest and is_on_record(revision) else revision
