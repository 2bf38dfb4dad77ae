"""The pots a scheme needs: what to buy, what can wait, what is there already; by brand, every pot once."""

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
    """Everything a scheme uses, each pot in one of three lists, each list by brand, the largest brand first.

    Attributes:
        buy: needed and not owned.
        wait: not owned, and another pot of the scheme does nearly the same.
        own: needed and owned, or useful and owned.
    """

    buy: tuple[BrandPots, ...]
    wait: tuple[BrandPots, ...]
    own: tuple[BrandPots, ...]

    @property
    def count(self) -> int:
        """Pots to buy."""
        return sum(len(b.paints) for b in self.buy)


def pots(scheme: Paintscheme, owned: Collection[str] = frozenset()) -> Pots:
    """Sort the pots of a scheme.

    Args:
        scheme: primer, ladders, washes and the ground are looked at.
        owned: ids of paints that are there already.
    """
    needed: dict[str, PaintRef] = {}
    useful: dict[str, PaintRef] = {}
    for advice in (scheme.primer, scheme.ground):
        if advice.paint is not None:
            needed[advice.paint.id] = advice.paint
    for area in scheme.areas:
        for line in role_steps(area, scheme.tier):
            if line.paint is not None:
                (useful if line.optional else needed)[line.paint.id] = line.paint
    all_pots = {**useful, **needed}
    return Pots(
        buy=_by_brand([p for key, p in needed.items() if key not in owned]),
        wait=_by_brand([p for key, p in useful.items() if key not in needed and key not in owned]),
        own=_by_brand([p for key, p in all_pots.items() if key in owned]),
    )


def _by_brand(paints: list[PaintRef]) -> tuple[BrandPots, ...]:
    brands: dict[str, list[PaintRef]] = {}
    for paint in paints:
        brands.setdefault(paint.brand, []).append(paint)
    return tuple(
        BrandPots(brand, tuple(sorted(mine, key=lambda p: (p.range, p.name, p.code))))
        for brand, mine in sorted(brands.items(), key=lambda item: (-len(item[1]), item[0]))
    )
