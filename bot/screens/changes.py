"""Changes of colours and locks: free, by buttons and by words."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from bot import routes
from bot.card import Button, ButtonStyle, Card, Field, Tone, Words, phrase
from bot.i18n import _
from bot.screens import paintschemes
from bot.screens.commands import ChangeWords
from bot.screens.visit import Visit
from core.paintschemes.edits import Edit, Move
from core.paintschemes.scheme import ROLE_NAMES, Role
from core.paintschemes.stored import StoredScheme
from core.paintschemes.variants import Change
from core.pricing import service as pricing
from core.words import N_

if TYPE_CHECKING:
    from core.services import Services

MOVES: Final = (
    (("colder", "", N_("Colder")), ("warmer", "", N_("Warmer"))),
    (("lighter", "", N_("Lighter")), ("darker", "", N_("Darker"))),
    (("muted", "", N_("More muted")), ("vivid", "", N_("Stronger")), ("harder", "", N_("More contrast"))),
    (
        ("swap", "", N_("Swap primary and secondary")),
        ("darker", "ground", N_("Darker ground")),
        ("lighter", "ground", N_("Lighter ground")),
    ),
)
"""The changes that have a button: how, which role (none: all that is not locked), and what the button says."""

SAID: Final = N_("Free. The scheme it came from is still there, under its own code.")


async def ask(core: Services, visit: Visit, route: routes.AskChange) -> Card:
    """Ask what to change."""
    stored = await core.schemes.by_code(visit.person_id, route.code)
    rows = [
        tuple(
            Button(_(label), routes.ChangeColours(stored.code, how, role))  # type: ignore[arg-type]
            for how, role, label in row
            if not role or stored.scheme.area(Role(role)) is not None
        )
        for row in MOVES
    ]
    last = (Button(_("Lock colours"), routes.Locks(stored.code)), Button(_("Leave it"), routes.Decline()))
    return Card(
        title=_("What shall be different?"),
        lines=(
            phrase(_("Press a button, or say it in words, for instance “{words}”."), words=_EXAMPLE),
            _("It is free, and “{title}” stays as it is.").format(title=stored.title),
            *_locked_line(stored),
        ),
        buttons=(*rows, last),
        tone=Tone.QUESTION,
        asks=route,
    )


_EXAMPLE: Final = "darker ground, accent to teal, keep the metal"
"""What is typed is read in English so far, so the example is not translated."""


async def press(core: Services, visit: Visit, route: routes.ChangeColours) -> Card:
    """A change by its button."""
    move = Move(route.how)
    roles = (Role.PRIMARY, Role.SECONDARY) if move is Move.SWAP else (Role(route.role),) if route.role else ()
    return await _changed(core, visit, route.code, Change(edits=(Edit(move=move, roles=roles),)))


async def words(core: Services, visit: Visit, asked: ChangeWords) -> Card:
    """A change in words."""
    from core.paintschemes.edit_words import read_edits  # noqa: PLC0415

    stored = await core.schemes.by_code(visit.person_id, asked.code)
    read = await asyncio.to_thread(read_edits, asked.text, stored.scheme)
    unread = ", ".join(f"“{clause}”" for clause in read.unread)
    said = (phrase(_("Not read: {words}."), words=unread),) if unread else ()
    return await _changed(core, visit, stored.code, Change(edits=read.edits, keep=read.keep), *said)


async def _changed(core: Services, visit: Visit, code: str, change: Change, *said: Words) -> Card:
    from core.paintschemes import edited, variants  # noqa: PLC0415

    before = await core.schemes.by_code(visit.person_id, code)
    after = await core.schemes.derive(visit.person_id, code, change)
    done = edited.outcome(before.proposal, after.proposal, variants.step_of(before, change))
    return await paintschemes.show(core, visit, after, *_told(done.short, done.gave_way), *said, _(SAID))


def _told(short: tuple[Role, ...], gave_way: tuple[Role, ...]) -> list[Words]:
    """What a change did besides what it was asked for."""
    told: list[Words] = []
    if short:
        told.append(
            phrase(
                _("As far as it goes: {roles} could not follow all the way, or colours would no longer stay apart."),
                roles=_listed(short),
            )
        )
    if gave_way:
        told.append(phrase(_("So that colours stay apart, this moved too: {roles}."), roles=_listed(gave_way)))
    return told


def _listed(roles: tuple[Role, ...]) -> str:
    return ", ".join(_(ROLE_NAMES[role]) for role in roles)


def _locked_line(stored: StoredScheme) -> tuple[Words, ...]:
    if not stored.locks:
        return ()
    return (phrase(_("Locked, and left alone: {roles}."), roles=_listed(stored.locks)),)


# --- locks ----------------------------------------------------------------------------------------------------------


async def locks(core: Services, visit: Visit, route: routes.Locks) -> Card:
    """Which colours are locked."""
    return await _locks_card(core, visit, await core.schemes.by_code(visit.person_id, route.code))


async def lock(core: Services, visit: Visit, route: routes.Lock) -> Card:
    """Lock a colour, or unlock it."""
    stored = await core.schemes.lock(visit.person_id, route.code, Role(route.role), on=route.on)
    return await _locks_card(core, visit, stored)


async def _locks_card(core: Services, visit: Visit, stored: StoredScheme) -> Card:
    price = await core.db.read(pricing.price_of, "reroll")
    areas = stored.scheme.areas
    toggles = [
        Button(
            phrase(_("Unlock {role}") if on else _("Lock {role}"), role=_(ROLE_NAMES[area.role]).lower()).render(str),
            routes.Lock(stored.code, area.role.value, on=not on),
        )
        for area in areas
        for on in (area.role in stored.locks,)
    ]
    fields = tuple(
        Field(
            _(ROLE_NAMES[area.role]),
            phrase(_("{name}, locked") if area.role in stored.locks else _("{name}"), name=area.name),
        )
        for area in areas
    )
    last = [Button(_("Change colours"), routes.AskChange(stored.code))]
    if stored.locks and len(stored.locks) < len(areas):
        last.insert(
            0,
            Button(_("Again, keep these"), routes.Again(stored.code, price.cost), ButtonStyle.MAIN, price=price.cost),
        )
    last.append(Button(_("Show it"), routes.ShowScheme(stored.code)))
    return Card(
        title=_("Which colours stay?"),
        lines=(_summary(stored),),
        fields=fields,
        buttons=(tuple(toggles[:4]), tuple(toggles[4:]), tuple(last)),
        tone=Tone.QUESTION,
    )


def _summary(stored: StoredScheme) -> Words:
    if not stored.locks:
        return _("A locked colour stays as it is when you change the others or paint again. Locking is free.")
    if len(stored.locks) == len(stored.scheme.areas):
        return _("Everything is locked, so nothing can change. Unlock what may be different.")
    return phrase(_("Locked: {roles}. The others may change."), roles=_listed(stored.locks))
