"""The colours that statistics speak of: a codebook in CIELAB with all distances between its entries.

A distribution over colours is a vector over the codebook; CIEDE2000 between entries is computed once, as it is and as
colour-blind eyes see it, so that choosing a palette is matrix work. The codebook and what was learnt about words lie in
`lexicon.npz`, made by `build_lexicon`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from core.colour.convert import encode, lab, linear, linear_from_lab
from core.colour.difference import ciede2000
from core.colour.moves import bans_for
from core.colour.vision import seen
from core.generation.embedded.features import features, key
from core.generation.embedded.lexicon import Floats, Singles
from core.paintschemes.scheme import Role

_Real = TypeVar("_Real", Floats, Singles)
HUNDREDTHS = 100.0
"""Distances lie in the artefact as whole hundredths of CIEDE2000."""
_GRAIN = 14.0
"""CIEDE2000 over which the random field stays much the same."""


@dataclass(frozen=True, slots=True, eq=False)
class Space:
    """The codebook (k entries) and what words add to it."""

    lab: Floats
    """(k, 3)"""
    views: Floats
    """(k, 4, 3) as `vision.seen` gives them."""
    apart: Singles
    """(k, k) CIEDE2000."""
    blind: Singles
    """(k, k) the least CIEDE2000 under the three colour vision deficiencies."""
    average: Floats
    """(k,) the distribution of palettes in general."""
    keys: NDArray[np.uint32]
    """(f,) hashes of the known features, ascending."""
    frequent: NDArray[np.uint8]
    """(f,) in how many texts each was met, 255 at most."""
    additions: NDArray[np.int8]
    """(f, d) what a feature adds, in the directions, as bytes."""
    directions: Floats
    """(d, k) a byte step of each direction as a change of the distribution."""

    def field(self, grain: int) -> Floats:
        """A smooth random field over the entries (k,), standard normal at each, repeatable by `grain`."""
        near = _nearness(self)
        return across(near, np.random.default_rng(grain).standard_normal(len(near)))

    def bump(self, colours: Floats, weights: Floats | None = None, width: float = 9.0) -> Floats:
        """A distribution (k,) that lies around `colours` (n, 3) in Lab, `width` CIEDE2000 wide."""
        if not len(colours):
            return self.average
        near = np.exp(-0.5 * (ciede2000(colours[:, None], self.lab[None]) / width) ** 2) + 1e-12
        near /= near.sum(axis=1, keepdims=True)
        share = np.full(len(colours), 1 / len(colours)) if weights is None else weights / weights.sum()
        out: Floats = share @ near
        return out

    def banned(self, words: tuple[str, ...], role: Role) -> NDArray[np.bool_]:
        """Which entries the ruled-out colour words forbid in a role (k,)."""
        return _banned(self, words, role is Role.METAL)

    def added(self, words: Sequence[str]) -> Floats:
        """What the words of a text (stemmed) add to the average (k,); zeros when none is known."""
        found = features(words)
        wanted = np.fromiter(found, dtype=np.uint32, count=len(found))
        at = np.minimum(np.searchsorted(self.keys, wanted), len(self.keys) - 1)
        known = self.keys[at] == wanted
        values = np.fromiter(found.values(), dtype=np.float64, count=len(found))
        steps = across(self.additions[at[known]].T.astype(np.float64), values[known])
        return across(self.directions.T, steps)

    def met(self, word: str) -> int:
        """How often (255 at most) a word (stemmed) was met when the statistics were learnt."""
        wanted = key("w:" + word)
        at = int(np.searchsorted(self.keys, np.uint32(wanted)))
        return int(self.frequent[at]) if at < len(self.keys) and int(self.keys[at]) == wanted else 0

    def knows(self, word: str) -> bool:
        """Whether a word (stemmed) was met when the statistics were learnt."""
        return self.met(word) > 0


def across(matrix: _Real, vector: _Real) -> _Real:
    """`matrix` (m, k) times `vector` (k,), or each row of (n, k): (m,) or (n, m).

    Not `@`: for matrices of this size a BLAS with threads spends ten times longer waking them than multiplying.
    """
    out: _Real = np.einsum("mk,...k->...m", matrix, vector)
    return out


def views_of(lab: Floats) -> Floats:
    """Lab (n, 3) as seen by all and by each colour vision deficiency (n, 4, 3)."""
    return seen(linear(encode(linear_from_lab(lab))))


def blind_apart(first: Floats, second: Floats) -> Floats:
    """The least CIEDE2000 under the three deficiencies between views (n, 4, 3) and (m, 4, 3): (n, m)."""
    out: Floats = np.min([ciede2000(first[:, None, v], second[None, :, v]) for v in (1, 2, 3)], axis=0)
    return out


@lru_cache(maxsize=256)
def _banned(space: Space, words: tuple[str, ...], as_metal: bool) -> NDArray[np.bool_]:
    bans = bans_for(words) if words else None
    if bans is None:
        return np.zeros(len(space.lab), dtype=np.bool_)
    return bans.hit(encode(linear_from_lab(space.lab)), Role.METAL if as_metal else Role.PRIMARY)


@cache
def _nearness(space: Space) -> Floats:
    near = np.exp(-0.5 * (space.apart.astype(np.float64) / _GRAIN) ** 2)
    out: Floats = near / np.sqrt((near**2).sum(axis=1, keepdims=True))
    return out


@cache
def space() -> Space:
    """The codebook with its statistics, loaded at first use."""
    artefact = resources.files("core.generation.embedded").joinpath("lexicon.npz")
    with artefact.open("rb") as file, np.load(file) as stored:
        data = {name: stored[name] for name in stored.files}
    text = data["codes"].tobytes().decode()
    points = lab([text[i : i + 6] for i in range(0, len(text), 6)])
    return Space(
        points,
        views_of(points),
        (data["apart"] / HUNDREDTHS).astype(np.float32),
        (data["blind"] / HUNDREDTHS).astype(np.float32),
        data["average"].astype(np.float64),
        data["keys"],
        data["frequent"],
        data["additions"],
        (data["directions"].astype(np.float64) * data["scale"]).T.copy(),
    )
