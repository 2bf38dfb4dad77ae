"""Which kind a paint is: the open lists' own kinds, corrected where a word in a name or a whole range misled them.

The open lists sort by word: "Gold Yellow" became a metal, "Medium Blue" a painting medium, a range of inks ordinary
paint. The rules here put that right; `build_catalogue` counts and names what they moved.
"""

from __future__ import annotations

import re

from core.paints.metals import KNOWN
from core.paints.paint import Form, PaintKind

# Opaque paints that the lists call metallic because of a word in the name. Brand, pattern on the full name.
NOT_METAL: tuple[tuple[str, str], ...] = (
    ("Citadel", r"Steel Legion Drab"),
    ("Vallejo", r"Gold Yellow|Bronze Brown|Bronze Flesh ?Tone|Heavy Gold Brown|Steel Grey|Bronze Green|Gold Brown"),
    ("Vallejo", r"Silver Grey|A-14 Steel Grey|IJA Chrome Yellow|Steel Blue|Red Iron Oxide|UK Bronze Green"),
    ("Vallejo", r"Copper Brown|Starship Steel"),
    ("AK Interactive", r".*(Silver Grey|Steel Grey|Bronze Green|silbergrau).*"),
    ("Green Stuff World", r"Steel Grey"),
    ("Kimera", r"Iron Hue|Silver Grey"),
    ("Coat d'Arms", r"Iron Grey"),
    ("Reaper", r"NMM Gold .*|Palomino Gold|Chestnut Gold|Meadowlark Gold|Copper Verdigris|Steel Wash"),
)
# Metallic paints that the lists do not know as such.
METAL: tuple[tuple[str, str], ...] = (
    ("Citadel", r"Boltgun Metal|Chainmail|Screaming Bell|Canoptek Alloy|Necron Compound|Sigmarite"),
    ("Vallejo", r"Chainmail|Dark Gunmetal|Gunmetal|Metallic (Blue|Green|Red)"),
    ("Army Painter", r"Heavy Metal|Gun Metal|Plate Mail Metal|Golden Armour|Glittering Loot|Elven Armou?r|Azure Magic"),
    ("Army Painter", r"Gemstone|Glitter Green|Royal Purple|Zephyr Pink|Night Scales|Fairy Dust"),
    ("AK Interactive", r"Aluminium|Gun Metal( -88-)?|Gilt Metal -85-|Bullet Metal Case"),
    ("Scale75", r"Aluminium|(Amber|Black|Bluish|Garnet|Greenish|Moon|Old|Purplish|Ruby) Metal"),
    ("Reaper", r"Shining Mithril|Adamantine|Scorched Metal|Sparkling (Amethyst|Blue|Snow)"),
    ("Two Thin Coats", r"Death Metal|Mythril Blade|Plate Armour"),
    ("Coat d'Arms", r"Chainmail|Gun Metal|Magic Metal"),
    ("Green Stuff World", r"Tinplate 17ml"),
)
NOT_ALWAYS_METAL = {"Tin", "Pearl", "Magnesium", "Silver", "Bronze", "Aged Metal"}
"""Names in the table of known metals that opaque paints may bear too."""
FANATIC_EFFECTS = re.compile(
    r"Oil Stains|Verdigris|Fresh Rust|Dark Rust|.* Glow|Dry Blood|True Blood|Oozing Vomit|Disgusting Slime"
)
MEDIUM = re.compile(
    r"\b(thinner|retarder|cleaner|reducer|improver|stabilizer|fixer|additive)\b"
    r"|\b(contrast|lahmian|crackle|pearl|textile|metallic|glaze|gloss|matte?|metal|wash|mixing|airbrush|speedpaint|metal"
    r"|warpaints mixing) medium\b|^medium$|^medium xpress$|^medium wet$|^clear base$",
    re.IGNORECASE,
)
VARNISH = re.compile(r"\b(varnish|sealer)\b|^'?ardcoat$|^stormshield$", re.IGNORECASE)
EFFECT = re.compile(r"\b(blood|chipping|frost|viscera|vomit|bile) effect$", re.IGNORECASE)
FLUORESCENT = re.compile(r"\b(fluo|fluor|fluorescent|neon)\b", re.IGNORECASE)
CLEAR = re.compile(r"^(clear|transparent|candy) |\bclear$|\bglaze$|^tinted ", re.IGNORECASE)
CITADEL_TEXTURES = re.compile(
    r"Agrellan|Armageddon|Astrogranite|Martian|Mordant Earth|Stirland|Valhallan Blizzard", re.IGNORECASE
)
WATER = re.compile(r"water|foam|(atlantic|mediterranean|pacific|tropical) blue", re.IGNORECASE)
WEATHERING_TEXTURES = re.compile(r"thick mud|light brown mud|^snow$|grass|moss|rust texture", re.IGNORECASE)
# In the numbering of Vallejo Game Color 72.082 to 72.094 are the inks and 72.130 to 72.137 the special effects.
GAME_INKS = range(82, 95)
GAME_EFFECTS = range(130, 138)

_PLAIN = {
    "standard": PaintKind.OPAQUE,
    "base": PaintKind.OPAQUE,
    "layer": PaintKind.OPAQUE,
    "air": PaintKind.OPAQUE,
    "dry": PaintKind.OPAQUE,
    "marker": PaintKind.OPAQUE,
    "metallic": PaintKind.METALLIC,
    "shade": PaintKind.WASH,
    "contrast": PaintKind.CONTRAST,
    "ink": PaintKind.INK,
    "glaze": PaintKind.CLEAR,
    "effect": PaintKind.EFFECT,
    "technical": PaintKind.EFFECT,
    "pigment": PaintKind.PIGMENT,
    "primer": PaintKind.PRIMER,
    "spray": PaintKind.PRIMER,
    "medium_varnish": PaintKind.MEDIUM,
}
_RANGE_FORMS = {
    "Model Air": Form.AIR,
    "Game Air": Form.AIR,
    "Warpaints Air": Form.AIR,
    "Premium Color": Form.AIR,
    "Air": Form.AIR,
    "Metal Color": Form.BRUSH,
    "Playmarkers": Form.MARKER,
    "Real Colors Markers": Form.MARKER,
    "Speedpaint Marker": Form.MARKER,
    "Spray": Form.SPRAY,
    "Hobby Paint": Form.SPRAY,
}
_RANGE_KINDS = {
    # What a colour is when a list took it for a medium.
    "Quick Gen": PaintKind.CONTRAST,
    "Pigments": PaintKind.PIGMENT,
    "Liquid Pigments": PaintKind.PIGMENT,
}


def _any(rules: tuple[tuple[str, str], ...], brand: str, name: str) -> bool:
    return any(b == brand and re.fullmatch(pattern, name) for b, pattern in rules)


def form_of(brand: str, range_: str, name: str, listed_kind: str) -> Form:
    """How the paint comes, from its range and the kind the open lists give it."""
    if listed_kind == "spray":
        return Form.SPRAY
    if listed_kind == "marker":
        return Form.MARKER
    if listed_kind == "dry":
        return Form.DRY
    if brand == "Army Painter" and range_ == "Warpaints Primer":
        return Form.BRUSH if "Brush-On" in name else Form.SPRAY
    if range_ in _RANGE_FORMS:
        return _RANGE_FORMS[range_]
    # AK's third generation is one bottle for brush and airbrush; its aircraft colours are listed as air paint.
    if listed_kind == "air" and range_ != "3rd Gen":
        return Form.AIR
    return Form.BRUSH


def kind_of(brand: str, range_: str, name: str, code: str, listed: tuple[str, str, bool]) -> PaintKind:
    """The kind of a paint.

    Args:
        brand: brand.
        range_: range.
        name: name as listed.
        code: the maker's number.
        listed: kind, finish and transparency as the open lists have them.
    """
    kind, finish, transparent = listed
    if VARNISH.search(name):
        return PaintKind.VARNISH
    if MEDIUM.search(name) and range_ != "Quick Gen":
        return PaintKind.MEDIUM
    if finish == "colourshift" or range_ == "Chameleon":
        return PaintKind.COLOUR_SHIFT
    if kind == "medium_varnish":  # a colour after all: "Medium Blue", "Wood Medium"
        return _RANGE_KINDS.get(range_, PaintKind.OPAQUE)
    for found in (_by_brand(brand, range_, name, code), _by_word(brand, range_, name, listed)):
        if found:
            return found
    if transparent and kind in {"standard", "air", "base", "layer"}:
        return PaintKind.CLEAR
    return _PLAIN[kind]


def _by_brand(brand: str, range_: str, name: str, code: str) -> PaintKind | None:
    """What a brand's own numbering or technical range says."""
    if brand == "Vallejo" and range_ == "Game Color" and re.fullmatch(r"72\.\d{3}", code):
        number = int(code[3:])
        if number in GAME_INKS:
            return PaintKind.INK
        if number in GAME_EFFECTS:
            return PaintKind.EFFECT
    if (brand, range_) == ("Citadel", "Technical"):
        return PaintKind.TEXTURE if CITADEL_TEXTURES.search(name) else PaintKind.EFFECT
    if (brand, range_) == ("Vallejo", "Diorama FX"):
        return PaintKind.EFFECT if WATER.search(name) else PaintKind.TEXTURE
    if (brand, range_) == ("Vallejo", "Weathering FX"):
        return PaintKind.TEXTURE if WEATHERING_TEXTURES.search(name) else PaintKind.EFFECT
    if brand == "Citadel" and name.endswith(" Ink"):
        return PaintKind.INK
    if brand == "Citadel" and name == "Smelly Primer":
        return PaintKind.PRIMER
    if brand == "Foundry" and "Washes" in name:
        return PaintKind.WASH
    if range_ == "Warpaints Fanatic" and FANATIC_EFFECTS.fullmatch(name):
        return PaintKind.EFFECT
    if brand == "Vallejo" and code == "70.956":  # "Clear Orange" is the name of an opaque colour
        return PaintKind.OPAQUE
    return None


def _by_word(brand: str, range_: str, name: str, listed: tuple[str, str, bool]) -> PaintKind | None:
    """What the finish or a word of the name says."""
    kind, finish, _ = listed
    if kind in {"primer", "spray"}:
        return PaintKind.PRIMER
    if kind == "pigment" or EFFECT.search(name):
        return PaintKind.PIGMENT if kind == "pigment" else PaintKind.EFFECT
    if range_ in {"FX Fluor", "Fluor"} or finish == "fluorescent" or FLUORESCENT.search(name):
        return PaintKind.FLUORESCENT
    metallic = (finish == "metallic" or kind == "metallic") and not _any(NOT_METAL, brand, name)
    if range_ == "Candy Ink":
        return PaintKind.CLEAR
    well_known = (brand, name.lower()) in KNOWN and name not in NOT_ALWAYS_METAL
    if kind not in {"shade"} and (metallic or well_known or _any(METAL, brand, name)):
        return PaintKind.METALLIC
    if kind == "metallic":
        return PaintKind.OPAQUE
    if CLEAR.search(name) and kind in {"standard", "air", "base", "layer"}:
        return PaintKind.CLEAR
    return None
