"""Where is the schema of a standard?

Schemas that no well-kept package carries are not kept here either: they are read from the folder that STANDARDS_DIR
names, or from `shared/standards` beside the checkout. Its SOURCES.md says where each comes from.
"""

import json
import os
from functools import cache
from pathlib import Path

import pytest
import rnc2rng
from jsonschema import Draft4Validator, FormatChecker
from lxml import etree
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4

from newsroom.tests import node_tool

BESIDE = Path(__file__).resolve().parents[3] / "shared/standards"
SITEMAP = (
    node_tool.FOLDER / "node_modules/sitemap/schema/sitemap.xsd"
)  # the npm package carries sitemaps.org's own


def schema(name: str) -> Path:
    """The file or folder of a standard; a failure says what to do if it is not there."""
    folder = Path(os.environ.get("STANDARDS_DIR") or BESIDE)
    if not (folder / name).exists():
        pytest.fail(
            f"{folder} has no {name}, which this test reads. Set STANDARDS_DIR to a folder with the schemas of "
            "the standards (atom.rnc, jsonfeed-feed.json, siteindex.xsd, web-annotation).",
            pytrace=False,
        )
    return folder / name


@cache
def atom() -> etree.RelaxNG:
    """The grammar of RFC 4287, appendix B, in the form that lxml reads."""
    grammar = rnc2rng.dumps(rnc2rng.load(str(schema("atom.rnc"))))
    named = grammar.replace(' xmlns:local=""', "")  # lxml allows no empty name
    return etree.RelaxNG(etree.fromstring(named.encode()))


@cache
def json_feed() -> Draft4Validator:
    """The schema of JSON Feed 1.1, which builds upon that of 1.0."""
    told, first = read("jsonfeed-feed.json"), read("jsonfeed-feed-1.json")
    names = {first["id"], *(ref for ref in references(told) if ref.startswith("http"))}
    known = [(name.partition("#")[0], DRAFT4.create_resource(first)) for name in names]
    return Draft4Validator(told, registry=Registry().with_resources(known), format_checker=FormatChecker())


@cache
def annotation_musts() -> dict[str, Draft4Validator]:
    """What the W3C asks of every annotation, one schema for each of its assertions."""
    folder = schema("web-annotation")
    shared = [
        (file.name, Resource.from_contents(json.loads(file.read_text()), DRAFT4))
        for file in definitions(folder)
    ]
    registry = Registry().with_resources(shared)
    wanted = json.loads((folder / "annotations/annotationMusts.test").read_text())["assertions"]
    found = {name: json.loads((folder / name).read_text()) for name in wanted}
    return {
        name: Draft4Validator({key: value for key, value in told.items() if key != "id"}, registry=registry)
        for name, told in found.items()
    }


def definitions(folder: Path) -> list[Path]:
    return sorted((folder / "definitions").glob("*.json"))


@cache
def sitemap(name: str) -> etree.XMLSchema:
    """The schema of a sitemap, or of an index of them, by the name of its root."""
    return etree.XMLSchema(file=SITEMAP if name == "urlset" else schema("siteindex.xsd"))


def read(name: str) -> dict:
    return json.loads(schema(name).read_text())


def references(told) -> list[str]:
    """All that a schema refers to."""
    if isinstance(told, dict):
        own = [told["$ref"]] if isinstance(told.get("$ref"), str) else []
        return own + [ref for part in told.values() for ref in references(part)]
    return [ref for part in told for ref in references(part)] if isinstance(told, list) else []
