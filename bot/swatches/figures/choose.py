"""Which figure stands for a scheme, and what its parts are painted with where the scheme has no such role."""

from __future__ import annotations

import re
from functools import lru_cache

import numpy as np

from bot.swatches.figures import Figure
from bot.swatches.figures.light import Rungs
from core.colour.convert import encode, hex_from_rgb8, linear, linear_from_oklab, oklab_from_linear, rgb8
from core.colour.ladders import ladder
from core.paintschemes.scheme import Hex, Paintscheme, Role

_BY_ARCHETYPE: dict[str, Figure] = {
    "forest host": "mage",
    "dusk elf raiders": "mage",
    "risen dead": "mage",
    "spectral host": "mage",
    "sorcery cult": "mage",
    "decadence cult": "mage",
    "desert tomb dynasty": "mage",
    "orc raiders": "beast",
    "beast herd": "beast",
    "hive swarm": "beast",
    "machine cult": "machine",
    "undying machines": "machine",
    "void technocrats": "machine",
}
"""Armies of armoured people, the rest, are shown by the knight."""
_BY_MOOD: dict[str, Figure] = {
    "mechanical": "machine",
    "feral": "beast",
    "jungle": "beast",
    "spectral": "mage",
    "eldritch": "mage",
    "decadent": "mage",
}

_MAIN = frozenset({Role.PRIMARY, Role.SECONDARY})
_CREATURE = re.compile(r"\b(scales?|bell(y|ies)|hide|fur|pelt|mane|wings?|tail|carapace|feathers)\b", re.IGNORECASE)
"""What nobody wears: who asks for scales and a belly paints a creature, whatever the army is."""

_PALE = frozenset({"risen dead", "spectral host", "plague cult", "desert tomb dynasty", "frost tribe"})
_SKIN, _DEAD_SKIN = "#C08A68", "#C9CFC2"
_FLOOR = "#7E8385"


def figure_for(scheme: Paintscheme) -> Figure:
    """The figure of a scheme: by its archetype, else by its mood, else the knight."""
    if scheme.archetype:
        return _BY_ARCHETYPE.get(scheme.archetype, "knight")
    if _CREATURE.search(" ".join(a.covers for a in scheme.areas if a.role in _MAIN)):
        return "beast"
    return _BY_MOOD.get(scheme.mood, "knight")


def ladders_for(scheme: Paintscheme, figure: Figure) -> dict[Role, Rungs]:
    """A ladder for every role a figure can have.

    The scheme's own where it has the role. Leather falls back to the primary, metal to the secondary, a second accent
    to the first, the ground to a neutral floor; skin to what such a creature would have.
    """
    out: dict[Role, Rungs] = {}
    for area in scheme.areas:
        rungs = area.ladder
        out.setdefault(area.role, (rungs.shade.target, rungs.base.target, rungs.layer.target, rungs.highlight.target))
    first = next(iter(out.values()))
    primary = out.setdefault(Role.PRIMARY, first)
    secondary = out.setdefault(Role.SECONDARY, primary)
    out.setdefault(Role.ACCENT2, out.setdefault(Role.ACCENT, secondary))
    out.setdefault(Role.LEATHER, primary)
    out.setdefault(Role.METAL, secondary)
    out.setdefault(Role.GROUND, ladder(_FLOOR, Role.GROUND))
    if Role.SKIN not in out:
        if figure == "beast":
            out[Role.SKIN] = ladder(_between(primary[1], out[Role.LEATHER][1], 0.5), Role.LEATHER)
        elif scheme.archetype in _PALE or scheme.mood in {"spectral", "decayed"}:
            out[Role.SKIN] = ladder(_between(primary[1], _DEAD_SKIN, 0.7), Role.SKIN)
        else:
            out[Role.SKIN] = ladder(_SKIN, Role.SKIN)
    return out


@lru_cache(maxsize=256)
def _between(a: Hex, b: Hex, part: float) -> Hex:
    """A colour on the way from one to another, in OKLab."""
    here, there = oklab_from_linear(linear(rgb8((a, b))))
    return hex_from_rgb8(np.asarray(encode(linear_from_oklab((here + (there - here) * part)[None]))))[0]
