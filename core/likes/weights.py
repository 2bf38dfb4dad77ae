"""What each way of liking something weighs; 100 is a colour that was named."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from core.generation.brief import LikedColour
from core.paintschemes.scheme import Hex

NAMED: Final = 100
STARRED: Final = 60
THUMB_UP: Final = 50
THUMB_DOWN: Final = -50


def named(colours: Sequence[Hex]) -> tuple[LikedColour, ...]:
    """Favourite colours with their full weight."""
    return tuple(LikedColour(hex=hex_, weight=NAMED) for hex_ in colours)
