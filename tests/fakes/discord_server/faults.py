"""Things that go wrong on request: refusals, delays, limits of how often."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

MESSAGES = {
    0: "500: Internal Server Error", 10003: "Unknown Channel", 10008: "Unknown Message", 10015: "Unknown Webhook",
    10062: "Unknown interaction", 40060: "Interaction has already been acknowledged.", 50001: "Missing Access",
    50007: "Cannot send messages to this user", 50013: "Missing Permissions", 50027: "Invalid Webhook Token",
    40005: "Request entity too large", 50035: "Invalid Form Body", 40001: "Unauthorized", 10004: "Unknown Guild",
    50006: "Cannot send an empty message", 10013: "Unknown User", 10063: "Unknown application command",
    40094: "This interaction has reached its maximum number of follow up messages.",
    50005: "Cannot edit a message authored by another user",
}  # fmt: skip
STATUS_OF = {
    10062: 404, 10003: 404, 10004: 404, 10008: 404, 10013: 404, 10015: 404, 10063: 404, 40060: 400, 40094: 400,
    50001: 403, 50005: 403, 50006: 400, 50007: 403, 50013: 403, 50027: 401, 40005: 413, 50035: 400, 40001: 401,
}  # fmt: skip
# discord.py sleeps and tries again only when a 429 came through Discord's proxy; one without `Via` it takes for a ban.
VIA = {"Via": "1.1 google"}


class Refused(Exception):  # noqa: N818 - it is an answer
    """Discord says no."""

    def __init__(self, code: int, message: str | None = None, *, status: int | None = None, body: Any = None) -> None:
        super().__init__(message or MESSAGES.get(code, "refused"))
        self.code = code
        self.status = status or STATUS_OF.get(code, 400)
        self.body = body or {"message": str(self), "code": code}
        self.headers: dict[str, str] = {}
        self.cut = False  # no answer at all: the connection breaks off


def too_many(retry_after: float, *, everywhere: bool = False, bucket: str = "fault") -> Refused:
    """Discord's 429."""
    body = {"message": "You are being rate limited.", "retry_after": retry_after, "global": everywhere, "code": 0}
    refused = Refused(0, body["message"], status=429, body=body)
    refused.headers = {
        **VIA, "Retry-After": str(retry_after), "X-RateLimit-Scope": "global" if everywhere else "user",
        "X-RateLimit-Limit": "5", "X-RateLimit-Remaining": "0", "X-RateLimit-Reset-After": str(retry_after),
        "X-RateLimit-Reset": str(time.time() + retry_after), "X-RateLimit-Bucket": bucket,
        **({"X-RateLimit-Global": "true"} if everywhere else {}),
    }  # fmt: skip
    return refused


@dataclass
class Fault:
    """One thing that goes wrong `times` times for requests of a method and a path (with `*`)."""

    method: str
    path: str
    status: int | None
    code: int
    message: str | None
    times: int | None
    retry_after: float
    delay: float
    done_anyway: bool
    everywhere: bool
    cut: bool = False
    hit: int = 0

    def meets(self, method: str, path: str) -> bool:
        fits = self.method in ("*", method) and fnmatchcase(path, self.path)
        return fits and (self.times is None or self.hit < self.times)

    def refusal(self) -> Refused | None:
        if self.cut:
            refused = Refused(0, "cut off", status=499)
            refused.cut = True
            return refused
        if self.status is None and not self.code:
            return None
        if self.status == 429:
            return too_many(self.retry_after, everywhere=self.everywhere)
        status = self.status or STATUS_OF.get(self.code, 400)
        message = self.message or MESSAGES.get(self.code) or f"{status}"
        return Refused(self.code, message, status=status)


@dataclass
class Limit:
    """At most `most` requests in `per` seconds to each path of a pattern, told in headers; above it comes a 429."""

    method: str
    path: str
    most: int
    per: float
    taken: dict[str, deque[float]] = field(default_factory=dict)
    refused: int = 0

    def take(self, method: str, path: str) -> dict[str, str]:
        """Headers of the answer; raises the 429."""
        if self.method not in ("*", method) or not fnmatchcase(path, self.path):
            return {}
        now = time.monotonic()
        recent = self.taken.setdefault(path, deque())
        while recent and now - recent[0] >= self.per:
            recent.popleft()
        if len(recent) >= self.most:
            self.refused += 1
            raise too_many(round(self.per - (now - recent[0]), 3), bucket=self.path)
        recent.append(now)
        reset = round(self.per - (now - recent[0]), 3)
        return {
            "X-RateLimit-Limit": str(self.most), "X-RateLimit-Remaining": str(self.most - len(recent)),
            "X-RateLimit-Reset-After": str(reset), "X-RateLimit-Reset": str(time.time() + reset),
            "X-RateLimit-Bucket": f"{self.method}{self.path}",
        }  # fmt: skip


class Trouble:
    """The faults and limits in force."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.limits: list[Limit] = []

    async def before(self, method: str, path: str) -> tuple[dict[str, str], Refused | None]:
        """Wait and refuse as told. Returns headers for the answer, and a refusal to give after the work was done."""
        fault = next((f for f in self.faults if f.meets(method, path)), None)
        if fault is not None:
            fault.hit += 1
            if fault.delay:
                await asyncio.sleep(fault.delay)
            refusal = fault.refusal()
            if refusal is not None and not fault.done_anyway:
                raise refusal
            return {}, refusal
        headers: dict[str, str] = {}
        for limit in self.limits:
            headers.update(limit.take(method, path))
        return headers, None
