"""Text before it is drawn: characters the faces lack are replaced, long lines are broken, nothing is lost unseen."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import pairwise

from bot.swatches.typeface import MEDIUM, Style

LONGEST = 600
"""Characters of one text that are looked at; no line of a scheme is longer, and a picture is no place for an essay."""

# What stands for a character that the faces do not have. Letters with a mark fall back to the letter below it.
_INSTEAD = {
    "→": "-", "←": "-", "↔": "-", "⇒": "-", "‐": "-", "‑": "-", "‒": "–", "―": "—", "⁃": "-",
    "′": "’", "‵": "’", "ʹ": "’", "″": "”", "‟": "“", "‛": "‘", "＂": "”", "≈": "~", "≠": "=", "‰": "%", "⁄": "/",
    "∙": "·", "⋅": "·", "●": "•", "▪": "•", "☓": "×", "✕": "×", "✖": "×", "ſ": "s", "ʻ": "‘", "ʼ": "’",
    "ə": "e", "Ə": "E", "ә": "э", "Ә": "Э", "ө": "о", "Ө": "О", "ү": "у", "Ү": "У", "ұ": "у", "Ұ": "У",
    "қ": "к", "Қ": "К", "ң": "н", "Ң": "Н", "ғ": "г", "Ғ": "Г", "һ": "х", "Һ": "Х", "җ": "ж", "Җ": "Ж",
    "ҳ": "х", "Ҳ": "Х", "ҷ": "ч", "Ҷ": "Ч", "ӏ": "І", "Ӏ": "І", "ǥ": "g", "Ǥ": "G", "ʒ": "z", "Ʒ": "Z",
}  # fmt: skip
UNKNOWN = "?"
"""Stands for letters of a script that the faces do not have."""


def _has(char: str) -> bool:
    return MEDIUM.has(char)  # the five faces have the same characters


def _replace(char: str) -> str:
    kind = unicodedata.category(char)
    if kind == "Cf":  # direction marks, joiners, zero-width spaces: the faces have some of them
        return ""
    if _has(char):
        return char
    if char in _INSTEAD:
        return _INSTEAD[char]
    plain = "".join(c for c in unicodedata.normalize("NFKD", char) if not unicodedata.combining(c))
    if plain and plain != char and all(map(_has, plain)):
        return plain
    if kind == "Zs":
        return " "
    # Emoji, controls, direction marks and selectors say nothing in a line of type; an unknown letter or digit shows
    # that something stood there.
    return UNKNOWN if kind[0] in "LN" else ""


@lru_cache(maxsize=4096)
def clean(text: str) -> str:
    """The text as the faces can set it: one line, composed letters, no controls, no character outside the faces.

    A run of letters from another script becomes a single question mark; emoji and other signs are left out.
    """
    composed = unicodedata.normalize("NFC", text[:LONGEST])
    composed = re.sub(r"[\s\x00-\x1f\x7f-\x9f]+", " ", composed)
    out = "".join(map(_replace, composed))
    out = re.sub(r"\?(?:[ ]*\?)+", "?", out) if "??" in out or "? ?" in out else out
    return re.sub(r" +", " ", out).strip()


def drawable(text: str) -> bool:
    """Whether most letters of a text are in the faces, so that setting it says what it said."""
    letters = [c for c in unicodedata.normalize("NFC", text[:LONGEST]) if unicodedata.category(c)[0] in "LN"]
    known = sum(_replace(c) != UNKNOWN for c in letters)
    return bool(letters) and known * 2 > len(letters)


def _pieces(word: str, style: Style, width: float, room: float) -> Iterator[str]:
    """A word wider than its column, broken at hyphens where it has some, else between characters.

    Args:
        word: the word.
        style: how it is set.
        width: width of a line in pixels.
        room: width of the first line, which may be less.
    """
    while word and style.width(word) > room:
        end = 1
        while end < len(word) and style.width(word[: end + 1]) <= room:
            end += 1
        hyphen = max(word.rfind(c, 0, end) for c in "-–—/") + 1
        if 1 < hyphen < len(word):
            end = hyphen
        elif word[: end + 1].isalpha() and end > 3:  # a word, not a code: say that it goes on
            while end > 3 and style.width(word[:end] + "-") > room:
                end -= 1
            yield word[:end] + "-"
            word, room = word[end:], width
            continue
        yield word[:end]
        word, room = word[end:], width
    if word:
        yield word


def wrap(text: str, style: Style, width: float, *, indent: float = 0, most: int = 0) -> list[str]:
    """Break a text into lines, each as full as it can be.

    Args:
        text: cleaned text.
        style: how it is set.
        width: of the column, pixels.
        indent: pixels that are already taken on the first line; when not even the first word fits beside them, the
            first line stays empty.
        most: at most so many lines, the last one ending in "…" when something was cut; 0 for as many as it takes.

    Returns:
        The lines; no line is wider than the column. Empty text gives no line.
    """
    lines: list[str] = []
    line = ""
    for word in text.split():
        room = width - indent if not lines else width
        longer = f"{line} {word}" if line else word
        if style.width(longer) <= room:
            line = longer
            continue
        if line or (indent and not lines):
            lines.append(line)
            line = ""
        if style.width(word) > width:
            *full, line = _pieces(word, style, width, width)
            lines.extend(full)
        else:
            line = word
    if line:
        lines.append(line)
    if most and len(lines) > most:
        room = width - indent if most == 1 else width
        return [*lines[: most - 1], shorten(" ".join(lines[most - 1 :]), style, room)]
    return lines


def shorten(text: str, style: Style, width: float) -> str:
    """The text, cut with "…" where it would be wider than `width` pixels."""
    if style.width(text) <= width:
        return text
    while text and style.width(text.rstrip(" ,;:–-") + "…") > width:
        text = text[:-1]
    return text.rstrip(" ,;:–-") + "…"


def balance(text: str, style: Style, lines: int) -> tuple[str, ...]:
    """Break a text at spaces into so many lines that the widest is as narrow as can be.

    Fewer words than lines give fewer lines.
    """
    words = text.split()
    lines = min(lines, len(words))

    @cache
    def best(start: int, left: int) -> tuple[float, tuple[str, ...]]:
        if left == 1:
            rest = " ".join(words[start:])
            return style.width(rest), (rest,)
        found: tuple[float, tuple[str, ...]] | None = None
        for end in range(start + 1, len(words) - left + 2):
            head = " ".join(words[start:end])
            width, tail = best(end, left - 1)
            here = max(style.width(head), width)
            if found is None or here < found[0]:
                found = (here, (head, *tail))
        assert found is not None  # noqa: S101  there are at least as many words as lines
        return found

    return best(0, lines)[1] if words else ()


def crowded(lines: Sequence[str]) -> bool:
    """Whether tight lines would touch: a letter with a tail above a capital with an accent."""
    tails = set("gjpqyçţşģķļņŗșțĝĵÿýруфцщдQJ,;()")
    for above, below in pairwise(lines):
        hats = any(c.isupper() and len(unicodedata.normalize("NFD", c)) > 1 for c in below)
        if hats and any(c in tails for c in above):
            return True
    return False
