"""The lexicons of `data/`, read once and kept.

Every file is plain text: one entry a line, `left : right | field | …`; a line that starts with `#` is a comment.
`colours.txt` and `xkcd.txt` say what a colour word stands for, `box.txt` names the colours that the other lexicons are
written in (`royal*3` weighs three times), `concepts.txt` and `armies.txt` what a word brings to mind.
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
Singles = NDArray[np.float32]
"""Half the memory to move, for the tables that choosing a palette goes through again and again."""


class Shift(NamedTuple):
    """What a modifier does to a colour: CIELAB lightness added, chroma factor, a colour leaned to and how far."""

    lighter: float
    chroma: float
    toward: Floats | None
    share: float


@dataclass(frozen=True, slots=True)
class Archetype:
    """A neutral archetype: its six colours (Lab), more hues that suit it, mood, title words."""

    key: str
    colours: Floats
    more: Floats
    mood: str
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
class Concept:
    """What a word brings to mind: colours (n, 3) in Lab with weights (n,), and an archetype or mood if it has one."""

    word: str
    colours: Floats
    weights: Floats
    archetype: str = ""
    mood: str = ""
    covers: str = ""
    """What its main colour goes on, when the brief names no part."""
    army: bool = False
    """True for the name of an army: input only, never shown again."""


def lines(name: str) -> Iterator[tuple[str, list[str]]]:
    """The entries of a data file: what stands before the first ` : ` and the `|` fields after it."""
    text = resources.files("core.generation.embedded").joinpath("data", name).read_text("utf-8")
    for line in text.splitlines():
        left, colon, right = line.partition(" : ")
        if colon and not line.startswith("#"):
            yield left.strip(), [field.strip() for field in right.split("|")]


@cache
def words(kind: str) -> frozenset[str]:
    """A word class of `words.txt`."""
    return frozenset(next(fields[0] for left, fields in lines("words.txt") if left == kind).split())


@cache
def forms() -> dict[str, str]:
    """Spellings and forms -> the colour word they mean."""
    return dict(pair.split("=", 1) for pair in words("forms"))


def _lab(hexes: str) -> Floats:
    return lab(hexes.split())


@cache
def colour_words() -> dict[str, str]:
    """Colour word or phrase -> `#RRGGBB`."""
    found: dict[str, str] = {}
    for name in ("xkcd.txt", "colours.txt"):
        found.update((word, "#" + fields[0]) for word, fields in lines(name))
    return found


@cache
def archetypes() -> dict[str, Archetype]:
    """Key -> archetype."""
    return {
        key: Archetype(key, _lab(f[0]), _lab(f[1]), f[2], tuple(f[3].split())) for key, f in lines("archetypes.txt")
    }


@cache
def moods() -> dict[str, Mood]:
    """Key -> mood."""
    found = {}
    for key, f in lines("moods.txt"):
        light, _, chroma = f[0].partition(" : ")
        found[key] = Mood(
            key,
            _range(light),
            _range(chroma),
            _lab(f[1]),
            _lab(f[2])[0],
            _lab(f[3])[0],
            f[4],
            tuple(f[5].split()),
            tuple(f[6].split()),
        )
    return found


def _range(text: str) -> tuple[float, float]:
    low, high = text.split("-")
    return float(low), float(high)


@cache
def parts() -> dict[str, Role]:
    """Word for a part of a model -> the role it takes."""
    return {word: Role(fields[0]) for left, fields in lines("parts.txt") for word in left.split()}


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
    """Word or phrase (folded) -> what it brings to mind: armies of `armies.txt`, else things of `concepts.txt`."""
    box = {name: fields[0] for name, fields in lines("box.txt")}
    at = dict(zip(box, lab(box.values()), strict=True))
    found: dict[str, Concept] = {}
    for name in ("armies.txt", "concepts.txt"):
        for left, fields in lines(name):
            items = [item.partition("*") for item in fields[0].split()]
            colours = np.array([at[word] for word, _, _ in items])
            weights = np.array([float(number or 1) for _, _, number in items])
            tags = dict(field.partition("=")[::2] for field in fields[1:] if "=" in field)
            kind = next((field for field in fields[1:] if "=" not in field), tags.get("archetype", ""))
            for word in left.split(","):
                key = fold(word).replace("-", " ")
                made = Concept(
                    key,
                    colours,
                    weights / weights.sum(),
                    kind,
                    tags.get("mood", ""),
                    tags.get("covers", ""),
                    name == "armies.txt",
                )
                found.setdefault(key, made)
    return found
