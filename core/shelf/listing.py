"""Reading a pasted list of paints: lines, commas, bullets, counts and brand headings, as people keep such lists.

Vallejo Game Color:
- Black, Dead White
2x Bloody Red
[x] 72.010

Citadel: Mephiston Red; Nuln Oil (half empty)
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from core.errors import BadInput
from core.paints import Catalogue
from core.paints.catalogue import Shelf
from core.paints.paint import Paint
from core.shelf.naming import Meant, as_line, meant
from core.words import N_

MAX_ITEMS: Final = 1_000
MAX_CHARACTERS: Final = 60_000
MAX_ITEM: Final = 120

EMPTY: Final = N_(
    "There is no paint in that. Write names with commas or a line each, for instance “Citadel: Nuln Oil”."
)
TOO_LONG: Final = N_("That list has {length} entries and I read {most} at a time. Nothing was added; send it in parts.")

_BULLET: Final = re.compile(r"^\s*(?:[-–—*•·▪◦>+]|\d{1,3}[.)](?!\d)|\[[ xX✓]?\]|[☐☑✓✔])\s*")
_COUNT: Final = re.compile(
    r"^\s*\d{1,3}\s*[xX×]\s+|^\s*[xX×]\s*\d{1,3}\s+|\s+[xX×]\s*\d{1,3}\s*$|\s+\d{1,2}\s*[xX×]\s*$|\s*\(\s*[xX×]?\s*\d{1,3}\s*[xX×]?\s*\)\s*$"
)
_SPLIT: Final = re.compile(r"\s*[;\t]\s*|,\s+|,$")
_SAID_ABOUT: Final = re.compile(r"^(?:#+|=+|\*\*|__)\s*|\s*(?:#+|=+|\*\*|__)$")


@dataclass(frozen=True, slots=True)
class List:
    """A list as it was understood; every entry is in one of the three.

    Attributes:
        found: the paints, each once, in the order of the list.
        asked: entries that may mean several paints, or that are not written quite right, each with the line
            (`naming.as_line`) from which it can be read again.
        unknown: entries, as typed, that nothing comes near.
    """

    found: tuple[Paint, ...]
    asked: tuple[tuple[str, Meant], ...]
    unknown: tuple[str, ...]


def read_list(text: str, catalogue: Catalogue) -> List:
    """Read a pasted list.

    Raises:
        BadInput: there is nothing in it, or more than `MAX_ITEMS`.
    """
    if len(text) > MAX_CHARACTERS:
        raise BadInput(TOO_LONG, length=text.count("\n") + text.count(",") + 1, most=MAX_ITEMS)
    items = list(_items(text, catalogue))
    if not items:
        raise BadInput(EMPTY)
    if len(items) > MAX_ITEMS:
        raise BadInput(TOO_LONG, length=len(items), most=MAX_ITEMS)
    unique = dict.fromkeys(items)
    read = [(as_line(item[:MAX_ITEM], shelf), meant(item[:MAX_ITEM], catalogue, shelf)) for item, shelf in unique]
    found = {m.paint.id: m.paint for _, m in read if m.paint is not None}
    return List(
        found=tuple(found.values()),
        asked=tuple((line, m) for line, m in read if m.paint is None and m.candidates),
        unknown=tuple(m.text for _, m in read if m.paint is None and not m.candidates),
    )


def _items(text: str, catalogue: Catalogue) -> Iterator[tuple[str, Shelf | None]]:
    """The entries, each with the brand of the heading it stands under."""
    heading: Shelf | None = None
    for line in text.splitlines():
        bare = _SAID_ABOUT.sub("", _bare(line)).strip()
        if not bare:
            continue
        before, colon, rest = bare.partition(":")
        named = catalogue.known_shelf(before if colon else bare)
        if named is not None and (colon or not catalogue.names.called(bare.lower())):
            heading, bare = named, rest.strip()
        elif colon and not rest.strip():
            heading = None  # a heading of the list's own ("Metallics:"), no paint
            continue
        for item in _SPLIT.split(bare):
            name = _bare(item).strip(" .,")
            if any(c.isalnum() for c in name):
                yield name, heading


def _bare(text: str) -> str:
    """A line or an entry without its bullet and its count."""
    before = None
    while before != text:
        before = text
        text = _COUNT.sub("", _BULLET.sub("", text))
    return text
