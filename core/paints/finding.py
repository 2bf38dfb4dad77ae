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


def plain(text: str) -> str:
    """Lower case words without accents and signs: what two spellings of a name have in common."""
    import unicodedata  # noqa: PLC0415

    bare = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    bare = bare.replace("'", "").replace("grey", "gray").replace("colour", "color")
    return " ".join(re.findall(r"[a-z0-9.]+", bare))


class NameIndex:
    """The names of a list of paints, ready to be searched. Never changes."""

    def __init__(self, paints: Sequence[Paint]) -> None:
        self._names: list[str] = []
        self._grams: list[frozenset[str]] = []
        self._exact: dict[str, list[int]] = defaultdict(list)
        self._codes: dict[str, list[int]] = defaultdict(list)
        owners: list[int] = []
        places: dict[str, list[int]] = defaultdict(list)
        for position, paint in enumerate(paints):
            for name in dict.fromkeys(plain(n) for n in (paint.name, paint.code, *paint.aliases) if n):
                grams = grams_of(name)
                for gram in grams:
                    places[gram].append(len(self._names))
                self._names.append(name)
                self._grams.append(grams)
                owners.append(position)
                self._exact[name].append(position)
            if paint.code:
                self._codes[code_of(paint.code)].append(position)
        self._owners = np.array(owners, dtype=np.intp)
        self._places: dict[str, Numbers] = {gram: np.array(where, dtype=np.intp) for gram, where in places.items()}
        self._sizes = np.array([len(g) for g in self._grams], dtype=np.intp)

    def called(self, key: str) -> tuple[int, ...]:
        """Positions of the paints whose name, number or older name is exactly this (as `plain` writes it)."""
        return tuple(self._exact.get(key, ()))

    def numbered(self, word: str) -> tuple[int, ...]:
        """Positions of the paints with this maker's number, however its dots and dashes are written."""
        return tuple(self._codes.get(code_of(word), ()))

    def alike(self, key: str) -> dict[int, float]:
        """Position -> likeness, 0 to 1, of the paints that come near what was typed (as `plain` writes it)."""
        grams = grams_of(key)
        found = [self._places[gram] for gram in grams if gram in self._places]
        if not found:
            return {}
        common = np.bincount(np.concatenate(found), minlength=len(self._names))
        # The most that `likeness` can give: a name that begins with the key or holds it has all but its last trigram.
        share = common / len(grams)
        most = np.maximum(2 * common / (len(grams) + self._sizes), 0.8 * share) * 0.95
        near = np.flatnonzero((most >= LEAST) | (share >= (len(grams) - 1) / len(grams)))
        best: dict[int, float] = {}
        for i in near.tolist():
            score = likeness(key, grams, self._names[i], self._grams[i])
            owner = int(self._owners[i])
            if score >= LEAST and score > best.get(owner, 0.0):
                best[owner] = score
        return best


def grams_of(text: str) -> frozenset[str]:
    """The trigrams of a name with a space before and after it."""
    padded = f" {text} "
    return frozenset(padded[i : i + 3] for i in range(len(padded) - 2))


def code_of(text: str) -> str:
    """A maker's number without its dots, dashes and spaces: "70.950" and "70950" are the same."""
    return re.sub(r"[^a-z0-9]", "", text.lower())


def likeness(key: str, grams: frozenset[str], name: str, name_grams: frozenset[str]) -> float:
    """From 0 to 1: exact, beginning, contained, then by the trigrams in common."""
    if key == name:
        return 1.0
    if name.startswith(key):
        return 0.9
    if f" {key}" in f" {name}":
        return 0.8
    common = len(grams & name_grams)
    dice = 2 * common / (len(grams) + len(name_grams))
    # A part of a long name typed with a slip counts as well as a whole short one.
    return max(dice, 0.8 * common / len(grams)) * 0.95
