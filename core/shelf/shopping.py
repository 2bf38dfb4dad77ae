"""One shopping list for several schemes: each paint once, by brand, without what is on the shelf.

Beside every paint stands what another brand has in its place, and whether something very close is owned already: a
tenth of the paints people buy are ones they have under another name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from core.colour.difference import ciede2000
from core.errors import NotFound, UnknownWord
from core.paints import Catalogue
from core.paints.brands import LARGE_BRANDS
from core.paints.matching import VERY_CLOSE, Match
from core.paints.paint import Paint, PaintKind
from core.paintschemes.from_shelf import paints_of
from core.paintschemes.scheme import PaintRef, Paintscheme


@dataclass(frozen=True, slots=True)
class Item:
    """A paint to buy.

    Attributes:
        paint: as the scheme has it.
        schemes: what the schemes are called that need it.
        instead: what the preferred brand has in its place, or another large one; None where that has nothing.
        nearly: a paint on the shelf that does the same; None where there is none.
    """

    paint: PaintRef
    schemes: tuple[str, ...]
    instead: Match | None
    nearly: Paint | None


@dataclass(frozen=True, slots=True)
class ShoppingList:
    """What several schemes need.

    Attributes:
        brands: brand -> what to buy of it, brands with most first.
        needed: how many different paints the schemes need.
        owned: how many of those are on the shelf.
    """

    brands: Mapping[str, tuple[Item, ...]]
    needed: int
    owned: int

    @property
    def items(self) -> tuple[Item, ...]:
        """All that is to be bought."""
        return tuple(item for items in self.brands.values() for item in items)


def shopping_list(
    schemes: Sequence[tuple[str, Paintscheme]], owned: frozenset[str], catalogue: Catalogue, prefer: str = ""
) -> ShoppingList:
    """Put the paints of several schemes into one list.

    Args:
        schemes: what each is called, and the scheme.
        owned: ids of the paints on the shelf.
        catalogue: all paints.
        prefer: the brand (or brand and range) that equivalents are named of; empty: another large one.

    Raises:
        UnknownWord: for an unknown brand.
    """
    prefer = catalogue.brand(prefer) if prefer else ""
    needed: dict[str, tuple[PaintRef, list[str]]] = {}
    for name, scheme in schemes:
        for ref in (*paints_of(scheme), *(m.paint for m in scheme.missing if m.paint is not None)):
            used = needed.setdefault(ref.id, (ref, []))[1]
            if name not in used:
                used.append(name)
    shelf = [paint for paint_id in sorted(owned) if (paint := _known(paint_id, catalogue)) is not None]
    items = [
        Item(ref, tuple(used), _instead(ref, prefer, catalogue), _nearly(ref, shelf, catalogue))
        for ref, used in needed.values()
        if ref.id not in owned
    ]
    brands: dict[str, list[Item]] = {}
    for item in sorted(items, key=lambda i: (i.paint.range, i.paint.name)):
        brands.setdefault(item.paint.brand, []).append(item)
    by_size = sorted(brands.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    return ShoppingList(
        brands={brand: tuple(of_brand) for brand, of_brand in by_size},
        needed=len(needed),
        owned=len(needed) - len(items),
    )


def _known(paint_id: str, catalogue: Catalogue) -> Paint | None:
    try:
        return catalogue.paint(paint_id)
    except NotFound:
        return None


def _instead(ref: PaintRef, prefer: str, catalogue: Catalogue) -> Match | None:
    paint = _known(ref.id, catalogue)
    if paint is None:
        return None
    brand = prefer or next(b for b in LARGE_BRANDS if b != ref.brand)
    if catalogue.shelf(brand).brand == ref.brand:
        return None
    try:
        found = catalogue.convert(paint, brand, limit=1)
    except UnknownWord:
        return None
    return found[0] if found else None


def _nearly(ref: PaintRef, shelf: Sequence[Paint], catalogue: Catalogue) -> Paint | None:
    """The paint on the shelf that nobody could tell from this one on the model."""
    paint = _known(ref.id, catalogue)
    if paint is None:
        return None
    same = [p for p in shelf if p.kind is paint.kind]
    if paint.kind is PaintKind.METALLIC:
        return next((p for p in same if (p.metal, p.tone) == (paint.metal, paint.tone)), None)
    if paint.kind in {PaintKind.WASH, PaintKind.TEXTURE, PaintKind.PRIMER}:
        return next((p for p in same if paint.tint and p.tint == paint.tint != "colour"), None)
    comparable = [p for p in same if p.comparable]
    if not comparable or not paint.comparable:
        return None
    where = [catalogue.position(p.id) for p in comparable]
    away = ciede2000(catalogue.lab[catalogue.position(paint.id)], catalogue.lab[where])
    best = int(np.argmin(away))
    return comparable[best] if float(away[best]) <= VERY_CLOSE else None
