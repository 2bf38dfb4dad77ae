"""The gateway: sessions over a websocket, with heartbeats, resuming and whatever can happen to a connection."""

from __future__ import annotations

import asyncio
import contextlib
import json
import secrets
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aiohttp import WSCloseCode, WSMsgType, web

from tests.fakes.discord_server.interactions import Signal

if TYPE_CHECKING:
    from tests.fakes.discord_server.server import DiscordServer

DISPATCH, HEARTBEAT, IDENTIFY, RESUME, RECONNECT, INVALID_SESSION, HELLO, ACK = 0, 1, 2, 6, 7, 9, 10, 11
GUILDS, GUILD_MEMBERS, PRESENCES, GUILD_MESSAGES, DIRECT_MESSAGES, MESSAGE_CONTENT = (
    1,
    2,
    1 << 8,
    1 << 9,
    1 << 12,
    1 << 15,
)
PRIVILEGED = GUILD_MEMBERS | PRESENCES | MESSAGE_CONTENT
KNOWN_INTENTS = (1 << 26) - 1


@dataclass(eq=False)
class Connection:
    """One websocket and what waits to be written to it."""

    request: web.Request
    socket: web.WebSocketResponse
    out: asyncio.Queue[str] = field(default_factory=asyncio.Queue)
    session: Session | None = None

    def send(self, op: int, data: Any = None, *, seq: int | None = None, event: str | None = None) -> None:
        self.out.put_nowait(json.dumps({"op": op, "d": data, "s": seq, "t": event}))

    async def write(self) -> None:
        while True:
            text = await self.out.get()
            with contextlib.suppress(ConnectionError):
                await self.socket.send_str(text)


@dataclass(eq=False)
class Session:
    """What a shard has been told, on however many connections."""

    id: str
    shard: int
    shards: int
    intents: int
    identified_at: float
    connection: Connection | None = None
    resumable: bool = True
    events: list[tuple[str, Any]] = field(default_factory=list)

    def tell(self, event: str, data: Any) -> None:
        self.events.append((event, data))
        if self.connection is not None:
            self.connection.send(DISPATCH, data, seq=len(self.events), event=event)


class Gateway:
    """All sessions of the bot."""

    def __init__(self, server: DiscordServer) -> None:
        self._server = server
        self.sessions: dict[str, Session] = {}
        self.connections: set[Connection] = set()
        self.identified: list[Session] = []  # every IDENTIFY that was accepted, in order
        self.resumed: list[Session] = []  # every RESUME that was accepted
        self.closed_with: list[int] = []  # codes with which the server turned a connection away
        self.heartbeats = 0
        self.heartbeat_interval = 41.25  # s
        self.acknowledges_heartbeats = True
        self.accepting = True  # False: new connections get a 503
        self.signal = Signal()

    # --- what a test does ---

    @property
    def live(self) -> list[Session]:
        return [s for s in self.sessions.values() if s.connection is not None]

    async def connected(self, sessions: int = 1, timeout: float = 20.0) -> None:  # noqa: ASYNC109
        """Wait until that many sessions are there at once."""
        await self.signal.until(lambda: len(self.live) >= sessions, timeout, self._story)

    async def until_identified(self, times: int, timeout: float = 20.0) -> None:  # noqa: ASYNC109
        await self.signal.until(lambda: len(self.identified) >= times, timeout, self._story)

    async def until_resumed(self, times: int = 1, timeout: float = 20.0) -> None:  # noqa: ASYNC109
        await self.signal.until(lambda: len(self.resumed) >= times, timeout, self._story)

    async def until_gone(self, timeout: float = 20.0) -> None:  # noqa: ASYNC109
        """Wait until no connection is left."""
        await self.signal.until(lambda: not self.connections, timeout, self._story)

    def _story(self) -> str:
        return (
            f"{len(self.live)} sessions live, {len(self.identified)} identified, {len(self.resumed)} resumed, "
            f"turned away with {self.closed_with}"
        )

    async def drop(self, shard: int | None = None, code: int | None = None, *, resumable: bool = True) -> None:
        """Cut the connections (of one shard): without a word, or closing with `code`. The sessions can be resumed."""
        for session in self.live:
            if shard is not None and session.shard != shard:
                continue
            connection, session.connection = session.connection, None
            session.resumable = resumable
            assert connection is not None
            if code is None:
                if connection.request.transport is not None:
                    connection.request.transport.abort()
            else:
                await connection.socket.close(code=code)
        self.signal.changed()

    def reconnect(self, shard: int | None = None) -> None:
        """Ask to connect anew (op 7), as before a deployment."""
        self._tell_all(shard, RECONNECT, None)

    def invalidate(self, shard: int | None = None, *, resumable: bool = False) -> None:
        """Declare sessions invalid (op 9)."""
        for session in self.live:
            if shard is None or session.shard == shard:
                session.resumable = resumable
        self._tell_all(shard, INVALID_SESSION, resumable)

    def _tell_all(self, shard: int | None, op: int, data: Any) -> None:
        for session in self.live:
            if session.connection is not None and (shard is None or session.shard == shard):
                session.connection.send(op, data)

    def dispatch(self, event: str, data: Any, *, guild_id: int | None = None, intents: int = 0) -> int:
        """Tell the sessions of the right shard that want it (any of `intents`; 0: everybody). Returns how many."""
        told = 0
        for session in self.sessions.values():
            mine = session.shard == ((guild_id >> 22) % session.shards if guild_id else 0)
            if mine and (not intents or session.intents & intents) and (session.connection or session.resumable):
                session.tell(event, data)
                told += 1
        return told

    # --- the protocol ---

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """One connection from HELLO to its end."""
        if not self.accepting:
            return web.Response(status=503)
        socket = web.WebSocketResponse(max_msg_size=2**20)
        await socket.prepare(request)
        connection = Connection(request, socket)
        self.connections.add(connection)
        connection.send(HELLO, {"heartbeat_interval": int(self.heartbeat_interval * 1000), "_trace": []})
        writer = asyncio.create_task(connection.write())
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    code = self._receive(connection, json.loads(message.data))
                    if code is not None:
                        self.closed_with.append(code)
                        await socket.close(code=code)
        finally:
            writer.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await writer
            self.connections.discard(connection)
            session = connection.session
            if session is not None and session.connection is connection:
                session.connection = None
                if socket.close_code in (1000, 1001):  # the bot said goodbye
                    session.resumable = False
            self.signal.changed()
        return socket

    def _receive(self, connection: Connection, frame: dict[str, Any]) -> int | None:
        """Act on a frame; a number is the code to close with."""
        op, data = frame.get("op"), frame.get("d")
        if op == HEARTBEAT:
            self.heartbeats += 1
            if self.acknowledges_heartbeats:
                connection.send(ACK)
        elif op == IDENTIFY:
            return self._identify(connection, data or {})
        elif op == RESUME:
            return self._resume(connection, data or {})
        elif op not in (3, 4, 8):
            return 4001
        elif connection.session is None:
            return 4003
        return None

    def _identify(self, connection: Connection, data: dict[str, Any]) -> int | None:
        if connection.session is not None:
            return 4005
        if data.get("token") != self._server.token:
            return 4004
        shard, shards = data.get("shard") or (0, 1)
        if not 0 <= shard < shards:
            return 4010
        intents = data.get("intents")
        if not isinstance(intents, int) or intents & ~KNOWN_INTENTS:
            return 4013
        if intents & PRIVILEGED & ~self._server.privileged_intents:
            return 4014
        session = Session(secrets.token_hex(16), shard, shards, intents, time.time(), connection)
        connection.session = session
        self.sessions[session.id] = session
        self.identified.append(session)
        guilds = [g for g in self._server.guilds.values() if g.bot_is_member and (g.id >> 22) % shards == shard]
        session.tell(
            "READY",
            {
                "v": 10, "user": {**self._server.me.payload(), "verified": True, "mfa_enabled": True, "email": None},
                "session_id": session.id, "session_type": "normal", "shard": [shard, shards],
                "resume_gateway_url": self._server.gateway_url, "private_channels": [], "relationships": [],
                "guilds": [{"id": str(g.id), "unavailable": True} for g in guilds],
                "application": {"id": str(self._server.application_id), "flags": 0},
            },
        )  # fmt: skip
        if intents & GUILDS:
            for guild in guilds:
                session.tell("GUILD_CREATE", guild.payload(self._server.me))
        self.signal.changed()
        return None

    def _resume(self, connection: Connection, data: dict[str, Any]) -> int | None:
        session = self.sessions.get(str(data.get("session_id")))
        if data.get("token") != self._server.token:
            return 4004
        if session is None or not session.resumable:
            connection.send(INVALID_SESSION, data=False)
            return None
        seen = data.get("seq")
        if not isinstance(seen, int) or not 0 <= seen <= len(session.events):
            return 4007
        if session.connection is not None:  # an older connection that has not noticed yet
            session.connection.session = None
        connection.session, session.connection = session, connection
        for number, (event, told) in enumerate(session.events[seen:], start=seen + 1):
            connection.send(DISPATCH, told, seq=number, event=event)
        session.tell("RESUMED", {"_trace": []})
        self.resumed.append(session)
        self.signal.changed()
        return None

    async def close(self) -> None:
        """Close what is open."""
        for connection in list(self.connections):
            await connection.socket.close(code=WSCloseCode.GOING_AWAY)
