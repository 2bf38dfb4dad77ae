"""The house on the local Telegram: a real core on a file, the real surface, and people who use it."""

from __future__ import annotations

import asyncio
import io
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from PIL import Image
from sqlalchemy import select

from bot import routes
from bot.metrics import Metrics
from bot.settings import Settings
from bot.telegram.surface import TelegramSurface
from core.accounts.service import person_for
from core.clock import SECOND, now_ms
from core.ids import new_id
from core.ledger.amounts import Source
from core.outbox.tables import outbox
from core.services import Services
from tests.fakes.telegram_server import Chat, Handle, Message, TelegramServer, User

WORDS = "drowned sailors, ghostly teal and rusted brass, grimdark"


@dataclass
class Ahead:
    """The real time, so far ahead as a test puts it."""

    ahead: int = 0

    def __call__(self) -> int:
        return now_ms() + self.ahead


@dataclass
class Figures(Metrics):
    """The real figures, with what was counted to look at."""

    counted: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        Metrics.__init__(self)

    def command(self, platform: str, command: str, outcome: str) -> None:
        super().command(platform, command, outcome)
        self.counted.append((command, outcome))


@dataclass
class Talk:
    """One bot with everything around it, and the people who write to it.

    `say`, `press` and the like return when everything that followed is done. What a test expects in the log as an
    error it names with `expect`.
    """

    core: Services
    clock: Ahead
    server: TelegramServer
    surface: TelegramSurface
    figures: Figures
    ann: User
    bob: User
    expected: list[str] = field(default_factory=list)
    running: asyncio.Task[None] | None = None

    # --- life ---

    async def begin(self) -> None:
        """The process connects and runs."""
        await self.surface.start()
        self.running = asyncio.create_task(self.surface.run())

    async def end(self) -> None:
        """The process stops, as it does when it is told to."""
        await self.surface.close()
        if self.running is not None:
            await self.running

    async def restart(self) -> None:
        """The process ends; another one starts on the same database and the same Telegram."""
        await self.end()
        self.surface = surface_on(self.core, self.server, self.figures)
        await self.begin()

    def expect(self, message: str) -> None:
        """An error that belongs into the log in this test."""
        self.expected.append(message)

    def unexpected(self, records: Sequence[logging.LogRecord]) -> list[str]:
        """Errors in the log that nobody expects."""
        errors = [one for one in records if one.levelno >= logging.ERROR]
        said = [logging.Formatter().format(one) for one in errors]
        return [one for one in said if not any(word in one for word in self.expected)]

    # --- acts ---

    async def done(self, handle: Handle) -> Handle:
        """Wait until what the bot was told by an act is received and answered."""
        await handle.delivered()
        assert self.surface._intake is not None
        await self.surface._intake.finish()
        return handle

    async def say(self, user: User, where: User | Chat, text: str, **more: Any) -> Handle:
        return await self.done(await self.server.say(user, where, text, **more))

    async def photo(
        self, user: User, where: User | Chat, data: bytes | None = None, caption: str = "", **more: Any
    ) -> Handle:
        return await self.done(await self.server.photo(user, where, data or picture(), caption, **more))

    async def press(self, user: User, message: Message, button: str | routes.Route) -> Handle:
        """Press a button, by its label or its route."""
        named = button if isinstance(button, str) else routes.encode(button)
        return await self.done(await self.server.press(user, message, named))

    async def forged(self, user: User, message: Message, data: str | routes.Route) -> Handle:
        """Press what is not under a message."""
        return await self.done(
            await self.server.forged(user, message, data if isinstance(data, str) else routes.encode(data))
        )

    async def painted(self, who: User | None = None, words: str = WORDS) -> Message:
        """A scheme in the person's own chat; its price is agreed to with its button."""
        user = who or self.ann
        offered = await self.say(user, user, words)
        return showpiece(await self.press(user, offered.message, "Paint it"))

    # --- people ---

    async def person(self, who: User | None = None) -> str:
        """Our id of a person."""
        user = who or self.ann
        return await self.core.db.write(person_for, "telegram", str(user.id), now=self.clock())

    async def wallet(self, who: User | None = None) -> str:
        return await self.core.ledger.ensure_wallet(owner_id=await self.person(who))

    async def tokens(self, who: User | None = None) -> int:
        """What a person can spend."""
        return (await self.core.ledger.balance(wallet_id=await self.wallet(who))).available

    async def give(self, amount: int, who: User | None = None) -> None:
        """More tokens."""
        wallet = await self.wallet(who)
        await self.core.ledger.grant(wallet_id=wallet, amount=amount, source=Source.OPERATOR, key=new_id())

    async def spend_all(self, who: User | None = None, leave: int = 0) -> None:
        """Leave so many tokens in the wallet."""
        wallet = await self.wallet(who)
        gone = await self.tokens(who) - leave
        held = await self.core.ledger.hold(
            wallet_id=wallet, amount=gone, feature="paintscheme", key=new_id(), expires_at=self.clock() + SECOND
        )
        await self.core.ledger.capture(hold_id=held.id)

    async def codes(self, who: User | None = None) -> list[str]:
        """The codes of a person's schemes, newest first."""
        return [one.code for one in (await self.core.schemes.recent(await self.person(who), limit=50)).schemes]

    async def outbox(self) -> list[tuple[str, str]]:
        """Kind and state of everything in the outbox."""
        rows = await self.core.db.read(lambda conn: conn.execute(select(outbox.c.kind, outbox.c.state)).all())
        return [(row.kind, row.state) for row in rows]

    async def deliver(self) -> int:
        """Move the clock behind every promise, sweep, and bring what waits."""
        self.clock.ahead += self.core.desk.limits.delivery + 60 * SECOND
        await self.core.desk.sweep()
        return await self.core.outbox.drain(self.surface.deliver, platforms=["telegram"])


def surface_on(core: Services, server: TelegramServer, figures: Figures) -> TelegramSurface:
    """A surface that talks to the local Telegram; it has done nothing yet."""
    settings = Settings(telegram={"token": server.token, "api_base": server.url})
    return TelegramSurface(core, settings, figures)


# --- reading what is shown ------------------------------------------------------------------------------------------


def showpiece(handle: Handle) -> Message:
    """The message with a picture among those that followed, or that was changed."""
    found = [m for m in (*handle.messages, *handle.edited) if m.photo]
    assert len(found) == 1, handle.story()
    return found[0]


def words(handle: Handle) -> str:
    """Everything that a person reads of what followed in that chat."""
    return "\n".join(m.words for m in (*handle.edited, *handle.messages))


def title(message: Message) -> str:
    """What stands in the first line."""
    return message.words.split("\n", 1)[0]


def code_of(message: Message) -> str:
    """The code of the scheme whose buttons hang on a message."""
    for button in message.buttons():
        try:
            route = routes.decode(str(button.get("callback_data") or ""))
        except routes.StaleRouteError:
            continue
        if code := getattr(route, "code", ""):
            return str(code)
    raise AssertionError(f"no scheme on {message}")


def picture(size: tuple[int, int] = (240, 180), colours: Sequence[str] = ("#2F6F6B", "#A8562B", "#C9CBB8")) -> bytes:
    """A picture of a few colours."""
    image = Image.new("RGB", size)
    width = size[0] // len(colours) + 1
    for n, colour in enumerate(colours):
        image.paste(colour, (n * width, 0, min(size[0], (n + 1) * width), size[1]))
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()
