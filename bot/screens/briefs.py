"""From what a person typed to a `Brief`, on every surface alike: cleaned, checked, or refused in a sentence.

Nothing is charged before this has passed. A text is refused rather than silently cut or guessed at: a painter who pays
for a scheme should get one made from their own words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from core.errors import BadInput, UnknownWord
from core.generation import vocabulary
from core.generation.brief import MAX_NEW_PAINTS, MAX_TEXT, Brief, PhotoPalette
from core.paintschemes.scheme import MAX_COLOURS, MIN_COLOURS, Tier
from core.words import N_

if TYPE_CHECKING:
    from core.paints import Catalogue

MAX_BRANDS = 8
MAX_SEED = 2**31 - 1

# A tag, a mention, a link, a heading of another language: what a page or a chat is written in, not a description.
_MARKUP = re.compile(
    r"</?[a-z!@#:][^<>]{0,200}>|\[/[a-z]|\]\(|```|https?://|www\.|\b(?:discord\.gg|t\.me)/"
    r"|&(?:#x?[0-9a-f]+|amp|lt|gt|quot|nbsp);|\{\{",
    re.IGNORECASE,
)
_OBEYED = {"Cc", "Cs", "Co"}
"""Unicode categories that a terminal or a database obeys, or that mean nothing outside their own font."""

_TURNING = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Marks that turn the text after them around."""


@dataclass(frozen=True, slots=True)
class BriefForm:
    """What the fields of a command held, as typed. An empty field was not filled in."""

    text: str
    faction: str = ""
    mood: str = ""
    style: str = ""
    colours: int | None = None
    brands: Sequence[str] = field(default_factory=tuple)
    tier: str = ""
    seed: int | None = None
    language: str = "en"
    photo: bytes | PhotoPalette | None = field(default=None, repr=False)
    """The bytes of a picture file, or what was read of it; the description may then be empty."""
    only_my_paints: bool = False
    new_paints: str = ""
    """A number or "any": own paints first, and at most so many new ones."""


def read(form: BriefForm, catalogue: Catalogue) -> Brief:
    """The brief of a form.

    Raises:
        BadInput: with the one thing to do about it; `UnknownWord` where a word of a list was meant.
    """
    return Brief(
        text=clean(form.text) if form.text.strip() or form.photo is None else "",
        faction=vocabulary.faction(form.faction) if form.faction.strip() else "",
        mood=vocabulary.mood(form.mood) if form.mood.strip() else "",
        style=vocabulary.style(form.style) if form.style.strip() else "",
        colours=_colours(form.colours),
        brands=_brands(form.brands, catalogue),
        tier=_tier(form.tier),
        from_shelf=form.only_my_paints or bool(form.new_paints.strip()),
        new_paints=0 if form.only_my_paints else _new_paints(form.new_paints),
        seed=_seed(form.seed),
        language=form.language,
        photo=_photo(form.photo, form.colours),
    )


def feature_of(asked: BriefForm | Brief) -> str:
    """What the answer to a brief is charged as."""
    return "paintscheme" if asked.photo is None else "photo_scheme"


def _photo(photo: bytes | PhotoPalette | None, colours: int | None) -> PhotoPalette | None:
    from core.generation.photo import read_palette  # noqa: PLC0415  only where there is a picture

    return read_palette(photo, colours) if isinstance(photo, bytes) else photo


def clean(text: str) -> str:
    """A description in one line, or a refusal that says what stands in the way.

    Raises:
        BadInput: it is empty, too long, holds control characters or markup, or no word that can be read.
    """
    if len(text) > MAX_TEXT * 20:
        # nothing below is worth doing over megabytes
        raise _too_long(len(text))
    if any((unicodedata.category(c) in _OBEYED and c not in "\t\n\r") or c in _TURNING for c in text):
        raise BadInput(
            N_("That description holds control characters. Type it again as plain words; nothing was taken.")
        )
    # Marks without a shape of their own (joiners, variation selectors of emoji) carry nothing a painter meant.
    plain = "".join(c for c in unicodedata.normalize("NFC", text) if unicodedata.category(c) not in {"Cf", "Cn"})
    plain = " ".join(plain.split())
    if not plain:
        raise BadInput(
            N_(
                "Describe what you want to paint, for instance"
                " “drowned sailors, ghostly teal and rusted brass, grimdark”."
            )
        )
    if len(plain) > MAX_TEXT:
        raise _too_long(len(plain))
    found = _MARKUP.search(plain)
    if found:
        raise BadInput(
            N_("That description holds markup (“{found}”). Write it as plain words; nothing was taken."),
            found=found[0][:40],
        )
    if not any(c.isalpha() for c in plain):
        raise BadInput(N_("There are no words in that description. Say it in a few words; nothing was taken."))
    if not any("LATIN" in unicodedata.name(c, "") for c in plain if c.isalpha()):
        raise BadInput(
            N_(
                "I read English descriptions so far, and found no word I could read."
                " Nothing was taken; try it in English."
            )
        )
    return plain


def _too_long(length: int) -> BadInput:
    return BadInput(
        N_("That description has {length} characters and I read up to {most}. Shorten it; nothing was taken."),
        length=length,
        most=MAX_TEXT,
    )


def _colours(count: int | None) -> int | None:
    if count is not None and not MIN_COLOURS <= count <= MAX_COLOURS:
        raise BadInput(
            N_("A scheme has {fewest} to {most} colours, not {given}."),
            fewest=MIN_COLOURS,
            most=MAX_COLOURS,
            given=count,
        )
    return count


def _brands(words: Sequence[str], catalogue: Catalogue) -> tuple[str, ...]:
    """Brand names as the catalogue writes them, each once, in the order given."""
    named = [word.strip() for words_ in words for word in words_.split(",") if word.strip()]
    if len(named) > MAX_BRANDS:
        raise BadInput(N_("Name at most {most} brands; that is more paint than fits on a desk."), most=MAX_BRANDS)
    return tuple(dict.fromkeys(catalogue.brand(word[:60]) for word in named))


def _tier(word: str) -> Tier:
    given = word.strip().casefold()
    if not given:
        return Tier.TABLETOP
    if given in set(Tier):
        return Tier(given)
    raise UnknownWord(N_("tier"), word.strip()[:60], tuple(Tier))


def _new_paints(word: str) -> int | None:
    """How many new paints; None for any number and where nothing was said."""
    given = word.strip().casefold()
    if given in {"", "any", "all"}:
        return None
    if given.isascii() and given.isdigit() and len(given) <= 3 and int(given) <= MAX_NEW_PAINTS:
        return int(given)
    raise BadInput(
        N_("--new-paints wants a number from 0 to {most}, or “any”, not “{given}”."),
        most=MAX_NEW_PAINTS,
        given=word.strip()[:40],
    )


def _seed(seed: int | None) -> int:
    if seed is None:
        return 0
    if not 0 <= seed <= MAX_SEED:
        raise BadInput(N_("A seed is a number from 0 to {most}."), most=MAX_SEED)
    return seed
