"""What an engine answers: colours with roles and words, never a paint name. Code does the rest."""

from __future__ import annotations

from typing import Annotated, Protocol

from pydantic import Field

from core.generation.brief import Brief
from core.paintschemes.scheme import Frozen, Hex, Role


class ProposedColour(Frozen):
    """One colour of a proposal."""

    role: Role
    hex: Hex
    name: str = ""
    """In plain words ("Pale mint teal"); empty lets the colour room name it."""
    covers: str = ""
    """What it goes on ("Robes, ghost flesh"); empty lets the archetype say it."""
    named: bool = False
    """The brief asked for this very colour."""
    asked_hex: Hex | None = None
    """The colour the brief's word stands for, when `named`: a repair may not move further than 20 CIEDE2000 from it."""


class Proposal(Frozen):
    """A whole proposal, its own idea of how sure it is, and the ones it did not choose."""

    title: str
    mood_line: str
    colours: tuple[ProposedColour, ...]
    archetype: str = ""
    mood: str = ""
    style: str = ""
    tags: tuple[str, ...] = ()
    techniques: tuple[str, ...] = ()
    understood: tuple[str, ...] = ()
    not_understood: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    """Colour words the brief ruled out ("no red")."""
    waivers: dict[str, str] = Field(default_factory=dict)
    """Palette rule -> the brief's own words that set it aside ("all black": rule "value")."""
    leaned: tuple[Hex, ...] = ()
    """Liked colours of the brief that drew colours of this proposal towards them."""
    avoided: tuple[Hex, ...] = ()
    """Disliked ones that colours of it made way for."""
    usual: str = ""
    """The brief's usual style, where it said something that the words left unsaid."""
    confidence: Annotated[float, Field(ge=0, le=1)]
    engine: str
    engine_version: str
    alternatives: tuple[tuple[Hex, ...], ...] = ()
    """Runner-up palettes, best first; kept on the request row, not shown."""


class Engine(Protocol):
    """Whatever turns a brief into a proposal. An engine may be slow and may fail; the desk handles both."""

    name: str
    version: str

    async def propose(self, brief: Brief) -> Proposal:
        """Propose colours for a brief. Raises `core.errors.Refusal` when the brief itself cannot be served."""
        ...
