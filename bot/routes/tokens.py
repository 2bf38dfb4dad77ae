"""Places around tokens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.routes.table import Route, listed


@listed
@dataclass(frozen=True, slots=True)
class Balance(Route):
    """What the person has."""

    letters = "ba"


@listed
@dataclass(frozen=True, slots=True)
class Daily(Route):
    """Claim today's tokens."""

    letters = "da"


@listed
@dataclass(frozen=True, slots=True)
class History(Route):
    """The journal, newest first; `before` is where the page before ended."""

    letters = "hi"
    before: str = ""


@listed
@dataclass(frozen=True, slots=True)
class HistoryFile(Route):
    """The whole journal as a CSV file."""

    letters = "hf"


@listed
@dataclass(frozen=True, slots=True)
class Usage(Route):
    """What the person did here in a time that ends today."""

    letters = "us"
    period: Literal["week", "month", "all"] = "month"


@listed
@dataclass(frozen=True, slots=True)
class Costs(Route):
    """What things cost."""

    letters = "co"
