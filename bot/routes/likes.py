"""Places around one's taste."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.routes.table import Route, listed


@listed
@dataclass(frozen=True, slots=True)
class Likes(Route):
    """What is known of the person's taste."""

    letters = "lv"


@listed
@dataclass(frozen=True, slots=True)
class Thumb(Route):
    """Rate a scheme, or take the rating back; free."""

    letters = "th"
    code: str
    way: Literal["up", "down", "off"]


@listed
@dataclass(frozen=True, slots=True)
class Lean(Route):
    """Whether new schemes may lean on what the person likes."""

    letters = "le"
    on: bool


@listed
@dataclass(frozen=True, slots=True)
class PickColours(Route):
    """Which colours of a scheme are favourite colours."""

    letters = "lp"
    code: str


@listed
@dataclass(frozen=True, slots=True)
class AskColour(Route):
    """Ask for a favourite colour."""

    letters = "ln"


@listed
@dataclass(frozen=True, slots=True)
class AddColour(Route):
    """Add a favourite colour, six hexadecimal digits."""

    letters = "la"
    digits: str


@listed
@dataclass(frozen=True, slots=True)
class RemoveColour(Route):
    """Take a favourite colour off, six hexadecimal digits."""

    letters = "lr"
    digits: str


@listed
@dataclass(frozen=True, slots=True)
class AskForget(Route):
    """Ask whether what was learnt of the person's taste may really go."""

    letters = "lf"


@listed
@dataclass(frozen=True, slots=True)
class Forget(Route):
    """Forget it: the answer to `AskForget`."""

    letters = "lx"
