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


async def catch_up(core: Services, person_id: str, screen: Screen) -> None:
    """Finish what an earlier run left behind, and say what became of it."""
    await core.desk.recover()
    await core.desk.sweep()
    await core.tidy()
    await tell_news(core, person_id, screen)


async def tell_news(core: Services, person_id: str, screen: Screen) -> None:
    """Print what waits for this terminal, and what could not be brought to its person anywhere else."""

    async def deliver(message: Message) -> Outcome:
        _print(message, screen)
        return Delivered()

    async def tell(message: Message) -> bool:
        _print(message, screen)
        return True

    await core.outbox.drain(deliver, platforms=(PLATFORM,))
    await notices.tell_waiting(core, person_id, tell)


def _print(message: Message, screen: Screen) -> None:
    card = notices.notice_card(message)
    if card is not None:
        screen.line()
        screen.card(card)
