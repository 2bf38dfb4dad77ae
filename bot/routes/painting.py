"""Places that painting leads to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.routes.table import Route, listed


@listed
@dataclass(frozen=True, slots=True)
class AskBrief(Route):
    """Ask what to paint."""

    letters = "ab"


@listed
@dataclass(frozen=True, slots=True)
class PaintDraft(Route):
    """Agree to a price (in tokens, the one the question named) and paint what the question was about."""

    letters = "pd"
    draft: str
    agreed: int


@listed
@dataclass(frozen=True, slots=True)
class AskDraft(Route):
    """Ask the price question of a draft once more, at today's price."""

    letters = "qd"
    draft: str


@listed
@dataclass(frozen=True, slots=True)
class Decline(Route):
    """Leave a question alone."""

    letters = "no"


@listed
@dataclass(frozen=True, slots=True)
class Again(Route):
    """A new proposal for the same brief, for the price of a re-roll: the one the button named, in tokens.

    `asked` is set on the button of a price question, which is not asked about once more.
    """

    letters = "ag"
    code: str
    agreed: int
    asked: Literal["", "yes"] = ""


@listed
@dataclass(frozen=True, slots=True)
class Retier(Route):
    """The same colours with an easier or a harder recipe; free."""

    letters = "rt"
    code: str
    tier: Literal["fast", "tabletop", "display"]


@listed
@dataclass(frozen=True, slots=True)
class ChooseBrand(Route):
    """Ask which brand the same colours should be painted with."""

    letters = "cb"
    code: str
    page: int = 0


@listed
@dataclass(frozen=True, slots=True)
class Rebrand(Route):
    """The same colours with another brand's paints; free. An empty brand means any."""

    letters = "rb"
    code: str
    brand: str = ""


RoleWord = Literal["primary", "secondary", "accent", "accent2", "metal", "leather", "skin", "ground"]


@listed
@dataclass(frozen=True, slots=True)
class AskChange(Route):
    """Ask what to change about a scheme's colours, by buttons or in words."""

    letters = "ac"
    code: str


@listed
@dataclass(frozen=True, slots=True)
class ChangeColours(Route):
    """Change a scheme's colours; free. `role` is what it is about, empty for all that is not locked."""

    letters = "cc"
    code: str
    how: Literal["colder", "warmer", "lighter", "darker", "muted", "vivid", "harder", "softer", "swap"]
    role: Literal["", "primary", "secondary", "accent", "accent2", "metal", "leather", "skin", "ground"] = ""


@listed
@dataclass(frozen=True, slots=True)
class Locks(Route):
    """Which colours of a scheme are locked."""

    letters = "lk"
    code: str


@listed
@dataclass(frozen=True, slots=True)
class Lock(Route):
    """Lock one colour of a scheme, or unlock it."""

    letters = "lo"
    code: str
    role: RoleWord
    on: bool = True
