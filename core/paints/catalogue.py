"""The catalogue in memory: load it, find a paint by id or by name, find a brand by what people call it.

Colours are compared in `matching`, on the arrays that are laid out here once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.colour.convert import Floats, lab
from core.colour.difference import ciede2000
from core.errors import NotFound, UnknownWord
from core.paints.brands import ALIASES, BRANDS, standing
from core.paints.finding import NameIndex, plain
from core.paints.matching import (
    RANKING,
    Match,
    closest_to,
    convert_to,
    doubt,
    metal_number,
    nearest_to,
)
from core.paints.paint import Form, Paint, PaintKind, Production
from core.paints.reading import SOURCE, read_catalogue
from core.words import N_

Index = NDArray[np.intp]


_BRUSHABLE = (Form.BRUSH, Form.DRY)
_KINDS = {kind: number for number, kind in enumerate(PaintKind)}
_BRAND_NUMBERS = {brand: number for number, brand in enumerate(BRANDS)}
SPECIAL_RANGES, LAST_RESORT = 2.2, 4.0
"""Doubts from which a paint is taken only where a shelf has few or hardly any better."""


class Shelf(NamedTuple):
    """A brand, or one range of it."""

    brand: str
    range: str = ""

    @property
    def title(self) -> str:
        """What it is called: "Citadel", "Vallejo Model Color"."""
        return f"{self.brand} {self.range}" if self.range else self.brand


class Catalogue:
    """All paints. Get it with `Catalogue.load()`; it never changes and may be shared between threads."""

    def __init__(self, paints: Sequence[Paint]) -> None:
        self.paints: tuple[Paint, ...] = tuple(paints)
        self.lab: Floats = lab([p.hex for p in self.paints])
        """(n, 3) CIELAB of every paint, in the order of `paints`."""
        self.lab.setflags(write=False)
        self._pools: dict[tuple[PaintKind, tuple[str, ...], bool], Index] = {}
        self._by_kind: dict[tuple[PaintKind, Shelf], tuple[Paint, ...]] = {}
        self._everyday: dict[Shelf, Index] = {}
        self._nearness: dict[tuple[str, PaintKind, bytes], Floats] = {}

    @staticmethod
    @lru_cache(maxsize=1)
    def load() -> Catalogue:
        """The catalogue that comes with the program; read once a process."""
        return Catalogue(read_catalogue(SOURCE))

    def __len__(self) -> int:
        return len(self.paints)

    @cached_property
    def _by_id(self) -> dict[str, int]:
        return {p.id: i for i, p in enumerate(self.paints)}

    @property
    def brands(self) -> tuple[str, ...]:
        """All brands, those that most shops carry first."""
        return BRANDS

    def paint(self, paint_id: str) -> Paint:
        """The paint with this id.

        Raises:
            NotFound: when the catalogue has no such paint.
        """
        return self.paints[self.position(paint_id)]

    def position(self, paint_id: str) -> int:
        """Where the paint with this id stands in `paints` and `lab`; raises `NotFound`."""
        try:
            return self._by_id[paint_id]
        except KeyError:
            raise NotFound(N_("There is no such paint in the list.")) from None

    # Brands ---------------------------------------------------------------------------------------------------------

    def brand(self, name: str) -> str:
        """The brand (or brand and range) that somebody means: "GW" is Citadel, "VMC" Vallejo Model Color.

        Raises:
            UnknownWord: with the nearest brands, when nothing fits.
        """
        return self.shelf(name).title

    def shelf(self, name: str) -> Shelf:
        """Like `brand`, in two parts."""
        found = self.known_shelf(name)
        if found is None:
            raise UnknownWord(N_("paint brand"), name.strip()[:40], self._near_brands(plain(name)))
        return found

    def known_shelf(self, name: str) -> Shelf | None:
        """Like `shelf`, or None; for asking of every word whether it is a brand."""
        return self._shelf_names.get(plain(name))

    @cached_property
    def _shelf_names(self) -> dict[str, Shelf]:
        names: dict[str, Shelf] = {}
        for brand, range_ in {(p.brand, p.range) for p in self.paints}:
            names[plain(f"{brand} {range_}")] = Shelf(brand, range_)
        names.update({plain(alias): Shelf(*shelf) for alias, shelf in ALIASES.items()})
        names.update({plain(brand): Shelf(brand) for brand in BRANDS})
        return names

    def _near_brands(self, key: str) -> tuple[str, ...]:
        from difflib import SequenceMatcher  # noqa: PLC0415  only when a word was not understood

        if not key:
            return ()
        scored = [
            (SequenceMatcher(None, key, known).ratio() + (0.3 if known.startswith(key[:4]) else 0), shelf.title)
            for known, shelf in self._shelf_names.items()
            if not shelf.range
        ]
        scored.sort(reverse=True)
        return tuple(dict.fromkeys(title for score, title in scored if score >= 0.6))[:3]

    # Names ----------------------------------------------------------------------------------------------------------

    def search(self, text: str, *, brands: Iterable[str] = (), limit: int = 10) -> tuple[Paint, ...]:
        """Paints by name, best first; typos, a brand before the name and the maker's number are understood.

        Args:
            text: what was typed, for instance "mephiston", "army painter strong tone", "70.950", "agrx earthshade".
            brands: names of brands to stay within (as `brand` returns them); empty: all.
            limit: at most so many.

        Returns:
            The paints found; empty when nothing comes near.
        """
        key, wanted = plain(text), [self.shelf(b) for b in brands]
        if not key:
            return ()
        within, rest = self.split_brand(key)
        if within:
            key, wanted = rest, [within]
        scored: list[tuple[float, int, int]] = []
        for i, score in self.names.alike(key).items():
            paint = self.paints[i]
            if wanted and not any(w.brand == paint.brand and w.range in {"", paint.range} for w in wanted):
                continue
            gone = paint.production is Production.GONE
            likeness = score - 0.004 * standing(paint.brand, paint.range) - 0.012 * gone
            scored.append((-likeness, BRANDS.index(paint.brand), i))
        scored.sort()
        if scored and scored[0][0] <= -0.95:  # found as typed: leave out what only resembles it
            scored = [s for s in scored if s[0] <= -0.6]
        return tuple(self.paints[i] for _, _, i in scored[:limit])

    def split_brand(self, key: str) -> tuple[Shelf | None, str]:
        """A brand or range at the beginning of a name, and the rest; `key` as `finding.plain` writes it."""
        words = key.split()
        for n in range(min(8, len(words) - 1), 0, -1):
            shelf = self._shelf_names.get(" ".join(words[:n]))
            if shelf:
                return shelf, " ".join(words[n:])
        return None, key

    @cached_property
    def names(self) -> NameIndex:
        """What the paints are called, by their positions."""
        return NameIndex(self.paints)

    # Colours --------------------------------------------------------------------------------------------------------

    def pool(self, kind: PaintKind, shelves: Sequence[Shelf] = (), *, airbrush: bool = False) -> Index:
        """Positions of the paints of a kind that may be matched by colour.

        Args:
            kind: the kind; no other kind is let in.
            shelves: brands or ranges to stay within; empty: all.
            airbrush: let in paints that are thinned for the airbrush, and pens.

        Returns:
            (m,) positions, ascending.
        """
        key = (kind, tuple(s.title for s in shelves), airbrush)
        found = self._pools.get(key)
        if found is None:
            mask = self._usable & (self._kinds == _KINDS[kind])
            if not airbrush:
                mask &= self._brushable
            if shelves:
                inside = np.zeros(len(mask), dtype=bool)
                for shelf in shelves:
                    here = self._brands == _BRAND_NUMBERS[shelf.brand]
                    if shelf.range:
                        here[here] = [self.paints[i].range == shelf.range for i in np.flatnonzero(here)]
                    inside |= here
                mask &= inside
            found = np.flatnonzero(mask)
            self._pools[key] = found
        return found

    def of_kind(self, kind: PaintKind, shelf: Shelf) -> tuple[Paint, ...]:
        """All paints of a kind on a shelf, comparable by colour or not, in the order of the catalogue."""
        key = (kind, shelf)
        found = self._by_kind.get(key)
        if found is None:
            here = np.flatnonzero((self._kinds == _KINDS[kind]) & (self._brands == _BRAND_NUMBERS[shelf.brand]))
            mine = (self.paints[i] for i in here)
            found = self._by_kind[key] = tuple(p for p in mine if shelf.range in {"", p.range})
        return found

    @cached_property
    def doubts(self) -> Floats:
        """(n,) what each paint's difference is raised by before ranking, CIEDE2000."""
        return np.array([doubt(p) for p in self.paints])

    @cached_property
    def _kinds(self) -> NDArray[np.intp]:
        return np.array([_KINDS[p.kind] for p in self.paints], dtype=np.intp)

    @cached_property
    def _brands(self) -> NDArray[np.intp]:
        return np.array([_BRAND_NUMBERS[p.brand] for p in self.paints], dtype=np.intp)

    @cached_property
    def _usable(self) -> NDArray[np.bool_]:
        return np.array([p.comparable for p in self.paints])

    @cached_property
    def _brushable(self) -> NDArray[np.bool_]:
        return np.array([p.form in _BRUSHABLE or p.kind is PaintKind.PRIMER for p in self.paints])

    @cached_property
    def metals(self) -> NDArray[np.intp]:
        """(n,) the number of each paint's metal family, see `matching.metal_number`."""
        return np.array([metal_number(p) for p in self.paints], dtype=np.intp)

    @cached_property
    def tones(self) -> NDArray[np.intp]:
        """(n,) the tone of each metal, 0 for other paints."""
        return np.array([p.tone for p in self.paints], dtype=np.intp)

    @cached_property
    def words(self) -> NDArray[np.str_]:
        """(n,) the colour that each paint's name says."""
        return np.array([p.says for p in self.paints])

    @cached_property
    def fleshy(self) -> NDArray[np.bool_]:
        """(n,) whether a paint is named for flesh or skin."""
        return np.array(["f" in p.traits for p in self.paints])

    @cached_property
    def narrow(self) -> NDArray[np.bool_]:
        """(n,) whether a paint is named for one tank, aircraft or uniform, or is a gloss: not for everyday use."""
        return np.array(["n" in p.traits for p in self.paints])

    @cached_property
    def stiff(self) -> NDArray[np.bool_]:
        """(n,) whether a paint is made for drybrushing only."""
        return np.array([p.form is Form.DRY for p in self.paints])

    def everyday(self, shelf: Shelf) -> Index:
        """Opaque brush paints of a shelf without its ranges of last resort, unless there is nothing else."""
        found = self._everyday.get(shelf)
        if found is None:
            where = self.pool(PaintKind.OPAQUE, (shelf,))
            found = where
            for limit, enough in ((SPECIAL_RANGES, 60), (LAST_RESORT, 12)):
                usual = where[self.doubts[where] < limit]
                if len(usual) >= enough:
                    found = usual
                    break
            self._everyday[shelf] = found
        return found

    def doubt_of(self, paint: Paint) -> float:
        """What the ranking adds to a paint's difference; see `matching.doubt`."""
        return float(self.doubts[self.position(paint.id)])

    def nearest(
        self, hexes: Sequence[str], *, count: int = 1, within: Index | None = None
    ) -> tuple[tuple[tuple[Paint, float], ...], ...]:
        """The nearest paints by plain CIEDE2000, for every colour.

        Args:
            hexes: colours `#RRGGBB`.
            count: how many paints for each.
            within: positions to stay within; None: all paints, whatever their kind.

        Returns:
            For each colour its paints with their differences, nearest first.
        """
        where = np.arange(len(self.paints)) if within is None else within
        found = nearest_to(lab(hexes), self.lab[where], count)
        return tuple(
            tuple((self.paints[where[i]], float(d)) for i, d in zip(*row, strict=True))
            for row in zip(*found, strict=True)
        )

    def closest(
        self,
        hex_: str,
        *,
        kind: PaintKind = PaintKind.OPAQUE,
        brands: Iterable[str] = (),
        limit: int = 10,
        airbrush: bool = False,
    ) -> tuple[Match, ...]:
        """The paints of a kind that come closest to a colour, as a painter would rank them; see `matching`.

        Args:
            hex_: the colour, `#RRGGBB`.
            kind: what kind of paint; metals by family and tone, all others by colour.
            brands: names of brands or ranges to stay within; empty: all.
            limit: at most so many.
            airbrush: let in airbrush paints and pens.

        Raises:
            UnknownWord: for an unknown brand.
            ValueError: for a kind that is not matched by colour (washes, textures, varnish …).
        """
        shelves = [self.shelf(b) for b in brands]
        where = self.pool(kind, shelves, airbrush=airbrush)
        return closest_to(self, hex_, kind, where, limit)

    def nearness(self, brand: str, kind: PaintKind, where: Index) -> Floats:
        """How near each paint at `where` is to a brand's whole range: mean of its five smallest differences, (m,)."""
        key = (brand, kind, where.tobytes())
        found = self._nearness.get(key)
        if found is None:
            others = [i for i in self.pool(kind, [Shelf(brand)]).tolist() if self.doubts[i] < 3.0]
            table = ciede2000(self.lab[others][:, None], self.lab[where][None], RANKING)
            found = np.sort(table, axis=0)[:5].mean(axis=0) if others else np.zeros(len(where))
            self._nearness[key] = found
        return found

    def convert(self, paint: Paint, brand: str, *, limit: int = 5) -> tuple[Match, ...]:
        """What a brand has in place of a paint: same kind, by colour and by what the two are called.

        Raises:
            UnknownWord: for an unknown brand.
        """
        shelf = self.shelf(brand)
        where = self.pool(paint.kind, [shelf], airbrush=paint.form is not Form.BRUSH)
        return convert_to(self, paint, where, limit)


@lru_cache(maxsize=8192)
def point(hex_: str) -> Floats:
    """(3,) CIELAB of one colour, remembered and read-only."""
    found: Floats = lab((hex_,))[0]
    found.setflags(write=False)
    return found
