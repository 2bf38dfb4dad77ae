"""Leaning a palette on what the person likes: gently, in few places, and only where the brief leaves a choice.

A colour that is liked and that the palette does not have yet draws the nearest free main or accent colour. How far it
gets is weighed against the words: moving away from what they stand for costs the same as everywhere in `fill`, and
the pull is worth only a part of that. A colour that is disliked pushes in the same way. What was named,
locked or ruled out, and every colour that is not drawn, stays exactly as it is.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from core.colour.convert import lab
from core.colour.difference import ciede2000
from core.generation.brief import LikedColour
from core.generation.embedded.fill import moved
from core.generation.embedded.lexicon import Floats
from core.generation.embedded.reading import Reading
from core.generation.embedded.space import Space
from core.paintschemes.scheme import Hex, Role

_LEANS = (Role.SECONDARY, Role.ACCENT, Role.ACCENT2, Role.PRIMARY)
"""Roles whose colour is a matter of taste; metal, leather, skin and ground look like what they are."""
_PULL = 0.8
"""How far one drawn colour may get away from what the words want of it for each CIEDE2000 it comes nearer to a colour
of weight 100."""
_PUSH_WIDTH = 20.0
"""CIEDE2000 around a disliked colour in which being there costs something."""
_THERE = 9.0
"""From here on the palette has that colour."""
_REACH = 48.0
"""Further off than this a colour is not drawn."""
_TRIES = 2
"""How many colours are tried, nearest first, until one gets anywhere."""
_STEP = 2.0
"""CIEDE2000 that a colour has to come nearer (or get further away) for anybody to be told."""
_ONE_IN = 3
"""At most one colour in so many is moved."""
_NAMED = (1.0, 0.6)
"""How much room there is beside no and beside one named colour; beside more there is none."""
_THING = 0.85
"""What each thing of a known colour leaves of the room."""


def lean(
    points: Floats,
    liked: Sequence[LikedColour],
    reading: Reading,
    space: Space,
    likely: Floats,
    roles: tuple[Role, ...],
    free: NDArray[np.bool_],
    unsuited: Floats,
) -> tuple[Floats, tuple[Hex, ...], tuple[Hex, ...]]:
    """A palette leaned on likes and dislikes.

    Args:
        points: (n, 3) the palette as it is without.
        liked: weighted colours, strongest first.
        reading: what the brief says.
        space: the codebook (k entries).
        likely: (k,) the distribution the palette was made for.
        roles: n roles.
        free: (n,) which colours the brief has not given.
        unsuited: (n, k) what each role costs with each entry.

    Returns:
        The palette, the liked colours that one of it came nearer to, the disliked ones that one of it made way for.
        Where it would come to nothing the palette is the one given.
    """
    strength = _room(reading)
    may = free & np.array([role in _LEANS for role in roles])
    if not liked or not strength or not may.any():
        return points, (), ()
    out, still = points, may.copy()
    leaned: list[Hex] = []
    avoided: list[Hex] = []
    for one in sorted(liked, key=lambda one: -abs(one.weight)):
        aim = lab([one.hex])[0]
        away, worth = ciede2000(aim, space.lab), _PULL * strength * one.weight / 100
        cost = worth * (away if worth > 0 else np.minimum(away, _PUSH_WIDTH))
        for i in _near(ciede2000(aim, out), one, still):
            only = np.arange(len(out)) == i
            found = moved(space, likely, roles, out, only, unsuited + only[:, None] * cost)
            nearer = float(ciede2000(out[i], aim) - ciede2000(found[i], aim))
            if nearer * np.sign(one.weight) >= _STEP:
                out, still[i] = found, False
                (leaned if one.weight > 0 else avoided).append(one.hex)
                break
        if len(leaned) + len(avoided) >= max(1, len(points) // _ONE_IN):
            break
    return out, tuple(leaned), tuple(avoided)


def _room(reading: Reading) -> float:
    """0 to 1: how much the words leave open. An army, one single colour or two named ones leave nothing."""
    named = sum(1 for one in reading.named if not one.metal)
    if reading.only or named >= len(_NAMED) or any(concept.army for concept in reading.concepts):
        return 0.0
    things = len({concept.word for concept in reading.concepts})
    return float(_NAMED[named] * _THING**things)


def _near(apart: Floats, one: LikedColour, may: NDArray[np.bool_]) -> list[int]:
    """Which colours may be drawn to a liked one, or pushed away from a disliked one, nearest first; `apart` is (n,)."""
    if one.weight > 0 and apart.min() < _THERE:
        return []
    reach = _REACH if one.weight > 0 else _THERE
    return [i for i in np.argsort(apart, kind="stable").tolist() if may[i] and apart[i] < reach][:_TRIES]
