"""The library's Application and the two Bots that talk to Telegram.

`bot` sends what people read, at the pace that Telegram allows. `quick` does what must not stand in line behind that:
reactions, chat actions, answers to buttons and inline queries, the updates themselves.
"""

from __future__ import annotations

import asyncio
import logging
import os
import ssl
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

# The library asks for this answer before it is imported: spans of time come as timedelta.
os.environ.setdefault("PTB_TIMEDELTA", "true")

from telegram import Bot
from telegram.error import RetryAfter
from telegram.ext import AIORateLimiter, Application, ApplicationBuilder, ExtBot
from telegram.request import HTTPXRequest

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from bot.settings import Telegram

CONNECTIONS: Final = 16
"""Side by side, for each of the two Bots; more cost processor time and finish nothing sooner."""

SIGNS: Final = 12
"""Of those of `quick`, how many reactions and chat actions may use: a button never waits for all of them."""

LOADS: Final = 4
"""Pictures of people that are fetched side by side."""

READ_S: Final = 20.0
POOL_S: Final = 60.0
"""How long a request may wait for a connection: under load it stands in line, which is no failure."""

RETRIES: Final = 4
LONGEST_PAUSE_S: Final = 60.0
"""A longer pause than this is not waited for: the answer goes another way, or the outbox brings it."""

SOME: Final = 0.1
"""Seconds added to a pause that Telegram asked for."""


GROUP: Final = 20
GROUP_S: Final = 60.0
"""So many messages Telegram takes in one group within so many seconds."""


class ByChat(AIORateLimiter):
    """The library's limiter, whose pauses hold up the chat that was refused and no other."""

    def __init__(self) -> None:
        super().__init__(max_retries=0, group_max_rate=GROUP, group_time_period=GROUP_S)
        self._pauses: dict[Any, float] = {}
        # it takes the last try for the only one, and a pause for a fault
        logging.getLogger("telegram.ext.AIORateLimiter").setLevel(logging.CRITICAL)

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: int | None,
    ) -> Any:
        """One request, repeated after the pauses that Telegram asks for.

        Raises:
            RetryAfter: it was asked to wait longer than somebody waits for an answer, or too often.
        """
        chat = data.get("chat_id")
        loop = asyncio.get_running_loop()
        for left in range(RETRIES, -1, -1):
            await asyncio.sleep(max(0.0, self._pauses.get(chat, 0.0) - loop.time()))
            try:
                return await super().process_request(callback, args, kwargs, endpoint, data, rate_limit_args)
            except RetryAfter as refusal:
                pause = seconds(refusal)
                if not left or pause > LONGEST_PAUSE_S:
                    raise
                self._forget(loop.time())
                self._pauses[chat] = loop.time() + pause + SOME
        raise AssertionError("the last try returns or raises")

    def _forget(self, now: float) -> None:
        for chat in [chat for chat, until in self._pauses.items() if until <= now]:
            del self._pauses[chat]


def seconds(refusal: RetryAfter) -> float:
    """How long Telegram asks to wait."""
    pause = refusal.retry_after
    return float(pause) if isinstance(pause, int | float) else pause.total_seconds()


App = Application[Any, Any, Any, Any, Any, Any]


@dataclass(frozen=True, slots=True)
class Telegrams:
    """What talks to Telegram."""

    quick: Bot
    app: App
    signs: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(SIGNS))
    """Held for every reaction and every chat action."""
    loads: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(LOADS))
    """Held while a picture of somebody is fetched: each may have 20 MB."""

    @property
    def bot(self) -> Bot:
        """What sends messages."""
        bot: Bot = self.app.bot
        return bot

    async def open(self) -> None:
        """Connect, and ask Telegram who we are.

        Raises:
            telegram.error.TelegramError: it does not know the token, or cannot be reached.
        """
        await self.quick.initialize()
        await self.app.initialize()

    async def close(self) -> None:
        """Let go of the connections; a second call does nothing."""
        await self.app.shutdown()
        await self.app.bot.shutdown()
        await self.quick.shutdown()


def build(settings: Telegram) -> Telegrams:
    """The Bots and the Application for an operator's settings; nothing is asked of Telegram yet."""
    # a page of HTML from a proxy before Telegram is trouble that passes: whoever sends knows, and sends again
    logging.getLogger("telegram.request.BaseRequest").setLevel(logging.CRITICAL)
    token = settings.token.get_secret_value().strip()
    base = settings.api_base.rstrip("/") or "https://api.telegram.org"
    trust = ssl.create_default_context() if base.startswith("https") else False  # one for all: each costs megabytes
    methods, files = f"{base}/bot", f"{base}/file/bot"
    quick = Bot(token, methods, files, request=_request(trust), get_updates_request=_request(trust, 1))
    bot = ExtBot(
        token,
        methods,
        files,
        request=_request(trust),
        get_updates_request=_request(trust, 1),
        rate_limiter=ByChat(),
    )
    app = ApplicationBuilder().bot(bot).updater(None).job_queue(None).build()
    return Telegrams(quick, app)


def _request(trust: ssl.SSLContext | bool, connections: int = CONNECTIONS) -> HTTPXRequest:
    return HTTPXRequest(
        connection_pool_size=connections,
        read_timeout=READ_S,
        write_timeout=READ_S,
        connect_timeout=10.0,
        pool_timeout=POOL_S,
        httpx_kwargs={"verify": trust},
    )
