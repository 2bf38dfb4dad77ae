"""The process of `wetpalette run`: every configured surface on one core, started and stopped together.

    settings -> lock (SQLite) -> core -> web side -> surfaces -> background work ... -> stop intake -> finish -> close

The web side listens before the surfaces start: it tells that they are not ready, and serves what they have for it.

At the start it is all or nothing: a surface that cannot start ends the process with a sentence. A connection that
drops later is the surface's own matter; only one that can never come back ends the process.
"""

# ruff: noqa: PLC0415  a platform's library is loaded only when its token is set, the web's only with a port
from __future__ import annotations

import asyncio
import gc
import logging
import signal
import sys
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, Final

from bot.app import alone, check_engine, open_core
from bot.background import Courier, feel_pulse, keep, remind, tidy
from bot.exits import DatabaseRefusal, Exit
from bot.metrics import Metrics
from core.errors import Misconfigured, Unavailable
from core.words import N_

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.settings import Settings
    from bot.surface import Surface
    from bot.web.server import WebSide
    from core.services import Services

log = logging.getLogger(__name__)

GRACE_S: Final = 25.0
"""How long a stop may take in all."""

LAST_WORDS_S: Final = 5.0
"""The part of it that is kept for sending the last answers and saying goodbye."""

NOTHING_TO_RUN: Final = N_(
    "There is nothing to run: set discord.token or telegram.token in config.toml, or the variable"
    " WETPALETTE_DISCORD__TOKEN or WETPALETTE_TELEGRAM__TOKEN. `wetpalette chat` needs no token."
)
GONE: Final = N_("The connection to {platform} has ended for good. Start `wetpalette run` again.")

GIVE_WAY_S: Final = 0.001
"""How long a thread that draws may keep the event loop waiting: Python's own 5 ms add up over threads."""

AT_ONCE: Final = 2
"""Threads for what would hold up the event loop: they share one interpreter, so more of them finish nothing sooner."""

Build = Callable[["Services", "Settings", Metrics], "Surface"]


def _discord(core: Services, settings: Settings, metrics: Metrics) -> Surface:
    from bot.discord.surface import DiscordSurface

    return DiscordSurface(core, settings.discord, metrics)


def _telegram(core: Services, settings: Settings, metrics: Metrics) -> Surface:
    from bot.telegram.surface import TelegramSurface

    return TelegramSurface(core, settings, metrics)


BUILDERS: Final[Mapping[str, Build]] = {"discord": _discord, "telegram": _telegram}
"""How each platform's surface is made."""


def main(settings: Settings) -> Exit:
    """Run until a signal or an end that cannot be mended.

    Raises:
        Misconfigured, TokenRefused, Busy, Unavailable: why it could not start, or not go on.
    """
    names = configured(settings)
    check_engine(settings)
    sys.setswitchinterval(GIVE_WAY_S)
    with ExitStack() as stack:
        try:
            alone(settings.database_url, stack)
        except Misconfigured as refusal:
            raise DatabaseRefusal(refusal.message, **refusal.values) from None
        with asyncio.Runner() as runner:
            return runner.run(_until_signalled(Process(settings, {name: BUILDERS[name] for name in names})))


def configured(settings: Settings) -> tuple[str, ...]:
    """The platforms that have a token.

    Raises:
        Misconfigured: none has, or what one of them needs is not set.
    """
    tokens = {"discord": settings.discord.token, "telegram": settings.telegram.token}
    names = tuple(name for name in BUILDERS if tokens[name].get_secret_value().strip())
    if not names:
        raise Misconfigured(NOTHING_TO_RUN)
    if "telegram" in names:
        for problem in settings.telegram_problems():
            raise problem
    return names


class Process:
    """One life of the process, from the open database to the closed one.

    Args:
        settings: what the operator wants.
        builders: the surfaces to run, by name.
        grace_s: how long a stop may take in all.

    Attributes:
        started: set once every surface is connected.
        web: the web side, once it listens.
    """

    def __init__(self, settings: Settings, builders: Mapping[str, Build], *, grace_s: float = GRACE_S) -> None:
        self.settings = settings
        self.metrics = Metrics()
        self.started = asyncio.Event()
        self.web: WebSide | None = None
        self._builders = builders
        self._grace_s = grace_s
        self._stop = asyncio.Event()
        self._surfaces: list[Surface] = []
        self._running: list[asyncio.Task[None]] = []
        self._background: list[asyncio.Task[None]] = []
        self._courier: Courier | None = None

    def stop(self) -> None:
        """Begin the end: no intake from now on, and `live` returns when what is under way has had its time."""
        self._stop.set()

    async def live(self) -> None:
        """Start, serve until `stop`, and end in order.

        Raises:
            DatabaseRefusal, Misconfigured, TokenRefused, Unavailable: why it could not start, or not go on.
        """
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(_unhandled)
        loop.set_default_executor(ThreadPoolExecutor(AT_ONCE, thread_name_prefix="aside"))
        try:
            core = await open_core(self.settings)
        except Misconfigured as refusal:
            raise DatabaseRefusal(refusal.message, **refusal.values) from None
        try:
            core.observe(ledger_write=self.metrics.ledger_write, generated=self.metrics.generated)
            for build in self._builders.values():
                self._surfaces.append(build(core, self.settings, self.metrics))
            await self._open_web(core)
            if await self._start_surfaces():
                self._begin(core)
                await self._serve()
        finally:
            await self._end(core)

    # --- beginning ---

    async def _open_web(self, core: Services) -> None:
        if self.settings.web.port is None:
            return
        from bot.web.health import Health
        from bot.web.server import WebSide, create_app

        health = Health(
            core.db,
            self.metrics,
            surfaces=lambda: {surface.name: surface.ready for surface in self._surfaces},
            intake=lambda: self.started.is_set() and not self._stop.is_set(),
        )
        groups = [health.routes(), *(group for surface in self._surfaces for group in surface.web_routes())]
        web = WebSide(create_app(groups), self.settings.web.host, self.settings.web.port)
        await web.start()
        self.web = web

    async def _start_surfaces(self) -> bool:
        """Start all of them side by side; False when a stop came first. One that fails takes the others with it."""
        starts = [asyncio.create_task(surface.start()) for surface in self._surfaces]
        stop = asyncio.create_task(self._stop.wait())
        try:
            pending: set[asyncio.Task[Any]] = set(starts)
            while pending and not stop.done():
                done, _ = await asyncio.wait({*pending, stop}, return_when=asyncio.FIRST_COMPLETED)
                pending -= done
                for task in done - {stop}:
                    task.result()
            return not stop.done()
        finally:
            await _cancelled([*starts, stop])

    def _begin(self, core: Services) -> None:
        """Everything is connected: what runs from now on."""
        self._running = [asyncio.create_task(surface.run(), name=surface.name) for surface in self._surfaces]
        courier = self._courier = Courier(core.outbox, self._surfaces, self.metrics)
        work: dict[str, Callable[[], Awaitable[None]]] = {
            "recovery": core.desk.watch,  # which begins with what the last process left behind
            "tidying": lambda: tidy(core),
            "outbox": courier.run,
            "reminders": lambda: remind(core),
            "pulse": lambda: feel_pulse(self.metrics),
        }
        self._background = [asyncio.create_task(keep(name, do), name=name) for name, do in work.items()]
        # What was made at the start stays; looking for garbage in it again and again would only cost time.
        gc.collect()
        gc.freeze()
        gc.enable()
        self.started.set()
        log.info(
            "started",
            extra={
                "version": version("wetpalette"),
                "surfaces": [surface.name for surface in self._surfaces],
                "database": core.db.dialect,
                "web": self.web.address if self.web is not None else "",
            },
        )

    async def _serve(self) -> None:
        """Wait for a stop, or for a surface that cannot go on."""
        stop = asyncio.create_task(self._stop.wait())
        try:
            done, _ = await asyncio.wait({*self._running, stop}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            stop.cancel()
        for task in self._running:
            if task in done and not self._stop.is_set():
                task.result()
                raise Unavailable(GONE, platform=task.get_name().title())

    # --- ending ---

    async def _end(self, core: Services) -> None:
        """Take nothing new, finish what is under way, close. Nothing that fails on the way keeps the rest from it."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self._grace_s
        self._stop.set()  # /readyz says so from now on
        if self.started.is_set():
            log.info("stopping")
            await self._safely("stop intake", [surface.stop_intake() for surface in self._surfaces], LAST_WORDS_S / 2)
        if self._courier is not None:
            await self._courier.stop(LAST_WORDS_S)
        await _cancelled(self._background)
        try:
            await core.desk.close(max(0.0, deadline - LAST_WORDS_S - loop.time()))
        except Exception:
            log.exception("the desk could not be closed in order")
        left = max(1.0, deadline - loop.time())
        await self._safely("close", [surface.close() for surface in self._surfaces], left)
        await _cancelled(self._running)
        if self.web is not None:
            await self._safely("close the web side", [self.web.close()], LAST_WORDS_S / 2)
        await core.close(0)
        if self.started.is_set():
            log.info("stopped")

    async def _safely(self, what: str, steps: list[Any], patience_s: float) -> None:
        """Do the same with several parts side by side, each within its time; what fails is logged."""

        async def one(step: Awaitable[None]) -> None:
            async with asyncio.timeout(patience_s):
                await step

        for outcome in await asyncio.gather(*map(one, steps), return_exceptions=True):
            if isinstance(outcome, Exception):
                log.error("a part did not end in order", exc_info=outcome, extra={"step": what})


async def _cancelled(tasks: list[asyncio.Task[Any]]) -> None:
    """Cancel and wait; what they raise has been dealt with, or is of no matter any more."""
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def _until_signalled(process: Process) -> Exit:
    """Live until SIGTERM or Ctrl-C; a second signal ends the process at once."""
    with _signals(process.stop) as seen:
        await process.live()
    return Exit.STOPPED if signal.SIGINT in seen else Exit.DONE


@contextmanager
def _signals(stop: Callable[[], None]) -> Iterator[list[signal.Signals]]:
    """Call `stop` at the first SIGTERM or SIGINT; from then on the system's own answer applies, which ends at once."""
    loop = asyncio.get_running_loop()
    seen: list[signal.Signals] = []
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}

    def first(number: signal.Signals) -> None:
        seen.append(number)
        for each in before:
            if sys.platform != "win32":
                loop.remove_signal_handler(each)
            signal.signal(each, signal.SIG_DFL)
        stop()

    for number in before:
        if sys.platform == "win32":  # its loops know no signals
            signal.signal(number, lambda n, _frame: loop.call_soon_threadsafe(first, signal.Signals(n)))
        else:
            loop.add_signal_handler(number, first, number)
    try:
        yield seen
    finally:
        for number, handler in before.items():
            if sys.platform != "win32":
                loop.remove_signal_handler(number)
            signal.signal(number, handler)


def _unhandled(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """What nobody caught: the loop's own sentence and the places; its repr of the task could hold anything."""
    log.error("unhandled in the event loop: %s", context.get("message", ""), exc_info=context.get("exception"))
