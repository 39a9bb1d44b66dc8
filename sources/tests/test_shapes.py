"""Title, publisher and day of pages in many shapes. `shapes.txt` holds the pages, with what each has to give."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from sources.reading import document


@dataclass
class Shape:
    name: str
    title: str
    publisher: str
    published: str
    url: str
    page: str = ""

    def found(self) -> dict:
        reading = document.read(self.page.encode(), "text/html; charset=utf-8", self.url)
        day = reading.published_on.isoformat() if reading.published_on else ""
        return {"title": reading.title, "publisher": reading.publisher, "published": day}

    def meant(self) -> dict:
        return {"title": self.title, "publisher": self.publisher, "published": self.published}


def shapes() -> list[Shape]:
    pieces = (Path(__file__).parent / "shapes.txt").read_text(encoding="utf-8").split("=== ")[1:]
    told = (piece.split("\n", 1) for piece in pieces)
    return [Shape(*(part.strip() for part in first.split(" | ")), page) for first, page in told]


@pytest.mark.parametrize("shape", shapes(), ids=lambda shape: shape.name)
def test_a_page_gives_its_title_publisher_and_day(shape):
    assert shape.found() == shape.meant()


def test_the_figure(capsys):
    """How many of the shapes give what they should; printed with `pytest -s` and always in the report of a failure."""
    right = Counter()
    for shape in shapes():
        found = shape.found()
        right.update(name for name, value in shape.meant().items() if found[name] == value)
    total = len(shapes())
    with capsys.disabled():
        print(f"\npages read: {total}; " + ", ".join(f"{name} right in {right[name]}" for name in right))
    assert total >= 60
