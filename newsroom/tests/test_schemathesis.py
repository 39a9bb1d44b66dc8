"""Does the API answer as its own document says, whatever it is asked? Schemathesis asks, from the document alone."""

import json
from contextlib import contextmanager

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from articles.tests import build, reader

pytestmark = [pytest.mark.django_db, pytest.mark.on_sqlite]
DOCUMENT = "/api/openapi.json"
EXAMPLES = 12  # of questions for each address
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


@contextmanager
def the_site():
    """The site as a program meets it. The database belongs to the test, so a request does not close it."""
    application, ends = get_wsgi_application(), (request_started, request_finished)
    for signal in ends:
        signal.disconnect(close_old_connections)
    try:
        yield lambda environ, start: application(environ | {"HTTP_ACCEPT_ENCODING": "identity"}, start)
    finally:
        for signal in ends:
            signal.connect(close_old_connections)


@pytest.fixture(autouse=True)
def paper(settings):
    """A brief with everything, corrected once, and an article; and nobody counts how often we ask."""
    settings.API_RATE, settings.ALLOWED_HOSTS = "", ["*"]
    page = reader.full_brief(slug="merrow")
    page.topics.add("Bridges")
    page.save()
    page = build.publish(page)
    page.title = "Merrow Bridge shut"
    page.save_revision()
    build.named(page, text="The headline said that only lorries were barred.")
    build.publish(page)
    build.publish(build.article(slug="ferry", at=build.desk("county")))


def ask(application) -> int:
    """Asks every address of the document with made-up parameters. Returns how many addresses that were."""
    operations = list(schemathesis.openapi.from_wsgi(DOCUMENT, application).get_all_operations())
    for operation in operations:
        questions = operation.ok().as_strategy()

        @settings(
            max_examples=EXAMPLES, derandomize=True, deadline=None, database=None,
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        @given(questions)
        def put(question):
            question.call_and_validate(checks=CHECKS)

        put()
    return len(operations)


def lying(application, told: dict):
    """The same site, with another document."""

    def answer(environ, start):
        if environ["PATH_INFO"] != DOCUMENT:
            return application(environ, start)
        start("200 OK", [("Content-Type", "application/json")])
        return [json.dumps(told).encode()]

    return answer


def test_every_answer_is_as_the_document_says():
    with the_site() as application:
        assert ask(application) >= 18


def test_an_answer_that_is_not_as_the_document_says_is_noticed(client):
    told = client.get(DOCUMENT).json()
    told["components"]["schemas"]["Story"]["properties"]["headline"] = {"type": "integer"}
    with the_site() as application, pytest.raises((FailureGroup, Failure), match="integer"):
        ask(lying(application, told))
