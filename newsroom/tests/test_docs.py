"""Do the documents tell what the program does? They can't lag: gates, settings, commands, floors, links, examples."""

import inspect
import re
from pathlib import Path

import pytest
from django.core.management import get_commands

from articles import desk_gates, gates, intake
from articles.intake_headings import SPELLINGS
from newsroom.tests import test_house

ALL_GATES = (*gates.GATES, *desk_gates.DESK_GATES)
HOUSE = Path(__file__).resolve().parents[2]
DOCS = HOUSE / "docs"
APPS = ("newsroom", "articles", "sources")
DOCUMENTS = [*sorted(HOUSE.glob("*.md")), *sorted(DOCS.rglob("*.md"))]
PICTURE_BYTES = 300_000
FENCE = re.compile(r"^( *)```(\w*)\n(.*?)^ *```$", re.DOTALL | re.MULTILINE)
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
RAW_LINK = re.compile(r"<(?:img|source|a)\b[^>]*?(?:src|srcset|href)=\"([^\"]+)\"")

named = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(HOUSE)))


def everywhere() -> str:
    return "\n".join(document.read_text() for document in DOCUMENTS)


def prose(document: Path) -> str:
    """A document without its examples, in which a bracket is no link."""
    return re.sub(r"`[^`\n]*`", "", FENCE.sub("", document.read_text()))


def blocks(document: Path, language: str) -> list[str]:
    """The examples in a language, less the indent of the list in which they may stand."""
    found = FENCE.findall(document.read_text())
    return [
        re.sub(rf"^{indent}", "", text, flags=re.MULTILINE)
        for indent, name, text in found
        if name == language
    ]


def anchors(document: Path) -> set[str]:
    """The headings of a document as addresses, spelled as code hosts do."""
    titles = re.findall(r"^#{1,6} +(.+)$", FENCE.sub("", document.read_text()), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-") for title in titles}


def section(document: Path, heading: str) -> str:
    """What stands below a heading of the second level, up to the next one."""
    return re.split(r"^## ", document.read_text().split(f"## {heading}\n", 1)[1], flags=re.MULTILINE)[0]


def first_column(text: str) -> list[str]:
    """The names in the first column of the tables in a text."""
    return re.findall(r"^\| `(\w+)`", text, re.MULTILINE)


def gate_headings() -> dict[str, str]:
    """The text below each heading of the third level in docs/gates.md, which are the gates."""
    _before, *parts = re.split(r"^### (\w+)$", (DOCS / "gates.md").read_text(), flags=re.MULTILINE)
    return dict(zip(parts[::2], parts[1::2], strict=True))


def test_every_gate_has_its_heading_and_every_heading_its_gate_in_the_same_order():
    assert list(gate_headings()) == [gate.__name__ for gate in ALL_GATES]


@pytest.mark.parametrize("gate", ALL_GATES, ids=lambda gate: gate.__name__)
def test_the_rule_of_a_gate_is_printed_word_for_word(gate):
    below = gate_headings().get(gate.__name__, "")
    quoted = " ".join(line.removeprefix("> ") for line in below.splitlines() if line.startswith("> "))
    assert quoted == " ".join(inspect.getdoc(gate).split())


def test_every_variable_that_the_settings_read_is_documented_and_no_other():
    read = set(re.findall(r"\benv(?:\.\w+)?\(\s*\"(\w+)\"", (HOUSE / "newsroom/settings.py").read_text()))
    documented = first_column(section(DOCS / "settings.md", "What the site reads"))
    assert len(documented) == len(set(documented))
    assert set(documented) == read


def test_every_variable_of_the_make_commands_is_documented_and_read():
    documented = first_column(section(DOCS / "settings.md", "What the make commands read"))
    scripts = [HOUSE / "Makefile", *sorted((HOUSE / "bin").iterdir())]
    code = "\n".join(path.read_text() for path in scripts if path.is_file())
    assert [name for name in documented if not re.search(rf"\b{name}\b", code)] == []
    ours = set(re.findall(r"environ(?:\.get\(|\[)\"(\w+)\"", code)) - {"UV_LINK_MODE", "PYTHONWARNINGS"}
    foreign = {name for name in ours if name.startswith(("PIP_", "UV_", "SSL_"))}
    assert ours - foreign <= set(documented)


def test_every_command_of_ours_is_named_and_every_named_one_exists():
    ours = {path.stem for app in APPS for path in (HOUSE / app / "management/commands").glob("[!_]*.py")}
    told = set(re.findall(r"manage\.py (\w+)", everywhere()))
    assert ours
    assert ours <= told
    assert told <= set(get_commands())


def test_every_make_command_that_is_named_exists():
    there = set(re.findall(r"^(\w+):", (HOUSE / "Makefile").read_text(), re.MULTILINE))
    told = set(re.findall(r"(?:`|^)make (\w+)", everywhere(), re.MULTILINE))
    assert {"run", "test"} <= told
    assert told <= there


@named
def test_every_link_and_picture_leads_somewhere(document):
    text = prose(document)
    for target in LINK.findall(text) + RAW_LINK.findall(text):
        if target.startswith(("http://", "https://", "mailto:")):
            continue
        path, _, anchor = target.partition("#")
        there = (document.parent / path).resolve() if path else document
        assert there.exists(), f"{target} does not exist"
        assert not anchor or anchor in anchors(there), f"{target}: no such heading"


@named
def test_every_file_that_is_named_with_its_folder_exists(document):
    told = re.findall(
        rf"`((?:{'|'.join([*APPS, 'docs', 'bin', 'templates'])})/[^`\s]*)`", document.read_text()
    )
    assert [path for path in told if not list(HOUSE.glob(path.rstrip("/")))] == []


def test_every_picture_is_shown_with_words_for_those_who_cannot_see_it_and_is_light():
    pictures = sorted((DOCS / "pictures").iterdir())
    assert pictures
    for picture in pictures:
        shown = re.findall(rf"!\[([^\]]*)\]\([^)]*{re.escape(picture.name)}\)", everywhere())
        assert shown, f"{picture.name} is shown nowhere"
        assert all(len(words) > 20 for words in shown), picture.name
        assert picture.stat().st_size <= PICTURE_BYTES, picture.name


def test_the_map_has_the_floors_that_the_house_test_keeps():
    rows = re.findall(r"^\| \d+ \| ([^|]+) \|", (DOCS / "map.md").read_text(), re.MULTILINE)
    drawn = [set(re.findall(r"`(\w+)`", row)) for row in reversed(rows)]
    rooms = {test_house.room(path.name.removesuffix(".py")) for path in (HOUSE / "articles").iterdir()}
    assert drawn == [floor & rooms for floor in test_house.FLOORS]


def test_the_map_names_every_file_of_the_models_and_of_the_parser():
    told = (DOCS / "map.md").read_text()
    files = [path.name for path in (HOUSE / "articles/models").glob("[!_]*.py")]
    parser = [path.stem for path in (HOUSE / "articles").glob("intake_*.py")]
    assert [name for name in files + parser if f"`{name}`" not in told] == []


def test_every_heading_that_intake_understands_is_listed():
    def bare(text):
        return text.lower().replace("’", "")

    rows = re.findall(r"^ +\| [^|]+ \| ([^|]+) \|$", (DOCS / "editors.md").read_text(), re.MULTILINE)
    listed = {bare(heading.strip()) for row in rows for heading in row.split("·")}
    spellings = {spelling for spellings in SPELLINGS.values() for spelling in spellings}
    assert spellings - listed == set()


@pytest.mark.parametrize("document", ["README.md", "docs/editors.md"])
def test_the_example_of_a_brief_is_understood_to_the_last_line(document):
    (text,) = [block for block in blocks(HOUSE / document, "text") if "What We Know" in block]
    parsed = intake.parse(text)
    assert parsed.kind == "brief"
    assert (parsed.problems, parsed.unplaced) == ([], [])
    assert parsed.title == "Callan library opens on Sundays"
    assert parsed.known and parsed.unclear and parsed.faq and parsed.original
    assert parsed.sources[0].publisher == "Callan County Council"
    assert parsed.sources[0].url.startswith("https://")
