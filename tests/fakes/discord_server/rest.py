"""The REST side: every request is recorded, judged, and answered as Discord would."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aiohttp import web

from tests.fakes.discord_server import limits
from tests.fakes.discord_server.faults import Refused
from tests.fakes.discord_server.messages import Misformed, Part
from tests.fakes.discord_server.routes import ROUTES
from tests.fakes.discord_server.spec import Operation, Problem, Spec

if TYPE_CHECKING:
    from tests.fakes.discord_server.server import DiscordServer

BASE = "/api/v10"
TAKES_FILES = re.compile(r"^/(interactions|webhooks|channels)/")


@dataclass(eq=False)
class Request:
    """One request as it came, and what it got. `at` is seconds of `time.monotonic()`, `took` seconds."""

    at: float
    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: Any = None
    has_body: bool = False
    parts: list[Part] = field(default_factory=list)
    status: int | None = None
    answer: Any = None
    took: float = 0.0
    template: str | None = None
    values: dict[str, str] = field(default_factory=dict)
    arrived: float = 0.0  # `at` and what a fault delayed it by; without the time this server took to judge it

    @property
    def code(self) -> int | None:
        """Discord's error code in the answer."""
        return self.answer.get("code") if self.status and self.status >= 400 and isinstance(self.answer, dict) else None

    def __str__(self) -> str:
        body = json.dumps(self.body) if self.has_body else ""
        body = body if len(body) <= 400 else f"{body[:400]}…"
        files = "".join(f" +{p.name}={p.filename} ({len(p.data)} B)" for p in self.parts)
        code = f" code {self.code}" if self.code else ""
        path = re.sub(r"[\w-]{100,}", "<token>", self.path)
        return f"{self.method} {path} {body}{files} -> {self.status}{code}"


@dataclass(frozen=True)
class Violation:
    """Something in a request that Discord does not take. `against` is "description" or "limit"."""

    request: Request
    problem: Problem
    against: str

    def __str__(self) -> str:
        where = self.request.template or self.request.path
        return f"{self.request.method} {where}: {self.problem} [{self.against}: {self.problem.code}]"


def _pattern(template: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", template) + "$")


_TABLE = sorted(
    ((method, template, _pattern(template), handler) for (method, template), handler in ROUTES.items()),
    key=lambda row: (row[1].count("{"), -len(row[1])),
)


class Rest:
    """Answers requests."""

    def __init__(self, server: DiscordServer, spec: Spec | None, checking: str) -> None:
        self._server = server
        self._spec = spec
        self._checking = checking
        self._later: list[tuple[Request, Operation]] = []
        self.found: list[Violation] = []

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """One request."""
        seen = Request(
            time.monotonic(),
            request.method,
            request.path.removeprefix(BASE),
            dict(request.query),
            dict(request.headers),
        )
        self._server.requests.append(seen)
        headers: dict[str, str] = {}
        try:
            await self._read(request, seen)
            handler = self._route(seen)
            judged = time.monotonic()
            headers, refusal = await self._server.trouble.before(seen.method, seen.path)
            seen.arrived = seen.at + (time.monotonic() - judged)
            seen.status, seen.answer = self._answer(seen, handler)
            if refusal is not None:
                raise refusal
            self._own_answer(seen)
        except Misformed as wrong:
            self.found += [Violation(seen, problem, "limit") for problem in wrong.problems]
            seen.status, seen.answer = 400, limits.invalid_form(wrong.problems)
        except Refused as refused:
            seen.status, seen.answer, headers = refused.status, refused.body, refused.headers
            if refused.cut and request.transport is not None:
                request.transport.abort()
        seen.took = time.monotonic() - seen.at
        self._server.signal.changed()
        if seen.status == 204:
            return web.Response(status=204, headers=headers)
        # Exactly `application/json`: discord.py compares the header with ==, and a charset makes it text.
        body = json.dumps(seen.answer).encode()
        return web.Response(status=seen.status, body=body, content_type="application/json", headers=headers)

    async def _read(self, request: web.Request, seen: Request) -> None:
        if request.content_type == "multipart/form-data":
            async for field_ in await request.multipart():
                data = bytes(await field_.read(decode=True))  # type: ignore[union-attr]
                if field_.name == "payload_json":  # type: ignore[union-attr]
                    seen.body, seen.has_body = self._json(data), True
                else:
                    kind = field_.headers.get("Content-Type", "application/octet-stream")
                    seen.parts.append(Part(field_.name or "", field_.filename or "", data, kind))  # type: ignore[union-attr]
            return
        data = await request.read()
        if data:
            if request.content_type != "application/json":
                raise Misformed([Problem((), f"a body of {request.content_type}")])
            seen.body, seen.has_body = self._json(data), True

    @staticmethod
    def _json(data: bytes) -> Any:
        try:
            return json.loads(data)
        except ValueError:
            body = {"message": "The request body contains invalid JSON.", "code": 50109}
            raise Refused(50109, body=body) from None

    def _route(self, seen: Request) -> Callable[[DiscordServer, Request], tuple[int, Any]]:
        """Find who answers; compare with the description on the way."""
        found = self._spec.find(seen.method, seen.path) if self._spec else None
        if found is not None:
            self._compare(seen, *found)
        for method, template, pattern, handler in _TABLE:
            match = pattern.match(seen.path)
            if match and method == seen.method:
                if self._spec is not None and found is None:
                    break
                seen.template, seen.values = template, match.groupdict()
                self._authorise(seen)
                return handler
        if found is not None:
            problem = Problem((), f"this server does not play {seen.method} {found[0].template} yet", "NOT_PLAYED")
            self.found.append(Violation(seen, problem, "limit"))
            raise Refused(0, "not played here", status=501)
        self.found.append(
            Violation(seen, Problem((), "Discord has no such operation", "UNKNOWN_OPERATION"), "description")
        )
        raise Refused(0, "404: Not Found", status=404)

    def _authorise(self, seen: Request) -> None:
        by_token = (
            seen.path.startswith("/interactions/") or seen.path.startswith("/webhooks/") or seen.path == "/gateway"
        )
        if not by_token and seen.headers.get("Authorization") != f"Bot {self._server.token}":
            raise Refused(0, "401: Unauthorized", status=401)

    def _compare(self, seen: Request, operation: Operation, values: dict[str, str]) -> None:
        seen.template, seen.values = operation.template, values
        if self._checking == "off":
            return
        if self._checking == "later":
            self._later.append((seen, operation))
            return
        problems = self._problems(seen, operation)
        if problems:
            self.found += [Violation(seen, problem, "description") for problem in problems]
            raise Refused(50035, body=limits.invalid_form(problems))

    @staticmethod
    def _problems(seen: Request, operation: Operation) -> list[Problem]:
        problems = operation.check_path(seen.values) + operation.check_query(seen.query)
        if seen.parts and not operation.takes_files:
            problems.append(Problem((), "this operation takes no files"))
        return problems + operation.check_body(seen.body, present=seen.has_body)

    def settle(self) -> None:
        """Compare what was put off (checking "later")."""
        later, self._later = self._later, []
        for seen, operation in later:
            self.found += [Violation(seen, problem, "description") for problem in self._problems(seen, operation)]

    def _answer(self, seen: Request, handler: Callable[[DiscordServer, Request], tuple[int, Any]]) -> tuple[int, Any]:
        return handler(self._server, seen)

    def _own_answer(self, seen: Request) -> None:
        """Whether what we say is what Discord says: a mistake of this server's, not of the bot."""
        if not self._server.check_own_answers or self._spec is None or seen.status is None:
            return
        found = self._spec.find(seen.method, seen.path)
        if found is not None:
            problems = found[0].check_answer(seen.status, json.loads(json.dumps(seen.answer)))
            self._server.own_mistakes += [Violation(seen, problem, "description") for problem in problems]
