"""The schemes one keeps: lists, one of them, star, name, delete."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot import routes
from bot.card import Button, ButtonStyle, Card, Field, Moment, Tone, phrase
from bot.i18n import _, ngettext
from bot.screens import paintschemes
from bot.screens.commands import Rename
from bot.screens.visit import Visit
from core.paintschemes.stored import Page, StoredScheme

if TYPE_CHECKING:
    from core.services import Services

PAGE = 5
"""Schemes on one card: each has a button, and a platform shows five in a row."""


async def schemes(core: Services, visit: Visit, route: routes.Schemes) -> Card:
    """Recent or favourite schemes, newest first, a page at a time."""
    starred = route.which == "favourites"
    ask = core.schemes.favourites if starred else core.schemes.recent
    page = await ask(visit.person_id, after=route.before or None, limit=PAGE)
    other = (
        Button(_("Recent"), routes.Schemes("recent"))
        if starred
        else Button(_("Favourites"), routes.Schemes("favourites"))
    )
    if not page.schemes:
        return _empty(starred, other)
    paging = [Button(_("Newest"), routes.Schemes(route.which))] if route.before else []
    if page.after:
        paging.append(Button(_("Older"), routes.Schemes(route.which, page.after)))
    return Card(
        title=_("Your favourites") if starred else _("Your schemes"),
        fields=tuple(_line(stored) for stored in page.schemes),
        buttons=(_openers(page), (*paging, other)),
    )


def _empty(starred: bool, other: Button) -> Card:
    if starred:
        said = _("No favourites yet. Put a star on a scheme and it stays here until you take it off.")
    else:
        said = _("No schemes yet. The first one takes a sentence.")
    paint = Button(_("Paint something"), routes.AskBrief(), ButtonStyle.MAIN)
    return Card(title=_("Nothing here so far"), lines=(said,), buttons=((paint, other),))


def _openers(page: Page) -> tuple[Button, ...]:
    return tuple(Button(stored.code, routes.ShowScheme(stored.code), about=stored.title) for stored in page.schemes)


def _line(stored: StoredScheme) -> Field:
    names = ", ".join(area.name for area in stored.scheme.areas[:3])
    said = _("{title}: favourite; {colours}; {day}") if stored.favourite else _("{title}: {colours}; {day}")
    day = Moment(stored.created_at, day_only=True)
    return Field(stored.code, phrase(said, title=stored.title, colours=names, day=day))


async def show(core: Services, visit: Visit, route: routes.ShowScheme) -> Card:
    """One scheme, with what only its owner does to it."""
    return await _shown(core, visit, await core.schemes.by_code(visit.person_id, route.code))


async def _shown(core: Services, visit: Visit, stored: StoredScheme, *said: str) -> Card:
    from dataclasses import replace  # noqa: PLC0415

    card = await paintschemes.show(core, visit, stored, *said)
    *rows, last = card.buttons
    own = (
        *last,
        Button(_("Rename"), routes.AskName(stored.code)),
        Button(_("Delete"), routes.AskDelete(stored.code), ButtonStyle.DANGER),
    )
    return replace(card, buttons=(*rows, own))


async def star(core: Services, visit: Visit, route: routes.Star) -> Card:
    """Put a star on a scheme, or take it off."""
    change = core.schemes.star if route.on else core.schemes.unstar
    count = await change(visit.person_id, route.code)
    stored = await core.schemes.by_code(visit.person_id, route.code)
    favourites = Button(_("Favourites"), routes.Schemes("favourites"))
    undo = (
        Button(_("Take the star off"), routes.Star(stored.code, on=False))
        if route.on
        else Button(_("Favourite"), routes.Star(stored.code, on=True))
    )
    return Card(
        title=_("Kept among your favourites") if route.on else _("No longer a favourite"),
        lines=(
            stored.title,
            phrase(ngettext("You have {n} favourite.", "You have {n} favourites.", count), n=count),
        ),
        buttons=((Button(_("Show it"), routes.ShowScheme(stored.code)), favourites, undo),),
    )


async def ask_name(core: Services, visit: Visit, route: routes.AskName) -> Card:
    """Ask for a new name."""
    stored = await core.schemes.by_code(visit.person_id, route.code)
    return Card(
        title=_("What shall it be called?"),
        lines=(phrase(_("It is “{title}” now. The next thing you write becomes its name."), title=stored.title),),
        buttons=((Button(_("Leave it"), routes.Decline()),),),
        tone=Tone.QUESTION,
        asks=routes.AskName(stored.code),
    )


async def rename(core: Services, visit: Visit, asked: Rename) -> Card:
    """Give a scheme a name of one's own."""
    await core.schemes.rename(visit.person_id, asked.code, asked.name)
    stored = await core.schemes.by_code(visit.person_id, asked.code)
    return Card(
        title=stored.title,
        lines=(_("That is its name now, on the picture too."),),
        buttons=((Button(_("Show it"), routes.ShowScheme(stored.code)), Button(_("Your schemes"), routes.Schemes())),),
    )


async def ask_delete(core: Services, visit: Visit, route: routes.AskDelete) -> Card:
    """Ask before a scheme goes for good."""
    stored = await core.schemes.by_code(visit.person_id, route.code)
    return Card(
        title=_("Delete it?"),
        lines=(
            phrase(_("“{title}” goes from your lists and cannot be shown again."), title=stored.title),
            _("The tokens it cost do not come back."),
        ),
        buttons=(
            (
                Button(_("Delete"), routes.Delete(stored.code), ButtonStyle.DANGER),
                Button(_("Keep it"), routes.Decline()),
            ),
        ),
        tone=Tone.QUESTION,
    )


async def delete(core: Services, visit: Visit, route: routes.Delete) -> Card:
    """Delete a scheme: the answer to the question."""
    stored = await core.schemes.by_code(visit.person_id, route.code)
    await core.schemes.delete(visit.person_id, route.code)
    return Card(
        title=_("Deleted"),
        lines=(phrase(_("“{title}” is gone."), title=stored.title),),
        buttons=((Button(_("Your schemes"), routes.Schemes()),),),
    )
