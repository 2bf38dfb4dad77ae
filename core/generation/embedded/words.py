"""Titles, mood lines, tags and what the colours go on: the engine's own words, never the brief's."""

from __future__ import annotations

import random

from core.colour.families import family
from core.generation import vocabulary
from core.generation.embedded import lexicon
from core.generation.embedded.reading import Reading
from core.paintschemes.scheme import Hex, Role

_COVERS: dict[Role, str] = {
    Role.PRIMARY: "Armour, robes",
    Role.SECONDARY: "Cloth, panels",
    Role.ACCENT: "Lenses, gems, markings",
    Role.ACCENT2: "Plumes, runes",
    Role.METAL: "Blades, trim",
    Role.LEATHER: "Straps, pouches",
    Role.SKIN: "Faces, hands",
    Role.GROUND: "Base, rim dust",
}
_ORDER = (Role.PRIMARY, Role.SECONDARY, Role.ACCENT, Role.METAL, Role.LEATHER, Role.GROUND)


def title(reading: Reading, primary: Hex, chance: random.Random, text: str) -> str:
    """A title of the engine's own words that does not stand in the text."""
    bank = lexicon.title_words()
    mood = lexicon.moods().get(reading.mood)
    kind = lexicon.archetypes().get(reading.archetype)
    things = list(bank.get(family(primary), ())) + list(kind.titles if kind else ())
    things = things or list(bank["grey"])
    adjectives = mood.adjectives if mood else ("Quiet", "First", "Lucky", "Long")
    heard = text.casefold()
    made = "Grey Watch"
    for _ in range(12):
        thing, other = chance.sample(things, 2) if len(things) > 1 else (things[0], bank["grey"][0])
        made = chance.choice(bank["patterns"]).format(
            adjective=chance.choice(adjectives), noun=chance.choice(bank["nouns"]), thing=thing, other=other
        )
        if made.casefold().removeprefix("the ") not in heard:
            break
    return made


def mood_line(reading: Reading) -> str:
    """One short line on the mood."""
    mood = lexicon.moods().get(reading.mood)
    return mood.line if mood else "Balanced, easy to read on the table"


def tags(reading: Reading) -> tuple[str, ...]:
    """Labels of archetype, mood and style."""
    found = (
        vocabulary.FACTIONS.get(reading.archetype),
        vocabulary.MOODS.get(reading.mood),
        vocabulary.STYLES.get(reading.style),
    )
    return tuple(tag for tag in found if tag)


def covers(role: Role, reading: Reading) -> str:
    """What a role goes on, from the archetype or in general."""
    kind = lexicon.archetypes().get(reading.archetype)
    if kind and role in _ORDER:
        usual = kind.covers[_ORDER.index(role)]
    else:
        usual = _COVERS[role]
    return usual


def techniques(reading: Reading) -> tuple[str, ...]:
    """Technique keys that suit mood and style, in the order they are done."""
    mood = lexicon.moods().get(reading.mood)
    found = list(mood.techniques if mood else ("base", "wash", "layer", "edge"))
    by_style = {
        "weathered": ["sponge", "pigment"], "contrast": ["zenithal", "contrast"], "slapchop": ["slapchop", "contrast"],
        "drybrush": ["drybrush"], "edge": ["edge"], "glow": ["osl"], "display": ["glaze", "wetblend"], "nmm": ["nmm"],
    }  # fmt: skip
    found += by_style.get(reading.style, [])
    return tuple(dict.fromkeys(found))
