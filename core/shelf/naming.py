"""Which paint a name means: found as written, to be asked back with candidates, or not known.

A name is taken only when it is written as the catalogue writes it (accents, signs, "grey" and "colour" aside) and means
one paint of one brand. Where a brand sells the same colour for the brush, for the airbrush and as a can, the one for
the brush is meant, and the answer says which it was. A slip of the pen is never put right in silence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2s
from typing import Final

from core.paints import Catalogue
from core.paints.catalogue import Shelf
from core.paints.finding import plain
from core.paints.paint import Form, Paint, PaintKind

CANDIDATES, MOST_CANDIDATES, A_BRAND = 5, 8, 2
NEAR_ENOUGH, WORSE = 0.45, 0.25
"""The likeness (see `NameIndex.alike`) from which a name is a candidate, and how far behind the best it may be."""

_BRACKETS: Final = re.compile(r"[(\[{]([^()\[\]{}]*)[)\]}]")
_PARTS: Final = re.compile(r"\s+[-–—|/]\s+|\s*[|\t]\s*")
_CAN: Final = {PaintKind.PRIMER, PaintKind.VARNISH}


@dataclass(frozen=True, slots=True)
class Meant:
    """What a name means.

    Attributes:
        text: the name as typed, with the brand of its list before it.
        paint: the one paint it means, or None.
        candidates: what it may mean, best first; empty when it is found, or when nothing comes near.
    """

    text: str
    paint: Paint | None = None
    candidates: tuple[Paint, ...] = ()


def meant(text: str, catalogue: Catalogue, within: Shelf | None = None) -> Meant:
    """What a name, a maker's number, or both with a brand before or after them mean.

    Args:
        text: "Mephiston Red", "VMC 70.950", "72.051 Black", "Mephiston Red (Citadel Base)", "citadel - nuln oil".
        catalogue: the paints.
        within: brand or range that the name's list is about; a brand in the name itself goes before.
    """
    words = " ".join(text.split())
    said = f"{within.title} {words}" if within is not None else words
    readings = _readings(words, catalogue, within)
    for key, shelf in readings:
        paints = _inside(_exactly(key, catalogue), shelf)
        if paints:
            one = _the_one(paints)
            return Meant(said, one) if one is not None else Meant(said, None, _few(paints, catalogue))
    for key, shelf in readings:
        near = _resembling(key, shelf, catalogue)
        if near:
            return Meant(said, None, near)
    if within is not None:  # a stranger under this heading: to be asked, however well it is written
        elsewhere = meant(words, catalogue)
        return Meant(said, None, (elsewhere.paint,) if elsewhere.paint else elsewhere.candidates)
    return Meant(said)


def as_line(item: str, heading: Shelf | None) -> str:
    """An entry of a list and its heading in one text, from which `of_line` reads the same meaning again."""
    return f"{heading.title if heading else ''}\t{item}"


def of_line(line: str, catalogue: Catalogue) -> Meant:
    """What an entry means that was kept with `as_line`."""
    heading, _, item = line.partition("\t")
    return meant(item, catalogue, catalogue.known_shelf(heading) if heading else None)


def short(paint_id: str) -> str:
    """A paint's id, short enough for a button: 12 characters, the same in every version of the catalogue."""
    return blake2s(paint_id.encode(), digest_size=6).hexdigest()


def by_short(key: str, catalogue: Catalogue) -> Paint | None:
    """The paint behind a short id; None when the catalogue has it no longer."""
    return _shorts(catalogue).get(key)


@lru_cache(maxsize=2)
def _shorts(catalogue: Catalogue) -> dict[str, Paint]:
    return {short(paint.id): paint for paint in catalogue.paints}


@lru_cache(maxsize=2)
def _ranges(catalogue: Catalogue) -> dict[str, frozenset[tuple[str, str]]]:
    """Brand and range by the bare name of the range."""
    pairs = {(p.brand, p.range) for p in catalogue.paints}
    return {plain(range_): frozenset(pair for pair in pairs if pair[1] == range_) for _, range_ in pairs}


def _readings(words: str, catalogue: Catalogue, within: Shelf | None) -> list[tuple[str, Shelf | None]]:
    """The ways to take a text apart into a name and a brand, the plainest first."""
    out: list[tuple[str, Shelf | None]] = []

    def read(text: str, shelf: Shelf | None) -> None:
        key = plain(text)
        inside, rest = catalogue.split_brand(key)
        for option in ((key, shelf), (rest, inside)) if inside else ((key, shelf),):
            if option[0] and option not in out:
                out.append(option)
        last = key.split()
        for n in range(1, min(4, len(last) - 1) + 1):  # a brand behind the name
            after = catalogue.known_shelf(" ".join(last[-n:]))
            option = (" ".join(last[:-n]), after)
            if after is not None and option not in out:
                out.append(option)

    read(words, within)
    bare = " ".join(_BRACKETS.sub(" ", words).split())
    if bare and bare != words:
        for said in _BRACKETS.findall(words):
            read(bare, _narrowed(said, within, catalogue))
        read(bare, within)
    parts = [part for part in _PARTS.split(words) if part.strip()]
    if len(parts) > 1:
        shelves = [catalogue.known_shelf(part) for part in parts]
        named = next((s for s in shelves if s is not None), within)
        rest = [part for part, shelf in zip(parts, shelves, strict=True) if shelf is None]
        if rest and len(rest) < len(parts):
            read(" ".join(rest), named)
            read(rest[0], named)
    return out


def _narrowed(said: str, within: Shelf | None, catalogue: Catalogue) -> Shelf | None:
    """A brand or range in brackets, also the bare name of a range ("Base")."""
    found = catalogue.known_shelf(said)
    if found is None:
        ranges = [r for r in _ranges(catalogue).get(plain(said), ()) if within is None or r[0] == within.brand]
        found = Shelf(*ranges[0]) if len(ranges) == 1 else within
    return found


def _exactly(key: str, catalogue: Catalogue) -> list[Paint]:
    """Paints that are called exactly this, by name, by number, or by both."""
    names = catalogue.names
    found = list(names.called(key)) or [i for i in names.numbered(key) if any(c.isdigit() for c in key)]
    if not found:
        words = key.split()
        for i, word in enumerate(words):
            rest = " ".join(words[:i] + words[i + 1 :])
            numbered = names.numbered(word) if any(c.isdigit() for c in word) else ()
            found += [n for n in numbered if rest and set(rest.split()) <= set(plain(catalogue.paints[n].name).split())]
    return [catalogue.paints[i] for i in dict.fromkeys(found)]


def _inside(paints: list[Paint], shelf: Shelf | None) -> list[Paint]:
    if shelf is None:
        return paints
    return [p for p in paints if p.brand == shelf.brand and shelf.range in {"", p.range}]


def _the_one(paints: list[Paint]) -> Paint | None:
    """The one paint that is meant: of several forms of a brand's colour the one for the brush; else None."""
    if len(paints) == 1:
        return paints[0]
    if len({p.brand for p in paints}) > 1:
        return None
    brushed = [p for p in paints if p.form is Form.BRUSH and p.kind not in _CAN]
    return brushed[0] if len(brushed) == 1 else None


def _few(paints: list[Paint], catalogue: Catalogue) -> tuple[Paint, ...]:
    """Of many paints of one name the likeliest: for the brush, sure and still made, brands of most shops first."""
    order = {brand: n for n, brand in enumerate(catalogue.brands)}
    ranked = sorted(paints, key=lambda p: (p.form is not Form.BRUSH, catalogue.doubt_of(p) > 3, order[p.brand], p.id))
    brands = {p.brand for p in paints}
    most = A_BRAND if len(brands) > 2 else MOST_CANDIDATES
    count: dict[str, int] = {}
    out = []
    for paint in ranked:
        count[paint.brand] = count.get(paint.brand, 0) + 1
        if count[paint.brand] <= most:
            out.append(paint)
    return tuple(out[:MOST_CANDIDATES])


def _resembling(key: str, shelf: Shelf | None, catalogue: Catalogue) -> tuple[Paint, ...]:
    """Paints whose names resemble a text, best first; of one colour in several forms the one for the brush."""
    scores = {i: s for i, s in catalogue.names.alike(key).items() if _inside([catalogue.paints[i]], shelf)}
    least = max(NEAR_ENOUGH, max(scores.values(), default=0.0) - WORSE)
    found: dict[tuple[str, str], Paint] = {}
    ranked = sorted(
        (i for i, score in scores.items() if score >= least),
        key=lambda i: (-round(scores[i], 2), catalogue.paints[i].form is not Form.BRUSH, float(catalogue.doubts[i]), i),
    )
    for paint in (catalogue.paints[i] for i in ranked):
        found.setdefault((paint.brand, paint.name), paint)
    return tuple(found.values())[:CANDIDATES]
