"""Where something was said and by whom: a chat, its topic, the message; a person, or nobody whom one can see."""

from __future__ import annotations

from dataclasses import dataclass, replace

from telegram import CallbackQuery, Message, User
from telegram.constants import ChatType


@dataclass(frozen=True, slots=True)
class Place:
    """Where an answer goes.

    Attributes:
        chat: the chat's id.
        topic: the topic inside it; None where there are none.
        message: what is answered; 0 for nothing in particular.
        private: nobody but the person reads along.
    """

    chat: int
    topic: int | None = None
    message: int = 0
    private: bool = True

    @classmethod
    def of(cls, message: Message) -> Place:
        """The place of a message."""
        topic = message.message_thread_id if message.is_topic_message else None
        return cls(message.chat.id, topic, message.message_id, message.chat.type == ChatType.PRIVATE)

    @classmethod
    def of_press(cls, query: CallbackQuery) -> Place:
        """The place of a button; of one on a message sent through inline mode the person's own chat."""
        if isinstance(query.message, Message):
            return cls.of(query.message)
        if query.message is not None:  # too old for Telegram to show it, but we know where it is
            chat = query.message.chat
            return cls(chat.id, None, query.message.message_id, chat.type == ChatType.PRIVATE)
        return cls.own(query.from_user)

    @classmethod
    def own(cls, user: User) -> Place:
        """The person's own chat with the bot."""
        return cls(user.id)

    @classmethod
    def read(cls, text: str) -> Place | None:
        """The place that `str` wrote; None when it is none of a group."""
        parts = text.split(":")
        try:
            chat, topic, message = (int(part) for part in parts)
        except ValueError:
            return None
        return cls(chat, topic or None, message, chat > 0)

    def __str__(self) -> str:
        return f"{self.chat}:{self.topic or 0}:{self.message}"

    def of_sent(self, message: Message) -> Place:
        """This place as a message found it: meanwhile a group may have become a supergroup, which has another id."""
        return replace(self, chat=message.chat.id)

    @property
    def conversation(self) -> str:
        """What a question belongs to: the chat and its topic."""
        return f"{self.chat}:{self.topic or 0}"


def author(message: Message) -> User | None:
    """Who wrote it; None for channels and for administrators who write as their group."""
    if message.sender_chat is not None or message.from_user is None or message.from_user.is_bot:
        return None
    return message.from_user
