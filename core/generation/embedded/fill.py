"""Choosing the colours: the palette that stands best for a distribution, with roles and rules kept in view.

The distance between two palettes is the cost of carrying one onto the other (optimal transport, CIEDE2000). The n
colours that stand for a distribution with the least expected cost are its balanced medoids: each carries a share 1/n of
it. They are found by turns: share the distribution out (Sinkhorn), move each colour to the best place for its share.
What a role must not be, and two colours too near each other, are costs in that move.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import permutations

import numpy as np
from numpy.typing import NDArray

from core.colour.difference import ciede2000
from core.generation.embedded.lexicon import Floats
from core.generation.embedded.space import Space, blind_apart, views_of
from core.paintschemes.scheme import Role

_SOFTNESS = 4.0
_ROUNDS = 4
_MAIN = (Role.PRIMARY, Role.SECONDARY, Role.ACCENT)
_PRICE = 3.0
"""Cost per CIEDE2000 that a required distance is short."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """A colour that is given: where (Lab), and the role if one is."""

    lab: Floats
    role: Role | None
    metal: bool = False
    locked: bool = False


@dataclass(slots=True)
class _Work:
    space: Space
    likely: Floats
    unsuited: Floats
    """(m, k) cost of a role taking a colour."""
    roles: tuple[Role, ...]


def share_out(cost: Floats, likely: Floats) -> Floats:
    """Sinkhorn: how much of each entry each of n colours carries (n, k); rows sum to 1/n, columns to `likely`."""
    kernel = np.exp(-(cost - cost.min(axis=0)) / _SOFTNESS)
    across = np.ones(len(cost))
    for _ in range(12):
        down = likely / np.maximum(kernel.T @ across, 1e-300)
        across = (1 / len(cost)) / np.maximum(kernel @ down, 1e-300)
    out: Floats = across[:, None] * kernel * down
    return out


def start(space: Space, likely: Floats, given: Floats, count: int) -> list[int]:
    """Greedy medoids: entries that, with the given colours (n, 3), leave least of the distribution far away."""
    reach = np.full(len(space.lab), 60.0)
    if len(given):
        reach = np.minimum(reach, ciede2000(given[:, None], space.lab[None]).min(axis=0))
    chosen: list[int] = []
    for _ in range(count - len(given)):
        best = int(np.argmin(np.minimum(space.apart, reach) @ likely))
        chosen.append(best)
        reach = np.minimum(reach, space.apart[best])
    return chosen


@cache
def _orders(n: int) -> NDArray[np.intp]:
    return np.array(list(permutations(range(n))), dtype=np.intp)


def assign(
    points: Floats, mass: Floats, fixed: tuple[Fixed, ...], roles: tuple[Role, ...], unsuited: Floats
) -> NDArray[np.intp]:
    """Give each of n colours a role.

    Args:
        points: (n, 3) Lab, the fixed ones first.
        mass: (n,) how likely the neighbourhood of each colour is.
        fixed: the given colours; a role they ask for is theirs.
        roles: n roles.
        unsuited: (n roles, n colours) cost.

    Returns:
        For each role the index of its colour.
    """
    n = len(roles)
    orders = _orders(n)  # order[r] = colour of role r
    cost = unsuited.copy()
    chroma = np.hypot(points[:, 1], points[:, 2])
    for r, role in enumerate(roles):
        if role is Role.PRIMARY:
            cost[r] -= 8 * mass / max(1e-9, float(mass.max()))
        elif role is Role.SECONDARY:
            cost[r] -= 4 * mass / max(1e-9, float(mass.max()))
        elif role in (Role.ACCENT, Role.ACCENT2):
            cost[r] -= 0.15 * chroma
        for c, one in enumerate(fixed):
            if one.role is not None:
                cost[r, c] += 0 if one.role is role else 400
            elif one.metal:
                cost[r, c] += {Role.METAL: -30, Role.ACCENT: 4, Role.SECONDARY: 6, Role.ACCENT2: 3}.get(role, 12)
            else:
                # Unplaced colours take the main roles in the order they were named.
                order = (
                    [Role.PRIMARY, Role.SECONDARY, Role.ACCENT, Role.ACCENT2].index(role)
                    if role in (*_MAIN, Role.ACCENT2)
                    else 5
                )
                cost[r, c] += 9 * abs(order - min(c, 3)) if order < 4 else 22
    total = cost[np.arange(n)[None, :], orders].sum(axis=1)
    index = {role: r for r, role in enumerate(roles)}
    apart = ciede2000(points[:, None], points[None])
    views = views_of(points)
    blind = blind_apart(views, views)
    steps = np.abs(points[:, None, 0] - points[None, :, 0])
    for a, b in ((Role.PRIMARY, Role.SECONDARY), (Role.PRIMARY, Role.ACCENT), (Role.SECONDARY, Role.ACCENT)):
        pair = 2 * np.maximum(0, 20 - apart) + 2 * np.maximum(0, 10 - blind)
        if b is Role.SECONDARY:
            pair = pair + 1.5 * np.maximum(0, 13 - steps)
        total += pair[orders[:, index[a]], orders[:, index[b]]]
    if Role.GROUND in index:
        total += 2 * np.maximum(0, 12 - apart)[orders[:, index[Role.PRIMARY]], orders[:, index[Role.GROUND]]]
    best: NDArray[np.intp] = orders[int(np.argmin(total))]
    return best


def settle(work: _Work, points: Floats, free: NDArray[np.bool_]) -> Floats:
    """Move the free colours (in role order) to where share, role and rules cost least.

    Args:
        work: the space, the distribution and what the roles cost.
        points: (n, 3) Lab in role order.
        free: (n,) which may move.
    """
    space, roles = work.space, work.roles
    points = points.copy()
    main = np.array([r in _MAIN for r in roles])
    ground = np.array([r is Role.GROUND for r in roles])
    primary = np.array([r is Role.PRIMARY for r in roles])
    second = np.array([r is Role.SECONDARY for r in roles])
    rows = ciede2000(points[:, None], space.lab[None])
    blind = np.zeros_like(rows)
    blind[main] = blind_apart(views_of(points[main]), space.views)
    for _ in range(_ROUNDS):
        carried = share_out(rows, work.likely)
        away = len(points) * carried @ space.apart
        for i in np.flatnonzero(free):
            cost = away[i] + work.unsuited[i]
            others = np.arange(len(points)) != i
            # Distinct colours, main roles well apart for everybody, the ground off the primary.
            wanted = np.where(main & main[i], 21.0, 9.0)
            wanted = np.where((ground & primary[i]) | (primary & ground[i]), 13.0, wanted)
            cost = cost + _PRICE * np.maximum(0, wanted[others, None] - rows[others]).sum(axis=0)
            if main[i]:
                for j in np.flatnonzero(main & others):
                    cost = cost + _PRICE * np.maximum(0, 11 - blind[j])
            light = points[others, 0]
            low, high = np.minimum(light.min(), space.lab[:, 0]), np.maximum(light.max(), space.lab[:, 0])
            cost = cost + 1.2 * np.maximum(0, 42 - (high - low))
            if primary[i] or second[i]:
                other = points[second if primary[i] else primary][0, 0]
                cost = cost + 1.5 * np.maximum(0, 14 - np.abs(space.lab[:, 0] - other))
            best = int(np.argmin(cost))
            points[i], rows[i], blind[i] = space.lab[best], space.apart[best], space.blind[best]
    return points


def fill(
    space: Space,
    likely: Floats,
    roles: tuple[Role, ...],
    fixed: tuple[Fixed, ...],
    unsuited: Floats,
    fixed_unsuited: Floats,
) -> tuple[Floats, NDArray[np.intp]]:
    """A palette for a distribution.

    Args:
        space: the codebook (k entries).
        likely: (k,) the distribution.
        roles: n roles.
        fixed: given colours, at most n.
        unsuited: (n, k) what each role costs with each entry.
        fixed_unsuited: (n, len(fixed)) the same for the given colours.

    Returns:
        Colours (n, 3) in Lab in the order of the roles, and for each the index into `fixed` or -1.
    """
    given = np.array([f.lab for f in fixed]).reshape(-1, 3)
    chosen = start(space, likely, given, len(roles))
    points = np.concatenate([given, space.lab[chosen]])
    rows = ciede2000(points[:, None], space.lab[None])
    for _ in range(2):
        carried = share_out(rows, likely) @ space.apart
        for i in range(len(fixed), len(points)):
            best = int(np.argmin(carried[i]))
            points[i], rows[i] = space.lab[best], space.apart[best]
    mass = np.exp(-0.5 * (rows / 9) ** 2) @ likely
    nearest = rows[len(fixed) :].argmin(axis=1)
    cost = np.concatenate([fixed_unsuited, unsuited[:, nearest]], axis=1)
    order = assign(points, mass, fixed, roles, cost)
    origin = np.where(order < len(fixed), order, -1)
    return settle(_Work(space, likely, unsuited, roles), points[order], origin < 0), origin
