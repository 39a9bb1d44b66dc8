"""What is on each line of a pasted text?

Cuts a text into numbered lines, and tells blank lines, drawn rules, bullets and the ends of
sentences. Knows nothing of what the sections mean.
"""

import re
from typing import NamedTuple

from articles.intake_dates import starts_with_month

# Marks that take no room and may stand before a bullet or a heading: byte order, direction, zero width.
UNSEEN = "\ufeff\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\u061c\u00ad"
SPACE_OR_UNSEEN = UNSEEN + " \t\u00a0\u202f\u3000"
# A text may not hold NUL or half a surrogate pair (PostgreSQL, UTF-8), and no page may hold a control character.
UNPRINTABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
SOFT_BREAK = re.compile("[\x0b\x0c\x85\u2028\u2029]")
SIGN = re.compile(r"\A(?:[•‣◦·▪●○∙⁃◾■]|[-*–−](?=\s)|[-–](?=[^\W\d_]))\s*")
NUMBER = re.compile(r"\A(?:\(?(?P<number>\d{1,3})[.)]|\[(?P<bracket>\d{1,3})\]:?)(?=\s)\s*")
RULE = re.compile(r"\s*(?:[-–—]\s*){3,}|\s*(?:\*\s*){3,}|\s*(?:_\s*){3,}|\s*(?:=\s*){3,}|[-*•–]")
BOLD = re.compile(
    r"(?:^|(?<=[\s(\[{“\"'‘«„—–/¿¡-]))\*\*(?=\S)([^*]+)(?<=\S)\*\*(?=[\s.,;:!?)\]}”\"'’»…—–/。、，：؟؛،-]|$)"
)
HASHES = re.compile(r"\A#{1,6}(?=\s)\s*")
CLOSERS = "\"'”’»›)]}*_“" + UNSEEN
SENTENCE_ENDS = ".!?…。！？؟।۔:;"


class Line(NamedTuple):
    """A line of the pasted text, counted from 1 as the editor sees it."""

    line: int
    text: str


class Problem(NamedTuple):
    """Something an editor should look at, and the line on which it stands."""

    line: int
    message: str


class Mark(NamedTuple):
    """A line with its bullet sign taken off, if it had one."""

    line: int
    text: str
    bullet: bool


def numbered(text: str) -> list[Line]:
    """The lines of a text. A soft break (U+2028, form feed …) divides a line but isn't counted."""
    text = UNPRINTABLE.sub("\ufffd", text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n"))
    lines = []
    for number, line in enumerate(text.split("\n"), start=1):
        if SOFT_BREAK.search(line):
            lines.extend(Line(number, piece) for piece in SOFT_BREAK.split(line))
        else:
            lines.append(Line(number, line))
    return lines


def blank(text: str) -> bool:
    """Nothing to read here, not even an invisible mark beside it."""
    return not text or text.isspace() or not text.strip().strip(SPACE_OR_UNSEEN)


def plain(text: str) -> str:
    """One line of running text: white space collapsed, the signs of Markdown bold taken off."""
    text = " ".join(text.split())
    return BOLD.sub(r"\1", text) if "**" in text else text


def is_rule(text: str) -> bool:
    """A line drawn between two parts (---, ***, ===) or a bullet with nothing behind it: no words."""
    if not text or text[0].isalnum():
        return not text
    text = text.strip().strip(SPACE_OR_UNSEEN)
    return not text or (text[0] in "-–—*_=•" and bool(RULE.fullmatch(text)))


def indent(text: str) -> int:
    """How far in a line begins, in columns; a tab counts as four."""
    width = 0
    for sign in text:
        if sign == "\t":
            width += 4
        elif sign in " \u00a0\u3000":
            width += 1
        elif sign not in UNSEEN:
            break
    return width


def ends_sentence(text: str) -> bool:
    """Does the line end where a sentence may end?"""
    return text.rstrip().rstrip(CLOSERS)[-1:] in SENTENCE_ENDS and not blank(text)


def begins_small(text: str) -> bool:
    """A line that goes on with a small letter goes on with a sentence."""
    return text.lstrip()[:1].islower()


def marks(lines: list[Line], numbers_from_any: bool = False) -> list[Mark]:
    """Take off bullet signs: - * • – and numbers that count. A line drawn between parts becomes blank.

    A number is a bullet if it is 1 or follows the number above; otherwise it is part of a sentence
    that was wrapped ("on March / 12. The mayor …"). With `numbers_from_any` a list may begin at any
    number, as a list does that was cut out of a longer one.
    """
    found, last, begun = [], None, False
    for number, text in lines:
        bare = text.lstrip(SPACE_OR_UNSEEN)
        if is_rule(bare):
            found.append(Mark(number, "", False))
            continue
        if sign := SIGN.match(bare):
            found.append(Mark(number, bare[sign.end() :], True))
        elif counted := count(bare, last, numbers_from_any and not begun):
            last, rest = counted
            found.append(Mark(number, rest, True))
        else:
            found.append(Mark(number, text, False))
        begun = True
    return found


def count(text: str, last: int | None, from_any: bool) -> tuple[int, str] | None:
    """The number of a numbered line and what follows it, if the number goes on counting from `last`."""
    if not (text[0] in "([" or text[0].isdigit()) or not (found := NUMBER.match(text)):
        return None
    value, rest = int(found["number"] or found["bracket"]), text[found.end() :]
    counts = value == 1 or from_any or (last is not None and value in (last, last + 1))
    return (value, rest) if counts and not starts_with_month(rest) else None
