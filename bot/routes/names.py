"""Places that names lead to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.routes.table import Route, listed


@listed
@dataclass(frozen=True, slots=True)
class AskNickname(Route):
    """Ask what should get a name."""

    letters = "nq"


@listed
@dataclass(frozen=True, slots=True)
class NameFor(Route):
    """Names for a model or an army, by its code in the collection."""

    letters = "nf"
    target: str


@listed
@dataclass(frozen=True, slots=True)
class NameDraft(Route):
    """Agree to a price (in tokens, the one the question named) and get the names the question was about."""

    letters = "nd"
    draft: str
    agreed: int


@listed
@dataclass(frozen=True, slots=True)
class AskNames(Route):
    """The price question about names once more, for a link that leads to it."""

    letters = "na"
    draft: str


@listed
@dataclass(frozen=True, slots=True)
class Names(Route):
    """Names that were suggested."""

    letters = "nv"
    naming: str


@listed
@dataclass(frozen=True, slots=True)
class ChooseName(Route):
    """Take one of the names that were suggested, counted from 0."""

    letters = "nc"
    naming: str
    number: int


@listed
@dataclass(frozen=True, slots=True)
class AskLike(Route):
    """Ask which of the names further ones should be like."""

    letters = "nl"
    naming: str


@listed
@dataclass(frozen=True, slots=True)
class MoreNames(Route):
    """Further names, for the price the button named; `number` is the one they should be like, counted from 0."""

    letters = "nm"
    naming: str
    how: Literal["like", "different", "sillier"]
    agreed: int
    number: int = 0
    asked: Literal["", "yes"] = ""
    """Set on the button of a price question, which is not asked about once more."""


@listed
@dataclass(frozen=True, slots=True)
class GiveName(Route):
    """Give a name that was chosen to a model or an army."""

    letters = "ng"
    naming: str
    number: int
    target: str


@listed
@dataclass(frozen=True, slots=True)
class AskBearer(Route):
    """Ask which model or army a name should go to."""

    letters = "nb"
    naming: str
    number: int


@listed
@dataclass(frozen=True, slots=True)
class NameHistory(Route):
    """Names that were suggested before, newest first; `before` is where the page before ended."""

    letters = "nh"
    before: str = ""
