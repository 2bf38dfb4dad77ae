"""How a palette looks to eyes that see fewer colours, and to a squint.

The matrices are those of G. M. Machado, M. M. Oliveira and L. A. F. Fernandes, "A Physiologically-based Model for
Simulation of Color Vision Deficiency", IEEE Transactions on Visualization and Computer Graphics 15 (2009), at severity
1.0, applied in linear light.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import numpy as np

from core.colour.convert import Floats, encode, hex_from_rgb8, lab_from_linear, linear, rgb8

Deficiency = Literal["protan", "deutan", "tritan"]
DEFICIENCIES: tuple[Deficiency, ...] = ("protan", "deutan", "tritan")

MACHADO: dict[Deficiency, Floats] = {
    "protan": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deutan": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritan": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
# Side by side, so that one product simulates all three: (3, 9).
_ALL = np.concatenate([MACHADO[d].T for d in DEFICIENCIES], axis=1)


def simulate(hexes: Iterable[str], deficiency: Deficiency) -> tuple[str, ...]:
    """Colours as a person with a full deficiency sees them.

    Args:
        hexes: n colours `#RRGGBB`.
        deficiency: "protan" (no red cones), "deutan" (no green cones) or "tritan" (no blue cones).

    Returns:
        n hex colours, clipped to sRGB.
    """
    return hex_from_rgb8(encode(linear(rgb8(hexes)) @ MACHADO[deficiency].T))


def seen(light: Floats) -> Floats:
    """CIELAB of colours as seen by all and by each deficiency.

    Args:
        light: linear sRGB light (…, 3).

    Returns:
        (…, 4, 3) CIELAB: unchanged, protan, deutan, tritan. Simulated light is clipped to sRGB but not rounded.
    """
    simulated = np.clip(light @ _ALL, 0.0, 1.0).reshape(*light.shape[:-1], 3, 3)
    return lab_from_linear(np.concatenate([light[..., None, :], simulated], axis=-2))


def greyscale(hexes: Iterable[str]) -> tuple[str, ...]:
    """Colours as a squint sees them: the grey of the same CIELAB L*.

    Args:
        hexes: n colours `#RRGGBB`.

    Returns:
        n greys as hex colours.
    """
    luminance = linear(rgb8(hexes)) @ np.array([0.21263900587151027, 0.715168678767756, 0.07219231536073371])
    return hex_from_rgb8(encode(np.repeat(luminance[:, None], 3, axis=1)))
