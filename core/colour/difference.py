"""CIEDE2000, the colour difference that agrees best with eyes, vectorised.

On open paint lists the RGB-nearest paint is the CIEDE2000-nearest in only about half of all cases, so every
comparison of two colours in Wetpalette goes through this function.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
from numpy.typing import ArrayLike

from core.colour.convert import Floats, lab

_TWENTY_FIVE_TO_SEVEN = 25.0**7
# Turning the mean hue by fixed angles needs their cosines and sines only.
_COS_30, _SIN_30 = np.cos(np.radians(30)), np.sin(np.radians(30))
_COS_6, _SIN_6 = np.cos(np.radians(6)), np.sin(np.radians(6))
_COS_63, _SIN_63 = np.cos(np.radians(63)), np.sin(np.radians(63))
_TINY = 1e-30
_BLOCK = 8192


def ciede2000(a: ArrayLike, b: ArrayLike, k: tuple[float, float, float] = (1.0, 1.0, 1.0)) -> Floats:
    """CIEDE2000 colour difference, with k_L = k_C = k_H = 1 unless told otherwise.

    The formula is that of CIE 142 as written out by G. Sharma, W. Wu and E. N. Dalal, "The CIEDE2000 Color-Difference
    Formula: Implementation Notes, Supplementary Test Data, and Mathematical Observations", Color Research and
    Application 30 (2005), equations 2 to 22. Hues are not taken as angles but as unit vectors, whose
    difference and sum give the hue difference and the mean hue: the same thing with one arctangent instead of two, and
    no case distinction but for hues exactly opposite.

    Args:
        a: CIELAB, (…, 3).
        b: CIELAB, broadcast against `a`.
        k: the parametric factors k_L, k_C, k_H; a larger one makes differences of that kind count for less.

    Returns:
        The differences, shape of the broadcast without its last axis. 1 is about the smallest step an eye sees side
        by side, 8 is clearly another colour, 50 and more is as far as black from white or further.
    """
    first, second = np.asarray(a, dtype=np.float64), np.asarray(b, dtype=np.float64)
    shape = np.broadcast_shapes(first.shape, second.shape)[:-1]
    if math.prod(shape) <= _BLOCK:
        return _block(first, second, k)
    # Some sixty temporary arrays: in blocks that stay in the cache they cost half.
    axis = int(np.argmax(shape))
    parts = -(-math.prod(shape) // _BLOCK)
    first, second = np.broadcast_to(first, (*shape, 3)), np.broadcast_to(second, (*shape, 3))
    return np.concatenate(
        [ciede2000(x, y, k) for x, y in zip(*(np.array_split(v, parts, axis) for v in (first, second)), strict=True)],
        axis,
    )


def _block(first: Floats, second: Floats, k: tuple[float, float, float]) -> Floats:
    l1, a1, b1 = first[..., 0], first[..., 1], first[..., 2]
    l2, a2, b2 = second[..., 0], second[..., 1], second[..., 2]

    mean_c = (np.sqrt(a1 * a1 + b1 * b1) + np.sqrt(a2 * a2 + b2 * b2)) * 0.5
    squared = mean_c * mean_c
    seventh = squared * squared * squared * mean_c
    stretch = 1.5 - 0.5 * np.sqrt(seventh / (seventh + _TWENTY_FIVE_TO_SEVEN))
    a1, a2 = stretch * a1, stretch * a2
    c1, c2 = np.sqrt(a1 * a1 + b1 * b1), np.sqrt(a2 * a2 + b2 * b2)

    delta_l, delta_c = l2 - l1, c2 - c1
    # Hues as unit vectors. Their difference is a chord, 2 sin(dh/2), signed like the cross product; their sum points
    # along the mean hue, in which a colour without chroma has no say.
    n1, n2 = 1 / np.maximum(c1, _TINY), 1 / np.maximum(c2, _TINY)
    cos_1, sin_1, cos_2, sin_2 = a1 * n1, b1 * n1, a2 * n2, b2 * n2
    chord = np.sqrt((cos_2 - cos_1) ** 2 + (sin_2 - sin_1) ** 2)
    delta_h = np.copysign(np.sqrt(c1 * c2) * chord, cos_1 * sin_2 - cos_2 * sin_1)
    cos_h, sin_h = cos_1 + cos_2, sin_1 + sin_2
    length = np.sqrt(cos_h * cos_h + sin_h * sin_h)
    opposite = length < 1e-7
    if opposite.any():
        cos_h, sin_h, length = _opposite_hues(opposite, (a1, b1, c1), (a2, b2, c2), (cos_h, sin_h, length))
    cos_h, sin_h = cos_h / length, sin_h / length

    cos_2h, sin_2h = 2 * cos_h * cos_h - 1, 2 * sin_h * cos_h
    cos_3h, sin_3h = cos_2h * cos_h - sin_2h * sin_h, sin_2h * cos_h + cos_2h * sin_h
    cos_4h, sin_4h = 2 * cos_2h * cos_2h - 1, 2 * sin_2h * cos_2h
    t = (
        1
        - 0.17 * (cos_h * _COS_30 + sin_h * _SIN_30)
        + 0.24 * cos_2h
        + 0.32 * (cos_3h * _COS_6 - sin_3h * _SIN_6)
        - 0.20 * (cos_4h * _COS_63 + sin_4h * _SIN_63)
    )
    # Degrees from 275 with the fold at 95, where the exponential has long vanished.
    off_blue = (np.degrees(np.arctan2(sin_h, cos_h)) % 360 - 275) / 25
    mean_c = (c1 + c2) * 0.5
    squared = mean_c * mean_c
    seventh = squared * squared * squared * mean_c
    rotation = (
        -2
        * np.sqrt(seventh / (seventh + _TWENTY_FIVE_TO_SEVEN))
        * np.sin(np.radians(60) * np.exp(-off_blue * off_blue))
    )
    from_middle = ((l1 + l2) * 0.5 - 50) ** 2
    delta_l = delta_l / (k[0] + k[0] * 0.015 * from_middle / np.sqrt(20 + from_middle))
    delta_c = delta_c / (k[1] + k[1] * 0.045 * mean_c)
    delta_h = delta_h / (k[2] + k[2] * 0.015 * mean_c * t)
    total = delta_l * delta_l + delta_c * delta_c + delta_h * delta_h + rotation * delta_c * delta_h
    out: Floats = np.sqrt(np.maximum(total, 0))
    return out


def _opposite_hues(
    where: np.ndarray[tuple[int, ...], np.dtype[np.bool_]],
    first: tuple[Floats, Floats, Floats],
    second: tuple[Floats, Floats, Floats],
    bisector: tuple[Floats, Floats, Floats],
) -> tuple[Floats, Floats, Floats]:
    """Mean hue where the two hues are exactly opposite (half the sum of the angles) or both have no chroma (0)."""
    a1, b1, c1 = first
    a2, b2, c2 = second
    h1 = np.where(c1 > 0, np.arctan2(b1, a1) % (2 * np.pi), 0)
    h2 = np.where(c2 > 0, np.arctan2(b2, a2) % (2 * np.pi), 0)
    mean = (h1 + h2) / 2
    cos_h, sin_h, length = bisector
    return np.where(where, np.cos(mean), cos_h), np.where(where, np.sin(mean), sin_h), np.where(where, 1.0, length)


def difference(a: str, b: str) -> float:
    """CIEDE2000 between two hex colours."""
    pair = lab((a, b))
    return float(ciede2000(pair[0], pair[1]))


def pairwise(hexes: Iterable[str]) -> Floats:
    """CIEDE2000 of every colour with every other one.

    Args:
        hexes: n colours `#RRGGBB`.

    Returns:
        (n, n), symmetric, zeros on the diagonal.
    """
    points = lab(hexes)
    return ciede2000(points[:, None], points[None])
