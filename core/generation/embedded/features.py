"""The features of a text that the learnt statistics are about: words, pairs of words, pieces of words.

Pieces (letters in a row) let a word never seen borrow from words like it. A feature is kept as a 32-bit hash of its
text, so the artefact holds numbers only.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from itertools import pairwise

_PIECES = (4, 5)
_PIECE, _PAIR, _HEAD = 0.3, 0.7, 0.5
# Words that say nothing about colour by themselves; kept when a text has no other.
_EMPTY = frozenset(
    ("a", "an", "the", "and", "or", "of", "in", "on", "at", "to", "for", "from", "by", "as", "is", "are", "be", "i",
     "me", "my", "you", "your", "it", "its", "this", "that", "with", "do", "does", "dont")
)  # fmt: skip


def key(feature: str) -> int:
    """The hash under which a feature is kept."""
    return zlib.crc32(feature.encode())


def features(words: Sequence[str]) -> dict[int, float]:
    """Feature hash -> value for a text of plain (stemmed) words; the longer the text, the less each word weighs."""
    content = [w for w in words if w not in _EMPTY] or list(words)
    found: dict[str, float] = {}
    for word in content:
        found["w:" + word] = found.get("w:" + word, 0.0) + 1.0
        inside = f"<{word}>"
        pieces = [inside[i : i + n] for n in _PIECES for i in range(len(inside) - n + 1)]
        for piece in pieces:
            found["g:" + piece] = found.get("g:" + piece, 0.0) + _PIECE / len(pieces) ** 0.5
    for first, second in pairwise(content):
        found[f"b:{first}_{second}"] = _PAIR
    if content:
        found["h:" + content[-1]] = _HEAD
    share = max(1, len(content)) ** -0.5
    return {key(feature): value * share for feature, value in found.items()}
