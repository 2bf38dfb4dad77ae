"""Painting a scheme from the shelf: own paints first, few new ones where they gain most, and what is missing said.

The scheme is painted from the shops first (the free scheme); its paints are what may be bought. Then one paint after
the other is let onto the bench, each time the one that brings the recipe nearest to its colours, until the allowance is
used up or none is worth its price. What a paint brings is counted in CIEDE2000 over the steps of a role, the primary
three times and the secondary twice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from core.colour.convert import lab
from core.colour.difference import ciede2000
from core.errors import NotFound
from core.paints import Catalogue
from core.paints.brands import WELL_STOCKED_BRANDS
from core.paints.matching import RANKING
from core.paints.paint import Paint, PaintKind
from core.paintschemes import advice
from core.paintschemes.recipe import Bench, Rungs, Wanted
from core.paintschemes.scheme import Advice, Area, Missing, PaintRef, Paintscheme, Role, Tier
from core.paintschemes.stock import MINE, Stock, StockBench
from core.paintschemes.washes import find_wash, wanted
from core.words import N_

if TYPE_CHECKING:
    from core.paintschemes.build import Draft

WORTH: Final = 4.0
"""What a new paint has to bring, in weighted CIEDE2000; less is not worth a trip to the shop."""
NO_BASE, NO_STEP, NO_WASH, NO_PRIMER, NO_UNDERCOAT, NO_GROUND = 34.0, 7.0, 6.0, 9.0, 4.5, 4.0
"""What it costs a recipe to do without; a step counts less than a base because two mixed paints stand in for it."""
STEP: Final = 0.45
METAL_TONE: Final = 5.0
"""A tone of a metal in CIEDE2000."""

_WEIGHT: Final = {Role.PRIMARY: 3.0, Role.SECONDARY: 2.0}
_PRIMER_INSTEAD: Final = {
    # Never a dark one under paints that have to shine through or to cover it in yellow.
    "black": ("grey", "white", "bone"),
    "grey": ("black", "white", "bone"),
    "white": ("bone", "grey"),
    "bone": ("white", "grey"),
    "zenithal": ("grey", "white", "bone"),
}
_WITHOUT_WASH: Final = Advice(
    headline=N_("Without a wash"),
    text=N_("No wash on your shelf fits. Thin the shade colour with four parts of water and run it into the recesses."),
)


_WASH_ELSEWHERE: Final = Advice(
    headline=N_("On the metal and the leather"),
    text=N_(
        "All over the metal. Nothing on your shelf shades the main colour; line its recesses with the darkest step."
    ),
)


class _Slot(NamedTuple):
    """Something a paint is needed for: a role with its wash, the primer, the ground."""

    part: str
    want: Wanted | None
    candidates: tuple[str, ...]


def painted_from_shelf(draft: Draft, catalogue: Catalogue, owned: Collection[str]) -> Paintscheme:
    """The scheme of a draft with a person's own paints and at most the new ones that its brief allows.

    Args:
        draft: the proposal to paint.
        catalogue: all paints.
        owned: ids of the paints at hand; those that the catalogue has no longer are passed over.
    """
    shelf = list(_known(sorted(owned), catalogue))
    free = draft.painted(Bench(catalogue, draft.wants, draft.brands or _usual_brand(shelf)))
    shop = {ref.id: ref for ref in paints_of(free)}
    bases = {a.role: a.ladder.base.paint.id for a in free.areas if a.ladder.base.paint is not None}
    stock = Stock(shelf, _known(sorted(shop), catalogue), bases)
    bought = _worth_buying(draft, free, stock)
    while True:
        scheme = _painted(draft, free, stock, bought)
        used = bought & {ref.id for ref in paints_of(scheme)}
        if used == bought:
            break
        bought = used  # one that another made superfluous stays in the shop, and out of the short lists
    return scheme.model_copy(
        update={
            "from_shelf": True,
            "to_buy": tuple(ref for ref in paints_of(scheme) if ref.id not in stock.owned),
            "missing": tuple(_missing(scheme, free)),
        }
    )


def _painted(draft: Draft, free: Paintscheme, stock: Stock, bought: frozenset[str]) -> Paintscheme:
    stock.allow(bought)
    bench = StockBench(stock, draft.wants)
    scheme = draft.painted(bench)
    return scheme.model_copy(update={"primer": _primer(scheme, free, stock, bench), "wash": _wash(scheme, free)})


def paints_of(scheme: Paintscheme) -> tuple[PaintRef, ...]:
    """Every paint a scheme is painted with, each once: by role from shade to wash, then primer and ground."""
    refs: list[PaintRef | None] = []
    for area in scheme.areas:
        steps = area.ladder
        refs += [steps.base.paint, steps.shade.paint, steps.layer.paint, steps.highlight.paint, area.wash]
    refs += [scheme.primer.paint, *scheme.undercoat, scheme.wash.paint, scheme.ground.paint]
    return tuple({ref.id: ref for ref in refs if ref is not None}.values())


def _usual_brand(shelf: Sequence[Paint]) -> tuple[str, ...]:
    """The brand that most of a shelf is of, where shops carry it: what is new is bought where the rest came from."""
    count = Counter(paint.brand for paint in shelf)
    if not count:
        return ()
    brand, most = count.most_common(1)[0]
    return (brand,) if most > len(shelf) / 2 and brand in WELL_STOCKED_BRANDS else ()


def _known(ids: Iterable[str], catalogue: Catalogue) -> Iterator[Paint]:
    for paint_id in ids:
        try:
            yield catalogue.paint(paint_id)
        except NotFound:
            continue


# What to buy ----------------------------------------------------------------------------------------------------------


def _worth_buying(draft: Draft, free: Paintscheme, stock: Stock) -> frozenset[str]:
    """The paints to let in, the most useful first, within the allowance."""
    allowance = draft.brief.new_paints
    if allowance == 0:
        return frozenset()
    slots = list(_slots(draft, free, stock))
    price = {slot.part: _price(draft, free, slot, stock) for slot in slots}
    gains: dict[str, float] = {}
    bought: set[str] = set()
    while allowance is None or len(bought) < allowance:
        for candidate in sorted({c for slot in slots for c in slot.candidates} - bought - gains.keys()):
            stock.allow(bought | {candidate})
            touched = [slot for slot in slots if candidate in slot.candidates]
            gains[candidate] = sum(price[slot.part] - _price(draft, free, slot, stock) for slot in touched)
        best = max(gains, key=lambda c: (round(gains[c], 6), c), default="")
        if not best or gains[best] < WORTH:
            break
        bought.add(best)
        stock.allow(bought)
        for slot in slots:
            if best in slot.candidates:  # what else helps there helps by another amount now
                price[slot.part] = _price(draft, free, slot, stock)
                gains = {c: gain for c, gain in gains.items() if c not in slot.candidates}
    return frozenset(bought)


def _slots(draft: Draft, free: Paintscheme, stock: Stock) -> Iterator[_Slot]:
    for want, area in zip(draft.wants, free.areas, strict=True):
        steps = area.ladder
        refs = (steps.base.paint, steps.shade.paint, steps.layer.paint, steps.highlight.paint, area.wash)
        yield _Slot(area.role.value, want, _new(refs, stock))
    yield _Slot("primer", None, _new((free.primer.paint,), stock))
    yield _Slot("undercoat", None, _new(free.undercoat, stock))
    yield _Slot("texture", None, _new((free.ground.paint,), stock))


def _new(refs: Iterable[PaintRef | None], stock: Stock) -> tuple[str, ...]:
    return tuple(dict.fromkeys(ref.id for ref in refs if ref is not None and ref.id not in stock.owned))


def _price(draft: Draft, free: Paintscheme, slot: _Slot, stock: Stock) -> float:
    """How far the recipe of a slot stays from what it should be with the paints at hand."""
    if slot.want is not None:
        return _price_of_role(draft, free.areas[draft.wants.index(slot.want)], slot.want, stock)
    if slot.part == "primer":
        if free.primer.paint is None:
            return 0.0
        tint = stock.paint(free.primer.paint.id).tint
        tints = [p.tint for p in stock.of_kind(PaintKind.PRIMER, MINE)]
        near = _PRIMER_INSTEAD.get(tint, ("grey", "black", "white", "bone"))
        return 0.0 if tint in tints else 2.0 if any(t in tints for t in near) else NO_PRIMER
    if slot.part == "undercoat":
        at_hand = sum(ref.id in stock.owned or stock.at_hand(ref.id) for ref in free.undercoat)
        return NO_UNDERCOAT * (len(free.undercoat) - at_hand)
    if free.ground.paint is None or stock.of_kind(PaintKind.TEXTURE, MINE):
        return 0.0
    return NO_GROUND


def _price_of_role(draft: Draft, area: Area, want: Wanted, stock: Stock) -> float:
    rungs = draft.rungs(want, StockBench(stock, (want,)))
    tints = wanted(want.hex, want.role)
    wash = find_wash(stock, tints, (MINE,))
    unit = METAL_TONE if want.role is Role.METAL else 1.0
    total = NO_BASE if rungs.base is None else rungs.choices[0].cost * unit
    total += STEP * _price_of_steps(rungs, want, draft.brief.tier)
    if area.wash is not None and not rungs.contrast:
        total += NO_WASH if wash is None else 0.5 * tints.index(wash.tint)
    return total * _WEIGHT.get(want.role, 1.0)


def _price_of_steps(rungs: Rungs, want: Wanted, tier: Tier) -> float:
    """What shade, layer and highlight lack; of a quick recipe only the highlight, of contrast paint the same."""
    steps = ((rungs.shade, 0), (rungs.layer, 2), (rungs.highlight, 3))
    if tier is Tier.FAST or rungs.contrast:
        steps = ((rungs.highlight or rungs.layer, 3),)  # type: ignore[assignment]
    found = [(paint, want.targets[i]) for paint, i in steps if paint is not None]
    total = NO_STEP * (len(steps) - len(found))
    if found and want.role is not Role.METAL:
        away = ciede2000(lab([hex_ for _, hex_ in found]), lab([paint.hex for paint, _ in found]), RANKING)
        total += float(np.minimum(away, NO_STEP).sum())
    return total


# What is said ---------------------------------------------------------------------------------------------------------


def _primer(scheme: Paintscheme, free: Paintscheme, stock: Stock, bench: StockBench) -> Advice:
    """The advice of the scheme, or another undercoat that is at hand and does no harm."""
    if scheme.primer.paint is not None:
        return scheme.primer
    primary = next((a for a in scheme.areas if a.role is Role.PRIMARY), scheme.areas[0])
    tint = stock.paint(free.primer.paint.id).tint if free.primer.paint is not None else ""
    for other in _PRIMER_INSTEAD.get(tint, ()):
        found = advice.primer(stock, other, primary.hex, bench.advice_shelves)
        if found.paint is not None:
            return found
    return scheme.primer


def _wash(scheme: Paintscheme, free: Paintscheme) -> Advice:
    """The advice of the scheme; where the main colour or its wash is missing, what to do without."""
    if scheme.areas[0].wash is not None or free.areas[0].wash is None:
        return scheme.wash
    if scheme.wash.paint is None:
        return _WITHOUT_WASH
    return _WASH_ELSEWHERE.model_copy(update={"paint": scheme.wash.paint})


def _missing(scheme: Paintscheme, free: Paintscheme) -> Iterator[Missing]:
    """What the scheme leaves out for want of a paint, each with the one that the free scheme has for it."""
    for mine, other in zip(scheme.areas, free.areas, strict=True):
        if mine.ladder.base.paint is None:
            yield Missing(part=mine.role.value, paint=other.ladder.base.paint)
    dry = [
        other.wash
        for mine, other in zip(scheme.areas, free.areas, strict=True)
        if mine.wash is None and other.wash is not None and mine.ladder.base.paint is not None
    ]
    if dry and not any(area.wash for area in scheme.areas):
        yield Missing(part="wash", paint=dry[0])
    if scheme.primer.paint is None and free.primer.paint is not None:
        yield Missing(part="primer", paint=free.primer.paint)
    if scheme.ground.paint is None and free.ground.paint is not None:
        yield Missing(part="texture", paint=free.ground.paint)
