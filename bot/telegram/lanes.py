"""Lanes: what belongs together is done in its order, everything else side by side."""

from __future__ import annotations

import asyncio
import contextvars
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Iterable

from core.ids import new_code

log = logging.getLogger(__name__)

Work = Callable[[], Awaitable[None]]


class Lanes:
    """Work of one lane in its order, lanes side by side, at most `at_once` under way.

    Lanes that wait for a free place get it in turn, one piece of work each: a lane with much to do delays the others
    no more than one with little.

    Args:
        at_once: how many lanes work at the same time.
    """

    def __init__(self, at_once: int = 64) -> None:
        self._at_once = at_once
        self._lanes: dict[str, deque[Work]] = {}  # those with work, under way or waiting, and what waits in them
        self._ready: deque[str] = deque()  # those whose first piece may begin
        self._under_way: set[asyncio.Task[None]] = set()
        self._stopped = False
        # Work must not see what whoever put it has set for itself, such as a language.
        self._context = contextvars.copy_context()

    def put(self, lane: str, work: Work) -> None:
        """Add work at the end of a lane. After `stop` it waits for ever."""
        self._lane(lane).append(work)
        self._begin()

    def put_before(self, lane: str, works: Iterable[Work]) -> None:
        """Add work, in its order, before whatever waits in a lane."""
        self._lane(lane).extendleft(reversed(list(works)))
        self._begin()

    @property
    def busy(self) -> bool:
        """Whether any work is under way; work that waits does not count once `stop` was called."""
        return bool(self._under_way)

    async def finish(self) -> None:
        """Wait until everything that was put is done; after `stop`, until what is under way is."""
        while self._under_way:
            await asyncio.wait(set(self._under_way))

    async def stop(self, patience_s: float) -> None:
        """Begin nothing more; wait for what is under way, and cancel what takes longer than `patience_s` seconds."""
        self._stopped = True
        if not self._under_way:
            return
        _, late = await asyncio.wait(set(self._under_way), timeout=patience_s)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    def _lane(self, lane: str) -> deque[Work]:
        waiting = self._lanes.get(lane)
        if waiting is None:
            waiting = self._lanes[lane] = deque()
            self._ready.append(lane)
        return waiting

    def _begin(self) -> None:
        while self._ready and len(self._under_way) < self._at_once and not self._stopped:
            lane = self._ready.popleft()
            waiting = self._lanes[lane]
            if not waiting:  # nothing was put after all
                del self._lanes[lane]
                continue
            task = asyncio.get_running_loop().create_task(
                self._do(lane, waiting.popleft()), context=self._context.copy()
            )
            self._under_way.add(task)
            task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        self._begin()

    async def _do(self, lane: str, work: Work) -> None:
        try:
            await work()
        except Exception as error:
            log.error("work in a lane failed", exc_info=error, extra={"incident": new_code()})
        finally:
            if self._lanes[lane]:
                self._ready.append(lane)
            else:
                del self._lanes[lane]
