"""What a finished layout is made of: plain values that can be tested before a pixel is drawn."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from bot.swatches.areas import Box
from bot.swatches.typeface import ASCENT, CAP_HEIGHT, DESCENT, Style

PAPER = "#F5F5F2"
INK = "#15181B"
MUTE = "#53575B"
HAIRLINE = "#BFC2C3"
BACKDROP = "#B9BEC0"
FLOOR = "#A5ABAE"

Vision = Literal["full", "greyscale", "protan", "deutan", "tritan"]


@dataclass(frozen=True, slots=True)
class Rect:
    """A flat rectangle of one colour."""

    box: Box
    colour: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text at its place.

    Attributes:
        x: where the pen starts, pixels, to half a one.
        baseline: y of the baseline.
        text: cleaned text.
        style: face and size.
        ink: colour of the text.
        ground: the flat colour it stands on.
        clip: the box no pixel of it may leave.
    """

    x: float
    baseline: int
    text: str
    style: Style
    ink: str
    ground: str
    clip: Box

    @property
    def right(self) -> float:
        """Where the line ends."""
        return self.x + self.style.width(self.text)

    @property
    def box(self) -> Box:
        """From the top of the capitals to the baseline: what may not touch another line."""
        top = self.baseline - round(self.style.size * CAP_HEIGHT)
        return Box(int(self.x), top, int(self.right) - int(self.x) + 1, self.baseline - top)

    @property
    def reach(self) -> Box:
        """Everything a letter of this line could cover, accents and tails included."""
        top = self.baseline - round(self.style.size * ASCENT)
        bottom = self.baseline + round(self.style.size * DESCENT)
        return Box(int(self.x), top, int(self.right) - int(self.x) + 1, bottom - top)


@dataclass(frozen=True, slots=True)
class Miniature:
    """A place for the figure, seen in one way."""

    box: Box
    vision: Vision


@dataclass(slots=True)
class Page:
    """A whole layout, back to front: rectangles, figures, text.

    `greys` is how many numbers of the palette letters on paper get, ground and ink included. Eight are as many as can
    be told apart at these sizes; a page full of small text takes four, which look nearly the same, for a sixth less
    bytes.
    """

    width: int
    height: int = 0
    greys: int = 8
    rects: list[Rect] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    miniatures: list[Miniature] = field(default_factory=list)

    def rect(self, x: int, y: int, w: int, h: int, colour: str) -> None:
        """Add a flat rectangle."""
        self.rects.append(Rect(Box(x, y, w, h), colour))

    def outline(self, box: Box, stroke: int, colour: str, inside: str) -> None:
        """Add a rectangle with an edge of `stroke` pixels inside it."""
        self.rects.append(Rect(box, colour))
        inner = Box(box.x + stroke, box.y + stroke, box.w - 2 * stroke, box.h - 2 * stroke)
        self.rects.append(Rect(inner, inside))

    def write(
        self, x: float, baseline: int, text: str, style: Style, clip: Box, *, ink: str = INK, ground: str = PAPER
    ) -> None:
        """Add a line of text; blank text adds nothing."""
        if text:
            self.lines.append(Line(round(x * 2) / 2, baseline, text, style, ink, ground, clip))
