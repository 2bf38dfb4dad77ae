"""Stopping at every place where a coroutine can stop: each time a task is resumed counts as a step."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any


class _Stepped(Coroutine[Any, Any, Any]):
    """A coroutine that tells before each time it goes on."""

    def __init__(self, inner: Coroutine[Any, Any, Any], step: Callable[[], None]) -> None:
        self._inner = inner
        self._step = step

    def send(self, value: Any) -> Any:
        self._step()
        return self._inner.send(value)

    def throw(self, *error: Any) -> Any:
        return self._inner.throw(*error)

    def close(self) -> None:
        self._inner.close()

    def __await__(self) -> Any:
        return self._inner.__await__()


class Steps:
    """Counts the steps of all tasks made while it is in force, and cancels a task at one of them.

    Args:
        at: the step to cancel at, from 1; 0 never.
        victim: "caller" cancels `self.caller`; "current" the very task that is about to go on.
    """

    def __init__(self, at: int, victim: str) -> None:
        self.at = at
        self.victim = victim
        self.count = 0
        self.caller: asyncio.Task[Any] | None = None
        self.cancelled = False

    def __enter__(self) -> Steps:
        self._loop = asyncio.get_running_loop()
        self._loop.set_task_factory(self._task)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.set_task_factory(None)

    def _task(self, loop: asyncio.AbstractEventLoop, work: Any, **more: Any) -> asyncio.Task[Any]:
        return asyncio.Task(_Stepped(work, self._step), loop=loop, **more)

    def _step(self) -> None:
        self.count += 1
        if self.count == self.at:
            task = self.caller if self.victim == "caller" else asyncio.current_task()
            assert task is not None
            self.cancelled = task.cancel()
