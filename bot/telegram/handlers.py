"""What comes in from Telegram, each kind to those who take it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, Final

from telegram import Message, Update, User
from telegram.ext import (
    CallbackContext,
    CallbackQueryHandler,
    ChatMemberHandler,
    InlineQueryHandler,
    MessageHandler,
    filters,
)

from bot.card import Card
from bot.i18n import speaking
from bot.screens import refusals
from bot.screens.visit import Visit
from bot.telegram import PLATFORM, cards, inline, reading
from bot.telegram.buttons import Buttons
from bot.telegram.groups import Groups
from bot.telegram.messages import Messages
from bot.telegram.place import Place, author
from bot.telegram.talk import Means, language_of, send
from core.accounts.service import known_person

if TYPE_CHECKING:
    from bot.telegram.application import App

UPDATES: Final = ("message", "channel_post", "callback_query", "inline_query", "my_chat_member")
"""What we ask Telegram for. What somebody changes about a message later is not among it: it has been answered."""

_HEARD: Final = filters.VOICE | filters.AUDIO | filters.VIDEO_NOTE
_SEEN: Final = filters.PHOTO | filters.Document.IMAGE
_THINGS: Final = (
    filters.Sticker.ALL | filters.LOCATION | filters.CONTACT | filters.POLL | filters.Dice.ALL | filters.VENUE
    | filters.ANIMATION | filters.VIDEO | filters.GAME | filters.STORY
)  # fmt: skip

Handler = Callable[[Update, Any], Coroutine[Any, Any, None]]


class Handlers:
    """Reads what comes in, and has it answered.

    Args:
        means: what answers are made with.
        pictures: makes the address of a scheme's picture on our web side; None when there is none.
    """

    def __init__(self, means: Means, pictures: inline.Addresses | None) -> None:
        self._means = means
        self._pictures = pictures
        self._messages = Messages(means)
        self._buttons = Buttons(means)
        self._groups = Groups(means)

    def install(self, app: App) -> None:
        """Let the Application know who takes what; the first that fits does."""
        message, post, own = filters.UpdateType.MESSAGE, filters.UpdateType.CHANNEL_POST, filters.ChatType.PRIVATE
        written: list[tuple[filters.BaseFilter, Handler]] = [
            (message & filters.ViaBot(app.bot.id), self._messages.sent_on),
            ((message | post) & _Commands(), self._messages.commanded),
            (message & filters.StatusUpdate.MIGRATE, self._groups.migrated),
            (message & _SEEN, self._messages.shown),
            (message & filters.TEXT, self._messages.said),
            (message & own & _HEARD, self._messages.heard),
            (message & own & _THINGS, self._messages.unread),
            (message & own & filters.Document.ALL, self._messages.filed),
        ]
        for fitting, handler in written:
            app.add_handler(MessageHandler(fitting, handler))
        app.add_handler(CallbackQueryHandler(self._buttons.pressed))
        app.add_handler(InlineQueryHandler(self.typed))
        app.add_handler(ChatMemberHandler(self._groups.joined, ChatMemberHandler.MY_CHAT_MEMBER))
        app.add_error_handler(self.failed)

    async def arrived(self, update: Update) -> None:
        """The first reaction, at once and beside everything."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        if update.callback_query is not None:
            await self._buttons.arrived(update.callback_query)
        elif update.message is None or not await self._messages.arrived(update.message):
            return
        self._means.metrics.acknowledged(PLATFORM, loop.time() - began)

    async def typed(self, update: Update, _context: object) -> None:
        """Words after the bot's name, in any chat."""
        query = update.inline_query
        if query is None:
            return
        core, quick = self._means.core, self._means.telegrams.quick
        with speaking(language_of(query.from_user)):
            person_id = await core.db.read(known_person, PLATFORM, str(query.from_user.id))
            await inline.answer(core, query, quick, person_id=person_id, pictures=self._pictures)

    async def failed(self, update: object, context: CallbackContext[Any, Any, Any, Any]) -> None:
        """What went wrong before or after the screens, which make their own apologies."""
        error = context.error
        if not isinstance(update, Update) or error is None:
            return

        async def again() -> Card:
            raise error

        user = _who(update)
        with speaking(language_of(user)):
            card = await refusals.guarded(self._means.core, Visit("", PLATFORM, ""), again())
            if user is not None and update.inline_query is None:
                await send(self._means, Place.own(user), card)

    async def given_up(self, update: Update) -> None:
        """What ended several processes is not begun again; its person is told."""
        user = _who(update)
        if user is not None:
            with speaking(language_of(user)):
                await send(self._means, Place.own(user), cards.gave_up())


def _who(update: Update) -> User | None:
    """Who did it; None for channels and groups."""
    message, query = update.effective_message, update.callback_query
    if query is not None:
        return query.from_user
    return author(message) if message is not None else None


class _Commands(filters.MessageFilter):
    """Messages that are commands, under pictures too."""

    def filter(self, message: Message) -> bool:
        return reading.command_of(message) is not None
