"""What a role covers on the model, and what kind of surface that is.

The surface decides how light goes on: plates get edges, cloth gets layers, fur and stone get the dry brush. An engine
may say what a colour covers in its own words; where it does not, the archetype says it, and where there is none, the
role does. All texts here are gettext keys.
"""

from __future__ import annotations

import re
from enum import StrEnum

from core.colour.families import family
from core.paintschemes.scheme import Role
from core.words import N_


class Surface(StrEnum):
    """What a painter feels under the brush."""

    PLATE = "plate"
    """Hard and smooth: armour, machines, shells."""
    CLOTH = "cloth"
    HIDE = "hide"
    """Rough or organic: skin, fur, scales, bone."""
    METAL = "metal"
    GROUND = "ground"


_P, _C, _H = Surface.PLATE, Surface.CLOTH, Surface.HIDE

# archetype -> what primary, secondary, accent and metal go on, and the surfaces of the first two.
_ARCHETYPES: dict[str, tuple[str, str, str, str, Surface, Surface]] = {
    "paladin order": (
        N_("Plate armour"),
        N_("Tabard, shield field"),
        N_("Plume, seals"),
        N_("Trim, sword hilt"),
        _P,
        _C,
    ),
    "crusader penitents": (
        N_("Armour, robes"),
        N_("Surcoat, parchment"),
        N_("Crosses, seals"),
        N_("Blades, chains"),
        _P,
        _C,
    ),
    "siege legion": (N_("Plate armour"), N_("Shoulder plates"), N_("Hazard stripes"), N_("Guns, pistons"), _P, _P),
    "steppe horde": (N_("Coats, hide"), N_("Fur, sleeves"), N_("Banners, sashes"), N_("Helmets, buckles"), _H, _H),
    "forest host": (N_("Cloaks, leaves"), N_("Wood, bows"), N_("Golden leaves"), N_("Blades, arrowheads"), _C, _H),
    "high elves": (N_("Robes, scales"), N_("Armour, shields"), N_("Gems, plumes"), N_("Helmets, spears"), _C, _P),
    "dusk elf raiders": (N_("Armour"), N_("Cloaks, hair"), N_("Lenses, poison"), N_("Blades, barbs"), _P, _C),
    "mountain dwarfs": (N_("Tunics, hoods"), N_("Sleeves, shields"), N_("Beards, runes"), N_("Helmets, axes"), _C, _C),
    "orc raiders": (
        N_("Skin"),
        N_("Black leather, armour"),
        N_("Checks, teeth, rags"),
        N_("Choppers, scrap plate"),
        _H,
        _H,
    ),
    "beast herd": (N_("Hide, fur"), N_("Horns, bellies"), N_("War paint"), N_("Axes, rings"), _H, _H),
    "risen dead": (N_("Bone"), N_("Rags, hoods"), N_("Eyes, runes"), N_("Rusted armour"), _H, _C),
    "spectral host": (
        N_("Robes, ghost flesh"),
        N_("Hoods, chains, shadow"),
        N_("Lantern flame, eyes"),
        N_("Lanterns, blades"),
        _C,
        _C,
    ),
    "plague cult": (
        N_("Plate, hide"),
        N_("Cloth, bruised skin"),
        N_("Boils, eyes, bile"),
        N_("Rims, cleavers"),
        _H,
        _C,
    ),
    "decadence cult": (
        N_("Plate armour"),
        N_("Leather, undersuits"),
        N_("Pearl skin, silk"),
        N_("Trim, rings"),
        _P,
        _C,
    ),
    "war cult": (N_("Plate armour"), N_("Undersuits, shields"), N_("Flames, eyes"), N_("Trim, axes"), _P, _C),
    "sorcery cult": (
        N_("Plate armour, robes"),
        N_("Trim, head cloths"),
        N_("Feathers, magic"),
        N_("Staves, masks"),
        _P,
        _C,
    ),
    "machine cult": (N_("Robes, hulls"), N_("Iron parts, hoses"), N_("Lenses"), N_("Gears, pistons"), _C, _P),
    "undying machines": (N_("Frames, limbs"), N_("Joints, cables"), N_("Energy, eyes"), N_("Blades, edges"), _P, _P),
    "void technocrats": (
        N_("Armour panels"),
        N_("Joints, undersuits"),
        N_("Markings, sensors"),
        N_("Guns, vents"),
        _P,
        _C,
    ),
    "hive swarm": (N_("Shell plates"), N_("Skin, tongues"), N_("Glands, eyes"), N_("Claws, spines"), _P, _H),
    "frontier militia": (N_("Uniforms"), N_("Armour, webbing"), N_("Unit markings"), N_("Guns, tools"), _C, _P),
    "sea raiders": (N_("Coats, cloaks"), N_("Sails, shirts"), N_("Shields, sashes"), N_("Axes, helmets"), _C, _C),
    "desert tomb dynasty": (
        N_("Bone, wrappings"),
        N_("Head cloths, inlays"),
        N_("Shields, jewels"),
        N_("Crowns, spears"),
        _H,
        _C,
    ),
    "frost tribe": (N_("Skin, tunics"), N_("Fur, ice"), N_("Sashes, war paint"), N_("Axes, helmets"), _H, _H),
}

_ROLES: dict[Role, str] = {
    Role.PRIMARY: N_("Armour or robes"),
    Role.SECONDARY: N_("Panels, cloth"),
    Role.ACCENT: N_("Eyes, gems, plumes"),
    Role.ACCENT2: N_("Glow, markings"),
    Role.METAL: N_("Blades, trim"),
    Role.LEATHER: N_("Straps, pouches"),
    Role.SKIN: N_("Face, hands"),
    Role.GROUND: N_("Base and rim"),
}
_BONY = frozenset({"risen dead", "desert tomb dynasty"})
_SMALL_SURFACES: dict[Role, Surface] = {
    Role.ACCENT: Surface.CLOTH,
    Role.ACCENT2: Surface.CLOTH,
    Role.METAL: Surface.METAL,
    Role.LEATHER: Surface.HIDE,
    Role.SKIN: Surface.HIDE,
    Role.GROUND: Surface.GROUND,
}
_PLATE_WORDS = re.compile(r"armou?r|plate|panel|hull|machine|shell|carapace|helmet|shield|vehicle|frame", re.IGNORECASE)
_HIDE_WORDS = re.compile(r"skin|flesh|hide|fur|scale|bone|horn|hair|feather|leather|wood", re.IGNORECASE)
_CLOTH_WORDS = re.compile(r"robe|cloth|cloak|tabard|coat|tunic|sail|banner|hood|sleeve|uniform|silk", re.IGNORECASE)


_GROWN: dict[str, frozenset[str]] = {
    # What grows on a body has the colours it has: no bone is crimson, and no orc's skin is white.
    "risen dead": frozenset({"bone", "white", "grey", "yellow", "brown", "olive", "skin dead", "skin light"}),
    "desert tomb dynasty": frozenset({"bone", "white", "grey", "yellow", "brown", "olive", "orange"}),
    "orc raiders": frozenset({"green", "olive", "teal", "skin green", "brown", "grey", "yellow"}),
}


_SAID_COLOUR: dict[str, tuple[frozenset[str], str]] = {
    # places that name a colour themselves: in which families they are believed, and what they are called in others
    "Black leather, armour": (frozenset({"black", "grey"}), N_("Leather, armour")),
    "Golden leaves": (frozenset({"yellow", "orange", "brown", "bone"}), N_("Leaves, feathers")),
}


def covers(role: Role, archetype: str, hex_: str = "") -> str:
    """What a role covers on a model.

    Args:
        role: the role.
        archetype: its key; the role's own usual places when it is not known.
        hex_: the colour; with it bone, skin and the like are left out where nobody would believe them.
    """
    told = _ARCHETYPES.get(_key(archetype))
    grown = _GROWN.get(_key(archetype))
    if role is Role.PRIMARY and grown and hex_ and family(hex_) not in grown:
        return _ROLES[role]
    if told:
        places = dict(zip((Role.PRIMARY, Role.SECONDARY, Role.ACCENT, Role.METAL), told[:4], strict=True))
        if role in places:
            said = places[role]
            believed, instead = _SAID_COLOUR.get(said, (frozenset(), said))
            return instead if hex_ and family(hex_) not in believed else said
        if role is Role.SKIN and _key(archetype) in _BONY:
            return N_("Skulls, teeth")
    return _ROLES[role]


def surface(role: Role, archetype: str, said: str) -> Surface:
    """The surface a role lies on.

    Args:
        role: the role.
        archetype: key of the archetype, may be empty.
        said: what the engine says the colour covers, may be empty; the first part of it decides.
    """
    if role in _SMALL_SURFACES:
        return _SMALL_SURFACES[role]
    first = said.split(",", maxsplit=1)[0]
    for words, kind in ((_CLOTH_WORDS, _C), (_PLATE_WORDS, _P), (_HIDE_WORDS, _H)):
        if words.search(first):
            return kind
    told = _ARCHETYPES.get(_key(archetype))
    if told:
        return told[4] if role is Role.PRIMARY else told[5]
    return _P if role is Role.PRIMARY else _C


def _key(archetype: str) -> str:
    return archetype.strip().lower().replace("_", " ")
