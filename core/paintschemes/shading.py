"""How to shade and highlight one colour: four paints, a wash, and the rule of thumb of its family.

The same ladders and the same choice of paints as in a whole scheme, for a single colour or for a paint one has.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from typing import Final

from core.colour.convert import hexes
from core.colour.ladders import ladder
from core.colour.names import name_colour
from core.errors import BadInput, UnknownWord
from core.paints import Catalogue
from core.paints.catalogue import Shelf
from core.paints.finding import code_of, plain
from core.paints.metals import sort_colour
from core.paints.paint import Paint, PaintKind
from core.paintschemes.advice import ref
from core.paintschemes.recipe import Bench, Wanted
from core.paintschemes.scheme import Closeness, Hex, PaintRef, Role
from core.paintschemes.washes import family_of, find_wash, wanted
from core.words import N_

MOST = 80
"""Characters of what is asked about; no paint has a longer name."""

_NO_BASE: Final = frozenset(
    {
        *(PaintKind.WASH, PaintKind.TEXTURE, PaintKind.EFFECT, PaintKind.PIGMENT, PaintKind.VARNISH),
        *(PaintKind.MEDIUM, PaintKind.COLOUR_SHIFT, PaintKind.CLEAR),
    }
)
RULES: Final[dict[str, str]] = {
    "red": N_("Go up to orange, not to white: white turns red into pink. Down goes to a brownish wine red."),
    "crimson": N_("A cool red: its shadow is nearly a purple black, its light a dusty rose rather than orange."),
    "orange": N_("Down to red-brown, up to a warm yellow. Black makes it dirty."),
    "yellow": N_("Shade it with orange-brown and never with black, which turns it green. Start on a light undercoat."),
    "olive": N_("Lighten it with bone; it stays a soldier's green instead of becoming lime."),
    "green": N_("Towards yellow in the light, towards blue in the dark."),
    "teal": N_("Deepen it towards blue and lift it towards mint; a little of it is bright enough."),
    "blue": N_("It forgives most things. Light goes towards cyan, shadow stays a clear dark blue."),
    "purple": N_("The shadow leans to blue, the light to pink; grey in between looks chalky."),
    "pink": N_("Shade it with wine red or magenta; the last light may be almost white."),
    "brown": N_("Dark warm brown below, tan above; a few thin scratches make it look worn."),
    "bone": N_("A sepia wash does most of the work; bring the ridges back and end in ivory."),
    "black": N_(
        "Nothing is darker, so it is made by its highlights: thin, few, blue-grey if cold, brown-grey if warm."
    ),
    "white": N_("Start off-white and keep pure white for the top edges; the shadows are a clean blue-grey."),
    "grey": N_("Let it lean: a little blue makes stone and steel, a little brown makes dust."),
    "steel": N_("A black wash over all of it, then bright silver on edges and corners only."),
    "silver": N_("Keep it bright: the wash goes into the seams, plain silver stays on the planes."),
    "gunmetal": N_("Dark to begin with: one wash, and steel on the edges that face the light."),
    "gold": N_("A brown or flesh wash warms it; the sharpest edges take a touch of silver."),
    "brass": N_("Brown wash, bright edges; a little thin green-blue in the seams makes it old."),
    "bronze": N_("Earth in the recesses, then a darker wash in the deepest; brass on the edges."),
    "copper": N_("A red-brown wash, pale copper or gold on the edges; green-blue where water would stand."),
    "coloured": N_("Transparent colour over bright silver; a dark wash in the seams, silver on the edges."),
}
"""The rule of thumb of every family."""


@dataclass(frozen=True, slots=True)
class Shading:
    """An answer.

    Attributes:
        hex: the colour asked about.
        name: the colour in plain words.
        rule: the rule of thumb of its family, a gettext key.
        targets: shade, base, layer and highlight as colours.
        paints: shade, base, layer and highlight; None where nothing fits.
        closeness: how near the base comes to the colour; None where the paint itself was asked about.
        wash: for the recesses; None where a wash does nothing.
    """

    hex: Hex
    name: str
    rule: str
    targets: tuple[Hex, Hex, Hex, Hex]
    paints: tuple[PaintRef | None, PaintRef | None, PaintRef | None, PaintRef | None]
    closeness: Closeness | None
    wash: PaintRef | None


def shading(text: str, catalogue: Catalogue) -> Shading:
    """Answer "how do I shade this colour?".

    Args:
        text: `#RRGGBB`, a paint by its name or number with or without its brand, or a colour in words; "in" or "with"
            and a brand behind it says whose paints to use.
        catalogue: the paints.

    Raises:
        BadInput: nothing was asked about, or far too much.
        UnknownWord: no paint and no colour is called that.
    """
    said = " ".join(text.split())
    if not said or len(said) > MOST:
        raise BadInput(N_("Say a colour or a paint, for instance #8A1C1C, Mephiston Red or dark teal."))
    said, brands = _split(said, catalogue)
    hex_, metal = _hex(said), False
    paint = _paint(said, catalogue) if hex_ is None else None
    if paint is not None:
        hex_, metal = paint.hex, paint.kind is PaintKind.METALLIC
    elif hex_ is None and (worded := _worded(said)):
        hex_, metal = worded
    if hex_ is None:
        near = tuple(dict.fromkeys(f"{p.brand} {p.name}" for p in catalogue.search(said)))[:3]
        raise UnknownWord(N_("paint or colour"), said, near)
    if paint is not None and (paint.kind in _NO_BASE or not paint.comparable):
        raise BadInput(N_("{paint} is no paint to start from. Ask about the colour it goes over."), paint=paint.title)
    if paint is not None and brands and paint.brand not in {catalogue.shelf(b).brand for b in brands}:
        paint = None  # another brand's colour, to be painted with this one's
    return _answer(hex_, paint, brands, catalogue, metal=metal)


def read_colour(text: str) -> Hex:
    """The colour that a hex or words for a colour ("dark teal") stand for.

    Raises:
        BadInput: nothing was said, or far too much.
        UnknownWord: it names no colour.
    """
    said = " ".join(text.split())
    if not said or len(said) > MOST:
        raise BadInput(N_("Say a colour, for instance #4FA3A0 or dark teal."))
    found = _hex(said)
    if found is None and (worded := _worded(said)):
        found = worded[0]
    if found is None:
        raise UnknownWord(N_("colour"), said[:40], _colours_like(said))
    return found


def _colours_like(said: str) -> tuple[str, ...]:
    from core.generation.embedded.lexicon import colour_words  # noqa: PLC0415  the engine's word lists

    return tuple(difflib.get_close_matches(said.casefold(), colour_words(), n=3))


def _answer(hex_: Hex, paint: Paint | None, brands: tuple[str, ...], catalogue: Catalogue, *, metal: bool) -> Shading:
    role = Role.METAL if metal else Role.PRIMARY
    targets = ladder(hex_, role)
    want = Wanted(role, hex_, targets)
    bench = Bench(catalogue, [want], brands or ((paint.brand,) if paint else ()))
    if paint is not None and paint.kind in {PaintKind.OPAQUE, PaintKind.METALLIC}:
        rungs = bench.over(want, paint)
        close = None
    else:
        rungs = bench.metal(want) if metal else bench.opaque(want)
        close = rungs.closeness if rungs.base else None
    shelf = Shelf(rungs.base.brand) if rungs.base else bench.house
    wash = find_wash(catalogue, wanted(hex_, role), (Shelf(shelf.brand), *bench.wash_shelves))
    found = (rungs.shade, rungs.base, rungs.layer, rungs.highlight)
    shade, base, layer, light = (ref(p) if p else None for p in found)
    return Shading(
        hex=hex_,
        name=name_colour(hex_, role),
        rule=RULES[_metal_of(hex_, paint) if metal else family_of(hex_)],
        targets=targets,
        paints=(shade, base, layer, light),
        closeness=close,
        wash=ref(wash) if wash else None,
    )


def _metal_of(hex_: Hex, paint: Paint | None) -> str:
    if paint is not None and paint.metal is not None:
        return paint.metal.value
    return sort_colour(hex_)[0].value


def _split(said: str, catalogue: Catalogue) -> tuple[str, tuple[str, ...]]:
    """A brand behind "in" or "with"."""
    found = re.fullmatch(r"(.+?)\s+(?:in|with)\s+(.+)", said, flags=re.IGNORECASE)
    if found is None:
        return said, ()
    try:
        shelf = catalogue.shelf(found[2])
    except UnknownWord:
        return said, ()
    return found[1], (shelf.title,)


def _hex(said: str) -> Hex | None:
    found = re.fullmatch(r"#?([0-9a-fA-F]{6})|#([0-9a-fA-F]{3})", said)
    if found is None:
        return None
    digits = found[1] or "".join(2 * c for c in found[2])
    return f"#{digits.upper()}"


def _paint(said: str, catalogue: Catalogue) -> Paint | None:
    """The paint that is called exactly this; a slip of the pen is asked back and never put right in silence."""
    shelf, name = catalogue.split_brand(plain(said))
    for paint in catalogue.search(said, limit=5):
        names = {plain(n) for n in (paint.name, *paint.aliases)}
        numbered = bool(paint.code) and code_of(paint.code) == code_of(said)
        if numbered or plain(said) in names or (shelf is not None and name in names):
            return paint
    return None


def _worded(said: str) -> tuple[Hex, bool] | None:
    """The colour that words name ("dark teal"), and whether it is a metal; None where a word is no colour."""
    from core.generation.embedded.reader import read  # noqa: PLC0415  loads the engine's word lists

    found = read(said)
    if not found.named or found.loose:
        return None
    return hexes(found.named[-1].lab[None])[0], found.named[-1].metal
