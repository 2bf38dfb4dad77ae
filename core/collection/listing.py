"""Reading a pasted list of models: lines, commas, bullets, numbers and points, as people keep and export army lists.

10 skeleton archers, 1 lich on dragon
- 3x Grave Guard (120 pts)
Ghouls x20 [145]
Heroes: a wight king and 2 banshees
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from core.collection.naming import MAX_NAME, guess_archetype, read_name
from core.collection.values import MAX_SIZE, Kind
from core.errors import BadInput
from core.words import N_

MAX_LINES: Final = 500
MAX_CHARACTERS: Final = 60_000

EMPTY: Final = N_("There is no model in that. Write one a line, for instance “10 skeleton archers”.")
TOO_LONG: Final = N_("That list has {length} entries and I read {most} at a time. Nothing was added; send it in parts.")

_NUMBERS: Final = {"a": 1, "an": 1, "one": 1, "dozen": 12, "fifteen": 15, "twenty": 20} | {
    word: n
    for n, word in enumerate(
        ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"), start=2
    )
}
_BULLET: Final = re.compile(r"^\s*(?:[-–—*•·▪◦>]+(?=\s|\w)|\+(?=\s)|\d{1,3}[.)](?=\s)|\[[ xX✓]?\]|[☐☑✓✔])\s*")
_MARKS: Final = re.compile(r"[*_`~]{2,}|^[#=+]{2,}\s*|^#\s+|\s*[=+]{2,}$|^[*_`~]+(?=\w)|(?<=\w)[*_`~]+$")
_COST: Final = r"\d[\d.,]*\s*(?:pts?|points?|pl|ppm|pw|cr|gc)\b"
_POINTS: Final = re.compile(
    r"\s*[(\[{](?![^)\]}]*\b(?:models?|minis?|miniatures?|figures?)\b)"
    rf"\s*(?:[\d.,/+ ]+|[^()\[\]{{}}]*?{_COST}[^()\[\]{{}}]*)\s*[)\]}}]"
    r"|\s*[-–—:,@=.…]*\s*\b\d[\d.,]*\s*(?:pts?|points?)\b\.?",
    re.IGNORECASE,
)
_SIZE_IN_BRACKETS: Final = re.compile(
    r"\s*[(\[{]\s*(?:[xX×]\s*(\d{1,6})|(\d{1,6})\s*(?:[xX×]|models?|minis?|miniatures?|figures?|strong))\s*(?:[,;/][^)\]}]*)?[)\]}]",
    re.IGNORECASE,
)
_BEFORE: Final = re.compile(r"^(?:(\d{1,6})(?:\s*[xX×]\s+|[xX×](?=[A-Z(\d])|×\s*|\s+)|[xX×]\s*(\d{1,6})\s+)(?=\S)")
_WORD_BEFORE: Final = re.compile(rf"^({'|'.join(_NUMBERS)})\s+(?:(dozen)\s+)?(?:of\s+)?(?=\w)", re.IGNORECASE)
_AFTER: Final = re.compile(r"(?:\s*[,:–—-]?\s*[xX×]\s*(\d{1,6})|\s+(\d{1,6})\s*[xX×]|\s*:\s*(\d{1,6}))\s*$")
_OF: Final = re.compile(r"^of\s+", re.IGNORECASE)
_SPLIT: Final = re.compile(r"\s*[;\t|]\s*|,\s+(?![^()\[\]{}]*[)\]}])|,$")
_AND: Final = re.compile(rf"\s+(?:and|plus|&|\+)\s+(?=\d{{1,6}}\s*[xX×]?\s|(?:{'|'.join(_NUMBERS)})\s)", re.IGNORECASE)
_HEADING: Final = re.compile(r"\s*(?:#+\s|[#=+]{2,})")
_TOTAL: Final = re.compile(r"(?:grand\s+)?(?:total|sum|points|pts|army points)\b[\s\d:=.,/-]*", re.IGNORECASE)
_UNIT: Final = re.compile(r"\b(?:squads?|units?|regiments?|mobs?|squadrons?|warbands?|packs?|crew)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Row:
    """An entry of a list as it was understood."""

    name: str
    size: int
    kind: Kind
    archetype: str
    """Guessed from the name; empty when it says nothing."""


@dataclass(frozen=True, slots=True)
class Unread:
    """An entry that cannot be kept, as typed (cut to what can be shown), and the sentence that says why."""

    text: str
    why: str
    values: tuple[tuple[str, int], ...] = ()


BAD_SIZE: Final = N_("A unit has between 1 and {most} miniatures.")


@dataclass(frozen=True, slots=True)
class Listed:
    """A list as it was understood: every entry is in one of the two, in its order."""

    rows: tuple[Row, ...]
    unread: tuple[Unread, ...]


def read_list(text: str) -> Listed:
    """Read a pasted list.

    Raises:
        BadInput: there is nothing in it, or more than `MAX_LINES` entries.
    """
    if len(text) > MAX_CHARACTERS:
        raise BadInput(TOO_LONG, length=text.count("\n") + text.count(",") + 1, most=MAX_LINES)
    items = list(_items(text))
    if not items:
        raise BadInput(EMPTY)
    if len(items) > MAX_LINES:
        raise BadInput(TOO_LONG, length=len(items), most=MAX_LINES)
    rows: list[Row] = []
    unread: list[Unread] = []
    for item in items:
        try:
            rows.append(read_item(item))
        except BadInput as why:
            values = tuple((key, value) for key, value in why.values.items() if isinstance(value, int))
            unread.append(Unread(item[:MAX_NAME], why.message, values))
    return Listed(tuple(rows), tuple(unread))


def read_item(text: str) -> Row:
    """One entry: a name, with how many of it.

    Raises:
        BadInput: there is no name in it, or it cannot be kept; or a size that is none.
    """
    bare, size = _sized(text)
    if not 1 <= size <= MAX_SIZE:
        raise BadInput(BAD_SIZE, most=MAX_SIZE)
    name = read_name(bare)
    kind = Kind.UNIT if size > 1 or _UNIT.search(name) else Kind.MODEL
    return Row(name[0].upper() + name[1:], size, kind, guess_archetype(name))


def _items(text: str) -> Iterator[str]:
    for line in text.splitlines():
        bare = _bare(line)
        if not bare or _TOTAL.fullmatch(bare) or _HEADING.match(line):
            continue
        heading, colon, rest = (part.strip() for part in bare.partition(":"))
        if colon and not rest:
            continue  # "Troops:"
        if heading and not rest.isdigit() and (_counted(rest) or _SPLIT.search(rest)):
            bare = rest  # "Troops: 10 skeletons, 5 ghouls"
        found: list[str] = []
        for item in (item for part in _SPLIT.split(bare) for item in _AND.split(part)):
            name = _bare(item).strip(" .,")
            if name.isdigit():
                found[-1:] = [f"{one} x{name}" for one in found[-1:]]  # "Skeletons, 10"
            elif any(c.isalnum() for c in name):
                found.append(name)
        yield from found


def _bare(text: str) -> str:
    """A line or an entry without bullets, marks and points."""
    before = None
    text = text.strip()
    while before != text:
        before = text
        text = _POINTS.sub("", _MARKS.sub("", _BULLET.sub("", text))).strip()
    return text


def _counted(text: str) -> bool:
    return bool(_BEFORE.match(text) or _WORD_BEFORE.match(text))


def _sized(text: str) -> tuple[str, int]:
    """A name and how many of it; the first number that says so counts."""
    said = _SIZE_IN_BRACKETS.search(text)
    if said:
        text = (text[: said.start()] + text[said.end() :]).strip()
    text = _bare(text)
    size = int(said[1] or said[2]) if said else None
    before = _BEFORE.match(text)
    if before:
        text = _OF.sub("", text[before.end() :])
        size = size or int(before[1] or before[2])
    else:
        word = _WORD_BEFORE.match(text)
        if word:
            text = text[word.end() :]
            size = size or _NUMBERS[word[1].lower()] * (12 if word[2] else 1)
    after = _AFTER.search(text)
    if after and after.start():
        text = text[: after.start()]
        size = size or int(after[1] or after[2] or after[3])
    return text.strip(" ,.:–—-"), 1 if size is None else size
