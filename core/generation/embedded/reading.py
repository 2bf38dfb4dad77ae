"""What a brief says: colours asked for and ruled out, things, archetype, mood, style, how many colours."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace

import numpy as np

from core.colour.convert import hexes, lab
from core.colour.difference import ciede2000
from core.generation.embedded import lexicon
from core.generation.embedded.lexicon import Concept, Floats, Shift
from core.paintschemes.scheme import Role

REACH = 11.0
"""How far (CIEDE2000) a modifier may carry a named colour from what its word stands for."""

_NEXT = {Role.PRIMARY: Role.SECONDARY, Role.SECONDARY: Role.ACCENT}
_NO_METAL = frozenset({Role.LEATHER, Role.GROUND})


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
    """Colour word ruled out -> the colour (n, 3) in Lab."""
    no_metal: bool = False
    concepts: list[Concept] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    """Words for the statistics: all that is wanted, nothing that is ruled out."""
    roles: set[Role] = field(default_factory=set)
    parts: dict[Role, list[str]] = field(default_factory=dict)
    """Parts of the model that the brief speaks of."""
    archetypes: Counter[str] = field(default_factory=Counter)
    moods: Counter[str] = field(default_factory=Counter)
    usual_mood: str = ""
    """Key of the mood that the person usually paints in, where the words name none."""
    styles: Counter[str] = field(default_factory=Counter)
    count: int | None = None
    only: str = ""
    """The colour word of "all black"."""
    lighter: float = 0.0
    louder: float = 1.0
    understood: list[str] = field(default_factory=list)
    loose: list[str] = field(default_factory=list)
    """Words that no list has; the statistics may still know them."""
    foreign: list[str] = field(default_factory=list)
    waivers: dict[str, str] = field(default_factory=dict)

    @property
    def archetype(self) -> str:
        """Key of the likeliest archetype, or nothing."""
        return self.archetypes.most_common(1)[0][0] if self.archetypes else ""

    @property
    def mood(self) -> str:
        """Key of the likeliest mood: the text's own, else the person's usual one, else the archetype's."""
        if self.moods:
            return self.moods.most_common(1)[0][0]
        if self.usual_mood:
            return self.usual_mood
        return lexicon.archetypes()[self.archetype].mood if self.archetype else ""

    @property
    def style(self) -> str:
        """Key of the likeliest style, or nothing."""
        return self.styles.most_common(1)[0][0] if self.styles else ""

    @property
    def says_anything(self) -> bool:
        """Whether there is a word, a colour or a choice to go by."""
        return bool(self.tokens or self.named or self.concepts or self.archetypes or self.moods)

    def know(self, words: str) -> None:
        """Note that these words were understood."""
        if words and words not in self.understood:
            self.understood.append(words)

    def forbid(self, name: str, colour: Floats) -> None:
        """Rule a colour (n, 3) out."""
        self.forbidden[name] = colour
        self.no_metal |= name.startswith("metal")
        self.know(f"no {name}")

    def ask(self, name: str, asked: str, colour: Floats, *, metal: bool) -> None:
        """Note a colour that the brief asks for, once."""
        if all(n.word != name for n in self.named):
            self.named.append(Named(name, asked, colour, None, metal))

    def place(self, word: str, role: Role) -> None:
        """Give a named colour its role, unless it has one; a role that is taken passes it on to the next smaller one.

        "White armour, red robes" are two main colours, and a model has one: the robes are the second. A metal is not
        put on wood, straps or the ground by standing beside them ("brass and rotten wood").
        """
        for at, one in enumerate(self.named):
            if one.word == word and one.role is None and not (one.metal and role in _NO_METAL):
                taken = {other.role for other in self.named}
                while role in taken and role in _NEXT:
                    role = _NEXT[role]
                if role not in taken:
                    self.named[at] = replace(one, role=role)


def bend(colour: Floats, shifts: list[Shift], reach: float = REACH) -> Floats:
    """A colour (Lab) after its modifiers, no further than `reach` CIEDE2000 from where it began."""
    if not shifts:
        return colour
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
