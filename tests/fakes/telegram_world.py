"""A local Telegram, the real process beside it, and what a test looks at."""

from __future__ import annotations

import asyncio
import io
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
from PIL import Image

from bot.swatches.setting import WIDTH
from tests.databases import SqliteFiles
from tests.fakes.process import BotProcess
from tests.fakes.telegram_server import Chat, Handle, Message, TelegramServer, User

WORDS = "drowned sailors, ghostly teal and rusted brass, grimdark"
SECRET = "ghostly"
"""A word of every brief, and of nothing that may be logged."""

WELCOME, PRICE = 12, 3
QUESTION = "Shall I paint that?"
PAINT = "Paint it"


@dataclass(repr=False)
class World:
    """A Telegram and the bot's process."""

    telegram: TelegramServer
    bot: BotProcess

    async def start(self, timeout: float = 60.0) -> None:  # noqa: ASYNC109
        """Start the bot, and wait until it says that it is ready."""
        self.bot.start()
        await self.bot.ready(timeout)

    async def again(self) -> None:
        """SIGKILL, and another life."""
        await self.bot.kill()
        await self.start()

    # --- what people do ---

    async def say(self, who: User, words: str = WORDS, where: Chat | None = None, **more: Any) -> Handle:
        return await self.telegram.say(who, where or who, words, **more)

    async def ask(self, who: User, where: Chat | None = None) -> Handle:
        """`/paintscheme` and words; whatever comes of it."""
        return await self.say(who, f"/paintscheme {WORDS}, {who.name}", where)

    async def paint(self, who: User, where: Chat | None = None) -> Message:
        """A scheme, its price agreed to when it is asked for; the message with the picture."""
        asked = await (await self.ask(who, where)).finished(question_or_picture, 20)
        if pictures(asked):
            return pictures(asked)[0]
        pressed = await self.telegram.press(who, question(asked), PAINT)
        return pictures(await pressed.finished(pictures, 20))[0]

    async def agreed(self, name: str, **more: Any) -> User:
        """Somebody who has agreed to the price, and got a scheme for it."""
        user = self.telegram.user(name, **more)
        await self.paint(user)
        return user

    async def at_work(self, who: User, where: Chat | None = None) -> Handle:
        """`/paintscheme` of somebody who agreed before, held at the engine."""
        self.bot.close_gate()
        asked = await self.ask(who, where)
        await self.pending(who)
        return asked

    # --- what is in the database ---

    async def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """Read; values stand at $1, $2 …"""
        if self.bot.url.startswith("postgresql"):
            conn = await asyncpg.connect(_dsn(self.bot.url))
            try:
                return [tuple(row) for row in await conn.fetch(query, *values)]
            finally:
                await conn.close()
        with closing(sqlite3.connect(f"file:{self.bot.database}?mode=ro", uri=True)) as db:
            return db.execute(query.replace("$", "?"), values).fetchall()

    async def change(self, statement: str) -> None:
        """Change the database while nobody runs on it: the hands of the clock, mostly."""
        assert self.bot.running.poll() is not None
        if self.bot.url.startswith("postgresql"):
            conn = await asyncpg.connect(_dsn(self.bot.url))
            try:
                await conn.execute(statement)
            finally:
                await conn.close()
            return
        with closing(sqlite3.connect(self.bot.database)) as db, db:
            db.execute(statement)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the SQLite file so that nobody else can write."""
        with closing(sqlite3.connect(self.bot.database, isolation_level=None)) as db:
            db.execute("BEGIN IMMEDIATE")
            try:
                yield
            finally:
                db.execute("ROLLBACK")

    async def lapse(self) -> None:
        """Let so much time pass that nobody believes any more that the dead process is at work."""
        await self.change("UPDATE request SET lease_until = 1 WHERE status = 'pending'")

    async def requests(self, who: User) -> list[tuple[str, int]]:
        """(status, tokens charged) of all requests of a person, oldest first."""
        query = "SELECT status, charged FROM request WHERE person_id = $1 ORDER BY created_at"
        return await self.rows(query, await self.person(who))

    async def pending(self, who: User) -> None:
        """Wait until a request of theirs is at work."""
        for _ in range(1_000):
            if await self.person(who) and any(status == "pending" for status, _ in await self.requests(who)):
                return
            await asyncio.sleep(0.01)
        raise AssertionError("nothing was begun")

    async def person(self, who: User) -> str:
        query = "SELECT person_id FROM identity WHERE platform = 'telegram' AND platform_user_id = $1"
        return str((await self.rows(query, str(who.id)) or [("",)])[0][0])

    async def tokens(self, who: User) -> tuple[int, int]:
        """(posted, of them held) of a person."""
        found = await self.rows("SELECT posted, held FROM wallet WHERE owner_id = $1", await self.person(who))
        return found[0][0], found[0][1]

    async def outbox(self) -> int:
        """How many messages were put into the outbox, ever."""
        return int((await self.rows("SELECT COUNT(*) FROM outbox"))[0][0])

    async def unanswered(self) -> int:
        """How many updates are kept and not answered."""
        query = "SELECT COUNT(*) FROM incoming WHERE done_at IS NULL AND platform = 'telegram'"
        return int((await self.rows(query))[0][0])

    async def quiet(self, timeout: float = 20.0) -> None:  # noqa: ASYNC109
        """Wait until every update is answered."""
        for _ in range(int(timeout / 0.02)):
            if not self.telegram.updates.pending and not await self.unanswered():
                return
            await asyncio.sleep(0.02)
        raise AssertionError(f"{await self.unanswered()} updates are not answered")

    # --- what people see ---

    def sheets(self, chat: Chat | User) -> list[Message]:
        """The pictures that stand in a chat."""
        place = self.telegram.place_of(chat)
        return [m for m in place.from_bot(self.telegram.me) if m.photo is not None]

    def texts(self, chat: Chat | User) -> list[str]:
        """What the bot has said in a chat and not taken away."""
        return [m.words for m in self.telegram.place_of(chat).from_bot(self.telegram.me)]


def _dsn(url: str) -> str:
    return url.replace("postgresql+asyncpg", "postgresql")


def pictures(handle: Handle) -> list[Message]:
    """The pictures that came of something."""
    return [m for m in handle.messages if m.photo is not None]


def question(handle: Handle) -> Message:
    """The price question that came of something. AssertionError when there is none."""
    found = [m for m in (*handle.private, *handle.messages) if QUESTION in m.words and m.keyboard]
    assert found, handle.story()
    return found[-1]


def question_or_picture(handle: Handle) -> Any:
    return pictures(handle) or question(handle)


def says(text: str) -> Any:
    """A predicate: some message that came, or was changed, holds the text."""
    return lambda handle: any(text in m.words for m in (*handle.messages, *handle.edited, *handle.private))


def check_picture(message: Message) -> None:
    """The sheet came, opens, is whole and as large as it was laid out."""
    assert message.photo is not None
    with Image.open(io.BytesIO(message.photo)) as picture:
        picture.load()
        assert picture.format == "PNG"
        assert picture.width == WIDTH
        assert picture.height > 1000


@dataclass
class Ground:
    """What every process of a test file stands on: a migrated database to copy, and modules compiled once."""

    files: SqliteFiles
    bytecode: Path

    def world(
        self,
        telegram: TelegramServer,
        folder: Path,
        *,
        webhook: bool = False,
        settings: Mapping[str, Any] | None = None,
        **more: Any,
    ) -> World:
        """A bot on a Telegram, with a database of its own; not started yet."""
        folder.mkdir(exist_ok=True)
        if not more.get("url"):
            self.files.fresh(folder / "wetpalette.db")
        told = {"api_base": telegram.url, "token": telegram.token} | dict(settings or {})
        bot = BotProcess(folder, bytecode=self.bytecode, telegram=told, **more)
        if webhook:
            bot.telegram["mode"] = "webhook"
            bot.web["public_url"] = f"http://127.0.0.1:{bot.port}"
        return World(telegram, bot)
