"""Places around what one prefers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.routes.table import Route, listed


@listed
@dataclass(frozen=True, slots=True)
class Preferences(Route):
    """What the person prefers."""

    letters = "pf"


@listed
@dataclass(frozen=True, slots=True)
class PreferStyle(Route):
    """Usually paint in a style, or in none."""

    letters = "py"
    usual: Literal["realistic", "stylised", "grimdark", "bright"]
    on: bool = True


@listed
@dataclass(frozen=True, slots=True)
class PickBrands(Route):
    """Which brands the person usually paints with."""

    letters = "pk"


@listed
@dataclass(frozen=True, slots=True)
class PreferBrand(Route):
    """Usually paint with a brand, or no longer."""

    letters = "pb"
    maker: str
    on: bool = True


@listed
@dataclass(frozen=True, slots=True)
class PickThemes(Route):
    """Which names the person likes: themes and a tone."""

    letters = "pn"


@listed
@dataclass(frozen=True, slots=True)
class PreferTheme(Route):
    """Like the names of a tradition (its key), or no longer."""

    letters = "pt"
    theme: str
    on: bool = True


@listed
@dataclass(frozen=True, slots=True)
class PreferTone(Route):
    """Like names of a tone (its key), or leave it to each name."""

    letters = "pw"
    tone: str
    on: bool = True


@listed
@dataclass(frozen=True, slots=True)
class AskBefore(Route):
    """When to ask before tokens are spent."""

    letters = "pc"
    when: Literal["always", "changed", "never"]


@listed
@dataclass(frozen=True, slots=True)
class PickLanguage(Route):
    """Which language the person wants to be answered in."""

    letters = "pg"


@listed
@dataclass(frozen=True, slots=True)
class PreferLanguage(Route):
    """Be answered in a language (its locale); empty means that of the app."""

    letters = "pl"
    locale: str = ""


@listed
@dataclass(frozen=True, slots=True)
class RemindMe(Route):
    """Whether to tell when the claim of the day can be made."""

    letters = "pm"
    on: bool


@listed
@dataclass(frozen=True, slots=True)
class TellFinished(Route):
    """Whether to tell when a request that took long has ended."""

    letters = "pj"
    on: bool
