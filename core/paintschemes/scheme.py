"""What a paint scheme is: plain, frozen values that say everything a card, a picture or a file has to show.

A `Paintscheme` is complete in itself: it carries a snapshot of every paint it names, so that a scheme painted years ago
still reads the same after the catalogue has moved on. Text in it is English (keys of the catalogue where it is one of
our own phrases, plain words where it was composed, such as the title).
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from core.words import N_


def _canonical_hex(value: str) -> str:
    body = value.removeprefix("#")
    if len(body) != 6 or any(c not in "0123456789abcdefABCDEF" for c in body):
        raise ValueError("a colour is #RRGGBB")
    return "#" + body.upper()


Hex = Annotated[str, AfterValidator(_canonical_hex)]
"""An sRGB colour, written `#RRGGBB` in capitals."""


class Role(StrEnum):
    """What a colour does on the model. `ACCENT2` exists only in schemes of eight colours."""

    PRIMARY = "primary"
    SECONDARY = "secondary"
    ACCENT = "accent"
    ACCENT2 = "accent2"
    METAL = "metal"
    LEATHER = "leather"
    SKIN = "skin"
    GROUND = "ground"


ROLE_NAMES: dict[Role, str] = {
    Role.PRIMARY: N_("Primary"),
    Role.SECONDARY: N_("Secondary"),
    Role.ACCENT: N_("Accent"),
    Role.ACCENT2: N_("Accent 2"),
    Role.METAL: N_("Metal"),
    Role.LEATHER: N_("Leather"),
    Role.SKIN: N_("Skin"),
    Role.GROUND: N_("Ground"),
}

MIN_COLOURS = 3
MAX_COLOURS = 8


class Tier(StrEnum):
    """How far the recipe goes: table-ready in an evening, the usual three steps, or a display piece."""

    FAST = "fast"
    TABLETOP = "tabletop"
    DISPLAY = "display"


class Closeness(StrEnum):
    """How near a paint comes to the colour that was wanted, in words rather than false decimals."""

    VERY_CLOSE = "very close"
    CLOSE = "close"
    SIMILAR = "similar"
    BY_METAL_TYPE = "by metal type"


class Frozen(BaseModel):
    """Base of all values here: immutable, no unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class PaintRef(Frozen):
    """A real paint, as the catalogue had it when the scheme was made."""

    id: str
    brand: str
    range: str
    name: str
    code: str = ""
    kind: str
    hex: Hex


class Choice(Frozen):
    """One paint of the short list for a role, with its closeness to the colour aimed at."""

    paint: PaintRef
    closeness: Closeness


class Step(Frozen):
    """One rung of a ladder: the colour aimed at, the paint for it if one was found, and how it goes on."""

    target: Hex
    paint: PaintRef | None = None
    technique: str
    note: str = ""


class Ladder(Frozen):
    """Shade, base, layer, highlight: rising in lightness for opaque colours, by metal class for metals."""

    shade: Step
    base: Step
    layer: Step
    highlight: Step


class Area(Frozen):
    """One role of the scheme with everything that belongs to it."""

    role: Role
    hex: Hex
    name: str
    covers: str
    share: Annotated[int, Field(ge=1, le=100)]
    named: bool = False
    """True when the brief asked for this colour by name: repairs and re-rolls leave it alone as long as they can."""
    ladder: Ladder
    closeness: Closeness
    choices: tuple[Choice, ...] = ()
    """Best paints first, at most three a brand; the first one is the ladder's base."""
    wash: PaintRef | None = None
    """The wash for the recesses, chosen by colour family. A wash never has a match score."""
    techniques: tuple[str, ...] = ()


class Advice(Frozen):
    """One column of the advice strip: what, with which paint, and a sentence on how."""

    headline: str
    paint: PaintRef | None = None
    text: str = ""


class Missing(Frozen):
    """Something that the person's shelf has no usable paint for, with the nearest one to buy."""

    part: str
    """A `Role`, or "wash", "primer", "texture"."""
    paint: PaintRef | None = None


class RuleResult(Frozen):
    """One palette rule, whether it holds, and the brief's own words that waived it where it does not."""

    rule: str
    holds: bool
    measured: float
    wanted: float
    waived_by: str = ""


class Paintscheme(Frozen):
    """A whole paint scheme."""

    version: Literal[1] = 1
    title: str
    mood_line: str
    """One short line under the title: the mood in words ("Spectral, cold, quietly mournful")."""
    tags: tuple[str, ...] = ()
    archetype: str = ""
    """Key of the neutral archetype the brief was read as; empty when none was."""
    mood: str = ""
    style: str = ""
    areas: Annotated[tuple[Area, ...], Field(min_length=MIN_COLOURS, max_length=MAX_COLOURS)]
    primer: Advice
    undercoat: tuple[PaintRef, ...] = ()
    """What goes over the primer before any colour: slapchop's grey and white, or the spray from above."""
    wash: Advice
    ground: Advice
    techniques: tuple[str, ...]
    """Technique keys in the order they are done."""
    tier: Tier = Tier.TABLETOP
    difficulty: Annotated[int, Field(ge=1, le=5)]
    minutes: tuple[int, int]
    """Time a model, from and to, in minutes."""
    brands: tuple[str, ...] = ()
    """Brands asked for; empty means any."""
    from_shelf: bool = False
    """Painted with what its person owned when it was made."""
    to_buy: tuple[PaintRef, ...] = ()
    """Of a scheme from the shelf: its paints that were not on it."""
    missing: tuple[Missing, ...] = ()
    """Of a scheme from the shelf: what it leaves out because nothing there would do."""
    rules: tuple[RuleResult, ...] = ()
    engine: str
    engine_version: str
    seed: int
    confidence: Annotated[float, Field(ge=0, le=1)]
    understood: tuple[str, ...] = ()
    not_understood: tuple[str, ...] = ()
    clear_at_arms_length: bool = True

    def area(self, role: Role) -> Area | None:
        """The area of a role, or None when the scheme has no such role."""
        return next((a for a in self.areas if a.role is role), None)
