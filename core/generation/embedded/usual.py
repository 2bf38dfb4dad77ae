"""What somebody's usual style says where a brief leaves it unsaid.

It is a habit and no wish: a style that the words name leaves it nothing to say, a mood that they name leaves it only
how to paint, and colours that they name stay as they are. Its mood weighs a part of what a named one does.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from core.generation.embedded.reading import Reading


class _Habit(NamedTuple):
    """A usual style: key of a style, key of a mood, and how much louder the colours are that nobody named."""

    style: str
    mood: str = ""
    louder: float = 1.0


_HABITS: Final = {
    "realistic": _Habit("weathered", louder=0.8),
    "stylised": _Habit("edge", louder=1.1),
    "grimdark": _Habit("weathered", "grimdark", 0.85),
    "bright": _Habit("vivid", "noblebright", 1.15),
}


def add(reading: Reading, key: str) -> str:
    """Add to a reading what the usual style says.

    Args:
        reading: what the words and the lists say; is changed.
        key: of `core.generation.vocabulary.USUAL_STYLES`; one that is none says nothing.

    Returns:
        The key, or nothing where the words leave it nothing to say.
    """
    habit = _HABITS.get(key)
    if habit is None or reading.styles or (habit.mood and reading.moods):
        return ""
    reading.styles[habit.style] += 1
    if reading.moods:
        return key
    reading.usual_mood = habit.mood
    if reading.louder == 1.0 and not reading.only:
        reading.louder = habit.louder
    return key
