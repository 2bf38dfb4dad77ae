"""A Bot of the library's, without anything of ours around it, on the local Telegram."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

os.environ.setdefault("PTB_TIMEDELTA", "true")  # or the library warns, and warnings are errors here

from telegram import Bot, CallbackQuery, Message, Update

from tests.fakes.telegram_server import TOKEN, Handle, TelegramServer


@asynccontextmanager
async def bot_on(server: TelegramServer, token: str = TOKEN) -> AsyncIterator[Bot]:
    """A Bot that talks to this server; it is not asked who it is."""
    bot = Bot(token, base_url=f"{server.url}/bot", base_file_url=f"{server.url}/file/bot")
    for request in bot._request:
        await request.initialize()
    try:
        yield bot
    finally:
        for request in bot._request:
            await request.shutdown()


def update_of(handle: Handle) -> dict[str, Any]:
    """What the bot is told of an act."""
    assert handle.updates, "the bot was not told"
    return handle.updates[0].payload


def message_of(handle: Handle, bot: Bot) -> Message:
    """The message of an act, as the library reads it."""
    update = Update.de_json(update_of(handle), bot)
    assert update.effective_message is not None
    return update.effective_message


def query_of(handle: Handle, bot: Bot) -> CallbackQuery:
    """The press of a button, as the library reads it."""
    update = Update.de_json(update_of(handle), bot)
    assert update.callback_query is not None
    return update.callback_query
