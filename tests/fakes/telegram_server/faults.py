"""Things that go wrong: refusals in Telegram's words, faults on request, limits of how often."""

from __future__ import annotations

import asyncio
import math
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

from tests.fakes.telegram_server.spec import Problem

NAMES = {
    400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 409: "Conflict",
    413: "Request Entity Too Large", 429: "Too Many Requests", 500: "Internal Server Error", 502: "Bad Gateway",
    503: "Service Unavailable", 504: "Gateway Timeout",
}  # fmt: skip


class Refused(Exception):  # noqa: N818 - it is an answer
    """Telegram says no. `said` is what stands behind "Bad Request: " and the like."""

    def __init__(self, said: str | None = None, *, status: int = 400, **parameters: Any) -> None:
        name = NAMES.get(status, "Error")
        self.description = f"{name}: {said}" if said else name
        super().__init__(self.description)
        self.status = status
        self.parameters = parameters

    @property
    def body(self) -> dict[str, Any]:
        told: dict[str, Any] = {"ok": False, "error_code": self.status, "description": self.description}
        if self.parameters:
            told["parameters"] = self.parameters
        return told


class Misformed(Refused):
    """A request Telegram cannot take; its problems become violations."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = list(problems)
        super().__init__(next((p.said for p in self.problems if p.said), "invalid request"))


class Dropped(Exception):  # noqa: N818 - it is an answer, too
    """The connection is cut without an answer."""


def misformed(where: str, message: str, code: str, said: str) -> Misformed:
    return Misformed([Problem((where,), message, code, said)])


def too_many(retry_after: float) -> Refused:
    """Telegram's 429."""
    return Refused(f"retry after {retry_after}", status=429, retry_after=retry_after)


@dataclass
class Fault:
    """One thing that goes wrong `times` times for a method (with `*`), maybe of one chat only."""

    method: str
    status: int | None
    description: str | None
    retry_after: float
    times: int | None
    delay: float
    done_anyway: bool
    drop: bool
    chat_id: int | None
    hit: int = 0

    def meets(self, method: str, chat_id: Any) -> bool:
        fits = fnmatchcase(method, self.method) and self.chat_id in (None, chat_id)
        return fits and (self.times is None or self.hit < self.times)

    def refusal(self) -> Refused | Dropped | None:
        if self.drop:
            return Dropped()
        if self.status is None:
            return None
        if self.status == 429:
            return too_many(self.retry_after)
        name = NAMES.get(self.status, "Error")
        said = self.description.removeprefix(f"{name}: ") if self.description else None
        return Refused(said if said != name else None, status=self.status)


@dataclass
class Flood:
    """Telegram's limits on sending and editing: `overall` a second, `chat` a second, `group` a minute.

    A chat takes a `burst` at once before its limit a second holds.
    """

    overall: int = 30
    chat: float = 1.0
    group: int = 20
    burst: int = 1
    refused: int = 0
    _all: deque[float] = field(default_factory=deque)
    _groups: dict[int, deque[float]] = field(default_factory=dict)
    _chats: dict[int, float] = field(default_factory=dict)  # when a chat is through with what it got

    def take(self, chat_id: int) -> None:
        """Count one; raises the 429."""
        now = time.monotonic()
        waits = [self._wait(self._all, now, self.overall, 1.0)]
        if chat_id < 0:
            waits.append(self._wait(self._groups.setdefault(chat_id, deque()), now, self.group, 60.0))
        busy_until = max(self._chats.get(chat_id, 0.0), now)
        waits.append(busy_until - now - (self.burst - 1) / self.chat)
        longest = max(waits)
        if longest > 0:
            self.refused += 1
            raise too_many(max(1, math.ceil(longest)))
        self._all.append(now)
        if chat_id < 0:
            self._groups[chat_id].append(now)
        self._chats[chat_id] = busy_until + 1 / self.chat

    @staticmethod
    def _wait(recent: deque[float], now: float, most: int, per: float) -> float:
        while recent and now - recent[0] >= per:
            recent.popleft()
        return per - (now - recent[0]) if len(recent) >= most else 0.0


class Trouble:
    """The faults and limits in force."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.flood: Flood | None = None

    async def before(self, method: str, chat_id: Any) -> Refused | Dropped | None:
        """Wait and refuse as told. Returns a refusal to give after the work was done."""
        fault = next((f for f in self.faults if f.meets(method, chat_id)), None)
        if fault is None:
            counts = method.startswith(("send", "edit")) and method != "sendChatAction"
            if self.flood is not None and isinstance(chat_id, int) and counts:
                self.flood.take(chat_id)
            return None
        fault.hit += 1
        if fault.delay:
            await asyncio.sleep(fault.delay)
        refusal = fault.refusal()
        if refusal is not None and not fault.done_anyway:
            raise refusal
        return refusal
