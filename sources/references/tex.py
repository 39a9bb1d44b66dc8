"""Text as TeX writes it, and back. What a list by others writes beyond this, bibtexparser turns into letters."""

import re

from bibtexparser.latexenc import latex_to_unicode

# Each as we write it. Braces go by their names: an escaped one would still count for the braces around the field.
ESCAPES = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{c: f"\\{c}" for c in "&%$#_"},
}
APOSTROPHE = chr(0xE100)  # the library makes a prime of it
KEPT = {
    sign: chr(0xE000 + n) for n, sign in enumerate(ESCAPES)
}  # private letters, which stand for them meanwhile
_BACK = str.maketrans({letter: sign for sign, letter in KEPT.items()} | {APOSTROPHE: "'"})
_NAMED = re.compile(
    r"\\(textbackslash|textbraceleft|textbraceright|textasciitilde|textasciicircum)(\{\}|(?![A-Za-z])\s?)"
)
_SIGNS = {
    "textbackslash": "\\",
    "textbraceleft": "{",
    "textbraceright": "}",
    "textasciitilde": "~",
    "textasciicircum": "^",
}


def escaped(text: str) -> str:
    """Plain text as the value of a field."""
    return "".join(ESCAPES.get(c, c) for c in text)


def text(value: str) -> str:
    """The value of a field as plain text."""
    value = "".join(c for c in value if not 0xE000 <= ord(c) <= 0xF8FF)
    value = _NAMED.sub(lambda found: KEPT[_SIGNS[found[1]]], value)
    value = re.sub(r"\\([&%$#_{}])", lambda found: KEPT[found[1]], value)
    value = re.sub(r"(?<!\\)'", APOSTROPHE, value)
    return latex_to_unicode(value).translate(_BACK)
