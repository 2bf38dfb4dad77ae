"""A request that this process works on: the task that does it, and everybody who waits for it."""

from __future__ import annotations

import asyncio
import contextlib
import inspect
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from core.words import N_

if TYPE_CHECKING:
    from core.generation.brief import Brief
    from core.generation.ticket import Ticket
    from core.paintschemes.stored import StoredScheme

log = logging.getLogger(__name__)

IN_LINE: Final = N_("in line")
CHOOSING: Final = N_("choosing colours")
FINDING: Final = N_("finding paints")
DRAWING: Final = N_("drawing")

_LAST_WORD_S: Final = 2.0

Progress = Callable[[str], Awaitable[None] | None]
"""Told each stage as it begins: `IN_LINE`, `CHOOSING`, `FINDING`, `DRAWING`. It may be slow and it may fail."""


class _Listener:
    """One who is told the stages, in order, at its own pace: a slow one skips to the newest stage."""

    def __init__(self, tell: Progress) -> None:
        self._tell = tell
        self._next: str | None = None
        self.task: asyncio.Task[None] | None = None

    def stage(self, stage: str) -> None:
        self._next = stage
        if self.task is None or self.task.done():
            self._tell_now()

    def _tell_now(self) -> None:
        while self._next is not None:
            stage, self._next = self._next, None
            try:
                told = self._tell(stage)
            except Exception:
                log.warning("a progress callback failed", exc_info=True)
                continue
            if inspect.isawaitable(told):
                self.task = asyncio.ensure_future(self._finish(told))
                return

    async def _finish(self, told: Awaitable[None]) -> None:
        try:
            await told
        except Exception:
            log.warning("a progress callback failed", exc_info=True)
        self._tell_now()

    async def end(self, patience_s: float) -> None:
        """Let the last word out, so that it cannot arrive after the answer; a callback that hangs is left behind."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(patience_s):
                while self.task is not None and not self.task.done():
                    await asyncio.wait({self.task})
        self.drop()

    def drop(self) -> None:
        """Tell nothing any more."""
        self._next = None
        if self.task is not None:
            self.task.cancel()


@dataclass(eq=False)
class Job:
    """One request in this process. It goes on while somebody waits for it, or when it was recovered.

    Attributes:
        key: the event it answers.
        brief: what it is about; None when it has to be read from the row.
        confirm: the surface says when the answer has arrived.
        recovered: it was begun by a process that is gone; nobody need wait for it.
        ticket: the right to work on its row, once it is open.
        task: does the whole of it and is never cancelled from outside, so that no step is left half done.
        work: the part of it that may be cancelled: waiting in line, the engine, finding paints.
        waiting: it stands in line for its turn.
        began: when its turn came, on the clock that measures (`perf_counter`); None before that.
        lost: the row has been taken over or settled by somebody else.
    """

    key: str
    person_id: str
    inputs_digest: str
    brief: Brief | None = None
    confirm: bool = False
    recovered: bool = False
    ticket: Ticket | None = None
    task: asyncio.Task[StoredScheme] | None = None
    work: asyncio.Task[Any] | None = None
    began: float | None = None
    stopped: bool = False
    lost: bool = False
    waiting: bool = False
    waiters: int = 0
    turn: asyncio.Event = field(default_factory=asyncio.Event)
    _listeners: list[_Listener] = field(default_factory=list)
    _stage: str | None = None

    def stage(self, stage: str) -> None:
        """Tell everybody who waits that a stage begins."""
        self._stage = stage
        for listener in self._listeners:
            listener.stage(stage)

    def stop(self) -> None:
        """End it at the next place where nothing is half done. Too late once it is being stored."""
        self.stopped = True
        if self.work is not None:
            self.work.cancel()

    def lose(self) -> None:
        """The row belongs to somebody else now: what is being made here is not wanted any more."""
        self.lost = True
        if self.work is not None:
            self.work.cancel()

    async def wait(self, on_progress: Progress | None) -> StoredScheme:
        """Wait for the end of it. When the last one who waits is cancelled, so is the job, in the background."""
        assert self.task is not None  # noqa: S101  the desk sets it before anybody can wait
        self.waiters += 1
        listener = _Listener(on_progress) if on_progress is not None else None
        if listener is not None:
            self._listeners.append(listener)
            if self._stage is not None:
                listener.stage(self._stage)
        try:
            stored = await asyncio.shield(self.task)
            if listener is not None:
                await listener.end(_LAST_WORD_S)
            return stored
        finally:
            self.waiters -= 1
            if listener is not None:
                self._listeners.remove(listener)
                listener.drop()
            if not self.waiters and not self.recovered and not self.task.done():
                self.stop()
