"""The door: every request is recorded, judged, and answered as Telegram would."""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aiohttp import web

from tests.fakes.telegram_server import limits
from tests.fakes.telegram_server.faults import NAMES, Dropped, Misformed, Refused
from tests.fakes.telegram_server.spec import TRUE, Problem, Spec

if TYPE_CHECKING:
    from tests.fakes.telegram_server.server import TelegramServer

LARGEST_BODY = 60 * 2**20
BIGGEST_DOWNLOAD = 20 * 2**20
_INTEGERS = re.compile(r"^-?\d{1,18}$")
_COMPLEX = (
    "reply_markup", "reply_parameters", "entities", "caption_entities", "link_preview_options", "media", "results",
    "button", "commands", "scope", "allowed_updates", "reaction", "message_ids", "prices",
)  # fmt: skip
_WHOLE = (
    "chat_id", "message_id", "message_thread_id", "user_id", "offset", "limit", "timeout", "cache_time",
    "max_connections",
)  # fmt: skip
_YES_OR_NO = (
    "show_alert", "is_personal", "is_big", "disable_notification", "drop_pending_updates", "protect_content",
    "disable_content_type_detection", "has_spoiler", "show_caption_above_media",
)  # fmt: skip


@dataclass(frozen=True)
class Part:
    """An uploaded file."""

    filename: str
    data: bytes
    content_type: str


@dataclass(eq=False)
class Request:
    """One request as it came, and what it got. Times are of `time.monotonic()`, `took` in seconds."""

    at: float
    method: str
    number: int  # counts up with everything that happens
    params: dict[str, Any] = field(default_factory=dict)
    raw: dict[str, Any] = field(default_factory=dict)
    files: dict[str, Part] = field(default_factory=dict)
    status: int | None = None
    answer: Any = None
    took: float = 0.0
    arrived: float = 0.0  # when Telegram took it up: `at`, half of the network's delay, and what a fault added
    done: bool = False  # whether it had its effect, even when the answer was lost
    transport: asyncio.BaseTransport | None = None

    @property
    def chat_id(self) -> Any:
        return self.params.get("chat_id")

    @property
    def result(self) -> Any:
        return self.answer.get("result") if isinstance(self.answer, dict) else None

    @property
    def description(self) -> str | None:
        """What an error says."""
        return self.answer.get("description") if isinstance(self.answer, dict) else None

    def gone(self) -> bool:
        """Whether nobody waits for the answer any more."""
        return self.transport is not None and self.transport.is_closing()

    def __str__(self) -> str:
        body = json.dumps(self.params, ensure_ascii=False, default=str)
        body = body if len(body) <= 400 else f"{body[:400]}…"
        files = "".join(f" +{name} ({len(p.data)} B)" for name, p in self.files.items())
        said = f" {self.description}" if self.description else ""
        return f"{self.method} {body}{files} -> {self.status}{said}"


@dataclass(frozen=True)
class Violation:
    """Something in a request that is wrong. `against` is "description" or "limit"."""

    request: Request
    problem: Problem
    against: str

    def __str__(self) -> str:
        return f"{self.request.method} {self.problem} [{self.against}: {self.problem.code}]"


def read_values(given: Mapping[str, Any]) -> tuple[dict[str, Any], list[Problem]]:
    """Form fields, or a JSON body, as values."""
    values: dict[str, Any] = dict(given)
    problems = []
    for name, text in given.items():
        if not isinstance(text, str):
            continue
        if name in _COMPLEX:
            try:
                values[name] = json.loads(text)
            except ValueError:
                said = f"can't parse {name}: Can't parse JSON object"
                problems.append(Problem((name,), "is no JSON", "TYPE", said))
                del values[name]
        elif name in _WHOLE and _INTEGERS.match(text):
            values[name] = int(text)
        elif name in _YES_OR_NO:
            values[name] = text.lower() in TRUE
    return values, problems


class Rest:
    """Answers requests."""

    def __init__(self, server: TelegramServer, spec: Spec | None) -> None:
        self._server = server
        self._spec = spec
        self.found: list[Violation] = []

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """One request to a method."""
        server = self._server
        started = time.monotonic()
        await asyncio.sleep(server.network_delay / 2)
        seen = Request(started, self._named(request.match_info["method"]), server.tick(), transport=request.transport)
        server.requests.append(seen)
        body: bytes | None = None
        try:
            try:
                await self._read(request, seen)
            except ConnectionResetError:  # the bot thought better of it before it had sent everything
                return web.Response(status=400)
            if request.match_info["token"] != server.token:
                raise Refused(status=401)
            await self._play(seen)
        except Refused as refused:
            seen.status, seen.answer = refused.status, refused.body
            if refused.status in (502, 504):
                # These come from the proxy before the API, which speaks HTML.
                name = f"{refused.status} {NAMES[refused.status]}"
                body = f"<html><head><title>{name}</title></head><body><h1>{name}</h1></body></html>".encode()
        except Dropped:
            seen.status = 0
            if request.transport is not None:
                request.transport.abort()
        await asyncio.sleep(server.network_delay / 2)
        seen.took = time.monotonic() - started
        server.signal.changed()
        status = seen.status or 500
        if body is not None:
            return web.Response(status=status, body=body, content_type="text/html")
        return web.Response(status=status, text=json.dumps(seen.answer), content_type="application/json")

    async def call(self, method: str, params: dict[str, Any]) -> Request:
        """A method asked for in the answer to a webhook: nobody hears the result."""
        seen = Request(time.monotonic(), self._named(method), self._server.tick(), raw=params)
        self._server.requests.append(seen)
        try:
            await self._play(seen)
        except Refused as refused:
            seen.status, seen.answer = refused.status, refused.body
        except Dropped:
            seen.status = 0
        self._server.signal.changed()
        return seen

    async def file(self, request: web.Request) -> web.StreamResponse:
        """The download of a file."""
        server = self._server
        path = request.match_info["path"]
        seen = Request(time.monotonic(), "download", server.tick(), params={"path": path})
        server.requests.append(seen)
        await asyncio.sleep(server.network_delay)
        try:
            if request.match_info["token"] != server.token:
                raise Refused(status=401)
            refusal = await server.trouble.before("download", None)
            file = next((f for f in server.files.values() if f.path == path), None)
            if refusal is not None:
                raise refusal
            if file is None or file.size > BIGGEST_DOWNLOAD:
                raise Refused(status=404)
        except Refused as refused:
            seen.status, seen.answer = refused.status, refused.body
            return web.json_response(refused.body, status=refused.status)
        except Dropped:
            seen.status = 0
            if request.transport is not None:
                request.transport.abort()
            return web.Response(status=500)
        seen.status, seen.done = 200, True
        return web.Response(body=file.content, content_type="application/octet-stream")

    # --- steps ---

    def _named(self, method: str) -> str:
        """Methods are found whatever their letters' case."""
        from tests.fakes.telegram_server.methods import METHODS

        return {name.lower(): name for name in METHODS}.get(method.lower(), method)

    async def _read(self, request: web.Request, seen: Request) -> None:
        raw: dict[str, Any] = dict(request.query)
        kind = request.content_type
        if kind == "multipart/form-data":
            async for part in await request.multipart():
                data = bytes(await part.read(decode=True))  # type: ignore[union-attr]
                name, filename = part.name or "", part.filename  # type: ignore[union-attr]
                if filename is not None:
                    of = part.headers.get("Content-Type", "application/octet-stream")  # type: ignore[union-attr]
                    seen.files[name] = Part(filename, data, of)
                else:
                    raw[name] = data.decode()
        else:
            data = await request.read()
            if data and kind == "application/json":
                try:
                    told = json.loads(data)
                except ValueError:
                    raise Refused("can't parse request JSON") from None
                raw |= told if isinstance(told, dict) else {}
            elif data:
                raw |= dict(await request.post())
        seen.raw = raw

    async def _play(self, seen: Request) -> None:
        from tests.fakes.telegram_server.methods import METHODS

        server = self._server
        seen.params, problems = read_values(seen.raw)
        handler = METHODS.get(seen.method)
        if self._spec is not None and not self._spec.knows(seen.method):
            self._note(seen, [Problem((), "the Bot API has no such method", "UNKNOWN_METHOD")], "description")
            raise Refused(status=404)
        if handler is None:
            problem = Problem((), f"this server does not play {seen.method} yet", "NOT_PLAYED")
            self._note(seen, [problem], "limit")
            raise Refused("not played here", status=501)
        described = self._spec.check(seen.method, seen.raw, seen.files) if self._spec is not None else []
        self._note(seen, described, "description")
        if not any(p.said for p in described):
            known = {p.where for p in described}
            problems += [p for p in limits.check(seen.method, seen.params) if p.where not in known]
        self._note(seen, problems, "limit")
        self._server.attribute(seen)
        refusal = await server.trouble.before(seen.method, seen.chat_id)
        seen.arrived = time.monotonic()
        wrong = [p for p in [*described, *problems] if p.said]
        if wrong:
            raise Refused(wrong[0].said)
        try:
            result = await handler(server, seen)
        except Misformed as misformed:
            self._note(seen, misformed.problems, "limit")
            raise
        seen.status, seen.answer, seen.done = 200, {"ok": True, "result": result}, True
        if self._spec is not None and server.check_own_answers:
            told = json.loads(json.dumps(result))
            found = self._spec.check_answer(seen.method, told)
            server.own_mistakes += [Violation(seen, problem, "description") for problem in found]
        self._server.happened(seen)
        if refusal is not None:
            raise refusal

    def _note(self, seen: Request, problems: list[Problem], against: str) -> None:
        self.found += [Violation(seen, problem, against) for problem in problems]
