"""Titles, mood lines, tags and what the colours go on: the engine's own words, never the brief's."""

from __future__ import annotations

import random
from collections.abc import Iterable

from core.colour.families import family
from core.generation import vocabulary
from core.generation.embedded import lexicon
from core.generation.embedded.reading import Reading
from core.paintschemes.scheme import Hex, Role
from core.wordlists import is_clean

_BY_STYLE: dict[str, tuple[str, ...]] = {
    "weathered": ("stippling", "pigments"),
    "contrast": ("zenithal", "contrast"),
    "slapchop": ("slapchop", "contrast"),
    "drybrush": ("drybrush",),
    "edge": ("edge_highlight",),
    "glow": ("osl",),
    "display": ("glazing", "wet_blending"),
    "nmm": ("nmm",),
}


def title(reading: Reading, primary: Hex, chance: random.Random, text: str) -> str:
    """A title of the engine's own words that does not stand in the text."""
    bank = lexicon.title_words()
    mood = lexicon.moods().get(reading.mood)
    kind = lexicon.archetypes().get(reading.archetype)
    things = list(bank.get(family(primary), ())) + list(kind.titles if kind else ())
    things = things or list(bank["grey"])
    adjectives = mood.adjectives if mood else ("Quiet", "First", "Lucky", "Long")
    heard = vocabulary.fold(text)
    for _ in range(12):
        thing, other = chance.sample(things, 2) if len(things) > 1 else (things[0], bank["grey"][0])
        made = chance.choice(bank["patterns"]).format(
            adjective=chance.choice(adjectives), noun=chance.choice(bank["nouns"]), thing=thing, other=other
        )
        if vocabulary.fold(made).removeprefix("the ") not in heard and is_clean(made):
            return made
    return "Grey Watch"


def showable(words: Iterable[str], most: int) -> tuple[str, ...]:
    """Words of a brief that may be said back: short, each once, no protected name and nothing foul among them."""
    found = tuple(dict.fromkeys(word[:24] for word in words))[:most]
    return found if is_clean("; ".join(found)) else tuple(word for word in found if is_clean(word))


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
    """What a role goes on in the brief's own parts or things; empty where the archetype or the role should say it."""
    parts = list(dict.fromkeys(reading.parts.get(role, ())))
    if parts:
        return ", ".join(parts[:3]).capitalize()
    if role is Role.PRIMARY:
        return next((concept.covers for concept in reading.concepts if concept.covers), "")
    return ""


def techniques(reading: Reading) -> tuple[str, ...]:
    """Technique keys that suit mood and style, in the order they are done."""
    mood = lexicon.moods().get(reading.mood)
    found = list(mood.techniques if mood else ("base_coat", "all_over_wash", "layering", "edge_highlight"))
    found += _BY_STYLE.get(reading.style, ())
    return tuple(dict.fromkeys(found))
