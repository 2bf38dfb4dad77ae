"""A local Discord with a server on it, the real process beside it, and what a test looks at."""

from __future__ import annotations

import io
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PIL import Image

from bot.swatches.setting import WIDTH
from tests.databases import SqliteFiles
from tests.fakes.discord_server import DiscordServer, How, Interaction, Message, Upload, User
from tests.fakes.process import BotProcess

WORDS = "drowned sailors, ghostly teal and rusted brass, grimdark"
SECRET = "ghostly"
"""A word of every description in this file, and of nothing that may be logged."""

WELCOME, PRICE = 12, 3
USUALLY = How()
REGISTRATION = "/applications/*/commands"
CALLBACK, EDIT = "/interactions/*/callback", "/webhooks/*/messages/@original"


@dataclass(repr=False)
class World:
    """A Discord with a server on it, and the bot's process."""

    discord: DiscordServer
    bot: BotProcess
    guild: Any = field(init=False)

    def __post_init__(self) -> None:
        self.guild = self.discord.guild()

    @property
    def here(self) -> Any:
        return self.guild.channels[0]

    async def start(self) -> None:
        self.bot.start()
        await self.bot.ready()
        await self.discord.gateway.connected()

    async def ask(self, who: User, where: Any = None, *, how: How = USUALLY, **options: Any) -> Interaction:
        """`/paintscheme`; whatever comes of it."""
        options = options or {"description": f"{WORDS}, {who.name}"}
        return await self.discord.slash(who, where or self.here, "paintscheme", how=how, **options)

    async def paint(self, who: User, where: Any = None, *, how: How = USUALLY, **options: Any) -> Message:
        """`/paintscheme`, the price agreed to when it is asked; the card with the picture."""
        asked = await (await self.ask(who, where, how=how, **options)).finished(question_or_card, 20)
        if pictured(asked):
            return pictured(asked)[0]
        pressed = await self.discord.click(who, asked.message, label="Paint it (3 tokens)", how=how)
        return pictured(await pressed.finished(pictured, 20))[0]

    async def agreed(self, name: str, **more: Any) -> User:
        """Somebody who has agreed to the price, and got a scheme for it."""
        user = self.discord.user(name, **more)
        await self.paint(user)
        return user

    async def at_work(self, who: User) -> Interaction:
        """`/paintscheme` of somebody who agreed before, held at the engine."""
        self.bot.close_gate()
        asked = await self.ask(who)
        await asked.was_acknowledged()
        await self.discord.until(lambda: self.pending(who))
        return asked

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(f"file:{self.bot.database}?mode=ro", uri=True)) as db:
            return db.execute(query, values).fetchall()

    def change(self, statement: str, *values: Any) -> int:
        """Change the database while nobody runs on it: the hands of the clock, mostly."""
        assert self.bot.running.poll() is not None
        with closing(sqlite3.connect(self.bot.database)) as db, db:
            return db.execute(statement, values).rowcount

    def requests(self, who: User) -> list[tuple[str, int]]:
        """(status, tokens charged) of all requests of a person, oldest first."""
        query = "SELECT status, charged FROM request WHERE person_id = ? ORDER BY created_at"
        return self.rows(query, self.person(who))

    def pending(self, who: User) -> bool:
        return any(status == "pending" for status, _ in self.requests(who))

    def person(self, who: User) -> str:
        query = "SELECT person_id FROM identity WHERE platform = 'discord' AND platform_user_id = ?"
        return str(self.rows(query, str(who.id))[0][0])

    def tokens(self, who: User) -> tuple[int, int]:
        """(posted, of them held) of a person."""
        return self.rows("SELECT posted, held FROM wallet WHERE owner_id = ?", self.person(who))[0]

    def dms(self, who: User) -> list[Message]:
        return [m for m in self.discord.dm(who).messages if m.author is self.discord.me and not m.deleted]

    def written_to(self, who: User) -> list[Message]:
        """The messages of their DM that answer no interaction."""
        return [m for m in self.dms(who) if m.interaction is None]


def pictured(interaction: Interaction) -> list[Message]:
    """The messages of an answer that show a picture."""
    found = list(interaction.messages)
    if interaction.updated and interaction.source is not None:
        found.append(interaction.source)
    return [m for m in found if m.images()]


def question_or_card(interaction: Interaction) -> Any:
    return pictured(interaction) or "Shall I paint that?" in interaction.message.text()


def says(text: str) -> Any:
    """A predicate: some message of the answer holds the text."""
    return lambda interaction: any(text in m.text() for m in interaction.messages)


def check_picture(message: Message) -> None:
    """The sheet came as a file, opens, is whole and as large as it was laid out, and has a text for who cannot see."""
    (image,) = message.images()
    assert image.data is not None
    with Image.open(io.BytesIO(image.data)) as picture:
        picture.load()
        assert picture.format == "PNG"
        assert picture.width == WIDTH
        assert picture.height > 1000
        assert picture.size == image.size
    assert image.description is not None
    assert len(image.description) > 100


def photo(colour: str = "#2F6F73") -> Upload:
    out = io.BytesIO()
    picture = Image.new("RGB", (64, 48), colour)
    picture.paste("#B5651D", (0, 0, 24, 48))
    picture.paste("#1E1E26", (24, 0, 36, 48))
    picture.save(out, "PNG")
    return Upload(out.getvalue(), "mini.png", "image/png")


@dataclass
class Ground:
    """What every process of this file stands on: a migrated database to copy, and modules compiled once."""

    files: SqliteFiles
    bytecode: Path

    def bot(self, discord: DiscordServer, folder: Path, **settings: Any) -> BotProcess:
        self.files.fresh(folder / "wetpalette.db")
        told = {"api_base": discord.api_base, "gateway_url": discord.gateway_url, "token": discord.token} | settings
        return BotProcess(folder, bytecode=self.bytecode, **told)
