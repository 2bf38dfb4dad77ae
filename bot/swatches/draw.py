"""From a measured page to a PNG: an index canvas, the palette put on at the end."""

from __future__ import annotations

from io import BytesIO

import numpy as np
from PIL import Image

from bot.swatches.figures import Figure
from bot.swatches.miniature import stand
from bot.swatches.page import INK, MUTE, PAPER, Line, Page
from bot.swatches.palette import Palette
from bot.swatches.typeface import set_line
from core.paintschemes.scheme import Paintscheme

COMPRESSION = 6
"""zlib level; 9 or `optimize` would cost several times the drawing for a few per cent."""
HARDER = 8
"""The same for a page that nobody waits for as for the first: a tenth of a second for five per cent."""

FEW_GREYS = 4
"""Up to so many greys a page is one of much small text: its letters stand on whole pixels."""
FIELD_STEPS = 6
"""Greys of a letter's edge on a field, ground and ink included."""


def palette_for(page: Page) -> Palette:
    """A palette with a run for every ink on every ground of a page, and all its flat colours."""
    palette = Palette()
    palette.ramp(PAPER, (MUTE, INK), page.greys)
    seen = {(PAPER, MUTE), (PAPER, INK)}
    for line in page.lines:
        if (line.ground, line.ink) not in seen:
            seen.add((line.ground, line.ink))
            palette.ramp(line.ground, (line.ink,), FIELD_STEPS)
    for rect in page.rects:
        palette.number(rect.colour)
    return palette


def draw(page: Page, scheme: Paintscheme | None = None, figure: Figure | None = None) -> Image.Image:
    """Draw a page.

    Args:
        page: the measured page.
        scheme: what the figures on it are painted with; without one they are left out.
        figure: which figure; None for the one of the scheme's archetype.

    Returns:
        A palette image (mode P) of the page's size.
    """
    palette = palette_for(page)
    canvas = np.full((page.height, page.width), palette.number(PAPER), np.uint8)
    for rect in page.rects:
        box = rect.box
        canvas[box.y : box.bottom, box.x : box.right] = palette.number(rect.colour)
    if scheme is not None and page.miniatures:
        stand(canvas, page, scheme, palette, figure)
    for line in page.lines:
        _write(canvas, line, palette, whole=page.greys <= FEW_GREYS)
    image = Image.fromarray(canvas)
    image.putpalette(palette.rgb().tobytes())
    return image


def _write(
    canvas: np.ndarray[tuple[int, ...], np.dtype[np.uint8]], line: Line, palette: Palette, *, whole: bool
) -> None:
    left = int(line.x // 1)
    mask = set_line(line.text, line.style, int((line.x - left) * 2), whole=whole)
    rows, columns = mask.alpha.shape
    if not rows:
        return
    x, y = left + mask.left, line.baseline + mask.top
    # what lies outside the clip would blend with the wrong ground: measured pages have nothing there
    clip = line.clip
    x0, y0 = max(x, clip.x, 0), max(y, clip.y, 0)
    x1, y1 = min(x + columns, clip.right, canvas.shape[1]), min(y + rows, clip.bottom, canvas.shape[0])
    if x1 <= x0 or y1 <= y0:
        return
    place = canvas[y0:y1, x0:x1]
    numbers = palette.blend(line.ground, line.ink)[mask.alpha[y0 - y : y1 - y, x0 - x : x1 - x]]
    # a run rises from the ground, so the larger number is the one with more ink: lines that touch do not cut each other
    np.maximum(place, numbers, out=place)


class _Png(BytesIO):
    """A buffer that says what goes into it, so that Pillow loads its writer of PNG and no other format."""

    name = "sheet.png"


def encode(image: Image.Image, *, compression: int = COMPRESSION) -> bytes:
    """A PNG of a palette image; the same image gives the same bytes."""
    out = _Png()
    image.save(out, compress_level=compression)
    return out.getvalue()
