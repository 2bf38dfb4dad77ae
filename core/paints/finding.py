"""Paints by what people call them: name, maker's number, older name; typos are understood.

The names are cut into trigrams once and each trigram knows the names it is in, so that a search looks only at names
that have something in common with what was typed.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from core.paints.paint import Paint

Numbers = NDArray[np.intp]

LEAST = 0.34
"""The likeness (0 to 1) from which a name is worth showing."""


_WORD = re.compile(r"[a-z0-9.]+")


def plain(text: str) -> str:
    """Lower case words without accents and signs: what two spellings of a name have in common."""
    if not text.isascii():
        import unicodedata  # noqa: PLC0415

        text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    bare = text.lower().replace("'", "").replace("grey", "gray").replace("colour", "color").replace("armour", "armor")
    return " ".join(_WORD.findall(bare))


class NameIndex:
    """The names of a list of paints, ready to be searched. Never changes."""

    def __init__(self, paints: Sequence[Paint]) -> None:
        self._names: list[str] = []
        self._exact: dict[str, list[int]] = defaultdict(list)
        self._codes: dict[str, list[int]] = defaultdict(list)
        owners: list[int] = []
        for position, paint in enumerate(paints):
            for name in dict.fromkeys(plain(n) for n in (paint.name, paint.code, *paint.aliases) if n):
                self._names.append(name)
                owners.append(position)
                self._exact[name].append(position)
            if paint.code:
                self._codes[code_of(paint.code)].append(position)
        self._owners = np.array(owners, dtype=np.intp)
        self._grams, self._where, self._sizes = _index(self._names)

    def called(self, key: str) -> tuple[int, ...]:
        """Positions of the paints whose name, number or older name is exactly this (as `plain` writes it)."""
        return tuple(self._exact.get(key, ()))

    def numbered(self, word: str) -> tuple[int, ...]:
        """Positions of the paints with this maker's number, however its dots and dashes are written."""
        return tuple(self._codes.get(code_of(word), ()))

    def alike(self, key: str) -> dict[int, float]:
        """Position -> likeness, 0 to 1, of the paints that come near what was typed (as `plain` writes it).

        Exact 1, beginning 0.9, contained 0.8, else by the trigrams in common: a part of a long name typed with a slip
        counts as well as a whole short one.
        """
        if not key:
            return {}
        grams = np.unique(_trigrams(f" {key} "))
        first, last = (np.searchsorted(self._grams, grams, side) for side in ("left", "right"))
        found = [self._where[a:b] for a, b in zip(first.tolist(), last.tolist(), strict=True)]
        common = np.bincount(np.concatenate(found), minlength=len(self._names))
        likeness = np.maximum(2 * common / (len(grams) + self._sizes), 0.8 * common / len(grams)) * 0.95
        # A name that begins with the key or holds it has at least all but its last trigram.
        for i in np.flatnonzero(common >= len(grams) - 1).tolist():
            name = self._names[i]
            if name == key:
                likeness[i] = 1.0
            elif name.startswith(key):
                likeness[i] = 0.9
            elif f" {key}" in f" {name}":
                likeness[i] = 0.8
        best: dict[int, float] = {}
        for i in np.flatnonzero(likeness >= LEAST).tolist():
            owner, score = int(self._owners[i]), float(likeness[i])
            if score > best.get(owner, 0.0):
                best[owner] = score
        return best


def _trigrams(text: str) -> Numbers:
    """The three-letter windows of an ASCII text as numbers, in order."""
    letters = np.frombuffer(text.encode("ascii"), dtype=np.uint8).astype(np.intp)
    out: Numbers = (letters[:-2] << 16) | (letters[1:-1] << 8) | letters[2:]
    return out


def _index(names: Sequence[str]) -> tuple[Numbers, Numbers, Numbers]:
    """Trigrams ascending, the name each one is in, and how many different ones each name has."""
    padded = [f" {name} " for name in names]
    lengths = np.array([len(p) for p in padded], dtype=np.intp)
    owner = np.repeat(np.arange(len(names), dtype=np.intp), lengths)
    codes = _trigrams("".join(padded))
    inside = owner[:-2] == owner[2:]  # a window over the border between two names is none
    pairs = np.unique((codes[inside] << 24) | owner[:-2][inside])  # a trigram that a name has twice counts once
    where = pairs & ((1 << 24) - 1)
    return pairs >> 24, where, np.bincount(where, minlength=len(names)).astype(np.intp)


def code_of(text: str) -> str:
    """A maker's number without its dots, dashes and spaces: "70.950" and "70950" are the same."""
    return re.sub(r"[^a-z0-9]", "", text.lower())


def grams_of(text: str) -> frozenset[str]:
    """The trigrams of a text with a space before and after it."""
    padded = f" {text} "
    return frozenset(padded[i : i + 3] for i in range(len(padded) - 2))
