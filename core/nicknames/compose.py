"""Building one candidate name out of a template: syllables into words, words into slots, slots into a name."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from core.nicknames.checks import invented_is_fit
from core.nicknames.data import HOOKED, SLOT_LIST, Template, Tradition
from core.nicknames.reading import Hook
from core.nicknames.sounds import join, plural, sayable, well_made

_ORDINALS: Final = (
    "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth", "Tenth", "Eleventh", "Twelfth",
    "Nineteenth", "Thirtieth", "Fortieth", "Hundredth", "Lesser", "Greater", "Outer", "Inner", "Upper", "Lower", "New",
    "Old", "Far", "Lost", "Last", "First", "Eastern", "Western", "Northern", "Southern", "Hidden", "Free", "Elder",
)  # fmt: skip
_ROMAN: Final = ("II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIV", "XVI", "XIX", "XXI", "XXX")
_NUMBERS: Final = tuple(n for n in range(2, 100) if n not in (13, 14, 18, 28, 69, 74, 83, 84, 88))
"""Numbers that carry no other meaning."""
SMALL: Final = frozenset(
    {"the", "of", "and", "in", "on", "at", "to", "a", "an", "de", "mac", "ni", "ap", "ferch", "late", "who", "that"}
    | {"those", "has", "is", "was"}
)
"""Words of a name that are no part of it for counting repeats."""
_WORDS = re.compile(r"[^\s,“”]+")
_HALVES = re.compile(r"[\s-]+")


@dataclass(slots=True)
class Draft:
    """A candidate while it is judged."""

    full: str
    short: str
    shape: str
    pieces: tuple[str, ...]
    """Everything that was drawn, lower case: halves of compounds, first syllables, words."""
    invented: tuple[str, ...]
    hook: Hook | None = None
    hooked: str = ""
    """The part that the hook stands in, as it reads in the name."""
    tail: str = ""
    """The kind of tail it has: body, kit, deed, home or the tradition's own."""
    parts: tuple[str, ...] = field(default=())


def parts_of(full: str) -> tuple[str, ...]:
    """The parts of a full name: its words without the small ones, numbers and quotation marks."""
    found = [w.removesuffix("’s").strip("’") for w in _WORDS.findall(full)]
    return tuple(w for w in found if w.casefold() not in SMALL and not w.isdigit() and w not in _ROMAN)


class Composer:
    """Draws names of one tradition with one source of chance."""

    def __init__(self, tradition: Tradition, chance: random.Random) -> None:
        self.tradition = tradition
        self.chance = chance

    def _pool(self, name: str, voice: str) -> Sequence[str]:
        lists = self.tradition.lists
        common, own = lists.get(name, ()), lists.get(f"{name}.{voice}", ())
        return (*common, *own) if own else common

    def word(self, kind: str, voice: str, start: str = "") -> tuple[str, str]:
        """An invented word and its first syllable. `kind` is "given" or "sur"; `start` keeps a first syllable."""
        lists, chance = self.tradition.lists, self.chance
        ends = self._pool(f"{kind}.ends", voice)
        middles = lists.get(f"{kind}.middles", ())
        plain = ends == ("-",)
        made = first = start
        for _ in range(40):
            first = start or self._first(kind)
            made = first
            if middles and chance.random() < 0.22:
                made = join(made, chance.choice(middles))
            end = chance.choice(ends)
            made = join(made, "" if end == "-" else end)
            if plain or (well_made(made) and invented_is_fit(made)):
                break
        return made.capitalize(), first

    def _first(self, kind: str) -> str:
        lists, chance = self.tradition.lists, self.chance
        if kind == "given" and chance.random() < self.tradition.grow:
            onset, nucleus = chance.choice(lists["given.onsets"]), chance.choice(lists["given.nuclei"])
            return onset + nucleus + chance.choice(lists["given.codas"])
        return chance.choice(lists[f"{kind}.starts"])

    def draft(self, template: Template, hooks: Sequence[Hook], start: str = "") -> Draft | None:
        """One candidate, or None when what was drawn does not go together.

        Args:
            template: how it is built.
            hooks: what its head, adjective or noun is to be drawn from, strongest first; each stands in one slot.
            start: a first syllable that the given name keeps.
        """
        chance = self.chance
        voice = chance.choice("mf")
        slots = [i for i, (kind, text) in enumerate(template.tokens) if kind == "slot" and text.lower() in HOOKED]
        chance.shuffle(slots)
        held = dict(zip(slots, hooks, strict=False))
        first_slot = slots[0] if held else -1
        out = ""
        pieces: list[str] = []
        invented: list[str] = []
        opened, closed, hook_at, tail = 0, -1, -1, ""
        for i, (kind, text) in enumerate(template.tokens):
            if kind == "text":
                out += text
            elif kind == "open":
                opened = len(out)
            elif kind == "close":
                closed = len(out)
            else:
                name = text.lower()
                if i == first_slot:
                    hook_at = len(out)
                drawn, more, made, category = self._slot(name, voice, held.get(i), start if not invented else "")
                if not drawn:
                    return None
                if category and out and out[-1].isalpha() and drawn[0] == out[-1].lower():
                    return None
                tail = category or tail
                pieces += more
                invented += made
                out += drawn[0].upper() + drawn[1:] if text[0].isupper() else drawn
        full = out.replace("s’s", "s’")
        if not (2 <= len(full) <= 32 and sayable(full) and full.count("’") <= 1) or len(set(pieces)) < len(pieces):
            return None
        short = out[opened:closed].strip() if closed > opened else out
        short = short.removesuffix("’s").strip("“”, ")
        parts = parts_of(full)
        if _echoes(parts):
            return None
        found = Draft(full, short, template.shape, tuple(pieces), tuple(invented), tail=tail, parts=parts)
        if held:
            found.hook, found.hooked = held[first_slot], _around(full, hook_at)
        return found

    def _slot(self, name: str, voice: str, hook: Hook | None, start: str) -> tuple[str, list[str], list[str], str]:
        """What stands in a slot: the text, its pieces, the invented words in it, and the kind of tail it is."""
        lists, chance = self.tradition.lists, self.chance
        if name.startswith(("given", "sur")):
            kind, _, forced = name.partition(".")
            word, first = self.word(kind, forced or voice, start)
            return word, [word.casefold(), f"~{first[:3]}"], [word], ""
        if name in HOOKED:
            word = chance.choice(hook.field.lends[name] if hook else lists[SLOT_LIST[name]])
            return word, _split(word), [], ""
        if name in ("tail", "tails"):
            category, word = chance.choice(self.tradition.tails)
            return (plural(word) if name == "tails" else word), [word], [], category
        if name == "ord":
            return chance.choice(_ORDINALS), [], [], ""
        if name == "roman":
            return chance.choice(_ROMAN), [], [], ""
        if name == "number":
            return str(chance.choice(_NUMBERS)), [], [], ""
        pool = self._pool(SLOT_LIST.get(name.rstrip("!"), name.rstrip("!")), voice)
        word = chance.choice(pool)
        if "{" in word:
            head = chance.choice(hook.field.lends["head"] if hook else lists["heads"])
            return word.replace("{Head}", head.capitalize()), [head, word[6:]], [], ""
        pieces = _split(word) if name != "patro" else []
        category = name if name in (lists["tails"][0], "home", "body", "kit", "deed") else ""
        return (word.replace(" ", "-") if name.endswith("!") else word), pieces, [], category


def _echoes(parts: Sequence[str]) -> bool:
    """Whether one part says another again: "Hounds of Houndwell"."""
    stems = [p.casefold().removesuffix("s") for p in parts]
    return any(a in b or b in a for i, a in enumerate(stems) for b in stems[i + 1 :] if min(len(a), len(b)) > 2)


def _split(word: str) -> list[str]:
    return [p for p in _HALVES.split(word.casefold()) if p not in SMALL and len(p) > 2]


def _around(full: str, at: int) -> str:
    """The part of a name that begins at or around a place: a compound whole, a phrase to its end or a comma."""
    begin = max((full.rfind(c, 0, at) for c in " “"), default=-1) + 1
    end = len(full)
    for mark in ",”":
        found = full.find(mark, begin)
        end = found if 0 <= found < end else end
    before = full[:begin]
    if before.endswith(("of the ", "the ", "The ")):
        return full[begin:end]
    space = full.find(" ", begin)
    return full[begin : min(end, space if space >= 0 else end)]
