"""What a paint is: one row of the catalogue, and the words in which it is sorted."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class PaintKind(StrEnum):
    """What a paint does on the model. Paints are compared by colour within one kind only.

    A bottle's form (for the brush, for the airbrush, a can, a pen) is `Form`; a metallic paint is METALLIC whatever
    its form, except when it is made to be primed with.
    """

    OPAQUE = "opaque"
    METALLIC = "metallic"
    WASH = "wash"
    CONTRAST = "contrast"
    INK = "ink"
    CLEAR = "clear"
    """Transparent colour, glazes and candies: tints what lies below."""
    TEXTURE = "texture"
    """Pastes for the base: mud, sand, stone, snow."""
    EFFECT = "effect"
    """Rust, blood, slime, water, gems, glow."""
    FLUORESCENT = "fluorescent"
    COLOUR_SHIFT = "colour shift"
    """Changes with the angle: its hex means nothing and is never compared."""
    PIGMENT = "pigment"
    PRIMER = "primer"
    VARNISH = "varnish"
    MEDIUM = "medium"


class Form(StrEnum):
    """How the paint comes."""

    BRUSH = "brush"
    AIR = "air"
    """Thinned for the airbrush."""
    SPRAY = "spray"
    DRY = "dry"
    """Stiff, for drybrushing."""
    MARKER = "marker"


class MetalFamily(StrEnum):
    """The metal a metallic paint looks like."""

    GOLD = "gold"
    BRASS = "brass"
    BRONZE = "bronze"
    COPPER = "copper"
    STEEL = "steel"
    SILVER = "silver"
    GUNMETAL = "gunmetal"
    COLOURED = "coloured"


class Production(StrEnum):
    """Whether the paint is still made, as far as the open lists say."""

    CURRENT = "current"
    UNKNOWN = "unknown"
    GONE = "gone"


class Paint(NamedTuple):
    """One paint. A named tuple because seven thousand of them are made each time the program starts."""

    id: str
    """`brand/range/name` or `brand/range/name/code`, lower case, stable across rebuilds of the catalogue."""
    brand: str
    range: str
    name: str
    code: str
    """The maker's number; empty where the maker has none."""
    kind: PaintKind
    form: Form
    hex: str
    """`#RRGGBB`. For washes and contrast paints over white; for metals a hint only."""
    metal: MetalFamily | None
    tone: int
    """Metals: from 1 (darkest of its family) to 5 (brightest); 0 for all others."""
    tint: str
    """Washes, textures and primers: what they are used as ("sepia", "mud", "black"); else empty."""
    sources: int
    """How many independent open lists give this hex."""
    spread: float
    """How far those lists disagree, CIEDE2000; 0 where there is one list only."""
    production: Production
    comparable: bool
    """False where the hex is known to be wrong or meaningless: findable by name, never matched by colour."""
    aliases: tuple[str, ...]
    says: str
    """The colour that the name says last ("Heavy Black Green" says green); empty when it says none."""
    traits: str
    """"f" when it is named for flesh, "n" when for one tank, aircraft or uniform; both may be there."""

    @property
    def is_metallic(self) -> bool:
        """True for paints that look like metal."""
        return self.kind is PaintKind.METALLIC

    @property
    def title(self) -> str:
        """Brand, range and name in one line, for lists and logs."""
        return f"{self.brand} {self.range} {self.name}" + (f" {self.code}" if self.code else "")
