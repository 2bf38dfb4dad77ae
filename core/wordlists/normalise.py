"""Seeing through the ways a word is disguised: accents, look-alike letters, digits for letters, spaces, repetition.

A text is read in several ways and a word counts as found when any reading has it. Every reading keeps the borders of
words, so that what merely contains a listed word ("Scunthorpe", "grape") passes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import groupby

# Letters that look Latin and are not, lower case, after NFKC and case folding.
_LOOKALIKES = str.maketrans(
    {
        # Cyrillic
        "а": "a", "в": "b", "г": "r", "е": "e", "ѕ": "s", "і": "i", "ј": "j", "к": "k", "м": "m", "н": "h", "о": "o",
        "р": "p", "с": "c", "т": "t", "у": "y", "ү": "y", "х": "x", "ѡ": "w", "ԁ": "d", "ԛ": "q", "ԝ": "w", "ь": "b",
        "һ": "h", "ӏ": "l", "п": "n", "и": "u", "л": "n", "я": "r", "ш": "w", "щ": "w", "з": "e", "є": "e", "б": "b",
        # Greek
        "α": "a", "β": "b", "γ": "y", "δ": "d", "ε": "e", "ζ": "z", "η": "n", "ι": "i", "κ": "k", "λ": "l", "μ": "u",
        "ν": "v", "ο": "o", "π": "n", "ρ": "p", "σ": "s", "ς": "s", "τ": "t", "υ": "u", "φ": "f", "χ": "x", "ω": "w",
    }
)  # fmt: skip
# Latin letters that no decomposition opens, and small capitals.
_LATIN = str.maketrans(
    {
        "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ħ": "h",
        "ŧ": "t", "ŋ": "n", "ƒ": "f", "ɑ": "a", "ɡ": "g", "ɩ": "i", "ʟ": "l", "ᴀ": "a", "ʙ": "b", "ᴄ": "c", "ᴅ": "d",
        "ᴇ": "e", "ꜰ": "f", "ɢ": "g", "ʜ": "h", "ɪ": "i", "ᴊ": "j", "ᴋ": "k", "ᴍ": "m", "ɴ": "n", "ᴏ": "o", "ᴘ": "p",
        "ʀ": "r", "ꜱ": "s", "ᴛ": "t", "ᴜ": "u", "ᴠ": "v", "ᴡ": "w", "ʏ": "y", "ᴢ": "z", "ə": "e", "ɛ": "e", "ɔ": "o",
    }
)  # fmt: skip
_LEET = str.maketrans(
    {"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "6": "g", "7": "t", "8": "b", "9": "g",
     "@": "a", "$": "s", "!": "i", "|": "i", "+": "t", "€": "e", "£": "l", "¢": "c", "¡": "i"}
)  # fmt: skip
_LEET_L = _LEET | str.maketrans({"1": "l", "!": "l", "|": "l"})
# Greek capitals look like other letters than their small forms do.
_GREEK_CAPITALS = str.maketrans("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX")
_APOSTROPHES = re.compile(r"(?<=\w)['’‘ʼ`´](?=\w)")
_WORD = re.compile(r"[^\W_]+")
MOST_DIGITS = 4
"""Digits of a number that is taken for one; longer ones may be words."""

_LEET_WORD = re.compile(r"[^\W_@$!|+€£¢¡]*[\w@$!|+€£¢¡]*[^\W_]|[\w@$]+")
_LEET_WHOLE = re.compile(r"[\w@$!|+€£¢¡]+")
_HAS_LEET = re.compile(r"(?=.*[^\W\d_])[\w@$!|+€£¢¡]*[\d@$!|+€£¢¡][\w@$!|+€£¢¡]*|vv")
_CYRILLIC = re.compile(r"[\u0400-\u052f]")
_LATIN_LETTER = re.compile(r"[a-z]")
_REPEATED = re.compile(r"(.)\1+")
_RUN = re.compile(r"(.)\1{2,}")
# Of a category that is shown, and nothing to be seen of them.
_BLANK = re.compile("[\u034f\u115f\u1160\u3164\uffa0\u2800]")


def strip_invisible(text: str) -> str:
    """The text without control, format and zero-width characters (a line break becomes a space)."""
    if text.isprintable() and not _BLANK.search(text):
        return text
    out = []
    for char in text:
        kind = unicodedata.category(char)
        if kind in {"Zl", "Zp"} or char in "\n\r\t\v\f":
            out.append(" ")
        elif kind[0] != "C" and not _BLANK.match(char):
            out.append(char)
    return "".join(out)


@lru_cache(maxsize=256)
def fold(text: str) -> str:
    """Compatibility forms, case and accents undone, look-alikes in words of mixed script turned to Latin.

    A word written in Cyrillic throughout stays Cyrillic, except for the accents.
    """
    text = strip_invisible(text)
    if text.isascii():
        return _APOSTROPHES.sub("", text.lower())
    text = unicodedata.normalize("NFKC", text).translate(_GREEK_CAPITALS).casefold()
    text = unicodedata.normalize("NFKD", text.replace("й", "\ue000"))
    text = "".join(c for c in text if not unicodedata.combining(c)).replace("\ue000", "й").replace("ё", "е")
    text = _APOSTROPHES.sub("", text.translate(_LATIN))
    return re.sub(r"[^\W_]+", lambda m: _one_script(m.group()), text) if not text.isascii() else text


def _one_script(word: str) -> str:
    if _CYRILLIC.search(word) and not _LATIN_LETTER.search(word) and not re.search(r"\d", word):
        return word
    return word.translate(_LOOKALIKES)


def _latin_twin(word: str) -> str:
    """An all-Cyrillic word read as the Latin letters it looks like."""
    return word.translate(_LOOKALIKES)


def squeeze(word: str) -> str:
    """A word with every repeated letter once."""
    return _REPEATED.sub(r"\1", word)


def has_long_run(text: str) -> bool:
    """Whether any letter stands three times and more in a row, which no ordinary word has."""
    return bool(_RUN.search(text))


def _unrepeat(words: tuple[str, ...], left: str) -> tuple[str, ...]:
    return tuple(_RUN.sub(left, w) for w in words)


def _joined(words: tuple[str, ...]) -> tuple[str, ...]:
    """Runs of three and more single letters drawn together: "w a r" becomes "war"."""
    out: list[str] = []
    for single, group in groupby(words, key=lambda w: len(w) == 1):
        members = list(group)
        out += ["".join(members)] if single and len(members) >= 3 else members
    return tuple(out)


def _unmasked(token: str, letters: Mapping[int, str]) -> str:
    """A word with letters for its digits and signs; a short number stays one: "Knight number 455"."""
    return token if token.isdecimal() and len(token) <= MOST_DIGITS else token.translate(letters)


def _first_readings(text: str) -> Iterator[tuple[str, ...]]:
    folded = fold(text)
    words = tuple(_WORD.findall(folded))
    yield words
    if not folded.isascii() and _CYRILLIC.search(folded):
        yield tuple(_latin_twin(w) if _CYRILLIC.search(w) else w for w in words)
    if not folded.isascii() or any(c in folded for c in "0123456789@$!|+") or "vv" in folded:
        # "Stop!" ends in a sign, "Jed!" in a letter: once without such endings, once with them.
        for pattern in (_LEET_WORD, _LEET_WHOLE):
            tokens = pattern.findall(folded)
            for letters in (_LEET, _LEET_L):
                yield tuple(w for t in tokens for w in _WORD.findall(_unmasked(t, letters).replace("vv", "w")))


@lru_cache(maxsize=256)
def readings(text: str) -> tuple[tuple[str, ...], ...]:
    """Every way a text is read, each as its words; the plain one first, no two alike."""
    out: dict[tuple[str, ...], None] = {}
    for words in _first_readings(text):
        out[words] = None
        joined = _joined(words)
        out[joined] = None
        if any(_RUN.search(w) for w in joined):
            for left in (r"\1", r"\1\1"):
                out[_unrepeat(words, left)] = None
                out[_joined(_unrepeat(words, left))] = None
    return tuple(out)


def normalise(text: str) -> str:
    """The plainest undisguised form of a text: one case, no accents, Latin look-alikes, letters for digits in words.

    Single letters that stand apart are drawn together and long repetitions cut, so "W А R  h4mmerrr" (with a Cyrillic
    А) becomes "war hammer". Numbers that stand alone stay numbers.
    """
    words = tuple(_WORD.findall(fold(text))) if not _HAS_LEET.search(fold(text)) else _leet_words(fold(text))
    return " ".join(_unrepeat(_joined(words), r"\1"))


def _leet_words(folded: str) -> tuple[str, ...]:
    out: list[str] = []
    for token in _LEET_WORD.findall(folded):
        mixed = any(c.isalpha() for c in token) and not token.isalpha()
        out += _WORD.findall(token.translate(_LEET) if mixed else token)
    return tuple(out)
