"""What somebody's schemes say about their taste: pure functions over colours."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

import numpy as np

from core.colour.convert import lab
from core.colour.difference import ciede2000
from core.generation.brief import MAX_LIKED, LikedColour
from core.likes.weights import NAMED
from core.paintschemes.scheme import Hex, Role

_OLDER: Final = 0.85
"""What each younger scheme leaves of the weight of an older one."""
_SHARE: Final = {Role.PRIMARY: 1.0, Role.SECONDARY: 0.7, Role.ACCENT: 0.6}
"""What a role says about taste; metal, leather, skin and ground are the same on most models."""
_GREY: Final = 14.0
"""CIELAB chroma below which a colour is a neutral, which is in nearly every scheme and says nothing."""
_ALIKE: Final = 10.0
"""CIEDE2000 within which two colours are one taste."""
_LEAST: Final = 15
"""A weight smaller than this is no taste yet."""


class Rated(NamedTuple):
    """A scheme that somebody liked or not: the colours of its roles, and a weight out of `core.likes.weights`."""

    colours: tuple[tuple[Role, Hex], ...]
    weight: int


def rated(body: str, weight: int) -> Rated:
    """A stored scheme (JSON) with its weight; only its colours are read, for this is done with many at once."""
    areas = json.loads(body)["areas"]
    return Rated(tuple((Role(area["role"]), area["hex"]) for area in areas), weight)


def taste(named: Sequence[Hex], schemes: Iterable[Rated]) -> tuple[LikedColour, ...]:
    """Named favourites and rated schemes as one short list, strongest first.

    Args:
        named: favourite colours; each keeps its place and its full weight.
        schemes: rated schemes, newest first.

    Returns:
        At most `MAX_LIKED` colours; those alike are one, with their weights added up and kept within 100.
    """
    weighed = [(hex_, float(NAMED)) for hex_ in named]
    for age, scheme in enumerate(schemes):
        weighed += [
            (hex_, scheme.weight * _SHARE[role] * _OLDER**age) for role, hex_ in scheme.colours if role in _SHARE
        ]
    if not weighed:
        return ()
    points = lab([hex_ for hex_, _ in weighed])
    speaks = np.hypot(points[:, 1], points[:, 2]) >= _GREY
    speaks[: len(named)] = True
    apart = ciede2000(points[:, None], points[None])
    # The strongest word about a colour comes first and stands for those like it.
    order = sorted(range(len(weighed)), key=lambda i: (i >= len(named), -abs(weighed[i][1]), i))
    left, out = {i for i in order if speaks[i]}, []
    for i in order:
        if i not in left:
            continue
        alike = {i} if i < len(named) else set()
        alike |= {j for j in left if apart[i, j] < _ALIKE and j >= len(named)}
        left -= alike
        weight = round(sum(weighed[j][1] for j in alike))
        # What somebody named they like, whatever else happened to it.
        weight = NAMED if i < len(named) else max(-100, min(100, weight))
        if abs(weight) >= _LEAST:
            out.append(LikedColour(hex=weighed[i][0], weight=weight))
    return tuple(sorted(out, key=lambda one: -abs(one.weight))[:MAX_LIKED])
