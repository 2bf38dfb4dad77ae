"""Checks on the rows of the open lists: does a name fit its colour, is a hex believable at all.

The lists were partly read off web pages by machine and carry wrong rows: whites of #6B6B6B, primers whose hex is the
colour of the page. What can be set right with certainty is set right; what only looks wrong stays in the catalogue
under its name but is never matched by colour.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from core.paints.paint import MetalFamily


class Colour(NamedTuple):
    """CIELAB of a row in polar form: lightness, chroma, hue angle in degrees."""

    lightness: float
    chroma: float
    hue: float


def _hue(colour: Colour, start: float, end: float) -> bool:
    return (colour.hue - start) % 360 <= (end - start) % 360


# A word and what a paint with that word may look like. The bounds are wide on purpose: a maker may call a blue-green
# either way; what they catch is another colour altogether.
_WORDS: dict[str, Callable[[Colour], bool]] = {
    "white": lambda c: c.lightness >= 66 and c.chroma <= 32,
    "black": lambda c: c.lightness <= 47 and c.chroma <= 30,
    "grey": lambda c: c.chroma <= 27,
    "gray": lambda c: c.chroma <= 27,
    "red": lambda c: c.chroma >= 10 and _hue(c, 338, 66),
    "scarlet": lambda c: c.chroma >= 22 and _hue(c, 350, 66),
    "crimson": lambda c: c.chroma >= 12 and _hue(c, 330, 55),
    "orange": lambda c: c.chroma >= 25 and _hue(c, 24, 90),
    "yellow": lambda c: c.chroma >= 13 and _hue(c, 55, 128),
    "green": lambda c: c.chroma >= 2.5 and _hue(c, 76, 232),
    "blue": lambda c: c.chroma >= 2.5 and _hue(c, 170, 316),
    "turquoise": lambda c: c.chroma >= 7 and _hue(c, 150, 270),
    "teal": lambda c: c.chroma >= 4 and _hue(c, 150, 270),
    "purple": lambda c: c.chroma >= 6 and _hue(c, 268, 8),
    "violet": lambda c: c.chroma >= 6 and _hue(c, 268, 12),
    "magenta": lambda c: c.chroma >= 20 and _hue(c, 308, 26),
    "pink": lambda c: c.chroma >= 7 and _hue(c, 318, 72),
    "brown": lambda c: c.lightness <= 78 and c.chroma >= 2 and _hue(c, 350, 115),
    "ivory": lambda c: c.lightness >= 68 and _hue(c, 40, 132),
    "khaki": lambda c: _hue(c, 48, 128),
    "olive": lambda c: _hue(c, 60, 148),
}


def wrong_word(name: str, colour: Colour) -> str:
    """The colour word of a name that its colour belies; empty when all is well.

    Only the last colour word counts ("Black Green" is a green), and words that make a colour grey or dark excuse a
    missing hue ("Dark Sea Blue", "Grey Violet").
    """
    words = re.findall(r"[a-z]+", re.sub(r"\(.*?\)", "", name.lower()))
    named = [w for w in words if w in _WORDS]
    if not named:
        return ""
    head = named[-1]
    muted = {"grey", "gray", "dark", "black", "sea", "navy", "pale", "light", "greyish", "faded", "night"} & set(words)
    if muted and colour.chroma < 6 and head not in {"white", "black", "red", "yellow", "orange"}:
        return ""
    if "bone" in words and head == "white":
        return ""
    return "" if _WORDS[head](colour) else head


_METAL_LOOKS: dict[MetalFamily, Callable[[Colour], bool]] = {
    MetalFamily.GOLD: lambda c: c.chroma >= 20 and _hue(c, 55, 102),
    MetalFamily.BRASS: lambda c: c.chroma >= 14 and _hue(c, 45, 105),
    MetalFamily.BRONZE: lambda c: c.chroma >= 7 and _hue(c, 35, 100),
    MetalFamily.COPPER: lambda c: c.chroma >= 16 and _hue(c, 25, 76),
    MetalFamily.STEEL: lambda c: c.chroma <= 12,
    MetalFamily.SILVER: lambda c: c.chroma <= 12,
    MetalFamily.GUNMETAL: lambda c: c.chroma <= 12,
    MetalFamily.COLOURED: lambda _: True,
}


def believable_metal(family: MetalFamily, colour: Colour, nominal_lightness: float) -> bool:
    """Whether a metal's hex looks like its family and lies within 20 L* of what its tone looks like."""
    if family is MetalFamily.COLOURED:
        return True
    return _METAL_LOOKS[family](colour) and abs(colour.lightness - nominal_lightness) <= 20
