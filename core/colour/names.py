"""Names for colours in words that painters use: "Pale mint teal", "Deep sea slate", "Rusted brass", "Candle yellow".

A name is a thing and a colour out of the vocabulary, with a word before it for how the colour at hand differs. The
names of one scheme are distinct, so that nobody has to tell two areas apart by colour alone.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import lru_cache

import numpy as np

from core.colour.convert import Floats, lab
from core.colour.difference import ciede2000
from core.colour.families import families, family, metal_family
from core.colour.vocabulary import (
    COLOURED_METAL,
    DARKER,
    DARKER_YET_LIGHT,
    DULLER,
    LIGHTER,
    LIGHTER_AND_CLEAR,
    LIGHTER_YET_DARK,
    METAL_WORDS,
    OTHERS,
    RICHER,
    SKIN_WORDS,
    WORDS,
)
from core.paintschemes.scheme import Hex, Role

_PALE_FROM, _DEEP_TO = 66.0, 55.0
"""CIELAB L* from which a lighter colour may be called pale, and up to which a darker one may be called deep."""
_CLEAR_FROM = 45.0
"""C*ab from which a lighter colour that is not light is bright rather than soft."""
_LOUD = 55.0
"""C*ab from which nothing is dusty, however much louder the thing is that it is named after."""
_TINTED = 25.0
"""C*ab from which a duller colour that is light is pale rather than dusty."""
_GLARING = 62.0
"""C*ab from which no light colour is pale: a neon green is bright."""
_OTHER_FAMILY = 7.0
"""CIEDE2000 by which a name of another family has to be nearer to be taken."""


@lru_cache(maxsize=2)
def _table(*, skin: bool) -> tuple[tuple[str, ...], Floats, tuple[str, ...]]:
    words = SKIN_WORDS if skin else WORDS
    hexes = [h for _, h in words]
    return tuple(w for w, _ in words), lab(hexes), families(hexes, Role.SKIN if skin else None)


def name_colour(hex_: Hex, role: Role | None = None) -> str:
    """A colour's name in plain words.

    Args:
        hex_: `#RRGGBB`.
        role: a metal gets a metal's name and skin a skin's.

    Returns:
        Two to four words, the first one capitalised.
    """
    return _ranked(hex_, role)[0]


def name_colours(colours: Sequence[tuple[Hex, Role | None]], *, taken: Collection[str] = ()) -> list[str]:
    """Names for the colours of one scheme, no two alike.

    Args:
        colours: hex and role of each.
        taken: names that are given already (the brief's own words), in any case.

    Returns:
        One name a colour, in their order.
    """
    used = {t.casefold() for t in taken}
    out = []
    for hex_, role in colours:
        name = next(n for n in _ranked(hex_, role) if n.casefold() not in used)
        used.add(name.casefold())
        out.append(name)
    return out


@lru_cache(maxsize=2048)
def _ranked(hex_: Hex, role: Role | None) -> tuple[str, ...]:
    """Every name that would do, best first; more of them than a scheme has colours."""
    skin = role is Role.SKIN and family(hex_, role).startswith("skin")
    words, points, kinds = _table(skin=skin)
    point = lab((hex_,))[0]
    # Lightness counts half: the word in front can say it.
    probe = np.repeat(point[None], len(points), axis=0)
    probe[:, 0] = (point[0] + points[:, 0]) / 2
    own = family(hex_, role if skin else None)
    apart = ciede2000(probe, points) + np.array([0.0 if k == own else _OTHER_FAMILY for k in kinds])
    order = np.argsort(apart, kind="stable")[:6].tolist()
    plain: list[str] = []
    spare: list[str] = []
    for i in order:
        first, *others = _worded(words[i], point, points[i])
        plain.append(first)
        spare += others
    if role is Role.METAL:
        plain = _metal_names(hex_, float(point[0]))
        spare = [f"{w} {plain[0].lower()}" for w in (*LIGHTER, *DARKER)]
    else:
        # The nearest word's other ways of saying it come before a word that is far off.
        plain = plain[:1] + spare[:1] + plain[1:3] + spare[1:3] + plain[3:]
    spare += [f"{w} {plain[0].lower()}" for w in OTHERS]
    return tuple(dict.fromkeys(n[0].upper() + n[1:] for n in (*plain, *spare)))


def _worded(word: str, point: Floats, anchor: Floats) -> list[str]:
    """A word for a colour with what sets the colour apart from it in front, plainest first."""
    lighter = float(point[0] - anchor[0])
    richer = float(np.hypot(point[1], point[2]) - np.hypot(anchor[1], anchor[2]))
    up, down = _light_words(point), DARKER if float(point[0]) <= _DEEP_TO else DARKER_YET_LIGHT
    if abs(lighter) >= 7:
        front: tuple[str, ...] = up if lighter > 0 else down
    elif richer >= 10 or (richer <= -10 and float(np.hypot(point[1], point[2])) < _LOUD):
        dull = LIGHTER if float(point[0]) >= _PALE_FROM and float(np.hypot(point[1], point[2])) >= _TINTED else DULLER
        front = RICHER if richer > 0 else dull
    else:
        near = (up if lighter > 0 else down)[:2] + (RICHER if richer > 0 else DULLER)[:2]
        return [word, *(f"{w} {word}" for w in near)]
    return [f"{w} {word}" for w in front]


def _light_words(point: Floats) -> tuple[str, ...]:
    """Words for a colour that is lighter than what it is named after."""
    chroma = float(np.hypot(point[1], point[2]))
    if float(point[0]) >= _PALE_FROM and chroma < _GLARING:
        return LIGHTER
    return LIGHTER_AND_CLEAR if chroma >= _CLEAR_FROM else LIGHTER_YET_DARK


def _metal_names(hex_: Hex, star: float) -> list[str]:
    kind = metal_family(hex_)
    if kind == "coloured":
        tinted = COLOURED_METAL[family(hex_)]
        return [tinted, f"bright {tinted}", f"dark {tinted}"] if star < 65 else [f"pale {tinted}", tinted]
    steps = METAL_WORDS[kind]
    at = next(i for i, (top, _) in enumerate(steps) if star <= top)
    nearest = sorted(range(len(steps)), key=lambda i: (abs(i - at), i))
    return [steps[i][1] for i in nearest]
