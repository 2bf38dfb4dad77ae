"""What a running process does beside its conversations: bring messages, tidy up, feel its own pulse."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Final

from core.clock import SECOND
from core.ids import new_code
from core.outbox.message import Delivered, Later, Message, Outcome, Undeliverable
from core.preferences import service as preferences

if TYPE_CHECKING:
    from bot.metrics import Metrics
    from bot.surface import Surface
    from core.outbox.service import Outbox
    from core.services import Services

log = logging.getLogger(__name__)

FIRST_PAUSE_S: Final = 1.0
LONGEST_PAUSE_S: Final = 60.0

LOOK_EVERY_S: Final = 2.0
"""How often the outbox is looked into. Whatever is put there has lost its reader already."""

DELIVERY_S: Final = 30.0
"""How long one delivery may take; far below the lease of a batch, so that no other process begins it meanwhile."""

NOT_CONNECTED: Final = 10 * SECOND
TIDY_EVERY_S: Final = 3600.0
REMIND_EVERY_S: Final = 60.0
LAG_EVERY_S: Final = 0.1

_WORDS: Final = {Delivered: "delivered", Later: "later", Undeliverable: "undeliverable"}


async def keep(
    name: str,
    work: Callable[[], Awaitable[None]],
    *,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    longest_s: float = LONGEST_PAUSE_S,
) -> None:
    """Do endless work for ever: when it ends, log it under an incident, pause, and begin again.

    The pauses double from a second up to `longest_s`; work that then lasts as long as the longest pause starts over.

    Args:
        name: what the log calls it.
        work: begins it anew each time.
        sleep: waits so many seconds.
        longest_s: the longest pause.
    """
    loop = asyncio.get_running_loop()
    pause = FIRST_PAUSE_S
    while True:
        began = loop.time()
        error: Exception | None = None
        try:
            await work()
        except Exception as caught:
            error = caught
        if loop.time() - began >= longest_s:
            pause = FIRST_PAUSE_S
        log.error(
            "a background task ended and begins again",
            exc_info=error,
            extra={"task": name, "incident": new_code(), "pause_s": pause},
        )
        await sleep(pause)
        pause = min(pause * 2, longest_s)


class Courier:
    """Brings what waits in the outbox to the surface it is for.

    Args:
        outbox: what waits.
        surfaces: who can deliver; one that is not connected is passed over.
        metrics: told of every attempt.
    """

    def __init__(self, outbox: Outbox, surfaces: Sequence[Surface], metrics: Metrics) -> None:
        self._outbox = outbox
        self._surfaces = {surface.name: surface for surface in surfaces}
        self._metrics = metrics
        self._idle = asyncio.Event()
        self._idle.set()
        self._stopping = False

    async def run(self) -> None:
        """Look into the outbox again and again."""
        while True:
            ready = [name for name, surface in self._surfaces.items() if surface.ready]
            if ready and not self._stopping:
                await self._outbox.drain(self.deliver, platforms=ready)
            await asyncio.sleep(LOOK_EVERY_S)

    async def stop(self, patience_s: float) -> None:
        """Begin no delivery any more, and give the one under way its time; `run` may be cancelled after that."""
        self._stopping = True
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(patience_s):
                await self._idle.wait()

    async def deliver(self, message: Message) -> Outcome:
        """Hand one message to the surface of its platform.

        Raises:
            Exception: what the surface raised; the outbox logs it and tries again later.
        """
        surface = self._surfaces.get(message.platform)
        if surface is None or not surface.ready or self._stopping:
            return Later(after=0 if self._stopping else NOT_CONNECTED)
        self._idle.clear()
        outcome: Outcome = Later()
        word = "failed"
        try:
            async with asyncio.timeout(DELIVERY_S):
                outcome = await surface.deliver(message)
            word = _WORDS[type(outcome)]
        finally:
            self._idle.set()
            self._metrics.outbox(message.kind, word)
        return outcome


async def tidy(core: Services, every_s: float = TIDY_EVERY_S) -> None:
    """Take away what nobody waits for, at once and then every hour."""
    while True:
        await core.tidy()
        await asyncio.sleep(every_s)


async def remind(core: Services, every_s: float = REMIND_EVERY_S) -> None:
    """Put a reminder into the outbox for everybody who wants one and whose moment has come, every minute."""
    while True:
        if await core.db.read(preferences.anybody_due, now=core.clock()):
            while await core.db.write(preferences.remind, now=core.clock()) == preferences.AT_ONCE:
                pass
        await asyncio.sleep(every_s)


async def feel_pulse(metrics: Metrics, every_s: float = LAG_EVERY_S) -> None:
    """Measure how late the event loop comes back, ten times a second."""
    loop = asyncio.get_running_loop()
    while True:
        due = loop.time() + every_s
        await asyncio.sleep(every_s)
        metrics.loop_lag(loop.time() - due)
