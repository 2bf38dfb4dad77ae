"""The brands and ranges: what people call them, which are in most shops, which range is a brand's everyday one.

Facts about the ranges (what a range is for, whether it is thinned for the airbrush) come from the makers' own range
descriptions; the standing of a range is a judgement of this project.
"""

from __future__ import annotations

BRANDS: tuple[str, ...] = (
    "Citadel",
    "Vallejo",
    "Army Painter",
    "AK Interactive",
    "Two Thin Coats",
    "Pro Acryl",
    "Scale75",
    "Reaper",
    "P3",
    "Green Stuff World",
    "Kimera",
    "Turbo Dork",
    "Warcolours",
    "Coat d'Arms",
    "Foundry",
    "Creature Caster",
)
"""All brands, those that most shops carry first."""

LARGE_BRANDS = BRANDS[:3]
"""Offered first when nobody asked for a brand."""

WELL_STOCKED_BRANDS = BRANDS[:8]
"""Offered at all when nobody asked for a brand."""

ALIASES: dict[str, tuple[str, str]] = {
    # what people write -> (brand, range or "" for all of it)
    "gw": ("Citadel", ""),
    "games workshop": ("Citadel", ""),
    "citadel colour": ("Citadel", ""),
    "citadel contrast": ("Citadel", "Contrast"),
    "contrast": ("Citadel", "Contrast"),
    "citadel base": ("Citadel", "Base"),
    "citadel layer": ("Citadel", "Layer"),
    "ap": ("Army Painter", ""),
    "tap": ("Army Painter", ""),
    "the army painter": ("Army Painter", ""),
    "armypainter": ("Army Painter", ""),
    "warpaints": ("Army Painter", ""),
    "fanatic": ("Army Painter", "Warpaints Fanatic"),
    "warpaints fanatic": ("Army Painter", "Warpaints Fanatic"),
    "army painter fanatic": ("Army Painter", "Warpaints Fanatic"),
    "apf": ("Army Painter", "Warpaints Fanatic"),
    "speedpaint": ("Army Painter", "Speedpaint 2.0"),
    "army painter speedpaint": ("Army Painter", "Speedpaint 2.0"),
    "speedpaints": ("Army Painter", "Speedpaint 2.0"),
    "av": ("Vallejo", ""),
    "acrylicos vallejo": ("Vallejo", ""),
    "vmc": ("Vallejo", "Model Color"),
    "vallejo model color": ("Vallejo", "Model Color"),
    "vallejo model colour": ("Vallejo", "Model Color"),
    "model color": ("Vallejo", "Model Color"),
    "vgc": ("Vallejo", "Game Color"),
    "vallejo game color": ("Vallejo", "Game Color"),
    "vallejo game colour": ("Vallejo", "Game Color"),
    "game color": ("Vallejo", "Game Color"),
    "vma": ("Vallejo", "Model Air"),
    "model air": ("Vallejo", "Model Air"),
    "vga": ("Vallejo", "Game Air"),
    "game air": ("Vallejo", "Game Air"),
    "xpress": ("Vallejo", "Xpress Color"),
    "xpress color": ("Vallejo", "Xpress Color"),
    "ak": ("AK Interactive", ""),
    "ak 3rd gen": ("AK Interactive", "3rd Gen"),
    "ak 3g": ("AK Interactive", "3rd Gen"),
    "3rd gen": ("AK Interactive", "3rd Gen"),
    "quick gen": ("AK Interactive", "Quick Gen"),
    "ttc": ("Two Thin Coats", ""),
    "trans atlantis": ("Two Thin Coats", ""),
    "duncan rhodes": ("Two Thin Coats", ""),
    "monument": ("Pro Acryl", ""),
    "monument hobbies": ("Pro Acryl", ""),
    "proacryl": ("Pro Acryl", ""),
    "s75": ("Scale75", ""),
    "scale 75": ("Scale75", ""),
    "scalecolor": ("Scale75", "Scale Color"),
    "scale color": ("Scale75", "Scale Color"),
    "scalecolour": ("Scale75", "Scale Color"),
    "reaper msp": ("Reaper", "MSP Core"),
    "msp": ("Reaper", "MSP Core"),
    "privateer press": ("P3", ""),
    "formula p3": ("P3", ""),
    "gsw": ("Green Stuff World", ""),
    "greenstuffworld": ("Green Stuff World", ""),
    "kimera kolors": ("Kimera", ""),
    "pegaso": ("Kimera", ""),
    "td": ("Turbo Dork", ""),
    "cda": ("Coat d'Arms", ""),
    "coat d arms": ("Coat d'Arms", ""),
    "wargames foundry": ("Foundry", ""),
}

EVERYDAY, SIDE, SPECIAL, LAST = 0, 1, 2, 3

STANDING: dict[tuple[str, str], int] = {
    # Ranges not named here are a brand's everyday range (0). 1: good paint, narrower range or shop. 2: made for
    # something else (airbrush, tanks, sculpture) but usable. 3: only when nothing else is there.
    ("Citadel", "Air"): SPECIAL,
    ("Citadel", "Foundation & pre-2012 (discontinued)"): LAST,
    ("Vallejo", "Mecha Color"): SPECIAL,
    ("Vallejo", "Metal Color"): SIDE,
    ("Vallejo", "Nocturna"): SIDE,
    ("Vallejo", "Panzer Aces"): SPECIAL,
    ("Vallejo", "Model Air"): SPECIAL,
    ("Vallejo", "Game Air"): SPECIAL,
    ("Vallejo", "Premium Color"): LAST,
    ("Vallejo", "Arte Deco"): LAST,
    ("Vallejo", "True Metallic Metal"): SPECIAL,
    ("Army Painter", "John Blanche Masterclass"): SIDE,
    ("Army Painter", "Warpaints Air"): SPECIAL,
    ("Army Painter", "Warpaints (classic)"): LAST,
    ("Army Painter", "Speedpaint 1.0 (discontinued)"): LAST,
    ("Army Painter", "D&D Nolzur's Pigments"): LAST,
    ("Army Painter", "Warpaints Primer"): LAST,
    ("AK Interactive", "AK Acrylics (pre-3rd Gen)"): LAST,
    ("AK Interactive", "Acrylic Wash"): LAST,
    ("AK Interactive", "Artist Dense Acrylic"): SPECIAL,
    ("AK Interactive", "Real Colors"): LAST,  # a lacquer: not for the wet palette
    ("AK Interactive", "XTREME Metal"): SPECIAL,
    ("Pro Acryl", "Signature Series"): SIDE,
    ("Scale75", "Artist"): SPECIAL,  # in tubes
    ("Scale75", "Drop & Paint"): SPECIAL,
    ("Scale75", "Warfront"): SPECIAL,
    ("Scale75", "Scalecolor Games"): SIDE,
    ("Scale75", "Metal n Alchemy"): EVERYDAY,
    ("Reaper", "MSP Bones"): SIDE,
    ("Reaper", "MSP Pathfinder"): LAST,
    ("Green Stuff World", "Flexible"): LAST,  # for foam and costumes
    ("Green Stuff World", "Blackest Black"): LAST,
    ("Warcolours", "One-coat paints"): SIDE,
    ("Warcolours", "Paints for undercoating"): SIDE,
    ("Coat d'Arms", "Military Range"): SIDE,
    ("Coat d'Arms", "World War II Range"): SIDE,
    ("Coat d'Arms", "Brushscape Range"): SIDE,
}


# Washes that a brand's painters reach for first, where it has several of a tint.
FIRST_WASHES = frozenset(
    {
        ("Citadel", "Agrax Earthshade"),
        ("Citadel", "Nuln Oil"),
        ("Citadel", "Drakenhof Nightshade"),
        ("Citadel", "Carroburg Crimson"),
        ("Citadel", "Druchii Violet"),
        ("Citadel", "Biel-Tan Green"),
        ("Citadel", "Reikland Fleshshade"),
        ("Citadel", "Soulblight Grey"),
        ("Army Painter", "Strong Tone"),
        ("Army Painter", "Dark Tone"),
        ("Army Painter", "Sepia Tone"),
        ("Army Painter", "Blue Tone"),
        ("Army Painter", "Red Tone"),
        ("Army Painter", "Green Tone"),
        ("Army Painter", "Purple Tone"),
        ("Army Painter", "Strong Skin Shade"),
        ("Army Painter", "Orange Tone"),
    }
)


def awkward(brand: str, range_: str, name: str, code: str) -> bool:
    """Whether a paint is not what one reaches for although its range is an everyday one.

    Thin metallics made to be put on like a wash, metals in alcohol, large bottles of an older recipe, tank washes.
    """
    if range_ in {"Speedpaint 2.0", "Quick Gen", "Chrome"}:
        return any(w in name.lower() for w in ("gold", "silver", "bronze", "copper", "steel", "armour", "loot", "tin"))
    if brand == "Vallejo":
        return code.startswith(("70.79", "73.30")) or range_ in {"Wash FX", "Hobby Paint"}
    return range_ == "Gloss Surface"


def standing(brand: str, range_: str) -> int:
    """How near a range is to a brand's everyday shelf: 0 everyday, 1 side range, 2 made for something else, 3 last."""
    return STANDING.get((brand, range_), EVERYDAY)
