"""The one place where a refusal becomes a card with a next step, and a fault becomes an apology with a number."""

from __future__ import annotations

import logging
from collections.abc import Awaitable
from typing import TYPE_CHECKING, Any, Final

from bot import routes
from bot.card import Button, ButtonStyle, Card, Tone, Words, phrase
from bot.i18n import _
from bot.screens import tokens
from bot.screens.visit import Visit
from core.errors import InsufficientTokens, NotFound, Refusal, Unavailable, UnknownWord
from core.generation.errors import Failed
from core.ids import new_code
from core.words import N_

if TYPE_CHECKING:
    from core.services import Services

log = logging.getLogger(__name__)

_WORDS_OF_OURS: Final = (
    *(N_("brand"), N_("faction"), N_("mood"), N_("style"), N_("tier"), N_("command"), N_("option")),
    *(N_("setting"), N_("language")),
)
"""What `UnknownWord.what` can be; listed here so that translators see them."""


async def guarded(core: Services, visit: Visit, work: Awaitable[Card]) -> Card:
    """Await a screen; whatever goes wrong in it becomes a card. Cancellation passes through."""
    try:
        return await work
    except Refusal as refusal:
        return await refused(core, visit, refusal)
    except Exception as error:
        return fault(error, platform=visit.platform)


async def refused(core: Services, visit: Visit, refusal: Refusal) -> Card:
    """What happened, that nothing was lost, and what to do next."""
    lines: list[Words] = []
    buttons: list[Button] = []
    if isinstance(refusal, InsufficientTokens):
        lines, buttons = await _more_tokens(core, visit)
    elif isinstance(refusal, NotFound):
        collection = Button(_("Your collection"), routes.Collection())
        buttons = [collection if _is_of_collection(refusal) else Button(_("Your schemes"), routes.Schemes())]
    return Card(
        title=_("That did not work") if isinstance(refusal, Failed) else _("Not this time"),
        lines=(said(refusal), *lines),
        tone=Tone.FAULT if isinstance(refusal, Failed) else Tone.REFUSAL,
        buttons=(tuple(buttons),) if buttons else (),
        incident=refusal.incident if isinstance(refusal, Failed) else "",
        harmless=not refusal.private,
        unfinished=isinstance(refusal, Unavailable) and core.desk.closing,
    )


def _is_of_collection(refusal: NotFound) -> bool:
    """Whether what is gone was in a collection."""
    from core.collection import changes, lists, reading  # noqa: PLC0415  not needed for a single scheme

    gone = (reading.NO_MODEL, reading.NO_ARMY, reading.NEITHER, changes.NOTHING_TO_UNDO, lists.GONE, lists.NO_ROW)
    return refusal.message in gone


def said(refusal: Refusal) -> Words:
    """The sentence of a refusal, translated first and filled in afterwards."""
    values: dict[str, Any] = dict(refusal.values)
    if isinstance(refusal, UnknownWord):
        values["what"] = _(str(values["what"]))
    return phrase(_(refusal.message), **values)


async def _more_tokens(core: Services, visit: Visit) -> tuple[list[Words], list[Button]]:
    state = await tokens.daily_state(core, visit.person_id)
    lines: list[Words] = [tokens.how_to_get_some(state)]
    if visit.platform == "terminal":
        lines.append(_("This is your own machine: `wetpalette admin grant 20` gives you 20 more."))
    buttons = [Button(_("Balance"), routes.Balance()), Button(_("Costs"), routes.Costs())]
    if state.claimable:
        buttons.insert(0, Button(_("Claim today’s tokens"), routes.Daily(), ButtonStyle.MAIN))
    return lines, buttons


def fault(error: BaseException, *, platform: str) -> Card:
    """An apology with a number; the rest is in the log under the same number."""
    incident = new_code()
    log.error("unexpected failure", exc_info=error, extra={"incident": incident, "platform": platform})
    return Card(
        title=_("That did not work"),
        lines=(
            _("Something broke on our side; what you have is untouched. Please try again."),
            phrase(_("If it happens twice, name incident {incident}."), incident=incident),
        ),
        tone=Tone.FAULT,
        incident=incident,
        harmless=True,
    )


def stale() -> Card:
    """The answer to a button that means nothing any more."""
    return Card(
        title=_("That button is from another time"),
        lines=(_("It no longer does anything, and nothing was changed. Your schemes and tokens are where they were."),),
        tone=Tone.REFUSAL,
        buttons=((Button(_("Your schemes"), routes.Schemes()), Button(_("Help"), routes.Help())),),
        harmless=True,
    )


def no_such_button(number: int, count: int) -> Card:
    """The answer to a number that no button has."""
    return Card(
        title=_("There is no such button"),
        lines=(phrase(_("You pressed {number}; the last card has 1 to {count}."), number=number, count=count),),
        tone=Tone.REFUSAL,
        harmless=True,
    )
