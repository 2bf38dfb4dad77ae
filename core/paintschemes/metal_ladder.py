"""The four steps of a metal, by what painters know of metals and not by their published colours.

Shade, layer and highlight of a metal are other metals: bronze below gold and silver on its edges, gunmetal below steel.
A ladder rises in the lightness that its class has (family and tone), because the hex of a metallic paint depends on the
lamp it was photographed under.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from core.colour.convert import lab
from core.paints import Catalogue
from core.paints.metals import NOMINAL
from core.paints.paint import MetalFamily, Paint

# What stands below and above a metal, best first: family and tone, tones relative to the base where written so.
_F = MetalFamily
_BELOW: dict[MetalFamily, tuple[MetalFamily, ...]] = {
    _F.GOLD: (_F.GOLD, _F.BRASS, _F.BRONZE, _F.COPPER),
    _F.BRASS: (_F.BRASS, _F.BRONZE, _F.COPPER),
    _F.BRONZE: (_F.BRONZE, _F.COPPER, _F.BRASS),
    _F.COPPER: (_F.COPPER, _F.BRONZE),
    _F.STEEL: (_F.GUNMETAL, _F.STEEL),
    _F.SILVER: (_F.STEEL, _F.GUNMETAL, _F.SILVER),
    _F.GUNMETAL: (_F.GUNMETAL,),
    _F.COLOURED: (),
}
_ABOVE: dict[MetalFamily, tuple[MetalFamily, ...]] = {
    _F.GOLD: (_F.GOLD, _F.BRASS),
    _F.BRASS: (_F.BRASS, _F.GOLD),
    _F.BRONZE: (_F.BRONZE, _F.BRASS, _F.GOLD),
    _F.COPPER: (_F.COPPER, _F.BRONZE, _F.BRASS, _F.GOLD),
    _F.STEEL: (_F.STEEL, _F.SILVER),
    _F.SILVER: (_F.SILVER,),
    _F.GUNMETAL: (_F.STEEL, _F.GUNMETAL, _F.SILVER),
    _F.COLOURED: (),
}
_TOP: dict[MetalFamily, tuple[MetalFamily, ...]] = {
    _F.GOLD: (_F.SILVER, _F.GOLD),
    _F.BRASS: (_F.SILVER, _F.GOLD, _F.BRASS),
    _F.BRONZE: (_F.GOLD, _F.BRASS, _F.SILVER, _F.BRONZE),
    _F.COPPER: (_F.GOLD, _F.SILVER, _F.COPPER),
    _F.STEEL: (_F.SILVER,),
    _F.SILVER: (_F.SILVER,),
    _F.GUNMETAL: (_F.SILVER, _F.STEEL),
    _F.COLOURED: (_F.SILVER,),
}


@lru_cache(maxsize=1)
def _stars() -> dict[tuple[MetalFamily, int], float]:
    keys = [(family, tone) for family in NOMINAL for tone in range(1, 6)]
    return dict(zip(keys, lab([NOMINAL[f][t - 1] for f, t in keys])[:, 0].tolist(), strict=True))


def class_lightness(paint: Paint) -> float:
    """How light a metal of a paint's family and tone looks, L*: ladders of metals rise in this, not in the hex."""
    assert paint.metal is not None  # noqa: S101  metals only
    return _stars()[paint.metal, paint.tone]


def climb_metal(
    catalogue: Catalogue, base: Paint, metals: Sequence[Paint]
) -> tuple[Paint | None, Paint | None, Paint | None]:
    """Shade, layer and highlight of a metal by class, from the metals of one brand."""
    assert base.metal is not None  # noqa: S101  metals only
    star = class_lightness(base)
    stars = {p.id: class_lightness(p) for p in metals}

    def pick(families: tuple[MetalFamily, ...], low: float, high: float, ideal: float) -> Paint | None:
        best: tuple[float, str, Paint] | None = None
        for paint in metals:
            if paint.metal not in families or paint.id == base.id or not low <= stars[paint.id] <= high:
                continue
            cost = 4.0 * families.index(paint.metal) + abs(stars[paint.id] - ideal)
            cost += 3.0 * catalogue.doubt_of(paint) + 4.0 * (paint.range != base.range)
            if best is None or (cost, paint.id) < best[:2]:
                best = (cost, paint.id, paint)
        return best[2] if best else None

    shade = pick(_BELOW[base.metal], 0.0, star - 4, star - 15)
    layer = pick(_ABOVE[base.metal], star + 4, min(star + 24, 84.0), star + 10)
    floor = (stars[layer.id] if layer else star) + 3
    highlight = pick(_TOP[base.metal], floor, 100.0, max(floor + 5, star + 22))
    return shade, layer, highlight
