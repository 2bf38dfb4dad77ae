"""What somebody wants a paint for: a colour by its number, by words, or another paint; and which paints come near."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from core.colour.convert import hexes
from core.errors import BadInput
from core.paints import Catalogue
from core.paints.brands import WELL_STOCKED_BRANDS
from core.paints.matching import MATCHED_BY_COLOUR, TIE, Match
from core.paints.paint import Paint, PaintKind
from core.paintschemes.stock import Stock
from core.shelf.naming import meant
from core.words import N_

MAX_TEXT: Final = 120
A_BRAND: Final = 3
METAL_TIE: Final = 0.6
"""Tones of a metal below which two are as good as each other."""

_HEX: Final = re.compile(r"#?([0-9a-f]{6}|(?<=#)[0-9a-f]{3})", re.IGNORECASE)
_KIND: Final = re.compile(r"\s+(?:as\s+(?:a\s+)?)?(metal|metallic|contrast|ink)$", re.IGNORECASE)
_KINDS: Final = {
    "metal": PaintKind.METALLIC,
    "metallic": PaintKind.METALLIC,
    "contrast": PaintKind.CONTRAST,
    "ink": PaintKind.INK,
}

NOTHING_ASKED: Final = N_("Say what to match: a colour like #2F6F73, a paint's name, or words like “rusty orange”.")
NO_NUMBER: Final = N_("“{text}” is not a colour I can read. Write it with six digits, for instance #2F6F73.")
NOT_UNDERSTOOD: Final = N_(
    "I know neither a paint nor a colour called “{text}”. Try a colour like #2F6F73 or words like “rusty orange”."
)


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be matched.

    Attributes:
        name: what to call it.
        hex: the colour aimed at.
        kind: the kind of paint that is wanted.
        paint: the paint that stands for it, when one was named.
        candidates: instead of all this: paints that may have been meant.
    """

    name: str
    hex: str = ""
    kind: PaintKind = PaintKind.OPAQUE
    paint: Paint | None = None
    candidates: tuple[Paint, ...] = ()


def read_wish(text: str, catalogue: Catalogue) -> Wish:
    """What a text asks for: "#2f6f73", "2F6F73 metal", "Mephiston Red", "rusty orange".

    Raises:
        BadInput: it is empty, or none of these.
    """
    words = " ".join(text.split())[:MAX_TEXT]
    if not words:
        raise BadInput(NOTHING_ASKED)
    asked = _KIND.search(words)
    bare = words[: asked.start()] if asked else words
    kind = _KINDS[asked[1].lower()] if asked else PaintKind.OPAQUE
    number = _HEX.fullmatch(bare)
    if number:
        digits = number[1] if len(number[1]) == 6 else "".join(2 * c for c in number[1])
        return Wish(f"#{digits.upper()}", f"#{digits.upper()}", kind)
    if bare.startswith("#"):
        raise BadInput(NO_NUMBER, text=bare[:40])
    paint = meant(words, catalogue)
    if paint.paint is not None:
        return of_paint(paint.paint)
    return _of_words(bare, asked is not None, kind) or _of_candidates(words, paint.candidates)


def of_paint(paint: Paint) -> Wish:
    """The wish for something like a paint."""
    return Wish(paint.title, paint.hex, paint.kind, paint)


def _of_words(text: str, kind_said: bool, kind: PaintKind) -> Wish | None:
    """The colour that a text names, when every word of it was understood."""
    from core.generation.embedded.reader import read  # noqa: PLC0415  its word lists are large

    reading = read(text)
    if not reading.named or reading.loose or reading.foreign:
        return None
    named = reading.named[-1]  # "rusted brass" is a brass
    (hex_,) = hexes(named.lab[None])
    return Wish(text, hex_, PaintKind.METALLIC if named.metal and not kind_said else kind)


def _of_candidates(text: str, candidates: tuple[Paint, ...]) -> Wish:
    if not candidates:
        raise BadInput(NOT_UNDERSTOOD, text=text[:40])
    return Wish(text, candidates=candidates)


def near(
    wish: Wish, catalogue: Catalogue, brands: Sequence[str] = (), a_brand: int = A_BRAND
) -> tuple[tuple[str, tuple[Match, ...]], ...]:
    """The paints that come nearest, by brand, the brand with the best one first.

    A paint that was named is not among its own matches.

    Args:
        wish: with a colour (no candidates).
        catalogue: the paints; a `Stock` for those at hand.
        brands: brands to stay within; empty: those that most shops carry.
        a_brand: how many of each brand.
    """
    found = []
    for brand in brands or WELL_STOCKED_BRANDS:
        matches = [m for m in _closest(wish, catalogue, brand, a_brand + 1) if m.paint != wish.paint]
        if matches:
            found.append((brand, tuple(matches[:a_brand])))
    return tuple(sorted(found, key=lambda pair: pair[1][0].cost))


def at_hand(wish: Wish, owned: Sequence[Paint], most: int = A_BRAND) -> tuple[Match, ...]:
    """The paints on a shelf that come nearest."""
    stock = Stock(owned)
    if not len(stock):
        return ()
    return tuple(m for m in _closest(wish, stock, "", most + 1) if m.paint != wish.paint)[:most]


def tied(matches: Sequence[Match]) -> tuple[Match, ...]:
    """Those of some matches that are as good as the best of them, in order."""
    if not matches:
        return ()
    best = min(m.cost for m in matches)
    within = METAL_TIE if matches[0].paint.is_metallic else TIE
    return tuple(m for m in sorted(matches, key=lambda m: m.cost) if m.cost <= best + within)


def _closest(wish: Wish, catalogue: Catalogue, brand: str, limit: int) -> tuple[Match, ...]:
    if wish.paint is not None and (wish.paint.brand != brand or wish.kind not in _BY_COLOUR):
        if isinstance(catalogue, Stock):
            return catalogue.like(wish.paint, limit)
        return catalogue.convert(wish.paint, brand, limit=limit)
    if wish.kind not in _BY_COLOUR:
        return ()
    return catalogue.closest(wish.hex, kind=wish.kind, brands=(brand,) if brand else (), limit=limit)


_BY_COLOUR: Final = MATCHED_BY_COLOUR | {PaintKind.METALLIC}
