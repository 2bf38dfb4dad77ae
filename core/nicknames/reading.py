"""What an ask tells: which tradition suits it, and which colours, traits and words a name may hang on.

A person's own words are only looked up. What stands in a name always comes out of our own lists, so nothing that was
typed can come back in one.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from core.colour.families import FAMILIES
from core.errors import UnknownWord
from core.generation.vocabulary import FACTIONS, faction_words, fold, mood_words
from core.nicknames.ask import NameAsk, NameColour
from core.nicknames.catalogue import (
    ARCHETYPE_FIELDS,
    ARCHETYPE_TRADITIONS,
    AT_LARGE,
    MOOD_TRADITIONS,
    TRADITIONS,
    TRAITS,
)
from core.nicknames.data import Field, colours, fields, themes
from core.wordlists import is_clean
from core.words import N_

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_ROLE_WEIGHT = {"primary": 3.0, "accent": 3.0, "metal": 2.0, "secondary": 2.0, "ground": 0.5}
_COLOUR_WORDS = {
    "turquoise": "teal", "cyan": "teal", "aqua": "teal", "scarlet": "red", "ivory": "bone", "cream": "bone",
    "violet": "purple", "lilac": "purple", "magenta": "pink", "rose": "pink", "navy": "blue", "azure": "blue",
    "lime": "green", "emerald": "green", "khaki": "olive", "silver": "bright silver", "chrome": "bright silver",
    "golden": "gold", "gray": "grey", "maroon": "crimson", "burgundy": "crimson", "amber": "orange", "rusty": "red",
    "tan": "brown", "umber": "brown", "ochre": "yellow", "mint": "teal", "slate": "grey", "sand": "bone",
    "gunmetal": "gunmetal", "verdigris": "teal",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Hook:
    """Something a name may hang on. `source` is colour, trait, text, archetype or silly; `told` is how it is shown."""

    source: str
    told: str
    field: Field
    weight: float
    is_key: bool = False
    """Whether `told` is a text of the catalogue rather than the person's own or a proper word."""

    @property
    def flavour(self) -> str:
        """How a suggestion remembers it."""
        return f"{'colour' if self.source == 'colour' else 'field'}:{self.field.key}"


@lru_cache(maxsize=1)
def _fields_by_word() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for key, meaning in fields().items():
        for word in meaning.words:
            found.setdefault(word, key)
    return found


@lru_cache(maxsize=1)
def _families_by_word() -> Mapping[str, str]:
    metals = ("gold", "brass", "bronze", "copper", "steel")
    return {**{f: f for f in (*FAMILIES, *metals)}, **_COLOUR_WORDS}


@lru_cache(maxsize=1)
def _labels() -> Mapping[str, str]:
    return {**{fold(label): key for key, label in TRADITIONS.items()}, **{key: key for key in TRADITIONS}}


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text, folded, each once in order."""
    return tuple(dict.fromkeys(_WORD.findall(fold(text))))


def tradition_named(word: str) -> str:
    """The tradition for a key, a label or a theme word.

    Raises:
        UnknownWord: with up to three of our labels that come closest.
    """
    key = fold(word)
    if key in _labels():
        return _labels()[key]
    if key in themes():
        return themes()[key][0]
    near = difflib.get_close_matches(key, (*_labels(), *themes()), n=4, cutoff=0.6)
    close = dict.fromkeys(TRADITIONS[_labels().get(n) or themes()[n][0]] for n in near)
    raise UnknownWord(N_("tradition"), word.strip()[:60], tuple(close)[:3])


def archetype_of(ask: NameAsk) -> str:
    """The archetype key of an ask, from its archetype or else its text; empty when neither tells."""
    words = faction_words()
    given = fold(ask.archetype)
    if given in words:
        return words[given]
    spoken = f" {' '.join(words_of(f'{ask.archetype} {ask.text}'))} "
    return next((words[w] for w in sorted(words, key=len, reverse=True) if len(w) > 2 and f" {w} " in spoken), "")


def traditions_for(ask: NameAsk) -> tuple[str, ...]:
    """The traditions that suit an ask, best first: the chosen one alone, or all that archetype and text speak for."""
    if ask.tradition:
        return (tradition_named(ask.tradition),)
    score: dict[str, float] = {}
    archetype = archetype_of(ask)
    for i, key in enumerate(ARCHETYPE_TRADITIONS.get(archetype, ())):
        score[key] = score.get(key, 0) + 4 / (i + 1)
    claimed, moods = themes(), mood_words()
    given = "" if fold(ask.archetype) in faction_words() else ask.archetype
    for word in words_of(f"{ask.text} {given}"):
        for i, key in enumerate(claimed.get(word, ())):
            score[key] = score.get(key, 0) + 2 / (i + 1)
        for i, key in enumerate(MOOD_TRADITIONS.get(moods.get(word, ""), ())):
            score[key] = score.get(key, 0) + 1 / (i + 1)
    order = list(TRADITIONS)
    ranked = sorted(score, key=lambda k: (-score[k], order.index(k)))
    start = ask.seed % len(AT_LARGE)
    return (*ranked, *(k for k in (*AT_LARGE[start:], *AT_LARGE[:start]) if k not in score))


def _colour_hook(colour: NameColour) -> Hook | None:
    known = colours()
    found = colour.family if colour.family in known else ""
    if not found:
        by_word = _families_by_word()
        found = next((by_word[w] for w in reversed(words_of(colour.name)) if w in by_word), "")
    if not found:
        return None
    told = colour.name if colour.family and any(map(str.isalpha, colour.name)) and is_clean(colour.name) else found
    return Hook("colour", told, known[found], _ROLE_WEIGHT.get(colour.role, 1.0))


def hooks_of(ask: NameAsk) -> tuple[Hook, ...]:
    """Everything in an ask that a name may hang on, each with its weight."""
    found: list[Hook] = [h for c in ask.colours[:12] if (h := _colour_hook(c))]
    meanings, by_word = fields(), _fields_by_word()
    for trait in ask.traits:
        key = fold(trait)
        if key in TRAITS:
            label, drawn = TRAITS[key]
            found += [Hook("trait", label, meanings[f], 3.0, is_key=True) for f in drawn]
        else:
            found += [Hook("text", w, meanings[by_word[w]], 3.0) for w in words_of(trait) if w in by_word]
    spoken = words_of(ask.text)
    found += [Hook("text", w, meanings[by_word[w]], 3.0) for w in spoken if w in by_word]
    families = _families_by_word()
    found += [Hook("colour", w, colours()[families[w]], 3.0) for w in spoken if w in families and w not in by_word]
    archetype = archetype_of(ask)
    if archetype:
        found += [Hook("archetype", FACTIONS[archetype], meanings[f], 0.5, True) for f in ARCHETYPE_FIELDS[archetype]]
    return tuple(found[:48])
