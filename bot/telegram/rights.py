"""Who may decide for a chat: asked of Telegram each time, because ranks come and go while we do not look."""

from __future__ import annotations

import logging
from typing import Final

from telegram import Bot, CallbackQuery, Chat, Message
from telegram.constants import ChatID, ChatMemberStatus, ChatType
from telegram.error import TelegramError

log = logging.getLogger(__name__)

RANKS: Final = (ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR)


async def is_administrator(bot: Bot, asked: Message | CallbackQuery) -> bool:
    """Whether whoever wrote a message, or pressed a button, decides for the chat it is in.

    In their own chat with the bot everybody does. In a group it is its creator and its administrators. An anonymous
    administrator writes as the group itself, and is one; a channel that speaks in a group is none, the one that the
    group belongs to included: who stands behind it cannot be seen. Posts of a channel are its administrators'.

    When Telegram does not say, the answer is no.
    """
    if isinstance(asked, Message):
        chat, person, speaker = asked.chat, asked.from_user, asked.sender_chat
    else:  # a button is pressed by a person, who cannot hide behind a chat
        if asked.message is None:
            return False
        chat, person, speaker = asked.message.chat, asked.from_user, None
    if speaker is not None:
        behind = ChatID.ANONYMOUS_ADMIN if chat.type != ChatType.CHANNEL else None
        return speaker.id == chat.id and (behind is None or (person is not None and person.id == behind))
    if person is None:
        return False
    if chat.type == ChatType.PRIVATE:
        return person.id == chat.id
    return await _ranks(bot, chat, person.id)


async def _ranks(bot: Bot, chat: Chat, user_id: int) -> bool:
    """Whether somebody is creator or administrator there at this moment."""
    try:
        member = await bot.get_chat_member(chat.id, user_id)
    except TelegramError as error:
        log.warning("telegram did not say who decides there", exc_info=error)
        return False
    return member.status in RANKS
