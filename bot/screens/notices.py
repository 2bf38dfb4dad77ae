"""What had to reach a person later, as cards: a scheme finished after a crash, a request that was given up."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from bot import routes
from bot.card import Button, ButtonStyle, Card, Command, phrase
from bot.i18n import _
from core.generation import notices
from core.outbox.service import notices_shown, pending_notices
from core.preferences.service import DAILY_READY
from core.pricing.service import daily_state

if TYPE_CHECKING:
    from core.outbox.message import Message
    from core.services import Services


async def tell_waiting(core: Services, person_id: str, tell: Callable[[Message], Awaitable[bool]]) -> None:
    """Tell a person what could be brought to them nowhere; what `tell` says was told waits no more."""
    waiting = await core.db.read(pending_notices, person_id)
    told = [message.id for message in waiting if await _is_past(core, message) or await tell(message)]
    if told:
        await core.db.write(notices_shown, told, now=core.clock())


async def _is_past(core: Services, message: Message) -> bool:
    """Whether a notice is no longer true: the tokens of the day were claimed meanwhile."""
    if message.kind != DAILY_READY:
        return False
    return not (await core.db.read(daily_state, person_id=message.person_id, now=core.clock())).claimable


def notice_card(message: Message) -> Card | None:
    """The card for a message of the outbox; None for a kind that this version does not know."""
    if message.kind == notices.READY:
        code = str(message.payload["code"])
        return Card(
            title=_("A scheme waits for you"),
            lines=(phrase(_("{code} was finished after an interruption."), code=code),),
            buttons=((Button(_("Show it"), routes.ShowScheme(code), ButtonStyle.MAIN),),),
        )
    if message.kind == notices.FINISHED:
        code = str(message.payload["code"])
        return Card(
            title=_("Your scheme is finished"),
            lines=(
                phrase(_("{code} took longer than a minute."), code=code),
                phrase(_("You wanted to be told: {preferences}."), preferences=Command("preferences")),
            ),
            buttons=((Button(_("Show it"), routes.ShowScheme(code), ButtonStyle.MAIN),),),
        )
    if message.kind == DAILY_READY:
        return Card(
            title=_("Your free tokens are ready"),
            lines=(
                phrase(_("Today’s are not claimed yet: {daily}."), daily=Command("daily")),
                phrase(_("You wanted to be reminded: {preferences}."), preferences=Command("preferences")),
            ),
            buttons=(
                (
                    Button(_("Claim today’s tokens"), routes.Daily(), ButtonStyle.MAIN),
                    Button(_("Stop the daily reminder"), routes.RemindMe(on=False)),
                ),
            ),
        )
    if message.kind == notices.FAILED:
        incident = str(message.payload.get("incident", ""))
        said = _("A scheme did not come out, and 0 tokens were charged for it.")
        more = (phrase(_("The log knows it as {incident}."), incident=incident),) if incident else ()
        return Card(
            title=_("A scheme was given up"),
            lines=(said, *more),
            buttons=((Button(_("Paint something"), routes.AskBrief()),),),
            incident=incident,
        )
    return None
