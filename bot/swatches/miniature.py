"""Figures in a scheme's colours: on the sheet, small under the checks, and alone."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np

from bot.swatches.areas import shares
from bot.swatches.figures import SIZES, Figure
from bot.swatches.figures.choose import figure_for, ladders_for
from bot.swatches.figures.light import lights
from bot.swatches.page import BACKDROP, FLOOR, PAPER, Page, Vision
from core.colour.convert import hex_from_rgb8, rgb8
from core.colour.vision import greyscale, simulate
from core.paintschemes.scheme import Paintscheme

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bot.swatches.palette import Palette

_FIGURES = files("bot.swatches") / "figures"


@lru_cache(maxsize=12)
def _prepared(figure: Figure, size: str) -> tuple[NDArray[np.uint8], NDArray[np.float32], NDArray[np.int64]]:
    """A map, its mixtures, and how many pixels show each."""
    with np.load(BytesIO((_FIGURES / f"{figure}.npz").read_bytes())) as stored:
        numbers, mix = stored[f"{size}.map"], stored[f"{size}.mix"]
    return numbers, mix, np.bincount(numbers.ravel(), minlength=len(mix))


@dataclass(frozen=True, slots=True)
class Painted:
    """A figure in its colours.

    Attributes:
        map: (height, width) numbers of mixtures; 0 and 1 are the grounds above and below.
        rgb: (n, 3) sRGB bytes, the colour of each mixture.
        counts: (n,) pixels that show it.
    """

    map: NDArray[np.uint8]
    rgb: NDArray[np.uint8]
    counts: NDArray[np.int64]


def paint(scheme: Paintscheme, size: str, figure: Figure | None, vision: Vision = "full") -> Painted:
    """Put a scheme on a figure.

    Args:
        scheme: its ladders are the shades, bases and highlights.
        size: key of `SIZES`.
        figure: which one; None for the one of the scheme's archetype.
        vision: the eyes it is seen with; the grounds stay as they are.
    """
    figure = figure or figure_for(scheme)
    numbers, mix, counts = _prepared(figure, size)
    above, below = (PAPER, PAPER) if size == "check" else (BACKDROP, FLOOR)
    colours = lights(ladders_for(scheme, figure), above, below)
    if vision != "full":
        hexes = hex_from_rgb8(colours[:-2].astype(np.uint8))
        colours[:-2] = rgb8(greyscale(hexes) if vision == "greyscale" else simulate(hexes, vision))
    return Painted(numbers, np.clip(np.round(mix @ colours), 0, 255).astype(np.uint8), counts)


def stand(canvas: NDArray[np.uint8], page: Page, scheme: Paintscheme, palette: Palette, figure: Figure | None) -> None:
    """Draw the figures of a page onto its canvas, the large one first: it has the first choice of free colours."""
    large = [m for m in page.miniatures if m.vision == "full"]
    small = [m for m in page.miniatures if m.vision != "full"]
    for miniature in large:
        key = next(k for k, size in SIZES.items() if miniature.box.h == size.height)
        painted = paint(scheme, key, figure)
        numbers = palette.place(painted.rgb, painted.counts, keep=32 if small else 0)
        box = miniature.box
        canvas[box.y : box.bottom, box.x : box.right] = numbers[painted.map]
    if small:
        each = [paint(scheme, "check", figure, m.vision) for m in small]
        numbers = palette.place(np.concatenate([p.rgb for p in each]), np.concatenate([p.counts for p in each]))
        start = 0
        for miniature, painted in zip(small, each, strict=True):
            mine = numbers[start : start + len(painted.rgb)]
            start += len(painted.rgb)
            box = miniature.box
            canvas[box.y : box.bottom, box.x : box.right] = mine[painted.map]


def preview_page(scheme: Paintscheme) -> Page:
    """The layout of the preview: the figure, and under it the scheme as a band of its colours at their share."""
    size = SIZES["alone"]
    page = Page(size.width + 40, size.height + 34 + 4 + 40 + 30)
    floor = 30 + size.floor
    page.rect(0, 0, page.width, page.height, BACKDROP)
    page.rect(0, floor, page.width, page.height - floor, FLOOR)
    band = page.height - 40
    page.rect(0, band - 4, page.width, 44, PAPER)
    left, done = 0, 0
    for area, share in zip(scheme.areas, shares(scheme.areas), strict=True):
        done += share
        right = round(page.width * done / 100) if done < 100 else page.width + 4
        page.rect(left, band, right - 4 - left, 40, area.hex)
        left = right
    return page
