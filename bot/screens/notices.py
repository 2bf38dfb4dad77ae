"""What had to reach a person later, as cards: a scheme finished after a crash, a request that was given up."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from bot import routes
from bot.card import Button, ButtonStyle, Card, phrase
from bot.i18n import _
from core.generation import notices
from core.outbox.service import notices_shown, pending_notices

if TYPE_CHECKING:
    from core.outbox.message import Message
    from core.services import Services


async def tell_waiting(core: Services, person_id: str, tell: Callable[[Message], Awaitable[bool]]) -> None:
    """Tell a person what could be brought to them nowhere; what `tell` says was told waits no more."""
    told = [message.id for message in await core.db.read(pending_notices, person_id) if await tell(message)]
    if told:
        await core.db.write(notices_shown, told, now=core.clock())


def notice_card(message: Message) -> Card | None:
    """The card for a message of the outbox; None for a kind that this version does not know."""
    if message.kind == notices.READY:
        code = str(message.payload["code"])
        return Card(
            title=_("A scheme waits for you"),
            lines=(phrase(_("{code} was finished after an interruption."), code=code),),
            buttons=((Button(_("Show it"), routes.ShowScheme(code), ButtonStyle.MAIN),),),
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
