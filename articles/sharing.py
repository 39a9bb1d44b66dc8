"""What does the picture show that goes along when a story or a claim is shared? It is worked out from the edition, so
it says what the page says; drawn with Pillow at 1200 × 630 pixels, which is what the large cards of others expect.
"""

import hashlib
import io
import logging
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from pathlib import Path

from django.utils.translation import get_language, get_language_bidi, to_locale
from django.utils.translation import gettext as _
from PIL import Image, ImageDraw

from articles import lettering, listed, transparency
from articles.claims import Claim, Standing
from articles.editions import Edition, Kind
from articles.lettering import Face, Style, Unwritable

WIDTH, HEIGHT = 1200, 630
EDGE = 64
SIZES = (78, 70, 62, 54, 48)
SMALL, LABEL, ONE_LINE = 30, 28, 40
BAR, PART = 22, 6  # pixels: its height, and between two parts
PAPER, INK, QUIET, RULE = "#fcfdfb", "#14201b", "#3f4d46", "#d3dcd5"
CORRECTED = "#98122a"
COLOURS = {
    Standing.KNOWN: "#0b5541",
    Standing.DISPUTED: "#55349a",
    Standing.UNCLEAR: "#6f4300",
    Standing.REFUTED: "#47505a",
}
# The mark of each standing on the bar, so that it is not told by colour alone: the length of a stroke and of a gap.
STROKES = {
    Standing.KNOWN: (1, 0),
    Standing.DISPUTED: (28, 6),
    Standing.UNCLEAR: (12, 8),
    Standing.REFUTED: (4, 8),
}
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Card:
    """What a share image says. `words` are in large letters; `label` stands above them, in `colour`; `below` under
    the bar. `counts` are the parts of the bar, none for an article."""

    outlet: str
    place: str
    words: str
    below: str
    label: str = ""
    colour: str = INK
    counts: tuple[tuple[Standing, int], ...] = ()
    language: str = "en"
    is_rtl: bool = False

    @property
    def key(self) -> str:
        """Another one when the picture shows something else."""
        return hashlib.sha256(repr(astuple(self)).encode()).hexdigest()[:12]

    @property
    def locale(self) -> str:
        """Its language as the Open Graph protocol writes it: en_GB."""
        return to_locale(self.language)

    @property
    def alt(self) -> str:
        """The picture in words."""
        return ". ".join(part.rstrip(".") for part in (self.label, self.words, self.below) if part)


def of_story(edition: Edition, outlet: str, desk: str, is_retracted: bool = False) -> Card:
    """A story: its headline, and how its claims stand."""
    is_brief = edition.kind is Kind.BRIEF
    return Card(
        outlet=outlet,
        place=desk,
        words=edition.headline,
        below=transparency.in_words(edition) if is_brief else "",
        label=_("Retracted") if is_retracted else "",
        colour=CORRECTED if is_retracted else INK,
        counts=tuple(listed.tallied(edition.counts)) if is_brief else (),
        language=get_language(),
        is_rtl=get_language_bidi(),
    )


def of_claim(claim: Claim, edition: Edition, outlet: str, desk: str) -> Card:
    """A claim: its words, how firmly it is held, and the story that makes it."""
    return Card(
        outlet=outlet,
        place=desk,
        words=claim.truth.strip() or claim.text if claim.standing is Standing.REFUTED else claim.text,
        below=edition.headline,
        label=str(claim.standing.heading),
        colour=COLOURS[claim.standing],
        counts=((claim.standing, 1),),
        language=get_language(),
        is_rtl=get_language_bidi(),
    )


def png(card: Card, paths: Sequence[Path]) -> bytes:
    """The picture as PNG, its letters from the first of these fonts that has them. Words that no font can write are
    left out, and the log says which letters were missing."""
    return _Sheet(card, lettering.faces(tuple(paths))).png()


class _Sheet:
    """A picture while it is drawn, from its top to its foot. Lines begin at the side where its language begins."""

    def __init__(self, card: Card, fonts: tuple[Face, ...]):
        self.card, self.fonts = card, fonts
        self.image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
        self.canvas = ImageDraw.Draw(self.image)
        self.start = WIDTH - EDGE if card.is_rtl else EDGE

    def png(self) -> bytes:
        self._head()
        self._words()
        self._foot()
        written = io.BytesIO()
        self.image.convert("P", palette=Image.Palette.ADAPTIVE, colors=128).save(
            written, "PNG", optimize=True
        )
        return written.getvalue()

    def _style(self, size: int, weight: int = 400) -> Style:
        return Style(size, weight, self.card.language, self.card.is_rtl)

    def _set(self, text: str, styles: Sequence[Style], top: int, height: int, colour: str = INK) -> None:
        """Text from `top` on, in the largest of the styles that keeps to this height."""
        try:
            found, style = lettering.fitted(text, self.fonts, styles, WIDTH - 2 * EDGE, height)
        except Unwritable as missing:
            log.warning("A share image goes without “%s”: %s See SHARE_FONTS.", text, missing)
            return
        for number, line in enumerate(found):
            at = (self.start, top + style.size + number * style.size * lettering.LEADING)
            lettering.draw(self.canvas, line, style, at, colour)

    def _head(self) -> None:
        self.canvas.rectangle((EDGE, 56, WIDTH - EDGE, 62), INK)
        name = " · ".join(part for part in (self.card.outlet, self.card.place) if part)
        self._set(name, [self._style(SMALL, 700)], 82, ONE_LINE)
        if self.card.label:
            self._set(self.card.label, [self._style(SMALL, 700)], 136, ONE_LINE, self.card.colour)

    def _words(self) -> None:
        top = 186 if self.card.label else 148
        self._set(self.card.words, [self._style(size, 600) for size in SIZES], top, HEIGHT - 134 - top)

    def _foot(self) -> None:
        if self.card.counts:
            self._bar(HEIGHT - 118)
        if self.card.below:
            self._set(self.card.below, [self._style(LABEL)], HEIGHT - 78, ONE_LINE, QUIET)

    def _bar(self, y: int) -> None:
        """The claims by their standing, each part as long as its share."""
        counts = [(standing, count) for standing, count in self.card.counts if count]
        total, length, x = sum(count for _s, count in counts), WIDTH - 2 * EDGE, self.start
        if not total:
            self.canvas.rectangle((EDGE, y, WIDTH - EDGE, y + BAR), RULE)
        for standing, count in counts:
            share = length * count / total
            self._strokes(standing, x, share, y)
            x += -share if self.card.is_rtl else share

    def _strokes(self, standing: Standing, x: float, share: float, y: int) -> None:
        stroke, gap = STROKES[standing]
        left, right = (x - share, x) if self.card.is_rtl else (x, x + share)
        right -= PART if right < WIDTH - EDGE - 1 else 0
        if not gap:
            self.canvas.rectangle((left, y, right, y + BAR), COLOURS[standing])
            return
        while left < right:
            self.canvas.rectangle((left, y, min(left + stroke, right), y + BAR), COLOURS[standing])
            left += stroke + gap
