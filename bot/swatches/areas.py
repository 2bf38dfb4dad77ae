"""The fields of a scheme at their share of the model: rows like layers, 4 px of paper between them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from core.paintschemes.scheme import Area, Role

GAP = 4
HEIGHT = 704
WIDTH = 798
LEAST_HEIGHT = 112
LEAST_WIDTH = 184
LEAST_FIRST = 220
"""The first row carries title, mood and name."""

_SECOND = (Role.SECONDARY, Role.ACCENT, Role.ACCENT2)


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of whole pixels."""

    x: int
    y: int
    w: int
    h: int

    @property
    def right(self) -> int:
        """First pixel to the right of it."""
        return self.x + self.w

    @property
    def bottom(self) -> int:
        """First pixel below it."""
        return self.y + self.h

    def holds(self, other: Box) -> bool:
        """Whether the other box lies wholly inside this one."""
        return self.x <= other.x and self.y <= other.y and other.right <= self.right and other.bottom <= self.bottom

    def meets(self, other: Box) -> bool:
        """Whether the two have a pixel in common."""
        return self.x < other.right and other.x < self.right and self.y < other.bottom and other.y < self.bottom


def shares(areas: Sequence[Area]) -> tuple[int, ...]:
    """The shares as whole per cent that add up to 100, by largest remainder."""
    total = sum(a.share for a in areas)
    exact = [a.share * 100 / total for a in areas]
    out = [int(e) for e in exact]
    order = sorted(range(len(areas)), key=lambda i: (out[i] - exact[i], i))
    for i in order[: 100 - sum(out)]:
        out[i] += 1
    return tuple(out)


def rows(areas: Sequence[Area]) -> tuple[tuple[Area, ...], ...]:
    """Which areas lie side by side: the primary, then secondary and accents, then the neutrals (four on two rows)."""
    first = next((a for a in areas if a.role is Role.PRIMARY), areas[0])
    rest = [a for a in areas if a is not first]
    second = [a for a in rest if a.role in _SECOND]
    neutral = [a for a in rest if a.role not in _SECOND]
    out = [(first,), *_chunks(second), *_chunks(neutral)]
    return tuple(row for row in out if row)


def _chunks(areas: list[Area]) -> list[tuple[Area, ...]]:
    """Up to three areas stay on one row; more are dealt out evenly."""
    count = -(-len(areas) // 3)
    size = -(-len(areas) // count) if count else 1
    return [tuple(areas[i : i + size]) for i in range(0, len(areas), size)]


def _no_more(area: Area, width: int) -> int:
    return LEAST_HEIGHT


def fields(
    areas: Sequence[Area], *, first: int = LEAST_FIRST, needs: Callable[[Area, int], int] = _no_more
) -> dict[int, Box]:
    """Where each area's field lies.

    Args:
        areas: the areas of a scheme.
        first: least height of the primary's field, pixels; rows above their own least height give way to it.
        needs: the height that an area's text needs in a field of a width, pixels; kept as long as there is room.

    Returns:
        For the index of each area its box. The boxes fill 798 x 704 px with gaps of exactly 4 px.
    """
    layers = rows(areas)
    where = {id(a): i for i, a in enumerate(areas)}
    free = HEIGHT - GAP * (len(layers) - 1)
    total = sum(a.share for a in areas)
    across = [_widths(row) for row in layers[1:]]
    wanted = [sum(a.share for a in row) / total * free for row in layers[1:]]
    needed = [
        max(LEAST_HEIGHT, *(needs(a, w) for a, w in zip(row, widths, strict=True)))
        for row, widths in zip(layers[1:], across, strict=True)
    ]
    # Shares first; where text needs more the large rows give; where all of it is too much the needs give.
    heights = _at_least(wanted, _at_least(needed, [LEAST_HEIGHT] * len(needed), free - first), free - first)
    y, out = free - sum(heights), {}
    out[where[id(layers[0][0])]] = Box(0, 0, WIDTH, y)
    y += GAP
    for row, widths, height in zip(layers[1:], across, heights, strict=True):
        x = 0
        for area, width in zip(row, widths, strict=True):
            out[where[id(area)]] = Box(x, y, width, height)
            x += width + GAP
        y += height + GAP
    return out


def _widths(row: Sequence[Area]) -> list[int]:
    return side_by_side([a.share for a in row], WIDTH, LEAST_WIDTH)


def side_by_side(amounts: Sequence[float], size: int, least: int) -> list[int]:
    """Sizes of fields that share a row (or heights, of a column) by their amounts.

    Args:
        amounts: positive, one a field.
        size: pixels for all of them and the gaps between them.
        least: no field is smaller, as long as there is room for that.
    """
    room = size - GAP * (len(amounts) - 1)
    total = sum(amounts)
    sizes = _at_least([a / total * room for a in amounts], [least] * len(amounts), room)
    sizes[sizes.index(max(sizes))] += room - sum(sizes)  # rounding
    return sizes


def _at_least(wanted: Sequence[float], least: Sequence[int], most: float) -> list[int]:
    """Whole sizes as wanted, none below its least; what is then too much together is taken from the large ones."""
    sizes = [max(float(low), w) for w, low in zip(wanted, least, strict=True)]
    over = sum(sizes) - most
    if over > 0:
        spare = sum(sizes) - sum(least)
        part = min(1.0, over / spare) if spare else 0.0
        sizes = [s - (s - low) * part for s, low in zip(sizes, least, strict=True)]
    out = [max(low, round(s)) for s, low in zip(sizes, least, strict=True)]
    while sum(out) > most:  # rounding
        widest = max(range(len(out)), key=lambda i: out[i] - least[i])
        if out[widest] <= least[widest]:
            break
        out[widest] -= 1
    return out
