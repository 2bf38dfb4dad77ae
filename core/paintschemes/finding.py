"""Finding a scheme among one's own by what it is called and by its colours.

What a scheme holds is sealed and slow to open, so what can be searched stands beside it: the names and families of its
colours, their hex values and its archetype, written once when it is stored. Titles and names are columns of their own,
because its owner may change a name.

Every word that was typed must fit: the beginning of a word in the title, the own name, a colour's name or family or the
archetype; a code; or a hex, which every colour fits that is near it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

from core.paintschemes.scheme import Area, Paintscheme, Role
from core.paintschemes.stored import read_code

NEAR: Final = 12.0
"""CIEDE2000 up to which a colour fits a hex that was typed: the same drawer of paints, another pot."""

LONGEST: Final = 300
"""Characters of a search that are looked at."""

_FORM: Final = "1"
"""What the stored text begins with. Another number, and a search writes what it comes by anew."""
_LEAST_CODE: Final = 4
"""Characters of a code that are enough to look for it."""
_BELOW: Final = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "’": "", "'": ""}
)
"""Letters that no decomposition opens, and the apostrophe, which people leave out."""
_WORD: Final = re.compile(r"[^\W_]+")
_HEX: Final = re.compile(r"(#?)([0-9a-fA-F]{6}|[0-9a-fA-F]{3})")
_NO_SPACES: Final = "\u0e00"
"""From here on stand the scripts that write words without spaces between them (Thai, Han, kana, Hangul)."""


class Listed(NamedTuple):
    """What a search looks at of a scheme."""

    id: str
    created_at: int
    code: str
    title: str
    name: str | None
    colours: str | None
    """As `searchable` wrote it; None for a scheme that was stored before there was such a text."""


def searchable(scheme: Paintscheme) -> str:
    """What can be searched of a scheme's content, as one line of text.

    Four parts with a bar between: the number of the form, the hex values one after the other without their `#`, the
    archetype, and the words of the title, the colours and the archetype, each with a space before it.
    """
    colours = (f"{area.name} {_families(area)}" for area in scheme.areas)
    words = plain(" ".join((scheme.title, *colours, scheme.archetype)))
    hexes = "".join(area.hex[1:] for area in scheme.areas)
    return "|".join((_FORM, hexes, scheme.archetype.replace("|", " "), f" {words}"))


def is_current(colours: str | None) -> bool:
    """Whether a stored text is there, in the form of today."""
    return colours is not None and colours.startswith(f"{_FORM}|")


def plain(text: str) -> str:
    """Lower-case words without accents and signs, one space between them, "gray" for grey."""
    if not text.isascii():
        opened = unicodedata.normalize("NFKD", text.casefold())
        text = "".join(c for c in opened if not unicodedata.combining(c))
    return " ".join(_WORD.findall(text.lower().translate(_BELOW))).replace("grey", "gray")


@dataclass(frozen=True, slots=True)
class Wish:
    """One word of a search, and everything it may mean."""

    word: str
    """As `plain` writes it."""
    code: str = ""
    """A code, or how one begins."""
    hex: str = ""
    """Six digits."""
    archetype: str = ""
    """The archetype that it is a word for."""

    @property
    def as_said(self) -> str:
        """The word as it stands in what is stored: at the beginning of a word, where a script parts its words."""
        return self.word if self.word >= _NO_SPACES else f" {self.word}"

    def said_in(self, row: Listed, text: str) -> bool:
        """Whether a scheme has it in its words; colours near a hex are another matter."""
        if self.word and self.as_said in text:
            return True
        if self.code and row.code.startswith(self.code):
            return True
        return bool(self.archetype) and f"|{self.archetype}|" in text


def read_wishes(text: str) -> tuple[Wish, ...]:
    """The words of a search; none when nothing in it says anything, which every scheme fits."""
    pieces = text[:LONGEST].split()
    found = [wish for piece in pieces for wish in _wishes(piece)]
    whole = _archetype(" ".join(pieces))
    if whole and len(pieces) > 1:  # "tomb kings": two words for one archetype
        found = [Wish(wish.word, wish.code, wish.hex, wish.archetype or whole) for wish in found]
    return tuple(dict.fromkeys(found))


def fitting(rows: Sequence[Listed], wishes: Iterable[Wish]) -> list[Listed]:
    """The schemes that every wish fits, in their order. Takes a few milliseconds for a thousand."""
    left = [(row, _said_of(row)) for row in rows]
    # Words are cheap, colours are not: those are compared for what the words have left.
    for wish in sorted(wishes, key=lambda wish: bool(wish.hex)):
        near = _near(wish.hex, [row.colours for row, _ in left]) if wish.hex else [False] * len(left)
        left = [one for one, is_near in zip(left, near, strict=True) if is_near or wish.said_in(*one)]
    return [row for row, _ in left]


class Patterns(NamedTuple):
    """What a database can look for, as LIKE wants it: what fits none of the three, and has no name, fits no search."""

    said: str = "%"
    """In the stored text."""
    archetype: str = ""
    """In the stored text as well."""
    code: str = ""


def narrowed(wishes: Iterable[Wish]) -> Patterns:
    """The patterns of the one wish that leaves out the most; those that leave out nothing when there is none such."""
    best = max((wish for wish in wishes if wish.word and not wish.hex), key=lambda wish: len(wish.word), default=None)
    if best is None:
        return Patterns()
    # letters and digits only: nothing in them means anything to LIKE
    archetype = f"%|{best.archetype}|%" if best.archetype else ""
    return Patterns(f"%{best.as_said}%", archetype, f"{best.code}%" if best.code else "")


def _said_of(row: Listed) -> str:
    """Everything that is said of a scheme, with a space before every word."""
    stored = row.colours if row.colours is not None and is_current(row.colours) else f" {plain(row.title)}"
    return f"{stored} {plain(row.name)}" if row.name else stored


def _near(wanted: str, texts: list[str | None]) -> list[bool]:
    """For each stored text whether one of its colours lies near a wanted one."""
    import numpy as np  # noqa: PLC0415  for a hex only

    from core.colour.convert import hex_from_rgb8, lab  # noqa: PLC0415
    from core.colour.difference import ciede2000  # noqa: PLC0415

    palettes = [text.split("|", 2)[1] if text is not None and is_current(text) else "" for text in texts]
    every = np.frombuffer(bytes.fromhex("".join(palettes)), np.uint8).reshape(-1, 3)
    if not len(every):
        return [False] * len(texts)
    different, which = np.unique(every @ np.array([1 << 16, 1 << 8, 1]), return_inverse=True)
    points = lab(hex_from_rgb8(np.stack([different >> 16, different >> 8, different], axis=-1).astype(np.uint8)))
    fits = (ciede2000(points, lab((f"#{wanted}",))[0]) <= NEAR)[which]
    owner = np.repeat(np.arange(len(texts)), [len(palette) // 6 for palette in palettes])
    found: list[bool] = np.bincount(owner, fits, len(texts)).astype(bool).tolist()
    return found


def _wishes(piece: str) -> list[Wish]:
    """What one piece between spaces asks for: usually a word, several where signs part it, none where it is a sign."""
    words = plain(piece).split()
    if len(words) != 1:
        return [Wish(word, archetype=_archetype(word)) for word in words]
    colour = _HEX.fullmatch(piece)
    hex_ = ""
    if colour and (colour[1] or len(colour[2]) == 6):  # "fed" is a word, "#fed" a colour
        digits = colour[2].upper()
        hex_ = digits if len(digits) == 6 else "".join(digit * 2 for digit in digits)
    return [Wish(words[0], code=_code(piece), hex=hex_, archetype=_archetype(words[0]))]


def _code(piece: str) -> str:
    """A code or how it begins, in the form that is stored; empty when it cannot be one."""
    bare = piece.removeprefix("#")
    filled = read_code(bare + "0" * (8 - len(bare))) if _LEAST_CODE <= len(bare) <= 8 else ""
    return filled[: len(bare)]


@lru_cache(maxsize=256)
def _archetype(words: str) -> str:
    """The archetype that people mean with these words; empty when there is none."""
    from core.generation.vocabulary import faction_words, fold  # noqa: PLC0415  needed for a search only

    return faction_words().get(fold(words), "")


def _families(area: Area) -> str:
    from core.colour.families import family, metal_family  # noqa: PLC0415

    if area.role is Role.METAL:
        return f"{metal_family(area.hex)} metal"
    return family(area.hex, Role.SKIN if area.role is Role.SKIN else None)
