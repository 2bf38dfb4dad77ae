"""What is asked of the name engine and what it answers: plain frozen values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from core.colour.families import family, metal_family
from core.errors import BadInput, UnknownWord
from core.nicknames.catalogue import TONES
from core.paintschemes.scheme import Paintscheme, Role
from core.words import N_

Kind = Literal["model", "unit", "army"]

MIN_NAME: Final = 2
MAX_NAME: Final = 32
"""Characters of a full name."""

MAX_TEXT: Final = 1_000
"""Characters of a person's own words."""

MAX_TRAITS: Final = 12
MAX_COUNT: Final = 12


@dataclass(frozen=True, slots=True)
class NameColour:
    """One colour of a scheme as names see it.

    `name` is what the person reads on the card ("Pale mint teal"), `role` the key of its role and `family` one of the
    families or metals of core.colour.families; an empty family is looked for in the name.
    """

    name: str
    role: str = ""
    family: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """One line why, in English with places; those named in `keys` hold texts that are translated too."""

    message: str
    values: Mapping[str, str]
    keys: frozenset[str] = frozenset()

    def text(self, translate: Callable[[str], str] = str) -> str:
        """The line as it is shown; `translate` looks up one text of the catalogue."""
        values = {name: translate(value) if name in self.keys else value for name, value in self.values.items()}
        return translate(self.message).format(**values)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One name.

    Everything is a string or a tuple of strings, so that a suggestion can be kept and asked for again ("more like
    this"). `shape` and `flavour` say how it was made; where they are unknown they may be empty.
    """

    full: str
    short: str
    reason: Reason
    tradition: str
    parts: tuple[str, ...]
    shape: str = ""
    flavour: str = ""
    tone: float = 0.0


@dataclass(frozen=True, slots=True)
class NameAsk:
    """One request for names.

    Args:
        tradition: a key or label of a tradition or a theme word ("pirates"); empty leaves it to archetype and text.
        kind: what is to be named.
        archetype: a faction key or a word for one.
        traits: keys of `TRAITS` or the person's own words.
        tone: from serious (0) to silly (1), or a word of `TONES`.
        colours: the scheme's colours.
        text: own words: what it is about. Read for what our lists know, never repeated as it stands.
        seed: the same ask with the same seed gives the same names.
        avoid: names the person has or was shown.
        count: how many suggestions.
        like: more like this one.
        unlike: other than these in sound, build and flavour.
        turn: how often "different" was asked; moves on to other traditions where none was chosen.
    """

    tradition: str = ""
    kind: Kind = "model"
    archetype: str = ""
    traits: tuple[str, ...] = ()
    tone: float | str = 0.0
    colours: tuple[NameColour, ...] = ()
    text: str = ""
    seed: int = 0
    avoid: frozenset[str] = frozenset()
    count: int = 6
    like: Suggestion | None = None
    unlike: tuple[Suggestion, ...] = field(default=(), repr=False)
    turn: int = 0

    def __post_init__(self) -> None:
        if self.kind not in ("model", "unit", "army"):
            raise UnknownWord(N_("kind"), str(self.kind)[:60], ("model", "unit", "army"))
        if len(self.text) > MAX_TEXT:
            raise BadInput(N_("That is too long: {most} characters at most."), most=MAX_TEXT)
        if len(self.traits) > MAX_TRAITS:
            raise BadInput(N_("That is too much: {most} traits at most."), most=MAX_TRAITS)
        if not 1 <= self.count <= MAX_COUNT:
            raise BadInput(N_("Between 1 and {most} names at once."), most=MAX_COUNT)
        tone(self.tone)


def tone(given: float | str) -> float:
    """A tone as a number between 0 (serious) and 1 (silly).

    Raises:
        UnknownWord: for a word that `TONES` does not have.
        BadInput: for a number out of bounds.
    """
    if isinstance(given, str):
        word = " ".join(given.casefold().split())
        if word not in TONES:
            raise UnknownWord(N_("tone"), given.strip()[:60], tuple(TONES)[:3])
        return TONES[word][1]
    if not 0 <= given <= 1:
        raise BadInput(N_("A tone lies between 0 (serious) and 1 (silly)."))
    return float(given)


def colours_of(scheme: Paintscheme) -> tuple[NameColour, ...]:
    """What the colours of a scheme are to its names."""
    return tuple(
        NameColour(
            area.name,
            area.role.value,
            metal_family(area.hex) if area.role is Role.METAL else family(area.hex, area.role),
        )
        for area in scheme.areas
    )
