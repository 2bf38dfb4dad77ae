"""`wetpalette try`: one scheme from the command line, the price said before and the tokens after."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from bot import routes
from bot.card import Card, Command, Part, Picture, phrase, plain
from bot.exits import CannotWrite, Exit, status_of
from bot.i18n import _
from bot.screens import briefs, paintschemes, refusals, tokens
from bot.screens.visit import Visit
from bot.terminal.files import save
from bot.terminal.news import PLATFORM, catch_up
from bot.terminal.render import Screen
from core.errors import Refusal
from core.ids import new_id
from core.pricing import service as pricing

if TYPE_CHECKING:
    from core.services import Services


def write_part(part: Part) -> str:
    """Commands have no slash here: they are typed inside the conversation."""
    if isinstance(part, Command):
        return _("/{name} in `wetpalette chat`").format(name=part.name)
    return plain(part)


async def paint_once(
    core: Services,
    person_id: str,
    form: briefs.BriefForm,
    *,
    out: Path | None,
    screen: Screen,
    errors: Screen,
    recipe: bool = False,
) -> Exit:
    """Paint one scheme and print it. Ctrl-C while it is painted gives the tokens back and says so."""
    visit = Visit(person_id, PLATFORM, new_id(), agreed=True, tell=errors.progress)
    try:
        price = await core.db.read(pricing.price_of, briefs.feature_of(form))
        have = await tokens.balance_of(core, person_id)
        screen.line(
            phrase(
                _("It costs {price}; you have {available}."), price=tokens.tokens(price.cost), available=have.available
            )
        )
        card = await paintschemes.paint_form(core, visit, form)
    except Refusal as refusal:
        errors.progress_done()
        for line in (await refusals.refused(core, visit, refusal)).lines:
            errors.line(line)
        return status_of(refusal)
    except asyncio.CancelledError:
        errors.progress_done()
        for line in (await paintschemes.stopped(core, visit)).lines:
            errors.line(phrase(_("Stopped. {rest}"), rest=errors.words(line)))
        return Exit.STOPPED
    status = await _print(card, out, screen, errors)
    if recipe:
        status = status or await _recipe(core, visit, card, out, screen, errors)
    await catch_up(core, person_id, screen)
    return status


async def _print(card: Card, out: Path | None, screen: Screen, errors: Screen) -> Exit:
    status, path = Exit.DONE, None
    if card.picture is not None:
        status, path = await _picture(card.picture, out, errors)
    errors.progress_done()
    screen.line()
    screen.card(card, pictures=() if path is None else (path,))
    if path is None and card.picture is not None:
        screen.line()
        screen.line(card.picture.alt)
    return status


async def _recipe(core: Services, visit: Visit, card: Card, out: Path | None, screen: Screen, errors: Screen) -> Exit:
    """Save the second page beside the first one and print its steps."""
    route = next(b.route for row in card.buttons for b in row if isinstance(b.route, routes.Recipe))
    from bot.screens import dispatch  # noqa: PLC0415  every screen there is: not for the sheet alone

    page = await dispatch.show(core, visit, route)
    return await _print(page, _beside(out), screen, errors)


def _beside(out: Path | None) -> Path | None:
    """Where the second page goes: into the same folder, or beside the file that the first one is."""
    if out is None or out.is_dir():
        return out
    return out.with_name(f"{out.stem}-recipe{out.suffix or '.png'}")


async def _picture(picture: Picture, out: Path | None, errors: Screen) -> tuple[Exit, Path | None]:
    """Draw and save the picture; the scheme is stored and paid for already, so a failure here is said, not raised."""
    try:
        content = await asyncio.to_thread(picture.draw)
        return Exit.DONE, await asyncio.to_thread(save, content, picture.filename, out)
    except CannotWrite as refusal:
        errors.progress_done()
        errors.line(refusals.said(refusal))
        return Exit.FILE, None
    except Exception as error:
        errors.progress_done()
        card = refusals.fault(error, platform=PLATFORM)
        errors.line(phrase(_("The picture could not be drawn (incident {n}); the scheme is kept."), n=card.incident))
        return Exit.FAULT, None
