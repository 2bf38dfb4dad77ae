"""Whether a name may be suggested at all.

The word lists see through spellings in what people type. What is invented here needs a stricter look: made-up words
that only sound like a listed one, and words that come about where two of ours meet.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from core.nicknames.sounds import skeleton, sound_key
from core.wordlists import is_clean
from core.wordlists.foul import plain_list
from core.wordlists.normalise import fold, squeeze

_WORDLISTS = Path(__file__).parents[1] / "wordlists"
_NEVER = Path(__file__).parent / "words" / "never.txt"
_MARKS = "*=^~"
_LETTERS = re.compile(r"[\W_]+")
_LONGEST = 24
_SHORTEST = 4
"""Letters a foul word must have to be looked for inside other words."""


def _keys(lines: Iterable[str]) -> list[str]:
    found = (_LETTERS.sub("", fold(line.strip().strip(_MARKS))) for line in lines if not line.startswith("#"))
    return [key for key in found if key]


def _never() -> list[str]:
    return _keys(_NEVER.read_text(encoding="utf-8").splitlines())


@lru_cache(maxsize=1)
def _foul_inside() -> frozenset[str]:
    """Foul words as letters, also with doubled letters once: found anywhere in an invented word or across a gap."""
    keys = _keys(plain_list().splitlines())
    return frozenset(k for key in keys for k in (key, squeeze(key)) if len(k) >= _SHORTEST)


@lru_cache(maxsize=1)
def _sounds() -> frozenset[str]:
    """What listed single words and sacred or hated names sound like."""
    return frozenset(map(sound_key, _listed()))


@lru_cache(maxsize=1)
def _skeletons() -> frozenset[str]:
    """Their skeletons, where those are long enough to mean something."""
    return frozenset(s for s in map(skeleton, _listed()) if sum(c != "a" for c in s) >= 3)


@lru_cache(maxsize=1)
def _listed() -> tuple[str, ...]:
    protected = (_WORDLISTS / "protected.txt").read_text(encoding="utf-8").splitlines()
    words = [line for line in protected if " " not in line.strip()]
    short = [k for k in _keys(plain_list().splitlines()) if len(k) >= 3 and k.isascii()]
    return tuple(dict.fromkeys([*_keys(words), *short, *_never()]))


@lru_cache(maxsize=16_384)
def invented_is_fit(word: str) -> bool:
    """Whether a made-up word neither is, contains nor sounds like a listed one."""
    plain = fold(word)
    letters = _LETTERS.sub("", plain)
    return not (_inside(letters) or sound_key(letters) in _sounds() or skeleton(letters) in _skeletons())


def name_is_fit(full: str, pieces: Iterable[str] = ()) -> bool:
    """Whether a whole name may be shown: clean as it stands, and nothing foul where its words or halves meet.

    Args:
        full: the name.
        pieces: the words and halves it was put together from. What one of them holds by itself ("Constable", "Beacon")
            is an ordinary word of our files and no harm.
    """
    letters = _LETTERS.sub("", fold(full))
    found = _inside(letters) | _inside(squeeze(letters))
    if found and not found <= frozenset().union(*(_inside(_LETTERS.sub("", fold(p))) for p in pieces)):
        return False
    words = [w for w in re.split(r"[\W_]+", fold(full)) if w]
    pairs = (a + b for a, b in pairwise(words) if len(a) + len(b) <= 14)
    return not any(sound_key(p) in _sounds() for p in pairs if len(p) >= 5) and is_clean(full)


@lru_cache(maxsize=4_096)
def _inside(letters: str) -> frozenset[str]:
    """The foul words that stand anywhere in a run of letters."""
    foul, end = _foul_inside(), len(letters)
    return frozenset(
        letters[i:j]
        for i in range(end - _SHORTEST + 1)
        for j in range(i + _SHORTEST, min(end, i + _LONGEST) + 1)
        if letters[i:j] in foul
    )
