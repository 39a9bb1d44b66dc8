"""Makes the texts that people really paste out of a tidy one: damaged, reordered, retyped, cut off.

Each mutation takes a text and a source of chance (`random.Random`, or Hypothesis's own), and gives a
text. Used by the Hypothesis tests and by the soak.
"""

import re
import textwrap
from pathlib import Path

SAMPLES = sorted(Path(__file__).with_name("samples").glob("*.txt"))
HEADING = re.compile(
    r"(?im)^(?=[#*\s]*(?:summary|what we know|what.s still unclear|context|why it matters|what to watch next"
    r"|faq|related coverage|source transparency|original brief|sources)\b)"
)
STRANGE = (
    "\0",
    "\x01",
    "\x0b",
    "\x0c",
    "\x1b",
    "\x1c",
    "\x85",
    "\xa0",
    "\xad",
    "\u061c",
    "\u200b",
    "\u200d",
    "\u200e",
    "\u200f",
    "\u202b",
    "\u202e",
    "\u2028",
    "\u2029",
    "\u2066",
    "\u3000",
    "\ufeff",
    "\ufffd",
    "\uffff",
    "\ud800",
    "\udfff",
    "🔥",
    "👩‍🚒",
    "e\u0301",
    "ﬁ",
    "İ",
    "ß",
    "９",
    "٣",
    "²",
    "نص",
    "עברית",
    "漢字",
    "。",
    "：",
    "𝐒𝐨𝐮𝐫𝐜𝐞𝐬",
    "…",
    "—",
    "–",
    "«",
    "“",
)
SIGNS = (
    "Q:",
    "A:",
    "Q: ",
    "\nA: ",
    "\nQ: ",
    "Sources: ",
    "\nSources\n",
    "Context: ",
    "\nSummary: ",
    "Published ",
    "\nBy ",
    "**",
    "__",
    "#",
    "\n## ",
    "- ",
    "\n- ",
    "\n* ",
    "1. ",
    "\n2) ",
    "[",
    "](",
    ")",
    "[x](javascript:alert(1))",
    "https://",
    " https://example.org/a_(b) ",
    "http://[::1",
    "ftp://x ",
    " — ",
    " - ",
    " | ",
    "(",
    ", 31 February 2026",
    ", 03/04/2026",
    "\n---\n",
    ":",
    "?",
    "\t",
    "    ",
    "\n\n",
    "\n  ",
    "\r",
    "\r\n",
    "Title: ",
    "\nOriginal brief: ",
    "\nTimeline\n",
    "“",
    '"',
)


def mutant(chance) -> str:
    """One of our samples after one to eight mutations."""
    return mutated(chance.choice(texts()), chance)


def texts() -> list[str]:
    return [path.read_text(encoding="utf-8") for path in SAMPLES]


def mutated(text: str, chance) -> str:
    for _ in range(chance.randint(1, 8)):
        text = chance.choice(MUTATIONS)(text, chance)
    return text


def shuffled_sections(text, chance):
    sections = HEADING.split(text)
    chance.shuffle(sections)
    return "".join(sections)


def repeated_section(text, chance):
    sections = HEADING.split(text)
    sections.insert(chance.randint(0, len(sections)), chance.choice(sections))
    return "".join(sections)


def shuffled_lines(text, chance):
    lines = text.split("\n")
    chance.shuffle(lines)
    return "\n".join(lines)


def repeated_line(text, chance):
    lines = text.split("\n")
    lines.insert(chance.randint(0, len(lines)), chance.choice(lines))
    return "\n".join(lines)


def dropped_line(text, chance):
    lines = text.split("\n")
    del lines[chance.randrange(len(lines))]
    return "\n".join(lines)


def joined_lines(text, chance):
    places = [place for place, sign in enumerate(text) if sign == "\n"]
    place = chance.choice(places) if places else 0
    return text[:place] + chance.choice(["", " "]) + text[place + 1 :] if places else text


def blank_lines(text, chance):
    return re.sub("\n", lambda _: "\n" * chance.randint(1, 2), text)


def without_blank_lines(text, chance):
    return re.sub("\n{2,}", "\n", text)


def other_bullets(text, chance):
    sign = chance.choice(["* ", "• ", "– ", "•", "-", "1. ", "+ ", "→ ", "[1] ", "", "  - ", "\t* ", "− "])
    return re.sub(r"(?m)^- ", sign, text)


def numbers(text, chance):
    count = iter(range(chance.randint(0, 3), 10**6))
    return re.sub(r"(?m)^[-*•–] ", lambda _: f"{next(count)}{chance.choice(['.', ')'])} ", text)


def other_apostrophes(text, chance):
    return re.sub("[’']", chance.choice(["'", "’", "ʼ", "`", "", "´"]), text)


def other_line_ends(text, chance):
    return text.replace("\n", chance.choice(["\r\n", "\r", "\u2028", "\x0b", "\n\r"]))


def byte_order_mark(text, chance):
    return "\ufeff" + text


def other_case(text, chance):
    return chance.choice([str.upper, str.lower, str.title, str.swapcase, str.casefold])(text)


def dropped_signs(text, chance):
    for _ in range(chance.randint(1, 12)):
        place = chance.randint(0, len(text))
        text = text[:place] + text[place + chance.randint(1, 3) :]
    return text


def strange_signs(text, chance):
    return inserted(text, chance, STRANGE)


def more_signs(text, chance):
    return inserted(text, chance, SIGNS)


def inserted(text, chance, signs):
    for _ in range(chance.randint(1, 6)):
        place = chance.randint(0, len(text))
        if chance.random() < 0.4 and "\n" in text:
            place = text.rfind("\n", 0, place) + 1
        text = text[:place] + chance.choice(signs) + text[place:]
    return text


def cut_off(text, chance):
    place = chance.randint(0, len(text))
    return text[:place] if chance.random() < 0.7 else text[place:]


def indented(text, chance):
    return re.sub(r"(?m)^", lambda _: " " * chance.choice([0, 0, 2, 4]), text)


def all_indented(text, chance):
    return textwrap.indent(text, chance.choice(["  ", "\t", "    ", "> "]))


def wrapped(text, chance):
    width = chance.randint(20, 90)
    return "\n".join(textwrap.fill(line, width) for line in text.split("\n"))


def marked_headings(text, chance):
    before, after = chance.choice(
        [("## ", ""), ("**", "**"), ("", ":"), ("**", ":**"), ("__", "__"), ("### ", " ###")]
    )
    return re.sub(HEADING.pattern + r"([^\n:]{3,40})$", lambda found: f"{before}{found[1]}{after}", text)


def other_text(text, chance):
    """Halves of two texts, as when somebody pastes into the middle of what stood there."""
    other = chance.choice(texts())
    return text[: chance.randint(0, len(text))] + other[chance.randint(0, len(other)) :]


MUTATIONS = [
    shuffled_sections, repeated_section, shuffled_lines, repeated_line, dropped_line, joined_lines, blank_lines,
    without_blank_lines, other_bullets, numbers, other_apostrophes, other_line_ends, byte_order_mark, other_case,
    dropped_signs, strange_signs, more_signs, cut_off, indented, all_indented, wrapped, marked_headings, other_text,
]  # fmt: skip
