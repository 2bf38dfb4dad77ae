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


_glyphs: dict[tuple[str, int], dict[tuple[str, int], Mask]] = {}
"""Masks by face and size, then by character and phase. A few thousand at most: the faces have 531 characters."""


def _draw_glyphs(face: Face, size: int, wanted: set[tuple[str, int]]) -> dict[tuple[str, int], Mask]:
    """Masks of glyphs, each with its pen `phase` magnified pixels to the right of a whole pixel.

    They are drawn side by side and reduced together, which costs a third of doing it one by one.
    """
    font = face.font(size * TIMES)
    out: dict[tuple[str, int], Mask] = {}
    places: list[tuple[tuple[str, int], int, int, int, int, int]] = []
    across, high = 0, 0
    for char, phase in sorted(wanted):
        x0, y0, x1, y1 = font.getbbox(char, anchor="ls")
        left, top = int((x0 + phase) // TIMES), int(y0 // TIMES)
        right, bottom = int(-(-(x1 + phase) // TIMES)), int(-(-y1 // TIMES))
        if char.isspace() or right <= left or bottom <= top:
            out[char, phase] = _NOTHING
            continue
        places.append(((char, phase), across, left, top, right - left, bottom - top))
        across, high = across + right - left, max(high, bottom - top)
    if not places:
        return out
    canvas = Image.new("L", (across * TIMES, high * TIMES))
    draw = ImageDraw.Draw(canvas)
    for (char, phase), at, left, top, _, _ in places:
        draw.text(((at - left) * TIMES + phase, -top * TIMES), char, fill=255, font=font, anchor="ls")
    drawn = np.asarray(canvas.reduce(TIMES))
    for key, at, left, top, width, height in places:
        out[key] = Mask(drawn[:height, at : at + width].copy(), left, top)
    return out


@lru_cache(maxsize=1024)
def set_line(text: str, style: Style, half: int = 0, *, whole: bool = False) -> Mask:
    """Set one line of text.

    Args:
        text: characters the face has.
        style: face and size.
        half: 1 when the pen stands half a pixel to the right of a whole one.
        whole: every letter stands on a whole pixel, so that all letters of a kind are alike and cost fewer bytes.

    Returns:
        The mask of the whole line, measured from the pen's whole pixel and the baseline. An empty mask for blank text.
    """
    face, size = style.face, style.size
    scale = size * TIMES / EM
    steps = [round(units * scale + half * TIMES / 2) for units in face.positions(text)]
    if whole:
        steps = [step + step % TIMES for step in steps]
    keys = [(char, step % TIMES) for char, step in zip(text, steps, strict=False)]
    known = _glyphs.setdefault((face.name, size), {})
    if missing := set(keys) - known.keys():
        known.update(_draw_glyphs(face, size, missing))
    placed = [
        (step // TIMES + known[key].left, known[key])
        for key, step in zip(keys, steps, strict=False)
        if known[key].alpha.size
    ]
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
