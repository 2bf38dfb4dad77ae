"""What can be typed after `/paints`, read into a route or into words for a screen."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, field
from typing import Final

from bot import routes
from core.errors import BadInput, UnknownWord
from core.words import N_


@dataclass(frozen=True, slots=True)
class MatchWords:
    """A colour, a paint or words for a colour, and the brand to stay within ("" for any)."""

    text: str
    brand: str = ""


@dataclass(frozen=True, slots=True)
class ConvertWords:
    """A paint, and the brand in which something like it is wanted ("" for the large ones)."""

    name: str
    brand: str = ""


@dataclass(frozen=True, slots=True)
class ShelfWords:
    """Something to do with the shelf, in words: `verb` is one of `add`, `remove`, `search`, `set`."""

    verb: str
    text: str


@dataclass(frozen=True, slots=True)
class ShoppingWords:
    """Codes of schemes (none: the recent ones), and the brand that stand-ins are wanted of."""

    codes: tuple[str, ...]
    brand: str = ""


@dataclass(frozen=True, slots=True)
class MatchColours:
    """Colours that somebody else wrote or showed: hexes, and the bytes of pictures."""

    hexes: tuple[str, ...]
    pictures: tuple[bytes, ...] = field(default=(), repr=False)


PaintWords = MatchColours | MatchWords | ConvertWords | ShelfWords | ShoppingWords

VERBS: Final = ("match", "convert", "shelf", "shopping", "shade", "highlight")
SHELF_VERBS: Final = ("list", "add", "remove", "sets", "set", "paste", "search", "export", "undo", "ask")

_BRAND: Final = re.compile(r"(?:^|\s)(?:--|—)brand(?:\s+|=)(?P<brand>.+)$")
_TO: Final = re.compile(r"\s+(?:to|in|->|→|=>)\s+(?=[^\s])", re.IGNORECASE)
_WITHOUT: Final = {"recent": "recent", "": "recent", "favourites": "favourites", "favorites": "favourites"}


def read(word: str, rest: str) -> routes.Route | PaintWords:
    """The route or the words for `/paints WORD REST`.

    Raises:
        BadInput: words it does not understand.
    """
    rest = rest.strip()
    match word.casefold():
        case "":
            return routes.Paints()
        case "match":
            text, brand = _cut_brand(rest)
            return MatchWords(text, brand)
        case "convert":
            return read_convert(rest)
        case "shelf":
            return read_shelf(rest)
        case "shopping":
            text, brand = _cut_brand(rest)
            if text.casefold() in _WITHOUT and not brand:
                return routes.Shopping(_WITHOUT[text.casefold()])  # type: ignore[arg-type]
            return ShoppingWords(tuple(re.findall(r"[A-Za-z0-9]+", text))[:50], brand)
    raise UnknownWord(N_("word"), word[:40], tuple(difflib.get_close_matches(word.casefold(), VERBS, n=2)))


def read_convert(text: str) -> ConvertWords:
    """`NAME to BRAND`, `NAME --brand BRAND`, `NAME`."""
    text, brand = _cut_brand(text)
    if not brand:
        *names, last = _TO.split(text)
        if names:
            return ConvertWords(" to ".join(names).strip(), last.strip())
    return ConvertWords(text, brand)


def read_shelf(text: str) -> routes.Route | ShelfWords:
    """`list`, `add NAME, NAME`, `remove NAME`, `sets`, `set NAME`, `paste`, `search WORDS`, `export`, `undo`."""
    verb, _space, rest = text.partition(" ")
    rest = rest.strip()
    match verb.casefold():
        case "" | "list":
            return routes.Shelf()
        case "add" if rest:
            return ShelfWords("add", rest)
        case "add" | "paste":
            return ShelfWords("add", rest) if rest else routes.PasteList()
        case "sets":
            return routes.BoxedSets()
        case "set" if rest:
            return ShelfWords("set", rest)
        case "remove" | "search" if rest:
            return ShelfWords(verb.casefold(), rest)
        case "export":
            return routes.ShelfFile()
        case "undo":
            return routes.UndoShelf()
        case "ask":
            return routes.AskedBack()
        case "remove" | "search" | "set":
            raise BadInput(N_("Say which paint or set, for instance /paints shelf {verb} Mephiston Red."), verb=verb)
    near = tuple(difflib.get_close_matches(verb.casefold(), SHELF_VERBS, n=2))
    raise UnknownWord(N_("word"), verb[:40], near or ("add", "list"))


def _cut_brand(text: str) -> tuple[str, str]:
    found = _BRAND.search(text)
    return (text[: found.start()].strip(), found["brand"].strip()) if found else (text.strip(), "")
