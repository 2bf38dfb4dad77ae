"""The colours that statistics speak of: a codebook in CIELAB with all distances between its entries.

A distribution over colours is a vector over the codebook; CIEDE2000 between entries is computed once, as it is and as
colour-blind eyes see it, so that choosing a palette is matrix work.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from core.colour.convert import encode, lab_from_linear, linear, linear_from_lab
from core.colour.difference import ciede2000
from core.colour.vision import seen
from core.generation.embedded.lexicon import Floats


@dataclass(frozen=True, slots=True)
class Space:
    """The codebook.

    `lab` (k, 3); `apart` (k, k) CIEDE2000; `blind` (k, k) the least CIEDE2000 under the three colour vision
    deficiencies; `views` (k, 4, 3) as `vision.seen` gives them.
    """

    lab: Floats
    views: Floats
    apart: Floats
    blind: Floats

    def bump(self, colours: Floats, weights: Floats | None = None, width: float = 9.0) -> Floats:
        """A distribution (k,) that lies around `colours` (n, 3) in Lab, `width` CIEDE2000 wide."""
        if not len(colours):
            return np.full(len(self.lab), 1 / len(self.lab))
        near = np.exp(-0.5 * (ciede2000(colours[:, None], self.lab[None]) / width) ** 2) + 1e-12
        near /= near.sum(axis=1, keepdims=True)
        share = np.full(len(colours), 1 / len(colours)) if weights is None else weights / weights.sum()
        out: Floats = share @ near
        return out


def views_of(lab: Floats) -> Floats:
    """Lab (n, 3) as seen by all and by each colour vision deficiency (n, 4, 3)."""
    return seen(linear(encode(linear_from_lab(lab))))


def blind_apart(first: Floats, second: Floats) -> Floats:
    """The least CIEDE2000 under the three deficiencies between views (n, 4, 3) and (m, 4, 3): (n, m)."""
    out: Floats = np.min([ciede2000(first[:, None, v], second[None, :, v]) for v in (1, 2, 3)], axis=0)
    return out


@cache
def space() -> Space:
    """The codebook, made at first use."""
    axis = np.arange(-112, 113, 14.0)
    grid = np.array(np.meshgrid(np.arange(4, 100, 10.0), axis, axis, indexing="ij")).reshape(3, -1).T
    light = linear_from_lab(grid)
    inside = ((light > -0.002) & (light < 1.002)).all(axis=1)
    lab = lab_from_linear(linear(encode(light[inside])))
    views = views_of(lab)
    return Space(lab, views, ciede2000(lab[:, None], lab[None]), blind_apart(views, views))
