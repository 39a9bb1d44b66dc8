"""Who published it, and when? The part of a source's line that stands around its title.

Cuts "Title — Publisher, date" and its relatives apart. An em or en dash, or a bar, with spaces on
both sides parts title from publisher; a hyphen does so only before a date or an address, because
titles have hyphens of their own.
"""

import re
from typing import NamedTuple

from articles.intake_dates import Reading, read_date

LONGEST_PUBLISHER = 80  # characters
DASH = re.compile(r"\s+(?:[—–|]|--)\s+")
PARTS = re.compile(r"[—–|\d\"“”(]|\s--?\s")  # without any of these a text is in one piece
HYPHEN = re.compile(r"\s+-\s+")
LOOSE = " \t,،、;؛·–—|-"
QUOTED = re.compile(r"(?P<publisher>[^\"“”,:]{2,60})[,:]\s+[\"“](?P<title>[^\"“”]+)[\"”](?P<rest>.*)")
SMALL = set(
    "of the and for in on at de du des der die das van von di la le les et und en y e & al el".split()
)
NOT_PUBLISHERS = {"pdf", "html", "docx", "xlsx", "csv", "video", "audio", "archive"}


class Credited(NamedTuple):
    """A title with its publisher ("" if none is told) and date; `reading.rest` is what no field keeps."""

    title: str
    publisher: str = ""
    reading: Reading = Reading()


def whole(title: str, before: str, after: str) -> str:
    """Title, and what stood around its address, as one text that can be cut at its dashes."""
    start = f"{before.strip()} {title}".strip().rstrip(LOOSE)
    end = after.strip(LOOSE)
    if end.startswith("(") and end.endswith(")"):
        end = end[1:-1]
    if not start or not any(map(str.isalnum, end)):
        return start or end
    credit = dated(end)
    own_part = credit.reading.day or credit.reading.problem or is_name(end) or DASH.search(end)
    return f"{start} — {end}" if own_part else f"{start} {after.strip()}"


def credited(text: str, has_url: bool) -> Credited:
    """Cut a text into title, publisher and date, as far as it plainly falls apart."""
    if not PARTS.search(text):
        return Credited(text.strip())
    text, reading = without_lone_dates(text)
    known = bool(reading.day)
    for cut in (at_dash, at_hyphen, at_brackets, at_quotes, at_comma):
        if found := cut(text, known, has_url):
            reading = reading if known or reading.problem else found.reading
            return Credited(unquoted(found.title), found.publisher.strip(LOOSE), reading)
    return Credited(unquoted(text.strip()), "", reading)


def without_lone_dates(text: str) -> tuple[str, Reading]:
    """A date that stands alone between dashes, at the end or the beginning."""
    dashes = [*DASH.finditer(text)]
    if not dashes:
        return text, Reading()
    reading = used(text[dashes[-1].end() :])
    if reading.day or reading.problem:
        return text[: dashes[-1].start()], reading
    reading = read_date(text[: dashes[0].start()])
    return (text[dashes[0].end() :], reading) if reading.day else (text, Reading())


def used(text: str) -> Reading:
    """Read a date; one that can't be used is kept word for word as the rest."""
    reading = read_date(text)
    return reading._replace(rest=text.strip(LOOSE)) if reading.problem and not reading.day else reading


def at_dash(text: str, known: bool, has_url: bool) -> Credited | None:
    """Title — Publisher, date. Without a date, what follows the dash must be written like a name."""
    dashes = [*DASH.finditer(text)]
    if not dashes:
        return None
    credit = dated(text[dashes[-1].end() :])
    sure = known or credit.reading.day or credit.reading.problem or is_name(credit.title)
    return behind(text[: dashes[-1].start()], credit, known) if sure else None


def at_hyphen(text: str, known: bool, has_url: bool) -> Credited | None:
    """Title - Publisher, date: only before a date, or before the name of a publisher and an address."""
    hyphens = [*HYPHEN.finditer(text)]
    if not hyphens:
        return None
    credit = dated(text[hyphens[-1].end() :])
    sure = credit.reading.day or (has_url and is_name(credit.title))
    return behind(text[: hyphens[-1].start()], credit, known) if sure else None


def at_brackets(text: str, known: bool, has_url: bool) -> Credited | None:
    """Title (Publisher, date)."""
    start = text.rfind(" (") if text.endswith(")") else -1
    if start < 1:
        return None
    credit = dated(text[start + 2 : -1])
    sure = credit.reading.day or ((has_url or known) and is_name(credit.title))
    return behind(text[:start], credit, known) if sure else None


def at_quotes(text: str, known: bool, has_url: bool) -> Credited | None:
    """Publisher, “Title”, date."""
    found = QUOTED.fullmatch(text)
    if not found or not is_name(found["publisher"]):
        return None
    reading = used(found["rest"].strip(LOOSE + "."))
    if (
        any(map(str.isalnum, found["rest"]))
        and not (reading.day or reading.problem)
        or (known and reading.day)
    ):
        return None
    return Credited(found["title"], found["publisher"], reading)


def at_comma(text: str, known: bool, has_url: bool) -> Credited | None:
    """Title, Publisher, date. Titles have commas too, so this needs the date and a name before it."""
    if known:
        return None
    credit = dated(text)
    if not credit.reading.day:
        bad = credit.reading.problem and not re.fullmatch(r"(?:\S+\s+)?\d{4}", credit.reading.rest)
        return Credited(text, "", credit.reading._replace(rest="")) if bad else None
    title, comma, name = credit.title.rpartition(", ")
    if comma and is_name(name) and len(name.split()) <= 5:
        return Credited(title, name, credit.reading)
    return Credited(credit.title, "", credit.reading)


def behind(title: str, credit: Credited, known: bool) -> Credited | None:
    """A title and the credit behind it, unless the credit is too long for a publisher or has a second date."""
    publisher = credit.title.strip(LOOSE)
    if len(publisher) > LONGEST_PUBLISHER or (known and (credit.reading.day or not publisher)):
        return None
    return Credited(title, publisher, credit.reading)


def dated(text: str) -> Credited:
    """A date at the end or the beginning of a text, and what is left as the title."""
    text = text.strip().strip(LOOSE)
    commas = [place for place, sign in enumerate(text) if sign in ",،、"][-4:]
    ways = [(text[:place], text[place + 1 :]) for place in commas]
    ways += [("", text), *((text[place + 1 :], text[:place]) for place in reversed(commas))]
    if text.endswith(")") and "(" in text:
        ways.append((text[: text.rindex("(")], text[text.rindex("(") + 1 : -1]))
    words = text.split()
    ways += [
        (" ".join(words[:-count]), " ".join(words[-count:])) for count in (1, 3, 4) if len(words) > count
    ]
    bad = None
    for left, written in ways:
        reading = used(written)
        if reading.day:
            return Credited(left.strip(LOOSE), "", reading)
        if reading.problem and not bad and written:
            bad = Credited(left.strip(LOOSE), "", reading)
    return bad or Credited(text)


def is_name(text: str) -> bool:
    """Is it written like the name of a publisher: a few words with capitals, no end of a sentence?"""
    words = text.strip(LOOSE).split()
    if not 1 <= len(words) <= 7 or len(text) > LONGEST_PUBLISHER or text.rstrip()[-1] in "?!:;…":
        return False
    if words[0][0].islower() and "." not in words[0] or text.strip().casefold() in NOT_PUBLISHERS:
        return False
    return all(word in SMALL or not word[0].islower() for word in words[1:]) and any(map(str.isalpha, text))


def unquoted(title: str) -> str:
    """A title without the quotation marks around all of it."""
    inner = title[1:-1]
    around = title[:1] in ("“", '"') and title[-1:] in ("”", '"') and len(title) > 2
    return inner.strip() if around and not any(mark in inner for mark in '“”"') else title
