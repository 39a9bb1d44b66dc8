"""What does a line of a source list say: title, address, publisher, date?

Reads bare titles, titles with a URL, Markdown links and "Title — Publisher, date, URL" in the usual
orders. A line is cut only where it plainly falls apart: what can't be told stays in the title, and
an address that isn't http(s) stays there as text.
"""

import re
from datetime import date
from typing import NamedTuple
from urllib.parse import urlsplit

from articles.intake_credits import credited, whole
from articles.intake_lines import Line, Problem

LONGEST_READ = 2000  # characters: a longer line isn't a source; it is kept whole as a title
WEB = re.compile(r"(?<![A-Za-z0-9])https?://[^\s<>\"“”]+", re.IGNORECASE)
NOT_WEB = re.compile(
    r"(?<![\w/.@])(?:(?!https?:)[a-z][a-z0-9+.-]{0,30}://\S*"
    r"|(?:javascript|data|vbscript|mailto|file|ftp|tel|blob):(?=\S)\S*"
    r"|https?:(?!//)(?=\S)\S*|https?://(?=\s|$)|www\.(?=\w)\S*)",
    re.IGNORECASE,
)
NEEDS_READING = re.compile(r"[—–|\d:\"“”(]|\s--?\s|www\.", re.IGNORECASE)
CLOSING = {"<": ">", "(": ")", "[": "]"}
AFTER_URL = ".,;:!?'’”\"»*…"
LINK_NOT_WEB = re.compile(r"\]\(\s*<?(?!https?://)[^\s()<>]+", re.IGNORECASE)


class ParsedSource(NamedTuple):
    """A source as a line of text gives it: only the title or only the URL may be all there is."""

    title: str
    url: str = ""
    publisher: str = ""
    published: date | None = None


class Found(NamedTuple):
    """A source, what its fields can't keep, and what was wrong with its line."""

    source: ParsedSource
    unplaced: list[Line]
    problems: list[Problem]


def read_source(row: Line) -> Found:
    """Read one row of a source list. Never raises; every word is in the source, `unplaced` or a date."""
    text = row.text.strip()
    if len(text) > LONGEST_READ or not NEEDS_READING.search(text):
        return Found(ParsedSource(text), [], [])
    problems = []
    title, url, before, after = linked(text)
    if not url:
        before, url, after = addressed(text)
    address = NOT_WEB.search(f"{title} {before} {after}") or LINK_NOT_WEB.search(f"{before} {after}")
    more = WEB.search(f"{before} {after}")
    if address or (more and not url):
        problems.append(not_web((address or more)[0]))
    elif more:
        problems.append(
            "There is more than one web address here; the first is used, the rest is kept as text."
        )
    title, publisher, reading = credited(whole(title, before, after), bool(url))
    if reading.problem:
        problems.append(reading.problem)
    if not (title or url or publisher):
        title = text
    rest = [Line(row.line, reading.rest)] if reading.rest else []
    return Found(
        ParsedSource(title, url, publisher, reading.day), rest, [Problem(row.line, said) for said in problems]
    )


def not_web(address: str) -> str:
    """What to tell the editor about an address that can't be linked."""
    address = trimmed(address.lstrip("](< "))[:80]
    return f"“{address}” isn’t a web address (http:// or https://); it is kept as text."


def is_web(url: str) -> bool:
    """An http(s) address with a host."""
    try:
        parts = urlsplit(url)
        return (
            parts.scheme in ("http", "https")
            and any(map(str.isalnum, parts.hostname or ""))
            and parts.port != 0
        )
    except ValueError:
        return False


def linked(text: str) -> tuple[str, str, str, str]:
    """The first Markdown link of a text: its title, its URL, and what stands before and after it."""
    middle = text.find("](")
    start, end = opening(text, middle), closing(text, middle + 2)
    if middle < 0 or start < 0 or end < 0:
        return "", "", text, ""
    url, _, note = text[middle + 2 : end].strip().partition(" ")
    url = url.removeprefix("<").removesuffix(">")
    if not is_web(url):
        return "", "", text, ""
    after = f"{note} {text[end + 1 :]}" if note else text[end + 1 :]
    return text[start + 1 : middle].strip(), url, text[:start], after


def opening(text: str, place: int) -> int:
    """Where the bracket opens that closes at `place`; -1 if nowhere."""
    depth = 0
    for start in range(place, -1, -1):
        depth += {"]": 1, "[": -1}.get(text[start], 0)
        if depth == 0:
            return start
    return -1


def closing(text: str, place: int) -> int:
    """Where the parenthesis closes that opened before `place`; -1 if nowhere."""
    depth = 1
    for end in range(place, len(text)):
        depth += {"(": 1, ")": -1}.get(text[end], 0)
        if depth == 0:
            return end
    return -1


def addressed(text: str) -> tuple[str, str, str]:
    """The first web address in a text, with what stands before and after it."""
    for found in WEB.finditer(text):
        url = trimmed(found[0])
        if is_web(url):
            before, after = text[: found.start()], text[found.start() + len(url) :]
            if before.rstrip().endswith(("<", "(", "[")):
                before, after = (
                    before.rstrip()[:-1],
                    after.lstrip(AFTER_URL).removeprefix(CLOSING[before.rstrip()[-1]]),
                )
            return before.rstrip().removesuffix(":"), url, after
    return text, "", ""


def trimmed(url: str) -> str:
    """An address without the punctuation of the sentence around it; (brackets) of its own stay."""
    spare = {")": url.count(")") - url.count("("), "]": url.count("]") - url.count("[")}
    end = len(url)
    while end and (url[end - 1] in AFTER_URL or spare.get(url[end - 1], 0) > 0):
        if url[end - 1] in spare:
            spare[url[end - 1]] -= 1
        end -= 1
    return url[:end]
