"""The project's own figures: four miniatures as maps of role and light."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from core.paintschemes.scheme import Role

Figure = Literal["knight", "mage", "beast", "machine"]
FIGURES: Final[tuple[Figure, ...]] = ("knight", "mage", "beast", "machine")
ROLES: Final = tuple(Role)
LEVELS: Final = ("line", "deep", "shade", "base", "highlight", "edge")
ABOVE: Final = len(ROLES) * len(LEVELS)
"""Class of the ground behind a figure."""
BELOW: Final = ABOVE + 1
"""Class of the floor under it."""
CLASSES: Final = BELOW + 1


@dataclass(frozen=True, slots=True)
class Size:
    """How large a figure is drawn.

    Attributes:
        width: of its box, pixels.
        height: of its box; the figure stands on the lower edge.
        floor: y at which the floor begins, pixels from the top of the box.
        mixtures: different colours in the map, the grounds not counted.
    """

    width: int
    height: int
    floor: int
    mixtures: int


SIZES: Final = {
    "sheet": Size(380, 500, 438, 64),
    "recipe": Size(288, 380, 330, 44),
    "check": Size(66, 86, 86, 40),
    "alone": Size(600, 780, 664, 160),
}
