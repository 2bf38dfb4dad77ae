"""What a person likes: thumbs, favourite colours, whether schemes lean on them, and how to make all that forgotten."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from bot import routes
from bot.card import Button, ButtonStyle, Card, Command, Field, Tone, Words, phrase
from bot.i18n import _, ngettext
from bot.screens import paintschemes
from bot.screens.like_words import LikeWords
from bot.screens.paints import in_rows
from bot.screens.result import called
from bot.screens.visit import Visit
from core.colour.difference import difference
from core.colour.names import name_colours
from core.errors import NotFound
from core.likes import service as likes
from core.likes.service import Known
from core.paintschemes.shading import read_colour

if TYPE_CHECKING:
    from core.generation.brief import LikedColour
    from core.services import Services

A_ROW: Final = 4
_MEANT: Final = 14.0
"""CIEDE2000 within which a word means a favourite colour ("teal" the one that was added as a hex)."""


async def overview(core: Services, visit: Visit, _route: routes.Likes) -> Card:
    """What is known, and what follows from it."""
    return await _overview(core, visit)


async def _overview(core: Services, visit: Visit, *said: Words) -> Card:
    known = await core.db.read(likes.known, person_id=visit.person_id)
    liked = await core.likes.liked(visit.person_id)
    return await asyncio.to_thread(_card, known, liked, said)


def _card(known: Known, liked: tuple[LikedColour, ...], said: tuple[Words, ...]) -> Card:
    names = _names(known.colours)
    fields = [
        Field(_("Favourites that count"), phrase("{n}", n=known.stars)),
        Field(_("Thumbs"), phrase(_("{up} up, {down} down"), up=known.up, down=known.down)),
    ]
    fields += [Field(_("Favourite colour"), phrase(_("{name}, {hex}"), name=n, hex=h), hex=h) for h, n in names.items()]
    fields += _learnt(known, liked)
    return Card(
        title=_("What you like"),
        lines=(*said, _standing(known)),
        fields=tuple(fields),
        buttons=_buttons(known, names),
    )


def _standing(known: Known) -> Words:
    if not known.learning:
        return _("Learning is off: new schemes take no notice of this. It is kept, and nothing else changes.")
    if not (known.stars or known.up or known.down or known.colours):
        return _("Nothing yet. Favourites, thumbs and favourite colours lean new schemes a little, for free.")
    return _("New schemes lean on this a little, where your words leave a choice. What you name always goes first.")


def _learnt(known: Known, liked: tuple[LikedColour, ...]) -> list[Field]:
    """What follows from stars and thumbs, beside what was named."""
    found = [one for one in liked if one.hex not in known.colours]
    more, less = ([one.hex for one in found if one.weight * sign > 0] for sign in (1, -1))
    fields = [Field(_("Learnt: more of"), ", ".join(called(more)))] if more else []
    return [*fields, Field(_("Learnt: less of"), ", ".join(called(less)))] if less else fields


def _buttons(known: Known, names: dict[str, str]) -> tuple[tuple[Button, ...], ...]:
    switch = (
        Button(_("Stop leaning"), routes.Lean(on=False))
        if known.learning
        else Button(_("Lean on what I like"), routes.Lean(on=True), ButtonStyle.MAIN)
    )
    first = [Button(_("Add a colour"), routes.AskColour()), switch, Button(_("Preferences"), routes.Preferences())]
    if known.stars or known.up or known.down:
        first.append(Button(_("Forget what was learnt"), routes.AskForget(), ButtonStyle.DANGER))
    off = [
        Button(str(phrase(_("Remove {name}"), name=name.lower())), routes.RemoveColour(hex_.removeprefix("#")))
        for hex_, name in names.items()
    ]
    return (tuple(first), *in_rows(off, A_ROW))


def _names(hexes: tuple[str, ...]) -> dict[str, str]:
    """Each colour with its name, no two alike."""
    return dict(zip(hexes, name_colours([(hex_, None) for hex_ in hexes]), strict=True))


# Thumbs and the switch ------------------------------------------------------------------------------------------------


async def thumb(core: Services, visit: Visit, route: routes.Thumb) -> Card:
    """Rate a scheme, or take the rating back; its card says so."""
    up = {"up": True, "down": False, "off": None}[route.way]
    changed = await core.db.write(likes.rate, person_id=visit.person_id, code=route.code, up=up, now=core.clock())
    stored = await core.schemes.by_code(visit.person_id, route.code)
    leans = await core.db.read(likes.learning, person_id=visit.person_id)
    return await paintschemes.show(core, visit, stored, _rated(up, changed=changed, leans=leans))


def _rated(up: bool | None, *, changed: bool, leans: bool) -> Words:
    if up is None:
        return _("Your thumb is taken back; it counts no more.") if changed else _("There was no thumb on it.")
    if not leans:
        return phrase(_("Noted, for free. Schemes do not lean on it while {likes} is off."), likes=Command("likes"))
    if up:
        return _("Noted, for free: I will lean a little towards colours like these.")
    return _("Noted, for free: I will lean a little away from colours like these.")


async def lean(core: Services, visit: Visit, route: routes.Lean) -> Card:
    """Turn leaning on or off."""
    changed = await core.db.write(likes.switch, person_id=visit.person_id, on=route.on)
    if route.on:
        said = _("On again, from the next scheme.") if changed else _("It is on already.")
    elif changed:
        said = _("Off. Your next schemes follow your words alone; those you have stay as they are.")
    else:
        said = _("It is off already.")
    return await _overview(core, visit, said)


async def ask_forget(core: Services, visit: Visit, _route: routes.AskForget) -> Card:
    """Ask before what was learnt goes."""
    known = await core.db.read(likes.known, person_id=visit.person_id)
    n = known.up + known.down
    return Card(
        title=_("Forget what I learnt?"),
        lines=(
            phrase(
                ngettext(
                    "{n} thumb goes, and the stars you have given so far no longer count.",
                    "{n} thumbs go, and the stars you have given so far no longer count.",
                    n,
                ),
                n=n,
            ),
            _("Your favourites and the colours you named stay. This cannot be taken back."),
        ),
        buttons=(
            (Button(_("Forget it"), routes.Forget(), ButtonStyle.DANGER), Button(_("Keep it"), routes.Decline())),
        ),
        tone=Tone.QUESTION,
    )


async def forget(core: Services, visit: Visit, _route: routes.Forget) -> Card:
    """Forget it: the answer to the question."""
    await core.db.write(likes.reset, person_id=visit.person_id, now=core.clock())
    return await _overview(core, visit, _("Forgotten. I learn anew from here."))


# Favourite colours ----------------------------------------------------------------------------------------------------


async def ask_colour(core: Services, visit: Visit, route: routes.AskColour) -> Card:
    """Ask for a favourite colour."""
    return Card(
        title=_("Which colour do you like?"),
        lines=(_("A hex or plain words, for instance #4FA3A0 or dark teal."),),
        buttons=((Button(_("Leave it"), routes.Decline()),),),
        tone=Tone.QUESTION,
        asks=route,
    )


async def pick(core: Services, visit: Visit, route: routes.PickColours) -> Card:
    """The colours of a scheme, each a press away from being a favourite."""
    stored = await core.schemes.by_code(visit.person_id, route.code)
    mine = await core.db.read(likes.colours, person_id=visit.person_id)
    areas = {area.hex: area for area in stored.scheme.areas}
    new = [Button(area.name, routes.AddColour(hex_[1:])) for hex_, area in areas.items() if hex_ not in mine]
    last = (Button(_("What you like"), routes.Likes()), Button(_("Show it"), routes.ShowScheme(stored.code)))
    return Card(
        title=_("Which of them do you like?"),
        lines=(_("A favourite colour leans new schemes towards it, where your words leave a choice. It is free."),),
        fields=tuple(
            Field(area.name, phrase(_("{hex}, a favourite"), hex=hex_) if hex_ in mine else hex_, hex=hex_)
            for hex_, area in areas.items()
        ),
        buttons=(*in_rows(new, A_ROW), last),
        tone=Tone.QUESTION,
    )


async def words(core: Services, visit: Visit, asked: LikeWords) -> Card:
    """A favourite colour in words, added or taken off."""
    hex_ = await asyncio.to_thread(read_colour, asked.text)
    if asked.verb == "add":
        return await _added(core, visit, hex_)
    return await _removed(core, visit, _meant(hex_, await core.db.read(likes.colours, person_id=visit.person_id)))


async def add(core: Services, visit: Visit, route: routes.AddColour) -> Card:
    """Add a favourite colour by its button."""
    return await _added(core, visit, read_colour(f"#{route.digits}"))


async def remove(core: Services, visit: Visit, route: routes.RemoveColour) -> Card:
    """Take a favourite colour off by its button."""
    return await _removed(core, visit, read_colour(f"#{route.digits}"))


async def _added(core: Services, visit: Visit, hex_: str) -> Card:
    new = await core.db.write(likes.add_colour, person_id=visit.person_id, hex_=hex_, now=core.clock())
    said = _("Added: {name}.") if new else _("You have that one already: {name}.")
    return await _overview(core, visit, phrase(said, name=called((hex_,))[0]))


async def _removed(core: Services, visit: Visit, hex_: str) -> Card:
    await core.db.write(likes.remove_colour, person_id=visit.person_id, hex_=hex_)
    return await _overview(core, visit, phrase(_("Taken off: {name}."), name=called((hex_,))[0]))


def _meant(hex_: str, mine: tuple[str, ...]) -> str:
    """The favourite colour that is meant: this very one, else the nearest if it is near.

    Raises:
        NotFound: none is.
    """
    found = min(mine, key=lambda one: difference(one, hex_), default=None)
    if found is None or difference(found, hex_) > _MEANT:
        raise NotFound(likes.NOT_THERE, private=True)
    return found
