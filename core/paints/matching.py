"""Which paints come close to a colour, and how close in honest words.

What is compared with what. A paint is matched by colour only within its kind: opaque with opaque, contrast with
contrast. Metals go by family and tone, because the hex of a reflecting paint says little. Washes, textures and
primers are chosen by what they are used for, never scored.

How paints are ranked. Two lists of the same opaque paint differ by a median of 6.8 CIEDE2000, and they differ more in
lightness (4.5) and chroma (4.6) than in hue (2.4): exposure of a photograph, drying, the light of the shop. So the
ranking uses CIEDE2000 with k_L = 1.5: a difference in lightness counts for two thirds. On 492 opaque pairs of charts
made by hand (Citadel to and from Vallejo, Army Painter, Two Thin Coats and others) this puts the chart's paint among
the first five in 70 % of all cases and the first ten in 85 %, plain CIEDE2000 in 63 % and 80 %; weighing chroma down as
well did not help. Differences below about 3 are a tie, and a tie is broken by what the painter cares for: is the colour
sure, is the paint still made, is it of the brand's everyday range. That is done by adding a little for each doubt
rather than by sorting twice, so that a doubtful paint can still win when it is much nearer.

The words. VERY CLOSE up to 3.5, CLOSE up to 7.5, SIMILAR beyond, in plain CIEDE2000. 3.5 is a little over the tie:
side by side on a model nobody tells the two apart. 7.5 is a little over what two lists make of one and the same paint:
the same colour by another name. Where the sources of a paint disagree by more than 8, or where it is a contrast paint
(its colour depends on what is below), the best word is CLOSE. No decimal is ever shown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.colour.convert import Floats, lab
from core.colour.difference import ciede2000
from core.paints.brands import FIRST_WASHES, awkward, standing
from core.paints.metals import sort_colour
from core.paints.paint import Form, MetalFamily, Paint, PaintKind, Production
from core.paintschemes.scheme import Closeness

if TYPE_CHECKING:
    from core.paints.catalogue import Catalogue

Index = NDArray[np.intp]

RANKING = (1.5, 1.0, 1.0)
"""k_L, k_C, k_H of the ranking."""
TIE = 3.0
"""CIEDE2000 below which two paints are as good as each other."""
VERY_CLOSE, CLOSE = 3.5, 7.5
DOUBTFUL_SPREAD = 8.0
_FAR_FROM_EVERYDAY = (0.0, 0.8, 2.2, 4.5)
_AWKWARD = {Form.DRY: 3.0, Form.AIR: 2.0, Form.MARKER: 4.0}
_PLAIN_KINDS = {PaintKind.OPAQUE}
MATCHED_BY_COLOUR = {
    PaintKind.OPAQUE,
    PaintKind.CONTRAST,
    PaintKind.INK,
    PaintKind.CLEAR,
    PaintKind.FLUORESCENT,
    PaintKind.PRIMER,
}


class Match(NamedTuple):
    """A paint, how far it is (CIEDE2000, for ranking and tests, never shown), and the word for it."""

    paint: Paint
    difference: float
    closeness: Closeness
    cost: float
    """What the ranking sorts by: weighted difference plus doubts."""


def closeness(paint: Paint, difference: float) -> Closeness:
    """The honest word for a difference (CIEDE2000) between a colour and a paint's published colour."""
    if paint.kind is PaintKind.METALLIC:
        return Closeness.BY_METAL_TYPE
    if difference <= VERY_CLOSE and paint.spread <= DOUBTFUL_SPREAD and paint.kind is not PaintKind.CONTRAST:
        return Closeness.VERY_CLOSE
    return Closeness.CLOSE if difference <= CLOSE else Closeness.SIMILAR


def doubt(paint: Paint) -> float:
    """What is added to a paint's difference before ranking, in CIEDE2000: 0 for a sure, current, everyday paint."""
    out = _FAR_FROM_EVERYDAY[standing(paint.brand, paint.range)]
    if paint.production is Production.GONE:
        out += 4.0
    if paint.spread > DOUBTFUL_SPREAD and paint.kind in MATCHED_BY_COLOUR:
        out += 0.6 if paint.spread <= 12 else 1.2
    if paint.kind not in _PLAIN_KINDS:
        if awkward(paint.brand, paint.range, paint.name, paint.code):
            out += 2.5
        if paint.kind is PaintKind.WASH and (paint.brand, paint.name) not in FIRST_WASHES:
            out += 0.5
    if paint.form is not Form.BRUSH:
        out += _AWKWARD.get(paint.form, 0.0)
    return out


def nearest_to(targets: Floats, points: Floats, count: int) -> tuple[Index, Floats]:
    """The nearest points by plain CIEDE2000.

    CIEDE2000 is at least |dL*| / 1.75 (S_L is at most 1.75, and the terms in chroma and hue never go below 0 together),
    so after a first look at the points nearest in lightness only those within a band of L* can still be nearer.

    Args:
        targets: (t, 3) CIELAB.
        points: (n, 3) CIELAB.
        count: how many for each target.

    Returns:
        Positions (t, count) and differences (t, count), nearest first; equal ones in the order of `points`.
    """
    count = min(count, len(points))
    # A rough Euclidean look (squared, less a part that is the same for all points) gives a bound close to the truth.
    rough = (points * points).sum(axis=1) - 2 * (targets @ points.T)
    if count == 1:
        first = rough.argmin(axis=1)[:, None]
    else:
        first = np.argpartition(rough, min(count + 7, len(points) - 1), axis=1)[:, : count + 8]
    bounds = np.sort(ciede2000(targets[:, None, :], points[first]), axis=1)[:, count - 1]
    stars = points[:, 0]
    bands = [np.flatnonzero(np.abs(stars - t[0]) <= 1.75 * d + 1e-9) for t, d in zip(targets, bounds, strict=True)]
    sizes = [len(band) for band in bands]
    candidates = np.concatenate(bands)
    differences = ciede2000(np.repeat(targets, sizes, axis=0), points[candidates])
    where = np.empty((len(targets), count), dtype=np.intp)
    how_far = np.empty((len(targets), count))
    start = 0
    for row, size in enumerate(sizes):
        part = slice(start, start + size)
        best = np.lexsort((candidates[part], differences[part]))[:count]
        where[row], how_far[row] = candidates[part][best], differences[part][best]
        start += size
    return where, how_far


def rank(catalogue: Catalogue, point: Floats, where: Index) -> tuple[Floats, Floats]:
    """Plain difference and ranking cost of each paint at `where` for one CIELAB point."""
    points = catalogue.lab[where]
    plain = ciede2000(point, points)
    return plain, ciede2000(point, points, RANKING) + catalogue.doubts[where]


def closest_to(catalogue: Catalogue, hex_: str, kind: PaintKind, where: Index, limit: int) -> tuple[Match, ...]:
    """The best paints among those at `where`; see `Catalogue.closest`."""
    if kind is PaintKind.METALLIC:
        return closest_metals(catalogue, hex_, where, limit)
    if kind not in MATCHED_BY_COLOUR:
        raise ValueError(f"{kind} is not matched by colour")
    if not len(where):
        return ()
    plain, cost = rank(catalogue, lab((hex_,))[0], where)
    best = np.lexsort((where, cost))[:limit]
    return tuple(_match(catalogue, int(where[i]), float(plain[i]), float(cost[i])) for i in best)


def _match(catalogue: Catalogue, position: int, difference: float, cost: float) -> Match:
    paint = catalogue.paints[position]
    return Match(paint, difference, closeness(paint, difference), cost)


# Metals ---------------------------------------------------------------------------------------------------------------

_F = MetalFamily
_NEVER = float("inf")
_NEIGHBOURS: dict[MetalFamily, dict[MetalFamily, float]] = {
    # How badly one metal stands in for another; what is not named does not.
    _F.GOLD: {_F.BRASS: 1.5, _F.BRONZE: 3.0, _F.COPPER: 5.0},
    _F.BRASS: {_F.GOLD: 1.5, _F.BRONZE: 1.2, _F.COPPER: 3.0},
    _F.BRONZE: {_F.BRASS: 1.2, _F.COPPER: 1.5, _F.GOLD: 3.0},
    _F.COPPER: {_F.BRONZE: 1.5, _F.BRASS: 3.0, _F.GOLD: 5.0},
    _F.STEEL: {_F.GUNMETAL: 1.0, _F.SILVER: 1.2},
    _F.SILVER: {_F.STEEL: 1.0, _F.GUNMETAL: 3.5},
    _F.GUNMETAL: {_F.STEEL: 1.0, _F.SILVER: 3.5},
    _F.COLOURED: {_F.STEEL: 6.0, _F.GUNMETAL: 6.5, _F.SILVER: 6.5},
}


_FAMILIES = tuple(MetalFamily)
_STAND_IN: Floats = np.array(
    [[0.0 if a is b else _NEIGHBOURS[a].get(b, _NEVER) for b in _FAMILIES] + [_NEVER] for a in _FAMILIES]
)
"""(family wanted, family at hand): how badly one metal stands in for another, in tones; the last column is no metal."""


def metal_number(paint: Paint) -> int:
    """The column of `_STAND_IN` for a paint."""
    return _FAMILIES.index(paint.metal) if paint.metal is not None else len(_FAMILIES)


def metal_costs(catalogue: Catalogue, family: MetalFamily, tone: float, where: Index, plain: Floats) -> Floats:
    """How far metallic paints are from a family and a tone, in tones; infinite where it is another metal altogether.

    Args:
        catalogue: the paints.
        family: family wanted.
        tone: tone wanted, 1 to 5.
        where: (m,) positions.
        plain: (m,) CIEDE2000 from the colour wanted. The published colour of a metal only settles what family and tone
            leave open; among coloured metals it decides.
    """
    families = catalogue.metals[where]
    cost = _STAND_IN[_FAMILIES.index(family)][families] + np.abs(catalogue.tones[where] - tone)
    if family is _F.COLOURED:
        cost = np.where(families == _FAMILIES.index(_F.COLOURED), plain / 6, cost)
    out: Floats = cost + 0.5 * catalogue.doubts[where] + 0.01 * np.minimum(plain, 30.0)
    return out


def closest_metals(catalogue: Catalogue, hex_: str, where: Index, limit: int) -> tuple[Match, ...]:
    """Metallic paints for a colour that stands for a metal: by family and tone, coloured metals by hue as well."""
    if not len(where):
        return ()
    family, tone = sort_colour(hex_)
    return _nearest_metals(catalogue, lab((hex_,))[0], family, tone, where, limit)


def _nearest_metals(
    catalogue: Catalogue, target: Floats, family: MetalFamily, tone: float, where: Index, limit: int
) -> tuple[Match, ...]:
    plain = ciede2000(target, catalogue.lab[where])
    cost = metal_costs(catalogue, family, tone, where, plain)
    best = [i for i in np.lexsort((where, cost))[:limit] if np.isfinite(cost[i])]
    return tuple(_match(catalogue, int(where[i]), float(plain[i]), float(cost[i])) for i in best)


# From one paint to another brand's ------------------------------------------------------------------------------------

_AGREEING: dict[str, tuple[str, ...]] = {
    # Words that may well mean the same paint; each pair stands here once.
    "red": ("orange", "pink", "brown"),
    "orange": ("yellow", "brown", "flesh"),
    "yellow": ("ochre", "bone", "tan", "green"),
    "ochre": ("brown", "tan", "bone"),
    "tan": ("bone", "brown", "flesh", "grey"),
    "bone": ("white", "flesh"),
    "green": ("teal", "flesh"),
    "blue": ("teal", "purple", "grey"),
    "pink": ("purple", "flesh"),
    "brown": ("flesh", "grey"),
    "grey": ("white", "black"),
}
_AGREE = {frozenset((one, other)) for one, others in _AGREEING.items() for other in others}
SAME_WORD, OTHER_WORD = 2.0, 3.0
"""CIEDE2000: a name that says the same colour is worth so much, one that says quite another costs so much."""
HUB = 0.5
"""How much of a paint's general nearness to the whole other range is taken off."""


def convert_to(catalogue: Catalogue, paint: Paint, where: Index, limit: int) -> tuple[Match, ...]:
    """The best stand-ins for a paint among those at `where`.

    Besides the colour two things help, both measured on charts made by hand: what the paints are called (a name is
    right more often than a photograph), and taking off how near a candidate is to the other brand's whole range
    (else a few middling colours are everybody's neighbour, a known trap of nearest-neighbour search). Together they
    find the chart's paint among the first five in 76 % and the first ten in 89 % of the pairs named above.
    """
    if not len(where):
        return ()
    if paint.kind is PaintKind.METALLIC and paint.metal is not None:
        return _nearest_metals(catalogue, lab((paint.hex,))[0], paint.metal, paint.tone, where, limit)
    if paint.kind in {PaintKind.WASH, PaintKind.TEXTURE}:
        same = [p for p in where.tolist() if paint.tint and catalogue.paints[p].tint == paint.tint]
        same.sort(key=lambda p: (catalogue.doubts[p], p))
        return tuple(Match(catalogue.paints[p], 0.0, Closeness.SIMILAR, catalogue.doubts[p]) for p in same[:limit])
    plain, cost = rank(catalogue, lab((paint.hex,))[0], where)
    cost -= HUB * catalogue.nearness(paint.brand, paint.kind, where)
    word = paint.says
    if word:
        for i, position in enumerate(where.tolist()):
            said = catalogue.paints[position].says
            if said == word:
                cost[i] -= SAME_WORD
            elif said and frozenset((said, word)) not in _AGREE:
                cost[i] += OTHER_WORD
    best = np.lexsort((where, cost))[:limit]
    return tuple(_match(catalogue, int(where[i]), float(plain[i]), float(cost[i])) for i in best)
