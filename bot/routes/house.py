"""Places about the bot itself."""

from __future__ import annotations

from dataclasses import dataclass

from bot.routes.table import Route, listed


@listed
@dataclass(frozen=True, slots=True)
class Help(Route):
    """What one can do here."""

    letters = "he"


@listed
@dataclass(frozen=True, slots=True)
class About(Route):
    """What this is and what it is not."""

    letters = "ao"
