"""Which day does a written date name?

Reads the dates people type into briefs and source lists: ISO, "21 April 2026", "April 21, 2026",
with a weekday, an ordinal or a time of day, and month names in English, French, Dutch and German.
A numeric date is read only where it can mean one day: 21/04/2026 yes, 03/04/2026 no.
Knows nothing of briefs; it never guesses and never raises.
"""

import re
import unicodedata
from datetime import date
from typing import NamedTuple

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan janvier janv januari januar",
            "february feb fevrier fevr februari februar",
            "march mar mars maart mrt marz maerz",
            "april apr avril avr",
            "may mai mei",
            "june jun juin juni",
            "july jul juillet juil juli",
            "august aug aout augustus",
            "september sep sept septembre",
            "october oct octobre oktober okt",
            "november nov novembre",
            "december dec decembre dezember dez",
        ),
        start=1,
    )
    for name in names.split()
}
WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            "monday mon lundi maandag montag",
            "tuesday tue tues mardi dinsdag dienstag",
            "wednesday wed mercredi woensdag mittwoch",
            "thursday thu thur thurs jeudi donderdag donnerstag",
            "friday fri vendredi vrijdag freitag",
            "saturday sat samedi zaterdag samstag sonnabend",
            "sunday sun dimanche zondag sonntag",
        )
    )
    for name in names.split()
}
LONGEST = 80  # characters; anything longer is prose
DIGIT = re.compile(r"\d")

WORD = r"[^\W\d_]{3,12}"
DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th|er|e|\.)?"
LEAD = re.compile(r"(?:on|le|am|den)\s+", re.IGNORECASE)
WEEKDAY = re.compile(rf"(?P<weekday>{WORD})\.?,?\s+", re.IGNORECASE)
TIME = re.compile(
    r"(?:\s*(?:,|·|\||[-–—]|\bat\b|\bT(?=\d))\s*|\s+(?:at\s+)?|T)"
    r"(?P<time>(?:\d{1,2}[:.h]\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?\s*(?:[ap]\.?m\b\.?)?|\d{1,2}\s*[ap]\.?m\b\.?)"
    r"\s*(?:\(?[A-Z]{1,5}\)?|[+-]\d{2}:?\d{2})?)",
    re.IGNORECASE,
)
WRITTEN = (
    re.compile(r"(?P<year>\d{4})(?P<sep>[-/.])(?P<month>\d{1,2})(?P=sep)(?P<day>\d{1,2})(?!\d)"),
    re.compile(
        rf"{DAY}[\s-]+(?:of\s+|de\s+)?(?P<name>{WORD})\.?,?[\s-]+(?P<year>\d{{4}})(?!\d)", re.IGNORECASE
    ),
    re.compile(rf"(?P<name>{WORD})\.?\s+{DAY},?\s+(?P<year>\d{{4}})(?!\d)", re.IGNORECASE),
    re.compile(r"(?P<year>\d{4})\s*年\s*(?P<month>\d{1,2})\s*月\s*(?P<day>\d{1,2})\s*日"),
)
NUMERIC = re.compile(
    r"(?P<first>\d{1,2})(?P<sep>[-/.])(?P<second>\d{1,2})(?P=sep)(?P<year>\d{4}|\d{2})(?!\d)"
)
PARTIAL = re.compile(rf"(?:(?P<name>{WORD})\.?,?\s+)?(?P<year>(?:19|20)\d{{2}})", re.IGNORECASE)


class Reading(NamedTuple):
    """What was understood. `day` is None where the text names no day that we can be sure of.

    `rest` is what the day alone doesn't keep (a time of day). `problem` says in words why something
    that is shaped like a date couldn't be used; it is "" for text that isn't a date at all.
    """

    day: date | None = None
    rest: str = ""
    problem: str = ""


def read_date(text: str) -> Reading:
    """Read a text that is a date and nothing else, apart from a weekday before or a time after it."""
    if not DIGIT.search(text[: LONGEST + 1]):
        return Reading()
    text = text.strip().strip("()[],;").strip()
    if len(text) > LONGEST:
        return Reading()
    text = LEAD.sub("", text, count=1) if LEAD.match(text) else text
    weekday = WEEKDAY.match(text)
    if weekday and key(weekday["weekday"]) in WEEKDAYS:
        return checked(next(candidates(text[weekday.end() :]), Reading()), weekday["weekday"])
    return next(candidates(text), Reading())


def candidates(text):
    """The reading of each notation that covers the whole text."""
    for pattern in WRITTEN:
        found = pattern.match(text)
        if found and (month := month_of(found)) and (rest := tail(text[found.end() :])) is not None:
            yield calendar_day(int(found["year"]), month, int(found["day"]), rest, found[0])
    found = NUMERIC.match(text)
    if found and (rest := tail(text[found.end() :])) is not None:
        yield numeric_day(found, rest)
    found = PARTIAL.fullmatch(text)
    if found and (not found["name"] or key(found["name"]) in MONTHS):
        yield Reading(problem=f"“{text}” doesn’t name a day: write it as 2026-04-21.")


def month_of(found) -> int | None:
    """The month as a number: 0 and 13 are passed on, to be refused in words; None for a word that is no month."""
    named = found.groupdict().get("name")
    if named:
        return MONTHS.get(key(named))
    return int(found["month"]) or 13


def numeric_day(found, rest: str) -> Reading:
    """A date in digits. Dots are always day first; a slash or hyphen may be either way round."""
    first, second = int(found["first"]), int(found["second"])
    if len(found["year"]) == 2:
        return Reading(problem=f"“{found[0]}” has a year of two digits: write it as 2026-04-21.")
    if first <= 12 and second <= 12 and first != second and found["sep"] != ".":
        return Reading(problem=f"“{found[0]}” can mean two days: write it as 2026-04-21.")
    day, month = (second, first) if second > 12 and found["sep"] != "." else (first, second)
    return calendar_day(int(found["year"]), month, day, rest, found[0])


def calendar_day(year: int, month: int, day: int, rest: str, written: str) -> Reading:
    try:
        return Reading(date(year, month, day), rest)
    except ValueError:
        return Reading(problem=f"“{written}” isn’t a day in the calendar.")


def checked(reading: Reading, weekday: str) -> Reading:
    """A weekday that doesn't fit its date is told, and the date is kept."""
    if reading.day is None or reading.day.weekday() == WEEKDAYS[key(weekday)]:
        return reading
    return reading._replace(problem=f"{reading.day.isoformat()} isn’t a “{weekday}”: check the date.")


def tail(text: str) -> str | None:
    """What follows a date: "" or a time of day; None where the text goes on as something else."""
    text = text.rstrip(" .,;")
    if not text:
        return ""
    time = TIME.fullmatch(text)
    return time["time"].strip() if time else None


def starts_with_month(text: str) -> bool:
    """Does the text begin with the name of a month? Then a number before it was a day, not a bullet."""
    word = re.match(WORD, text)
    return bool(word) and key(word[0]) in MONTHS


def key(word: str) -> str:
    """Case and accents don't matter: Février and fevrier are one month."""
    bare = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in bare if not unicodedata.combining(letter))
