"""What stands on the desk board: the newest cards of every stage, in a fixed number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
    Window,
)
from django.db.models.functions import Cast, RowNumber
from django.utils.timezone import localdate
from wagtail.models import Comment, Page, Revision, WorkflowState

from articles.claims import Standing
from articles.models.approval import Approval
from articles.models.assignment import Assignment
from articles.models.claim import Claim
from articles.models.desk import DeskPage
from articles.models.kill import Kill
from articles.models.permission import permissions_at, places_of
from articles.models.rows import WatchPoint
from articles.models.story import StoryPage
from articles.models.task import EditTask, FactCheckTask
from articles.stages import Stage, moves_from

CARDS = 30  # of each stage; the count says how many there are in all


@dataclass
class Card:
    """One story on the board. `moves` are the stages to which this person may move it."""

    story: StoryPage
    stage: Stage
    desk: str
    comments: int = 0
    moves: list[Stage] = field(default_factory=list)
    permissions: frozenset = frozenset()

    @property
    def plan(self) -> Assignment:
        return getattr(self.story, "assignment", None) or Assignment()

    def is_late(self, now: datetime) -> bool:
        return self.stage is not Stage.PUBLISHED and bool(self.plan.due_at and self.plan.due_at < now)


@dataclass
class Column:
    stage: Stage
    total: int = 0
    cards: list[Card] = field(default_factory=list)


@dataclass(frozen=True)
class Filters:
    """What somebody wants to see. `person` is an account's key; `due` is late, today or none."""

    desk: int | None = None
    person: int | None = None
    topic: str = ""
    due: str = ""


def staged(stories: QuerySet) -> QuerySet:
    """The stories, each with its `stage`, when it `goes_out_at`, and whether it `is_returned` to its writer."""
    key = Cast(OuterRef("pk"), CharField())
    page = ContentType.objects.get_for_model(Page)
    step = WorkflowState.objects.filter(
        base_content_type=page, object_id=key, status=WorkflowState.STATUS_IN_PROGRESS
    ).values("current_task_state__task__content_type")
    scheduled = Revision.objects.filter(
        base_content_type=page, object_id=key, approved_go_live_at__isnull=False
    )
    approved = Approval.objects.filter(story_id=OuterRef("pk"), lapsed_at=None)
    kinds = ContentType.objects.get_for_models(FactCheckTask, EditTask)
    is_draft = Q(live=False) | Q(has_unpublished_changes=True)
    returned = WorkflowState.objects.filter(
        base_content_type=page, object_id=key, status=WorkflowState.STATUS_NEEDS_CHANGES
    )
    return stories.annotate(
        step=Subquery(step[:1]),
        goes_out_at=Subquery(scheduled.values("approved_go_live_at")[:1]),
        is_returned=Exists(returned),
    ).annotate(
        stage=Case(
            When(goes_out_at__isnull=False, then=Value(Stage.SCHEDULED)),
            When(step=kinds[FactCheckTask].pk, then=Value(Stage.CHECK)),
            When(step=kinds[EditTask].pk, then=Value(Stage.EDIT)),
            When(~is_draft, then=Value(Stage.PUBLISHED)),
            When(Exists(approved), then=Value(Stage.READY)),
            When(assignment__begun_at=None, then=Value(Stage.PITCH)),
            default=Value(Stage.DRAFT),
            output_field=CharField(),
        )
    )


def on_the_board(since: datetime) -> QuerySet:
    """Drafts, changed stories, what went out since then, and what is due to be looked at again. What was killed is
    nobody's work any more."""
    killed = Kill.objects.filter(story_id=OuterRef("pk"), ended_at=None)
    shown = Q(live=False) | Q(has_unpublished_changes=True) | Q(last_published_at__gte=since) | Q(is_due=True)
    return with_due(StoryPage.objects, localdate(since)).filter(shown).exclude(Exists(killed))


def with_due(stories: QuerySet, today: date) -> QuerySet:
    """The stories, each with `is_due`: readers see an open claim or a point to watch whose day has come."""
    claims = Claim.objects.filter(brief_id=OuterRef("pk"), standing=Standing.UNCLEAR, due_on__lte=today)
    points = WatchPoint.objects.filter(page_id=OuterRef("pk"), due_on__lte=today)
    return stories.annotate(is_due=Q(live=True) & (Exists(claims) | Exists(points)))


def columns(user, filters: Filters, desks: list[DeskPage], now: datetime, since: datetime) -> list[Column]:
    """The board as this person sees it: three queries, however many stories there are. `since` is the midnight with
    which the day of the newsroom began."""
    places = places_of(user)
    stories = _filtered(on_the_board(since), filters, desks, now, since)
    if not user.is_superuser:
        stories = stories.filter(_within(places))
    ranked = (
        staged(stories)
        .annotate(
            place=Window(RowNumber(), partition_by=[F("stage")], order_by=_order()),
            total=Window(Count("pk"), partition_by=[F("stage")]),
        )
        .filter(place__lte=CARDS)
        .order_by("stage", "place")
        .select_related("assignment__owner", "assignment__checker", "assignment__editor")
        .defer("search_description", "seo_title")
    )
    return _laid_out(list(ranked), {desk.path: desk.title for desk in desks}, user)


def _order() -> list:
    return [
        F("assignment__priority").desc(nulls_last=True),
        F("assignment__due_at").asc(nulls_last=True),
        F("latest_revision_created_at").desc(nulls_last=True),
        F("pk").desc(),
    ]


def _filtered(
    stories: QuerySet, filters: Filters, desks: list[DeskPage], now: datetime, since: datetime
) -> QuerySet:
    if desk := next((desk for desk in desks if desk.pk == filters.desk), None):
        stories = stories.filter(path__startswith=desk.path)
    if filters.person:
        theirs = Q(assignment__owner=filters.person) | Q(assignment__checker=filters.person)
        stories = stories.filter(theirs | Q(assignment__editor=filters.person))
    if filters.topic:
        stories = stories.filter(topics__slug=filters.topic)
    if filters.due == "late":
        stories = stories.filter(assignment__due_at__lt=now)
    if filters.due == "today":
        stories = stories.filter(assignment__due_at__lt=since + timedelta(days=1))
    return stories


def _laid_out(stories: list[StoryPage], desks: dict[str, str], user) -> list[Column]:
    open_comments = dict(
        Comment.objects.filter(page__in=[story.pk for story in stories], resolved_at=None)
        .order_by()
        .values_list("page")
        .annotate(Count("pk"))
    )
    board = {stage: Column(stage) for stage in Stage}
    for story in stories:
        column = board[Stage(story.stage)]
        column.total = story.total
        permissions = permissions_at(story.path, user)
        column.cards.append(
            Card(
                story=story,
                stage=column.stage,
                desk=desks.get(story.path[: -StoryPage.steplen], ""),
                comments=open_comments.get(story.pk, 0),
                moves=moves_from(column.stage, permissions),
                permissions=permissions,
            )
        )
    return list(board.values())


def _within(places: Iterable[str]) -> Q:
    inside = Q(pk__in=[])
    for place in places:
        inside |= Q(path__startswith=place)
    return inside


def people_on_the_board() -> list:
    """Everybody who is owner, checker or editor of something."""
    people = get_user_model().objects.filter(is_active=True)
    assigned = StoryPage.objects.filter(assignment__isnull=False)
    named = [assigned.values(f"assignment__{role}") for role in ("owner", "checker", "editor")]
    return list(
        people.filter(Q(pk__in=named[0]) | Q(pk__in=named[1]) | Q(pk__in=named[2])).order_by(
            "first_name", "username"
        )
    )
