"""What the tests of the intake share: somebody who answers, a database that fails, updates of every kind."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from telegram import Bot, Update

from bot.telegram import PLATFORM
from bot.telegram.intake import Intake
from core.errors import Unavailable
from core.intake import service
from core.intake.service import Event
from core.persistence.database import Database
from core.services import Services
from tests.fakes.telegram_server import TelegramServer, User

AWAY = "The database is away."


def words_of(update: Update) -> str:
    return (update.effective_message.text if update.effective_message else None) or f"update {update.update_id}"


@dataclass
class Clerk:
    """Answers updates: writes down what came, waits where it is told to, fails where it is told to."""

    arrived: list[str] = field(default_factory=list)
    begun: list[str] = field(default_factory=list)
    answered: list[str] = field(default_factory=list)
    given_up: list[str] = field(default_factory=list)
    updates: list[Update] = field(default_factory=list)
    gates: dict[str, asyncio.Event] = field(default_factory=dict)
    failing: set[str] = field(default_factory=set)

    def hold(self, *words: str) -> None:
        """Wait with these words until `let_go`."""
        self.gates |= {one: asyncio.Event() for one in words}

    def let_go(self, *words: str) -> None:
        for one in words:
            self.gates.pop(one).set()

    async def react(self, update: Update) -> None:
        self.arrived.append(words_of(update))
        if f"{words_of(update)} reaction" in self.failing:
            raise RuntimeError("no reaction")

    async def answer(self, update: Update) -> None:
        words = words_of(update)
        self.begun.append(words)
        self.updates.append(update)
        if gate := self.gates.get(words):
            await gate.wait()
        if words in self.failing:
            raise RuntimeError(f"cannot answer {words}")
        self.answered.append(words)

    async def give_up(self, update: Update) -> None:
        self.given_up.append(words_of(update))

    def intake(self, core: Services, bot: Bot, **more: Any) -> Intake:
        return Intake(core, self.answer, self.react, given_up=self.give_up, bot=bot, **more)


class Failing(Database):
    """A real database that is away when it is told to be."""

    @classmethod
    def under(cls, core: Services) -> tuple[Services, Failing]:
        db = cls.__new__(cls)
        db.__dict__.update(core.db.__dict__)
        db.times = {}
        db.lost = {}
        db.slow = {}
        return replace(core, db=db), db

    times: dict[Callable[..., Any], int]
    """How often a write does not happen."""

    lost: dict[Callable[..., Any], int]
    """How often a write happens and its answer is lost."""

    slow: dict[Callable[..., Any], asyncio.Event]
    """What the answer to a write waits for."""

    async def write(self, fn: Any, /, *args: Any, **kwargs: Any) -> Any:
        for faults in (self.times, self.lost):
            if faults.get(fn, 0):
                faults[fn] -= 1
                if faults is self.lost:
                    await super().write(fn, *args, **kwargs)
                raise Unavailable(AWAY)
        result = await super().write(fn, *args, **kwargs)
        if gate := self.slow.get(fn):
            await gate.wait()
        return result


async def waiting(core: Services) -> list[Event]:
    """What the database says is not answered."""
    return list(await core.db.read(service.waiting, platform=PLATFORM))


async def every_kind(server: TelegramServer) -> list[dict[str, Any]]:
    """An update of every kind that the local Telegram makes, as JSON."""
    server.updates.allow([*Update.ALL_TYPES])
    server.inline_feedback = True
    ann = server.user("Ann", started=True)
    club = server.supergroup("Club", ann, forum=True)
    small = server.group("Small", ann)
    news = server.channel("Painted")
    said = (await server.say(ann, ann, "/paintscheme rust")).said
    assert said is not None
    await server.voice(ann, ann)
    await server.sticker(ann, ann)
    await server.document(ann, ann, b"x", "m.png")
    await server.say(ann, club, "/help@wetpalette_bot", thread=club.topic("Dwarfs"))
    await server.say(server.owner, news, "/help")
    await server.inline(ann, "rust", where=club)
    await server.block(ann)
    await server.unblock(ann)
    await server.kick(small)
    await server.edited(ann, said, "/paintscheme rust and bone")
    await server.forged(ann, said, "1|sc")
    await server.role(club, server.me, "administrator")
    await server.role(club, server.user("Eve"), "member")
    return [update.payload for update in server.updates.pending]


def message(user: User, text: str, number: int) -> dict[str, Any]:
    """A private message as Telegram sends it."""
    told = {"id": user.id, "is_bot": False, "first_name": user.name}
    chat = {"id": user.id, "type": "private", "first_name": user.name}
    body = {"message_id": number, "from": told, "chat": chat, "date": 1_750_000_000, "text": text}
    return {"update_id": number, "message": body}
