"""The closed lists a brief may choose from: factions (neutral archetypes), moods and styles.

A key is what is stored and compared; its label is what is shown (English here, translated by the surface). People type
other words too, and the names of armies they own: `faction`, `mood` and `style` take those and answer with our key, or
refuse with the words that come closest. What was typed is input only; it never becomes a label.
"""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Mapping

from core.errors import UnknownWord
from core.words import N_

FACTIONS: Mapping[str, str] = {
    "paladin order": N_("Paladin order"),
    "crusader penitents": N_("Crusader penitents"),
    "siege legion": N_("Siege legion"),
    "steppe horde": N_("Steppe horde"),
    "forest host": N_("Forest host"),
    "high elves": N_("High elves"),
    "dusk elf raiders": N_("Dusk elf raiders"),
    "mountain dwarfs": N_("Mountain dwarfs"),
    "orc raiders": N_("Orc raiders"),
    "beast herd": N_("Beast herd"),
    "risen dead": N_("Risen dead"),
    "spectral host": N_("Spectral host"),
    "plague cult": N_("Plague cult"),
    "decadence cult": N_("Decadence cult"),
    "war cult": N_("War cult"),
    "sorcery cult": N_("Sorcery cult"),
    "machine cult": N_("Machine cult"),
    "undying machines": N_("Undying machines"),
    "void technocrats": N_("Void technocrats"),
    "hive swarm": N_("Hive swarm"),
    "frontier militia": N_("Frontier militia"),
    "sea raiders": N_("Sea raiders"),
    "desert tomb dynasty": N_("Desert tomb dynasty"),
    "frost tribe": N_("Frost tribe"),
}
"""The 24 neutral archetypes: key -> label."""

MOODS: Mapping[str, str] = {
    "grimdark": N_("Grimdark"),
    "gothic": N_("Gothic, solemn"),
    "heroic": N_("Heroic"),
    "noblebright": N_("Noblebright"),
    "eldritch": N_("Eldritch"),
    "feral": N_("Feral"),
    "spectral": N_("Spectral"),
    "decayed": N_("Decayed"),
    "infernal": N_("Infernal"),
    "regal": N_("Regal"),
    "martial": N_("Martial, drab"),
    "arctic": N_("Arctic"),
    "desert": N_("Desert"),
    "jungle": N_("Jungle"),
    "mechanical": N_("Mechanical"),
    "decadent": N_("Decadent"),
    "comic": N_("Comic, pop"),
}
"""The 17 moods: key -> label."""

STYLES: Mapping[str, str] = {
    "clean": N_("Clean layers"),
    "weathered": N_("Weathered"),
    "contrast": N_("Contrast over white"),
    "slapchop": N_("Slapchop"),
    "drybrush": N_("Drybrush"),
    "edge": N_("Edge highlights"),
    "glow": N_("Glowing effects"),
    "display": N_("Display blends"),
    "nmm": N_("Painted metal"),
    "monochrome": N_("Monochrome"),
    "muted": N_("Muted"),
    "vivid": N_("Vivid"),
    "pastel": N_("Pastel"),
}
"""How it is painted or how loud the colours are: key -> label."""

USUAL_STYLES: Mapping[str, str] = {
    "realistic": N_("Realistic"),
    "stylised": N_("Stylised"),
    "grimdark": N_("Grimdark"),
    "bright": N_("Bright"),
}
"""How somebody usually paints: key -> label. What it comes to is in `core.generation.embedded.usual`."""

_FACTION_WORDS: Mapping[str, str] = {
    "paladin order": "paladins paladin knights knight templars templar chivalry bretonnia bretonnians stormcast"
    " ultramarines marines|space marines|knightly order|holy order|cities of sigmar|sigmar",
    "crusader penitents": "crusaders crusader penitents penitent flagellants inquisition sisters sororitas zealots"
    "|black templars|sisters of battle|adepta sororitas|grey knights|witch hunters",
    "siege legion": "siege legionaries legion empire landsknechts hazard|iron warriors|imperial fists|the empire",
    "steppe horde": "steppe nomads nomad mongols huns horselords marauders|white scars|horse lords|hobgoblins",
    "forest host": "forest dryads sylvaneth treefolk treemen rangers woodland|wood elves|wood elf|forest elves",
    "high elves": "aelves asuryani eldar aeldari lumineth sylvan|high elf|sun elves|craftworld",
    "dusk elf raiders": "drukhari druchii drow assassins"
    "|dark elves|dark elf|dark eldar|night elves|daughters of khaine",
    "mountain dwarfs": "dwarfs dwarves dwarf dwarven duardin fyreslayers kharadron votann squats|leagues of votann",
    "orc raiders": "orcs orc orks ork goblins goblin greenskins gobbos orruks ogors ogres ogre trolls gloomspite uruks",
    "beast herd": "beasts beastmen minotaurs minotaur centaurs werewolves gnolls skaven ratmen lizardmen seraphon"
    "|beasts of chaos|space wolves",
    "risen dead": "undead skeletons skeleton zombies zombie liches lich vampires vampire ossiarch soulblight"
    "|vampire counts|flesh eater courts",
    "spectral host": "ghosts ghost spirits spectres specters wraiths banshees phantoms nighthaunt haunts",
    "plague cult": "plague nurgle plaguebearers rot blight|death guard|maggotkin|poxwalkers",
    "decadence cult": "slaanesh daemonettes hedonites excess|emperor's children|emperors children",
    "war cult": "khorne bloodletters berserkers berzerkers bloodbound barbarians"
    "|world eaters|blades of khorne|blood angels",
    "sorcery cult": "tzeentch wizards wizard sorcerers mages mage magi warlocks|thousand sons|disciples of tzeentch",
    "machine cult": "mechanicus mechanicum skitarii cyborgs engineers|adeptus mechanicus|ad mech|admech",
    "undying machines": "necrons necron robots robot androids automata golems terminators",
    "void technocrats": "tau t'au technocrats kroot aliens|tau empire|t'au empire",
    "hive swarm": "tyranids tyranid swarm insects bugs zerg xenomorphs|hive fleet|genestealer cults|genestealers",
    "frontier militia": "militia guardsmen guard soldiers cadians catachan krieg rebels|astra militarum|imperial guard",
    "sea raiders": "pirates pirate corsairs vikings sailors idoneth merfolk norscans deepkin",
    "desert tomb dynasty": "egyptians pharaohs mummies tomb desert khemri|tomb kings|arabian",
    "frost tribe": "frost ice arctic valhallans kislev frostgrave yeti|ice tribe|winter tribe|frost giants",
}

_MOOD_WORDS: Mapping[str, str] = {
    "grimdark": "grim dark gritty dirty bleak blanchitsu brutal dystopian",
    "gothic": "solemn sombre somber mournful victorian cathedral funereal",
    "heroic": "bold brave classic eavy valiant epic",
    "noblebright": "bright hopeful holy radiant noble cheerful sunny|noble bright",
    "eldritch": "lovecraftian cosmic weird alien arcane occult otherworldly",
    "feral": "wild savage primal tribal barbaric",
    "spectral": "ghostly haunted ethereal eerie spooky pale",
    "decayed": "rotten rotting diseased pestilent rusty sickly filthy",
    "infernal": "hellish demonic daemonic fiery burning volcanic",
    "regal": "royal kingly imperial majestic rich luxurious",
    "martial": "military drab camouflage camo tactical",
    "arctic": "icy frozen wintry snowy cold",
    "desert": "arid sandy dusty sunbaked",
    "jungle": "tropical lush overgrown",
    "mechanical": "industrial steampunk robotic clockwork cyberpunk",
    "decadent": "perverse hedonistic opulent glamorous seductive",
    "comic": "pop cartoon cartoony cel fun playful colourful colorful|comic book",
}

_STYLE_WORDS: Mapping[str, str] = {
    "clean": "neat crisp parade pristine layered",
    "weathered": "worn battered rusty rusted dirty battle-worn muddy chipped|battle worn|battle damaged",
    "contrast": "speedpaint xpress one-coat|contrast paint|contrast paints|speed paint",
    "slapchop": "|slap chop",
    "drybrush": "drybrushed dry-brushed|dry brush",
    "edge": "edged|edge highlight|edge highlighting|'eavy metal|eavy metal",
    "glow": "glowing osl luminous|object source lighting",
    "display": "blended showcase competition|golden demon",
    "nmm": "|non metallic metal|non-metallic metal|non metallic metals",
    "monochrome": "monochromatic greyscale grayscale|black and white",
    "muted": "desaturated subdued drab faded",
    "vivid": "bright saturated neon vibrant loud",
    "pastel": "pastels soft candy",
}


def fold(word: str) -> str:
    """`word` in lower case, without accents, curly apostrophes and doubled spaces, as all lists here are looked up."""
    plain = unicodedata.normalize("NFKD", word.replace("’", "'")).casefold()
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(plain.replace("_", " ").split())


def _synonyms(table: Mapping[str, str], keys: Mapping[str, str]) -> dict[str, str]:
    found = {key: key for key in keys}
    found.update({fold(label): key for key, label in keys.items()})
    for key, line in table.items():
        singles, *phrases = line.split("|")
        for word in (*singles.split(), *phrases):
            found.setdefault(fold(word), key)
    return found


_FACTIONS = _synonyms(_FACTION_WORDS, FACTIONS)
_MOODS = _synonyms(_MOOD_WORDS, MOODS)
_STYLES = _synonyms(_STYLE_WORDS, STYLES)


def _look_up(what: str, given: str, words: Mapping[str, str], keys: Mapping[str, str]) -> str:
    key = fold(given)
    if key in words:
        return words[key]
    if key.removeprefix("the ") in words:
        return words[key.removeprefix("the ")]
    # Suggestions are our own keys, never the army names that are only understood as input.
    hits = difflib.get_close_matches(key, words, n=6, cutoff=0.6)
    near = tuple(dict.fromkeys(words[hit] for hit in hits))[:3]
    raise UnknownWord(what, given.strip()[:60], tuple(n for n in near if n in keys))


def faction(word: str) -> str:
    """The archetype key for what a person typed. Raises `UnknownWord` with up to three suggestions."""
    return _look_up(N_("faction"), word, _FACTIONS, FACTIONS)


def mood(word: str) -> str:
    """The mood key for what a person typed. Raises `UnknownWord` with up to three suggestions."""
    return _look_up(N_("mood"), word, _MOODS, MOODS)


def style(word: str) -> str:
    """The style key for what a person typed. Raises `UnknownWord` with up to three suggestions."""
    return _look_up(N_("style"), word, _STYLES, STYLES)


def faction_words() -> Mapping[str, str]:
    """Every word or phrase understood as a faction -> archetype key (folded); for reading free text."""
    return _FACTIONS


def mood_words() -> Mapping[str, str]:
    """Every word or phrase understood as a mood -> mood key (folded)."""
    return _MOODS


def style_words() -> Mapping[str, str]:
    """Every word or phrase understood as a style -> style key (folded)."""
    return _STYLES
