"""Places around paints and the shelf."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.routes.table import Route, listed


@listed
@dataclass(frozen=True, slots=True)
class Paints(Route):
    """What can be asked about paints, and how full the shelf is."""

    letters = "pa"


@listed
@dataclass(frozen=True, slots=True)
class MatchPaint(Route):
    """What comes near a paint; `paint` is its short id (`core.shelf.naming.short`)."""

    letters = "mp"
    paint: str


@listed
@dataclass(frozen=True, slots=True)
class ConvertPaint(Route):
    """What a brand has in place of a paint; an empty brand means the large ones."""

    letters = "cp"
    paint: str
    brand: str = ""


@listed
@dataclass(frozen=True, slots=True)
class Shelf(Route):
    """The person's paints; `after` is the short id of the paint that the page before ended with."""

    letters = "sh"
    after: str = ""


@listed
@dataclass(frozen=True, slots=True)
class AddPaint(Route):
    """Put a paint onto the shelf."""

    letters = "sa"
    paint: str


@listed
@dataclass(frozen=True, slots=True)
class RemovePaint(Route):
    """Take a paint off the shelf."""

    letters = "sr"
    paint: str


@listed
@dataclass(frozen=True, slots=True)
class PasteList(Route):
    """Ask for a list of paints."""

    letters = "sp"


@listed
@dataclass(frozen=True, slots=True)
class BoxedSets(Route):
    """The boxed sets that are known, of one brand or the brands that have any."""

    letters = "sb"
    brand: str = ""


@listed
@dataclass(frozen=True, slots=True)
class AddSet(Route):
    """Put a whole boxed set onto the shelf; `key` as in `core/shelf/sets.txt`."""

    letters = "ss"
    key: str


@listed
@dataclass(frozen=True, slots=True)
class AskedBack(Route):
    """The next name of a list that may mean several paints."""

    letters = "sq"


@listed
@dataclass(frozen=True, slots=True)
class Settle(Route):
    """Which paint a name means, by its short id; "-" for none of those offered."""

    letters = "sy"
    question: str
    paint: str


@listed
@dataclass(frozen=True, slots=True)
class DropAsked(Route):
    """Leave all names that are still open."""

    letters = "sz"


@listed
@dataclass(frozen=True, slots=True)
class UndoShelf(Route):
    """Take an addition back: the last one unless `batch` names another."""

    letters = "su"
    batch: str = ""


@listed
@dataclass(frozen=True, slots=True)
class ShelfFile(Route):
    """The whole shelf as files."""

    letters = "sf"


@listed
@dataclass(frozen=True, slots=True)
class Shopping(Route):
    """What is to be bought for the recent or the favourite schemes."""

    letters = "sg"
    which: Literal["recent", "favourites"] = "recent"


@listed
@dataclass(frozen=True, slots=True)
class ShoppingFor(Route):
    """What is to be bought for one scheme."""

    letters = "s1"
    code: str


@listed
@dataclass(frozen=True, slots=True)
class FromShelf(Route):
    """The same colours with the person's own paints and at most so many new ones; free. "off" means the shops again."""

    letters = "fs"
    code: str
    new: Literal["0", "3", "6", "any", "off"] = "0"
