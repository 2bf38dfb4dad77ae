"""The colours of a figure: every role in six lights, made from the scheme's own ladder."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from bot.swatches.figures import CLASSES, LEVELS, ROLES
from core.colour.convert import encode, linear, linear_from_oklab, oklab_from_linear, rgb8
from core.paintschemes.scheme import Hex, Role

if TYPE_CHECKING:
    from numpy.typing import NDArray

Rungs = tuple[Hex, Hex, Hex, Hex]

# Each light as parts of line ink, shade, base, layer and highlight (OKLab). The ladder's shade is the deep recess;
# what merely lies away from the light is half-way to the base.
_LIGHTS = {
    "line": (0.62, 0.38, 0.0, 0.0, 0.0),
    "deep": (0.0, 1.0, 0.0, 0.0, 0.0),
    "shade": (0.0, 0.45, 0.55, 0.0, 0.0),
    "base": (0.0, 0.0, 1.0, 0.0, 0.0),
    "highlight": (0.0, 0.0, 0.0, 1.0, 0.0),
    "edge": (0.0, 0.0, 0.0, 0.0, 1.0),
}
_INK = "#0C0E10"


def lights(ladders: Mapping[Role, Rungs], above: Hex, below: Hex) -> NDArray[np.float32]:
    """The colours of all classes of a map.

    Args:
        ladders: shade, base, layer and highlight for every role of `ROLES`.
        above: the ground behind the figure.
        below: the floor it stands on.

    Returns:
        (50, 3) sRGB, 0 to 255: six lights a role, then the two grounds.
    """
    weights = np.array([_LIGHTS[level] for level in LEVELS])
    stops = rgb8([c for role in ROLES for c in (_INK, *ladders[role])])
    lab = oklab_from_linear(linear(stops)).reshape(len(ROLES), 5, 3)
    rgb = encode(linear_from_oklab(np.einsum("lk,rkc->rlc", weights, lab)))
    out = np.empty((CLASSES, 3), np.float32)
    out[: len(ROLES) * len(LEVELS)] = rgb.reshape(-1, 3)
    out[-2:] = rgb8((above, below))
    return out
