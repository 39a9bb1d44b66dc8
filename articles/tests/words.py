"""Did a word get lost? An independent look at a text and its parse.

Knows nothing of how the parser works. It takes from each line only what may vanish because it is
said by the place of the words (heading, bullet, Q:, By, Published) and expects every other word in
the parse at least as often as in the text.
"""

import json
import re
import sys
import unicodedata
from collections import Counter

HEADINGS = (
    "summary|what we know(?: so far)?|what is known|what'?s known|what'?s (?:still )?unclear|still unclear"
    "|what is (?:still )?unclear|context|why (?:it|this) matters|what to watch(?: next| for)?|faqs?|q&a"
    "|frequently asked questions|related coverage|sources? transparency|(?:the )?original brief|sources"
).replace(" ", r"\s+")
MARKER = re.compile(
    rf"[\W_]*(?:(?:{HEADINGS})[\W_]*(?=[:：?]|$)"
    r"|(?:q|a|question|answer)\s?\d{0,3}[\W_]*[:：]"
    r"|(?:title|headline)\s*[:：]|(?:written |reported |words )?by\b|(?:authors?|byline)\s*[:：]"
    r"|(?:first )?published\b(?: on\b| at\b)?|(?:publication date|posted|date)\s*[:：])",
    re.IGNORECASE,
)
NUMBER = re.compile(r"[\W_]*\d{1,3}(?:[.)]|\]:?)(?=\s)")
ANSWER = re.compile(r"(?<=[?？؟])\s+A\s?\d{0,3}:")
ADDRESS = re.compile(r"(?=https?://)", re.IGNORECASE)
BREAK = re.compile("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
UNSEEN = {code: None for code in range(sys.maxunicode + 1) if unicodedata.category(chr(code)) == "Cf"}
MONTHS = "january february march april may june july august september october november december".split()
DAYS = "monday tuesday wednesday thursday friday saturday sunday".split()


def words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", same_signs(text))


def same_signs(text: str) -> str:
    """One sign for each letter, none that nobody sees, and a web address apart from the word before it."""
    text = re.sub("[’‘ʼ`´′＇‛]", "'", text.translate(UNSEEN))
    return ADDRESS.sub(" ", unicodedata.normalize("NFKC", text))


def expected(text: str) -> Counter:
    """The words that must be found again."""
    counted = Counter()
    for line in map(same_signs, BREAK.split(text)):
        for marker in (NUMBER, MARKER, NUMBER, MARKER):
            begun = marker.match(line)
            line = line[begun.end() :] if begun else line
        counted.update(words(ANSWER.sub("", line)))
    return counted


def found(parsed) -> Counter:
    """The words of a parse, without its messages."""
    told = parsed.as_json()
    del told["problems"], told["kind"]
    return Counter(word for text in strings(told) for word in words(text))


def understood(parsed) -> Counter:
    """Words whose meaning is kept in another form: what names a date, what joins names (small letters)."""
    counted = Counter({"and": len(parsed.byline), "by": 1, "at": 1})
    for day in [parsed.published, *(source.published for source in parsed.sources)]:
        if day:
            counted.update(spellings(day))
    return counted


def strings(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for part in value:
            yield from strings(part)


def spellings(day) -> set[str]:
    """How the parts of one date may stand in a text, in small letters."""
    month, weekday = MONTHS[day.month - 1], DAYS[day.weekday()]
    days = {f"{day.day}", f"{day.day:02}"}
    ordinals = {number + end for number in days for end in ("st", "nd", "rd", "th")}
    numbers = {f"{day.year}", f"{day.month}", f"{day.month:02}"}
    names = {name[:length] for name in (month, weekday) for length in range(3, len(name) + 1)}
    return days | ordinals | numbers | names | {"on", "of", "published"}


def lost(text: str, parsed) -> Counter:
    """The words that are in the text but not, or not as often, in the parse."""
    json.dumps(parsed.as_json())
    gone, kept = expected(text) - found(parsed), understood(parsed)
    for word in list(gone):
        gone[word] -= kept[word.casefold()]
    return +gone
