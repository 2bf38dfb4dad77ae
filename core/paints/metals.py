"""Metals by family and tone.

The hex of a metallic paint is a photograph of a reflection: two lists differ by ten CIEDE2000 and more, and a catalogue
picture may show a gold as cream. So a metallic paint is sorted by what it is called and what painters know it as:
a family (gold, brass, …) and a tone from 1, the darkest of the family, to 5, the brightest. Ladders and matches
go by these two; the hex only helps where a name says nothing.
"""

from __future__ import annotations

import re
from functools import lru_cache

from core.colour.convert import lab
from core.colour.families import metal_family
from core.paints.paint import MetalFamily

_G, _B, _Z, _C = MetalFamily.GOLD, MetalFamily.BRASS, MetalFamily.BRONZE, MetalFamily.COPPER
_S, _V, _U, _X = MetalFamily.STEEL, MetalFamily.SILVER, MetalFamily.GUNMETAL, MetalFamily.COLOURED

# (brand, name in lower case): what painters know the paint as, where its name alone would mislead.
KNOWN: dict[tuple[str, str], tuple[MetalFamily, int]] = {
    ("Citadel", "leadbelcher"): (_U, 3),
    ("Citadel", "iron warriors"): (_U, 1),
    ("Citadel", "iron hands steel"): (_S, 3),
    ("Citadel", "grey knights steel"): (_S, 4),
    ("Citadel", "ironbreaker"): (_S, 3),
    ("Citadel", "runefang steel"): (_V, 4),
    ("Citadel", "stormhost silver"): (_V, 5),
    ("Citadel", "necron compound"): (_V, 4),
    ("Citadel", "canoptek alloy"): (_Z, 5),
    ("Citadel", "warplock bronze"): (_Z, 1),
    ("Citadel", "balthasar gold"): (_B, 2),
    ("Citadel", "retributor armour"): (_G, 3),
    ("Citadel", "auric armour gold"): (_G, 4),
    ("Citadel", "gehenna's gold"): (_G, 3),
    ("Citadel", "liberator gold"): (_G, 5),
    ("Citadel", "relictor gold"): (_G, 5),
    ("Citadel", "valdor gold"): (_C, 4),
    ("Citadel", "thallax gold"): (_C, 3),
    ("Citadel", "golden griffon"): (_G, 5),
    ("Citadel", "sigmarite"): (_G, 4),
    ("Citadel", "brass scorpion"): (_B, 2),
    ("Citadel", "runelord brass"): (_B, 3),
    ("Citadel", "skullcrusher brass"): (_B, 4),
    ("Citadel", "sycorax bronze"): (_Z, 4),
    ("Citadel", "castellax bronze"): (_Z, 3),
    ("Citadel", "hashut copper"): (_C, 3),
    ("Citadel", "screaming bell"): (_C, 2),
    ("Citadel", "fulgurite copper"): (_C, 4),
    ("Citadel", "boltgun metal"): (_U, 3),
    ("Citadel", "mithril silver"): (_V, 5),
    ("Citadel", "tin bitz"): (_Z, 1),
    ("Citadel", "dwarf bronze"): (_Z, 3),
    ("Citadel", "brazen brass"): (_B, 2),
    ("Citadel", "beaten copper"): (_C, 2),
    ("Citadel", "burnished gold"): (_G, 5),
    ("Vallejo", "tinny tin"): (_Z, 1),
    ("Vallejo", "bright bronze"): (_Z, 3),
    ("Vallejo", "hammered copper"): (_C, 2),
    ("Vallejo", "brassy brass"): (_B, 3),
    ("Vallejo", "glorious gold"): (_G, 3),
    ("Vallejo", "polished gold"): (_G, 5),
    ("Vallejo", "chainmail"): (_S, 4),
    ("Vallejo", "chain mail silver"): (_S, 4),
    ("Vallejo", "dark gunmetal"): (_U, 2),
    ("Vallejo", "gunmetal"): (_U, 3),
    ("Vallejo", "gunmetal grey"): (_U, 3),
    ("Vallejo", "oily steel"): (_S, 2),
    ("Vallejo", "natural steel"): (_S, 3),
    ("Vallejo", "burnt iron"): (_Z, 1),
    ("Vallejo", "jet exhaust"): (_U, 1),
    ("Vallejo", "exhaust manifold"): (_Z, 2),
    ("Vallejo", "pale burnt metal"): (_S, 4),
    ("Vallejo", "magnesium"): (_U, 2),
    ("Vallejo", "dark aluminium"): (_S, 3),
    ("Vallejo", "duraluminium"): (_S, 4),
    ("Vallejo", "aged metal"): (_B, 2),
    ("Vallejo", "rusty metal"): (_Z, 2),
    ("Vallejo", "rust (metallic)"): (_Z, 1),
    ("Vallejo", "black (metallic)"): (_U, 1),
    ("Vallejo", "white gold"): (_G, 5),
    ("Vallejo", "red gold"): (_C, 4),
    ("Vallejo", "green gold"): (_B, 4),
    ("Vallejo", "rich gold"): (_G, 4),
    ("Vallejo", "obsidian black"): (_U, 1),
    ("Army Painter", "rough iron"): (_Z, 1),
    ("Army Painter", "death metal"): (_U, 1),
    ("Army Painter", "gun metal"): (_U, 2),
    ("Army Painter", "plate mail metal"): (_S, 3),
    ("Army Painter", "shining silver"): (_V, 4),
    ("Army Painter", "mithril"): (_V, 5),
    ("Army Painter", "weapon bronze"): (_Z, 3),
    ("Army Painter", "evil chrome"): (_C, 2),
    ("Army Painter", "red copper"): (_C, 1),
    ("Army Painter", "true copper"): (_C, 3),
    ("Army Painter", "true brass"): (_B, 3),
    ("Army Painter", "tainted gold"): (_B, 2),
    ("Army Painter", "greedy gold"): (_G, 3),
    ("Army Painter", "bright gold"): (_G, 4),
    ("Army Painter", "emperor gold"): (_G, 2),
    ("Army Painter", "heavy metal"): (_U, 2),
    ("Army Painter", "cobalt metal"): (_X, 2),
    ("Army Painter", "iron wolf"): (_X, 2),
    ("Army Painter", "night scales"): (_U, 1),
    ("Army Painter", "glittering loot"): (_G, 4),
    ("Army Painter", "aztec gold"): (_G, 2),
    ("Two Thin Coats", "sir coates silver"): (_V, 4),
    ("Two Thin Coats", "mythril blade"): (_V, 5),
    ("Two Thin Coats", "dwarven iron"): (_U, 2),
    ("Two Thin Coats", "doom metal"): (_U, 1),
    ("Two Thin Coats", "death metal"): (_U, 2),
    ("Two Thin Coats", "plate armour"): (_S, 3),
    ("Two Thin Coats", "blue steel"): (_S, 3),
    ("Two Thin Coats", "platinum crown"): (_V, 5),
    ("Two Thin Coats", "dragon's gold"): (_G, 3),
    ("Two Thin Coats", "glistening gold"): (_G, 4),
    ("Two Thin Coats", "heirloom gold"): (_G, 3),
    ("Two Thin Coats", "ancient gold"): (_G, 2),
    ("Two Thin Coats", "bitz o tin"): (_Z, 1),
    ("Two Thin Coats", "battle axe brass"): (_B, 4),
    ("Two Thin Coats", "overlord brass"): (_B, 4),
    ("Pro Acryl", "dark silver"): (_U, 2),
    ("Pro Acryl", "silver"): (_V, 4),
    ("Pro Acryl", "rich gold"): (_G, 3),
    ("Pro Acryl", "white gold"): (_G, 5),
    ("Pro Acryl", "bronze"): (_Z, 2),
    ("Pro Acryl", "light bronze"): (_Z, 4),
    ("Scale75", "black metal"): (_U, 1),
    ("Scale75", "thrash metal"): (_U, 2),
    ("Scale75", "heavy metal"): (_S, 3),
    ("Scale75", "speed metal"): (_V, 4),
    ("Scale75", "white metal"): (_V, 5),
    ("Scale75", "decayed metal"): (_Z, 1),
    ("Scale75", "necro gold"): (_G, 2),
    ("Scale75", "viking gold"): (_G, 2),
    ("Scale75", "dwarven gold"): (_G, 3),
    ("Scale75", "elven gold"): (_G, 4),
    ("Scale75", "old metal"): (_Z, 1),
    ("Scale75", "cobalt metal"): (_X, 3),
    ("P3", "pig iron"): (_U, 2),
    ("P3", "cold steel"): (_S, 3),
    ("P3", "quick silver"): (_V, 5),
    ("P3", "radiant platinum"): (_V, 5),
    ("P3", "spectral steel"): (_S, 4),
    ("P3", "galvanised steel"): (_S, 3),
    ("P3", "rhulic gold"): (_G, 4),
    ("P3", "solid gold"): (_G, 3),
    ("P3", "blighted gold"): (_G, 2),
    ("P3", "illuminated gold"): (_G, 5),
    ("P3", "deathless metal"): (_Z, 1),
    ("P3", "copper pipe"): (_C, 2),
    ("P3", "orgoth bronze"): (_Z, 2),
    ("Reaper", "adamantine"): (_U, 2),
    ("Reaper", "cold iron"): (_U, 3),
    ("Reaper", "drow silver"): (_X, 3),
    ("Reaper", "rose gold"): (_C, 4),
    ("Reaper", "scorched metal"): (_Z, 2),
    ("Reaper", "old bronze"): (_Z, 1),
    ("Reaper", "new gold"): (_G, 4),
    ("Reaper", "new copper"): (_C, 4),
    ("Reaper", "cursed gold"): (_G, 2),
    ("Reaper", "blade steel"): (_S, 3),
    ("Reaper", "aged pewter"): (_Z, 2),
    ("AK Interactive", "burnt tin"): (_Z, 1),
    ("AK Interactive", "dark aluminium"): (_S, 3),
    ("AK Interactive", "dark aluminum"): (_S, 3),
    ("AK Interactive", "pearl"): (_X, 5),
    ("AK Interactive", "gun metal"): (_U, 2),
    ("AK Interactive", "cold steel"): (_S, 3),
    ("AK Interactive", "dark steel"): (_U, 2),
    ("AK Interactive", "oily steel"): (_S, 2),
    ("AK Interactive", "burnt metal"): (_Z, 1),
    ("Turbo Dork", "all that glitters"): (_G, 4),
    ("Turbo Dork", "gold rush"): (_G, 4),
    ("Turbo Dork", "bullion"): (_G, 3),
    ("Turbo Dork", "cartridge family"): (_B, 4),
    ("Turbo Dork", "death by"): (_Z, 2),
    ("Turbo Dork", "two cents"): (_C, 3),
    ("Turbo Dork", "silver fox"): (_V, 4),
    ("Turbo Dork", "six shooter"): (_U, 3),
    ("Turbo Dork", "black ice"): (_U, 2),
    ("Turbo Dork", "tin"): (_V, 4),
    ("Turbo Dork", "tin star"): (_V, 4),
    ("Turbo Dork", "sparkle motion"): (_V, 5),
    ("Turbo Dork", "blue steel"): (_X, 3),
    ("Green Stuff World", "el dorado"): (_G, 3),
    ("Green Stuff World", "gladius bronze"): (_Z, 4),
    ("Green Stuff World", "dark elder bronze"): (_Z, 1),
    ("Green Stuff World", "anthrax metal"): (_U, 2),
    ("Green Stuff World", "tinmetal grey"): (_S, 3),
    ("Green Stuff World", "cosmic silver"): (_X, 4),
    ("Green Stuff World", "mystic white"): (_X, 5),
    ("Coat d'Arms", "chainmail"): (_S, 4),
    ("Coat d'Arms", "gun metal"): (_U, 3),
    ("Coat d'Arms", "magic metal"): (_Z, 1),
    ("Warcolours", "metallic black"): (_U, 1),
    ("Warcolours", "metallic pewter"): (_S, 3),
    ("Warcolours", "metallic white"): (_V, 5),
    ("Warcolours", "metallic choco"): (_C, 2),
    ("Creature Caster", "dark silver"): (_U, 2),
}

# First match wins, so colours that only borrow a metal's name come first.
_WORDS: tuple[tuple[str, MetalFamily, int], ...] = (
    (r"\b(blue|green|red|violet|purple|magenta|pink|turquoise|teal|emerald|ruby|sapphire|amethyst)\b", _X, 3),
    (r"\b(alchemy|garnet|kunzite|bluish|greenish|purplish|lemon|sky|crimson|sand|yellow|orange)\b", _X, 3),
    (r"gun ?metal|boltgun|\biron\b|\blead\b|exhaust|magnesium", _U, 2),
    (r"copper|penny", _C, 3),
    (r"bronze|\btin\b|tinny|bitz", _Z, 3),
    (r"brass", _B, 3),
    (r"\bgold\b|golden|dorado", _G, 3),
    (r"chain ?mail|steel|plate ?mail|tinplate|pewter|titanium", _S, 3),
    (r"silver|mithr[ai]l|chrome|alumin|platinum|quicksilver", _V, 4),
    (r"metal|armou?r", _S, 3),
)
_DARKER = re.compile(
    r"\b(dark|black|blackened|old|ancient|antique|tarnished|shadowed|burnt|rusty|aged|tainted|necro)\b"
)
_BRIGHTER = re.compile(r"\b(bright|polished|shining|shiny|light|pale|white|honed|filigree|new|burnished|semi matt)\b")

NOMINAL: dict[MetalFamily, tuple[str, str, str, str, str]] = {
    # How a paint of a family and tone looks on a chip: own values, between the published swatches of many brands.
    _G: ("#5A3F16", "#856428", "#AC863A", "#C8A24C", "#DDC17E"),
    _B: ("#4E3A1C", "#75592C", "#977643", "#B5945C", "#CDB283"),
    _Z: ("#4A3526", "#6B4D31", "#8F6A43", "#AD8A64", "#C4A88A"),
    _C: ("#52281B", "#7A3F27", "#A15B38", "#BE7D57", "#D8A182"),
    _S: ("#3F4347", "#5E6367", "#7E8387", "#9BA0A4", "#B4B9BC"),
    _V: ("#6B6F73", "#868A8E", "#A2A6A9", "#B6BABD", "#CCD0D2"),
    _U: ("#383A3D", "#515457", "#6C6F72", "#85888B", "#9C9FA2"),
    _X: ("#3C4048", "#595E68", "#787E8A", "#979DA8", "#B6BBC4"),
}


def sort_metal(brand: str, name: str, lightness: float, chroma: float, hue: float) -> tuple[MetalFamily, int]:
    """Family and tone of a metallic paint.

    Args:
        brand: brand of the paint.
        name: its name.
        lightness: L* of its published hex, used where the name says nothing.
        chroma: C* of it.
        hue: CIELAB hue angle of it in degrees.

    Returns:
        The family and the tone from 1 (darkest) to 5 (brightest).
    """
    lower = name.lower().replace("’", "'")
    known = KNOWN.get((brand, lower))
    if known:
        return known
    for pattern, family, tone in _WORDS:
        if re.search(pattern, lower):
            if family is _X:
                return family, _tone_of(lightness)
            said = bool(_BRIGHTER.search(lower)) - bool(_DARKER.search(lower))
            return family, min(5, max(1, tone + said))
    tone = _tone_of(lightness)
    if chroma < 9:
        return (_V if tone >= 4 else _S if tone == 3 else _U), tone
    return _X, tone


def _tone_of(lightness: float) -> int:
    return 1 + sum(lightness >= edge for edge in (30, 46, 60, 74))


_TONE_EDGES: dict[MetalFamily, tuple[float, float, float, float]] = {
    # L* of a colour aimed at, where tones 2, 3, 4 and 5 of its family begin. Wider than a paint's own tones: a scheme
    # that asks for "old gold" of L* 64 means an ordinary gold.
    _G: (28, 44, 69, 79),
    _B: (26, 42, 64, 76),
    _Z: (24, 38, 58, 72),
    _C: (22, 36, 56, 70),
    _S: (24, 38, 63, 76),
    _V: (30, 44, 58, 80),
    _U: (20, 32, 48, 62),
    _X: (30, 44, 60, 74),
}


@lru_cache(maxsize=4096)
def sort_colour(hex_: str) -> tuple[MetalFamily, int]:
    """Family and tone of the metal that a colour of a scheme stands for.

    Args:
        hex_: the colour aimed at, `#RRGGBB`.

    Returns:
        The family and the tone from 1 to 5.
    """
    word = metal_family(hex_)
    family = _V if word == "bright silver" else MetalFamily(word)
    lightness = float(lab((hex_,))[0][0])
    return family, 1 + sum(lightness >= edge for edge in _TONE_EDGES[family])
