"""Which lines belong together?

Joins the lines of a section into rows (lists: claims, sources) or paragraphs (prose: context,
answers, the body of an article). A line without a bullet belongs to the bullet above it; a
paragraph ends at a blank line, or at the end of each line where the text was never wrapped.
"""

import re

from articles.intake_lines import (
    HASHES,
    Line,
    Mark,
    begins_small,
    blank,
    ends_sentence,
    indent,
    marks,
    plain,
)

WRAPPED_AT_MOST = 120  # characters: where a line is longer, nobody wrapped it, and each line is a paragraph
BARE_URL = re.compile(r"\s*<?https?://\S+\s*", re.IGNORECASE)


def rows(lines: list[Line], titles: bool = False, inline: bool = False) -> tuple[list[Line], list[Line]]:
    """The rows of a list, each with the line it begins on, and the lines that only label other rows.

    `titles`: each line without a bullet is a row, whatever it begins with, and a URL alone on its line
    belongs to the title above. `inline`: the first line stood on the heading's own line: always a row.
    """
    marked = marks(lines, numbers_from_any=True)
    belongs = under_a_bullet if any(mark.bullet for mark in marked) else titles_above if titles else goes_on
    found: list[tuple[int, list[str]]] = []
    labels, above, gap = [], None, True
    for place, mark in enumerate(marked):
        if not mark.bullet and blank(mark.text):
            gap = True
            continue
        if mark.bullet:
            found.append((mark.line, [mark.text]))
            above = lines[place].text
        elif is_label(marked, place, inline):
            labels.append(Line(mark.line, mark.text.strip()))
        elif found and belongs(mark.text, above or "", gap, found[-1][1]):
            found[-1][1].append(mark.text)
        else:
            found.append((mark.line, [mark.text]))
            above = mark.text
        gap = False
    return [row for line, texts in found if (row := Line(line, plain(" ".join(texts)))).text], labels


def under_a_bullet(text: str, bullet: str, gap: bool, row: list[str]) -> bool:
    """In a list with bullets, a line directly below belongs to its bullet; after a gap, if it stands further in."""
    return not gap or indent(text) > indent(bullet)


def titles_above(text: str, title: str, gap: bool, row: list[str]) -> bool:
    """In a list of titles without bullets only a URL on its own line belongs to the line above."""
    return not gap and bool(BARE_URL.fullmatch(text)) and "://" not in row[-1]


def goes_on(text: str, above: str, gap: bool, row: list[str]) -> bool:
    """In a list without bullets a line is a row, unless it goes on with the sentence above."""
    return not gap and begins_small(text) and not ends_sentence(row[-1])


def is_label(marked: list[Mark], place: int, inline: bool) -> bool:
    """A subheading in a list ("In Merrow:") says nothing by itself: it is neither a claim nor a source."""
    mark = marked[place]
    if HASHES.match(mark.text.lstrip()):
        return True
    below = place + 1
    while below < len(marked) and not marked[below].bullet and blank(marked[below].text):
        below += 1
    bulleted_below = below < len(marked) and marked[below].bullet
    directly_below = place > 0 and not blank(marked[place - 1].text)
    if not bulleted_below or directly_below or (inline and place == 0):
        return False
    return mark.text.rstrip().endswith((":", "：")) or not ends_sentence(mark.text)


def paragraphs(lines: list[Line], signs: bool = False) -> list[Line]:
    """The paragraphs of a prose section, each with the line it begins on; a bullet is a paragraph of its own.

    `signs`: keep bullet signs and the # of a subheading, for prose that has no other way to show a list.
    """
    found, block, bulleted = [], [], False
    for mark, (number, text) in zip(marks(lines), lines, strict=True):
        empty = not mark.bullet and blank(mark.text)
        if (empty or mark.bullet) and block:
            found.extend(divided(block, bulleted))
            block = []
        if not empty:
            bulleted = mark.bullet if not block else bulleted
            block.append(Line(number, text.strip() if signs else HASHES.sub("", mark.text.strip(), count=1)))
    if block:
        found.extend(divided(block, bulleted))
    return [paragraph for paragraph in found if paragraph.text]


def divided(block: list[Line], bulleted: bool) -> list[Line]:
    """The paragraphs in a block of lines without a blank line between.

    A first line that had room for more and isn't gone on with is a subheading.
    """
    if len(block) == 1:
        return [Line(block[0].line, plain(block[0].text))]
    width = max(len(text) for _, text in block)
    one_a_line = not bulleted and all(ends_sentence(text) for _, text in block)
    found = [(block[0].line, [block[0].text])]
    for (_, above), (number, text) in zip(block, block[1:], strict=False):
        if width > WRAPPED_AT_MOST:
            starts = ends_sentence(above) or not begins_small(text)
        else:
            subheading = len(found) == 1 and len(found[0][1]) == 1 and not begins_small(text)
            ended = not bulleted and (ends_sentence(above) or subheading)
            starts = ended and (one_a_line or had_room(above, text, width))
        if starts:
            found.append((number, []))
        found[-1][1].append(text)
    return [Line(line, plain(" ".join(texts))) for line, texts in found]


def had_room(above: str, text: str, width: int) -> bool:
    """Would the first word of a line still have fitted on the line above? Then the break was meant."""
    return len(above) + 1 + len(text.split(None, 1)[0] if text.strip() else "") <= width
