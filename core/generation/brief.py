"""The brief: what a painter asked for, already checked and cut to size."""

from __future__ import annotations

import hashlib
from typing import Annotated

from pydantic import Field

from core.paintschemes.scheme import MAX_COLOURS, MIN_COLOURS, Frozen, Hex, Role, Tier

MAX_TEXT = 1_000
"""Characters of a description; a longer one is refused, never cut in silence."""


MAX_NEW_PAINTS = 60
"""More than a scheme can use."""


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
    from_shelf: bool = False
    """Paint with the paints the person owns, and buy at most `new_paints` more."""
    new_paints: Annotated[int, Field(ge=0, le=MAX_NEW_PAINTS)] | None = None
    """With `from_shelf`: how many new paints at most; 0 is only what is there, None as many as are worth it."""
    seed: int = 0
    language: str = "en"

    def digest(self) -> str:
        """SHA-256 over everything that a price is bound to; the seed is left out because it costs nothing.

        Fields that came later are left out where they are not used, so that a brief keeps the digest it had.
        """
        later = () if self.from_shelf else ("from_shelf", "new_paints")
        body = self.model_dump_json(exclude={"seed", *later})
        return hashlib.sha256(body.encode()).hexdigest()
