"""Boxed sets of paints: facts read from `sets.txt`, which says how they are written and where they come from.

Whole ranges are offered beside them ("every Citadel Contrast paint"): what is in a range, the catalogue knows.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files
from typing import Final, NamedTuple

from core.errors import NotFound, UnknownWord
from core.paints import Catalogue
from core.paints.catalogue import Shelf
from core.paints.finding import grams_of, plain
from core.paints.paint import Paint, Production
from core.words import N_

NO_SET: Final = N_("I do not know that boxed set.")
MAX_NEAR: Final = 3


class BoxedSet(NamedTuple):
    """A box of paints that is sold as one."""

    key: str
    """Short enough for a button."""
    brand: str
    name: str
    source: str
    """Where its contents are known from: a keyword explained at the head of `sets.txt`."""
    paints: tuple[Paint, ...]

    @property
    def title(self) -> str:
        """Brand and name."""
        return f"{self.brand} {self.name}"


@lru_cache(maxsize=2)
def boxed_sets(catalogue: Catalogue) -> tuple[BoxedSet, ...]:
    """All sets, in the order of the file.

    Raises:
        ValueError: the file and the catalogue do not agree (a test sees to it that they do).
    """
    text = files("core.shelf").joinpath("sets.txt").read_text(encoding="utf-8")
    out: list[BoxedSet] = []
    for head, body in _blocks(text):
        key, brand, name, source = (part.strip() for part in head.split("|"))
        out.append(BoxedSet(key, brand, name, source, _contents(key, brand, body, catalogue)))
    return tuple(out)


def set_by_key(key: str, catalogue: Catalogue) -> BoxedSet:
    """The set with this key. Raises `NotFound`."""
    for boxed in boxed_sets(catalogue):
        if boxed.key == key:
            return boxed
    raise NotFound(NO_SET)


def set_named(name: str, catalogue: Catalogue) -> BoxedSet:
    """The set, or the whole range, that somebody means.

    Raises:
        UnknownWord: with the nearest sets, when nothing fits or several do.
    """
    key = plain(name)
    boxes = boxed_sets(catalogue)
    for boxed in boxes:
        if key in {plain(boxed.title), plain(boxed.name), plain(boxed.key)}:
            return boxed
    shelf = catalogue.known_shelf(name)
    if shelf is not None and shelf.range:
        return whole_range(shelf, catalogue)
    words = set(key.split()) - {"set", "paint", "paints", "the"}
    holding = [b for b in boxes if words and words <= set(plain(b.title).split())]
    if len(holding) == 1:
        return holding[0]
    raise UnknownWord(
        N_("boxed set"), name.strip()[:40], tuple(b.title for b in holding or _near(key, boxes))[:MAX_NEAR]
    )


def whole_range(shelf: Shelf, catalogue: Catalogue) -> BoxedSet:
    """Every paint of a range that is still made, as if it were a box."""
    mine = [p for p in catalogue.paints if p.brand == shelf.brand and p.range == shelf.range]
    made = [p for p in mine if p.production is not Production.GONE] or mine
    return BoxedSet("", shelf.brand, shelf.range, "", tuple(made))


def _near(key: str, boxes: tuple[BoxedSet, ...]) -> list[BoxedSet]:
    grams = grams_of(key)

    def alike(boxed: BoxedSet) -> float:
        return len(grams & grams_of(plain(boxed.title))) / max(1, len(grams))

    return [boxed for boxed in sorted(boxes, key=alike, reverse=True) if alike(boxed) >= 0.5]


def _blocks(text: str) -> Iterator[tuple[str, list[str]]]:
    head, body = "", list[str]()
    for line in text.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        if line[0].isspace():
            body.append(line.strip())
            continue
        if head:
            yield head, body
        head, body = line, []
    if head:
        yield head, body


def _contents(key: str, brand: str, body: list[str], catalogue: Catalogue) -> tuple[Paint, ...]:
    mine = [p for p in catalogue.paints if p.brand == brand]
    out: dict[str, Paint] = {}
    for line in body:
        word, _, rest = line.partition(" ")
        if word == "code":
            wanted = {code for part in rest.split() for code in _codes(part)}
            found = {p.code: p for p in mine if p.code in wanted}
            if found.keys() != wanted:
                raise ValueError(f"{key}: no paint with {sorted(wanted - found.keys())}")
            out.update((found[code].id, found[code]) for code in sorted(wanted))
        elif word == "range":
            out.update((p.id, p) for p in mine if rest in {p.range, f"{p.range} {p.kind.value}"})
        elif word == "count" and len(out) != int(rest):
            raise ValueError(f"{key} holds {len(out)} paints, not {rest}")
    return tuple(out.values())


def _codes(part: str) -> Iterator[str]:
    """The numbers from one to another: "S07-S12", or the one."""
    first, dash, last = part.partition("-")
    if not dash:
        yield first
        return
    letters = first.rstrip("0123456789")
    width = len(first) - len(letters)
    for number in range(int(first[len(letters) :]), int(last[len(letters) :]) + 1):
        yield f"{letters}{number:0{width}d}"
