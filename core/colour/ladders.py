"""Shade, base, layer, highlight: where the four steps of a colour lie.

Darker is not black mixed in and lighter is not white mixed in. Reds climb towards orange because white would turn them
pink; yellows go down through orange-brown because black would turn them green; greens lighten towards yellow and darken
towards blue; black gets small cold or warm greys above it and white starts off-white, so that both have room. The
numbers are fitted to hand-made triads of twenty-two families, one row a family.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from core.colour.convert import Floats, gamut_map, hex_from_rgb8, lab, lab_from_linear, linear, oklch
from core.colour.families import family, metal_family
from core.paintschemes.scheme import Role


class Turn(NamedTuple):
    """How a family walks: the hues it turns to, by how many degrees at most, and what becomes of its chroma."""

    shade_to: float
    shade_by: float
    light_to: float
    light_by: float
    shade_chroma: float
    layer_chroma: float
    light_chroma: float
    depth: float
    """Lightness of the shade as a part of the base's (OKLCH)."""
    reach: float
    """Lightness of the highlight above the base, as a part of the way up to white, at most 0.36."""


_TURNS: dict[str, Turn] = {
    "red": Turn(10, 7, 42, 10, 0.55, 1.12, 1.10, 0.60, 0.40),
    "crimson": Turn(350, 11, 20, 6, 0.50, 1.20, 1.15, 0.59, 0.40),
    "orange": Turn(36, 8, 72, 25, 0.73, 1.00, 0.88, 0.68, 0.54),
    "yellow": Turn(52, 26, 97, 16, 0.76, 1.04, 0.80, 0.67, 0.76),
    "olive": Turn(125, 3, 98, 9, 0.56, 1.10, 1.02, 0.63, 0.53),
    "green": Turn(200, 10, 112, 23, 0.50, 1.28, 1.40, 0.62, 0.53),
    "teal": Turn(235, 9, 170, 22, 0.58, 1.20, 1.00, 0.61, 0.58),
    "blue": Turn(278, 5, 225, 11, 0.52, 1.02, 0.66, 0.57, 0.57),
    "purple": Turn(280, 8, 325, 7, 0.60, 1.09, 0.77, 0.61, 0.52),
    "pink": Turn(345, 6, 10, 6, 0.68, 0.93, 0.58, 0.65, 0.60),
    "brown": Turn(38, 7, 72, 12, 0.52, 1.22, 1.28, 0.60, 0.49),
    "bone": Turn(55, 12, 95, 7, 0.90, 0.86, 0.52, 0.62, 0.80),
    "black": Turn(268, 6, 235, 14, 0.60, 1.60, 2.00, 0.62, 0.52),
    "white": Turn(262, 10, 230, 10, 2.10, 0.55, 0.40, 0.80, 0.95),
    "grey": Turn(262, 8, 230, 12, 0.85, 0.95, 0.65, 0.60, 0.64),
    "skin light": Turn(28, 14, 66, 13, 1.02, 0.87, 0.60, 0.62, 0.67),
    "skin tan": Turn(35, 11, 70, 11, 0.75, 1.03, 0.95, 0.60, 0.54),
    "skin dark": Turn(28, 12, 68, 12, 0.50, 1.27, 1.36, 0.55, 0.41),
    "skin green": Turn(150, 4, 112, 14, 0.50, 1.20, 1.18, 0.53, 0.57),
    "skin dead": Turn(285, 40, 115, 30, 1.10, 1.20, 1.20, 0.57, 0.66),
    "steel": Turn(262, 5, 232, 14, 0.75, 1.00, 0.66, 0.51, 0.80),
    "gold": Turn(48, 15, 92, 20, 0.56, 1.12, 0.86, 0.52, 0.76),
    "brass": Turn(50, 13, 92, 15, 0.58, 1.10, 1.00, 0.56, 0.68),
    "bronze": Turn(44, 12, 84, 12, 0.56, 1.10, 0.95, 0.54, 0.66),
    "copper": Turn(30, 7, 58, 9, 0.50, 1.07, 0.83, 0.50, 0.60),
}
_METALS = {"bright silver": "steel", "gunmetal": "steel"}

_PALE_TINTS = frozenset({"blue", "teal", "green", "purple", "pink"})
"""Families whose pale colours are tints of a clear one: their shade is that clear colour and not a dark grey."""
_PALE_DEPTH, _PALE_CHROMA, _PALE_LAYER, _PALE_LIGHT = 0.76, 1.25, 0.9, 0.6
_PALE_FROM, _PALE_TO = 0.72, 0.88
"""OKLCH lightness from which a tint is shaded like a pale one, and at which wholly so."""

_FIERY_FROM = 34.0
"""OKLCH hue from which a red is fire: it climbs to yellow-orange, where a cooler red would turn salmon."""
_MAUVE_FROM = 285.0
"""OKLCH hue from which a near neutral leans to purple."""

# L* of the base has to leave two visible steps above it and one below it.
_HIGHEST_BASE, _LOWEST_BASE = 89.0, 7.0
_STEP_UP, _STEP_DOWN = 3.5, 3.0


@lru_cache(maxsize=4096)
def ladder(hex_: str, role: Role) -> tuple[str, str, str, str]:
    """The four colours a painter puts down, darkest first.

    Args:
        hex_: the colour of the area, `#RRGGBB`.
        role: metals and skin walk differently.

    Returns:
        Shade, base, layer, highlight as hex colours; CIELAB L* rises by at least 3 at every step. The base is `hex_`
        itself unless that is lighter than L* 89 (a white starts off-white) or darker than L* 7 (a black needs a
        recess below it).
    """
    turn, point = _turn_for(hex_, role), oklch((hex_,))[0]
    star = float(lab((hex_,))[0, 0])
    base = point.copy()
    if not _LOWEST_BASE <= star <= _HIGHEST_BASE:
        base = _at_star(base, min(max(star, _LOWEST_BASE), _HIGHEST_BASE))
        star = min(max(star, _LOWEST_BASE), _HIGHEST_BASE)

    lightness, chroma, hue = base.tolist()
    up = min(0.36, turn.reach * (0.985 - lightness))
    # A neutral has next to no hue of its own: what it shows in shade and light is added, not multiplied.
    trace = 0.008 if chroma < 0.03 and role is not Role.METAL and turn.shade_chroma != 1.10 else 0.0
    steps = np.array(
        [
            [
                lightness * turn.depth,
                (chroma + trace) * turn.shade_chroma,
                _toward(hue, turn.shade_to, turn.shade_by),
            ],
            base,
            [lightness + 0.42 * up, chroma * turn.layer_chroma, _toward(hue, turn.light_to, turn.light_by * 0.4)],
            [lightness + up, chroma * turn.light_chroma, _toward(hue, turn.light_to, turn.light_by)],
        ]
    )
    rgb = gamut_map(steps)
    stars = lab_from_linear(linear(rgb))[:, 0]
    # Room first, then character: where a step is too small to see, it is moved, the base never.
    if stars[0] > star - _STEP_DOWN:
        rgb[0] = gamut_map(_at_star(steps[0], star - _STEP_DOWN))
    if stars[2] < star + _STEP_UP:
        rgb[2] = gamut_map(_at_star(steps[2], star + _STEP_UP))
        stars[2] = star + _STEP_UP
    if stars[3] < stars[2] + _STEP_UP:
        rgb[3] = gamut_map(_at_star(steps[3], min(99.6, stars[2] + _STEP_UP)))
    shade, middle, layer, highlight = hex_from_rgb8(rgb)
    return shade, (hex_ if np.array_equal(base, point) else middle), layer, highlight


def _turn_for(hex_: str, role: Role) -> Turn:
    if role is Role.METAL:
        metal = metal_family(hex_)
        if metal != "coloured":
            return _TURNS[_METALS.get(metal, metal)]
    name = family(hex_, role)
    turn = _TURNS[name]
    if name in _PALE_TINTS:
        pale = min(1.0, max(0.0, (float(oklch((hex_,))[0][0]) - _PALE_FROM) / (_PALE_TO - _PALE_FROM)))
        return turn._replace(
            depth=turn.depth + pale * (_PALE_DEPTH - turn.depth),
            shade_chroma=turn.shade_chroma + pale * (_PALE_CHROMA - turn.shade_chroma),
            # Its light is nearly white and has no room to turn: a mint does not go up to lime.
            light_by=turn.light_by * (1 - 0.7 * pale),
            layer_chroma=turn.layer_chroma + pale * (min(_PALE_LAYER, turn.layer_chroma) - turn.layer_chroma),
            light_chroma=turn.light_chroma + pale * (min(_PALE_LIGHT, turn.light_chroma) - turn.light_chroma),
        )
    if name == "red" and float(oklch((hex_,))[0][2]) >= _FIERY_FROM:
        return turn._replace(light_to=72.0, light_by=24.0)
    if name in {"black", "white", "grey"}:
        _, chroma, hue = oklch((hex_,))[0].tolist()
        if chroma > 0.004 and 15 <= hue <= 125:  # a warm black or white stays warm: brown-grey instead of blue-grey
            return turn._replace(shade_to=50.0, light_to=80.0)
        if hue >= _MAUVE_FROM or hue < 15:  # a trace of purple is not worked up into mauve
            least = min(turn.layer_chroma, 0.8), min(turn.light_chroma, 0.5)
            return turn._replace(layer_chroma=least[0], light_chroma=least[1])
    return turn


def _toward(hue: float, target: float, most: float) -> float:
    """Turn a hue towards a target, by `most` degrees and never past it."""
    gap = (target - hue + 180) % 360 - 180
    return (hue + max(-most, min(most, gap))) % 360


def _at_star(point: Floats, star: float) -> Floats:
    """The same OKLCH hue and chroma at a wanted CIELAB L*, to about a fifth of it."""
    tries = np.repeat(point[None], len(_LIGHTNESSES), axis=0)
    tries[:, 0] = _LIGHTNESSES
    stars = lab_from_linear(linear(gamut_map(tries, bisections=8)))[:, 0]
    out = point.copy()
    out[0] = _LIGHTNESSES[int(np.argmax(stars >= star))]
    return out


_LIGHTNESSES = np.linspace(0.0, 1.0, 513)
