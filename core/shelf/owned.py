"""A paint that somebody owns, and what came of putting some onto a shelf: plain values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

MAX_PAINTS: Final = 3_000
"""Paints of one person."""

PAGE: Final = 20
"""Paints of a page, unless asked otherwise."""


class Source(StrEnum):
    """How a paint came onto the shelf."""

    HAND = "hand"
    SET = "set"
    LIST = "list"


class OwnedPaint(NamedTuple):
    """A paint on a shelf, as the catalogue had it when it was added."""

    paint_id: str
    brand: str
    range: str
    name: str
    code: str
    hex: str
    source: str
    batch: str
    added_at: int

    @property
    def title(self) -> str:
        """Brand, range, name and code in one line."""
        return " ".join(word for word in (self.brand, self.range, self.name, self.code) if word.strip(" -"))


class Question(NamedTuple):
    """A line of somebody's list that may mean several paints. `line` is sealed."""

    id: str
    line: str


@dataclass(frozen=True, slots=True)
class Added:
    """What came of adding paints.

    Attributes:
        batch: names this addition, to take it back.
        new: ids that were not there before.
        there: ids that were.
        count: paints on the shelf now.
    """

    batch: str
    new: tuple[str, ...]
    there: tuple[str, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the shelf, by brand and name.

    Attributes:
        after: id of the paint that the next page begins behind; None on the last page.
    """

    paints: tuple[OwnedPaint, ...]
    after: str | None
