"""Days put together into as many bars as can be told apart: days, weeks, months or years."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from core.usage.service import Day

Unit = Literal["day", "week", "month", "year"]

CAME: Final = ("earned", "bought", "gifts")
WENT: Final = ("spent", "expired", "taken_back")
"""Ways of tokens, by their names in `core.usage.service.Day`, from the line outwards."""

LEAST: Final = 7
"""Bars that are drawn at least: a single day as wide as the page would say nothing."""
_MOST: Final[dict[Unit, int]] = {"day": 62, "week": 106, "month": 120}


@dataclass(frozen=True, slots=True)
class Slot:
    """One bar: the first day it stands for, and what came and went, in the orders of `CAME` and `WENT`."""

    first: date
    came: tuple[int, ...]
    went: tuple[int, ...]


def slots(days: Sequence[Day], first: date, last: date) -> tuple[Unit, tuple[Slot, ...]]:
    """The bars from one day to another.

    Args:
        days: days on which tokens came or went.
        first: where the time begins; earlier when there would be fewer than `LEAST` bars.
        last: its last day, part of the last bar.

    Returns:
        What a bar stands for, the shortest unit that has room, and the bars without gaps, oldest first.
    """
    first = max(date.min + timedelta(LEAST), min(first, last - timedelta(LEAST - 1)))
    unit: Unit = "year"
    for unit_, most in _MOST.items():
        if _counted(unit_, first, last) <= most:
            unit = unit_
            break
    begins = [_BEGIN[unit](first)]
    while (follows := _NEXT[unit](begins[-1])) <= last:
        begins.append(follows)
    sums = {begin: [0] * (len(CAME) + len(WENT)) for begin in begins}
    for day in days:
        if first <= day.day <= last:
            of = sums[_BEGIN[unit](day.day)]
            for way, name in enumerate((*CAME, *WENT)):
                of[way] += getattr(day, name)
    return unit, tuple(Slot(b, tuple(of[: len(CAME)]), tuple(of[len(CAME) :])) for b, of in sums.items())


def _counted(unit: Unit, first: date, last: date) -> int:
    if unit == "day":
        return (last - first).days + 1
    if unit == "week":
        return (_monday(last) - _monday(first)).days // 7 + 1
    return (last.year - first.year) * 12 + last.month - first.month + 1


def _monday(day: date) -> date:
    return day - timedelta(day.weekday())


_BEGIN: Final[dict[Unit, Callable[[date], date]]] = {
    "day": lambda day: day,
    "week": _monday,
    "month": lambda day: day.replace(day=1),
    "year": lambda day: day.replace(month=1, day=1),
}
_NEXT: Final[dict[Unit, Callable[[date], date]]] = {
    "day": lambda day: day + timedelta(1),
    "week": lambda day: day + timedelta(7),
    "month": lambda day: (day.replace(day=1) + timedelta(32)).replace(day=1),
    "year": lambda day: day.replace(year=day.year + 1),
}
