"""A bench that holds only what its painter owns, and what they agree to buy.

A painter mixes brands, so the whole shelf is one: a ladder may go from one brand's base to another's highlight. Whether
a paint is still made, and in how many shops, is no doubt about a paint that is there; a wrong colour still is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.colour.convert import Floats
from core.colour.difference import ciede2000
from core.paints import Catalogue
from core.paints.brands import BRANDS
from core.paints.catalogue import Index, Shelf, point
from core.paints.matching import MATCHED_BY_COLOUR, RANKING, Match, closest_to, convert_to
from core.paints.paint import Form, Paint, PaintKind
from core.paintschemes.recipe import Bench, Rungs, Wanted
from core.paintschemes.scheme import Closeness, Role

MINE: Final = Shelf("")
"""Everything at hand, whatever its brand."""
USABLE: Final = 14.0
"""CIEDE2000 (weighted as the ranking does) up to which an opaque paint does for a base. Two lists of one and the same
paint differ by 7, so up to twice that a painter says "near enough, I have it"; beyond it is another colour."""
METAL_USABLE: Final = 3.0
"""The same for metals, in tones (`matching.metal_costs`)."""
NOTHING: Final = Rungs(None, None, None, None, Closeness.SIMILAR, ())
NO_METAL: Final = Rungs(None, None, None, None, Closeness.BY_METAL_TYPE, ())

_UNHANDY: Final = {Form.DRY: 3.0, Form.AIR: 0.8, Form.MARKER: 4.0}


class Stock(Catalogue):
    """The paints a person owns as a catalogue of its own, and some more that can be let in.

    Args:
        owned: the paints at hand.
        more: paints that `allow` may let in; at first none of them is.
        bases: the id of the base that the shops have for each role; nothing at hand need be nearer than that.
    """

    def __init__(
        self, owned: Sequence[Paint], more: Iterable[Paint] = (), bases: Mapping[Role, str] | None = None
    ) -> None:
        mine = {paint.id: paint for paint in owned}
        others = {paint.id: paint for paint in more if paint.id not in mine}
        super().__init__([*mine.values(), *others.values()])
        self.owned = frozenset(mine)
        self.bases = bases or {}
        self._open: NDArray[np.bool_] = np.arange(len(self.paints)) < len(mine)

    def allow(self, paint_ids: Collection[str]) -> None:
        """Let in these of the further paints, and no others."""
        self._open = np.array([p.id in self.owned or p.id in paint_ids for p in self.paints], dtype=bool)

    def at_hand(self, paint_id: str) -> bool:
        """Whether a paint is owned, or let in."""
        return bool(self._open[self.position(paint_id)])

    def pool(self, kind: PaintKind, shelves: Sequence[Shelf] = (), *, airbrush: bool = False) -> Index:
        """Positions of the paints of a kind at hand, of every brand and form."""
        whole = super().pool(kind, (), airbrush=True)
        return whole[self._open[whole]]

    def of_kind(self, kind: PaintKind, shelf: Shelf) -> tuple[Paint, ...]:
        """All paints of a kind at hand."""
        return tuple(p for p, at_hand in zip(self.paints, self._open, strict=True) if at_hand and p.kind is kind)

    def everyday(self, shelf: Shelf) -> Index:
        """All opaque paints at hand."""
        return self.pool(PaintKind.OPAQUE)

    def like(self, paint: Paint, limit: int) -> tuple[Match, ...]:
        """What is at hand in place of a paint: same kind, by colour; metals by family, washes by what they are for."""
        where = self.pool(paint.kind)
        if paint.kind in MATCHED_BY_COLOUR:
            return closest_to(self, paint.hex, paint.kind, where, limit)
        return convert_to(self, paint, where, limit)

    @cached_property
    def doubts(self) -> Floats:
        """(n,) as in a catalogue, without the doubts about buying for what is at hand."""
        out = super().doubts.copy()
        for i, paint in enumerate(self.paints):
            if paint.id in self.owned:
                out[i] = _UNHANDY.get(paint.form, 0.0) + (0.6 if paint.spread > 8 else 0.0)
        return out


class StockBench(Bench):
    """Finds paints for the roles of a scheme among those at hand; what does not do is left out."""

    catalogue: Stock

    def __init__(self, stock: Stock, wanted: Sequence[Wanted]) -> None:
        super().__init__(stock, wanted, ("mine",))
        self.wash_shelves = (MINE,)

    def _where_to_look(self, brands: Sequence[str]) -> tuple[tuple[Shelf, ...], tuple[Shelf, ...]]:
        return (MINE,), ()

    @property
    def advice_shelves(self) -> tuple[Shelf, ...]:
        """Every brand, so that no advice speaks of "another brand"."""
        return (MINE, *(Shelf(brand) for brand in BRANDS))

    def opaque(self, wanted: Wanted) -> Rungs:
        """A ladder of opaque paints, or nothing where no base comes near."""
        rungs = super().opaque(wanted)
        return rungs if self._does(wanted, rungs, USABLE) else NOTHING

    def metal(self, wanted: Wanted) -> Rungs:
        """A ladder of metallic paints, or nothing where there is no such metal."""
        rungs = super().metal(wanted)
        return rungs if self._does(wanted, rungs, METAL_USABLE) else NO_METAL

    def _does(self, wanted: Wanted, rungs: Rungs, furthest: float) -> bool:
        """Whether a base is near enough: within the limit, or no further off than what the shops have for the role."""
        if rungs.base is None:
            return False
        if rungs.choices[0].cost <= furthest:
            return True
        shop = self.catalogue.bases.get(wanted.role)
        if shop is None or self.catalogue.at_hand(shop):
            return True
        points = self.catalogue.lab[[self.catalogue.position(shop), self.catalogue.position(rungs.base.id)]]
        theirs, mine = ciede2000(point(wanted.targets[1]), points, RANKING).tolist()
        return bool(wanted.role is not Role.METAL and mine <= theirs)

    def _choices(self, wanted: Wanted, base: Paint) -> tuple[Match, ...]:
        first, *others = super()._choices(wanted, base)
        return (first, *(m for m in others if m.cost <= USABLE))
