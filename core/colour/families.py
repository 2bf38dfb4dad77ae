"""Colour families: the drawer a painter would look in.

A family decides which ladder rules a colour follows, which wash goes over it and, for metals, which paints may stand
in for one another. The borders are in OKLCH, whose hue hardly drifts between the light and the dark of one colour;
they were placed so that every step of the usual triads falls where a painter would put it and tried on the colours
that people gave names to in the XKCD colour survey (CC0).
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from core.colour.convert import oklch
from core.paintschemes.scheme import Role

FAMILIES = (
    "red",
    "crimson",
    "orange",
    "yellow",
    "olive",
    "green",
    "teal",
    "blue",
    "purple",
    "pink",
    "brown",
    "bone",
    "black",
    "white",
    "grey",
)
SKIN_FAMILIES = ("skin light", "skin tan", "skin dark", "skin green", "skin dead")
METAL_FAMILIES = ("gold", "brass", "bronze", "copper", "steel", "bright silver", "gunmetal", "coloured")

WASHES = ("crimson", "sepia", "earth", "green", "blue", "violet", "dark", "flesh")
_WASH = {
    "red": "crimson",
    "crimson": "crimson",
    "pink": "crimson",
    "orange": "sepia",
    "yellow": "sepia",
    "bone": "sepia",
    "gold": "sepia",
    "brass": "sepia",
    "brown": "earth",
    "bronze": "earth",
    "copper": "earth",
    "olive": "green",
    "green": "green",
    "teal": "blue",
    "blue": "blue",
    "purple": "violet",
    "black": "dark",
    "grey": "dark",
    "white": "dark",
    "steel": "dark",
    "bright silver": "dark",
    "gunmetal": "dark",
    "coloured": "dark",
    "skin light": "flesh",
    "skin tan": "flesh",
    "skin dark": "flesh",
    "skin green": "green",
    "skin dead": "violet",
}


def wash_for(family: str) -> str:
    """The wash that suits a family.

    Args:
        family: one of `FAMILIES`, `SKIN_FAMILIES` or `METAL_FAMILIES`.

    Returns:
        One of `WASHES`.

    Raises:
        KeyError: for a family that does not exist.
    """
    return _WASH[family]


def family(hex_: str, role: Role | None = None) -> str:
    """The family a colour belongs to.

    Args:
        hex_: `#RRGGBB`.
        role: with `Role.SKIN` flesh colours come back as one of `SKIN_FAMILIES`; a skin that is blue or bright red
            keeps its ordinary family.

    Returns:
        One of `FAMILIES` or, for skin, of `SKIN_FAMILIES`.
    """
    return families((hex_,), role)[0]


def families(hexes: Iterable[str], role: Role | None = None) -> tuple[str, ...]:
    """`family` for many colours at once."""
    points = oklch(hexes).tolist()
    if role is Role.SKIN:
        return tuple(_skin(*p) or _opaque(*p) for p in points)
    return tuple(_opaque(*p) for p in points)


def family_at(lightness: float, chroma: float, hue: float) -> str:
    """`family` of a colour that is in OKLCH already (lightness 0..1, chroma, hue in degrees 0..360)."""
    return _opaque(lightness, chroma, hue)


def _opaque(lightness: float, chroma: float, hue: float) -> str:
    neutral = _neutral(lightness, chroma, hue)
    if neutral:
        return neutral
    if hue >= 332 or hue < 22:
        return _rosy(lightness, chroma, hue)
    if hue < 72:
        return _warm(lightness, chroma, hue)
    if hue < 130:
        return _golden(lightness, chroma, hue)
    if hue < 172:
        return "green"
    if hue < 222:
        return "teal"
    if hue < 285:
        return "blue"
    return "pink" if hue > 322 and lightness > 0.58 else "purple"


def _neutral(lightness: float, chroma: float, hue: float) -> str | None:
    """Black, white and grey; the eye stops seeing a hue sooner in the dark, and later where it is warm and light."""
    warm = 50 <= hue <= 118
    if lightness < 0.30 and chroma < 0.035 * max(0.3, lightness / 0.30) and not (22 <= hue <= 118 and chroma > 0.018):
        return "black"
    if lightness > 0.70 and warm and chroma > (0.024 if lightness > 0.955 else 0.013):
        return None
    if lightness > 0.90 and chroma < 0.022:
        return "white"
    if lightness > 0.84 and chroma < 0.013:
        return "white"
    if chroma < (0.022 if warm or lightness > 0.82 else 0.034 if 200 <= hue <= 290 else 0.026):
        return "grey" if lightness >= 0.30 else "black"
    return None


def _rosy(lightness: float, chroma: float, hue: float) -> str:
    """From magenta over pink to the bluish reds."""
    if chroma < 0.05 and lightness < 0.5:
        return "brown" if 5 <= hue < 22 else "purple"
    if 332 <= hue < 350:
        return "pink" if lightness > 0.48 else "purple"
    if hue >= 350 or hue < 5:
        return "pink" if lightness > 0.46 else "crimson"
    if hue >= 14 and chroma >= 0.2:
        return "red"
    return "pink" if lightness > (0.62 if hue >= 12 else 0.56) else "crimson"


def _warm(lightness: float, chroma: float, hue: float) -> str:
    """Red, orange, brown and the light flesh tones that belong to none of them."""
    if hue < 37:
        if chroma >= 0.115:
            return "pink" if lightness > 0.71 else "red"
        if lightness < 0.58:
            return "red" if chroma >= 0.085 and hue < 32 else "brown"
        return "pink" if hue < 34 or lightness > 0.72 else "brown"
    if lightness >= 0.56 and chroma >= 0.118:
        return "orange"
    if lightness >= 0.48 and chroma >= 0.135:
        return "orange"
    if lightness < 0.72:
        return "brown"
    return "orange" if chroma >= 0.07 and hue < 66 else "bone"


def _golden(lightness: float, chroma: float, hue: float) -> str:
    """Yellow, bone, khaki and olive up to where green begins."""
    if hue < 112:
        if lightness >= 0.60 and chroma >= 0.105:
            return "yellow"
        if lightness >= 0.66:
            return "bone" if hue < 106 or chroma < 0.05 or lightness > 0.86 else "olive"
        if hue < 92:
            return "brown"
        return "olive"
    if lightness > 0.82 and chroma < 0.04:
        return "bone" if hue < 122 else "green"
    if hue < 118 and lightness > 0.85 and chroma >= 0.105:
        return "yellow"
    return "olive" if chroma < (0.14 if lightness < 0.58 else 0.1) and lightness < 0.72 else "green"


def _skin(lightness: float, chroma: float, hue: float) -> str | None:
    if 95 <= hue < 165 and chroma >= 0.035:
        return "skin green"
    if chroma < 0.034:
        if 15 <= hue < 95 and chroma >= 0.02 and lightness < 0.45:
            return "skin dark"
        return "skin dead" if lightness >= 0.30 else None
    if 15 <= hue < 95 and chroma <= 0.13:
        return "skin light" if lightness >= 0.64 else "skin tan" if lightness >= 0.45 else "skin dark"
    return None


@lru_cache(maxsize=4096)
def metal_family(hex_: str) -> str:
    """The kind of metal a colour stands for; metals are matched by kind because their flat hex says little.

    Args:
        hex_: `#RRGGBB`.

    Returns:
        One of `METAL_FAMILIES`; "coloured" for anything that is no natural metal (blue steel, green chrome).
    """
    return metal_family_at(*oklch((hex_,))[0].tolist())


def metal_family_at(lightness: float, chroma: float, hue: float) -> str:
    """`metal_family` of a colour that is in OKLCH already (lightness 0..1, chroma, hue in degrees 0..360)."""
    if chroma < 0.036 or (190 <= hue <= 290 and chroma < 0.05):
        if lightness < 0.475:
            return "gunmetal"
        return "bright silver" if lightness >= 0.72 else "steel"
    if not 20 <= hue <= 115:
        return "coloured"
    if hue < 56:
        return "copper" if lightness >= 0.36 or chroma >= 0.07 else "bronze"
    if hue < 67:
        return "bronze"
    if chroma >= 0.0955 and hue < 98 and lightness >= 0.5:
        return "gold"
    if lightness >= 0.7 and hue < 96:
        return "gold"
    return "brass" if chroma >= 0.058 else "bronze"
