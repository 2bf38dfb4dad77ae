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


MAX_LIKED = 12
"""Colours of a person's taste that a brief carries at most."""


class LikedColour(Frozen):
    """A colour that the person likes or, with a weight below 0, dislikes; 100 is one they named themselves."""

    hex: Hex
    weight: Annotated[int, Field(ge=-100, le=100)]


class PhotoColour(Frozen):
    """One colour of a photo's subject; `share` of it and `low`, how much lies at its foot, in thousandths."""

    hex: Hex
    share: Annotated[int, Field(ge=1, le=1000)]
    low: Annotated[int, Field(ge=0, le=1000)] = 0


class PhotoPalette(Frozen):
    """All that is kept of a photo."""

    colours: Annotated[tuple[PhotoColour, ...], Field(min_length=1, max_length=MAX_COLOURS)]
    """Largest first."""
    floor: Hex | None = None
    """The background's colour below the subject, where it is not just a backdrop."""
    turn: Annotated[int, Field(ge=0)] = 0
    """How often the roles were given out anew."""


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
    photo: PhotoPalette | None = None
    """The colours of a photo that the scheme is to have; the text may then be empty."""
    liked: Annotated[tuple[LikedColour, ...], Field(max_length=MAX_LIKED)] = ()
    """What the person liked when this was painted, strongest first; it leans what the words leave open."""
    usual_style: str = ""
    """Key of the style the person usually paints in (`core.generation.vocabulary.USUAL_STYLES`); it says what the words
    leave unsaid, and weighs less than any of them."""
    usual_brands: bool = False
    """Whether `brands` are the person's usual ones: the brief named none."""
    seed: int = 0
    language: str = "en"

    def digest(self) -> str:
        """SHA-256 over everything that a price is bound to.

        The seed is left out because it costs nothing, and so are the likes and what is usual: they may change between a
        question and its answer, or while the same event comes in twice, and it is one request all the same.

        Fields that came later are left out where they are not used, so that a brief keeps the digest it had.
        """
        shelf = () if self.from_shelf else ("from_shelf", "new_paints")
        photo = () if self.photo else ("photo",)
        named = self.model_copy(update={"brands": ()}) if self.usual_brands else self
        body = named.model_dump_json(exclude={"seed", "liked", "usual_style", "usual_brands", *shelf, *photo})
        return hashlib.sha256(body.encode()).hexdigest()
