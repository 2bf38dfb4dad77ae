"""The pots a scheme needs: what to buy and what is there already; by brand, every pot once."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from core.paintschemes.scheme import PaintRef, Paintscheme
from core.paintschemes.steps import role_steps


@dataclass(frozen=True, slots=True)
class BrandPots:
    """The pots of one brand, by range and name."""

    brand: str
    paints: tuple[PaintRef, ...]


@dataclass(frozen=True, slots=True)
class Pots:
    """Everything a scheme uses, each list by brand, the largest brand first.

    Attributes:
        buy: needed and not owned.
        own: owned, and needed or as good as one that is.
    """

    buy: tuple[BrandPots, ...]
    own: tuple[BrandPots, ...]

    @property
    def count(self) -> int:
        """Pots to buy."""
        return sum(len(b.paints) for b in self.buy)


def pots(scheme: Paintscheme, owned: Collection[str] = frozenset()) -> Pots:
    """Sort the pots of a scheme.

    Args:
        scheme: primer, undercoat, ladders, washes and the ground are looked at.
        owned: ids of paints that are there already.
    """
    needed: dict[str, PaintRef] = {}
    for advice in (scheme.primer, scheme.ground):
        if advice.paint is not None:
            needed[advice.paint.id] = advice.paint
    needed.update((paint.id, paint) for paint in scheme.undercoat)
    for area in scheme.areas:
        for line in role_steps(area, scheme.tier):
            if line.paint is None:
                continue
            if line.instead is not None and line.instead.id in owned and line.paint.id not in owned:
                needed[line.instead.id] = line.instead  # the one that is there will do
            else:
                needed[line.paint.id] = line.paint
    return Pots(
        buy=_by_brand([p for key, p in needed.items() if key not in owned]),
        own=_by_brand([p for key, p in needed.items() if key in owned]),
    )


def _by_brand(paints: list[PaintRef]) -> tuple[BrandPots, ...]:
    brands: dict[str, list[PaintRef]] = {}
    for paint in paints:
        brands.setdefault(paint.brand, []).append(paint)
    return tuple(
        BrandPots(brand, tuple(sorted(mine, key=lambda p: (p.range, p.name, p.code))))
        for brand, mine in sorted(brands.items(), key=lambda item: (-len(item[1]), item[0]))
    )
