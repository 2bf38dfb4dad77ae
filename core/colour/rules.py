"""The rules a palette has to keep, and the ones it is only scored by.

Required, unless the brief's own words forbid it: values far enough apart to read at arm's length, a ground the model
stands out from, roles that colour-blind eyes can tell apart, no two colours nearly alike. Scored: shares, spot colour,
warm against cool, neighbours of unequal value, one saturated colour, harmony.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.colour.convert import Floats, linear, oklab_from_linear, oklch, polar, rgb8
from core.colour.difference import ciede2000, difference
from core.colour.vision import seen
from core.paintschemes.scheme import Hex, Role, RuleResult

VALUE_STEP, VALUE_SPREAD = 12.0, 40.0
"""CIELAB L*: primary against secondary, and lightest against darkest."""
GROUND_APART, BLIND_APART, ANY_APART, ROLES_APART = 12.0, 10.0, 8.0, 20.0
"""CIEDE2000: primary to ground, main roles under each simulation, any two colours, main roles."""
NAMED_CLOSE, NAMED_FURTHEST = 12.0, 20.0
"""CIEDE2000 from the colour a brief asked for: what is aimed at, and what is never passed."""

REQUIRED = ("value", "ground", "colour_blind", "distinct", "contrast_roles")
SCORED = ("60_30_10", "spot", "warm_cool", "adjacent", "saturation", "harmony")

MAIN_ROLES = (Role.PRIMARY, Role.SECONDARY, Role.ACCENT)
USUAL_SHARES: dict[Role, int] = {
    Role.PRIMARY: 60,
    Role.SECONDARY: 30,
    Role.ACCENT: 7,
    Role.ACCENT2: 3,
}

_HARMONIES: dict[str, tuple[float, ...]] = {
    "mono": (0,),
    "analogous": (0, 30),
    "complementary": (0, 180),
    "split": (0, 150, 210),
    "triad": (0, 120, 240),
    "tetrad": (0, 90, 180, 270),
}
_CHROMATIC = 0.04
_SATURATED = 0.15
_ADJACENT = (
    (Role.PRIMARY, Role.SECONDARY),
    (Role.PRIMARY, Role.ACCENT),
    (Role.SECONDARY, Role.ACCENT),
    (Role.PRIMARY, Role.METAL),
)


class Pairs(NamedTuple):
    """Every two-colour distance that a rule asks for, as parallel arrays of length m."""

    first: NDArray[np.intp]
    second: NDArray[np.intp]
    view: NDArray[np.intp]
    """0 as it is, 1 to 3 as protan, deutan, tritan eyes see it (the order of `vision.seen`)."""
    wanted: Floats
    """CIEDE2000 that the rule wants at least."""
    rule: tuple[str, ...]


@lru_cache(maxsize=512)
def pairs_for(roles: tuple[Role, ...]) -> Pairs:
    """The distances that the required rules ask for among these roles."""
    rows: list[tuple[int, int, int, float, str]] = []
    for i, a in enumerate(roles):
        for j in range(i + 1, len(roles)):
            both = {a, roles[j]}
            rows.append((i, j, 0, ANY_APART, "distinct"))
            if both <= set(MAIN_ROLES):
                rows.append((i, j, 0, ROLES_APART, "contrast_roles"))
                rows.extend((i, j, view, BLIND_APART, "colour_blind") for view in (1, 2, 3))
            if both == {Role.PRIMARY, Role.GROUND}:
                rows.append((i, j, 0, GROUND_APART, "ground"))
    columns = list(zip(*rows, strict=True)) or [(), (), (), (), ()]
    return Pairs(
        np.array(columns[0], dtype=np.intp),
        np.array(columns[1], dtype=np.intp),
        np.array(columns[2], dtype=np.intp),
        np.array(columns[3], dtype=np.float64),
        tuple(columns[4]),
    )


def check(
    colours: Mapping[Role, Hex],
    waivers: Mapping[str, str],
    *,
    asked: Mapping[Role, Hex] | None = None,
    shares: Mapping[Role, float] | None = None,
) -> tuple[RuleResult, ...]:
    """Hold a palette against the rules.

    Args:
        colours: three to eight colours by role; any role may be missing, then the rules about it hold.
        waivers: rule to the brief's own words that set it aside; they appear in `waived_by` where the rule fails.
        asked: colours that the brief named, by role; adds a result "named" with the largest distance from them.
        shares: area of each role, in any unit; the usual 60-30-10 when left out.

    Returns:
        One result a rule, the required ones first. "value" reports whichever of its two measures comes out worse:
        L* between primary and secondary (wanted 12) or L* from darkest to lightest (wanted 40). Distances are
        CIEDE2000, hues degrees.
    """
    roles = tuple(colours)
    light = linear(rgb8(colours.values()))
    views = seen(light)
    pairs = pairs_for(roles)
    apart = ciede2000(views[pairs.first, pairs.view], views[pairs.second, pairs.view])
    lch = polar(oklab_from_linear(light))
    stars = dict(zip(roles, views[:, 0, 0].tolist(), strict=True))

    results = [_value(stars)]
    for rule, wanted in (
        ("ground", GROUND_APART),
        ("colour_blind", BLIND_APART),
        ("distinct", ANY_APART),
        ("contrast_roles", ROLES_APART),
    ):
        distances = [d for d, r in zip(apart.tolist(), pairs.rule, strict=True) if r == rule]
        measured = min(distances, default=wanted)
        results.append((rule, measured >= wanted, measured, wanted))
    by_role = {role: tuple(point) for role, point in zip(roles, lch.tolist(), strict=True)}
    results += _scored(by_role, stars, shares)
    if asked:
        results.append(_named(colours, asked))
    return tuple(
        RuleResult(
            rule=rule,
            holds=holds,
            measured=round(measured, 2),
            wanted=wanted,
            waived_by="" if holds else waivers.get(rule, ""),
        )
        for rule, holds, measured, wanted in results
    )


def failures(results: Sequence[RuleResult]) -> tuple[RuleResult, ...]:
    """The required rules that fail without the brief's words having set them aside."""
    return tuple(r for r in results if r.rule in REQUIRED and not r.holds and not r.waived_by)


def score(results: Sequence[RuleResult]) -> float:
    """Share of the scored rules that hold, 0 to 1: for choosing between palettes that are all allowed."""
    scored = [r.holds for r in results if r.rule in SCORED]
    return sum(scored) / len(scored) if scored else 1.0


_Result = tuple[str, bool, float, float]
_Lch = tuple[float, ...]


def _value(stars: Mapping[Role, float]) -> _Result:
    spread = max(stars.values()) - min(stars.values())
    parts = [(spread, VALUE_SPREAD)]
    if Role.PRIMARY in stars and Role.SECONDARY in stars:
        parts.append((abs(stars[Role.PRIMARY] - stars[Role.SECONDARY]), VALUE_STEP))
    measured, wanted = min(parts, key=lambda p: p[0] / p[1])
    return "value", measured >= wanted, measured, wanted


def _named(colours: Mapping[Role, Hex], asked: Mapping[Role, Hex]) -> _Result:
    furthest = max((difference(colours[r], h) for r, h in asked.items() if r in colours), default=0.0)
    return "named", furthest <= NAMED_CLOSE, furthest, NAMED_CLOSE


def _scored(
    lch: Mapping[Role, _Lch], stars: Mapping[Role, float], shares: Mapping[Role, float] | None
) -> list[_Result]:
    hues = {r: p for r, p in lch.items() if r in USUAL_SHARES}
    area = {r: float((shares or USUAL_SHARES).get(r, 0)) for r in hues}
    whole = sum(area.values()) or 1.0
    primary_share = 100 * area.get(Role.PRIMARY, 0.0) / whole
    neighbours = [abs(stars[a] - stars[b]) for a, b in _ADJACENT if a in stars and b in stars]
    saturated = sum(p[1] >= _SATURATED for p in hues.values())
    deviation = harmony([(p[1], p[2]) for p in hues.values()])[1]
    return [
        ("60_30_10", 45 <= primary_share <= 75, primary_share, 60.0),
        _spot(lch),
        _warm_cool(hues, area),
        ("adjacent", min(neighbours, default=8.0) >= 8, min(neighbours, default=8.0), 8.0),
        ("saturation", saturated <= 1 and not _festive(hues), float(saturated), 1.0),
        ("harmony", deviation <= 20, deviation, 20.0),
    ]


def _spot(lch: Mapping[Role, _Lch]) -> _Result:
    """The accent lies across from the primary, or it is the one saturated colour."""
    accent, primary = lch.get(Role.ACCENT), lch.get(Role.PRIMARY)
    if accent is None or primary is None:
        return "spot", True, 180.0, 150.0
    gap = _gap(accent[2], primary[2]) if min(accent[1], primary[1]) >= _CHROMATIC else 0.0
    others = [p[1] for r, p in lch.items() if r not in {Role.ACCENT, Role.ACCENT2}]
    alone = accent[1] >= 0.08 and accent[1] >= 1.25 * max(others, default=0.0)
    return "spot", gap >= 150 or alone, gap, 150.0


def _warm_cool(hues: Mapping[Role, _Lch], area: Mapping[Role, float]) -> _Result:
    """Some of the other temperature: measured in percent of the warmth on the lesser side, 1 is enough to be a spot."""
    warm = cool = 0.0
    for role, (_, chroma, hue) in hues.items():
        pull = area.get(role, 0.0) * chroma * float(np.cos(np.radians(hue - 60)))
        warm, cool = warm + max(pull, 0.0), cool + max(-pull, 0.0)
    both = warm + cool
    lesser = 100 * min(warm, cool) / both if both > 0.3 else 100.0
    return "warm_cool", lesser >= 1, lesser, 1.0


def _festive(hues: Mapping[Role, _Lch]) -> bool:
    """Strong red beside strong green: a Christmas tree."""
    strong = [p[2] for p in hues.values() if p[1] >= 0.11]
    return any(h < 35 or h > 355 for h in strong) and any(130 <= h < 165 for h in strong)


def _gap(a: float, b: float) -> float:
    return abs((a - b + 180) % 360 - 180)


def harmony(points: Sequence[tuple[float, float]]) -> tuple[str, float]:
    """The harmony a set of hues comes nearest to.

    Args:
        points: (OKLCH chroma, hue in degrees) of each colour; neutrals (chroma below 0.04) have no hue and agree
            with everything.

    Returns:
        The kind ("mono", "analogous", "complementary", "split", "triad", "tetrad") and how far the worst hue is off,
        in degrees.
    """
    hues = [h for c, h in points if c >= _CHROMATIC]
    best = ("mono", 0.0) if len(hues) < 2 else ("", 360.0)
    for kind, angles in _HARMONIES.items() if len(hues) >= 2 else ():
        # Analogous runs either way round from its anchor; the others are symmetric already.
        for turned in (angles, tuple(-a for a in angles)) if kind == "analogous" else (angles,):
            for anchor in hues:
                off = max(min(_gap(h, anchor + a) for a in turned) for h in hues)
                if off < best[1] - 1e-9:
                    best = (kind, off)
    return best


def harmony_of(hexes: Sequence[Hex]) -> tuple[str, float]:
    """`harmony` of hex colours."""
    return harmony([(c, h) for _, c, h in oklch(hexes).tolist()])
