"""From raw text to clauses of plain words.

Whatever comes in (markup, emoji, control characters, mixed scripts), out come lower-case Latin words in clauses, and
apart from them what is written in another script. An emoji is read by its Unicode name.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_TAGS = re.compile(r"<[^<>]{0,80}>|https?://\S+|[@#][\w-]{2,}", re.ASCII)
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|\d+")
_BREAK = re.compile(r"[,;:.!?()\[\]{}|/\\+&\n\r\u2013\u2014\u2022]|\s-\s|--")
_BOUNDARY = "\x00"
_HEX = re.compile(r"#([0-9a-fA-F]{6})\b")
_LATIN = re.compile(r"[a-z']+")
_MAX_WORDS = 200
"""Words of a text that are looked at; a brief of 1,000 characters rarely has more."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """A text in clauses (lists of words), the words in other scripts, and colours written as `#RRGGBB`."""

    clauses: tuple[tuple[str, ...], ...]
    ends: tuple[str, ...]
    """The sign at the end of each clause; empty for the last."""
    foreign: tuple[str, ...]
    hexes: tuple[str, ...]

    @property
    def words(self) -> tuple[str, ...]:
        """All words in order."""
        return tuple(word for clause in self.clauses for word in clause)


def _speak_emoji(text: str) -> str:
    out = []
    for char in text:
        if unicodedata.category(char) == "So":
            name = unicodedata.name(char, "").lower()
            out.append(f" {name.removesuffix(' face').replace('-', ' ')} ")
        else:
            out.append(char)
    return "".join(out)


def tokenise(text: str) -> Tokens:
    """Split a text into clauses of words.

    Accents are dropped, `’` becomes `'`, a possessive `'s` is dropped, hyphens part words (so that "blood-red" reads
    like "blood red"), tags, links and mentions are left out. A clause ends at punctuation.
    """
    hexes = tuple("#" + h.upper() for h in _HEX.findall(text))
    text = _TAGS.sub(" ", _HEX.sub(" ", text))
    text = unicodedata.normalize("NFKC", _speak_emoji(text)).replace("’", "'").replace("‘", "'")
    text = "".join(" " if unicodedata.category(c) in {"Cc", "Cf", "Cs", "Co"} and c != "\n" else c for c in text)
    plain = unicodedata.normalize("NFKD", text).casefold()
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    plain = re.sub(r"'s\b", "", plain)
    signs = [*(match.group().strip() for match in _BREAK.finditer(plain)), ""]
    plain = _BREAK.sub(f" {_BOUNDARY} ", plain).replace("-", " ")
    clauses: list[tuple[str, ...]] = []
    ends: list[str] = []
    foreign: list[str] = []
    seen = 0
    for part, sign in zip(plain.split(_BOUNDARY), signs, strict=True):
        words = []
        for word in _WORD.findall(part):
            if seen >= _MAX_WORDS:
                break
            seen += 1
            if _LATIN.fullmatch(word) or word.isdigit():
                words.append(word)
            else:
                foreign.append(word)
        if words:
            clauses.append(tuple(words))
            ends.append(sign)
    return Tokens(tuple(clauses), tuple(ends), tuple(dict.fromkeys(foreign)), hexes)


_IRREGULAR = {"leaves": "leaf", "wolves": "wolf", "dwarves": "dwarf", "knives": "knife", "thieves": "thief",
              "elves": "elf", "men": "man", "women": "woman", "mice": "mouse", "teeth": "tooth", "feet": "foot",
              "geese": "goose", "oxen": "ox", "skies": "sky", "hooves": "hoof", "scarves": "scarf",
              "ashes": "ash", "wives": "wife", "calves": "calf", "mummies": "mummy", "corpses": "corpse"}  # fmt: skip


def stem(word: str) -> str:
    """The singular or plain form of a word, by rule: "wolves" -> "wolf", "cherries" -> "cherry", "skies" -> "sky"."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if len(word) < 4:
        return word
    for ending, instead in (("ies", "y"), ("sses", "ss"), ("shes", "sh"), ("ches", "ch"), ("xes", "x"), ("zes", "z")):
        if word.endswith(ending) and len(word) > len(ending) + 1:
            return word[: -len(ending)] + instead
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word
