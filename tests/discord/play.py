"""The house on a Discord of the tests: a real core on a file, the real client, and people who use it."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from PIL import Image
from sqlalchemy import select

from bot import routes
from bot.card import Button, Card
from bot.discord.client import Client
from bot.discord.present import Reader, present
from bot.discord.reply import PINGS
from bot.discord.surface import DiscordSurface
from bot.metrics import Metrics
from bot.settings import Discord as Settings
from core.accounts.service import person_for
from core.clock import SECOND
from core.ids import new_id
from core.ledger.amounts import Source
from core.outbox.tables import outbox
from core.services import Services
from tests.fakes.discord_server import Upload, limits
from tests.fakes.discord_server.model import V2
from tests.fakes.discord_sim import Outcome, Person, Shown, Sim

START = 1_767_225_600_000
"""When simcord's clock begins, 2026-01-01, in epoch milliseconds."""

WORDS = "drowned sailors, ghostly teal and rusted brass, grimdark"


@dataclass
class SimClock:
    """The clock of the simulated Discord, for the core: interactions carry its time in their ids."""

    env: Any = None
    ahead: int = 0
    """Milliseconds that our clock runs before Discord's."""

    def __call__(self) -> int:
        now = START if self.env is None else int(self.env.now().timestamp() * 1000)
        return now + self.ahead


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
class House:
    """One bot with everything around it."""

    core: Services
    clock: SimClock
    client: Client
    sim: Sim
    figures: Figures
    ann: Person
    bob: Person
    club: Any

    # --- people ---

    async def person(self, who: Person | None = None) -> str:
        """Our id of a person."""
        user = who or self.ann
        return await self.core.db.write(person_for, "discord", str(user.id), now=self.clock())

    async def tokens(self, who: Person | None = None) -> int:
        wallet = await self.core.ledger.ensure_wallet(owner_id=await self.person(who))
        return (await self.core.ledger.balance(wallet_id=wallet)).available

    async def give(self, amount: int, who: Person | None = None) -> None:
        """More tokens."""
        wallet = await self.core.ledger.ensure_wallet(owner_id=await self.person(who))
        await self.core.ledger.grant(wallet_id=wallet, amount=amount, source=Source.OPERATOR, key=new_id())

    async def spend_all(self, who: Person | None = None) -> None:
        """Leave nothing in the wallet."""
        wallet = await self.core.ledger.ensure_wallet(owner_id=await self.person(who))
        left = (await self.core.ledger.balance(wallet_id=wallet)).available
        held = await self.core.ledger.hold(
            wallet_id=wallet, amount=left, feature="paintscheme", key="all", expires_at=self.clock() + SECOND
        )
        await self.core.ledger.capture(hold_id=held.id)

    async def codes(self, who: Person | None = None) -> list[str]:
        """The codes of a person's schemes, newest first."""
        return [one.code for one in (await self.core.schemes.recent(await self.person(who), limit=50)).schemes]

    async def outbox(self) -> list[tuple[str, str]]:
        """Kind and state of everything in the outbox."""
        rows = await self.core.db.read(lambda conn: conn.execute(select(outbox.c.kind, outbox.c.state)).all())
        return [(row.kind, row.state) for row in rows]

    # --- acts ---

    async def old_message(self, *buttons: Button, owner: Person | None = None, where: Any = None) -> Shown:
        """A message that the bot wrote once upon a time, with these buttons."""
        card = Card(title="Long ago", buttons=(buttons,))
        drawn = present(card, Reader((owner or self.ann).id, self.client.writer))
        channel = self.client.get_partial_messageable((where or self.club).id)
        await channel.send(view=drawn.view, allowed_mentions=PINGS)
        return self.sim.history(where or self.club, owner or self.ann)[-1]

    async def press(self, route: routes.Route, who: Person | None = None, where: Any = None) -> Outcome:
        """Press the button of a route on an old message."""
        message = await self.old_message(Button("Press", route), owner=who, where=where)
        return await self.sim.click(who or self.ann, message, label="Press")

    async def slash(self, command: str, who: Person | None = None, where: Any = None, /, **options: Any) -> Outcome:
        user = who or self.ann
        return await self.sim.slash(user, where or self.club, command, **options)

    async def agree(self, who: Person | None = None, where: Any = None) -> Outcome:
        """Ask for a scheme for the first time and agree to its price."""
        asked = await self.slash("paintscheme", who, where, description=WORDS)
        return await self.sim.click(who or self.ann, asked.message, label="Paint it (3 tokens)")

    async def painted(self, who: Person | None = None, where: Any = None, /, **options: Any) -> Shown:
        """The card of a scheme; the price was agreed to before, or is now."""
        done = await self.slash("paintscheme", who, where, **(options or {"description": WORDS}))
        if any(button["label"].startswith("Paint it") for button in done.message.buttons()):
            label = next(b["label"] for b in done.message.buttons() if b["label"].startswith("Paint it"))
            done = await self.sim.click(who or self.ann, done.message, label=label)
        return showpiece(done)

    def surface(self) -> DiscordSurface:
        """What the process calls to bring messages, on this client."""
        surface = DiscordSurface(self.core, Settings(token="none"), self.figures)  # type: ignore[arg-type]
        surface.client = self.client
        return surface

    async def deliver(self) -> int:
        """Move the clock behind every promise, sweep, and bring what waits."""
        self.clock.ahead += self.core.desk.limits.delivery + 60 * SECOND
        await self.core.desk.sweep()
        return await self.core.outbox.drain(self.surface().deliver, platforms=["discord"])

    async def restart(self) -> None:
        """The process ends; another one starts on the same database and the same Discord."""
        await self.client.finish()
        self.client = new_client(self.core, self.figures)
        await self.sim.restart(self.client)

    def in_channel(self, where: Any = None) -> list[Shown]:
        """Messages that everybody sees in a channel."""
        return self.sim.history(where or self.club)


def new_client(core: Services, figures: Metrics) -> Client:
    return Client(core, figures, shard_count=1)


# --- reading what is shown ------------------------------------------------------------------------------------------


def labels(message: Shown) -> list[str]:
    return [button["label"] for button in message.buttons()]


def showpiece(done: Outcome) -> Shown:
    """The message with a picture among the answers."""
    found = [m for m in done.messages if m.images()]
    assert len(found) == 1, [m.text() for m in done.messages]
    return found[0]


def title(message: Shown) -> str:
    return message.text().split("\n", 1)[0].removeprefix("### ")


def code_in(message: Shown) -> str:
    """The code of the scheme on a card."""
    for line in message.text().split("\n"):
        if line.startswith("**Code** "):
            return line.removeprefix("**Code** ")
    raise AssertionError(message.text())


def sent(sim: Sim) -> list[dict[str, Any]]:
    """The message in every request that the bot made."""
    found = []
    for request in sim.requests:
        body = request.json
        if not isinstance(body, dict):
            continue
        data = body.get("data") if isinstance(body.get("data"), dict) else body
        if "components" in data or "content" in data:
            found.append(data)
    return found


def check_requests(sim: Sim) -> None:
    """Nothing that the bot ever said can ping, and all of it stays within Discord's limits."""
    for data in sent(sim):
        if "title" in data and "custom_id" in data:
            assert list(limits.modal(data)) == []
            continue
        assert data.get("allowed_mentions", {}).get("parse") == [], data
        assert not data["allowed_mentions"].get("users")
        assert not data["allowed_mentions"].get("roles")
        assert not data.get("content")
        assert data.get("flags", V2) & V2
        assert list(limits.layout(data["components"])) == []


def picture(size: tuple[int, int] = (240, 180), colours: Sequence[str] = ("#2F6F6B", "#A8562B", "#C9CBB8")) -> bytes:
    """A picture of a few colours."""
    image = Image.new("RGB", size)
    width = size[0] // len(colours) + 1
    for n, colour in enumerate(colours):
        image.paste(colour, (n * width, 0, min(size[0], (n + 1) * width), size[1]))
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def photo(name: str = "mini.png") -> Upload:
    return Upload(picture(), name)
