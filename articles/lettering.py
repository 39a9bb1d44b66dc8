"""How is text set in a picture, in any script? Which font has its letters, where do lines break, which way do they run?

Works on text and font files alone; Pillow (with HarfBuzz) shapes the letters. A letter that no font has is never drawn
as an empty box: `Unwritable` names it, and the caller decides what to leave out.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import groupby
from pathlib import Path

from fontTools.ttLib import TTFont
from PIL import ImageDraw, ImageFont
from uniseg.graphemecluster import grapheme_clusters
from uniseg.linebreak import line_break_units

ELLIPSIS = "…"
LEADING = 1.16  # from line to line, of the size
UNSEEN = ("Cf", "Mn", "Me", "Cc", "Zl", "Zp")  # categories of what has no shape of its own, or needs none
PICTURES = ("So", "Sk", "Co", "Cs", "Cn")  # categories of what a text can do without, as emoji
RIGHT_TO_LEFT = ("R", "AL")
NUMBERS = ("EN", "AN")


class Unwritable(ValueError):
    """No font has some of the letters. `letters` are those."""

    def __init__(self, letters: str):
        self.letters = letters
        super().__init__(f"No font has {', '.join(f'U+{ord(letter):04X}' for letter in letters)}.")


@dataclass(frozen=True)
class Face:
    """A font file."""

    path: Path

    @cached_property
    def letters(self) -> frozenset[int]:
        with TTFont(self.path, lazy=True, fontNumber=0) as font:
            return frozenset(font.getBestCmap())

    def has(self, cluster: str) -> bool:
        return all(ord(c) in self.letters or unicodedata.category(c) in UNSEEN for c in cluster)


@dataclass(frozen=True)
class Style:
    """How text is set: `size` in pixels, `weight` from 400 to 700 where the font has it, `language` as a tag, and
    whether its lines begin at the right."""

    size: int
    weight: int = 400
    language: str = "en"
    is_rtl: bool = False


@dataclass(frozen=True)
class Run:
    """Letters of one font that run in one direction. `width` in pixels."""

    text: str
    face: Face
    direction: str
    width: float


@dataclass(frozen=True)
class Line:
    """The runs of a line from left to right, as they stand on paper."""

    runs: tuple[Run, ...]

    @property
    def width(self) -> float:
        return sum(run.width for run in self.runs)


@dataclass(frozen=True)
class Unit:
    """What stays together when a line breaks. `width` in pixels with the space at its end, `solid` without it."""

    text: str
    width: float
    solid: float


@lru_cache(maxsize=8)
def faces(paths: tuple[Path, ...]) -> tuple[Face, ...]:
    """The fonts at these paths; the first that has a letter writes it."""
    return tuple(Face(path) for path in paths)


@lru_cache(maxsize=256)
def _font(face: Face, size: int, weight: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(face.path, size, layout_engine=ImageFont.Layout.RAQM)
    try:
        axes = font.get_variation_axes()
    except OSError:  # a font of one weight
        return font
    wanted = [weight if axis["name"] == b"Weight" else axis["default"] for axis in axes]
    font.set_variation_by_axes(
        [min(max(w, a["minimum"]), a["maximum"]) for w, a in zip(wanted, axes, strict=True)]
    )
    return font


def writable(text: str, fonts: Sequence[Face]) -> str:
    """The text without the signs that it can do without and no font has. Raises Unwritable for letters."""
    kept, missing = [], []
    for cluster in grapheme_clusters(" ".join(text.split())):
        if any(face.has(cluster) for face in fonts):
            kept.append(cluster)
        elif unicodedata.category(cluster[0]) not in PICTURES:
            missing.append(cluster[0])
    if missing:
        raise Unwritable("".join(dict.fromkeys(missing)))
    return " ".join("".join(kept).split())


def fitted(
    text: str, fonts: Sequence[Face], styles: Iterable[Style], width: int, height: int
) -> tuple[list[Line], Style]:
    """The text in lines of about the same length, in the first of these styles in which it keeps to `width` and
    `height` (pixels); cut off in the last of them. Raises Unwritable."""
    text, styles = writable(text, fonts), list(styles)
    if not text:
        return [], styles[0]
    for style in styles:
        units = list(_units(text, fonts, style, width))
        most = max(1, int(height // (style.size * LEADING)))
        if len(_broken(units, width)) <= most:
            return [_line(words, fonts, style) for words in _balanced(units, width, style)], style
    kept = _broken(units, width)[:most]
    last = kept[-1]
    while last and _line(last.rstrip() + ELLIPSIS, fonts, style).width > width:
        last = "".join(list(grapheme_clusters(last))[:-1])
    return [_line(words, fonts, style) for words in (*kept[:-1], last.rstrip() + ELLIPSIS)], style


def _balanced(units: list[Unit], width: int, style: Style) -> list[str]:
    """The lines in the narrowest column that takes no more of them."""
    found = _broken(units, width)
    low, high = width // 2, width
    while high - low > style.size // 2:
        middle = (low + high) // 2
        narrower = _broken(units, middle)
        if len(narrower) == len(found) and max(unit.solid for unit in units) <= middle:
            high, found = middle, narrower
        else:
            low = middle
    return found


def _broken(units: Iterable[Unit], width: int) -> list[str]:
    """Line by line, as many units as fit."""
    found, filled = [""], 0.0
    for unit in units:
        if found[-1] and filled + unit.solid > width:
            found.append("")
            filled = 0.0
        found[-1] += unit.text
        filled += unit.width
    return [line.rstrip() for line in found]


def _units(text: str, fonts: Sequence[Face], style: Style, width: int) -> Iterator[Unit]:
    """The parts between which a line may break (UAX 14); a longer one may break anywhere."""
    for words in line_break_units(text):
        unit = _measured(words, fonts, style)
        if unit.solid <= width:
            yield unit
        else:
            yield from (_measured(cluster, fonts, style) for cluster in grapheme_clusters(words))


def _measured(text: str, fonts: Sequence[Face], style: Style) -> Unit:
    return Unit(text, _line(text, fonts, style).width, _line(text.rstrip(), fonts, style).width)


@lru_cache(maxsize=4096)
def _line(text: str, fonts: tuple[Face, ...], style: Style) -> Line:
    found = []
    pieces = _pieces(text, fonts, style.is_rtl)
    for (level, face), together in groupby(pieces, key=lambda piece: piece[:2]):
        words = "".join(cluster for _level, _face, cluster in together)
        direction = "rtl" if level % 2 else "ltr"
        font = _font(face, style.size, style.weight)
        length = font.getlength(words, direction=direction, language=style.language)
        found.append((level, Run(words, face, direction, length)))
    return Line(tuple(_on_paper(found)))


def _pieces(text: str, fonts: Sequence[Face], is_rtl: bool) -> list[tuple[int, Face, str]]:
    """Each cluster with its level of direction and its font; a sign between letters keeps to their font."""
    clusters = list(grapheme_clusters(text))
    found, before = [], fonts[0]
    for level, cluster in zip(_levels(clusters, is_rtl), clusters, strict=True):
        is_letter = unicodedata.category(cluster[0])[0] == "L"
        if is_letter or not before.has(cluster):
            before = next(face for face in fonts if face.has(cluster))
        found.append((level, before, cluster))
    return found


def _levels(clusters: list[str], is_rtl: bool) -> list[int]:
    """Unicode's bidirectional algorithm (UAX 9) for text without embeddings: letters and numbers have a direction, what
    stands between two of one direction shares it, and all else goes with the line."""
    base = "R" if is_rtl else "L"
    sides = _sides([unicodedata.bidirectional(cluster[0]) for cluster in clusters], base)
    levels = {"R": 1, "L": 2 if is_rtl else 0, "N": 2}
    return [levels[side] for side in sides]


def _sides(kinds: list[str], base: str) -> list[str]:
    """L, R, or N for a number that runs left to right among what runs right to left."""
    letter, sides = base, []
    for kind in kinds:
        if kind == "L" or kind in RIGHT_TO_LEFT:
            letter = "L" if kind == "L" else "R"
            sides.append(letter)
        elif kind in NUMBERS:  # rule W7
            sides.append("L" if letter == "L" else "N")
        else:
            sides.append("")
    for place, kind in enumerate(kinds):  # rules W4 and W5: 3.5 and 20 % are one number
        before, after = sides[place - 1] if place else "", (*sides, "")[place + 1]
        if (kind in ("CS", "ES") and before == after == "N") or (kind == "ET" and "N" in (before, after)):
            sides[place] = "N"
    return _between(sides, base)


def _between(sides: list[str], base: str) -> list[str]:
    """Rules N1 and N2."""
    found, before = list(sides), base
    after, ends = base, []
    for side in reversed(sides):
        ends.append(after)
        after = _side(side) or after
    for place, after in enumerate(reversed(ends)):
        if sides[place]:
            before = _side(sides[place])
        else:
            found[place] = before if before == after else base
    return found


def _side(side: str) -> str:
    return "R" if side == "N" else side


def _on_paper(runs: list[tuple[int, Run]]) -> list[Run]:
    """Runs in the order in which they stand from left to right (UAX 9, rule L2)."""
    for lowest in (2, 1):
        turned = []
        for is_turned, together in groupby(runs, key=lambda pair: pair[0] >= lowest):
            part = list(together)
            turned += reversed(part) if is_turned else part
        runs = turned
    return [run for _level, run in runs]


def draw(canvas: ImageDraw.ImageDraw, line: Line, style: Style, at: tuple[float, float], colour: str) -> None:
    """Draws a line with its baseline at `at`: its left end, or its right end where lines begin at the right."""
    x, y = at
    if style.is_rtl:
        x -= line.width
    for run in line.runs:
        font = _font(run.face, style.size, style.weight)
        canvas.text(
            (x, y), run.text, colour, font, anchor="ls", direction=run.direction, language=style.language
        )
        x += run.width
