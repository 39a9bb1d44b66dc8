"""What may a program ask the API for? The parameters, what each allows, and what is wrong with one that is refused."""

import re
from datetime import UTC, datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import AfterValidator, BaseModel, BeforeValidator, Field

from articles import dispatch
from articles.claims import Stance, Standing
from articles.correcting import NOTICES
from articles.models.archive import Asked
from sources.kinds import SourceKind

MOST, USUAL = 100, 50  # things on a page
LARGEST = 2**31 - 1


def _moment(value):
    """A time with its zone. A plus sign that was not encoded reached us as a blank."""
    if not re.match(r"\d{4}-\d\d-\d\d[Tt]", str(value)):
        raise ValueError("Give a time with its zone, as 2026-04-17T19:05:00Z or 2026-04-17T21:05:00%2B02:00.")
    return str(value).replace(" ", "+")


def _in_utc(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError("Say in which zone the time is, as Z or %2B02:00.")
    try:
        return value.astimezone(UTC)
    except OverflowError:
        raise ValueError("This time is out of reach.") from None


def _chosen(model: type[BaseModel]):
    """The parameter `fields` of a resource."""
    names = "|".join(model.model_fields)

    def check(value: str) -> str:
        if unknown := [name for name in value.split(",") if name not in model.model_fields]:
            known = ", ".join(model.model_fields)
            raise ValueError(f"There is no field {', '.join(map(repr, unknown))}. There are: {known}.")
        return value

    pattern = {"pattern": rf"^({names})(,({names}))*$"}
    meaning = "Only these fields, with commas between them; `id` always comes along."
    return Annotated[str, AfterValidator(check), Field(description=meaning, json_schema_extra=pattern)]


Number = Annotated[int, Field(ge=1, le=LARGEST)]
Slug = Annotated[str, Field(pattern=r"^[\w-]+$", max_length=255)]
Since = Annotated[
    datetime,
    BeforeValidator(_moment),
    AfterValidator(_in_utc),
    Field(description="Published at this time or later. Write + as %2B."),
]
StoryNumber = Annotated[Number, Field(description="The number of a story.")]
OfSource = Annotated[Number, Field(description="What cites this source, by its number.")]
OfPublisher = Annotated[Slug, Field(description="What cites a source of this publisher, by its slug.")]
OfTopic = Annotated[Slug, Field(description="Stories about this topic, by its slug.")]
OfDesk = Annotated[Slug, Field(description="Stories of this desk, by its slug.")]
Held = Annotated[Literal[*Standing.values], Field(description="How firmly the claim is held.")]


class One(Schema):
    """What a single thing can be asked for."""

    @property
    def asked(self) -> Asked:
        given = self.model_dump(include=set(Asked.__dataclass_fields__))
        return Asked(**given)


class Many(One):
    """What every list can be asked for."""

    limit: Annotated[int, Field(ge=1, le=MOST, description="So many on a page, at most.")] = USUAL
    cursor: Annotated[str, Field(max_length=500, description="Where the page begins: from `next`.")] = None


class Ordered(Many):
    order: Annotated[
        Literal["newest", "oldest"],
        Field(
            description="With `oldest`, what is published while you read comes at the end: nothing is missed."
        ),
    ] = "newest"


class Stories(Ordered):
    kind: Annotated[Literal["brief", "article"], Field(description="Briefs or articles.")] = None
    standing: Annotated[Held, Field(description="Stories with a claim of this standing.")] = None
    source: OfSource = None
    publisher: OfPublisher = None
    topic: OfTopic = None
    desk: OfDesk = None
    changed_since: Since = None
    fields: _chosen(dispatch.Story) = None


class Claims(Ordered):
    story: StoryNumber = None
    uid: Annotated[Slug, Field(description="The claim's name for machines.")] = None
    standing: Held = None
    source: OfSource = None
    publisher: OfPublisher = None
    topic: OfTopic = None
    desk: OfDesk = None
    changed_since: Since = None
    fields: _chosen(dispatch.Claim) = None


class Citations(Ordered):
    kind: Annotated[
        Literal["brief", "article"],
        Field(description="Citations of claims, or those in the text of articles."),
    ] = "brief"
    story: StoryNumber = None
    stance: Annotated[
        Literal[*Stance.values], Field(description="What the source does for the claim.")
    ] = None  # fmt: skip
    standing: Held = None
    source: OfSource = None
    publisher: OfPublisher = None
    topic: OfTopic = None
    desk: OfDesk = None
    changed_since: Since = None
    fields: _chosen(dispatch.Citation) = None


class Sources(Many):
    kind: Annotated[Literal[*SourceKind.values], Field(description="What the source is.")] = None
    story: StoryNumber = None
    publisher: Annotated[Slug, Field(description="Sources of this publisher, by its slug.")] = None
    topic: OfTopic = None
    desk: OfDesk = None
    fields: _chosen(dispatch.Source) = None

    @property
    def asked(self) -> Asked:
        """A kind of source is no kind of story."""
        given = self.model_dump(include={"story", "publisher", "topic", "desk"})
        return Asked(**given)


class Publishers(Many):
    fields: _chosen(dispatch.Publisher) = None


class Sections(Many):
    fields: _chosen(dispatch.Section) = None


class Editions(Ordered):
    story: StoryNumber = None
    topic: OfTopic = None
    desk: OfDesk = None
    changed_since: Since = None
    fields: _chosen(dispatch.PublishedEdition) = None


class Corrections(Ordered):
    kind: Annotated[
        Literal[*sorted(map(str, NOTICES))], Field(description="What the change is called.")
    ] = None  # fmt: skip
    story: StoryNumber = None
    topic: OfTopic = None
    desk: OfDesk = None
    changed_since: Since = None
    fields: _chosen(dispatch.Correction) = None


def one(model: type[BaseModel]) -> type[One]:
    """What can be asked for of a single thing of this shape."""
    return type(
        f"One{model.__name__}", (One,), {"__annotations__": {"fields": _chosen(model)}, "fields": None}
    )
