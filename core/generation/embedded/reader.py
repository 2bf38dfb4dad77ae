"""Reading a brief: one walk over each clause, longest phrase first.

Understood are negation ("no red or gold", "not too bright", "rust-free"), modifiers ("sickly yellow"), what a colour is
for ("bone white robes", "eyes of teal", "gold over black", "with red accents"), "all black" and number words.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

import numpy as np

from core.colour.convert import lab
from core.generation import vocabulary
from core.generation.embedded import lexicon
from core.generation.embedded.lexicon import Shift, words
from core.generation.embedded.reading import Reading, bend
from core.generation.embedded.tokens import stem, tokenise
from core.paintschemes.scheme import MAX_COLOURS, MIN_COLOURS, Role

_NUMBERS = {
    w: n for n, w in enumerate(("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"))
}
_LONGEST = 5
_NEAR = 3


def read(text: str) -> Reading:
    """Read a text; never fails, whatever it holds."""
    tokens = tokenise(text)
    out = Reading(foreign=list(tokens.foreign))
    for code in tokens.hexes:
        out.ask(code, code, lab([code])[0], metal=False)
        out.know(code)
    clauses = [_Clause(out, clause) for clause in tokens.clauses]
    open_negation = False
    for at, clause in enumerate(clauses):
        clause.negated = open_negation and _still_listing(clauses[at:])
        clause.read()
        open_negation = clause.negated and tokens.ends[at] == ","
    _weather(out)
    return out


def _weather(out: Reading) -> None:
    """Rust that is said of no part is wear and not a livery: it goes where wear sits when other colours are named."""
    if any(one.word != "rust" and not one.metal for one in out.named) or out.archetypes:
        out.place("rust", Role.LEATHER)


def _still_listing(clauses: list[_Clause]) -> bool:
    """Whether what follows "no red," goes on with it: "gold or pink" does, "teal and gold" does not."""
    for clause in clauses:
        if not clause.only_colours:
            return False
        if "or" in clause.words or "nor" in clause.words:
            return True
    return False


@dataclass
class _Clause:
    """A walk over one clause."""

    out: Reading
    words: tuple[str, ...]
    forms: tuple[str, ...] = field(init=False)
    i: int = 0
    negated: bool = False
    everything: str = ""
    shifts: list[tuple[str, Shift]] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    """Colours of this clause that no part has claimed yet."""
    part: tuple[int, Role] | None = None
    over: bool = False

    def __post_init__(self) -> None:
        forms = lexicon.forms()
        self.forms = tuple(forms.get(w, w) for w in self.words)

    @property
    def only_colours(self) -> bool:
        """Whether the clause is nothing but a list of colours."""
        return all(self._colour(i)[0] or w in ("or", "and", "nor") for i, w in enumerate(self.words))

    def read(self) -> None:
        """Walk to the end; `negated` is then whether a negation was still open there."""
        steps = (self._negation, self._amount, self._tone, self._colour_step, self._part_step, self._phrase_step)
        while self.i < len(self.words):
            if not any(step() for step in steps):
                self._single()

    def _negation(self) -> bool:
        word, after = self.words[self.i], self.words[self.i + 1 : self.i + 2]
        pair = (word, *after)
        if pair in (("instead", "of"), ("free", "of"), ("anything", "but")):
            self.negated, self.i = True, self.i + 2
            return True
        if word in words("negators"):
            self.negated, self.i = True, self.i + 1
            return True
        if self.negated and word in words("ends_negation"):
            self.negated = False
        return False

    def _amount(self) -> bool:
        """Read "three colours" or "all black"."""
        word = self.words[self.i]
        if word in words("all") and not self.negated:
            self.everything, self.i = word, self.i + 1
            return True
        number = int(word) if word.isdigit() and len(word) < 3 else _NUMBERS.get(word, 0)
        if number and self.words[self.i + 1 : self.i + 2] and self.words[self.i + 1] in words("counted"):
            self.out.count = min(MAX_COLOURS, max(MIN_COLOURS, number))
            self.out.know(f"{word} {self.words[self.i + 1]}")
            self.i += 2
            return True
        return False

    def _tone(self) -> bool:
        """Read "not too bright": a whole palette made duller, lighter or darker."""
        if not self.negated:
            return False
        at = self.i
        while at < len(self.words) and self.words[at] in words("too"):
            at += 1
        if at >= len(self.words):
            return False
        word, too = self.words[at], at > self.i
        if self._colour(at)[0]:
            return False
        if word in words("loud"):
            self.out.louder = min(self.out.louder, 0.65)
        elif word in words("dim") and too:
            self.out.lighter += 8
        elif word in words("pale") and too:
            self.out.lighter -= 8
        else:
            return False
        self.out.know("not " + " ".join(self.words[self.i : at + 1]))
        self.i, self.negated = at + 1, False
        return True

    def _colour(self, i: int) -> tuple[int, str]:
        """The longest colour word at `i`: how many words, and its name."""
        table, clear = lexicon.colour_words(), words("clear")
        for n in (3, 2, 1):
            name = " ".join(self.forms[i : i + n])
            if i + n > len(self.forms) or name not in table:
                continue
            if n == 1 and (name not in clear or name in words("vague")):
                continue
            if n > 1 and name in lexicon.concepts() and not clear.intersection(name.split()):
                continue
            return n, name
        return 0, ""

    def _colour_step(self) -> bool:
        n, name = self._colour(self.i)
        if not n:
            return False
        end = self.i + n
        said = self.words[self.i : end]
        asked = lexicon.colour_words()[name]
        if self.words[end : end + 1] == ("free",):
            self.out.forbid(name, lab([asked]))
            end += 1
        elif self.negated:
            self.out.forbid(name, lab([asked]))
        else:
            metal = bool(words("metals").intersection(name.split())) and name not in ("steel blue", "steel grey")
            shifts = [shift for _, shift in self.shifts]
            self.out.ask(name, asked, bend(lab([asked])[0], shifts), metal=metal)
            self.out.know(" ".join([word for word, _ in self.shifts] + list(said)))
            self.out.tokens.extend(self.forms[self.i : end])
            if self.everything:
                phrase = f"{self.everything} {' '.join(said)}"
                self.out.only = name
                self.out.waivers.update({"value": phrase, "colour_blind": phrase, "contrast_roles": phrase})
            self._claim(name)
        self.shifts, self.everything, self.i = [], "", end
        return True

    def _claim(self, name: str) -> None:
        """Read "over black": the colour beneath is the main one; "eyes of teal": a part spoken of just before."""
        if self.over:
            self.out.place(name, Role.PRIMARY)
        elif self.part and self.i - self.part[0] <= _NEAR and self.words[self.i - 1] in words("joins_part"):
            self.out.place(name, self.part[1])
        else:
            self.waiting.append(name)

    def _part_step(self) -> bool:
        word = self.words[self.i]
        role = lexicon.parts().get(word)
        if role is None or (self._phrase()[0] > 1):
            return False
        if self.negated:
            if role is Role.METAL:
                self.out.forbid(word, np.empty((0, 3)))
                self.out.no_metal = True
        else:
            self.out.roles.add(role)
            self.out.parts.setdefault(role, []).append(word)
            self.out.know(word)
            self.out.tokens.append(word)
            for name in self.waiting:
                self.out.place(name, role)
            self.waiting, self.part = [], (self.i, role)
            concept = lexicon.concepts().get(stem(word))
            if concept:
                self.out.concepts.append(concept)
        self.shifts, self.i = [], self.i + 1
        return True

    def _phrase(self) -> tuple[int, str]:
        """The longest entry of the closed lists here, plain or singular: how many words, and its key."""
        lists = (lexicon.concepts(), vocabulary.faction_words(), vocabulary.mood_words(), vocabulary.style_words())
        for n in range(min(_LONGEST, len(self.words) - self.i), 0, -1):
            said = self.words[self.i : self.i + n]
            for key in (" ".join(said), " ".join((*said[:-1], stem(said[-1])))):
                if not (n == 1 and key in words("stop")) and any(key in table for table in lists):
                    return n, key
        return 0, ""

    def _phrase_step(self) -> bool:
        n, key = self._phrase()
        if not n:
            return False
        said = self.words[self.i : self.i + n]
        if not self.negated:
            self._use(" ".join(said), key)
            self.out.tokens.extend(said)
        modifier = lexicon.modifiers().get(self.words[self.i]) if n == 1 else None
        self.shifts = [*self.shifts, (said[0], modifier)] if modifier else []
        self.i += n
        return True

    def _use(self, said: str, key: str) -> None:
        concept, shown = lexicon.concepts().get(key), said
        if concept:
            self.out.concepts.append(concept)
            if concept.archetype:
                self.out.archetypes[concept.archetype] += 3 if concept.army else 1
            if concept.mood:
                self.out.moods[concept.mood] += 1
            if concept.army:
                shown = concept.archetype
        faction = vocabulary.faction_words().get(key)
        if faction:
            self.out.archetypes[faction] += 2
            shown = shown if faction == key else faction
        if mood := vocabulary.mood_words().get(key):
            self.out.moods[mood] += 2
        if style := vocabulary.style_words().get(key):
            self.out.styles[style] += 1
        self.out.know(shown)

    def _single(self) -> None:
        """A word in no list but the modifiers', or none at all."""
        word = self.words[self.i]
        modifier = lexicon.modifiers().get(word)
        if modifier:
            self.shifts.append((word, modifier))
            self.out.know(word)
            self.out.tokens.append(word)
        elif word in words("parts_off"):
            self.waiting = []
            self.over |= word == "over"
        elif word not in words("stop") and not self.negated and not word.isdigit():
            self.out.tokens.append(word)
            if not self._compound(word):
                self.out.loose.append(word)
        self.i += 1

    def _compound(self, word: str) -> bool:
        """Read "ironroot" or "duskfeather" as its two words, as names of armies are made; False when it is none."""
        halves = _halves(word)
        for half in halves:
            self._use(half, half)
            self.out.tokens.append(half)
        return bool(halves)


@cache
def _halves(word: str) -> tuple[str, ...]:
    """The two things a word is made of, the longer first half preferred; nothing when it is not made so."""
    table = lexicon.concepts()
    for cut in range(len(word) - 3, 2, -1):
        first, second = word[:cut], word[cut:]
        second = second if second in table else stem(second)
        if first in table and second in table and not (table[first].army or table[second].army):
            return first, second
    return ()
