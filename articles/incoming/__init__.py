"""What do the files of other programs hold? Values only: no database, no clock, no network."""

import hashlib
import re
from dataclasses import dataclass, field
from datetime import date

from bs4 import BeautifulSoup
from bs4.exceptions import ParserRejectedMarkup

CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")  # but for those that part words and lines


class Broken(ValueError):
    """The file can't be read on from here. str() is a sentence that says where and why."""


@dataclass(frozen=True)
class Item:
    """One text of the file. `where` is its place in the file; `left_out` says why it is none for us, or nothing."""

    where: str
    name: str
    title: str
    html: str
    excerpt: str = ""
    link: str = ""
    slug: str = ""
    dated: date | None = None
    authors: list[str] = field(default_factory=list)
    topics: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    left_out: str = ""

    @property
    def whole(self) -> str:
        """Every word that we keep of it, as it came."""
        return "\n\n".join(part for part in (self.title, self.excerpt, self.html) if part)


def plain(html: str) -> str:
    """The words without their marks and control characters, in one line."""
    html = CONTROL.sub("", html)
    if not re.search("[<&]", html):
        return " ".join(html.split())
    try:
        words = BeautifulSoup(html, "html.parser").get_text()
    except ParserRejectedMarkup:
        words = re.sub("<[^<>]*>", " ", html)
    return " ".join(words.split())


def name_of(*parts: str) -> str:
    """The first part that is there, which is the name its program gave it; one too long is named by its digest."""
    name = next((part.strip() for part in parts if part.strip()), "")
    return name if 0 < len(name) <= 400 else f"sha256:{hashlib.sha256(name.encode()).hexdigest()}"


def distinct(names: list[str]) -> list[str]:
    """The names that are none but for their spelling's case, in their order, without empty ones."""
    kept = {" ".join(name.split()).casefold(): " ".join(name.split()) for name in reversed(names)}
    return [name for name in reversed(kept.values()) if name]
