"""What does a reader see? Helpers for tests that read pages."""

import html
import re

from articles.claims import Stance, Standing
from articles.tests import build
from sources.kinds import SourceKind


def text(response) -> str:
    """What stands on the page, without tags, in one line."""
    body = re.sub(r"(?s)<head>.*?</head>|<svg.*?</svg>", " ", response.content.decode())
    words = re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", body)))
    return re.sub(r" ([.,:)])", r"\1", words)


def part(response, anchor: str) -> str:
    """The section of a story whose heading has this anchor."""
    return re.search(rf'(?s)<section[^>]*aria-labelledby="{anchor}".*?</section>', response.content.decode())[
        0
    ]


def headlines(response) -> list[str]:
    found = re.findall(r"(?s)<h3>\s*<a [^>]*>(.*?)</a>", response.content.decode())
    return [html.unescape(re.sub("<.*?>", "", headline)).strip() for headline in found]


def read(client, story):
    response = client.get(story.url)
    assert response.status_code == 200
    return response


def full_brief(**fields):
    """A draft with claims of every standing, two sources, and nothing that holds it."""
    order = build.source("Traffic order 26/114")
    courier = build.source(
        "Lorries turn round", SourceKind.REPORT, publisher=build.publisher("Callan Courier")
    )
    claims = [
        build.known("Lorries are barred.", build.cites(order, locator="Section 1"), build.cites(courier)),
        build.known("Cars may cross.", build.cites(order, excerpt="at 30 km/h")),
        build.claim(
            Standing.DISPUTED,
            "About 1,200 lorries a day.",
            build.cites(order, excerpt="1,204"),
            build.cites(courier, Stance.CONTRADICTS, excerpt="close to nineteen hundred"),
        ),
        build.unclear("What caused the crack.", settles="The laboratory report."),
        build.claim(
            Standing.REFUTED,
            "A lorry hit it.",
            build.cites(order, Stance.CONTRADICTS),
            truth="No mark was found.",
        ),
    ]
    for place, claim in enumerate(claims):
        claim.sort_order = place
        for rank, citation in enumerate(claim.citations.all()):
            citation.sort_order = rank
    return build.brief(claims, **fields)
