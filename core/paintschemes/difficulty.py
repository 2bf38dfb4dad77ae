"""How hard a scheme is and how long it takes, from its techniques and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from core.paintschemes.scheme import Area, Role
from core.paintschemes.techniques import TECHNIQUES
from core.paintschemes.washes import family_of

MANY_POTS = 13
"""More pots than this that a model cannot do without (base paints and washes) make a scheme harder to follow."""

_ALWAYS_HARDER = {"yellow", "white"}
_AREA_EXPONENT = 0.6
"""A part of twice the size does not take twice the time: setting up and tidying edges stay the same."""


def difficulty(techniques: Iterable[str], areas: Sequence[Area], pots: int) -> int:
    """From 1 (very easy) to 5 (expert).

    The hardest technique decides. One more where the primary is yellow or white, which take the most coats to cover
    evenly, and one more where a model needs more than `MANY_POTS` pots; one less where contrast paint carries primary
    and secondary, because it shades itself.
    """
    level = max((TECHNIQUES[t].difficulty for t in techniques), default=1)
    primary = next((a for a in areas if a.role is Role.PRIMARY), None)
    if primary is not None and family_of(primary.hex) in _ALWAYS_HARDER:
        level += 1
    if pots > MANY_POTS:
        level += 1
    main = [a for a in areas if a.role in {Role.PRIMARY, Role.SECONDARY}]
    if main and all("contrast" in a.techniques for a in main):
        level -= 1
    return min(5, max(1, level))


def minutes(areas: Sequence[Area], finishing: Iterable[str]) -> tuple[int, int]:
    """Time for one model among several, from and to, in steps of five minutes.

    Args:
        areas: the areas with their shares and techniques.
        finishing: techniques done once over the whole model.

    Returns:
        Minutes from and to; drying is not counted, another model is at hand.
    """
    low = high = 6.0  # looking, shaking, cleaning
    for area in areas:
        size = (area.share / 10) ** _AREA_EXPONENT
        for key in area.techniques:
            low += TECHNIQUES[key].minutes[0] * size
            high += TECHNIQUES[key].minutes[1] * size
    for key in finishing:
        low += TECHNIQUES[key].minutes[0]
        high += TECHNIQUES[key].minutes[1]
    start = max(15, 5 * round(low / 5))
    return start, max(start + 15, 5 * round(high / 5))
