"""Which wash goes into the recesses of what, and the words for it.

A wash is chosen by the family of the colour below it, never scored. What a family wants comes first in its row; what
follows stands in where a brand has no such wash. Black gets none: there is nothing darker to run into its folds.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

from core.colour.families import family
from core.paints import Catalogue
from core.paints.catalogue import Shelf, point
from core.paints.metals import sort_colour
from core.paints.paint import MetalFamily, Paint, PaintKind, Production
from core.paintschemes.scheme import Role

_WANTED: dict[str, tuple[str, ...]] = {
    "red": ("crimson", "earth", "dark"),
    "crimson": ("crimson", "violet", "dark"),
    "pink": ("crimson", "violet", "flesh"),
    "orange": ("orange", "sepia", "earth"),
    "yellow": ("sepia", "orange", "earth"),
    "bone": ("sepia", "earth", "flesh"),
    "brown": ("earth", "sepia", "dark"),
    "olive": ("olive", "green", "earth"),
    "green": ("green", "olive", "dark"),
    "teal": ("teal", "blue", "green", "dark"),
    "blue": ("blue", "dark"),
    "purple": ("violet", "dark"),
    "white": ("pale", "blue"),
    "grey": ("dark", "pale"),
    "skin light": ("flesh", "sepia", "earth"),
    "skin tan": ("flesh", "earth"),
    "skin dark": ("flesh", "earth", "dark"),
    "skin green": ("green", "olive", "earth"),
    "skin dead": ("violet", "green", "earth"),
}
_WANTED_METAL: dict[MetalFamily, tuple[str, ...]] = {
    MetalFamily.GOLD: ("sepia", "flesh", "earth"),
    MetalFamily.BRASS: ("earth", "sepia", "dark"),
    MetalFamily.BRONZE: ("earth", "sepia", "dark"),
    MetalFamily.COPPER: ("earth", "sepia", "dark"),
    MetalFamily.STEEL: ("dark", "earth"),
    MetalFamily.SILVER: ("dark", "earth"),
    MetalFamily.GUNMETAL: ("dark", "earth"),
    MetalFamily.COLOURED: ("dark", "blue"),
}
AWKWARD = 2.0
_BLACK, _PITCH, _CLEAR = 17.0, 9.0, 14.0
"""L* below which an area is not washed, L* below which not even a navy is, and the C*ab from which it is a navy."""
_LIGHT = 76.0
"""L* from which a cold or neutral colour is stained, not shaded, by a wash all over."""
_STAINED = frozenset({"white", "grey", "blue", "teal", "green", "purple", "pink"})
_LOUD = 48.0
"""C*ab from which a light colour is strong enough for a wash all over."""
_PALEST = 84.0
"""L* from which what is sold as a pale wash is white: it lightens, and shades nothing."""


def wanted(hex_: str, role: Role) -> tuple[str, ...]:
    """The wash tints for an area, best first; empty where a wash does nothing."""
    if role is Role.METAL:
        return _WANTED_METAL[sort_colour(hex_)[0]]
    star, a, b = point(hex_).tolist()
    if star < _PITCH or (star < _BLACK and math.hypot(a, b) < _CLEAR):
        return ()
    name = family_of(hex_, role)
    if name == "black":
        return ()
    if role is Role.GROUND and name == "grey" and float(point(hex_)[0]) < 80:
        return ("dark", "earth")
    if role is Role.GROUND and name in {"grey", "white"}:  # snow: its shadows are blue
        return ("blue", "pale")
    if only_in_folds(hex_, role):  # never black on white
        return tuple(t for t in _WANTED[name] if t != "dark") + (("blue",) if name == "grey" else ())
    return _WANTED[name]


def only_in_folds(hex_: str, role: Role) -> bool:
    """Whether a wash is drawn into the folds of a colour and kept off the rest of it, because it would stain it."""
    if role in {Role.METAL, Role.GROUND}:
        return False
    star, a, b = point(hex_).tolist()
    return star >= _LIGHT and math.hypot(a, b) < _LOUD and family_of(hex_, role) in _STAINED


def find_wash(catalogue: Catalogue, tints: Sequence[str], shelves: Sequence[Shelf]) -> Paint | None:
    """The best wash of the first tint that any of the shelves has, the shelves tried one after the other.

    A wash made for tanks, and one that is no longer made, is taken only where a shelf has no other that fits.
    """
    for shelf in shelves:
        mine = catalogue.of_kind(PaintKind.WASH, shelf)
        made = [p for p in mine if p.production is not Production.GONE]
        usual = [p for p in made if catalogue.doubt_of(p) < AWKWARD]
        for options in (usual, made, mine):
            for tint in tints:
                fitting = [p for p in options if p.tint == tint and (tint != "pale" or point(p.hex)[0] < _PALEST)]
                if fitting:
                    return min(fitting, key=lambda p: (catalogue.doubt_of(p), p.id))
    return None


@lru_cache(maxsize=8192)
def family_of(hex_: str, role: Role | None = None) -> str:
    """`core.colour.families.family`, remembered."""
    return family(hex_, role)
