"""The brief: what a painter asked for, already checked and cut to size."""

from __future__ import annotations

import hashlib
from typing import Annotated

from pydantic import Field

from core.paintschemes.scheme import MAX_COLOURS, MIN_COLOURS, Frozen, Hex, Role, Tier

MAX_TEXT = 1_000
"""Characters of a description; a longer one is refused, never cut in silence."""


class Brief(Frozen):
    """One request for a scheme. `seed` makes it repeatable: the same brief gives the same proposal."""

    text: Annotated[str, Field(max_length=MAX_TEXT)]
    faction: str = ""
    """Key of an archetype ("spectral host") when chosen from the list; free text stays in `text`."""
    mood: str = ""
    style: str = ""
    colours: Annotated[int, Field(ge=MIN_COLOURS, le=MAX_COLOURS)] | None = None
    """How many colours; None leaves it to the text or to the usual six."""
    brands: tuple[str, ...] = ()
    tier: Tier = Tier.TABLETOP
    locks: dict[Role, Hex] = Field(default_factory=dict)
    """Colours that may not change, by role (a re-roll of the rest)."""
    seed: int = 0
    language: str = "en"

    def digest(self) -> str:
        """SHA-256 over everything that a price is bound to; the seed is left out because it costs nothing."""
        body = self.model_dump_json(exclude={"seed"})
        return hashlib.sha256(body.encode()).hexdigest()
