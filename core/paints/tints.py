"""What washes, textures and primers are used as: a small set of words instead of a hex.

A wash is chosen by the family of what lies below it, never by a colour difference (its hex is that of a thin film over
white, and lists disagree about it by twenty CIEDE2000), so each wash has a tint: "sepia", "dark", "crimson" and so on.
Textures have the ground they make, primers the undercoat they give.
"""

from __future__ import annotations

import re

WASH_TINTS = (
    "dark",
    "earth",
    "sepia",
    "flesh",
    "crimson",
    "orange",
    "yellow",
    "green",
    "teal",
    "blue",
    "violet",
    "pale",
    "olive",
)
TEXTURE_TINTS = ("mud", "dark mud", "earth", "cracked earth", "sand", "stone", "rust", "ash", "snow", "grass", "moss")
PRIMER_TINTS = ("black", "grey", "white", "bone", "metal", "colour")

_KNOWN_WASHES: dict[tuple[str, str], str] = {
    ("Citadel", "agrax earthshade"): "earth",
    ("Citadel", "agrax earthshade gloss"): "earth",
    ("Citadel", "nuln oil"): "dark",
    ("Citadel", "nuln oil gloss"): "dark",
    ("Citadel", "cryptek armourshade gloss"): "dark",
    ("Citadel", "badab black wash"): "dark",
    ("Citadel", "devlan mud wash"): "earth",
    ("Citadel", "soulblight grey"): "pale",
    ("Citadel", "kroak green"): "pale",
    ("Citadel", "poxwalker"): "pale",
    ("Citadel", "mortarion grime"): "pale",
    ("Citadel", "coelia greenshade"): "teal",
    ("Citadel", "athonian camoshade"): "olive",
    ("Citadel", "berserker bloodshade"): "crimson",
    ("Citadel", "targor rageshade"): "violet",
    ("Citadel", "tyran blue"): "blue",
    ("Citadel", "drakenhof nightshade"): "blue",
    ("Citadel", "asurmen blue wash"): "blue",
    ("Army Painter", "strong tone"): "earth",
    ("Army Painter", "soft tone"): "sepia",
    ("Army Painter", "light tone"): "sepia",
    ("Army Painter", "dark tone"): "dark",
    ("Army Painter", "mid brown"): "sepia",
    ("Army Painter", "rust tone"): "orange",
    ("Army Painter", "military shade"): "olive",
    ("Army Painter", "military shader"): "olive",
    ("Army Painter", "magenta tone"): "crimson",
    ("Army Painter", "strong skin shade"): "flesh",
    ("Army Painter", "dark skin shade"): "flesh",
    ("Two Thin Coats", "battle mud wash"): "earth",
    ("Two Thin Coats", "oblivion black wash"): "dark",
    ("Two Thin Coats", "archaic sepia wash"): "sepia",
    ("Two Thin Coats", "aztec turquoise wash"): "teal",
    ("Two Thin Coats", "tempest blue wash"): "blue",
    ("Two Thin Coats", "magi purple wash"): "violet",
    ("Two Thin Coats", "necrosis green wash"): "olive",
    ("Two Thin Coats", "orc flesh wash"): "green",
    ("Two Thin Coats", "hellion red wash"): "crimson",
    ("Two Thin Coats", "hazard yellow wash"): "yellow",
    ("Two Thin Coats", "smoke grey wash"): "pale",
    ("Two Thin Coats", "bone wash"): "pale",
    ("P3", "armor wash"): "dark",
    ("P3", "muddy wash"): "earth",
    ("P3", "caspian flesh wash"): "flesh",
    ("P3", "kossite flesh wash"): "flesh",
    ("Reaper", "stone wash"): "dark",
    ("Reaper", "steel wash"): "dark",
    ("AK Interactive", "dirtveil"): "pale",
    ("AK Interactive", "pure grime"): "earth",
    ("AK Interactive", "obsidian holt"): "dark",
    ("AK Interactive", "woodgrain"): "earth",
    ("AK Interactive", "blue moon"): "blue",
    ("Green Stuff World", "andalusian earth"): "earth",
    ("Green Stuff World", "atramentum black"): "dark",
    ("Green Stuff World", "opulentus black"): "dark",
    ("Green Stuff World", "aether blue"): "blue",
    ("Green Stuff World", "pecatum flesh"): "flesh",
    ("Green Stuff World", "sepia vetus"): "sepia",
    ("Green Stuff World", "sanguinem red"): "crimson",
    ("Green Stuff World", "gorgon dark green"): "green",
    ("Green Stuff World", "hydromiel yellow"): "yellow",
    ("Green Stuff World", "phoenix orange"): "orange",
    ("Coat d'Arms", "armour"): "dark",
}
_WASH_WORDS: tuple[tuple[str, str], ...] = (
    (r"flesh|skin", "flesh"),
    (r"sepia|ochre|dust|dark yellow", "sepia"),
    (r"rust|orange|oxide|hazel", "orange"),
    (r"white|light grey|pale|off-grey|dust", "pale"),
    (r"verdigris|turquoise|teal|cyan", "teal"),
    (r"olive|khaki", "olive"),
    (r"green|moss|lime", "green"),
    (r"crimson|red|carmine|blood|magenta|sanguin", "crimson"),
    (r"purple|violet|violeta|viole", "violet"),
    (r"blue|nightshade", "blue"),
    (r"brown|umber|earth|mud|wood|walnut|chesnut|chestnut|leather|khaki|grime", "earth"),
    (r"black|dark|grey|gray|night|metal|oil", "dark"),
    (r"yellow", "yellow"),
)
_TEXTURE_WORDS: tuple[tuple[str, str], ...] = (
    (r"snow|blizzard", "snow"),
    (r"grass", "grass"),
    (r"moss", "moss"),
    (r"agrellan", "cracked earth"),
    (r"armageddon|sand", "sand"),
    (r"martian|rust", "rust"),
    (r"mordant|black", "ash"),
    (r"astrogranite|stone|pumice", "stone"),
    (r"battlemire", "dark mud"),
    (r"light brown|russian mud", "earth"),
    (r"mud", "mud"),
)
# Which paste stands in for which where a brand has no better one, best first.
TEXTURE_NEXT: dict[str, tuple[str, ...]] = {
    "mud": ("mud", "dark mud", "earth", "sand"),
    "dark mud": ("dark mud", "mud", "ash"),
    "earth": ("earth", "mud", "sand", "stone"),
    "cracked earth": ("cracked earth", "sand", "earth"),
    "sand": ("sand", "earth", "stone"),
    "stone": ("stone", "ash", "sand"),
    "rust": ("rust", "mud", "sand"),
    "ash": ("ash", "stone", "dark mud", "mud"),
    "snow": ("snow", "stone"),
    "grass": ("grass", "moss", "mud"),
    "moss": ("moss", "grass", "mud"),
}


def wash_tint(brand: str, name: str) -> str:
    """The tint of a wash; empty where its name does not say (it is then never recommended)."""
    lower = name.lower()
    known = _KNOWN_WASHES.get((brand, lower))
    if known:
        return known
    return next((tint for pattern, tint in _WASH_WORDS if re.search(pattern, lower)), "")


def texture_tint(name: str) -> str:
    """The ground a texture paste makes; empty where its name does not say."""
    lower = name.lower()
    return next((tint for pattern, tint in _TEXTURE_WORDS if re.search(pattern, lower)), "")


def primer_tint(name: str, lab: tuple[float, float, float]) -> str:
    """The undercoat a primer gives, from its name first and its CIELAB colour then."""
    lower = name.lower()
    if re.search(r"leadbelcher|retributor|plate mail|gun ?metal|silver|gold|chrome", lower):
        return "metal"
    if re.search(r"gloss|filler|chameleon|track", lower):
        return ""
    lightness, a, b = lab
    chroma = (a * a + b * b) ** 0.5
    if re.search(r"wraithbone|skeleton bone|bone white", lower):
        return "bone"
    if re.search(r"\b(white)\b", lower):
        return "white"
    if chroma < 6:
        return "black" if lightness < 16 else "white" if lightness > 93 else "grey" if 38 < lightness < 93 else "colour"
    return "colour"
