"""What became of things while nobody was at the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.screens import notices
from bot.terminal.render import Screen
from core.outbox.message import Delivered, Message, Outcome

if TYPE_CHECKING:
    from core.services import Services

PLATFORM: Final = "terminal"
"""What the terminal is called among the platforms."""


async def tell_news(core: Services, screen: Screen) -> None:
    """Print what waits in the outbox for this terminal."""

    async def deliver(message: Message) -> Outcome:
        card = notices.notice_card(message)
        if card is not None:
            screen.line()
            screen.card(card)
        return Delivered()

    await core.outbox.drain(deliver, platforms=(PLATFORM,))
