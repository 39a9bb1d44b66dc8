"""How does the API describe itself? As an OpenAPI 3.1 document, worked out from what it answers."""

from typing import Generic, TypeVar

from django.conf import settings
from ninja import NinjaAPI, Schema
from pydantic import Field

from articles.api.door import PROBLEM

T = TypeVar("T")
VERSION = "1.0.0"
DESCRIPTION = """\
What this newsroom published, for programs: stories, their claims with how firmly each is held, what they cite, every
edition and every correction. Read only, without a key. Only what readers can read is here. Lists are paged by cursor:
follow `next`. A page may hold fewer things than its limit."""


class Page(Schema, Generic[T]):
    """A page of a list."""

    items: list[T] = Field(description="The things on this page.")
    next: str | None = Field(description="The address of the next page; null on the last one.")


class Unfit(Schema):
    """What is wrong with one parameter."""

    parameter: str = Field(description="Its name.")
    problem: str = Field(description="What is wrong, and what is allowed.")


class Problem(Schema):
    """What went wrong (problem details, RFC 9457)."""

    type: str = Field(description="`about:blank`: the status says it.")
    title: str = Field(description="What went wrong, in general.")
    status: int = Field(description="The status of the answer.")
    detail: str = Field("", description="What went wrong here.")
    errors: list[Unfit] = Field([], description="Of 422: each parameter that can't be followed.")


class Api(NinjaAPI):
    """Ninja's, whose document says also: the licence, that errors have a media type of their own, and that a choice of
    fields leaves the others out."""

    def get_openapi_schema(self, **kwargs):
        told = super().get_openapi_schema(**kwargs)
        told["servers"] = [{"url": settings.BASE_URL}]
        told["info"]["license"] = {"name": "Licence of the data", "url": settings.DATA_LICENCE}
        for operation in (way["get"] for way in told["paths"].values()):
            _say_what_errors_are(operation["responses"])
            for parameter in operation["parameters"]:
                if parameter["schema"].get("default", ...) is None:
                    del parameter["schema"]["default"]
        for schema in told["components"]["schemas"].values():
            if "id" in schema.get("properties", {}):
                schema["required"] = ["id"]
        return told


def _say_what_errors_are(responses: dict) -> None:
    for status, said in responses.items():
        if status >= 400:
            said["content"] = {PROBLEM: said["content"].pop("application/json")}
        if status == 429:
            wait = {"description": "Seconds to wait.", "schema": {"type": "integer"}}
            said["headers"] = {"Retry-After": wait}
