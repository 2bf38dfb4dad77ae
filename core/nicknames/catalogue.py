"""The closed lists a person chooses from: traditions, traits, tones and kinds, with the words that are shown for them.

What a tradition sounds like is in `traditions/<key>.txt`, what a field of meaning lends in `words/fields.txt`; here is
only what needs a translator, and which tradition suits which archetype and mood.
"""

from __future__ import annotations

from collections.abc import Mapping

from core.words import N_

TRADITIONS: Mapping[str, str] = {
    "gothic": N_("Gothic"),
    "latin": N_("Latin"),
    "norse": N_("Norse"),
    "celtic": N_("Celtic and fae"),
    "elven": N_("Elven"),
    "dwarven": N_("Dwarven"),
    "orcish": N_("Orcish"),
    "goblin": N_("Goblin"),
    "undead": N_("Undead"),
    "infernal": N_("Infernal"),
    "machine": N_("Machine"),
    "beast": N_("Beast"),
    "hive": N_("Hive"),
    "steppe": N_("Steppe"),
    "desert": N_("Desert dynasty"),
    "slavic": N_("Slavic"),
    "chivalric": N_("Chivalric"),
    "sea": N_("Sea raider"),
    "cosmic": N_("Cosmic"),
    "workshop": N_("Workshop humour"),
    "frontier": N_("Frontier"),
    "voidfarer": N_("Voidfarer"),
}
"""Tradition key -> label."""

SOUNDS: Mapping[str, str] = {
    "gothic": N_("long vowels, an estate and a little penance"),
    "latin": N_("two names and a straight back"),
    "norse": N_("hard clusters and a boast"),
    "celtic": N_("soft sounds from a hollow hill"),
    "elven": N_("clear vowels, like a line of verse"),
    "dwarven": N_("short and square, with a craft behind it"),
    "orcish": N_("made to be shouted"),
    "goblin": N_("small, quick and gone"),
    "undead": N_("a worn name that outlived its owner"),
    "infernal": N_("courtly, with an edge"),
    "machine": N_("a designation and what the crew calls it"),
    "beast": N_("a growl and a piece of weather"),
    "hive": N_("a hiss and a task, no person at all"),
    "steppe": N_("open vowels at a gallop"),
    "desert": N_("a reign long enough for two names"),
    "slavic": N_("warm vowels and a grim joke"),
    "chivalric": N_("courtesy and a manor"),
    "sea": N_("short enough to shout over wind"),
    "cosmic": N_("nobody gave it this name"),
    "workshop": N_("a confession from the painting desk"),
    "frontier": N_("plain, as the mess hall says it"),
    "voidfarer": N_("two clear beats on a noisy channel"),
}
"""Tradition key -> what its names sound like, for the reason of a suggestion."""

TRAITS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "brave": (N_("Brave"), ("shield", "oath")),
    "loyal": (N_("Loyal"), ("oath", "shield")),
    "grim": (N_("Grim"), ("ash", "grave")),
    "mournful": (N_("Mournful"), ("grave", "bell")),
    "clever": (N_("Clever"), ("book", "mirror")),
    "cunning": (N_("Cunning"), ("mirror", "coin")),
    "cruel": (N_("Cruel"), ("thorn", "hook")),
    "merciless": (N_("Merciless"), ("hook", "blade")),
    "noble": (N_("Noble"), ("dawn", "crown")),
    "proud": (N_("Proud"), ("crown", "sun")),
    "devout": (N_("Devout"), ("bell", "lamp")),
    "stubborn": (N_("Stubborn"), ("stone", "iron")),
    "fierce": (N_("Fierce"), ("wolf", "fire")),
    "wild": (N_("Wild"), ("horn", "storm")),
    "reckless": (N_("Reckless"), ("storm", "blade")),
    "swift": (N_("Swift"), ("hunt", "bird")),
    "quiet": (N_("Quiet"), ("moon", "void")),
    "greedy": (N_("Greedy"), ("coin", "crown")),
    "vain": (N_("Vain"), ("silk", "mirror")),
    "patient": (N_("Patient"), ("stone", "frost")),
    "mad": (N_("Mad"), ("void", "moon")),
    "ancient": (N_("Ancient"), ("old", "grave")),
    "cheerful": (N_("Cheerful"), ("sun", "dawn")),
    "hungry": (N_("Hungry"), ("swarm", "bone")),
    "comic": (N_("Comic"), ("silly",)),
}
"""Trait key -> label and the fields of meaning it draws on."""

TONES: Mapping[str, tuple[str, float]] = {
    "serious": (N_("Serious"), 0.0),
    "dry": (N_("Dry"), 0.3),
    "light": (N_("Light-hearted"), 0.55),
    "funny": (N_("Funny"), 0.8),
    "silly": (N_("Silly"), 1.0),
}
"""Tone word -> label and its place between serious (0) and silly (1)."""

KINDS: Mapping[str, str] = {"model": N_("Model"), "unit": N_("Unit"), "army": N_("Army")}

ARCHETYPE_TRADITIONS: Mapping[str, tuple[str, ...]] = {
    "paladin order": ("chivalric", "latin", "gothic"),
    "crusader penitents": ("gothic", "chivalric", "latin"),
    "siege legion": ("latin", "frontier", "machine"),
    "steppe horde": ("steppe", "slavic", "beast"),
    "forest host": ("celtic", "elven", "beast"),
    "high elves": ("elven", "celtic", "chivalric"),
    "dusk elf raiders": ("elven", "infernal", "sea"),
    "mountain dwarfs": ("dwarven", "norse", "slavic"),
    "orc raiders": ("orcish", "goblin", "beast"),
    "beast herd": ("beast", "steppe", "orcish"),
    "risen dead": ("undead", "gothic", "latin"),
    "spectral host": ("undead", "gothic", "celtic"),
    "plague cult": ("undead", "infernal", "slavic"),
    "decadence cult": ("infernal", "elven", "gothic"),
    "war cult": ("infernal", "norse", "orcish"),
    "sorcery cult": ("infernal", "desert", "cosmic"),
    "machine cult": ("machine", "latin", "gothic"),
    "undying machines": ("machine", "desert", "cosmic"),
    "void technocrats": ("voidfarer", "machine", "elven"),
    "hive swarm": ("hive", "cosmic", "beast"),
    "frontier militia": ("frontier", "latin", "voidfarer"),
    "sea raiders": ("sea", "norse", "celtic"),
    "desert tomb dynasty": ("desert", "undead", "latin"),
    "frost tribe": ("norse", "slavic", "beast"),
}
"""Archetype key (core.generation.vocabulary) -> the traditions that suit it, best first."""

ARCHETYPE_FIELDS: Mapping[str, tuple[str, ...]] = {
    "paladin order": ("oath", "shield"),
    "crusader penitents": ("bell", "ash"),
    "siege legion": ("iron", "stone"),
    "steppe horde": ("road", "storm"),
    "forest host": ("wood", "hunt"),
    "high elves": ("star", "dawn"),
    "dusk elf raiders": ("moon", "thorn"),
    "mountain dwarfs": ("stone", "iron"),
    "orc raiders": ("horn", "fire"),
    "beast herd": ("horn", "wolf"),
    "risen dead": ("grave", "bone"),
    "spectral host": ("moon", "lamp"),
    "plague cult": ("rot", "bog"),
    "decadence cult": ("silk", "mirror"),
    "war cult": ("blood", "blade"),
    "sorcery cult": ("book", "star"),
    "machine cult": ("gear", "iron"),
    "undying machines": ("gear", "old"),
    "void technocrats": ("star", "lamp"),
    "hive swarm": ("swarm", "bone"),
    "frontier militia": ("road", "blade"),
    "sea raiders": ("sea", "coin"),
    "desert tomb dynasty": ("sand", "sun"),
    "frost tribe": ("frost", "wolf"),
}
"""Archetype key -> the fields of meaning its names lean towards."""

MOOD_TRADITIONS: Mapping[str, tuple[str, ...]] = {
    "grimdark": ("gothic", "frontier"),
    "gothic": ("gothic", "undead"),
    "heroic": ("chivalric", "norse"),
    "noblebright": ("chivalric", "elven"),
    "eldritch": ("cosmic", "infernal"),
    "feral": ("beast", "orcish"),
    "spectral": ("undead", "celtic"),
    "decayed": ("undead", "goblin"),
    "infernal": ("infernal", "orcish"),
    "regal": ("chivalric", "desert"),
    "martial": ("frontier", "latin"),
    "arctic": ("norse", "slavic"),
    "desert": ("desert", "steppe"),
    "jungle": ("beast", "hive"),
    "mechanical": ("machine", "voidfarer"),
    "decadent": ("infernal", "elven"),
    "comic": ("workshop", "goblin"),
}
"""Mood key -> the traditions that suit it, best first."""

AT_LARGE = ("gothic", "norse", "chivalric", "celtic", "frontier", "slavic", "dwarven", "sea")
"""Where to look when nothing tells: any model can carry these."""
