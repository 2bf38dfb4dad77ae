"""The lexicons of `data/`, read once and kept.

Every file is plain text: one entry a line, `left : right | field | …`, `#` starts a comment line. Colours are six
hexadecimal digits or a colour word of `colours.txt` or `xkcd.txt`; ` 3` behind a colour is its weight.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.colour.convert import lab
from core.generation.vocabulary import fold
from core.paintschemes.scheme import Role

Floats = NDArray[np.float64]

# Single words that always mean the colour. Other words of the survey (sand, rose, sky) are things first.
CLEAR = frozenset(
    [
        "red",
        "orange",
        "yellow",
        "green",
        "blue",
        "purple",
        "violet",
        "pink",
        "brown",
        "black",
        "white",
        "grey",
        "gray",
        "teal",
        "turquoise",
        "cyan",
        "aqua",
        "magenta",
        "maroon",
        "crimson",
        "scarlet",
        "burgundy",
        "navy",
        "indigo",
        "lavender",
        "lilac",
        "mauve",
        "beige",
        "tan",
        "cream",
        "ivory",
        "gold",
        "golden",
        "silver",
        "bronze",
        "copper",
        "brass",
        "rust",
        "ochre",
        "olive",
        "lime",
        "mint",
        "coral",
        "salmon",
        "peach",
        "mustard",
        "khaki",
        "charcoal",
        "slate",
        "emerald",
        "jade",
        "sapphire",
        "ruby",
        "amber",
        "bone",
        "gunmetal",
        "verdigris",
        "taupe",
        "fuchsia",
        "aquamarine",
        "azure",
        "cerulean",
        "cobalt",
        "ultramarine",
        "vermillion",
        "vermilion",
        "sienna",
        "umber",
        "sepia",
        "terracotta",
        "periwinkle",
        "plum",
        "eggplant",
        "russet",
        "mahogany",
        "chartreuse",
        "sage",
        "seafoam",
        "moss",
        "pewter",
        "obsidian",
        "ebony",
        "onyx",
        "chrome",
        "steel",
        "iron",
        "ochre",
        "ocher",
        "auburn",
        "cerise",
        "puce",
        "ecru",
        "celadon",
        "viridian",
        "carmine",
        "buff",
        "fawn",
        "platinum",
        "lapis",
        "malachite",
        "oxblood",
        "claret",
        "aubergine",
    ]
)
# Words of the survey that say nothing certain about a colour when they stand alone.
VAGUE = frozenset(
    [
        "dark",
        "pale",
        "bland",
        "royal",
        "velvet",
        "twilight",
        "dusk",
        "desert",
        "barney",
        "dirt",
        "drab",
        "golden",
        "nasty",
        "reddish",
        "earth",
    ]
) - {"golden"}
METALS = frozenset(
    [
        "gold",
        "golden",
        "gilded",
        "silver",
        "bronze",
        "copper",
        "brass",
        "steel",
        "iron",
        "gunmetal",
        "pewter",
        "chrome",
        "platinum",
        "titanium",
        "tin",
        "lead",
        "zinc",
        "electrum",
        "metal",
    ]
)
FORMS = {
    "rusted": "rust", "rusty": "rust", "gray": "grey", "greys": "grey", "grays": "grey", "golden": "gold",
    "gilded": "gold", "silvery": "silver", "blues": "blue", "reds": "red", "greens": "green", "purples": "purple",
    "pinks": "pink", "browns": "brown", "yellows": "yellow", "oranges": "orange", "blacks": "black",
    "whites": "white", "teals": "teal", "bluey": "blue", "coppery": "copper", "brazen": "brass", "colours": "colour",
    "colors": "colour", "color": "colour", "coloured": "colour", "colored": "colour", "greyish": "greyish",
    "bronzed": "bronze", "silvered": "silver", "greyed": "grey", "blackened": "blackened", "violets": "violet",
    "ochres": "ochre", "ocher": "ochre", "golds": "gold", "creams": "cream", "armor": "armour", "vermilion": "vermillion",
}  # fmt: skip
"""Spellings and forms that mean the same colour word."""


class Shift(NamedTuple):
    """What a modifier does to a colour: CIELAB lightness added, chroma factor, a colour leaned to and how far."""

    lighter: float
    chroma: float
    toward: Floats | None
    share: float


@dataclass(frozen=True, slots=True)
class Archetype:
    """A neutral archetype: its six colours (Lab), more hues that suit it, mood, what each role covers, title words."""

    key: str
    colours: Floats
    more: Floats
    mood: str
    covers: tuple[str, ...]
    titles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mood:
    """A mood: lightness and chroma of the primary (from, to), hues, metal, ground (Lab), its words and techniques."""

    key: str
    lightness: tuple[float, float]
    chroma: tuple[float, float]
    hues: Floats
    metal: Floats
    ground: Floats
    line: str
    techniques: tuple[str, ...]
    adjectives: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the model: the role it takes and how the sheet calls it."""

    role: Role
    covers: str


@dataclass(frozen=True, slots=True)
class Concept:
    """What a word brings to mind: colours (n, 3) in Lab with weights (n,), and an archetype or mood if it has one."""

    word: str
    colours: Floats
    weights: Floats
    archetype: str = ""
    mood: str = ""
    covers: str = ""
    army: bool = False
    """True for the name of an army: input only, never shown again."""


def lines(name: str) -> Iterator[tuple[str, list[str]]]:
    """The entries of a data file: what stands before the first `:` and the `|` fields after it."""
    text = resources.files("core.generation.embedded").joinpath("data", name).read_text("utf-8")
    for line in text.splitlines():
        if line.startswith("#") or " : " not in line:
            continue
        left, right = line.split(" : ", 1)
        yield left.strip(), [field.strip() for field in right.split("|")]


def _lab(hexes: str) -> Floats:
    return lab(hexes.split())


@cache
def colour_words() -> dict[str, str]:
    """Colour word or phrase -> `#RRGGBB`."""
    words: dict[str, str] = {}
    for name in ("xkcd.txt", "colours.txt"):
        words.update((word, "#" + fields[0]) for word, fields in lines(name))
    return words


@cache
def archetypes() -> dict[str, Archetype]:
    """Key -> archetype."""
    return {
        key: Archetype(
            key,
            _lab(f[0]),
            _lab(f[1]),
            f[2],
            tuple(c.strip() for c in f[3].split(";")),
            tuple(f[4].split()),
        )
        for key, f in lines("archetypes.txt")
    }


@cache
def moods() -> dict[str, Mood]:
    """Key -> mood."""
    found = {}
    for key, fields in lines("moods.txt"):
        low_high, _, chroma = fields[0].partition(" : ")
        found[key] = Mood(
            key,
            _range(low_high),
            _range(chroma),
            _lab(fields[1]),
            _lab(fields[2])[0],
            _lab(fields[3])[0],
            fields[4],
            tuple(fields[5].split()),
            tuple(fields[6].split()),
        )
    return found


def _range(text: str) -> tuple[float, float]:
    low, high = text.split("-")
    return float(low), float(high)


@cache
def parts() -> dict[str, Part]:
    """Word -> the part of a model it names."""
    return {word: Part(Role(f[0]), f[1]) for left, f in lines("parts.txt") for word in left.split()}


@cache
def modifiers() -> dict[str, Shift]:
    """Word -> what it does to the colour behind it."""
    found = {}
    for left, fields in lines("modifiers.txt"):
        lighter, chroma, toward, share = fields[0].split()
        shift = Shift(float(lighter), float(chroma), None if toward == "-" else _lab(toward)[0], float(share))
        found.update(dict.fromkeys(left.split(), shift))
    return found


@cache
def title_words() -> dict[str, tuple[str, ...]]:
    """The word banks of `titles.txt`."""
    return {
        key: tuple(p.strip() for p in f[0].split(";")) if key == "patterns" else tuple(f[0].split())
        for key, f in lines("titles.txt")
    }


@cache
def concepts() -> dict[str, Concept]:
    """Word or phrase (folded) -> what it brings to mind: things of `concepts.txt`, armies of `armies.txt`."""
    found: dict[str, Concept] = {}
    for name in ("concepts.txt", "armies.txt"):
        for left, fields in lines(name):
            colours, weights = _weighted(fields[0])
            rest = dict(field.split("=", 1) for field in fields[1:] if "=" in field)
            for word in left.split(","):
                key = fold(word)
                found[key] = Concept(
                    key,
                    colours,
                    weights,
                    rest.get("archetype", ""),
                    rest.get("mood", ""),
                    rest.get("covers", ""),
                    name == "armies.txt",
                )
    return found


def _weighted(text: str) -> tuple[Floats, Floats]:
    """`royal blue 3, gold, F0F0F0` as colours (n, 3) in Lab and weights (n,) that sum to 1."""
    table = colour_words()
    hexes, weights = [], []
    for item in text.split(","):
        word, _, number = item.strip().rpartition(" ")
        if not number.isdigit() or len(number) == 6 or not word:
            word, number = item.strip(), "1"
        hexes.append("#" + word if len(word) == 6 and word not in table else table[word])
        weights.append(float(number))
    share = np.array(weights)
    return lab(hexes), share / share.sum()
