"""The three columns of advice: what to prime with, where the wash goes, what to stand the model on.

Every headline and every text is a whole sentence and a gettext key of its own, chosen from the tables below; none has a
place to be filled in. A sentence put together from parts cannot be translated (the parts agree in case and gender), and
the paint that goes with it stands beside it as a value anyway.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import lru_cache

import numpy as np

from core.colour.convert import polar
from core.colour.difference import ciede2000
from core.paints import Catalogue
from core.paints.brands import LARGE_BRANDS
from core.paints.catalogue import Shelf, point
from core.paints.paint import Paint, PaintKind
from core.paints.tints import TEXTURE_NEXT
from core.paintschemes.scheme import Advice, Area, PaintRef, Role, Tier
from core.paintschemes.subjects import Surface
from core.paintschemes.techniques import first_word
from core.paintschemes.washes import family_of, find_wash, only_in_folds, wanted
from core.words import N_

# Primer ---------------------------------------------------------------------------------------------------------------

_PRIMERS: dict[str, tuple[str, str]] = {
    "black": (
        N_("Black"),
        N_("Black forgives, and it sits in every recess you miss. Give the bright colours two coats."),
    ),
    "grey": (N_("Grey"), N_("Grey takes dark and bright colours alike and shows you the detail.")),
    "white": (N_("White"), N_("White keeps the colours clear. Two thin sprays, and clean up before you paint.")),
    "bone": (N_("Warm bone"), N_("A warm undercoat glows through the first coat and saves you one.")),
    "colour": (
        N_("In the main colour"),
        N_("An undercoat in the main colour saves a coat on every model of the army."),
    ),
    "zenithal": (
        N_("Black, lit from above"),
        N_("Black all round, then a light grey or white from above: the shadows are there before you start."),
    ),
}
_PRIMERS_ELSEWHERE: dict[str, str] = {
    # The same when the paint is of another brand than the scheme, because that one has no such primer.
    "black": N_("Black forgives. Your brand has no such primer in our list, so this one is from another."),
    "grey": N_("Grey takes any colour. Your brand has no such primer in our list, so this one is from another."),
    "white": N_("White keeps colours clear. Your brand has no such primer in our list, so this one is from another."),
    "bone": N_(
        "A warm undercoat glows through. Your brand has no such primer in our list, so this one is from another."
    ),
    "zenithal": N_(
        "Then a light colour from above. Your brand has no black primer in our list; this one is from another."
    ),
}
_COLOURED_CLOSE = 7.0
_LIGHT_FAMILIES = {"yellow", "white", "pink", "bone", "skin light", "orange"}


def primer_tint(primary: str, areas: Sequence[Area], *, translucent: bool) -> str:
    """The undercoat a scheme wants.

    Translucent paints want a light one or light from above; a dark primary or much metal wants black; a light primary,
    yellow, white or pink wants white or bone; all others grey.

    Args:
        primary: hex of the primary.
        areas: all areas with their shares.
        translucent: whether contrast paint carries primary and secondary.
    """
    lightness = float(point(primary)[0])
    name = family_of(primary)
    warm = name in {"bone", "orange", "yellow", "skin light", "brown"}
    if translucent:
        return "zenithal" if lightness < 45 else "bone" if warm else "white"
    metal = sum(a.share for a in areas if a.role is Role.METAL)
    if lightness < 35 or metal > 20:
        return "black"
    if lightness > 65 or name in _LIGHT_FAMILIES:
        return "bone" if warm else "white"
    return "grey"


def primer(catalogue: Catalogue, tint: str, primary: str, shelves: Sequence[Shelf]) -> Advice:
    """The primer advice: a coloured one where the shelf has the main colour, else by `primer_tint`."""
    own = shelves[0]
    if tint in {"black", "grey"}:
        coloured = _coloured_primer(catalogue, primary, own)
        if coloured is not None:
            headline, text = _PRIMERS["colour"]
            return Advice(headline=headline, paint=ref(coloured), text=text)
    headline, text = _PRIMERS[tint]
    looks = {"zenithal": ("black",), "bone": ("bone", "white")}.get(tint, (tint,))
    for shelf in (*shelves, *(Shelf(b) for b in LARGE_BRANDS)):
        paint = _plain_primer(catalogue, looks, shelf)
        if paint is not None:
            if shelf.brand not in {s.brand for s in shelves}:
                text = _PRIMERS_ELSEWHERE[tint]
            if paint.tint == "white" and tint == "bone":
                headline, text = _PRIMERS["white"]
            return Advice(headline=headline, paint=ref(paint), text=text)
    return Advice(headline=headline, text=text)


def _plain_primer(catalogue: Catalogue, looks: Sequence[str], shelf: Shelf) -> Paint | None:
    # A primer belongs to a brand, not to one of its ranges.
    mine = catalogue.of_kind(PaintKind.PRIMER, Shelf(shelf.brand))
    for tint in looks:
        fitting = [p for p in mine if p.tint == tint and p.comparable]
        if fitting:
            middle = {"grey": 62.0, "black": 0.0, "white": 100.0, "bone": 80.0}[tint]
            return min(
                fitting,
                key=lambda p: (
                    catalogue.doubt_of(p) + abs(float(point(p.hex)[0]) - middle) / 20 + 2 * (not _plainly(p.name)),
                    p.id,
                ),
            )
    return None


_SLAPCHOP_LOOKS = ("#8E9194", "#F4F4F2")
"""The middle grey and the white that are drybrushed over the black."""
_AT_HAND = 4.0
"""What a paint that the scheme uses anyway may be further off, in CIEDE2000: one pot less to buy."""
_DRYBRUSH_FURTHEST = 12.0


def undercoat(
    catalogue: Catalogue, tint: str, areas: Sequence[Area], shelves: Sequence[Shelf], *, slapchop: bool
) -> tuple[PaintRef, ...]:
    """What goes over a black primer: two dry brushes for slapchop, one light spray for light from above, else nothing.

    Args:
        catalogue: the paints.
        tint: of the primer, as `primer_tint` says.
        areas: their paints are taken where one of them will do.
        shelves: where to look, the first one first.
        slapchop: whether grey and white are drybrushed.
    """
    if slapchop:
        used = {
            step.paint.id for a in areas for step in (a.ladder.base, a.ladder.layer, a.ladder.highlight) if step.paint
        }
        found = [_drybrush(catalogue, look, shelves, used) for look in _SLAPCHOP_LOOKS]
    elif tint == "zenithal":
        brands = dict.fromkeys(shelf.brand for shelf in shelves)
        found = [next((p for b in brands if (p := _plain_primer(catalogue, ("white", "grey"), Shelf(b)))), None)]
    else:
        found = []
    return tuple(ref(paint) for paint in found if paint is not None)


def _drybrush(catalogue: Catalogue, look: str, shelves: Sequence[Shelf], used: Collection[str]) -> Paint | None:
    for shelf in shelves:
        where = catalogue.everyday(shelf)
        if len(where):
            cost = ciede2000(point(look), catalogue.lab[where]) + catalogue.doubts[where]
            cost -= _AT_HAND * np.array([catalogue.paints[i].id in used for i in where])
            best = int(cost.argmin())
            if float(cost[best]) <= _DRYBRUSH_FURTHEST:
                found: Paint = catalogue.paints[where[best]]
                return found
    return None


def _plainly(name: str) -> bool:
    """Whether a primer is called what it is ("Grey Primer") and not after an aeroplane."""
    words = set(name.lower().replace("-", " ").split())
    return bool(words & {"black", "white", "gray", "grey", "bone", "wraithbone", "seer"}) and len(words) <= 3


def _coloured_primer(catalogue: Catalogue, primary: str, shelf: Shelf) -> Paint | None:
    mine = [
        p
        for p in catalogue.of_kind(PaintKind.PRIMER, Shelf(shelf.brand))
        if p.tint == "colour" and p.comparable and catalogue.doubt_of(p) < 4
    ]
    if not mine:
        return None
    differences = ciede2000(point(primary), np.stack([point(p.hex) for p in mine]))
    best = int(differences.argmin())
    return mine[best] if float(differences[best]) <= _COLOURED_CLOSE else None


# Wash -----------------------------------------------------------------------------------------------------------------

_WASH_HEADLINES: dict[str, tuple[str, str]] = {
    # tint -> in the recesses of plates, all over everything else
    "dark": (N_("Dark in the recesses"), N_("Dark, all over")),
    "earth": (N_("Earth in the recesses"), N_("Earth, all over")),
    "sepia": (N_("Sepia in the recesses"), N_("Sepia, all over")),
    "flesh": (N_("Flesh in the recesses"), N_("Flesh, all over")),
    "crimson": (N_("Crimson in the recesses"), N_("Crimson, all over")),
    "orange": (N_("Orange in the recesses"), N_("Orange, all over")),
    "yellow": (N_("Yellow in the recesses"), N_("Yellow, all over")),
    "green": (N_("Green in the recesses"), N_("Green, all over")),
    "olive": (N_("Olive in the recesses"), N_("Olive, all over")),
    "teal": (N_("Teal in the recesses"), N_("Teal, all over")),
    "blue": (N_("Blue in the recesses"), N_("Blue, all over")),
    "violet": (N_("Violet in the recesses"), N_("Violet, all over")),
    "pale": (N_("Pale grey in the folds"), N_("Pale grey, only in the folds")),
}
_WASH_TEXTS: dict[tuple[str, bool], str] = {
    # (what the metal takes, whether the primary is plate)
    ("dark", True): N_("Keep the plates clean. A dark wash goes over the metal, all of it."),
    ("dark", False): N_("Thin it one to one and soak up the pools. A dark wash goes over the metal."),
    ("sepia", True): N_("Keep the plates clean. Sepia warms the gold, and the leather too."),
    ("sepia", False): N_("Thin it one to one and soak up the pools. Sepia warms the gold."),
    ("earth", True): N_("Keep the plates clean. An earth wash ages the metal and the leather."),
    ("earth", False): N_("Thin it one to one and soak up the pools. An earth wash ages the metal."),
    ("", True): N_("Keep the plates clean; run it along the edges of the panels."),
    ("", False): N_("Thin it one to one, lay it on evenly and soak up the pools."),
}
_WASH_ON_LIGHT = N_("Thin it well and draw it into the folds only: all over, it would dull a light colour.")
_NO_WASH = Advice(
    headline=N_("On the metal, not on the black"),
    text=N_("Black has no darker recess: shape it with highlights. Metal and the other colours take the wash."),
)


_CONTRAST_WASH = Advice(
    headline=N_("Not on the contrast paint"),
    text=N_("Contrast paint shades itself. Wash what has a plain base coat: metal, small parts, the ground."),
)


def wash(catalogue: Catalogue, areas: Sequence[Area], surface: Surface, shelves: Sequence[Shelf]) -> Advice:
    """The wash advice: that of the primary, and what the metal takes; a black primary leaves it to the secondary."""
    metal = next((a for a in areas if a.role is Role.METAL), None)
    metal_tint = wanted(metal.hex, Role.METAL)[0] if metal else ""
    metal_tint = {"flesh": "sepia", "blue": "dark"}.get(metal_tint, metal_tint)
    plate = surface is Surface.PLATE
    primary = next((a for a in areas if a.role is Role.PRIMARY), areas[0])
    if primary.wash is None:
        other = next((a for a in areas if a.role is Role.METAL and a.wash), None)
        nothing = _CONTRAST_WASH if "contrast" in primary.techniques else _NO_WASH
        return nothing.model_copy(update={"paint": other.wash if other else None})
    tints = wanted(primary.hex, primary.role)
    paint = find_wash(catalogue, tints, shelves)
    tint = paint.tint if paint else tints[0]
    sparing = only_in_folds(primary.hex, primary.role)
    text = _WASH_TEXTS[metal_tint if metal_tint in {"dark", "sepia", "earth"} else "", plate]
    return Advice(
        headline=_WASH_HEADLINES[tint][0 if plate or sparing else 1],
        paint=primary.wash,
        text=_WASH_ON_LIGHT if sparing and not plate else text,
    )


# Ground ---------------------------------------------------------------------------------------------------------------

_GROUND_HEADLINES: dict[str, str] = {
    "mud": N_("Brown mud"),
    "dark mud": N_("Dark, wet mud"),
    "earth": N_("Dry earth"),
    "cracked earth": N_("Cracked, dry earth"),
    "sand": N_("Sand"),
    "stone": N_("Dusty stone"),
    "rust": N_("Red, rusty earth"),
    "ash": N_("Dark ash"),
    "snow": N_("Snow"),
    "grass": N_("Trodden grass"),
    "moss": N_("Mossy ground"),
}
_GROUND_TEXTS: dict[str, str] = {
    "light": N_("The ground is lighter than the model, which stands out. Drybrush the top and dust the feet with it."),
    "dark": N_(
        "The ground is darker than the model, which stands out. Drybrush the top and pull a little up the hems."
    ),
    "other": N_("Another hue than the model, so the eye parts the two. Drybrush the top and dust the feet with it."),
    "near": N_("Drybrush the top two shades lighter, and dust the feet with it so that the model stands there."),
    "elsewhere": N_(
        "Your brand has no texture paste in our list; this one is from another. Drybrush it with your own."
    ),
    "none": N_("Sand and glue first, then the base colour, a wash, and a drybrush of the highlight."),
}


def ground(catalogue: Catalogue, areas: Sequence[Area], mood: str, shelves: Sequence[Shelf]) -> Advice:
    """The ground advice with a real texture paste."""
    own = next((a for a in areas if a.role is Role.GROUND), None)
    primary = next((a for a in areas if a.role is Role.PRIMARY), areas[0])
    hex_ = own.hex if own else _neutral_ground(primary.hex)
    tint = ground_tint(hex_, mood)
    paint = _texture(catalogue, tint, hex_, shelves)
    if paint is None:
        return Advice(headline=_GROUND_HEADLINES[tint], text=_GROUND_TEXTS["none"])
    shown = paint.tint or tint
    if paint.brand not in {s.brand for s in shelves}:
        text = _GROUND_TEXTS["elsewhere"]
    else:
        text = _GROUND_TEXTS[_relation(primary.hex, hex_)]
    return Advice(headline=_GROUND_HEADLINES[shown], paint=ref(paint), text=text)


def ground_tint(hex_: str, mood: str = "") -> str:
    """The ground a colour stands for, with the mood as a hint where the colour could be two things."""
    lightness, chroma, hue = (float(x) for x in polar(point(hex_)))
    name = family_of(hex_)
    first = first_word(mood)
    icy = chroma < 12 and 150 <= hue <= 300
    if lightness > 92 and chroma < 12:
        return "snow"
    if (first == "arctic" or icy) and lightness > (66 if first == "arctic" else 84) and chroma < 16:
        return "snow"
    if chroma < 9 or name in {"grey", "black", "white"}:
        return "ash" if lightness < 30 else "stone"
    if 185 <= hue <= 330:  # slate, sea rock, a purple waste: no grass grows blue, and no mud is
        return "ash" if lightness < 30 else "stone"
    if 20 <= hue <= 62 and chroma > 24 and lightness > 30:
        return "rust"
    if name in {"green", "teal"} or (name == "olive" and chroma > 16):
        return "grass" if lightness > 30 else "moss"
    if lightness > 54:
        return "sand" if chroma > 20 or first == "desert" else "earth"
    if lightness > 42:
        return "earth" if chroma > 10 else "stone"
    return "mud" if lightness > 24 else "dark mud"


def _texture(catalogue: Catalogue, tint: str, hex_: str, shelves: Sequence[Shelf]) -> Paint | None:
    target = point(hex_)
    own = [Shelf(b) for b in dict.fromkeys(s.brand for s in shelves)]
    rest = [Shelf(b) for b in LARGE_BRANDS if b not in {s.brand for s in own}]
    for group in (own, rest):
        options = [
            (number, TEXTURE_NEXT[tint].index(paint.tint), paint)
            for number, shelf in enumerate(group)
            for paint in catalogue.of_kind(PaintKind.TEXTURE, shelf)
            if paint.tint in TEXTURE_NEXT[tint]
        ]
        if options:
            distances = ciede2000(target, np.stack([point(paint.hex) for _, _, paint in options])).tolist()
            costs = [
                (8 * off + distance + 3 * number + 3 * catalogue.doubt_of(paint), paint.id, paint)
                for (number, off, paint), distance in zip(options, distances, strict=True)
            ]
            return min(costs)[2]
    return None


def _relation(primary: str, ground_hex: str) -> str:
    points = polar(np.stack((point(primary), point(ground_hex))))
    gap = float(points[1][0] - points[0][0])
    if abs(gap) >= 15:
        return "light" if gap > 0 else "dark"
    turn = abs((float(points[0][2] - points[1][2]) + 180) % 360 - 180)
    return "other" if turn > 60 and float(min(points[0][1], points[1][1])) > 12 else "near"


def _neutral_ground(primary: str) -> str:
    """What a model without a ground colour is put on: light under dark, dark under light."""
    return "#9A8C72" if float(point(primary)[0]) < 45 else "#4E4234"


@lru_cache(maxsize=8192)
def ref(paint: Paint) -> PaintRef:
    """The snapshot of a paint that a scheme keeps."""
    return PaintRef(
        id=paint.id,
        brand=paint.brand,
        range=paint.range,
        name=paint.name,
        code=paint.code,
        kind=paint.kind.value,
        hex=paint.hex,
    )


def is_translucent(areas: Sequence[Area], tier: Tier) -> bool:
    """Whether contrast paint carries primary and secondary."""
    main = [a for a in areas if a.role in {Role.PRIMARY, Role.SECONDARY}]
    return bool(main) and tier is not Tier.DISPLAY and all("contrast" in a.techniques for a in main)
