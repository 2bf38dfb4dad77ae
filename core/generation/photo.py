"""From a photo to a proposal: its colours take the roles that suit them, and an engine adds what is missing.

Of the photo only the palette goes on: a few colours with their shares, which the brief carries and the request row
keeps, sealed. The picture's bytes are looked at once and forgotten.

An engine is asked for a palette in which the photo's colours are locked, which every engine knows how to do; afterwards
they count as named, so that a repair may move them a little where the rules want it.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final, NamedTuple

from core.colour.convert import from_oklch, oklch, rgb8
from core.colour.difference import difference
from core.colour.families import family, metal_family
from core.colour.moves import bans_for
from core.errors import BadInput
from core.generation.brief import Brief, PhotoColour, PhotoPalette
from core.generation.proposal import Proposal
from core.paintschemes.scheme import MAX_COLOURS, MIN_COLOURS, Hex, Role
from core.words import N_

USUAL: Final = 6
_STANDS_ON: Final = 0.35
"""What has so much of itself at the foot of the subject is, or is also, what the subject stands on."""
_SMALL: Final = 0.34
"""A larger part of the subject is no trim, strap or base any more."""
_HUED: Final = 0.045
"""OKLCH chroma from which on a colour has a hue to speak of."""
_ALIKE: Final = 8.0
_TURNED: Final = 25.0
"""Degrees from which on two hues are two."""
_TRIM: Final = 0.04
"""What is smaller than this part of the subject is a lens or a gem rather than its metal."""
_ORDER: Final = (
    Role.PRIMARY,
    Role.SECONDARY,
    Role.ACCENT,
    Role.METAL,
    Role.GROUND,
    Role.LEATHER,
    Role.SKIN,
    Role.ACCENT2,
)
"""Which roles there are in a scheme of three, four and more colours."""
# OKLCH chroma and hue of a metal of each kind: what a photo shows of a metal is mostly its surroundings.
_METALS: Final = {
    "gold": (0.112, 82.0),
    "brass": (0.08, 80.0),
    "bronze": (0.07, 62.0),
    "copper": (0.1, 45.0),
    "steel": (0.012, 245.0),
    "bright silver": (0.008, 245.0),
    "gunmetal": (0.012, 245.0),
}


def read_palette(data: bytes, colours: int | None = None) -> PhotoPalette:
    """The colours of a photo's subject. Takes some hundred milliseconds of CPU at most; call it off the event loop.

    Args:
        data: a PNG, JPEG or WebP file; it is not kept.
        colours: how many colours are wanted, 3 to 8; None lets the picture decide.

    Raises:
        BadInput: it is no such picture, too large, or broken.
    """
    from core.colour.photo import read_photo  # noqa: PLC0415  Pillow only where there is a picture
    from core.colour.subject import subject_palette  # noqa: PLC0415

    photo = read_photo(data)
    # Fewer colours than usual are chosen by their roles afterwards; merged into three they would be muddy.
    found = subject_palette(photo.rgb, photo.alpha, colours if colours and colours > USUAL else None)
    if not found.colours:
        raise BadInput(N_("I see no colours in that picture: it is empty, or all of it is see-through."))
    return PhotoPalette(
        colours=tuple(
            PhotoColour(hex=c.hex, share=max(1, round(1000 * c.share)), low=round(1000 * c.low)) for c in found.colours
        ),
        floor=found.floor,
    )


def for_engine(brief: Brief) -> Brief:
    """The brief as an engine gets it: the photo's colours are locked beside those that are."""
    if brief.photo is None:
        return brief
    return brief.model_copy(update={"locks": {**_of_photo(brief), **brief.locks}})


def as_asked(brief: Brief, proposal: Proposal) -> Proposal:
    """An engine's answer to `for_engine`, with the photo's colours marked as what was asked for."""
    if brief.photo is None:
        return proposal
    of_photo = {role: hex_ for role, hex_ in _of_photo(brief).items() if role not in brief.locks}
    return proposal.model_copy(
        update={
            "colours": tuple(
                # A metal is asked for by its kind, which a repair keeps anyway.
                c.model_copy(update={"named": True, "asked_hex": of_photo[c.role]})
                if c.role in of_photo and c.role is not Role.METAL
                else c
                for c in proposal.colours
            )
        }
    )


def turned(photo: PhotoPalette) -> PhotoPalette:
    """The same photo, its roles given out anew: another of its large colours becomes the main one."""
    return photo.model_copy(update={"turn": photo.turn + 1})


class _Seen(NamedTuple):
    """A colour of the photo with what decides about its role."""

    hex: Hex
    share: float
    low: float
    lightness: float
    chroma: float
    hue: float
    metal: str
    family: str

    @property
    def weight(self) -> float:
        """How much it is what the eye takes for the subject's colour: its base does not count, and a hue does."""
        return self.share * (1 - self.low) * (1 + 2 * min(self.chroma, 0.15))


def _of_photo(brief: Brief) -> dict[Role, Hex]:
    """Which colour of the photo takes which role; roles that the words speak for are left to the words."""
    from core.generation.embedded.reader import read  # noqa: PLC0415

    assert brief.photo is not None  # noqa: S101  both callers have looked
    reading = read(brief.text)
    count = brief.colours or reading.count or USUAL
    wanted = _ORDER[: min(MAX_COLOURS, max(MIN_COLOURS, count))]
    spoken = {one.role for one in reading.named if one.role is not None}
    if any(one.role is None and not one.metal for one in reading.named):
        spoken.add(Role.ACCENT)
    if any(one.metal for one in reading.named) or reading.no_metal:
        spoken.add(Role.METAL)
    taken = [*brief.locks.values()]
    bans = bans_for(tuple(reading.forbidden)) if reading.forbidden else None
    seen = [
        one
        for one in map(_look, brief.photo.colours)
        if not any(difference(one.hex, hex_) < _ALIKE for hex_ in taken)
        and not (bans and bool(bans.hit(rgb8((one.hex,)), Role.PRIMARY)[0]))
    ]
    roles = given_out(seen, brief.photo.floor, brief.photo.turn, {*wanted} - spoken - set(brief.locks))
    return {role: roles[role] for role in Role if role in roles}


def _look(colour: PhotoColour) -> _Seen:
    lightness, chroma, hue = oklch((colour.hex,))[0].tolist()
    return _Seen(
        colour.hex,
        colour.share / 1000,
        colour.low / 1000,
        lightness,
        chroma,
        hue,
        metal_family(colour.hex),
        family(colour.hex),
    )


def given_out(seen: list[_Seen], floor: Hex | None, turn: int, wanted: Collection[Role]) -> dict[Role, Hex]:
    """Give the colours of a photo to roles.

    What the subject stands on is the ground; the largest of the rest is the primary, the next one the secondary unless
    it is a neutral and there is another hue of some size; the most chromatic small one is the accent; greys and yellows
    that a metal could be become that metal; browns and darks are leather.

    Args:
        seen: the colours, in any order.
        floor: the background's colour low in the picture, or None.
        turn: which of the large colours is the primary, 0 for the largest.
        wanted: roles that may be given; the others are somebody else's.
    """
    left = sorted(seen, key=lambda one: (-one.weight, one.hex))
    roles: dict[Role, Hex] = {}

    def give(role: Role, one: _Seen | None, hex_: Hex | None = None) -> None:
        if one is not None and role in wanted:
            roles[role] = hex_ or one.hex
            left.remove(one)

    ground = [one for one in left if one.low >= _STANDS_ON and one.share <= _SMALL and _earthy(one.hex)]
    if len(left) > 2:
        give(Role.GROUND, max(ground, key=lambda one: one.share * one.low, default=None))
    large = [one for one in left if one.weight >= 0.3 * left[0].weight and not _could_be_metal(one)][:4]
    primary = large[turn % len(large)] if large else left[0] if left else None
    give(Role.PRIMARY, primary)
    give(Role.SECONDARY, _second(left, primary))
    give(Role.ACCENT, _accent(left))
    metal = next((one for one in left if _could_be_metal(one)), None)
    give(Role.METAL, metal, _metal(metal) if metal else None)
    give(Role.LEATHER, next((one for one in left if one.family == "brown"), None) or _darkest(left))
    if floor is not None and Role.GROUND in wanted and Role.GROUND not in roles:
        apart = all(difference(floor, hex_) >= 12 for hex_ in roles.values())
        roles.update({Role.GROUND: floor} if apart and _earthy(floor) else {})
    give(Role.SKIN, next((one for one in left if family(one.hex, Role.SKIN).startswith("skin ")), None))
    give(Role.ACCENT2, _accent(left))
    return roles


def _second(left: list[_Seen], primary: _Seen | None) -> _Seen | None:
    """The next one, or for a neutral the next one with a hue of its own that is not much smaller."""
    body = [one for one in left if not _could_be_metal(one)] or left
    if not body or primary is None:
        return body[0] if body else None
    first = body[0]
    if first.chroma >= _HUED:
        return first
    hued = (
        one
        for one in body
        if one.chroma >= _HUED
        and one.family != "brown"
        and one.weight >= 0.3 * first.weight
        and (primary.chroma < _HUED or abs((one.hue - primary.hue + 180) % 360 - 180) >= _TURNED)
    )
    return next(hued, first)


def _accent(left: list[_Seen]) -> _Seen | None:
    """The most chromatic of the small ones, if it has a hue at all; what could be a metal only in need."""
    hued = [one for one in left if one.chroma >= _HUED and one.family != "brown"]
    return max(hued, key=lambda one: one.chroma * (1 - one.share) * (0.5 if _could_be_metal(one) else 1), default=None)


def _darkest(left: list[_Seen]) -> _Seen | None:
    dark = [one for one in left if one.lightness < 0.4 and one.chroma < 0.08]
    return min(dark, key=lambda one: one.lightness, default=None)


def _could_be_metal(one: _Seen) -> bool:
    if not _TRIM <= one.share <= _SMALL or one.metal == "coloured":
        return False
    if one.metal in {"steel", "bright silver", "gunmetal"}:
        return 0.32 <= one.lightness <= 0.85 and one.family in {"grey", "blue"}
    return one.metal in {"gold", "brass"} and 0.42 <= one.lightness <= 0.9 and one.chroma <= 0.16


def _metal(one: _Seen) -> Hex:
    chroma, hue = _METALS[one.metal]
    return from_oklch((one.lightness, chroma, hue))[0]


def _earthy(hex_: Hex) -> bool:
    """Whether the colour of a floor could be that of earth, stone, sand, grass or snow."""
    return oklch((hex_,))[0, 1] < 0.11 and family(hex_) not in {"purple", "pink", "crimson", "red", "black"}
