"""How likely each colour of the codebook is for what was read."""

from __future__ import annotations

import numpy as np

from core.generation.embedded import lexicon
from core.generation.embedded.lexicon import Floats
from core.generation.embedded.reading import Reading
from core.generation.embedded.space import Space

_HUE_REACH = 28.0
"""Degrees of hue on either side that "no red" rules out."""


def distribution(reading: Reading, space: Space) -> Floats:
    """A distribution over the codebook (k,) for a reading."""
    parts: list[tuple[float, Floats]] = [(0.15, np.full(len(space.lab), 1 / len(space.lab)))]
    if reading.archetype:
        kind = lexicon.archetypes()[reading.archetype]
        weights = np.array([3.0, 2.0, 1.5, 1.0, 1.0, 1.0])
        parts.append((1.0, space.bump(kind.colours, weights)))
        parts.append((0.3, space.bump(kind.more)))
    if reading.mood:
        mood = lexicon.moods()[reading.mood]
        parts.append((0.7, space.bump(mood.hues, width=11)))
    parts.extend((1.5, space.bump(concept.colours, concept.weights)) for concept in reading.concepts)
    if len(parts) == 1:
        every = np.concatenate([a.colours for a in lexicon.archetypes().values()])
        parts.append((0.5, space.bump(every, width=12)))
    if reading.only:
        asked = np.array([one.lab for one in reading.named if one.word == reading.only])
        parts = [(1.0, space.bump(asked, width=14))]
    total = np.sum([weight * part for weight, part in parts], axis=0)
    return forbid(bent(total / total.sum(), reading, space), reading, space)


def bent(likely: Floats, reading: Reading, space: Space) -> Floats:
    """The distribution moved by "not too bright", "not too dark": entries weighed by lightness and chroma."""
    if reading.lighter or reading.louder != 1.0:
        chroma = np.hypot(space.lab[:, 1], space.lab[:, 2])
        likely = likely * np.exp(reading.lighter * (space.lab[:, 0] - 50) / 250 + (reading.louder - 1) * chroma / 12)
        likely /= likely.sum()
    return likely


def forbid(likely: Floats, reading: Reading, space: Space) -> Floats:
    """The distribution without the colours that the brief ruled out."""
    out = ~ruled_out(space.lab, reading)
    return likely * out / max(1e-12, float((likely * out).sum())) if out.any() else likely


def ruled_out(lab: Floats, reading: Reading) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    """Which of `lab` (n, 3) the brief forbids: too near a forbidden colour, or of its hue when both have one."""
    out = np.zeros(len(lab), dtype=np.bool_)
    chroma = np.hypot(lab[:, 1], lab[:, 2])
    hue = np.degrees(np.arctan2(lab[:, 2], lab[:, 1]))
    for points in reading.forbidden.values():
        for light, a, b in points:
            if np.hypot(a, b) > 18:
                gap = np.abs((hue - np.degrees(np.arctan2(b, a)) + 180) % 360 - 180)
                # A brown is no orange and a pink no red: what is ruled out has chroma of its own.
                out |= (gap < _HUE_REACH) & (chroma > 0.38 * np.hypot(a, b)) & (np.abs(lab[:, 0] - light) < 42)
            elif light < 30:
                out |= (lab[:, 0] < 22) & (chroma < 22)
            elif light > 85:
                out |= (lab[:, 0] > 84) & (chroma < 22)
            else:
                out |= (np.abs(lab[:, 0] - light) < 30) & (chroma < 12)
    return out
