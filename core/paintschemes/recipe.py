"""From a colour to a ladder of real paints: shade, base, layer, highlight.

One brand carries the whole scheme where it can, because a painter buys in one shop: the brand asked for, or the one of
the large brands whose base paints come nearest to all colours together. A role goes to another brand only where the
house brand has nothing near. Within a role all steps come from one brand, and lightness rises at every step; where
nothing fits, a step stays empty rather than wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from core.colour.convert import Floats, lab
from core.colour.difference import ciede2000
from core.paints import Catalogue
from core.paints.brands import LARGE_BRANDS
from core.paints.catalogue import Index, Shelf, point
from core.paints.matching import RANKING, TIE, Match, closeness, closest_metals
from core.paints.paint import Paint, PaintKind
from core.paintschemes.metal_ladder import climb_metal
from core.paintschemes.scheme import Closeness, Role
from core.paintschemes.washes import family_of

HOUSE_FAR, HOUSE_GAIN = 8.0, 4.0
"""A role leaves the house brand when that brand's best paint costs more than the first and another one saves the
second (CIEDE2000)."""
_FURTHEST = np.array([14.0, 12.0, 14.0])
"""Weighted CIEDE2000 of shade, layer and highlight beyond which a step is left empty."""
_DEAREST = 4.0
"""What hue, tint and name may cost on top of that; a step that is dearer is left empty too."""
MORE_SHELVES = (Shelf("Two Thin Coats"), Shelf("Pro Acryl"))
"""Named in short lists beside the large brands when nobody asked for a brand."""
CONTRAST_FURTHEST = 17.0
_STEP_WEIGHTS = (1.25, 1.0, 1.0)
_RISE, _NEAR_BLACK, _PURE_WHITE = 3.0, 9.0, 97.0
_OTHER_RANGE = 0.8
_ROLE_WEIGHT = {Role.PRIMARY: 3.0, Role.SECONDARY: 2.0}

_NARROW_COST, _FLESH_COST, _WORD_COST = 2.5, 1.5, 1.5
_NO_FLESH_COST = 4.0
_NO_FLESH = {"red", "orange", "yellow", "white", "grey", "black", "green", "teal", "blue"}
"""Families in which a paint made for skin looks like a mistake: no fire is lit with flesh and no white goes over it."""
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


def name_costs(catalogue: Catalogue, where: Index, role: Role, hex_: str) -> Floats:
    """What the names of paints add to their differences: flesh is for flesh, tank and aircraft colours for those."""
    points = catalogue.lab[where]
    # What is only called skin and is a grey or a green does no harm.
    rosy = (points[:, 1] > 4) & (points[:, 2] > 4)
    flesh = np.where(rosy, _NO_FLESH_COST, _FLESH_COST) if family_of(hex_) in _NO_FLESH else _FLESH_COST
    if role is Role.SKIN:
        flesh = -1.0 if family_of(hex_, role) in _SKIN_FAMILIES else 0.0
    costs: Floats = np.where(catalogue.narrow[where], _NARROW_COST, 0.0) + np.where(catalogue.fleshy[where], flesh, 0.0)
    other = _OTHER_WORDS.get(family_of(hex_))
    if other:
        costs += np.where(np.isin(catalogue.words[where], other), _WORD_COST, 0.0)
    return costs


def _other_words() -> dict[str, tuple[str, ...]]:
    """For each colour family the words that a fitting paint is not called by."""
    words = ("red", "orange", "yellow", "green", "teal", "blue", "purple", "pink", "brown", "white", "black", "grey")
    fits = {
        "red": "red orange pink brown",
        "crimson": "red pink purple brown",
        "orange": "orange red yellow brown",
        "yellow": "yellow orange brown",
        "olive": "green yellow brown grey",
        "green": "green teal yellow blue black",
        "teal": "teal green blue",
        "blue": "blue teal purple grey",
        "purple": "purple blue pink red",
        "pink": "pink red purple",
        "brown": "brown red orange yellow grey",
        "bone": "white yellow brown grey",
        "black": "black grey blue brown green",
        "white": "white grey",
        "grey": "grey blue white black green brown",
    }
    return {family: tuple(w for w in words if w not in said.split()) for family, said in fits.items()}


_OTHER_WORDS = _other_words()


class Bench:
    """Finds the paints for the roles of one scheme.

    All distances between base colours and paints are measured once, in one table, when the bench is set up.
    """

    def __init__(self, catalogue: Catalogue, wanted: Sequence[Wanted], brands: Sequence[str]) -> None:
        self.catalogue = catalogue
        self.asked = bool(brands)
        self.shelves, self.strangers = self._where_to_look(brands)
        self._wanted = [w for w in wanted if w.role is not Role.METAL]
        self._rows = {w.role: i for i, w in enumerate(self._wanted)}
        self._costs: dict[Shelf, Floats] = {}
        self._measure((*self.shelves, *(() if self.asked else MORE_SHELVES)))
        self.house = self._choose_house()
        self.order = (self.house, *(s for s in self.shelves if s != self.house))
        brands_first = dict.fromkeys(Shelf(s.brand) for s in (*self.order, *self.strangers))
        self.wash_shelves = tuple(brands_first)
        """Where washes come from: a wash belongs to a brand, not to one of its ranges."""

    def _where_to_look(self, brands: Sequence[str]) -> tuple[tuple[Shelf, ...], tuple[Shelf, ...]]:
        """The shelves to choose from, and those to try when none of them has a paint of a kind."""
        shelves = shelves_for(self.catalogue, brands)
        return shelves, tuple(Shelf(b) for b in LARGE_BRANDS if b not in {s.brand for s in shelves})

    @property
    def advice_shelves(self) -> tuple[Shelf, ...]:
        """Where primer and texture paste come from."""
        return self.order

    def _measure(self, shelves: Sequence[Shelf]) -> None:
        """What each everyday paint of the shelves costs as the base of each role: `_costs[shelf]`, (roles, m)."""
        pools = [self.catalogue.everyday(s) for s in shelves]
        where = np.concatenate(pools) if pools else np.empty(0, dtype=np.intp)
        if not self._wanted or not len(where):
            self._costs.update((s, np.empty((len(self._wanted), 0))) for s in shelves)
            return
        points = lab([w.targets[1] for w in self._wanted])
        table = ciede2000(points[:, None], self.catalogue.lab[where][None], RANKING) + self.catalogue.doubts[where]
        table += 20.0 * self.catalogue.stiff[where]
        table += np.stack([name_costs(self.catalogue, where, w.role, w.hex) for w in self._wanted])
        parts = np.split(table, np.cumsum([len(p) for p in pools])[:-1], axis=1)
        self._costs.update(zip(shelves, parts, strict=True))

    def _choose_house(self) -> Shelf:
        """The shelf whose base paints come nearest to all opaque colours together; the first one wins a tie."""
        weights = np.array([_ROLE_WEIGHT.get(w.role, 1.0) for w in self._wanted])
        best: tuple[float, Shelf] | None = None
        for shelf in self.shelves:
            costs = self._costs[shelf]
            if costs.size:
                # A difference within the tie is none: the brand that more shops carry wins it.
                total = float((np.clip(costs.min(axis=1) - TIE, 0.0, 9.0) * weights).sum())
                if best is None or total < best[0] - 1e-9:
                    best = (total, shelf)
        return best[1] if best else self.shelves[0]

    # Opaque ---------------------------------------------------------------------------------------------------------

    def opaque(self, wanted: Wanted) -> Rungs:
        """A ladder of opaque paints."""
        found = self._best_shelf(wanted)
        if found is None:
            return Rungs(None, None, None, None, Closeness.SIMILAR, ())
        shelf, base, stranger = found
        shade, layer, highlight = self._climb(wanted, shelf, base)
        choices = self._choices(wanted, base)
        return Rungs(shade, base, layer, highlight, choices[0].closeness, choices, stranger)

    def over(self, wanted: Wanted, base: Paint) -> Rungs:
        """The steps around a base paint that is given, from its own brand."""
        shelf = Shelf(base.brand)
        if base.is_metallic:
            where = self.catalogue.pool(PaintKind.METALLIC, (shelf,))
            shade, layer, highlight = climb_metal(self.catalogue, base, [self.catalogue.paints[i] for i in where])
            return Rungs(shade, base, layer, highlight, Closeness.BY_METAL_TYPE, ())
        shade, layer, highlight = self._climb(wanted, shelf, base)
        return Rungs(shade, base, layer, highlight, Closeness.VERY_CLOSE, ())

    def _best_shelf(self, wanted: Wanted) -> tuple[Shelf, Paint, bool] | None:
        here = [(shelf, *base) for shelf in self.order if (base := self._base(wanted, shelf)) is not None]
        if not here:
            for shelf in self.strangers:
                if shelf not in self._costs:
                    self._measure((shelf,))
                base = self._base(wanted, shelf)
                if base is not None:
                    return shelf, base[0], True
            return None
        first, nearest = here[0], min(here, key=lambda o: o[2])
        leave = first[2] > HOUSE_FAR and nearest[2] < first[2] - HOUSE_GAIN
        shelf, paint, _ = nearest if leave else first
        return shelf, paint, False

    def _base(self, wanted: Wanted, shelf: Shelf) -> tuple[Paint, float] | None:
        costs = self._costs[shelf][self._rows[wanted.role]]
        if not len(costs):
            return None
        best = int(costs.argmin())
        return self.catalogue.paints[self.catalogue.everyday(shelf)[best]], float(costs[best])

    def _climb(self, wanted: Wanted, shelf: Shelf, base: Paint) -> tuple[Paint | None, Paint | None, Paint | None]:
        """Shade, layer and highlight for a base, each lighter than the one before."""
        catalogue, where = self.catalogue, self.catalogue.everyday(shelf)
        points = catalogue.lab[where]
        targets = lab((wanted.targets[0], wanted.targets[2], wanted.targets[3]))
        cost = ciede2000(targets[:, None], points[None], _STEP_WEIGHTS)
        cost[cost > _FURTHEST[:, None]] = np.inf
        cost += catalogue.doubts[where] + name_costs(catalogue, where, wanted.role, wanted.hex)
        start = catalogue.lab[catalogue.position(base.id)]
        cost += _hue_costs(targets, points) + _turn_costs(start, points)
        cost[0] += 20.0 * catalogue.stiff[where]
        cost[cost > _FURTHEST[:, None] + _DEAREST] = np.inf
        stars = points[:, 0]
        star = float(start[0])
        up = min(_RISE, max(1.2, (100 - star) / 4))
        # Nothing goes below a near black.
        cost[0][stars > (star - min(_RISE, max(1.0, star / 4)) if star > _NEAR_BLACK else -1.0)] = np.inf
        cost[1][stars < star + up] = np.inf
        cost[2][stars < star + 2 * up] = np.inf
        for row in cost:
            # Among the best, the base's own range first, and never the base's name again in another range.
            for i in np.argpartition(row, min(14, len(row) - 1))[:14]:
                paint = catalogue.paints[where[i]]
                row[i] += np.inf if paint.name == base.name else _OTHER_RANGE * (paint.range != base.range)
        shade = _cheapest(cost[0])
        layer, highlight = _two_up(cost[1], cost[2], stars, lambda i: catalogue.paints[where[i]].name)
        pick = [None if i is None else catalogue.paints[where[i]] for i in (shade, layer, highlight)]
        return pick[0], pick[1], pick[2]

    def _choices(self, wanted: Wanted, base: Paint) -> tuple[Match, ...]:
        """The short list: the base first, then the best others, at most three a brand."""
        found: list[tuple[float, int]] = []
        row = self._rows[wanted.role]
        for shelf, most in self._short_list_shelves():
            costs = self._costs[shelf][row]
            where = self.catalogue.everyday(shelf)
            best = np.argsort(costs, kind="stable")[:most]
            found += [(float(costs[i]), int(where[i])) for i in best]
        first = self.catalogue.position(base.id)
        positions, count = [first], {base.brand: 1}
        for _, position in sorted(found):
            brand = self.catalogue.paints[position].brand
            if position != first and count.get(brand, 0) < 3:
                positions.append(position)
                count[brand] = count.get(brand, 0) + 1
        plain = ciede2000(point(wanted.hex), self.catalogue.lab[positions])
        price = {position: cost for cost, position in found}
        paints = [self.catalogue.paints[p] for p in positions]
        return tuple(
            Match(paint, float(d), closeness(paint, float(d)), price.get(position, 0.0))
            for paint, d, position in zip(paints, plain, positions, strict=True)
        )

    def _short_list_shelves(self) -> list[tuple[Shelf, int]]:
        """Which shelves the short list draws on and how many paints from each."""
        if self.asked:
            return [(s, 3) for s in self.order]
        return [(s, 2) for s in self.order] + [(s, 1) for s in MORE_SHELVES]

    # Contrast -------------------------------------------------------------------------------------------------------

    def contrast(self, wanted: Wanted) -> Rungs | None:
        """One coat of contrast paint and a drybrushed highlight; None where no shelf has one that comes near."""
        target = point(wanted.hex)
        for shelf in self.order:
            where = self.catalogue.pool(PaintKind.CONTRAST, (shelf,))
            if not len(where):
                continue
            plain = ciede2000(target, self.catalogue.lab[where])
            cost = ciede2000(target, self.catalogue.lab[where], RANKING) + self.catalogue.doubts[where]
            cost += _hue_costs(target[None], self.catalogue.lab[where])[0]
            cost += name_costs(self.catalogue, where, wanted.role, wanted.hex)
            matches = []
            for i in np.argsort(cost, kind="stable")[:3]:
                paint = self.catalogue.paints[where[i]]
                matches.append(Match(paint, float(plain[i]), closeness(paint, float(plain[i])), float(cost[i])))
            if matches[0].difference > CONTRAST_FURTHEST:
                continue
            top = self._highlight_over(wanted, shelf, matches[0].paint)
            return Rungs(
                None, matches[0].paint, None, top, matches[0].closeness, tuple(matches), stranger=False, contrast=True
            )
        return None

    def _highlight_over(self, wanted: Wanted, shelf: Shelf, base: Paint) -> Paint | None:
        for option in (shelf, Shelf(shelf.brand)):
            if len(self.catalogue.everyday(option)):
                return self._climb(wanted, option, base)[2]
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


def _hue_costs(targets: Floats, points: Floats) -> Floats:
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
    out += 3 * np.clip((np.abs(ca - cb) - 12) / 30, 0, 1)
    out += 3 * np.clip((ca - cb - 5) / 6, 0, 1) * np.clip((7 - cb) / 3, 0, 1)
    # On a grey, a black or a white the eye takes any tint for a colour: grey is highlighted with grey.
    out += 8 * np.clip((11 - ca) / 5, 0, 1) * np.clip((cb - ca - 1.5) / 6, 0, 1)
    # Nor does a dull colour get a loud step: no slate is shaded with navy, no leather lit with orange.
    out += 6 * np.clip((cb - 1.2 * ca - 3) / 12, 0, 1)
    # The tint that shows first on a grey is purple.
    mauve = np.clip((b[..., 0] - np.maximum(a[..., 0], 0) - 1) / 2, 0, 1) * np.clip((-b[..., 1]) / 2, 0, 1)
    out += 4 * np.clip((11 - ca) / 5, 0, 1) * mauve
    return out


def _turn_costs(start: Floats, points: Floats) -> Floats:
    """What a step costs whose hue lies far from the base paint's, whatever was aimed at: up to 6.

    Args:
        start: (3,) CIELAB of the base paint.
        points: (n, 3) CIELAB of the paints.

    Returns:
        (n,).
    """
    ca, cb = np.hypot(start[1], start[2]), np.hypot(points[:, 1], points[:, 2])
    cosine = (points[:, 1:] @ start[1:]) / np.maximum(ca * cb, 1e-9)
    clear = np.clip((np.minimum(ca, cb) - 8) / 10, 0, 1)
    out: Floats = 6 * clear * np.clip((0.6 - cosine) / 0.3, 0, 1)
    return out


def _cheapest(cost: Floats) -> int | None:
    best = int(cost.argmin()) if len(cost) else 0
    return best if len(cost) and np.isfinite(cost[best]) else None


def _two_up(
    layer_cost: Floats, light_cost: Floats, stars: Floats, name: Callable[[int], str]
) -> tuple[int | None, int | None]:
    """The cheapest layer and highlight together, the highlight lighter than the layer; or one of them alone."""
    layers, lights = _cheapest_few(layer_cost, stars, name), _cheapest_few(light_cost, stars, name)
    best: tuple[float, int, int] | None = None
    for cost, i, star, called in layers:
        for other, j, light, also_called in lights:
            if best is not None and cost + other >= best[0]:
                break
            if called != also_called and light >= star + min(_RISE, max(1.0, (100 - star) / 3)):
                best = (cost + other, i, j)
    if best:
        return best[1], best[2]
    if layers:
        _, i, star, _ = layers[0]
        return (None, i) if star >= _PURE_WHITE else (i, None)  # nothing comes after white
    return None, (lights[0][1] if lights else None)


def _cheapest_few(cost: Floats, stars: Floats, name: Callable[[int], str]) -> list[tuple[float, int, float, str]]:
    """The twelve cheapest that are allowed at all: cost, position, L*, name."""
    few = np.argpartition(cost, min(12, len(cost) - 1))[:12].tolist()
    return sorted((float(cost[i]), i, float(stars[i]), name(i)) for i in few if np.isfinite(cost[i]))
