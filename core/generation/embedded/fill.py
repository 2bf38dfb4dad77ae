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
from core.generation.embedded.lexicon import Floats, Singles
from core.generation.embedded.space import Space, across, blind_apart, views_of
from core.paintschemes.scheme import Role

_SOFTNESS, _TINY, _ONE = np.float32(4.0), np.float32(1e-30), np.float32(1.0)
_EARLY, ROUNDS, _TURNS = 2, 4, 8
_MAIN = (Role.PRIMARY, Role.SECONDARY, Role.ACCENT)
_BESIDE = 9.0
"""How near (CIEDE2000) a colour of the lexicons has to be to be taken exactly."""
_MOVABLE = 0.4
_UNSEEN = 150.0
"""What it costs to put a colour that the brief names where hardly anybody looks."""
_ASIDE = 25.0
"""The same while the main roles are placed: two named colours that clash there may still part."""
_HEADS = 24
"""Placings of the main roles that are thought through to the end."""
_PRICE = 3.0
"""Cost per CIEDE2000 that a required distance is short."""
# What is aimed at lies a little beyond what the rules want.
_APART, _MAIN_APART, _GROUND_APART, _BLIND_APART, _SPREAD, _STEP = 9.0, 21.0, 13.0, 11.0, 42.0, 14.0


@dataclass(frozen=True, slots=True)
class Fixed:
    """A colour that is given: where (Lab), and the role if one is."""

    lab: Floats
    role: Role | None
    metal: bool = False


@dataclass(slots=True)
class _Palette:
    """n colours with their distances to the codebook, in the order of the roles or of their finding."""

    lab: Floats
    rows: Singles
    """(n, k) CIEDE2000 to every entry."""
    blind: Singles
    """(n, k) the least CIEDE2000 under the colour vision deficiencies."""
    entries: NDArray[np.intp]
    """(n,) which entry each colour is; -1 for a given colour."""

    def put(self, i: int, space: Space, entry: int) -> None:
        """Colour `i` becomes an entry of the codebook."""
        self.lab[i], self.rows[i], self.blind[i] = space.lab[entry], space.apart[entry], space.blind[entry]
        self.entries[i] = entry

    def ordered(self, order: NDArray[np.intp]) -> _Palette:
        """The same colours in another order."""
        return _Palette(self.lab[order], self.rows[order], self.blind[order], self.entries[order])

    def between(self) -> tuple[Floats, Floats]:
        """CIEDE2000 between the colours (n, n), as it is and at the least under the deficiencies."""
        apart, blind = self.rows[:, self.entries].astype(np.float64), self.blind[:, self.entries].astype(np.float64)
        given = np.flatnonzero(self.entries < 0)
        if len(given):
            points = self.lab[given]
            views = views_of(points)
            apart[:, given], blind[:, given] = apart[given].T, blind[given].T
            apart[np.ix_(given, given)] = ciede2000(points[:, None], points[None])
            blind[np.ix_(given, given)] = blind_apart(views, views)
        return apart, blind


def share_out(cost: Singles, likely: Singles) -> Singles:
    """Sinkhorn: how much of each entry each of n colours carries (n, k); rows sum to 1/n, columns to `likely`."""
    kernel = np.exp((cost.min(axis=0) - cost) / _SOFTNESS)
    rows = np.ones(len(cost), dtype=np.float32)
    columns = likely
    for _ in range(_TURNS):
        columns = likely / np.maximum(rows @ kernel, _TINY)
        rows = _ONE / (len(cost) * np.maximum(kernel @ columns, _TINY))
    out: Singles = rows[:, None] * kernel * columns
    return out


def _start(space: Space, likely: Singles, fixed: tuple[Fixed, ...], count: int) -> _Palette:
    """The given colours, and greedy medoids: entries that leave least of the distribution far away."""
    size, given = len(space.lab), np.array([f.lab for f in fixed]).reshape(-1, 3)
    rows, blind = (np.empty((count, size), dtype=np.float32) for _ in range(2))
    palette = _Palette(np.empty((count, 3)), rows, blind, np.full(count, -1, dtype=np.intp))
    reach = np.full(size, 60.0, dtype=np.float32)
    if len(given):
        n = len(given)
        palette.lab[:n], palette.rows[:n] = given, ciede2000(given[:, None], space.lab[None])
        palette.blind[:n] = blind_apart(views_of(given), space.views)
        reach = np.minimum(reach, palette.rows[:n].min(axis=0))
    for i in range(len(given), count):
        palette.put(
            i, space, int(np.argmin(across(np.minimum(space.apart, reach).astype(np.float32, copy=False), likely)))
        )
        reach = np.minimum(reach, palette.rows[i])
    return palette


@cache
def _orders(n: int) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
    """How n colours may be placed: the first three (h, 3), who is left then (h, n - 3), orders of those (o, n - 3)."""
    heads = list(permutations(range(n), 3))
    left = [[c for c in range(n) if c not in head] for head in heads]
    rest = list(permutations(range(n - 3)))
    return np.array(heads), np.array(left, dtype=np.intp).reshape(len(heads), n - 3), np.array(rest, dtype=np.intp)


def _wishes(fixed: tuple[Fixed, ...], roles: tuple[Role, ...], count: int) -> Floats:
    """(roles, colours): what it costs to give a named colour a role it did not ask for."""
    cost = np.zeros((len(roles), count))
    rank = {Role.PRIMARY: 0, Role.SECONDARY: 1, Role.ACCENT: 2, Role.ACCENT2: 3}
    metal = {Role.METAL: -30, Role.ACCENT: 4, Role.SECONDARY: 6, Role.ACCENT2: 3}
    turn = 0
    for c, one in enumerate(fixed):
        for r, role in enumerate(roles):
            if one.role is not None:
                cost[r, c] = 0 if one.role is role else 400
            elif one.metal:
                cost[r, c] = metal.get(role, 12)
            else:
                # Colours without a part take the main roles in the order they were named.
                # What the brief names is meant to be seen: on straps or on the base only when all else is taken.
                cost[r, c] = 12 * abs(rank[role] - min(turn, 3)) if role in rank else _UNSEEN
        turn += one.role is None and not one.metal
    return cost


def _assign(
    palette: _Palette, mass: Floats, fixed: tuple[Fixed, ...], roles: tuple[Role, ...], unsuited: Floats
) -> NDArray[np.intp]:
    """For each role the index of its colour.

    Args:
        palette: n colours, the fixed ones first.
        mass: (n,) how likely the neighbourhood of each colour is.
        fixed: the given colours; a role they ask for is theirs.
        roles: n roles.
        unsuited: (n roles, n colours) cost.
    """
    n, points = len(roles), palette.lab
    index = {role: r for r, role in enumerate(roles)}
    # A free colour still moves to suit its role afterwards; a given one has to suit as it is.
    movable = np.where(np.arange(n) < len(fixed), 1.0, _MOVABLE)
    cost = unsuited * movable + _wishes(fixed, roles, n)
    weight = mass / max(1e-9, float(mass.max()))
    cost[index[Role.PRIMARY]] -= 8 * weight
    cost[index[Role.SECONDARY]] -= 4 * weight
    for role in (Role.ACCENT, Role.ACCENT2):
        if role in index:
            cost[index[role]] -= 0.15 * np.hypot(points[:, 1], points[:, 2])

    apart, blind = palette.between()
    main = 2 * np.maximum(0, 20 - apart) + 2 * np.maximum(0, 10 - blind)
    first = main + 1.5 * np.maximum(0, 13 - np.abs(points[:, None, 0] - points[None, :, 0]))
    # The main roles are the first three: the best of their placings, then every order of the rest behind those.
    placings, left, rest = _orders(n)
    a, b, c = placings.T
    heads = cost[0, a] + cost[1, b] + cost[2, c] + first[a, b] + main[a, c] + main[b, c]
    for at, one in enumerate(fixed):
        if one.role is None and not one.metal:  # what is left for the rest is not thought through otherwise
            heads += _ASIDE * (placings != at).all(axis=1)
    best = np.argsort(heads, kind="stable")[:_HEADS]
    tails = left[best][:, rest].reshape(len(best) * len(rest), n - 3)
    orders = np.concatenate([np.repeat(placings[best], len(rest), axis=0), tails], axis=1)
    total = np.repeat(heads[best], len(rest)) + cost[np.arange(3, n), tails].sum(axis=1)
    if Role.GROUND in index:
        total += 2 * np.maximum(0, 12 - apart)[orders[:, 0], orders[:, index[Role.GROUND]]]
    out: NDArray[np.intp] = orders[int(np.argmin(total))]
    return out


def _settle(
    space: Space,
    palette: _Palette,
    roles: tuple[Role, ...],
    likely: Singles,
    unsuited: Floats,
    free: NDArray[np.bool_],
    rounds: int,
    alike: bool,
) -> None:
    """Move the free colours (in role order) to where share, role and rules cost least."""
    n = len(roles)
    main = np.array([role in _MAIN for role in roles])
    primary, second = roles.index(Role.PRIMARY), roles.index(Role.SECONDARY)
    wanted = np.where(main[:, None] & main[None] & (not alike), _MAIN_APART, _APART)
    if Role.GROUND in roles:
        ground = roles.index(Role.GROUND)
        wanted[primary, ground] = wanted[ground, primary] = _GROUND_APART
    light = space.lab[:, 0]
    for _ in range(rounds):
        away = n * across(space.apart, share_out(palette.rows, likely)) + unsuited
        moved = False
        for i in np.flatnonzero(free):
            others = np.arange(n) != i
            short = np.maximum(0, wanted[i, others, None] - palette.rows[others]).sum(axis=0)
            if main[i] and not alike:
                short += np.maximum(0, _BLIND_APART - palette.blind[main & others]).sum(axis=0)
            cost = away[i] + _PRICE * short
            if not alike:
                stars = palette.lab[others, 0]
                spread = np.maximum(stars.max(), light) - np.minimum(stars.min(), light)
                cost += 1.2 * np.maximum(0, _SPREAD - spread)
            if i in (primary, second) and not alike:
                beside = palette.lab[second if i == primary else primary, 0]
                cost += 1.5 * np.maximum(0, _STEP - np.abs(light - beside))
            best = int(np.argmin(cost))
            moved |= palette.rows[i, best] > 1e-6
            palette.put(int(i), space, best)
        if not moved:
            break


def fill(
    space: Space,
    likely: Floats,
    roles: tuple[Role, ...],
    fixed: tuple[Fixed, ...],
    unsuited: Floats,
    fixed_unsuited: Floats,
    rounds: int = ROUNDS,
    *,
    alike: bool = False,
) -> tuple[Floats, NDArray[np.intp]]:
    """A palette for a distribution.

    Args:
        space: the codebook (k entries).
        likely: (k,) the distribution.
        roles: n roles.
        fixed: given colours, at most n.
        unsuited: (n, k) what each role costs with each entry.
        fixed_unsuited: (n, len(fixed)) the same for the given colours.
        rounds: how often the colours may move once they have roles.
        alike: the brief wants one colour only, so neither light and dark nor main roles need to be far apart.

    Returns:
        Colours (n, 3) in Lab in the order of the roles, and for each the index into `fixed` or -1.
    """
    quick: Singles = likely.astype(np.float32)
    palette = _start(space, quick, fixed, len(roles))
    for _ in range(_EARLY):
        away = across(space.apart, share_out(palette.rows, quick))
        for i in range(len(fixed), len(roles)):
            palette.put(i, space, int(np.argmin(away[i])))
    mass = np.exp(-0.5 * (palette.rows / 9) ** 2) @ likely
    nearest = palette.rows[len(fixed) :].argmin(axis=1)
    order = _assign(palette, mass, fixed, roles, np.concatenate([fixed_unsuited, unsuited[:, nearest]], axis=1))
    palette = palette.ordered(order)
    origin = np.where(order < len(fixed), order, -1)
    _settle(space, palette, roles, quick, unsuited, origin < 0, rounds, alike)
    return palette.lab, origin


def moved(
    space: Space,
    likely: Floats,
    roles: tuple[Role, ...],
    points: Floats,
    free: NDArray[np.bool_],
    cost: Floats,
) -> Floats:
    """A finished palette (n, 3), in role order, whose `free` colours look for a better place at another `cost` (n, k).

    All other colours stay exactly where they are.
    """
    entries = np.abs(points[:, None] - space.lab[None]).sum(axis=2).argmin(axis=1)
    palette = _Palette(points.copy(), space.apart[entries], space.blind[entries], entries)
    given = np.flatnonzero((space.lab[entries] != points).any(axis=1))
    if len(given):  # what came out of the codebook is known; the rest has to be looked at
        palette.entries[given] = -1
        palette.rows[given] = ciede2000(points[given][:, None], space.lab[None])
        palette.blind[given] = blind_apart(views_of(points[given]), space.views)
    _settle(space, palette, roles, likely.astype(np.float32), cost, free, _EARLY, alike=False)
    return palette.lab


def snap(points: Floats, free: NDArray[np.bool_], anchors: Floats) -> Floats:
    """Free colours (n, 3) that lie by an anchor take it exactly, nearest first.

    The codebook is coarse; where an army has a colour of its own, that is the one meant. A colour stays where it is
    when the move would bring it near another one.
    """
    points = points.copy()
    if not len(anchors) or not free.any():
        return points
    away = np.where(free[:, None], ciede2000(points[:, None], anchors[None]), np.inf)
    for _ in range(int(free.sum())):
        i, j = np.unravel_index(int(np.argmin(away)), away.shape)
        if away[i, j] > _BESIDE:
            break
        others = np.delete(points, i, axis=0)
        if float(ciede2000(anchors[j], others).min()) >= _APART:
            points[i] = anchors[j]
            away[i] = np.inf
            away[:, j] = np.inf
        else:
            away[i, j] = np.inf
    return points
