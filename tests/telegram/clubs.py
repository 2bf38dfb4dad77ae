"""Groups on the local Telegram: what a test needs to be in one."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from urllib.parse import parse_qs, urlsplit

import pytest

from core.generation.brief import Brief
from core.generation.proposal import Proposal
from core.generation.worker import Worker
from tests.fakes.telegram_server import Chat, Handle, Message, User
from tests.telegram.play import Talk

ASK = "/paintscheme rusty dwarfs in bone and verdigris"

_AMOUNT = re.compile(r"\d[\d,.]* tokens?\b|You have \d|It costs")


def club(talk: Talk, *people: User) -> Chat:
    """A supergroup of Ann, Bob and others."""
    return talk.server.supergroup("Brush Club", talk.ann, talk.bob, *people)


def forum(talk: Talk) -> tuple[Chat, int, int]:
    """A supergroup with two topics."""
    chat = talk.server.supergroup("Brush Club", talk.ann, talk.bob, forum=True)
    return chat, chat.topic("Painting"), chat.topic("Chatter")


def said_in(talk: Talk, chat: Chat) -> list[str]:
    """Everything that the bot has ever said there, also what it changed or took away later."""
    return [
        version.words
        for message in chat.messages.values()
        if message.author is talk.server.me
        for version in message.history
    ]


def amounts_in(talk: Talk, chat: Chat) -> list[str]:
    """What the bot has said there about anybody's tokens."""
    return [words for words in said_in(talk, chat) if _AMOUNT.search(words)]


def pictures(messages: Sequence[Message]) -> list[Message]:
    return [message for message in messages if message.photo]


def payload(message: Message) -> str:
    """What stands behind `?start=` in the link under a message."""
    urls = [str(button["url"]) for button in message.buttons() if "url" in button]
    assert len(urls) == 1, message
    parts = urlsplit(urls[0])
    assert (parts.netloc, parts.path) == ("t.me", "/wetpalette_bot")
    return parse_qs(parts.query)["start"][0]


async def follow(talk: Talk, user: User, message: Message) -> Handle:
    """Go where a link leads: into one's own chat with the bot."""
    return await talk.done(await talk.server.start(user, payload(message)))


async def met(talk: Talk, *people: User) -> None:
    """Let people have started the bot."""
    for user in people:
        await talk.done(await talk.server.start(user))


class Gate:
    """Holds what proposes colours until it is opened."""

    async def reached(self) -> None:
        """Wait until a scheme is being made."""
        await asyncio.wait_for(self.thinking.wait(), 10)

    def __init__(self, talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
        self.thinking, self.open = asyncio.Event(), asyncio.Event()
        propose = Worker._propose

        async def held(itself: Worker, brief: Brief) -> Proposal:
            self.thinking.set()
            await asyncio.wait_for(self.open.wait(), 10)
            return await propose(itself, brief)

        monkeypatch.setattr(Worker, "_propose", held)
