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
MAX_ITEM: Final = 300
"""Characters of an entry that are looked into; a longer one is too long for a name in any case."""

_BULLET: Final = re.compile(r"^(?:(?:[-–—*•·▪◦>]+(?=\s|\w)|\+(?=\s)|\d{1,3}[.)](?=\s)|\[[ xX✓]?\]|[☐☑✓✔])\s*)+")
_MARKS: Final = re.compile(r"[*_`~]{2,}|^[*_`~]+(?=\w)|(?<=\w)[*_`~]+$")
_BRACKETS: Final = re.compile(r"\s?[(\[{]([^()\[\]{}]*)[)\]}]")
_NUMBER: Final = r"\d[\d.,]{0,12}"
_COST: Final = re.compile(rf"[\d.,/+ ]+|.*\b{_NUMBER}\s?(?:pts?|points?|pl|ppm|pw|cr|gc)\b.*", re.IGNORECASE)
_MINIATURES: Final = re.compile(r"\b(?:models?|minis?|miniatures?|figures?)\b", re.IGNORECASE)
_POINTS: Final = re.compile(rf"\s?[-–—:,@=.…]{{0,4}}\s?\b{_NUMBER}\s?(?:pts?|points?)\b\.?", re.IGNORECASE)
_SIZE_IN_BRACKETS: Final = re.compile(
    r"\s*[(\[{]\s*(?:[xX×]\s*(\d{1,6})|(\d{1,6})\s*(?:[xX×]|models?|minis?|miniatures?|figures?|strong))\s*(?:[,;/][^)\]}]*)?[)\]}]",
    re.IGNORECASE,
)
_BEFORE: Final = re.compile(r"^(?:(\d{1,6})(?:\s*[xX×]\s+|[xX×](?=[A-Z(\d])|×\s*|\s+)|[xX×]\s*(\d{1,6})\s+)(?=\S)")
_WORD_BEFORE: Final = re.compile(rf"^({'|'.join(_NUMBERS)})\s+(?:(dozen)\s+)?(?:of\s+)?(?=\w)", re.IGNORECASE)
_TIMES: Final = re.compile(r"^(\d{1,3})[xX×](\d{1,3})\s+(?=\S)")
"""Three units of two, six in all: "3x2 wolves"."""
_AFTER: Final = re.compile(r"(?:\s*[,:–—-]?\s*[xX×]\s*(\d{1,6})|\s+(\d{1,6})\s*[xX×]|\s*:\s*(\d{1,6}))\s*$")
_AND: Final = re.compile(rf"\s+(?:and|plus|&|\+)\s+(?=\d{{1,6}}\s*[xX×]?\s|(?:{'|'.join(_NUMBERS)})\s)", re.IGNORECASE)
_HEADING: Final = re.compile(r"\s*(?:#+\s|[#=+]{2,})")
_OPEN: Final = re.compile(r"[(\[{][^)\]}]*$")
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
    text = " ".join(text.split())
    bare, size = _sized(text) if len(text) <= MAX_ITEM else (text, 1)
    if not 1 <= size <= MAX_SIZE:
        raise BadInput(BAD_SIZE, most=MAX_SIZE)
    name = read_name(bare)
    kind = Kind.UNIT if size > 1 or _UNIT.search(name) else Kind.MODEL
    first = name[0].upper()
    return Row(name.replace(name[0], first, 1) if len(first) == 1 else name, size, kind, guess_archetype(name))


def _items(text: str) -> Iterator[str]:
    for line in text.splitlines():
        if _HEADING.match(line):
            continue
        parts = list(_parts(" ".join(line.replace("\t", ";").split())))
        first = parts[0][:MAX_ITEM]
        heading, colon, rest = (part.strip() for part in _bare(first).partition(":"))
        if colon and heading and not rest:
            parts = parts[1:]  # "Troops:"
        elif (
            heading and rest and not _OPEN.search(heading) and not rest.isdigit() and (_counted(rest) or len(parts) > 1)
        ):
            parts[0] = rest  # "Troops: 10 skeletons, 5 ghouls"
        found: list[str] = []
        for part in parts:
            for item in _AND.split(part) if len(part) <= MAX_ITEM else (part,):
                name = _bare(item).strip(" .,") if len(item) <= MAX_ITEM else item
                if _TOTAL.fullmatch(name[:MAX_ITEM]):
                    continue
                if name.isdigit():
                    found[-1:] = [f"{one} x{name}" for one in found[-1:]]  # "Skeletons, 10"
                elif any(c.isalnum() for c in name):
                    found.append(item)
        yield from found


def _parts(line: str) -> Iterator[str]:
    """A line between its semicolons and its commas before a space, but for those in brackets."""
    closed = all(line.count(one) == line.count(other) for one, other in ("()", "[]", "{}"))
    depth = begin = 0
    for at, sign in enumerate(line):
        depth += (sign in "([{") - (sign in ")]}")
        between = sign in ";|" or (sign == "," and line[at + 1 : at + 2] in {" ", ""})
        if between and (depth <= 0 or not closed):
            yield line[begin:at].strip()
            begin = at + 1
    yield line[begin:].strip()


def _bare(text: str) -> str:
    """An entry without bullets, marks and points."""
    text = _BULLET.sub("", text)
    for _ in range(2):  # marks around a bullet, points behind marks
        text = _BULLET.sub("", _MARKS.sub("", text).strip())
        text = _POINTS.sub("", _BRACKETS.sub(_kept, text)).strip()
    return text


def _kept(brackets: re.Match[str]) -> str:
    """Brackets, unless they say what something costs."""
    inside = brackets[1].strip()
    return "" if inside and _COST.fullmatch(inside) and not _MINIATURES.search(inside) else brackets[0]


def _counted(text: str) -> bool:
    return bool(_BEFORE.match(text) or _WORD_BEFORE.match(text))


def _sized(text: str) -> tuple[str, int]:
    """A name and how many of it; the first number that says so counts."""
    said = _SIZE_IN_BRACKETS.search(text)
    if said:
        text = (text[: said.start()] + text[said.end() :]).strip()
    text = _bare(text)
    size = int(said[1] or said[2]) if said else None
    times = _TIMES.match(text)
    before = _BEFORE.match(text)
    if times:
        text = text[times.end() :]
        size = size or int(times[1]) * int(times[2])
    elif before:
        text = text[before.end() :]
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
