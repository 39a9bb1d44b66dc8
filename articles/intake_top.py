"""What do the first lines say: headline, byline, date?

Reads the lines above the first heading (of an article: all of them). What is none of the three is
handed back untouched, blank lines included, for the body of an article or the unplaced lines of a brief.
"""

import re
from dataclasses import dataclass, field
from datetime import date
from itertools import takewhile

from articles.intake_dates import WEEKDAYS, Reading, key, read_date, starts_with_month
from articles.intake_lines import (
    HASHES,
    SIGN,
    SPACE_OR_UNSEEN,
    Line,
    Problem,
    begins_small,
    blank,
    ends_sentence,
    is_rule,
    plain,
)
from articles.intake_rows import had_room

LONGEST_TITLE = 150  # characters
LONGEST_BYLINE = 200  # characters
WRAPPED_AT_LEAST = 50  # characters: a shorter first line wasn't ended by the width of a page
TOP = 40  # lines: below these no headline or byline is looked for
UNWRAPPED = 120  # characters: nobody wraps later than this

TITLE = re.compile(r"(?:title|headline)\s*[:：]\s*(?P<title>\S.*)", re.IGNORECASE)
PUBLISHED = re.compile(
    r"(?:first\s+)?(?:published\b(?P<colon>\s*[:：])?|(?:publication\s+date|posted|date)(?P<must>\s*[:：]))"
    r"\s*(?:[-–—]\s+)?(?:(?:on|at)\s+)?(?P<rest>.*)",
    re.IGNORECASE,
)
UPDATED = re.compile(r"(?:last\s+)?(?:updated|modified)\b\s*[:：]?\s*(?:on\s+)?(?P<rest>.*)", re.IGNORECASE)
BY = re.compile(
    r"(?:(?:written\s+|reported\s+|words\s+)?by\b(?P<colon>\s*[:：])?|(?:authors?|byline)(?P<must>\s*[:：]))\s*(?P<names>.*)",
    re.IGNORECASE,
)
BETWEEN_NAMES = re.compile(r"\s*[,;&]\s*(?:and\s+)?|\s+and\s+")
AND_BY = re.compile(r"\s+by\s+", re.IGNORECASE)
BEFORE_DATE = re.compile(r"\s*[,|·;]\s*|\s+[-–—]\s+")
SMALL = set(
    "de del della der den di du da do dos das la le van von ter ten zu bin ibn al el y e af of in for at with".split()
)
FULL_STOPS = ".。।۔:;,"


@dataclass
class Top:
    """What the first lines gave, and what they left."""

    title: str = ""
    title_line: int | None = None
    byline: list[str] = field(default_factory=list)
    published: date | None = None
    rest: list[Line] = field(default_factory=list)
    unplaced: list[Line] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    byline_lines: list[int] = field(default_factory=list)
    published_line: int | None = None

    def take_published(self, line: Line, reading: Reading) -> None:
        """Keep the day; say what a date can't keep: a time of day, a second date, a day that isn't one."""
        if reading.problem:
            self.problems.append(Problem(line.line, reading.problem))
        if reading.day is None:
            self.unplaced.append(Line(line.line, line.text.strip()))
        elif self.published is not None:
            self.problems.append(
                Problem(line.line, f"A date is already given on line {self.published_line}.")
            )
            self.unplaced.append(Line(line.line, line.text.strip()))
        else:
            self.published, self.published_line = reading.day, line.line
            if reading.rest:
                self.unplaced.append(Line(line.line, reading.rest))


def read_top(lines: list[Line]) -> Top:
    """Read headline, byline and date from the lines at the top, in any order, until the text begins."""
    top = Top()
    begun = False
    for place, line in enumerate(lines):
        if is_rule(line.text):
            top.rest.append(Line(line.line, ""))
        elif begun:
            if not takes_stray_date(top, line):
                top.rest.append(line)
        else:
            text = bare(line.text)
            if not any(takes(top, lines, place, text) for takes in (takes_date, takes_byline, takes_title)):
                top.rest.append(line)
                begun = ends_sentence(text) or len(text) > UNWRAPPED or place > TOP
    return top


def bare(text: str) -> str:
    """A line without the marks around it: heading signs, bold, italics."""
    text = plain(HASHES.sub("", text.strip().lstrip(SPACE_OR_UNSEEN), count=1))
    italic = len(text) > 2 and text[0] == text[-1] and text[0] in "*_"
    return text[1:-1].strip() if italic else text


def below(lines: list[Line], place: int) -> str:
    """The text of the line directly below, or "" where there is none."""
    return lines[place + 1].text.strip() if place + 1 < len(lines) else ""


def takes_date(top: Top, lines: list[Line], place: int, text: str) -> bool:
    """A line that gives the date of publication, also one that tries to and fails."""
    line = lines[place]
    found = PUBLISHED.fullmatch(text) if len(text) <= LONGEST_BYLINE else None
    if not found:
        return takes_bare_date(top, line, text)
    written, colon = found["rest"], bool(found["colon"] or found["must"])
    if not written:
        return takes_lone_word(top, lines, place, colon)
    day, _, names = AND_BY.sub("\n", written, count=1).partition("\n")
    reading = read_date(day)
    if reading.day is None and not reading.problem:
        if not colon and not begins_like_a_date(written):
            return False
        reading = Reading(problem=f"“{written[:80]}” isn’t a date that can be read: write it as 2026-04-21.")
    top.take_published(line, reading)
    if reading.day and names:
        add_names(top, line, names)
    return True


def takes_lone_word(top: Top, lines: list[Line], place: int, colon: bool) -> bool:
    """“Published” with nothing behind it introduces a date on a line below; with a colon it tried to."""
    following = next((after.text for after in lines[place + 1 : place + 3] if not blank(after.text)), "")
    dated = bool(read_date(bare(following)).day)
    if colon and not dated:
        top.take_published(lines[place], Reading(problem="“Published” has no date behind it."))
    return colon or dated


def takes_bare_date(top: Top, line: Line, text: str) -> bool:
    """A line that is nothing but a date, or says when the text was updated (which has no place here)."""
    reading = read_date(text)
    if reading.day or reading.problem:
        top.take_published(line, reading)
        return True
    updated = UPDATED.fullmatch(text) if len(text) <= LONGEST_BYLINE else None
    if updated and read_date(updated["rest"]).day:
        top.unplaced.append(Line(line.line, line.text.strip()))
        return True
    return False


def takes_stray_date(top: Top, line: Line) -> bool:
    """“Published 2026-04-21” on a line of its own counts wherever it stands."""
    if not line.text.lstrip(SPACE_OR_UNSEEN + "*_#").startswith(("Published", "PUBLISHED")):
        return False
    found = PUBLISHED.fullmatch(bare(line.text)[:LONGEST_BYLINE])
    reading = read_date(found["rest"]) if found else Reading()
    if reading.day:
        top.take_published(line, reading)
    return reading.day is not None


def begins_like_a_date(text: str) -> bool:
    word = text.split(None, 1)[0].strip(".,")
    return len(text) <= 60 and (text[0].isdigit() or starts_with_month(text) or key(word) in WEEKDAYS)


def takes_byline(top: Top, lines: list[Line], place: int, text: str) -> bool:
    """A line beginning "By" that goes on with names. "By the time the bridge closed …" doesn't."""
    found = BY.fullmatch(text) if len(text) <= LONGEST_BYLINE else None
    if not found or blank(found["names"]):
        return False
    names, reading = cut_date(found["names"])
    if not (found["colon"] or found["must"]) and (not are_names(names) or begins_small(below(lines, place))):
        return False
    if not add_names(top, lines[place], names):
        return False
    if reading.day:
        top.take_published(lines[place], reading)
    return True


def add_names(top: Top, line: Line, written: str) -> bool:
    names = [name.strip() for name in BETWEEN_NAMES.split(written) if name and any(map(str.isalnum, name))]
    top.byline.extend(names)
    top.byline_lines.extend([line.line] * len(names))
    return bool(names)


def cut_date(written: str) -> tuple[str, Reading]:
    """A date at the end of a byline, and the names before it."""
    for between in BEFORE_DATE.finditer(written):
        reading = read_date(written[between.end() :])
        if reading.day:
            return written[: between.start()], reading
    return written, Reading()


def are_names(written: str) -> bool:
    """Names are written with capitals, or in a script that has none; small words may stand between."""
    words = written.replace("(", " ").replace(")", " ").split()
    if not words or len(words) > 24 or key(words[0].strip(",")) in WEEKDAYS or starts_with_month(written):
        return False
    linking = SMALL | {"and", "&", "–", "-", "|"}
    return not words[0][0].isdigit() and all(word in linking or not word[0].islower() for word in words)


def takes_title(top: Top, lines: list[Line], place: int, text: str) -> bool:
    """The first line that is neither byline nor date, if it reads like a headline."""
    if top.title:
        return False
    told = TITLE.fullmatch(text)
    marked = HASHES.match(lines[place].text.lstrip(SPACE_OR_UNSEEN)) and any(map(str.isalnum, text))
    first = not any(line.text for line in top.rest)
    if not told and not (first and (marked or is_title(lines, place, text))):
        return False
    top.title, top.title_line = (told["title"] if told else text), lines[place].line
    return True


def is_title(lines: list[Line], place: int, text: str) -> bool:
    """A short line without a full stop that wasn't cut out of a paragraph by the width of a page."""
    if len(text) > LONGEST_TITLE or not any(map(str.isalnum, text)) or SIGN.match(text) or "://" in text:
        return False
    if text[-1] in FULL_STOPS and not text.endswith("..."):
        return False
    following = below(lines, place)
    if blank(following) or is_rule(following):
        return place + 1 < len(lines)
    if PUBLISHED.match(following) or BY.match(following):
        return True
    if begins_small(following) or ends_sentence(text):
        return False
    block = [line.text for line in takewhile(lambda line: not blank(line.text), lines[place:])]
    width = max(map(len, block))
    return len(text) < WRAPPED_AT_LEAST or width > UNWRAPPED or had_room(text, following, width)
