"""`wetpalette run` on a local Telegram under load, beside a bare bot of the library's that answers with two words.

    python -m benchmarks.bench_telegram [--rounds 3] [--chats 200] [--no-floor] [--keep FOLDER]

Three processes: the bot (the real command, polling, a SQLite file on this disk, the embedded engine), the local
Telegram of the tests with the people on it (this process), and afterwards the floor in the bot's place. Every request
to Telegram takes 100 ms. Telegram's own limits hold in the large scenario: 30 messages a second, one a second in a
chat.

Small: 25 people who agreed to the price before send `/paintscheme ...` at once. Large: 200 people in 200 chats do, and
for as long as that takes somebody presses a button on an older card and somebody else types an inline query, 2 a second
each. A first reaction is the first thing that somebody can notice: the reaction to their message, or the answer.

Goals: first reaction p99 within 1.5 s (25) and none after 8 s (200), every one answered, callbacks and inline queries
p99 within 1 s under that load; at most 200 MB when idle on both platforms.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.bench_discord import TEXTS, lag_between, memory, prepare, processor, spread
from tests.fakes.discord_server import DiscordServer
from tests.fakes.process import BotProcess
from tests.fakes.telegram_server import Handle, Message, TelegramServer, User

DELAY_S = 0.1
FEW = 25
WARM = 20
"""People who paint a scheme before anything is measured: their cards have the buttons that are pressed."""

PRESSED = ("Recipe", "Other brand", "Export", "Like a colour")
TYPED = ("teal", "rust", "", "paladins")
EVERY_S = 0.5
PATIENCE_S = 180.0


@dataclass
class Town:
    """The people, and the cards that some of them have."""

    telegram: TelegramServer
    people: list[User]
    warm: list[User]
    cards: list[tuple[User, Message]] = field(default_factory=list)


@dataclass
class Round:
    """What came of one round. Times in seconds."""

    first: list[float] = field(default_factory=list)
    last: list[float] = field(default_factory=list)
    callbacks: list[float] = field(default_factory=list)
    inline: list[float] = field(default_factory=list)
    lost: Counter[str] = field(default_factory=Counter)
    refused: int = 0


def answered(handle: Handle) -> float | None:
    """Seconds until the picture (of the floor: the text) was there; None without one."""
    found = [m.at for m in handle.messages if m.photo is not None or m.words == "Here is your answer."]
    return min(found) - handle.at if found else None


async def burst(town: Town, count: int, *, beside: bool, floor: bool = False) -> Round:
    """So many people at once, and what else happens until each has an answer."""
    telegram, result = town.telegram, Round()
    loop = asyncio.get_running_loop()
    refused = len(telegram.refused())
    pressed: list[Handle] = []
    typed: list[Handle] = []
    busy = True

    async def others() -> None:
        n = 0
        while busy:
            owner, card = town.cards[n % len(town.cards)]
            pressed.append(await telegram.press(owner, card, PRESSED[n % len(PRESSED)]))
            if not floor:
                typed.append(await telegram.inline(town.warm[(n + 7) % len(town.warm)], TYPED[n % len(TYPED)]))
            n += 1
            await asyncio.sleep(EVERY_S)

    asked = [
        await telegram.say(who, who, f"/paintscheme {TEXTS[n % len(TEXTS)]} {n}")
        for n, who in enumerate(town.people[:count])
    ]
    beside_it = asyncio.create_task(others()) if beside else None
    deadline = loop.time() + PATIENCE_S
    while any(answered(one) is None for one in asked) and loop.time() < deadline:  # noqa: ASYNC110
        await asyncio.sleep(0.05)
    busy = False
    if beside_it is not None:
        await beside_it
    await asyncio.sleep(2.0)
    for one in asked:
        first, last = one.first_reaction_after, answered(one)
        result.first += [first] if first is not None else []
        result.last += [last] if last is not None else []
        result.lost["without a reaction"] += first is None
        result.lost["without an answer"] += last is None
    for into, handles in ((result.callbacks, pressed), (result.inline, typed)):
        into += [one.answers[0].after for one in handles if one.answers]
        result.lost["queries without an answer"] += sum(not one.answers for one in handles)
    result.refused = len(telegram.refused()) - refused
    await settled(telegram)
    return result


async def settled(telegram: TelegramServer, calm_s: float = 2.0) -> None:
    """Wait until nothing is sent any more."""
    seen, since = len(telegram.requests), time.monotonic()
    while time.monotonic() - since < calm_s:
        await asyncio.sleep(0.1)
        now = sum(1 for r in telegram.requests if r.method != "getUpdates")
        if now != seen:
            seen, since = now, time.monotonic()


def report(name: str, rounds: list[Round]) -> None:
    def every(of: str) -> list[float]:
        return [value for one in rounds for value in getattr(one, of)]

    lost = sum((one.lost for one in rounds), Counter[str]())
    load = ", ".join(f"{load:.1f}" for load in os.getloadavg())
    print(f"{name}: {len(rounds)} rounds, load {load}")
    print(f"  first reaction  {spread(every('first'))}")
    print(f"  answered        {spread(every('last'))}")
    if every("callbacks"):
        print(f"  callbacks       {spread(every('callbacks'))} of {len(every('callbacks'))}")
    if every("inline"):
        print(f"  inline          {spread(every('inline'))} of {len(every('inline'))}")
    print(f"  lost            {dict(+lost) or 'nothing'}; refused by Telegram: {sum(one.refused for one in rounds)}")


async def ours(town: Town, bot: BotProcess, arguments: argparse.Namespace) -> None:
    """Everything measured of `wetpalette run`."""
    telegram = town.telegram
    bot.start()  # once before, as every start but the first after an update finds its modules compiled
    await bot.ready()
    await bot.stop()
    bot.start()
    await bot.ready()
    await asyncio.sleep(1)
    idle = memory(bot.running.pid)
    for n, who in enumerate(town.warm):
        card = await telegram.say(who, who, f"/paintscheme {TEXTS[n % len(TEXTS)]}")
        await card.finished(lambda it: any(m.photo for m in it.messages), 30)
        town.cards.append((who, next(m for m in card.messages if m.photo)))
    await settled(telegram)
    telegram.network_delay = DELAY_S
    print(f"wetpalette run: {idle:.0f} MB after the start")
    for name, count, limits in ((f"{FEW} at once", FEW, False), (f"{arguments.chats} at once", arguments.chats, True)):
        telegram.trouble.flood = None
        if limits:
            telegram.flood_control()
        before, spent = await bot.figures(), processor(bot.running.pid)
        times = arguments.large_rounds if limits else arguments.rounds
        rounds = [await burst(town, count, beside=limits) for _ in range(times)]
        report(name, rounds)
        print(f"  loop lag        {lag_between(before, await bot.figures())}")
        print(f"  processor       {(processor(bot.running.pid) - spent) / len(rounds):.1f} s a round")
    telegram.trouble.flood = None
    print(f"  memory          {memory(bot.running.pid):.0f} MB after the rounds")
    began = time.monotonic()
    status = await bot.stop()
    print(f"  stopped         in {time.monotonic() - began:.1f} s with {status}")
    for line in bot.lines():
        if line.get("level") in ("error", "warning"):
            print("  LOG", line)
    telegram.network_delay = 0.0


async def both(town: Town, folder: Path) -> None:
    """Memory of one process on both platforms."""
    async with DiscordServer(checking="later") as discord:
        told = {"api_base": town.telegram.url, "token": town.telegram.token}
        bot = BotProcess(
            folder, api_base=discord.api_base, gateway_url=discord.gateway_url, token=discord.token, telegram=told
        )
        try:
            bot.start()
            await bot.ready()
            await asyncio.sleep(2)
            print(f"both platforms: {memory(bot.running.pid):.0f} MB after the start")
            await bot.stop()
        finally:
            bot.abandon()


async def floors(town: Town, arguments: argparse.Namespace) -> None:
    """The same of the bare bot."""
    telegram = town.telegram
    seen = telegram.updates.polls
    telegram.updates.allow([])
    command = [sys.executable, "-m", "benchmarks.bare_telegram_bot", telegram.url, telegram.token]
    process = await asyncio.create_subprocess_exec(*command, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        await telegram.until(lambda: telegram.updates.polls > seen, 30)
        await asyncio.sleep(1)
        idle = memory(process.pid)
        telegram.network_delay = DELAY_S
        report(f"bare bot, {FEW} at once", [await burst(town, FEW, beside=False, floor=True)])
        telegram.flood_control()
        large = await burst(town, arguments.chats, beside=True, floor=True)
        report(f"bare bot, {arguments.chats} at once", [large])
        print(f"  memory          {idle:.0f} MB after the start")
    finally:
        process.kill()
        await process.wait()
        telegram.trouble.flood, telegram.network_delay = None, 0.0


async def measure(arguments: argparse.Namespace, folder: Path) -> None:
    """Ours, then the floor, on one Telegram."""
    async with TelegramServer(checking=arguments.checking) as telegram:
        people = [telegram.user(f"Painter {n}", started=True) for n in range(arguments.chats)]
        warm = [telegram.user(f"Regular {n}", started=True) for n in range(WARM)]
        town = Town(telegram, people, warm)
        told: dict[str, Any] = {"api_base": telegram.url, "token": telegram.token}
        bot = BotProcess(folder, telegram=told)
        await prepare(bot.url, [*people, *warm], "telegram")
        try:
            await ours(town, bot, arguments)
        finally:
            bot.abandon()
        print(f"  violations      {len(telegram.violations)}", *telegram.violations[:5], sep="\n    ")
        await both(town, folder)
        if not arguments.no_floor:
            await floors(town, arguments)


def main() -> None:
    """Print all figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--large-rounds", type=int, default=1)
    parser.add_argument("--chats", type=int, default=200)
    parser.add_argument("--no-floor", action="store_true")
    parser.add_argument("--checking", action="store_true", help="compare requests with the description meanwhile")
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
