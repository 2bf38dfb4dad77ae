"""A chat platform that does what it is told, and remembers in which order it was asked."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from bot.web.server import RouteGroup
from core.outbox.message import Delivered, Message, Outcome
from core.services import Services


class FakeSurface:
    """A surface for `bot.run.Process`; `build` stands in its table of builders.

    Args:
        name: the platform.
        diary: where every step of every surface is written, in order.
        fails: what `start` raises.
        answers: what `deliver` says, one after the other; then everything arrives. An exception is raised.
        web: the groups of routes it has for the web side.
    """

    def __init__(
        self,
        name: str = "discord",
        diary: list[str] | None = None,
        *,
        fails: Exception | None = None,
        answers: tuple[Outcome | Exception, ...] = (),
        web: tuple[RouteGroup, ...] = (),
    ) -> None:
        self.name = name
        self.ready = False
        self.diary = diary if diary is not None else []
        self.fails = fails
        self.answers = list(answers)
        self.web = web
        self.seen: list[Message] = []
        self.starting: Callable[[], Awaitable[None]] | None = None
        self.delivering: Callable[[], Awaitable[None]] | None = None
        self.closing: Callable[[], Awaitable[None]] | None = None
        self.core: Services | None = None
        self._end: asyncio.Future[None] | None = None

    def build(self, core: Services, *_: object) -> FakeSurface:
        self.core = core
        self._end = asyncio.get_running_loop().create_future()
        return self

    def web_routes(self) -> tuple[RouteGroup, ...]:
        return self.web

    async def start(self) -> None:
        self._note("start")
        if self.starting is not None:
            await self.starting()
        if self.fails is not None:
            raise self.fails
        self.ready = True
        self._note("started")

    async def run(self) -> None:
        self._note("run")
        assert self._end is not None
        await asyncio.shield(self._end)

    def breaks(self, error: Exception) -> None:
        """The connection ends, and cannot come back."""
        assert self._end is not None
        self.ready = False
        self._end.set_exception(error)

    async def stop_intake(self) -> None:
        self._note("stop intake")

    async def close(self) -> None:
        self._note("close")
        self.ready = False
        if self.closing is not None:
            await self.closing()
        assert self._end is not None
        if not self._end.done():
            self._end.set_result(None)

    async def deliver(self, message: Message) -> Outcome:
        self.seen.append(message)
        if self.delivering is not None:
            await self.delivering()
        answer = self.answers.pop(0) if self.answers else Delivered()
        if isinstance(answer, Exception):
            raise answer
        return answer

    def _note(self, what: str) -> None:
        self.diary.append(f"{self.name}: {what}")
