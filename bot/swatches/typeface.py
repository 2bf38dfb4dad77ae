"""The faces of the sheet: what they measure, and their glyphs as small grey masks.

A line is set from the advances and kerning that were measured when the faces were bundled, so it comes out alike on
every machine, with or without a shaping library in Pillow. Pillow itself puts glyphs on whole pixels, which spaces
small text unevenly; here a glyph is drawn several times too large, at the fraction of a pixel where it stands, and
reduced.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files
from io import BytesIO
from typing import TYPE_CHECKING, Final

import numpy as np
from PIL import Image, ImageDraw, ImageFont

if TYPE_CHECKING:
    from numpy.typing import NDArray

EM: Final = 1000
"""Font units to an em, in every bundled face."""
CAP_HEIGHT: Final = 0.655
ASCENT: Final = 0.9
"""Nothing in the faces is higher above the baseline, in ems; accents on capitals included."""
DESCENT: Final = 0.27
"""Nothing in the faces is deeper below the baseline, in ems."""

_FONTS = files("bot.swatches") / "fonts"


@lru_cache(maxsize=1)
def _metrics() -> dict[str, NDArray[np.int16]]:
    with np.load(BytesIO((_FONTS / "metrics.npz").read_bytes())) as stored:
        return {key: stored[key] for key in stored.files}


class Face:
    """One weight and width of the family."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._fonts: dict[int, ImageFont.FreeTypeFont] = {}

    def __repr__(self) -> str:
        return f"Face({self.name})"

    @cached_property
    def _advance(self) -> dict[str, int]:
        stored = _metrics()
        chars = stored[f"{self.name}.chars"].tolist()
        return {chr(c): a for c, a in zip(chars, stored[f"{self.name}.advance"].tolist(), strict=True)}

    @cached_property
    def _classes(self) -> tuple[dict[str, int], dict[str, int], list[list[int]]]:
        stored = _metrics()
        chars = [chr(c) for c in stored[f"{self.name}.chars"].tolist()]
        left = dict(zip(chars, stored[f"{self.name}.left"].tolist(), strict=True))
        right = dict(zip(chars, stored[f"{self.name}.right"].tolist(), strict=True))
        return left, right, stored[f"{self.name}.kern"].tolist()

    def has(self, char: str) -> bool:
        """Whether the face has a glyph for a character."""
        return char in self._advance

    def positions(self, text: str) -> list[int]:
        """Where each character stands and where the line ends, in font units from its start: n + 1 numbers.

        Raises:
            KeyError: a character the face does not have; `words.clean` replaces those before anything is measured.
        """
        advance = self._advance
        left, right, kern = self._classes
        at, out, before = 0, [0], -1
        for char in text:
            if before >= 0:
                at += kern[before][right[char]]
                out[-1] = at
            at += advance[char]
            out.append(at)
            before = left[char]
        return out

    def font(self, size: int) -> ImageFont.FreeTypeFont:
        """The face at a size in pixels, opened once."""
        font = self._fonts.get(size)
        if font is None:
            # Basic layout: single glyphs need no shaping, and it is there in every build of Pillow.
            data = BytesIO(_font_bytes(self.name))
            font = self._fonts[size] = ImageFont.truetype(data, size, layout_engine=ImageFont.Layout.BASIC)
        return font


@lru_cache(maxsize=8)
def _font_bytes(name: str) -> bytes:
    return (_FONTS / f"{name}.ttf").read_bytes()


TITLE = Face("SofiaSansExtraCondensed-ExtraBold")
DISPLAY = Face("SofiaSansExtraCondensed-Bold")
BOLD = Face("SofiaSansCondensed-Bold")
SEMIBOLD = Face("SofiaSansCondensed-SemiBold")
MEDIUM = Face("SofiaSansCondensed-Medium")
FACES: Final = (TITLE, DISPLAY, BOLD, SEMIBOLD, MEDIUM)


@dataclass(frozen=True, slots=True)
class Style:
    """A face at a size.

    Attributes:
        face: the face.
        size: pixels to an em.
        line: height of one line, pixels.
    """

    face: Face
    size: int
    line: float

    def width(self, text: str) -> float:
        """Width of a line of text in pixels, from its start to the start of whatever followed."""
        return _units(self.face, text) * self.size / EM

    def baseline(self, top: float) -> int:
        """The baseline of a line whose line box begins at `top`: the em box (0.9 up, 0.3 down) is centred in it."""
        return round(top + self.line / 2 + 0.3 * self.size)


@lru_cache(maxsize=8192)
def _units(face: Face, text: str) -> int:
    return face.positions(text)[-1]


@dataclass(frozen=True, slots=True)
class Mask:
    """Grey coverage of something set at a place: 0 nothing, 255 full.

    Attributes:
        alpha: (height, width) uint8.
        left: pixels from the pen to the left edge.
        top: pixels from the baseline up (negative) or down to the upper edge.
    """

    alpha: NDArray[np.uint8]
    left: int
    top: int


_NOTHING = Mask(np.zeros((0, 0), np.uint8), 0, 0)


TIMES: Final = 2
"""How many times too large a glyph is drawn before it is reduced: its pen stands on half pixels. Finer steps cannot be
seen any more, and they cost bytes, because fewer letters are alike."""


@lru_cache(maxsize=8192)
def _glyph(face: Face, size: int, char: str, phase: int) -> Mask:
    """One glyph, its pen `phase` magnified pixels to the right of a whole pixel."""
    if char.isspace():
        return _NOTHING
    times = TIMES
    font = face.font(size * times)
    x0, y0, x1, y1 = font.getbbox(char, anchor="ls")
    left, top = int((x0 + phase) // times), int(y0 // times)
    right, bottom = int(-(-(x1 + phase) // times)), int(-(-y1 // times))
    if right <= left or bottom <= top:
        return _NOTHING
    canvas = Image.new("L", ((right - left) * times, (bottom - top) * times))
    ImageDraw.Draw(canvas).text((phase - left * times, -top * times), char, fill=255, font=font, anchor="ls")
    return Mask(np.asarray(canvas.reduce(times)), left, top)


@lru_cache(maxsize=1024)
def set_line(text: str, style: Style, half: int = 0) -> Mask:
    """Set one line of text.

    Args:
        text: characters the face has.
        style: face and size.
        half: 1 when the pen stands half a pixel to the right of a whole one.

    Returns:
        The mask of the whole line, measured from the pen's whole pixel and the baseline. An empty mask for blank text.
    """
    face, size, times = style.face, style.size, TIMES
    placed: list[tuple[int, Mask]] = []
    for char, units in zip(text, face.positions(text), strict=False):
        steps = round((units * size / EM + half / 2) * times)
        mask = _glyph(face, size, char, steps % times)
        if mask.alpha.size:
            placed.append((steps // times + mask.left, mask))
    if not placed:
        return _NOTHING
    left, top = min(x for x, _ in placed), min(m.top for _, m in placed)
    right = max(x + m.alpha.shape[1] for x, m in placed)
    bottom = max(m.top + m.alpha.shape[0] for _, m in placed)
    line = np.zeros((bottom - top, right - left), np.uint8)
    for x, mask in placed:
        rows, columns = mask.alpha.shape
        place = line[mask.top - top : mask.top - top + rows, x - left : x - left + columns]
        np.maximum(place, mask.alpha, out=place)
    return Mask(line, left, top)
