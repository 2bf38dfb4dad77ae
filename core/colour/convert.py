"""Between `#RRGGBB`, CIELAB and OKLCH, whole palettes at a time.

Everything here works on arrays with the three coordinates in the last axis, so that a loop over colours never runs in
Python. CIELAB is under D65, the white of sRGB itself: `#FFFFFF` is (100, 0, 0) and no chromatic adaptation is needed.
OKLCH is for *moving* colours (its hue stays put when lightness and chroma change), CIELAB for *measuring* them
(CIEDE2000 is defined on it).

Sources: sRGB transfer curve and primaries from IEC 61966-2-1; CIELAB from CIE 15; OKLab and its matrices from
B. Ottosson, "A perceptual color space for image processing" (2020, public domain).
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Bytes = NDArray[np.uint8]

_XYZ_FROM_RGB = np.array(
    [
        [0.41239079926595934, 0.357584339383878, 0.1804807884018343],
        [0.21263900587151027, 0.715168678767756, 0.07219231536073371],
        [0.01933081871559182, 0.11919477979462598, 0.9505321522496607],
    ]
)
_WHITE = _XYZ_FROM_RGB.sum(axis=1)
# Rows scaled by the white, transposed for `rgb @ M`: linear sRGB straight to XYZ/XYZ_white.
_TO_XYZ = (_XYZ_FROM_RGB / _WHITE[:, None]).T.copy()
_FROM_XYZ = np.linalg.inv(_TO_XYZ)

_LMS_FROM_RGB = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_OKLAB_FROM_LMS = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)
_TO_LMS = _LMS_FROM_RGB.T.copy()
_TO_OKLAB = _OKLAB_FROM_LMS.T.copy()
_FROM_LMS = np.linalg.inv(_TO_LMS)
_FROM_OKLAB = np.linalg.inv(_TO_OKLAB)

_EPSILON = (6 / 29) ** 3
_KAPPA_SLOPE = (29 / 6) ** 2 / 3
_KAPPA_OFFSET = 4 / 29


def _decode(encoded: Floats) -> Floats:
    return np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)


# An sRGB byte has 256 values: the transfer curve is a table.
_LINEAR = _decode(np.arange(256) / 255)


def rgb8(hexes: Iterable[str]) -> Bytes:
    """Hex colours as bytes.

    Args:
        hexes: n colours `#RRGGBB` (the `#` may be missing).

    Returns:
        (n, 3) sRGB bytes.

    Raises:
        ValueError: when something is not six hexadecimal digits.
    """
    words = [h[-6:] if len(h) in {6, 7} else "?" for h in hexes]
    flat = np.frombuffer(bytes.fromhex("".join(words)), dtype=np.uint8)
    return flat.reshape(len(words), 3)


def hex_from_rgb8(rgb: Bytes) -> tuple[str, ...]:
    """(n, 3) sRGB bytes as `#RRGGBB` in capitals."""
    body = rgb.tobytes().hex().upper()
    return tuple("#" + body[i : i + 6] for i in range(0, len(body), 6))


def linear(rgb: Bytes) -> Floats:
    """Bytes of sRGB (…, 3) to linear light (…, 3) from 0 to 1."""
    out: Floats = _LINEAR[rgb]
    return out


def encode(light: Floats) -> Bytes:
    """Linear light (…, 3), clipped to 0..1, to the nearest sRGB bytes (…, 3)."""
    light = np.clip(light, 0.0, 1.0)
    curve = np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)
    out: Bytes = np.rint(255 * curve).astype(np.uint8)
    return out


def lab_from_linear(light: Floats) -> Floats:
    """Linear sRGB light (…, 3) to CIELAB under D65 (…, 3): L* 0..100, a*, b*."""
    xyz = light @ _TO_XYZ
    f = np.where(xyz > _EPSILON, np.cbrt(xyz), _KAPPA_SLOPE * xyz + _KAPPA_OFFSET)
    out: Floats = np.empty_like(f)
    out[..., 0] = 116 * f[..., 1] - 16
    out[..., 1] = 500 * (f[..., 0] - f[..., 1])
    out[..., 2] = 200 * (f[..., 1] - f[..., 2])
    return out


def linear_from_lab(lab: Floats) -> Floats:
    """CIELAB under D65 (…, 3) to linear sRGB light (…, 3), which may lie outside 0..1."""
    y = (lab[..., 0] + 16) / 116
    f = np.stack([y + lab[..., 1] / 500, y, y - lab[..., 2] / 200], axis=-1)
    xyz = np.where(f > 6 / 29, f**3, (f - _KAPPA_OFFSET) / _KAPPA_SLOPE)
    out: Floats = xyz @ _FROM_XYZ
    return out


def oklab_from_linear(light: Floats) -> Floats:
    """Linear sRGB light (…, 3) to OKLab (…, 3): L 0..1, a, b."""
    out: Floats = np.cbrt(light @ _TO_LMS) @ _TO_OKLAB
    return out


def linear_from_oklab(oklab: Floats) -> Floats:
    """OKLab (…, 3) to linear sRGB light (…, 3), which may lie outside 0..1."""
    out: Floats = (oklab @ _FROM_OKLAB) ** 3 @ _FROM_LMS
    return out


def polar(lab: Floats) -> Floats:
    """Rectangular (lightness, a, b) to polar (lightness, chroma, hue in degrees 0..360)."""
    out = np.empty_like(lab)
    out[..., 0] = lab[..., 0]
    out[..., 1] = np.hypot(lab[..., 1], lab[..., 2])
    out[..., 2] = np.degrees(np.arctan2(lab[..., 2], lab[..., 1])) % 360
    return out


def rectangular(lch: Floats) -> Floats:
    """Polar (lightness, chroma, hue in degrees) to rectangular (lightness, a, b)."""
    out = np.empty_like(lch)
    angle = np.radians(lch[..., 2])
    out[..., 0] = lch[..., 0]
    out[..., 1] = lch[..., 1] * np.cos(angle)
    out[..., 2] = lch[..., 1] * np.sin(angle)
    return out


def lab(hexes: Iterable[str]) -> Floats:
    """Hex colours in CIELAB under D65.

    Args:
        hexes: n colours `#RRGGBB`.

    Returns:
        (n, 3): L* from 0 to 100, a*, b*.
    """
    return lab_from_linear(linear(rgb8(hexes)))


def oklch(hexes: Iterable[str]) -> Floats:
    """Hex colours in OKLCH.

    Args:
        hexes: n colours `#RRGGBB`.

    Returns:
        (n, 3): lightness 0..1, chroma (about 0..0.32), hue in degrees 0..360.
    """
    return polar(oklab_from_linear(linear(rgb8(hexes))))


def gamut_map(lch: Floats, bisections: int = 12) -> Bytes:
    """OKLCH (…, 3) to sRGB bytes (…, 3); outside sRGB the chroma is reduced, lightness and hue kept.

    Lightness is clipped to 0..1. Twelve bisections place the chroma to 1/4096 of itself, finer than a byte; where any
    colour in the neighbourhood will do, fewer are quicker.
    """
    lch = np.array(lch, dtype=np.float64)
    lch[..., 0] = np.clip(lch[..., 0], 0.0, 1.0)
    lch[..., 1] = np.maximum(lch[..., 1], 0.0)
    light = linear_from_oklab(rectangular(lch))
    slack = 5e-4  # less than one step of a byte; keeps #FFFFFF and the primaries where they are
    outside = ((light < -slack) | (light > 1 + slack)).any(axis=-1)
    if outside.any():
        bad = lch[outside]
        low, high = np.zeros(len(bad)), np.ones(len(bad))
        unit = rectangular(bad)
        trial = unit.copy()
        for _ in range(bisections):
            middle = (low + high) / 2
            trial[:, 1:] = unit[:, 1:] * middle[:, None]
            got = linear_from_oklab(trial)
            inside = ((got >= -slack) & (got <= 1 + slack)).all(axis=-1)
            low = np.where(inside, middle, low)
            high = np.where(inside, high, middle)
        trial[:, 1:] = unit[:, 1:] * low[:, None]
        light[outside] = linear_from_oklab(trial)
    return encode(light)


def from_oklch(lch: ArrayLike) -> tuple[str, ...]:
    """OKLCH (n, 3) or (3,) to hex colours, chroma reduced where sRGB ends.

    Args:
        lch: lightness 0..1, chroma, hue in degrees.

    Returns:
        n colours `#RRGGBB`.
    """
    return hex_from_rgb8(gamut_map(np.atleast_2d(np.asarray(lch, dtype=np.float64))))


def hexes(lab: ArrayLike) -> tuple[str, ...]:
    """CIELAB under D65, (n, 3) or (3,), to hex colours; outside sRGB the OKLCH chroma is reduced.

    Returns:
        n colours `#RRGGBB`.
    """
    wanted = np.atleast_2d(np.asarray(lab, dtype=np.float64)).copy()
    wanted[:, 0] = np.clip(wanted[:, 0], 0.0, 100.0)
    return hex_from_rgb8(gamut_map(polar(oklab_from_linear(linear_from_lab(wanted)))))
