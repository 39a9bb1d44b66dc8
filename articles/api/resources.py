"""Which resources does the API have? For each a list and a single one. All of them are told by the wire."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import Http404
from ninja import Query, Router
from ninja.errors import ValidationError
from pydantic import BaseModel

from articles import dispatch, wire
from articles.api import asking, door
from articles.api.asking import one
from articles.api.document import DESCRIPTION, VERSION, Api, Page, Problem
from articles.models import archive
from articles.models.archive import Asked
from articles.models.paged import NoCursor, Order
from sources.models import Source

BY_CHANGE = ("last_published_at", "pk")
RESOURCES = (
    "stories", "claims", "citations", "sources", "publishers", "topics", "desks", "editions", "corrections"
)  # fmt: skip
router = Router()


def _list_of(name: str, model: type[BaseModel]) -> Callable:
    responses = {200: Page[model], 422: Problem, 429: Problem}
    return router.get(f"/{name}/", response=responses, tags=[name], operation_id=f"list_{name}")


def _single(name: str, way: str, model: type[BaseModel]) -> Callable:
    responses = {200: model, 404: Problem, 422: Problem, 429: Problem}
    return router.get(f"/{name}/{way}/", response=responses, tags=[name], operation_id=f"get_{name}")


def _known_only(request, query) -> None:
    """Refuses parameters that there are not, and those that are given twice."""
    names = type(query).model_fields
    for name, values in request.GET.lists():
        if name not in names:
            raise door.Unfit(
                {"parameter": name, "problem": f"There is no such parameter. There are: {', '.join(names)}."}
            )
        if len(values) > 1:
            raise door.Unfit({"parameter": name, "problem": "It is given more than once. Give it once."})


def _plain(told: BaseModel, query) -> dict:
    """The thing as plain data, with the fields that were chosen."""
    fields = {"id", *query.fields.split(",")} if query.fields else None
    return told.model_dump(mode="json", include=fields)


def _page(request, query, rows, order: Order, tell: Callable):
    _known_only(request, query)
    try:
        found, cursor = order.page(rows, query.cursor, query.limit)
    except NoCursor:
        words = "This is no cursor of this list. Take it from `next`, or leave it out to begin at the start."
        raise door.Unfit({"parameter": "cursor", "problem": words}) from None
    following = _next(request, cursor) if cursor else None
    answer = door.answer({"items": [_plain(told, query) for told in tell(found)], "next": following})
    if following:
        answer["Link"] = f'<{following}>; rel="next"'
    return answer


def _next(request, cursor: str) -> str:
    query = request.GET.copy()
    query["cursor"] = cursor
    return f"{settings.BASE_URL}{request.path}?{query.urlencode()}"


def _the(request, query, told: list):
    """The one thing that was asked for."""
    _known_only(request, query)
    if not told:
        raise Http404("Nothing that readers can see has this name.")
    return door.answer(_plain(told[0], query))


def _order(query, *fields: str) -> Order:
    return Order(fields, is_newest_first=query.order == "newest")


@_list_of("stories", dispatch.Story)
def stories(request, query: Query[asking.Stories]):
    """Stories, those first that were published last."""
    return _page(request, query, archive.stories(query.asked), _order(query, *BY_CHANGE), wire.stories)


@_single("stories", "{int:story}", dispatch.Story)
def story(request, story: int, query: Query[one(dispatch.Story)]):
    """One story, by its number."""
    return _the(request, query, wire.stories(archive.stories(_of(story))[:1]))


def _of(story: int) -> Asked:
    if not 0 < story <= asking.LARGEST:
        raise Http404("Nothing has this number.")
    return Asked(story=story)


@_list_of("claims", dispatch.Claim)
def claims(request, query: Query[asking.Claims]):
    """Claims of published briefs, those of the newest briefs first."""
    rows = archive.claims(query.asked, query.uid)
    return _page(request, query, rows, _order(query, "brief_id", "number"), wire.claims)


@_single("claims", "{int:story}-{int:number}", dispatch.Claim)
def claim(request, story: int, number: int, query: Query[one(dispatch.Claim)]):
    """One claim, by the number of its story and its own. It stays at this address whatever becomes of it."""
    return _the(
        request, query, wire.claims(archive.claims(_of(story)).filter(number=min(number, asking.LARGEST)))
    )


@_list_of("citations", dispatch.Citation)
def citations(request, query: Query[asking.Citations]):
    """Citations of claims or, with `kind=article`, of articles."""
    if query.kind == "article":
        rows = archive.footnotes(query.asked)
        return _page(request, query, rows, _order(query, "page_id", "number"), wire.footnotes)
    rows = archive.citations(query.asked, query.stance)
    order = _order(query, "claim__brief_id", "claim__number", "pk")
    return _page(request, query, rows, order, wire.citations)


@_single("citations", "{int:story}-{int:number}-{digest}", dispatch.Citation)
def citation(request, story: int, number: int, digest: str, query: Query[one(dispatch.Citation)]):
    """One citation of a claim."""
    told = wire.claims(archive.claims(_of(story)).filter(number=min(number, asking.LARGEST)))
    named = f"{story}-{number}-{digest}"
    return _the(request, query, [c for claim in told for c in claim.citations if c.id == named])


@router.get(
    "/citations/{int:story}-n{int:mark}/", response={200: dispatch.Citation, 404: Problem, 422: Problem, 429: Problem},
    tags=["citations"], operation_id="get_citations_of_article",
)  # fmt: skip
def footnote(request, story: int, mark: int, query: Query[one(dispatch.Citation)]):
    """One citation of an article."""
    rows = archive.footnotes(_of(story)).filter(number=min(mark, asking.LARGEST))
    return _the(request, query, wire.footnotes(rows))


@_list_of("sources", dispatch.Source)
def sources(request, query: Query[asking.Sources]):
    """Sources that published stories cite, the newest first."""
    return _page(request, query, archive.sources(query.asked, query.kind), Order(("pk",)), wire.sources)


@_single("sources", "{int:source}", dispatch.Source)
def source(request, source: int, query: Query[one(dispatch.Source)]):
    """One source. Of one that was merged with its duplicate: the one that stayed."""
    pk = min(source, asking.LARGEST)
    kept = Source.objects.filter(pk=pk).values_list("merged_into", flat=True).first()
    return _the(request, query, wire.sources(archive.sources().filter(pk=kept or pk)))


@_list_of("publishers", dispatch.Publisher)
def publishers(request, query: Query[asking.Publishers]):
    """Publishers of those sources."""
    return _page(request, query, archive.publishers(), Order(("pk",)), wire.publishers)


@_single("publishers", "{int:publisher}", dispatch.Publisher)
def publisher(request, publisher: int, query: Query[one(dispatch.Publisher)]):
    """One publisher."""
    rows = archive.publishers().filter(pk=min(publisher, asking.LARGEST))
    return _the(request, query, wire.publishers(rows))


@_list_of("topics", dispatch.Section)
def topics(request, query: Query[asking.Sections]):
    """Topics of published stories."""
    return _page(request, query, archive.topics(), Order(("pk",)), wire.topics)


@_single("topics", "{int:topic}", dispatch.Section)
def topic(request, topic: int, query: Query[one(dispatch.Section)]):
    """One topic."""
    return _the(request, query, wire.topics(archive.topics().filter(pk=min(topic, asking.LARGEST))))


@_list_of("desks", dispatch.Section)
def desks(request, query: Query[asking.Sections]):
    """The desks of the newsroom."""
    return _page(request, query, archive.desks(), Order(("pk",)), wire.desks)


@_single("desks", "{int:desk}", dispatch.Section)
def desk(request, desk: int, query: Query[one(dispatch.Section)]):
    """One desk."""
    return _the(request, query, wire.desks(archive.desks().filter(pk=min(desk, asking.LARGEST))))


@_list_of("editions", dispatch.PublishedEdition)
def editions(request, query: Query[asking.Editions]):
    """Publications of stories that are out, from the ledger."""
    return _page(request, query, archive.editions(query.asked), _order(query, "pk"), wire.published_editions)


@_single("editions", "{int:story}-v{int:version}", dispatch.WholeEdition)
def edition(request, story: int, version: int, query: Query[one(dispatch.WholeEdition)]):
    """One publication, with all that it said."""
    row = archive.edition(_of(story), min(version, asking.LARGEST))
    return _the(request, query, [told for told in [row and wire.whole_edition(row)] if told])


@_list_of("corrections", dispatch.Correction)
def corrections(request, query: Query[asking.Corrections]):
    """What readers were told was wrong."""
    rows = archive.corrections(query.asked)
    return _page(request, query, rows, _order(query, "published_at", "pk"), wire.corrections)


@_single("corrections", "{int:correction}", dispatch.Correction)
def correction(request, correction: int, query: Query[one(dispatch.Correction)]):
    """One correction."""
    rows = archive.corrections().filter(pk=min(correction, asking.LARGEST))
    return _the(request, query, wire.corrections(rows))


@router.get("/", include_in_schema=False)
def index(request) -> Any:
    """Where the resources are."""
    places = {name: f"{settings.BASE_URL}{dispatch.API}/{name}/" for name in RESOURCES}
    document = {"openapi": f"{settings.BASE_URL}/api/openapi.json", "licence": settings.DATA_LICENCE}
    return door.answer(document | {"resources": places})


def made() -> Api:
    """The API with all of its resources."""
    api = Api(
        title=f"{settings.SITE_NAME}: what was published",
        version=VERSION,
        description=DESCRIPTION,
        docs_url=None,
        urls_namespace="reading",
    )
    api.add_router("/v1", router)
    api.add_exception_handler(ValidationError, door.on_invalid)
    api.add_exception_handler(door.Unfit, door.on_unfit)
    api.add_exception_handler(Http404, door.on_missing)
    api.add_exception_handler(Exception, door.on_failure)
    return api


api = made()
