"""What the blocks of the sheet share: the grid, the styles of its type, and how words come into it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from bot.swatches.areas import Box
from bot.swatches.page import HAIRLINE, PAPER, Page
from bot.swatches.typeface import BOLD, MEDIUM, SEMIBOLD, Style
from bot.swatches.words import UNKNOWN, balance, clean, crowded, wrap
from core.colour.convert import lab
from core.paintschemes.scheme import Hex, PaintRef

Translate = Callable[[str], str]

WIDTH = 1200
TEXT, SHADE, BASE, LAYER, HIGHLIGHT, EDGE = 30, 234, 418, 802, 988, 1170
"""Vertical lines that all blocks share: they make the sheet look drawn."""
NEXT_TO_PAPER = 6.0
"""A field or stripe nearer to the paper than this (CIELAB distance) cannot be told from it."""
HERO = 704
"""Height of the fields and the figure's panel."""

ROLE = Style(BOLD, 29, 31)
TOPIC = Style(MEDIUM, 29, 31)
HEAD = Style(SEMIBOLD, 23, 28)
LADDER = Style(MEDIUM, 22, 23)
DETAIL = Style(MEDIUM, 22, 25)
FOOT = Style(MEDIUM, 20, 24)


@dataclass(frozen=True, slots=True)
class Words:
    """Translates and cleans what is drawn."""

    translate: Translate

    def __call__(self, text: str, **values: object) -> str:
        """A text in the reader's language, its places filled, as the faces can set it."""
        if not text:
            return ""  # gettext answers an empty key with the catalogue's header
        said = self.translate(text)
        drawn = clean(said.format(**values) if values else said)
        return "" if drawn == UNKNOWN else drawn  # nothing of it can be set


@dataclass(frozen=True, slots=True)
class Fitted:
    """Lines at the size that was found for them."""

    lines: tuple[str, ...]
    style: Style

    @property
    def height(self) -> float:
        """All line boxes together, pixels."""
        return self.style.line * len(self.lines)


def fit(
    text: str,
    style: Callable[..., Style],
    sizes: tuple[int, ...],
    width: float,
    height: float,
    lines: int,
    *,
    at_most: int | None = None,
) -> Fitted:
    """Set a text as large as its place allows.

    Args:
        text: cleaned text.
        style: makes a style from a size.
        sizes: to choose from, largest first.
        width: of the place, pixels.
        height: of the place, pixels.
        lines: at most so many; of equal sizes the one with fewer lines is taken.
        at_most: lines at the smallest size, where words may be broken; as many as `lines` when not given.

    Returns:
        The largest that fits, its breaks balanced; where even the smallest does not, the smallest, wrapped and ended
        with an ellipsis after as many lines as fit, one at least.
    """
    breaks = [balance(text, style(100), n + 1) for n in range(lines)]
    loose = [crowded(b) for b in breaks]
    for size in sizes:
        for broken, apart in zip(breaks, loose, strict=True):
            style_ = style(size, loose=apart)
            if style_.line * len(broken) <= height and all(style_.width(b) <= width for b in broken):
                return Fitted(broken, style_)
    smallest = style(sizes[-1])
    most = max(1, min(at_most or lines, int(height / smallest.line)))
    return Fitted(tuple(wrap(text, smallest, width, most=most)), smallest)


def swatch(page: Page, box: Box, colour: Hex) -> None:
    """A flat field of a colour; where it would melt into the paper, with a hairline inside its edge."""
    if next_to_paper(colour):
        page.outline(box, 2, HAIRLINE, colour)
    else:
        page.rect(box.x, box.y, box.w, box.h, colour)


@lru_cache(maxsize=1024)
def next_to_paper(colour: Hex) -> bool:
    """Whether a field of this colour would be lost on the paper."""
    here, paper = lab((colour, PAPER))
    return float(((here - paper) ** 2).sum()) < NEXT_TO_PAPER**2


def brand_line(paint: PaintRef) -> str:
    """Brand, range and code, each once, without gaps where one is missing."""
    brand, range_, code = clean(paint.brand), clean(paint.range), clean(paint.code)
    if range_.casefold().startswith(brand.casefold()):
        brand = ""
    return " ".join(p for p in (brand, range_, "" if code == "-" else code) if p)
