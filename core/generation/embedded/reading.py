"""What a brief says: colours asked for and ruled out, things, archetype, mood, style, how many colours.

The reader walks each clause once, longest phrase first. It knows negation ("no red or gold", "not too bright"),
modifiers ("sickly yellow"), what a colour is for ("bone white robes", "eyes of teal", "gold over black", "with red
accents"), "all black" and number words.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import numpy as np

from core.colour.convert import hexes, lab
from core.colour.difference import ciede2000
from core.generation import vocabulary
from core.generation.embedded import lexicon
from core.generation.embedded.lexicon import CLEAR, FORMS, METALS, VAGUE, Concept, Floats, Shift
from core.generation.embedded.tokens import Tokens, stem, tokenise
from core.paintschemes.scheme import MAX_COLOURS, MIN_COLOURS, Role

_NEGATORS = frozenset(
    [
        "no",
        "not",
        "without",
        "never",
        "avoid",
        "avoiding",
        "except",
        "excluding",
        "minus",
        "nor",
        "neither",
        "dont",
        "don't",
        "cannot",
        "can't",
        "isn't",
        "arent",
        "aren't",
        "hate",
        "hates",
        "lacking",
        "sans",
        "zero",
        "skip",
        "non",
    ]
)
_ENDS_NEGATION = frozenset(
    [
        "but",
        "with",
        "just",
        "only",
        "instead",
        "over",
        "on",
        "under",
        "rather",
        "more",
        "plenty",
        "lots",
        "mostly",
        "mainly",
    ]
)
_TOO = frozenset(["too", "very", "so", "overly", "that", "much", "many", "any"])
_ALL = frozenset(
    ["all", "only", "entirely", "fully", "completely", "pure", "purely", "solely", "exclusively", "just", "nothing"]
)
_LOUD = frozenset(
    [
        "bright",
        "colourful",
        "colorful",
        "saturated",
        "vivid",
        "loud",
        "garish",
        "flashy",
        "neon",
        "gaudy",
        "vibrant",
        "shiny",
    ]
)
_DIM = frozenset(["dark", "gloomy", "dull", "black", "grim", "dim", "murky", "sombre", "somber"])
_PALE = frozenset(["pale", "light", "white", "pastel", "soft", "faded", "washed"])
_NUMBERS = {
    w: n for n, w in enumerate(["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"])
}
_COUNTED = frozenset(["colour", "colours", "color", "colors", "tone", "tones", "shades", "hues", "paints"])
_JOINS_PART = frozenset(
    ["in", "of", "is", "are", "glowing", "glow", "painted", "coloured", "colour", "burning", "shining", "dyed"]
)
STOP = frozenset(
    [
        "a",
        "an",
        "the",
        "and",
        "or",
        "of",
        "in",
        "on",
        "at",
        "to",
        "for",
        "from",
        "by",
        "as",
        "is",
        "are",
        "be",
        "been",
        "was",
        "were",
        "it",
        "its",
        "their",
        "his",
        "her",
        "my",
        "our",
        "your",
        "this",
        "that",
        "these",
        "those",
        "with",
        "without",
        "over",
        "under",
        "into",
        "onto",
        "some",
        "any",
        "who",
        "which",
        "what",
        "when",
        "where",
        "while",
        "i",
        "me",
        "we",
        "you",
        "he",
        "she",
        "they",
        "them",
        "very",
        "too",
        "so",
        "more",
        "most",
        "much",
        "many",
        "like",
        "look",
        "looks",
        "looking",
        "want",
        "wants",
        "wanted",
        "make",
        "made",
        "give",
        "please",
        "scheme",
        "schemes",
        "palette",
        "paint",
        "painted",
        "painting",
        "colour",
        "colours",
        "color",
        "colors",
        "army",
        "armies",
        "model",
        "models",
        "miniature",
        "miniatures",
        "mini",
        "minis",
        "unit",
        "units",
        "force",
        "forces",
        "warband",
        "theme",
        "themed",
        "style",
        "styled",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "but",
        "not",
        "no",
        "nor",
        "just",
        "only",
        "also",
        "then",
        "than",
        "there",
        "here",
        "have",
        "has",
        "had",
        "do",
        "does",
        "did",
        "can",
        "could",
        "would",
        "should",
        "will",
        "all",
        "every",
        "each",
        "both",
        "few",
        "bit",
        "little",
        "lot",
        "lots",
        "really",
        "quite",
        "maybe",
        "perhaps",
        "mostly",
        "mainly",
        "off",
        "out",
        "up",
        "down",
        "about",
        "around",
        "between",
        "through",
        "something",
        "anything",
        "nothing",
        "thing",
        "things",
        "kind",
        "sort",
        "using",
        "use",
        "used",
        "new",
        "old",
    ]
) - {"old", "new"}
_REACH = 9.0
"""How far (CIEDE2000) a modifier may carry a named colour from what its word stands for."""


@dataclass(frozen=True, slots=True)
class Named:
    """A colour the brief asks for: its words, what they stand for, the colour meant (Lab), the role if it says so."""

    word: str
    asked: str
    lab: Floats
    role: Role | None = None
    metal: bool = False


@dataclass(slots=True)
class Reading:
    """Everything found in a brief; filled clause by clause."""

    named: list[Named] = field(default_factory=list)
    forbidden: dict[str, Floats] = field(default_factory=dict)
    no_metal: bool = False
    concepts: list[Concept] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    roles: set[Role] = field(default_factory=set)
    archetypes: Counter[str] = field(default_factory=Counter)
    moods: Counter[str] = field(default_factory=Counter)
    styles: Counter[str] = field(default_factory=Counter)
    count: int | None = None
    only: str = ""
    lighter: float = 0.0
    louder: float = 1.0
    understood: list[str] = field(default_factory=list)
    not_understood: list[str] = field(default_factory=list)
    waivers: dict[str, str] = field(default_factory=dict)

    @property
    def archetype(self) -> str:
        """Key of the likeliest archetype, or nothing."""
        return self.archetypes.most_common(1)[0][0] if self.archetypes else ""

    @property
    def mood(self) -> str:
        """Key of the likeliest mood: the text's own, else the archetype's."""
        if self.moods:
            return self.moods.most_common(1)[0][0]
        return lexicon.archetypes()[self.archetype].mood if self.archetype else ""

    @property
    def style(self) -> str:
        """Key of the likeliest style, or nothing."""
        return self.styles.most_common(1)[0][0] if self.styles else ""


def bend(colour: Floats, shifts: list[Shift], reach: float = _REACH) -> Floats:
    """A colour (Lab) after its modifiers, no further than `reach` CIEDE2000 from where it began."""
    bent: Floats = colour.copy()
    for shift in shifts:
        bent[0] = np.clip(bent[0] + shift.lighter, 4, 97)
        bent[1:] *= shift.chroma
        if shift.toward is not None:
            bent += shift.share * (shift.toward - bent)
    bent = lab(hexes(bent))[0].copy()  # back inside sRGB
    for _ in range(8):
        if float(ciede2000(colour, bent)) <= reach:
            return bent
        bent = colour + 0.8 * (bent - colour)
    return colour


class _Reader:
    """One pass over the clauses of a text."""

    def __init__(self, tokens: Tokens) -> None:
        self.tokens = tokens
        self.out = Reading()
        self.factions, self.moods = vocabulary.faction_words(), vocabulary.mood_words()
        self.styles = vocabulary.style_words()
        self.concepts, self.parts = lexicon.concepts(), lexicon.parts()
        self.colours, self.modifiers = lexicon.colour_words(), lexicon.modifiers()

    def read(self) -> Reading:
        for code in self.tokens.hexes:
            self.out.named.append(Named(code, code, lab([code])[0]))
            self._know(code)
        for clause in self.tokens.clauses:
            self._clause(clause)
        self.out.not_understood.extend(self.tokens.foreign)
        return self.out

    def _know(self, words: str) -> None:
        if words not in self.out.understood:
            self.out.understood.append(words)

    def _clause(self, words: tuple[str, ...]) -> None:
        forms = tuple(FORMS.get(w, w) for w in words)
        i, negated, shifts = 0, False, list[tuple[str, Shift]]()
        everything = ""
        waiting: list[int] = []  # colours of this clause that have no part yet
        part_before: tuple[int, Role] | None = None
        after_over = False
        while i < len(words):
            word = words[i]
            if word in _NEGATORS or (word == "free" and i + 1 < len(words) and words[i + 1] == "of"):
                negated, i = True, i + 1
                continue
            if negated and word in _ENDS_NEGATION:
                negated = False
            if word == "anything" and words[i + 1 : i + 2] == ("but",):
                negated, i = True, i + 2
                continue
            if (word, *words[i + 1 : i + 2]) == ("instead", "of"):
                negated, i = True, i + 2
                continue
            if word in _ALL and not negated:
                everything, i = word, i + 1
                continue
            if step := self._number(words, i):
                i += step
                continue
            if negated and (step := self._too(words, i)):
                i += step
                continue
            n, name = self._colour(forms, i)
            if n:
                if i + n < len(words) and words[i + n] == "free":
                    self._forbid(name)
                    i += n + 1
                    continue
                if negated:
                    self._forbid(name)
                else:
                    self._name(name, words[i : i + n], shifts, everything)
                    waiting.append(len(self.out.named) - 1)
                    if after_over:
                        self._give_role(waiting[-1], Role.PRIMARY)
                    elif part_before and i - part_before[0] <= 3 and words[i - 1] in _JOINS_PART:
                        self._give_role(waiting[-1], part_before[1])
                        waiting.pop()
                    self.out.tokens.extend(w for w in forms[i : i + n])
                shifts, everything = [], ""
                i += n
                continue
            if word in self.parts and (waiting or not self._phrase(words, i)[0] or word in ("eyes", "hair")):
                part = self.parts[word]
                if not negated:
                    self.out.roles.add(part.role)
                    self._know(word)
                    for at in waiting:
                        self._give_role(at, part.role)
                    waiting, part_before = [], (i, part.role)
                    if word in self.concepts:
                        self.out.concepts.append(self.concepts[word])
                    self.out.tokens.append(word)
                elif part.role is Role.METAL:
                    self.out.no_metal = True
                    self.out.forbidden.setdefault(word, np.empty((0, 3)))
                    self._know(f"no {word}")
                shifts, i = [], i + 1
                continue
            n, found = self._phrase(words, i)
            if n:
                self._use(" ".join(words[i : i + n]), found, negated)
                if not negated:
                    self.out.tokens.extend(words[i : i + n])
                shifts, i = shifts if word in self.modifiers else [], i + n
                if word not in self.modifiers:
                    continue
                i -= n
            if word in self.modifiers:
                shifts.append((word, self.modifiers[word]))
                self._know(word)
                self.out.tokens.append(word)
            elif word == "over":
                after_over = True
                for at in waiting:
                    self._give_role(at, Role.ACCENT if len(waiting) > 1 else None)
            elif word not in STOP:
                self._loose(word, negated)
            i += 1

    def _number(self, words: tuple[str, ...], i: int) -> int:
        number = _NUMBERS.get(words[i], int(words[i]) if words[i].isdigit() and len(words[i]) < 3 else -1)
        if number < 1:
            return 0
        if i + 1 < len(words) and words[i + 1] in _COUNTED:
            self.out.count = min(MAX_COLOURS, max(MIN_COLOURS, number))
            self._know(f"{words[i]} {words[i + 1]}")
            return 2
        return 0

    def _too(self, words: tuple[str, ...], i: int) -> int:
        """ "not too bright": a whole palette made duller, lighter or darker."""
        skip = i
        while skip < len(words) and words[skip] in _TOO:
            skip += 1
        if skip >= len(words):
            return 0
        word = words[skip]
        if word in _LOUD:
            self.out.louder = min(self.out.louder, 0.65)
        elif word in _DIM and skip > i:
            self.out.lighter += 8
        elif word in _PALE and skip > i:
            self.out.lighter -= 8
        else:
            return 0
        self._know("not " + " ".join(words[i : skip + 1]))
        return skip - i + 1

    def _colour(self, forms: tuple[str, ...], i: int) -> tuple[int, str]:
        """The longest colour word at `i`: how many words, and its name."""
        for n in (3, 2, 1):
            name = " ".join(forms[i : i + n])
            if i + n > len(forms) or name not in self.colours:
                continue
            if n == 1 and (name in VAGUE or name not in CLEAR):
                continue
            if n > 1 and not any(w in CLEAR for w in forms[i : i + n]) and name in self.concepts:
                continue
            return n, name
        return 0, ""

    def _phrase(self, words: tuple[str, ...], i: int) -> tuple[int, str]:
        """The longest entry of the closed lists at `i`, plain or singular: how many words, and its key."""
        for n in (5, 4, 3, 2, 1):
            if i + n > len(words):
                continue
            whole = " ".join(words[i : i + n])
            single = " ".join((*words[i : i + n - 1], stem(words[i + n - 1])))
            for key in (whole, single):
                if n == 1 and key in STOP:
                    continue
                if key in self.concepts or key in self.factions or key in self.moods or key in self.styles:
                    return n, key
        return 0, ""

    def _use(self, said: str, key: str, negated: bool) -> None:
        if negated:
            return
        concept = self.concepts.get(key)
        shown = said
        if concept:
            self.out.concepts.append(concept)
            if concept.archetype:
                self.out.archetypes[concept.archetype] += 3 if concept.army else 1
            if concept.mood:
                self.out.moods[concept.mood] += 1
            if concept.army:
                shown = concept.archetype
        if key in self.factions:
            self.out.archetypes[self.factions[key]] += 2
            shown = self.factions[key] if self.factions[key] != key else shown
        if key in self.moods:
            self.out.moods[self.moods[key]] += 2
        if key in self.styles:
            self.out.styles[self.styles[key]] += 1
        if shown:
            self._know(shown)

    def _forbid(self, name: str) -> None:
        self.out.forbidden[name] = lab([self.colours[name]])
        if name in ("metal", "metallic"):
            self.out.no_metal = True
        self._know(f"no {name}")

    def _name(self, name: str, said: tuple[str, ...], shifts: list[tuple[str, Shift]], everything: str) -> None:
        asked = self.colours[name]
        colour = bend(lab([asked])[0], [shift for _, shift in shifts])
        metal = bool(METALS.intersection(name.split())) and name != "steel blue"
        if all(n.word != name for n in self.out.named):
            self.out.named.append(Named(name, asked, colour, None, metal))
        self._know(" ".join([word for word, _ in shifts] + list(said)))
        if everything:
            self.out.only = name
            words = f"{everything} {' '.join(said)}"
            self.out.waivers.update({"value": words, "colour_blind": words})

    def _give_role(self, at: int, role: Role | None) -> None:
        old = self.out.named[at]
        if old.role is None and role is not None:
            self.out.named[at] = Named(old.word, old.asked, old.lab, role, old.metal)

    def _loose(self, word: str, negated: bool) -> None:
        """A word no list has: kept for the statistics."""
        if not negated and not word.isdigit():
            self.out.tokens.append(word)
            self.out.not_understood.append(word)


def read(text: str) -> Reading:
    """Read a text; never fails, whatever it holds."""
    return _Reader(tokenise(text)).read()
