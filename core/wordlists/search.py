"""Looking for protected names and foul words in a text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from core.wordlists.foul import plain_list
from core.wordlists.normalise import fold, has_long_run, readings, squeeze, strip_invisible
from core.words import N_

_HERE = Path(__file__).parent
_LONGEST = 32
"""Letters of the longest listed name, without spaces."""
LAST_RESORT = N_("Unnamed scheme")


@dataclass(eq=False)
class _List:
    """One list, ready to be asked. Keys are folded and without spaces.

    There are four of them, each made once, so that one is the same as another only when it is that other.
    """

    whole: dict[str, str] = field(default_factory=dict)
    """Words and phrases that count where they stand alone, a plural included."""
    exact: dict[str, str] = field(default_factory=dict)
    """Those that count only just so."""
    begins: tuple[tuple[str, str], ...] = ()
    inside: tuple[tuple[str, str], ...] = ()
    accented: frozenset[str] = frozenset()
    solid: frozenset[str] = frozenset()
    """Those that are made of ordinary words and therefore only count when written as one."""
    heads: tuple[str, ...] = ()
    """The keys of `inside` alone, to ask for all at once: hardly a word begins with one."""
    phrases: frozenset[str] = frozenset()
    """The keys in `whole` that were listed as more than one word."""


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]


def _read(lines: Iterable[str], *, squeezed: bool = False) -> _List:
    """A list out of its lines; `squeezed`: with every doubled letter once, short words left out."""
    out = _List()
    begins, inside, accented, phrases, solid = [], [], [], [], []
    for line in lines:
        name = line.strip("*=^~")
        key = re.sub(r"[\W_]+", "", fold(name))
        if squeezed:
            key = squeeze(key)
            if len(key) < 4 or line.startswith("="):
                continue
        if line.startswith("^"):
            accented.append(unicodedata.normalize("NFC", name).casefold())
        elif line.startswith("="):
            out.exact[key] = name
        elif line.startswith("*"):
            inside.append((key, name))
        elif line.endswith("*"):
            begins.append((key, name))
        else:
            out.whole[key] = name
            if line.startswith("~"):
                solid.append(key)
            if re.search(r"\W", name):
                phrases.append(key)
    out.begins, out.inside, out.heads = tuple(begins), tuple(inside), tuple(key for key, _ in inside)
    out.accented, out.phrases, out.solid = frozenset(accented), frozenset(phrases), frozenset(solid)
    return out


@lru_cache(maxsize=2)
def _protected(*, squeezed: bool = False) -> _List:
    return _read(_lines((_HERE / "protected.txt").read_text(encoding="utf-8")), squeezed=squeezed)


@lru_cache(maxsize=2)
def _foul(*, squeezed: bool = False) -> _List:
    return _read(_lines(plain_list()), squeezed=squeezed)


@lru_cache(maxsize=1)
def _innocent() -> re.Pattern[str]:
    phrases = sorted(_lines((_HERE / "innocent.txt").read_text(encoding="utf-8")), key=len, reverse=True)
    body = "|".join(re.escape(fold(p)).replace(r"\ ", r"[\s-]+") for p in phrases)
    return re.compile(rf"\b(?:{body})\b", re.IGNORECASE)


def _harmless_out(text: str) -> str:
    return _innocent().sub(" ; ", text)


@lru_cache(maxsize=512)
def find_protected(text: str) -> tuple[str, ...]:
    """The protected names in a text.

    Args:
        text: anything a person or an engine wrote.

    Returns:
        The names as the list has them, in the order found, each once. Empty when there is none.
    """
    return _find(_harmless_out(text), _protected, _may_split_name)


@lru_cache(maxsize=512)
def find_foul(text: str) -> tuple[str, ...]:
    """The foul words and slurs in a text, in eight languages.

    Args:
        text: anything a person or an engine wrote.

    Returns:
        The words as the list has them, in the order found, each once. Empty when there is none.
    """
    text = _harmless_out(text)
    found = dict.fromkeys(_find(text, _foul, _may_split_foul))
    plain = unicodedata.normalize("NFC", strip_invisible(text)).casefold()
    found.update(dict.fromkeys(w for w in re.findall(r"\w+", plain) if w in _foul().accented))
    if "*" in text or "#" in text:
        found.update(dict.fromkeys(_starred(fold(text))))
    return tuple(found)


def is_clean(text: str) -> bool:
    """Whether a text may stand in a title: no protected name and no foul word in it."""
    return not find_protected(text) and not find_foul(text)


def clean_title(text: str, fallback: str) -> str:
    """A title that may be shown.

    Args:
        text: the title as it was written; invisible characters go and runs of spaces become one.
        fallback: what to say instead when the text may not be shown or nothing is left of it.

    Returns:
        The tidied text, or the fallback, or "Unnamed scheme" when even that may not be shown.
    """
    for candidate in (text, fallback):
        tidy = " ".join(strip_invisible(candidate).split())
        if any(c.isalnum() for c in tidy) and is_clean(tidy):
            return tidy
    return LAST_RESORT


class _Source(Protocol):
    def __call__(self, *, squeezed: bool = False) -> _List: ...


def _find(text: str, source: _Source, may_split: Callable[[tuple[str, ...]], bool]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    ways = readings(text)
    rounds = [(way, source()) for way in ways]
    if has_long_run(fold(text)):
        rounds += [(tuple(squeeze(w) for w in way), source(squeezed=True)) for way in ways]
    for reading, words in rounds:
        for i, word in enumerate(reading):
            look = _in_word if len(word) <= _LONGEST else _in_word.__wrapped__  # what is kept stays small
            for name in look(word, words):
                found[name] = None
            together = word
            for j in range(i + 1, len(reading)):
                together += reading[j]
                if len(together) > _LONGEST:
                    break
                whole = _standing(together, words)
                key = _bare(together, words)
                if whole and key not in words.solid and (key in words.phrases or may_split(reading[i : j + 1])):
                    found[whole] = None
                elif together.startswith(words.heads) and may_split(reading[i : j + 1]):
                    found.update(dict.fromkeys(n for k, n in words.inside if together.startswith(k)))
    return tuple(found)


def _bare(word: str, words: _List) -> str:
    return word if word in words.whole else word[:-1]


def _standing(word: str, words: _List) -> str | None:
    """The listed name that a word is, a plural forgiven."""
    name = words.exact.get(word) or words.whole.get(word)
    if name is None and len(word) > 3 and word[-1] in "sz":
        name = words.whole.get(word[:-1])
    return name


@lru_cache(maxsize=8_192)
def _in_word(word: str, words: _List) -> tuple[str, ...]:
    """The listed names in a word. Kept: most words of a text, and of the names made here, are ever the same."""
    if len(word) < 3:
        return ()
    out = []
    name = _standing(word, words)
    if name:
        out.append(name)
    out += [n for k, n in words.begins if word.startswith(k)]
    out += [n for k, n in words.inside if k in word]
    if not out and len(word) > 4:
        # "fuuck", "Nurrgle": doubled letters that the listed word does not have.
        single = squeeze(word)
        if single != word and len(single) >= 4:
            out += [n for n in (words.whole.get(single),) if n and len(single) >= 5]
            out += [n for k, n in words.inside if k in single]
    return tuple(out)


def _may_split_name(parts: tuple[str, ...]) -> bool:
    """Whether a single-word name may be looked for across these words: "war hammer", "ty ran ids"."""
    return sum(map(len, parts)) >= 7


_VOWEL = re.compile("[aeiouyаеёиоуыэюя]")


def _may_split_foul(parts: tuple[str, ...]) -> bool:
    """Whether a foul word may be looked for across these words: only in scraps that are no words themselves."""
    return all(len(p) <= 2 for p in parts) and not all(_VOWEL.search(p) for p in parts)


def _starred(folded: str) -> list[str]:
    """Words with letters struck out: "f*ck", "s##t"."""
    words = _foul()
    out = []
    for token in re.findall(r"[^\W_]+(?:[*#]+[^\W_]+)+", folded):
        shape = re.compile("".join("[a-zа-я]" if c in "*#" else re.escape(c) for c in token) + "s?")
        pool = (*words.whole.items(), *words.begins, *words.inside)
        out += [name for key, name in pool if len(key) >= 4 and shape.fullmatch(key)]
    return out
