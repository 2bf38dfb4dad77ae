"""`wetpalette run` on a local Discord under load, beside a bare discord.py bot that does nothing but defer and answer.

    python -m benchmarks.bench_discord [--rounds 3] [--interactions 200] [--no-floor] [--keep FOLDER]

Three processes: the bot (the real command, a SQLite file on this disk, the embedded engine), the local Discord of the
tests with the people on it (this process), and afterwards the floor in the bot's place, on the same Discord with the
same commands, people and messages. So the bot shares no interpreter with the server, but it shares two cores with it.
Requests are compared with Discord's own description when all is over (`checking="later"`).

A round is 200 interactions spread evenly over one second: 60 % `/paintscheme` by as many people who agreed to the price
before and have tokens, the rest `/balance`, `/schemes recent`, `/paints match` and buttons on older cards; every 25 ms
somebody types into an option besides. An age is from the moment a person acts to the arrival of the first response at
Discord. An interaction has ended when its card, its refusal or its form is there. Rounds are separated by a pause.

Goals: 99 % acknowledged within 1 s, none after 2.5 s, none lost, every one ends; autocomplete p99 at most 250 ms under
load and 50 ms without; at most 170 MB when idle; event-loop lag p99 at most 50 ms while sheets are drawn.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import psutil

from benchmarks.bare_discord_bot import WORDS
from bot.card import Tone
from bot.discord.present import ACCENTS
from bot.screens.paintschemes import STAGES
from tests.fakes.discord_server import Channel, DiscordServer, Guild, Interaction, Message, User
from tests.fakes.discord_server.components import CONTAINER
from tests.fakes.process import BotProcess

TEXTS = (
    "drowned sailors, ghostly teal and rusted brass, grimdark",
    "sunlit paladins in ivory and royal blue, gold trim",
    "swamp goblins with fungus green skin and purple rags",
    "desert raiders, sand, bone and faded red cloth",
    "ice elves, pale blue armour, silver, almost no red",
)
TYPED = (("paints match", "colour", "tea"), ("paintscheme", "faction", "dw"), ("paintscheme", "brands", "Val"))
PAINT_SHARE = 0.6
WARM = 20
"""People who paint a scheme before the first round: their cards have the buttons that are pressed later."""

QUIET_AUTOCOMPLETES = 200
PATIENCE_S = 120.0
UNDER_WAY = tuple(f"### {title}" for title in (*STAGES.values(), "Answered in private"))
"""How a message begins that is still going to become, or to make room for, the answer."""


# --- people ---------------------------------------------------------------------------------------------------------


async def prepare(url: str, users: Sequence[Any], platform: str = "discord") -> None:
    """Let people (whatever has an `id`) agree to the price of a scheme and give them tokens, in the database."""
    from sqlalchemy import Connection  # noqa: PLC0415

    from core.accounts.service import person_for  # noqa: PLC0415
    from core.clock import HOUR, now_ms  # noqa: PLC0415
    from core.ledger import service as ledger  # noqa: PLC0415
    from core.pricing import service as pricing  # noqa: PLC0415
    from core.services import open_services  # noqa: PLC0415

    def make(conn: Connection, user: Any) -> None:
        now = now_ms()
        person_id = person_for(conn, platform, str(user.id), now=now)
        wallet = ledger.ensure_wallet(conn, owner_id=person_id, now=now)
        ledger.grant(conn, wallet_id=wallet, amount=500, source=ledger.Source.PAID, key=f"bench:{user.id}", now=now)
        quote = pricing.quote(conn, person_id=person_id, feature="paintscheme", inputs_digest="bench", now=now)
        hold = ledger.hold(
            conn, wallet_id=wallet, amount=quote.cost, feature="paintscheme", key=f"bench:{user.id}", now=now,
            expires_at=now + HOUR,
        )  # fmt: skip
        pricing.use_quote(
            conn, quote_id=quote.id, person_id=person_id, feature="paintscheme", inputs_digest="bench",
            hold_id=hold.id, now=now,
        )  # fmt: skip
        ledger.capture(conn, hold_id=hold.id, now=now)

    core = await open_services(url)
    try:
        await asyncio.gather(*(core.db.write(make, user) for user in users))
    finally:
        await core.close(0)


@dataclass
class Town:
    """The people, where they are, and the cards they have."""

    discord: DiscordServer
    guilds: list[Guild]
    people: list[User]
    cards: list[tuple[User, Message]] = field(default_factory=list)

    def place(self, number: int) -> Channel:
        """The people are spread over the servers."""
        return self.guilds[number % len(self.guilds)].channels[0]


# --- a round --------------------------------------------------------------------------------------------------------


@dataclass
class Round:
    """What came of one round. Times in seconds."""

    ages: list[float] = field(default_factory=list)
    lost: int = 0
    ended: Counter[str] = field(default_factory=Counter)
    unended: list[str] = field(default_factory=list)
    until_last: float = 0.0
    typed: list[float] = field(default_factory=list)
    typed_lost: int = 0


def acts(town: Town, count: int, rng: random.Random) -> list[Callable[[], Awaitable[Interaction]]]:
    """What happens in a round, in the order in which it happens."""
    discord = town.discord
    found: list[Callable[[], Awaitable[Interaction]]] = []
    people = town.people[WARM:]
    painters = round(count * PAINT_SHARE)
    for n in range(painters):
        text = f"{TEXTS[n % len(TEXTS)]} {n}"
        found.append(partial(discord.slash, people[n], town.place(n), "paintscheme", description=text))
    for n in range(painters, count):
        user, place = people[n], town.place(n)
        match n % 4:
            case 0:
                found.append(partial(discord.slash, user, place, "balance"))
            case 1:
                found.append(partial(discord.slash, user, place, "schemes recent"))
            case 2:
                found.append(partial(discord.slash, user, place, "paints match", colour="#2F6F73"))
            case _:
                owner, card = town.cards[n % len(town.cards)]
                label = ("Recipe", "Export", "Favourite", "Other brand")[n // 4 % 4]
                found.append(partial(discord.click, owner, card, _id_of(card, label)))
    rng.shuffle(found)
    return found


def _id_of(card: Message, label: str) -> str:
    return str(next(b for b in card.buttons() if b.get("label") == label)["custom_id"])


def outcome(interaction: Interaction) -> str | None:
    """How an interaction ended; None while it has not."""
    if interaction.modal is not None:
        return "form"
    told = [m for m in interaction.messages if not m.loading]
    if interaction.updated and interaction.source is not None:
        told.append(interaction.source)
    if any(m.images() for m in told):
        return "picture"
    told = [m for m in told if not m.text().startswith(UNDER_WAY)]
    if not told:
        return None
    if told[-1].text() == WORDS:
        return "text"
    accent = next((c.get("accent_color") for c in told[-1].components if c["type"] == CONTAINER), None)
    return {ACCENTS[Tone.REFUSAL]: "refusal", ACCENTS[Tone.FAULT]: "fault"}.get(accent or 0, "card")


async def run_round(town: Town, count: int, rng: random.Random) -> Round:
    """One second of load, and the time until everything has ended."""
    discord, result = town.discord, Round()
    handles: list[Interaction] = []
    typed: list[Interaction] = []
    busy = True

    async def type_along() -> None:
        n = 0
        while busy and n < 400:
            command, option, text = TYPED[n % len(TYPED)]
            typed.append(await discord.autocomplete(town.people[n % 100], town.place(n), command, option, text))
            n += 1
            await asyncio.sleep(0.025)

    loop = asyncio.get_running_loop()
    began = loop.time()
    typing = asyncio.create_task(type_along())
    todo = acts(town, count, rng)
    for n, act in enumerate(todo):
        await asyncio.sleep(max(0.0, began + n / len(todo) - loop.time()))
        handles.append(await act())
    deadline = began + PATIENCE_S
    while any(outcome(one) is None for one in handles if one.acknowledged or loop.time() < began + 5):
        if loop.time() > deadline:
            break
        await asyncio.sleep(0.02)
    result.until_last = loop.time() - began
    busy = False
    await typing
    await asyncio.sleep(1.0)
    for one in handles:
        if one.acknowledged_after is None:
            result.lost += 1
        else:
            result.ages.append(one.acknowledged_after)
        end = outcome(one)
        if end is None:
            result.unended.append(one.story())
        result.ended[end or "never"] += 1
    for one in typed:
        if one.acknowledged_after is None:
            result.typed_lost += 1
        else:
            result.typed.append(one.acknowledged_after)
    return result


async def quiet_autocompletes(town: Town) -> list[float]:
    """Ages of autocompletes while nothing else happens."""
    ages = []
    for n in range(QUIET_AUTOCOMPLETES):
        command, option, text = TYPED[n % len(TYPED)]
        one = await town.discord.autocomplete(town.people[n % 100], town.place(n), command, option, text)
        await one.was_acknowledged(10)
        ages.append(one.acknowledged_after or 0.0)
        await asyncio.sleep(0.005)
    return ages


# --- figures --------------------------------------------------------------------------------------------------------


def at(values: Sequence[float], share: float) -> float:
    """The value below which that share of the values lies."""
    if not values:
        return float("nan")
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def ms(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms"


def spread(values: Sequence[float]) -> str:
    return f"p50 {ms(at(values, 0.5))}  p99 {ms(at(values, 0.99))}  max {ms(max(values, default=0.0))}"


def report(name: str, rounds: Sequence[Round], quiet: Sequence[float]) -> None:
    ages = [age for one in rounds for age in one.ages]
    typed = [age for one in rounds for age in one.typed]
    ended = sum((one.ended for one in rounds), Counter[str]())
    late = [age for age in ages if age > 1.0]
    print(f"{name}: {len(rounds)} rounds")
    print(f"  acknowledged    {spread(ages)}  above 1 s: {len(late)} of {len(ages)}", end="")
    print(f"  lost: {sum(one.lost for one in rounds)}")
    print(f"  ended           {', '.join(f'{n} {kind}' for kind, n in ended.most_common())}")
    print(f"  last one ended  {', '.join(f'{one.until_last:.2f} s' for one in rounds)} after the first began")
    lost = sum(one.typed_lost for one in rounds)
    print(f"  autocomplete    under load {spread(typed)} of {len(typed)}, {lost} lost;", end="")
    print(f"  without {spread(quiet)} of {len(quiet)}")
    for story in [story for one in rounds for story in one.unended][:3]:
        print("  NEVER ENDED:", story)


LAG = re.compile(r'wetpalette_event_loop_lag_seconds_bucket\{le="([^"]+)"\}')


def lag_between(before: dict[str, float], after: dict[str, float]) -> str:
    """The bucket in which the p99 of the event loop's lag lies, from two looks at `/metrics`."""
    buckets = sorted((float(m[1]), after[key] - before.get(key, 0.0)) for key in after if (m := LAG.fullmatch(key)))
    total = buckets[-1][1]
    below = [(edge, count) for edge, count in buckets if count >= 0.99 * total]
    within = next(count for edge, count in buckets if edge == 0.05)
    return f"p99 <= {ms(below[0][0])}; {within:.0f} of {total:.0f} looks within 50 ms"


def memory(pid: int) -> float:
    """Resident memory in MB (10^6 bytes)."""
    return float(psutil.Process(pid).memory_info().rss) / 1e6


def processor(pid: int) -> float:
    times = psutil.Process(pid).cpu_times()
    return float(times.user + times.system)


async def ours(town: Town, bot: BotProcess, arguments: argparse.Namespace) -> None:
    """Everything measured of `wetpalette run`."""
    bot.start()  # once before, as every start but the first after an update finds its modules compiled
    await bot.ready()
    await bot.stop()
    bot.start()
    await bot.ready()
    await asyncio.sleep(1)
    idle = memory(bot.running.pid)
    for n, user in enumerate(town.people[:WARM]):
        card = await town.discord.slash(user, town.place(n), "paintscheme", description=TEXTS[n % len(TEXTS)])
        await card.finished(lambda it: it.messages and it.message.images(), 30)
        town.cards.append((user, card.message))
    quiet = await quiet_autocompletes(town)
    rounds, before, spent = [], await bot.figures(), processor(bot.running.pid)
    for n in range(arguments.rounds):
        rounds.append(await run_round(town, arguments.interactions, random.Random(n)))
        await asyncio.sleep(2)
    after, spent = await bot.figures(), processor(bot.running.pid) - spent
    await asyncio.sleep(1)
    report("wetpalette run", rounds, quiet)
    print(f"  loop lag        {lag_between(before, after)}")
    print(f"  memory          {idle:.0f} MB after the start, {memory(bot.running.pid):.0f} MB after the rounds", end="")
    print(f"  processor {spent / max(1, len(rounds)):.1f} s a round")
    began = time.monotonic()
    status = await bot.stop()
    print(f"  stopped         in {time.monotonic() - began:.1f} s with {status}")
    for line in bot.lines():
        if line.get("level") in ("error", "warning"):
            print("  LOG", line)


async def floors(town: Town, arguments: argparse.Namespace) -> None:
    """The same of the bare bot."""
    discord = town.discord
    command = [sys.executable, "-m", "benchmarks.bare_discord_bot"]
    seen = len(discord.gateway.identified)
    process = await asyncio.create_subprocess_exec(
        *command, discord.api_base, discord.gateway_url, discord.token, stdin=subprocess.DEVNULL
    )
    try:
        await discord.gateway.until_identified(seen + 1)
        await asyncio.sleep(1)
        idle = memory(process.pid)
        quiet = await quiet_autocompletes(town)
        rounds = []
        for n in range(arguments.rounds):
            rounds.append(await run_round(town, arguments.interactions, random.Random(n)))
            await asyncio.sleep(1)
        report("bare discord.py bot", rounds, quiet)
        print(f"  memory          {idle:.0f} MB after the start, {memory(process.pid):.0f} MB after the rounds")
    finally:
        process.kill()
        await process.wait()


async def measure(arguments: argparse.Namespace, folder: Path) -> None:
    """Ours, then the floor, on one Discord."""
    async with DiscordServer(checking="later") as discord:
        guilds = [discord.guild(f"Brush Club {n}") for n in range(10)]
        people = [discord.user(f"Painter {n}") for n in range(WARM + arguments.interactions)]
        town = Town(discord, guilds, people)
        bot = BotProcess(folder, api_base=discord.api_base, gateway_url=discord.gateway_url, token=discord.token)
        await prepare(f"sqlite+aiosqlite:///{bot.database}", people)
        try:
            await ours(town, bot, arguments)
        finally:
            bot.abandon()
        refused = Counter(f"{r.method} {r.status}" for r in discord.refused())
        print(f"  refused         {dict(refused) or 'nothing'}")
        if discord.checked_against_spec:
            found = discord.violations
            print(f"  violations      {len(found)} of Discord's own description", *found[:5], sep="\n    ")
        else:
            print("  violations      unknown: Discord's own description is not there")
        if not arguments.no_floor:
            await floors(town, arguments)


def main() -> None:
    """Print all figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--interactions", type=int, default=200)
    parser.add_argument("--no-floor", action="store_true")
    parser.add_argument("--keep", type=Path, help="keep the bot's folder here")
    arguments = parser.parse_args()
    if arguments.keep:
        arguments.keep.mkdir(parents=True, exist_ok=True)
        asyncio.run(measure(arguments, arguments.keep))
        return
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(measure(arguments, Path(folder)))


if __name__ == "__main__":
    main()
