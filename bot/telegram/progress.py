"""How far the work is: the bot is seen at work at once, and tells about it when it takes longer."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import TYPE_CHECKING, Final

from telegram.constants import ChatAction
from telegram.error import TelegramError

from bot.telegram.post import Lost, NotThere, Post
from bot.telegram.present import present

if TYPE_CHECKING:
    from telegram import Bot

    from bot.card import Card
    from bot.telegram.place import Place

log = logging.getLogger(__name__)

SEEN_AFTER_S: Final = 0.3
"""What is quicker is seen by its answer."""

SEEN_FOR_S: Final = 4.5
"""Telegram shows what somebody is doing for five seconds."""

TOLD_AFTER_S: Final = 2.5
TOLD_EVERY_S: Final = 3.0
"""Between two edits of one message: Telegram takes about twenty a minute in a group."""


RUSH: Final = 20
"""So many who wait at once are a rush: the messages that Telegram takes in a second are for answers then."""


class Crowd:
    """Everybody who waits for an answer.

    Attributes:
        waiting: how many.
    """

    def __init__(self) -> None:
        self.waiting = 0

    @property
    def rush(self) -> bool:
        """Whether there are so many that words about progress would only delay the answers."""
        return self.waiting > RUSH


class Progress:
    """Shows in one place that something is under way, until it is stopped.

    Args:
        quick: shows what the bot is doing.
        signs: held while it does.
        crowd: everybody who waits.
        post: tells how far it is.
        place: where somebody waits.
        instead: tell it in the message of the place, in place of what this says; otherwise in a message of its own.
    """

    def __init__(
        self, quick: Bot, signs: asyncio.Semaphore, crowd: Crowd, post: Post, place: Place, *, instead: bool = False
    ) -> None:
        self._quick = quick
        self._signs = signs
        self._crowd = crowd
        self._post = post
        self._place = place
        self._instead = instead
        self._news: Card | None = None
        self._message: int = 0
        self._tasks: list[asyncio.Task[None]] = []

    def begin(self) -> None:
        """Be seen at work."""
        self._crowd.waiting += 1
        self._tasks.append(asyncio.create_task(self._be_seen()))

    def tell(self, card: Card) -> None:
        """Tell how far it is, soon, unless something newer comes first."""
        self._news = card
        if len(self._tasks) < 2:
            self._tasks.append(asyncio.create_task(self._tell()))

    async def end(self) -> bool:
        """Show nothing any more; whether the message of the place was written over."""
        tasks, self._tasks = self._tasks, []
        self._crowd.waiting -= bool(tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._message and not self._instead:
            await self._post.delete(self._told)
        return self._instead and bool(self._message)

    @property
    def _told(self) -> Place:
        place = self._place
        return type(place)(place.chat, place.topic, self._message, place.private)

    async def _be_seen(self) -> None:
        await asyncio.sleep(SEEN_AFTER_S)
        while True:
            with contextlib.suppress(TelegramError):
                async with self._signs:
                    await self._quick.send_chat_action(
                        self._place.chat, ChatAction.UPLOAD_PHOTO, message_thread_id=self._place.topic
                    )
            await asyncio.sleep(SEEN_FOR_S)
            while self._crowd.rush:  # noqa: ASYNC110  it ends by itself
                await asyncio.sleep(SEEN_FOR_S)

    async def _tell(self) -> None:
        await asyncio.sleep(TOLD_AFTER_S)  # most work is done before there is anything to tell
        while True:
            card, self._news = self._news, None
            if card is not None and not self._crowd.rush:
                try:
                    await self._say(present(card, pictured=False, private=self._place.private).first)
                except (Lost, NotThere):
                    return  # the card itself will find a way, or not
            await asyncio.sleep(TOLD_EVERY_S)

    async def _say(self, markup: str) -> None:
        if self._instead or self._message:
            self._message = self._message or self._place.message
            await self._post.edit_text(self._told, markup)
        else:
            # written down before anything can cut in between: what is sent must be taken away again
            sending = asyncio.ensure_future(
                self._post.text(self._place, markup, reply_to=self._place.message if not self._place.private else 0)
            )
            try:
                self._message = (await asyncio.shield(sending)).message_id
            except asyncio.CancelledError:
                self._message = (await sending).message_id
                raise
