"""Where a colour may go when a palette has to be put right: candidates, what they cost, and what is out of bounds.

A candidate is a colour near the one proposed, in OKLCH: lighter, darker, greyer, richer, or turned a little. What it
costs is how far an eye sees it move, and more when it turns, because a painter forgives a darker blue sooner than a
green one. Metals stay the metal they are and leather stays leather.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from core.colour.convert import Bytes, Floats, gamut_map, lab_from_linear, linear, oklab_from_linear, polar, rgb8
from core.colour.difference import ciede2000
from core.colour.families import family_at, metal_family_at
from core.colour.vision import seen
from core.paintschemes.scheme import Hex, Role


@dataclass(frozen=True)
class Candidates:
    """Places one colour may move to."""

    rgb: Bytes
    """(k, 3) sRGB bytes."""
    views: Floats
    """(k, 4, 3) CIELAB as it is and as the three deficiencies see it."""
    cost: Floats
    """(k,) what the move costs, in CIEDE2000 weighted by what the role is worth."""


@dataclass(frozen=True)
class Piece:
    """One colour of the palette as the search sees it."""

    role: Role
    start: Hex
    """Where the proposal put it."""
    worth: float
    """How dearly it is kept: costs are multiplied by it."""
    asked: Hex | None = None
    """The colour a brief named for it."""
    bans: Bans | None = None
    """Colours it may not be; None for none."""
    adrift: bool = False
    """Nothing near is allowed: it may turn to any hue."""


_STEPS = (
    0.0,
    0.02,
    -0.02,
    0.04,
    -0.04,
    0.065,
    -0.065,
    0.095,
    -0.095,
    0.13,
    -0.13,
    0.17,
    -0.17,
    0.22,
    -0.22,
    0.28,
    -0.28,
)
_COARSE_STEPS = (0.0, 0.04, -0.04, 0.09, -0.09, 0.15, -0.15)
_FAR_STEPS = (*_STEPS, 0.36, -0.36, 0.45, -0.45, 0.56, -0.56, 0.68, -0.68)
# (factor, addition) of the chroma
_CHROMAS = ((1.0, 0.0), (0.72, 0.0), (1.25, 0.012))
_FAR_CHROMAS = ((1.0, 0.0), (0.8, 0.0), (0.55, 0.0), (0.2, 0.0), (1.2, 0.012), (1.5, 0.025), (1.0, 0.05))
_TURNS = (0.0, 11.0, -11.0)
_FAR_TURNS = (0.0, 8.0, -8.0, 18.0, -18.0, 32.0, -32.0)
_FREE_TURNS = (*_FAR_TURNS, 55.0, -55.0, 85.0, -85.0, 120.0, -120.0, 165.0)
# What a role can never turn away from: metals keep their metal, hides and faces stay hides and faces.
_MOST_TURN = {Role.METAL: 8.0, Role.SKIN: 18.0, Role.LEATHER: 32.0}


@lru_cache(maxsize=16)
def _lattice(most_turn: float, far: bool) -> Floats:
    """Offsets (k, 4): lightness, chroma factor, chroma addition, turn in degrees."""
    if far:
        turns = [t for t in _FREE_TURNS if abs(t) <= most_turn]
        return np.array([(s, f, a, t) for s in _FAR_STEPS for f, a in _FAR_CHROMAS for t in turns])
    # Lightness finely, chroma and hue on every other step of it.
    turns = [t for t in _TURNS if abs(t) <= most_turn]
    star = [(s, 1.0, 0.0, 0.0) for s in _STEPS]
    return np.array(star + [(s, f, a, t) for s in _COARSE_STEPS for f, a in _CHROMAS for t in turns])


def candidates(pieces: Sequence[Piece], *, far: bool, within: float) -> tuple[Candidates, ...]:
    """The places each of some colours may move to.

    Args:
        pieces: the colours.
        far: the wide net, for when the near one caught nothing.
        within: CIEDE2000 a named colour may lie from what was asked.

    Returns:
        For each piece at least one candidate. A named colour only has places within reach of what was asked (the
        asked colour itself is always one of them); any other colour keeps clear of what the brief ruled out, unless
        everything is.
    """
    starts = rgb8(p.start for p in pieces)
    centres = rgb8(p.asked or p.start for p in pieces)
    lch = polar(oklab_from_linear(linear(centres)))
    grids = []
    for piece, (lightness, chroma, hue) in zip(pieces, lch.tolist(), strict=True):
        most_turn = 180.0 if piece.adrift else 32.0 if piece.asked else _MOST_TURN.get(piece.role, 180.0)
        lattice = _lattice(most_turn, far)
        grid = np.stack(
            [lightness + lattice[:, 0], chroma * lattice[:, 1] + lattice[:, 2], hue + lattice[:, 3]], axis=1
        )
        grids.append(grid[(grid[:, 0] > 0.03) & (grid[:, 0] < 1.0)])
    placed = np.split(gamut_map(np.concatenate(grids), bisections=5), np.cumsum([len(g) for g in grids])[:-1])
    rgb = []
    for start, centre, places in zip(starts, centres, placed, strict=True):
        together = np.concatenate([start[None], centre[None], places])
        rgb.append(together[np.unique(_packed(together), return_index=True)[1]])
    which = np.repeat(np.arange(len(pieces)), [len(r) for r in rgb])
    every = np.concatenate(rgb)
    views = seen(linear(every))
    prices, astray = cost(pieces, which, every, views)
    out: list[Candidates] = []
    for i, piece in enumerate(pieces):
        mine = which == i
        keep = mine & (astray <= within)
        if piece.asked is None:
            keep[mine] &= _fitting(piece, rgb[i])
        if not keep.any() and piece.bans and not piece.adrift:
            out += candidates((replace(piece, adrift=True),), far=True, within=within)
            continue
        keep = keep if keep.any() else mine
        out.append(Candidates(every[keep], views[keep], prices[keep]))
    return tuple(out)


def cost(pieces: Sequence[Piece], which: NDArray[np.intp], rgb: Bytes, views: Floats) -> tuple[Floats, Floats]:
    """What moves cost: the eye's distance from the start, something for the turn, and a named colour's straying.

    Args:
        pieces: the colours.
        which: (k,) the piece that each place is for.
        rgb: (k, 3) the places.
        views: (k, 4, 3) the places as `vision.seen` gives them.

    Returns:
        Two arrays (k,): the cost, where every CIEDE2000 beyond 12 from what was asked has a steep price, and the
        CIEDE2000 from what was asked (0 for colours that nobody named).
    """
    origins = linear(rgb8(p.start for p in pieces))
    start = polar(oklab_from_linear(origins))[which]
    lch = polar(oklab_from_linear(linear(rgb)))
    turn = np.abs((lch[:, 2] - start[:, 2] + 180) % 360 - 180)
    turn *= np.minimum(1.0, np.minimum(lch[:, 1], start[:, 1]) / 0.08)
    worth = np.array([p.worth for p in pieces])[which]
    out: Floats = worth * (ciede2000(views[:, 0], lab_from_linear(origins)[which]) + 0.12 * turn)
    named = np.array([p.asked is not None for p in pieces])[which]
    astray = np.zeros(len(which))
    if named.any():
        asked = lab_from_linear(linear(rgb8(p.asked or p.start for p in pieces)))
        astray[named] = ciede2000(views[named, 0], asked[which[named]])
        out = out + 6.0 * np.maximum(astray - 11.9, 0.0)
    return out, astray


def _fitting(piece: Piece, rgb: Bytes) -> NDArray[np.bool_]:
    """Which places suit a colour that nobody named: nothing ruled out, and a metal stays the metal it is."""
    keep = np.ones(len(rgb), dtype=np.bool_)
    if piece.bans:
        keep = ~piece.bans.hit(rgb, piece.role)
    if piece.role is Role.METAL:
        both = keep & _same_metal(rgb, piece.start)
        keep = both if both.any() else keep
    return keep


def _packed(rgb: Bytes) -> NDArray[np.int64]:
    out: NDArray[np.int64] = rgb.astype(np.int64) @ np.array([65536, 256, 1])
    return out


def _same_metal(rgb: Bytes, start: Hex) -> NDArray[np.bool_]:
    """Gold stays a warm metal, steel a cold one, and a coloured metal keeps to its hue anyway."""
    wanted = _METAL_KINDS.get(metal_family_at(*polar(oklab_from_linear(linear(rgb8((start,)))))[0].tolist()))
    points = polar(oklab_from_linear(linear(rgb))).tolist()
    return np.array([_METAL_KINDS.get(metal_family_at(*p)) == wanted for p in points])


_METAL_KINDS = {
    "gold": "gold",
    "brass": "gold",
    "bronze": "bronze",
    "copper": "bronze",
    "steel": "steel",
    "bright silver": "steel",
    "gunmetal": "steel",
}


@dataclass(frozen=True)
class Bans:
    """Colours that a brief ruled out: whole families, and everything that looks like the word itself."""

    families: frozenset[str]
    metals: frozenset[str]
    anchors: tuple[tuple[Hex, float], ...]
    """A colour and the CIEDE2000 to keep from it."""
    most_chroma: float = 1.0

    def hit(self, rgb: Bytes, role: Role) -> NDArray[np.bool_]:
        """Which of k colours (k, 3) are ruled out in a role: (k,)."""
        light = linear(rgb)
        lch = polar(oklab_from_linear(light))
        out: NDArray[np.bool_] = lch[:, 1] > self.most_chroma
        if role is Role.METAL:
            if self.metals:
                out = out | np.array([metal_family_at(*p) in self.metals for p in lch.tolist()])
        elif self.families:
            out = out | np.array([family_at(*p) in self.families for p in lch.tolist()])
        if self.anchors:
            around = seen(linear(rgb8(a for a, _ in self.anchors)))[:, 0]
            reach = np.array([r for _, r in self.anchors])
            apart = ciede2000(seen(light)[:, None, 0], around[None])
            out = out | (apart < reach).any(axis=1)
        return out


_RED, _CRIMSON = ("#E50000", "#9A1115"), ("#8C000F", "#6E1229")
# word -> families, metal families, anchors (within 15 CIEDE2000 unless the word says more)
_BAN_WORDS: dict[str, tuple[tuple[str, ...], tuple[str, ...], tuple[Hex, ...]]] = {
    "red": (("red", "crimson"), (), (*_RED, *_CRIMSON)),
    "crimson": (("crimson",), (), _CRIMSON),
    "scarlet": (("red",), (), ("#BE0119",)),
    "pink": (("pink",), (), ("#FF81C0", "#CB416B")),
    "magenta": ((), (), ("#C20078",)),
    "orange": (("orange",), (), ("#F97306",)),
    "yellow": (("yellow",), (), ("#FFFF14",)),
    "gold": ((), ("gold", "brass"), ("#DBB40C",)),
    "brass": ((), ("brass",), ()),
    "bronze": ((), ("bronze",), ()),
    "copper": ((), ("copper",), ()),
    "silver": ((), ("bright silver", "steel"), ()),
    "steel": ((), ("steel", "gunmetal", "bright silver"), ()),
    "olive": (("olive",), (), ("#6E750E",)),
    "khaki": ((), (), ("#AAA662",)),
    "lime": ((), (), ("#AAFF32", "#8FCB2A")),
    "mint": ((), (), ("#9FFEB0",)),
    "green": (("green", "olive"), (), ("#15B01A",)),
    "teal": (("teal",), (), ("#029386",)),
    "turquoise": ((), (), ("#06C2AC", "#1E7A82")),
    "cyan": ((), (), ("#00FFFF", "#2EC4D4")),
    "blue": (("blue",), (), ("#0343DF", "#01153E", "#75BBFD")),
    "navy": ((), (), ("#01153E", "#0B1638")),
    "purple": (("purple",), (), ("#7E1E9C",)),
    "violet": (("purple",), (), ("#9A0EEA",)),
    "lavender": ((), (), ("#C79FEF",)),
    "brown": (("brown",), (), ("#653700",)),
    "tan": ((), (), ("#D1B26F", "#B98A62")),
    "beige": ((), (), ("#E6DAA6",)),
    "cream": ((), (), ("#FFFFC2", "#F1E8CF")),
    "bone": (("bone",), (), ("#E3DAC9",)),
    "ivory": ((), (), ("#FFFFCB", "#E8E4D8")),
    "rust": ((), (), ("#A83C09",)),
    "black": (("black",), (), ("#000000",)),
    "white": (("white",), (), ("#FFFFFF",)),
    "grey": (("grey",), (), ("#929591",)),
}
_SAME_WORD = {
    "gray": "grey",
    "violets": "violet",
    "ochre": "khaki",
    "sand": "beige",
    "aqua": "cyan",
    "maroon": "crimson",
}
_LOUD = {"bright", "neon", "vivid", "garish", "loud", "fluorescent", "saturated"}


def bans_for(words: Sequence[str]) -> Bans | None:
    """What "no red", "no neon" and the like rule out.

    Args:
        words: colour words as the brief had them; plural and unknown words are forgiven.

    Returns:
        The bans, or None when no word means anything here.
    """
    families: set[str] = set()
    metals: set[str] = set()
    anchors: list[tuple[Hex, float]] = []
    most_chroma = 1.0
    for raw in words:
        for part in raw.lower().split():
            word = _SAME_WORD.get(part, part)
            word = word if word in _BAN_WORDS or word in _LOUD else word.removesuffix("s")
            if word in _LOUD:
                most_chroma = 0.16
            if word in _BAN_WORDS:
                more_families, more_metals, more_anchors = _BAN_WORDS[word]
                families |= set(more_families)
                metals |= set(more_metals)
                anchors += [(a, 15.0) for a in more_anchors]
    if not (families or metals or anchors or most_chroma < 1):
        return None
    return Bans(frozenset(families), frozenset(metals), tuple(anchors), most_chroma)
