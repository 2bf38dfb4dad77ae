"""How likely each colour of the codebook is for what was read."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from core.colour.convert import hexes, lab
from core.colour.difference import ciede2000
from core.colour.families import metal_family
from core.generation.embedded import lexicon
from core.generation.embedded.lexicon import Floats
from core.generation.embedded.reading import Reading
from core.generation.embedded.space import Space
from core.generation.embedded.tokens import stem
from core.paintschemes.scheme import Role


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each source says; tuned on held-out texts."""

    reach: float = 2.0
    """How far the learnt additions are trusted beyond ridge regression's own caution."""
    sharp: float = 1.4
    """Exponent of the distribution: above 1 it leans to its peaks."""
    learnt: float = 1.0
    army: float = 4.0
    thing: float = 0.5
    archetype: float = 0.5
    mood: float = 0.3
    usual_mood: float = 0.12
    floor: float = 0.02
    width: float = 8.0


USUAL = Weights()
SETTLE = 8.0
_NEIGHBOURS = 14.0
_STEPS = (1.0, 0.85, 0.7, 0.55, 0.4, 0.25, 0.12)


def distribution(reading: Reading, space: Space, weights: Weights = USUAL) -> Floats:
    """A distribution over the codebook (k,) for a reading."""
    if reading.only:
        asked = np.array([one.lab for one in reading.named if one.word == reading.only])
        return forbid(space.bump(asked, width=12), reading, space)
    parts = [(weights.learnt, learnt(reading, space, weights)), *_written(reading, space, weights)]
    total = sum((weight * part for weight, part in parts), np.zeros(len(space.lab)))
    total = (total / total.sum()) ** weights.sharp
    return forbid(bent(total / total.sum(), reading, space), reading, space)


def learnt(reading: Reading, space: Space, weights: Weights = USUAL) -> Floats:
    """What the words themselves say, by regression over open lists (k,)."""
    likely = space.average + weights.reach * space.added([stem(word) for word in reading.tokens])
    likely = np.maximum(likely, weights.floor * space.average)
    out: Floats = likely / likely.sum()
    return out


def _written(reading: Reading, space: Space, weights: Weights) -> list[tuple[float, Floats]]:
    """What the lexicons written by hand say."""
    parts = []
    seen = set()
    for concept in reading.concepts:
        if id(concept.colours) not in seen:
            seen.add(id(concept.colours))
            weight = weights.army if concept.army else weights.thing
            parts.append((weight, around(concept.word, space, weights.width)))
    if reading.archetype:
        share = 0.4 if any(c.army for c in reading.concepts) else 1.0
        parts.append((share * weights.archetype, around(reading.archetype, space, weights.width, "archetype")))
    if reading.moods:
        parts.append((weights.mood, around(reading.mood, space, 10.0, "mood")))
    elif reading.usual_mood:
        parts.append((weights.usual_mood, around(reading.usual_mood, space, 10.0, "mood")))
    return parts


_SHAPE = np.array([3.0, 2.0, 1.5, 1.0, 0.7, 0.7])
"""What the six colours of an archetype weigh."""


@lru_cache(maxsize=2048)
def around(word: str, space: Space, width: float, table: str = "thing") -> Floats:
    """The distribution around the colours of an entry of the lexicons."""
    if table == "archetype":
        return space.bump(lexicon.archetypes()[word].colours, _SHAPE, width)
    if table == "mood":
        return space.bump(lexicon.moods()[word].hues, width=width)
    concept = lexicon.concepts()[word]
    return space.bump(concept.colours, concept.weights, width)


def anchors(reading: Reading) -> Floats:
    """The exact colours (n, 3) of the armies that were named; things and archetypes are vaguer than that."""
    found = [concept.colours for concept in reading.concepts if concept.army]
    return np.concatenate(found) if found else np.empty((0, 3))


def settled(colour: Floats, asked: Floats, likely: Floats, space: Space, *, metal: bool = False) -> Floats:
    """A named colour (Lab) moved to where colours like it lie in the distribution.

    Survey colours are purer than paint. It stays within `SETTLE` CIEDE2000 of what its word stands for, and a metal
    stays the metal it is: paints for it are chosen by that, and brass that drifts into gold is painted gold.
    """
    kind = metal_family(hexes(colour)[0]) if metal else ""
    near = likely * np.exp(-0.5 * (ciede2000(colour, space.lab) / _NEIGHBOURS) ** 2)
    if near.sum() < 1e-9:
        return colour
    aim = (near[:, None] * space.lab).sum(axis=0) / near.sum()
    for share in _STEPS:
        moved: Floats = lab(hexes(colour + share * (aim - colour)))[0]
        if float(ciede2000(moved, asked)) <= SETTLE and (not metal or metal_family(hexes(moved)[0]) == kind):
            return moved
    return colour


def bent(likely: Floats, reading: Reading, space: Space) -> Floats:
    """The distribution moved by "not too bright", "not too dark": entries weighed by lightness and chroma."""
    if reading.lighter or reading.louder != 1.0:
        chroma = np.hypot(space.lab[:, 1], space.lab[:, 2])
        likely = likely * np.exp(reading.lighter * (space.lab[:, 0] - 50) / 250 + (reading.louder - 1) * chroma / 12)
        likely /= likely.sum()
    return likely


def forbid(likely: Floats, reading: Reading, space: Space) -> Floats:
    """The distribution without the colours that the brief ruled out."""
    left = likely * ~space.banned(tuple(reading.forbidden), Role.PRIMARY)
    return left / left.sum() if left.sum() > 1e-9 else likely
