"""From a colour to a ladder of real paints: shade, base, layer, highlight.

One brand carries the whole scheme where it can, because a painter buys in one shop: the brand asked for, or the one of
the large brands whose base paints come nearest to all colours together. A role goes to another brand only where the
house brand has nothing near. Within a role all steps come from one brand, and lightness rises at every step; where
nothing fits, a step stays empty rather than wrong.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from core.colour.convert import Floats, lab
from core.colour.difference import ciede2000
from core.colour.families import family
from core.paints import Catalogue
from core.paints.brands import LARGE_BRANDS
from core.paints.catalogue import Index, Shelf
from core.paints.matching import Match, closeness, closest_metals, rank
from core.paints.paint import Form, Paint, PaintKind
from core.paintschemes.metal_ladder import climb_metal
from core.paintschemes.scheme import Closeness, Role

HOUSE_FAR, HOUSE_GAIN = 8.0, 4.0
"""A role leaves the house brand when that brand's best paint costs more than the first and another one saves the
second (CIEDE2000)."""
FURTHEST = {"shade": 15.0, "layer": 13.0, "highlight": 15.0}
"""CIEDE2000 beyond which a step is left empty."""
CONTRAST_FURTHEST = 17.0
_STEP_WEIGHTS = (1.15, 1.0, 1.0)
_RISE = 3.0
_OTHER_RANGE = 0.8
_ROLE_WEIGHT = {Role.PRIMARY: 3.0, Role.SECONDARY: 2.0}

_FLESHY = re.compile(r"\b(flesh|skin|fleshtone|skintone|dermis)\b", re.IGNORECASE)
_NARROW = re.compile(r"^(AFV|AIR|FIG|RAL|RLM|USN|USAF|WWI)\b|\bRAL \d|\bFS ?\d|\bRLM|tank crew|interior", re.IGNORECASE)
_SKIN_FAMILIES = {"skin light", "skin tan", "skin dark"}


class Rungs(NamedTuple):
    """The paints of one role. Base is missing only where no shelf has any paint of the kind."""

    shade: Paint | None
    base: Paint | None
    layer: Paint | None
    highlight: Paint | None
    closeness: Closeness
    choices: tuple[Match, ...]
    stranger: bool = False
    """True when the paints are not of a brand that was asked for, because none of those has such a paint."""
    contrast: bool = False


class Wanted(NamedTuple):
    """One role as the recipe sees it."""

    role: Role
    hex: str
    targets: tuple[str, str, str, str]
    """Shade, base, layer, highlight as colours."""


def shelves_for(catalogue: Catalogue, brands: Sequence[str]) -> tuple[Shelf, ...]:
    """The shelves to choose from: those asked for, else the large brands; raises `UnknownWord`."""
    return tuple(catalogue.shelf(b) for b in brands) or tuple(Shelf(b) for b in LARGE_BRANDS)


def name_cost(paint: Paint, role: Role, hex_: str) -> float:
    """What a paint's name adds to its difference: flesh paints are for flesh, tank and aircraft colours for those."""
    cost = 1.0 if _NARROW.search(paint.name) else 0.0
    fleshy = bool(_FLESHY.search(paint.name))
    if role is Role.SKIN:
        return cost + (-1.0 if fleshy and family(hex_, role) in _SKIN_FAMILIES else 0.0)
    return cost + (1.5 if fleshy else 0.0)


def house(catalogue: Catalogue, wanted: Sequence[Wanted], shelves: Sequence[Shelf]) -> Shelf:
    """The shelf whose base paints come nearest to all opaque colours together; the first one wins a tie."""
    if len(shelves) == 1:
        return shelves[0]
    opaque = [w for w in wanted if w.role is not Role.METAL]
    points = lab([w.targets[1] for w in opaque])
    weights = np.array([_ROLE_WEIGHT.get(w.role, 1.0) for w in opaque])
    best: tuple[float, int] | None = None
    for number, shelf in enumerate(shelves):
        where = _everyday(catalogue, shelf)
        if not len(where):
            continue
        table = ciede2000(points[:, None], catalogue.lab[where][None], _STEP_WEIGHTS) + catalogue.doubts[where]
        total = float((np.minimum(table.min(axis=1), 12.0) * weights).sum())
        if best is None or total < best[0] - 1e-9:
            best = (total, number)
    return shelves[best[1]] if best else shelves[0]


def _everyday(catalogue: Catalogue, shelf: Shelf) -> Index:
    """Opaque brush paints of a shelf, without ranges of last resort unless there is nothing else."""
    where = catalogue.pool(PaintKind.OPAQUE, (shelf,))
    usual = where[catalogue.doubts[where] < 4.0]
    return usual if len(usual) >= 12 else where


class Bench:
    """Finds the paints for the roles of one scheme."""

    def __init__(self, catalogue: Catalogue, wanted: Sequence[Wanted], brands: Sequence[str]) -> None:
        self.catalogue = catalogue
        self.asked = bool(brands)
        self.shelves = shelves_for(catalogue, brands)
        self.house = house(catalogue, wanted, self.shelves)
        others = [s for s in self.shelves if s != self.house]
        self.order = (self.house, *others)
        self.strangers = tuple(Shelf(b) for b in LARGE_BRANDS if b not in {s.brand for s in self.shelves})
        """Asked when no shelf that was asked for has a paint of a kind."""
        self.wash_shelves = tuple(dict.fromkeys(Shelf(s.brand) for s in (*self.order, *self.strangers)))
        """Where washes come from: a wash belongs to a brand, not to one of its ranges."""

    # Opaque ---------------------------------------------------------------------------------------------------------

    def opaque(self, wanted: Wanted) -> Rungs:
        """A ladder of opaque paints."""
        found = self._best_shelf(wanted)
        if found is None:
            return Rungs(None, None, None, None, Closeness.SIMILAR, ())
        shelf, base, stranger = found
        where = _everyday(self.catalogue, shelf)
        shade, layer, highlight = self._climb(wanted, where, base)
        choices = self._choices(wanted, base)
        return Rungs(shade, base, layer, highlight, choices[0].closeness, choices, stranger)

    def _best_shelf(self, wanted: Wanted) -> tuple[Shelf, Paint, bool] | None:
        options = [(s, self._base(wanted, s)) for s in self.order]
        here = [(s, *b) for s, b in options if b is not None]
        if not here:
            for shelf in self.strangers:
                base = self._base(wanted, shelf)
                if base is not None:
                    return shelf, base[0], True
            return None
        first = here[0]
        nearest = min(here, key=lambda o: o[2])
        leave = first[2] > HOUSE_FAR and nearest[2] < first[2] - HOUSE_GAIN
        chosen = nearest if leave else first
        return chosen[0], chosen[1], False

    def _base(self, wanted: Wanted, shelf: Shelf) -> tuple[Paint, float] | None:
        where = _everyday(self.catalogue, shelf)
        if not len(where):
            return None
        _, cost = rank(self.catalogue, lab((wanted.targets[1],))[0], where)
        for i in np.argsort(cost, kind="stable")[:12]:
            cost[i] += name_cost(self.catalogue.paints[where[i]], wanted.role, wanted.hex)
        cost += _dry(self.catalogue, where)
        best = int(np.lexsort((where, cost))[0])
        return self.catalogue.paints[where[best]], float(cost[best])

    def _climb(self, wanted: Wanted, where: Index, base: Paint) -> tuple[Paint | None, Paint | None, Paint | None]:
        """Shade, layer and highlight for a base, each lighter than the one before."""
        catalogue = self.catalogue
        points = catalogue.lab[where]
        targets = lab((wanted.targets[0], wanted.targets[2], wanted.targets[3]))
        plain = ciede2000(targets[:, None], points[None])
        cost = ciede2000(targets[:, None], points[None], _STEP_WEIGHTS) + catalogue.doubts[where]
        cost = cost + _hue_cost(targets, points)
        for row, step in enumerate(("shade", "layer", "highlight")):
            cost[row][plain[row] > FURTHEST[step]] = np.inf
            for i in np.argsort(cost[row], kind="stable")[:12]:
                paint = catalogue.paints[where[i]]
                cost[row][i] += name_cost(paint, wanted.role, wanted.hex)
                cost[row][i] += _OTHER_RANGE * (paint.range != base.range)
        stars = points[:, 0]
        star = float(catalogue.lab[catalogue.position(base.id)][0])
        cost[0] += _dry(catalogue, where)
        cost[0][stars > star - min(_RISE, max(1.0, star / 4))] = np.inf
        cost[1][stars < star + min(_RISE, max(1.2, (100 - star) / 4))] = np.inf
        cost[2][stars < star + 2 * min(_RISE, max(1.2, (100 - star) / 4))] = np.inf
        shade = _cheapest(cost[0])
        layer, highlight = _two_up(cost[1], cost[2], stars)
        pick = [None if i is None else catalogue.paints[where[i]] for i in (shade, layer, highlight)]
        return pick[0], pick[1], pick[2]

    def _choices(self, wanted: Wanted, base: Paint) -> tuple[Match, ...]:
        """The short list: the base first, then the best others, at most three a brand."""
        target = lab((wanted.hex,))[0]
        found: list[Match] = []
        for shelf, most in self._short_list_shelves():
            where = _everyday(self.catalogue, shelf)
            if not len(where):
                continue
            plain, cost = rank(self.catalogue, target, where)
            best = np.argsort(cost, kind="stable")[: most + 4]
            mine = []
            for i in best:
                paint = self.catalogue.paints[where[i]]
                price = float(cost[i]) + name_cost(paint, wanted.role, wanted.hex)
                mine.append(Match(paint, float(plain[i]), closeness(paint, float(plain[i])), price))
            found += sorted(mine, key=lambda m: m.cost)[:most]
        return self._with_base_first(base, target, found)

    def _with_base_first(self, base: Paint, target: Floats, found: list[Match]) -> tuple[Match, ...]:
        distance = float(ciede2000(target, self.catalogue.lab[self.catalogue.position(base.id)]))
        first = Match(base, distance, closeness(base, distance), 0.0)
        rest = sorted((m for m in found if m.paint.id != base.id), key=lambda m: (m.cost, m.paint.id))
        out, count = [first], {base.brand: 1}
        for match in rest:
            if count.get(match.paint.brand, 0) < 3:
                out.append(match)
                count[match.paint.brand] = count.get(match.paint.brand, 0) + 1
        return tuple(out)

    def _short_list_shelves(self) -> list[tuple[Shelf, int]]:
        """Which shelves the short list draws on and how many from each."""
        if self.asked:
            return [(s, 3) for s in self.order]
        return [(s, 2) for s in self.order] + [(Shelf(b), 1) for b in ("Two Thin Coats", "Pro Acryl", "AK Interactive")]

    # Contrast -------------------------------------------------------------------------------------------------------

    def contrast(self, wanted: Wanted) -> Rungs | None:
        """One coat of contrast paint and a drybrushed highlight; None where no shelf has one that comes near."""
        target = lab((wanted.hex,))[0]
        for shelf in self.order:
            where = self.catalogue.pool(PaintKind.CONTRAST, (shelf,))
            if not len(where):
                continue
            plain, cost = rank(self.catalogue, target, where)
            cost = cost + _hue_cost(target[None], self.catalogue.lab[where])[0]
            order = np.argsort(cost, kind="stable")[:3]
            matches = []
            for i in order:
                paint = self.catalogue.paints[where[i]]
                price = float(cost[i]) + name_cost(paint, wanted.role, wanted.hex)
                matches.append(Match(paint, float(plain[i]), closeness(paint, float(plain[i])), price))
            matches.sort(key=lambda m: m.cost)
            if matches[0].difference > CONTRAST_FURTHEST:
                continue
            top = self._highlight_over(wanted, shelf, matches[0].paint)
            return Rungs(
                None, matches[0].paint, None, top, matches[0].closeness, tuple(matches), stranger=False, contrast=True
            )
        return None

    def _highlight_over(self, wanted: Wanted, shelf: Shelf, base: Paint) -> Paint | None:
        for option in (shelf, Shelf(shelf.brand)):
            where = _everyday(self.catalogue, option)
            if len(where):
                return self._climb(wanted, where, base)[2]
        return None

    # Metals ---------------------------------------------------------------------------------------------------------

    def metal(self, wanted: Wanted) -> Rungs:
        """A ladder of metallic paints by class."""
        for shelves, stranger in ((self.order, False), (self.strangers, True)):
            for shelf in shelves:
                where = self.catalogue.pool(PaintKind.METALLIC, (shelf,))
                usual = where[self.catalogue.doubts[where] < 4.0]
                where = usual if len(usual) else where
                matches = closest_metals(self.catalogue, wanted.hex, where, 4)
                # A brand without the right metal is left for one that has it.
                if not matches or (matches[0].cost > 2.5 and shelf != shelves[-1]):
                    continue
                base = matches[0].paint
                metals = [self.catalogue.paints[i] for i in where]
                shade, layer, highlight = climb_metal(self.catalogue, base, metals)
                choices = self._metal_choices(wanted, matches, shelf)
                return Rungs(shade, base, layer, highlight, Closeness.BY_METAL_TYPE, choices, stranger)
        return Rungs(None, None, None, None, Closeness.BY_METAL_TYPE, ())

    def _metal_choices(self, wanted: Wanted, mine: Sequence[Match], shelf: Shelf) -> tuple[Match, ...]:
        found: list[Match] = list(mine[1 : 3 if self.asked else 2])
        for other, most in self._short_list_shelves():
            if other != shelf:
                where = self.catalogue.pool(PaintKind.METALLIC, (other,))
                found += [m for m in closest_metals(self.catalogue, wanted.hex, where, most) if m.cost <= 3.0]
        count = {mine[0].paint.brand: 1}
        out = [mine[0]]
        for match in sorted(found, key=lambda m: (m.cost, m.paint.id)):
            if match.paint.id != mine[0].paint.id and count.get(match.paint.brand, 0) < 3:
                out.append(match)
                count[match.paint.brand] = count.get(match.paint.brand, 0) + 1
        return tuple(out)


def _dry(catalogue: Catalogue, where: Index) -> Floats:
    """Drybrush paints are too stiff for a base or a shade."""
    return np.array([20.0 if catalogue.paints[i].form is Form.DRY else 0.0 for i in where])


def _hue_cost(targets: Floats, points: Floats) -> Floats:
    """What a wrong hue costs a step beyond its difference: up to 6 where a clear colour meets another or a grey.

    Args:
        targets: (t, 3) CIELAB of the colours aimed at.
        points: (n, 3) CIELAB of the paints.

    Returns:
        (t, n).
    """
    a, b = targets[:, None, 1:], points[None, :, 1:]
    ca, cb = np.hypot(a[..., 0], a[..., 1]), np.hypot(b[..., 0], b[..., 1])
    cosine = (a * b).sum(axis=-1) / np.maximum(ca * cb, 1e-9)
    clear = np.clip((np.minimum(ca, cb) - 6) / 14, 0, 1)
    out: Floats = 6 * clear * np.clip((0.94 - cosine) / 0.3, 0, 1)
    # A colour fading to grey, or a grey turning coloured, looks like a mistake too.
    lost = np.clip((np.abs(ca - cb) - 12) / 30, 0, 1)
    out += 3 * lost
    return out


def _cheapest(cost: Floats) -> int | None:
    best = int(cost.argmin()) if len(cost) else 0
    return best if len(cost) and np.isfinite(cost[best]) else None


def _two_up(layer_cost: Floats, light_cost: Floats, stars: Floats) -> tuple[int | None, int | None]:
    """The cheapest layer and highlight together, the highlight lighter than the layer; or one of them alone."""
    layers = [i for i in np.argsort(layer_cost, kind="stable")[:16] if np.isfinite(layer_cost[i])]
    lights = [i for i in np.argsort(light_cost, kind="stable")[:16] if np.isfinite(light_cost[i])]
    best: tuple[float, int, int] | None = None
    for i in layers:
        for j in lights:
            if i != j and stars[j] >= stars[i] + min(_RISE, max(1.0, (100 - stars[i]) / 3)):
                total = float(layer_cost[i] + light_cost[j])
                if best is None or total < best[0]:
                    best = (total, int(i), int(j))
    if best:
        return best[1], best[2]
    if layers:
        return int(layers[0]), None
    return None, (int(lights[0]) if lights else None)
