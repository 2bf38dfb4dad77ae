"""The sheet as JPEG, for places that fetch a picture by its address and take nothing else.

Colour is what a sheet is about, so no colour is thrown away: every pixel keeps its own (4:4:4), and the steps are so
fine that a flat field comes out flat.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from io import BytesIO
from typing import Final

import numpy as np
from PIL import Image

from bot.swatches.draw import draw
from bot.swatches.layout import measure
from bot.swatches.setting import Translate
from core.paintschemes.scheme import Hex, Paintscheme

QUALITY: Final = 92
"""Of 100. Flat fields are within one step of their colour a channel; a sheet has half a megabyte."""

STRIPES: Final = 320
"""Width and height of the small picture, pixels."""


class _Jpeg(BytesIO):
    """A buffer that says what goes into it, so that Pillow loads its writer of JPEG and no other format."""

    name = "sheet.jpg"


def draw_sheet_jpeg(scheme: Paintscheme, *, translate: Translate, number: str = "") -> bytes:
    """Draw the swatch sheet (`bot.swatches.sheet.draw_sheet`). Call it off the event loop.

    Returns:
        A JPEG (RGB), as large as the PNG in pixels; the same scheme gives the same bytes.
    """
    return _encode(draw(measure(scheme, translate, number=number), scheme).convert("RGB"))


def size_of_sheet(scheme: Paintscheme, *, translate: Translate, number: str = "") -> tuple[int, int]:
    """Width and height of the sheet in pixels, without drawing it. Takes a few milliseconds."""
    page = measure(scheme, translate, number=number)
    return page.width, page.height


@lru_cache(maxsize=64)
def draw_stripes(colours: Sequence[tuple[Hex, int]]) -> bytes:
    """The colours of a scheme side by side, each as wide as its share: small, and known at a glance.

    Args:
        colours: hex and share of each, in their order.

    Returns:
        A JPEG, `STRIPES` pixels square.
    """
    shares = np.cumsum([share for _, share in colours], dtype=float)
    ends = np.rint(shares / shares[-1] * STRIPES).astype(int)
    rows = np.zeros((STRIPES, 3), np.uint8)
    start = 0
    for (hex_, _), end in zip(colours, ends.tolist(), strict=True):
        rows[start:end] = tuple(bytes.fromhex(hex_[1:]))
        start = end
    return _encode(Image.fromarray(np.repeat(rows[None], STRIPES, axis=0)))


def _encode(image: Image.Image) -> bytes:
    out = _Jpeg()
    image.save(out, quality=QUALITY, subsampling="4:4:4")
    return out.getvalue()
