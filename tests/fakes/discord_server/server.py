"""The local Discord itself: what it knows, where it listens, and the levers tests pull."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from fnmatch import fnmatchcase
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from tests.fakes.discord_server.acts import Acts
from tests.fakes.discord_server.faults import Fault, Limit, Refused, Trouble
from tests.fakes.discord_server.gateway import DIRECT_MESSAGES, GUILD_MESSAGES, GUILDS, MESSAGE_CONTENT, Gateway
from tests.fakes.discord_server.interactions import Interaction, Signal
from tests.fakes.discord_server.messages import Messages
from tests.fakes.discord_server.model import (
    Channel,
    Guild,
    Message,
    StoredFile,
    Upload,
    User,
    content_type_of,
    copied,
    iso,
    snowflake,
)
from tests.fakes.discord_server.rest import BASE, Request, Rest, Violation
from tests.fakes.discord_server.spec import Spec

CHECKING = ("now", "later", "off")


class DiscordServer(Acts):
    """A Discord on 127.0.0.1, with one application. Use it as `async with DiscordServer() as discord:`.

    `checking` says when requests are compared with Discord's description: "now" (a wrong one is refused), "later" (when
    `violations` is read: for measurements) or "off". Limits of messages, modals and commands are always checked.
    """

    def __init__(
        self,
        *,
        token: str = "local-token",
        name: str = "Wetpalette",
        shards: int = 1,
        privileged_intents: int = 0,
        checking: str = "now",
        check_own_answers: bool = False,
    ) -> None:
        assert checking in CHECKING, checking
        self.token = token
        self.shards = shards  # what `/gateway/bot` recommends
        self.privileged_intents = privileged_intents
        self.me = User(snowflake(), name, bot=True)
        self.application_id = self.me.id
        self.owner = User(snowflake(), "Application Owner")
        self.users: dict[int, User] = {self.me.id: self.me, self.owner.id: self.owner}
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        self.messages: dict[int, Message] = {}
        self.files: dict[str, StoredFile] = {}
        self.commands: dict[int | None, dict[int, dict[str, Any]]] = {None: {}}
        self.interactions: dict[str, Interaction] = {}
        self.requests: list[Request] = []
        self.own_mistakes: list[Violation] = []
        self.check_own_answers = check_own_answers
        self.trouble = Trouble()
        self.signal = Signal()
        self.gateway = Gateway(self)
        self.messages_of = Messages(self)
        spec = Spec.load() if checking != "off" else None
        self.checked_against_spec = spec is not None
        self._rest = Rest(self, spec, checking)
        self._ahead = 0.0
        self._runner: web.AppRunner | None = None
        self.port = 0

    # --- life ---

    async def start(self, port: int = 0) -> None:
        """Listen on 127.0.0.1 (a free port when 0)."""
        app = web.Application(client_max_size=512 * 2**20)
        app.router.add_get("/gateway", self.gateway.handle)
        app.router.add_get("/gateway/", self.gateway.handle)
        app.router.add_get("/attachments/{folder}/{id}/{name}", self._cdn)
        app.router.add_route("*", BASE + "/{path:.*}", self._rest.handle)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Close every connection and stop listening."""
        await self.gateway.close()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def api_base(self) -> str:
        """What `discord.api_base` is set to."""
        return self.url + BASE

    @property
    def gateway_url(self) -> str:
        """What `discord.gateway_url` is set to."""
        return f"ws://127.0.0.1:{self.port}/gateway"

    # --- time ---

    def now(self) -> float:
        """Unix time in seconds on this server's clock."""
        return time.time() + self._ahead

    def advance(self, seconds: float) -> None:
        """Put the clock forward: tokens age. The bot's own clock does not notice."""
        self._ahead += seconds

    # --- judgement ---

    @property
    def violations(self) -> list[Violation]:
        """Everything Discord would not have taken, in order of discovery."""
        self._rest.settle()
        return self._rest.found

    def assert_clean(self) -> None:
        """Raise with every violation, readable."""
        found = self.violations
        assert not found, f"{len(found)} violations of Discord's API:\n" + "\n".join(map(str, found))

    def refused(self) -> list[Request]:
        """The requests that got an error, whatever for."""
        return [r for r in self.requests if r.status is not None and r.status >= 400]

    def sent(self, method: str, pattern: str = "*") -> list[Request]:
        """The requests of a method to paths of a pattern (with `*`)."""
        return [r for r in self.requests if method in ("*", r.method) and fnmatchcase(r.path, pattern)]

    async def until(self, is_so: Callable[[], Any], timeout: float = 10.0) -> None:  # noqa: ASYNC109
        """Wait until `is_so()`; looks again after every request and every 10 ms. AssertionError after `timeout` s."""
        last = lambda: "\n".join(map(str, self.requests[-10:]))  # noqa: E731
        await self.signal.until(is_so, timeout, last, look_every=0.01)

    # --- trouble ---

    def fail(
        self,
        method: str,
        path: str,
        *,
        status: int | None = None,
        code: int = 0,
        message: str | None = None,
        times: int | None = 1,
        retry_after: float = 0.05,
        delay: float = 0.0,
        done_anyway: bool = False,
        everywhere: bool = False,
        cut: bool = False,
    ) -> Fault:
        """Let requests go wrong: `path` has `*` and begins behind `/api/v10`.

        `status` 500, 429 (then `retry_after` s, `everywhere` for a global one), 404 …; `code` alone takes its usual
        status; `cut` breaks the connection off instead; nothing of these: only `delay` seconds pass. `times` None
        is for ever. `done_anyway`: the work is done, the answer lost. discord.py repeats 500, 502, 504 after 1, 3, 5 …
        s, so ask for one of them only.
        """
        fault = Fault(method, path, status, code, message, times, retry_after, delay, done_anyway, everywhere, cut)
        self.trouble.faults.append(fault)
        return fault

    def limit(self, method: str, path: str, most: int, per: float) -> Limit:
        """Enforce a rate limit for each path of a pattern, told in headers; `.refused` counts the 429s."""
        limit = Limit(method, path, most, per)
        self.trouble.limits.append(limit)
        return limit

    @contextmanager
    def offline(self) -> Iterator[None]:
        """Take no gateway connection meanwhile."""
        self.gateway.accepting = False
        try:
            yield
        finally:
            self.gateway.accepting = True

    # --- people and places ---

    def user(self, name: str, *, locale: str = "en-US", dms_open: bool = True) -> User:
        user = User(snowflake(), name, locale=locale, dms_open=dms_open)
        self.users[user.id] = user
        return user

    def guild(
        self,
        name: str = "Brush Club",
        *members: User,
        bot_is_member: bool = True,
        locale: str = "en-US",
        shard: int | None = None,
    ) -> Guild:
        """A server with one text channel `general`. `shard` chooses an id that falls to it, of `self.shards`."""
        number = snowflake()
        while shard is not None and (number >> 22) % self.shards != shard:
            number += 1 << 22
        guild = Guild(number, name, self.owner, locale=locale, bot_is_member=bot_is_member, members=list(members))
        self.guilds[guild.id] = guild
        self.channel(guild, "general", announce=False)
        if bot_is_member:
            self.gateway.dispatch("GUILD_CREATE", guild.payload(self.me), guild_id=guild.id, intents=GUILDS)
        return guild

    def channel(self, guild: Guild, name: str, *, announce: bool = True) -> Channel:
        """A further text channel."""
        channel = Channel(snowflake(), 0, name=name, guild=guild)
        guild.channels.append(channel)
        self.channels[channel.id] = channel
        if announce and guild.bot_is_member:
            self.gateway.dispatch("CHANNEL_CREATE", channel.payload(), guild_id=guild.id, intents=GUILDS)
        return channel

    def dm(self, user: User) -> Channel:
        """The conversation of a person with the bot."""
        for channel in self.channels.values():
            if channel.kind == 1 and channel.recipients == [user]:
                return channel
        channel = Channel(snowflake(), 1, recipients=[user])
        self.channels[channel.id] = channel
        return channel

    def private_channel(self, *people: User, name: str = "friends") -> Channel:
        """A conversation between people, where the bot is only through who installed it."""
        channel = Channel(snowflake(), 3, name=name, recipients=list(people))
        self.channels[channel.id] = channel
        return channel

    def remove_guild(self, guild: Guild, *, thrown_out: bool = False) -> None:
        """The server is deleted; with `thrown_out` only the bot's membership ends and open tokens live on."""
        guild.bot_is_member = False
        if not thrown_out:
            guild.deleted = True
            for channel in guild.channels:
                channel.deleted = True
        self.gateway.dispatch("GUILD_DELETE", {"id": str(guild.id)}, guild_id=guild.id, intents=GUILDS)

    def delete_channel(self, channel: Channel) -> None:
        channel.deleted = True
        if channel.guild is not None and channel.guild.bot_is_member:
            told = channel.payload()
            self.gateway.dispatch("CHANNEL_DELETE", told, guild_id=channel.guild.id, intents=GUILDS)

    def delete_message(self, message: Message) -> None:
        """Somebody deletes a message."""
        self.messages_of.delete(message)

    def make_old(self, message: Message, seconds: float) -> None:
        """Let a message have been written so long ago (its id changes, as ids tell the time)."""
        del self.messages[message.id]
        message.id = snowflake(time.time() - seconds)
        self.messages[message.id] = message

    def leave(self, user: User, guild: Guild) -> None:
        """A person leaves a server, and sees nothing of it any more."""
        if user in guild.members:
            guild.members.remove(user)
        guild.left.append(user)

    # --- what the parts need ---

    def store(
        self,
        channel: Channel,
        name: str,
        data: bytes,
        kind: str,
        description: str | None = None,
        *,
        upload: Upload | None = None,
    ) -> StoredFile:
        """Put a file on the CDN."""
        file = StoredFile(snowflake(), name, data, kind, self.url, channel.id, description)
        if upload is not None:
            file.claimed_size, file.ephemeral = upload.claimed_size, True
        self.files[file.path] = file
        return file

    def upload(self, channel: Channel, upload: Upload) -> StoredFile:
        """Put what a person uploads on the CDN."""
        kind = upload.content_type or content_type_of(upload.filename)
        return self.store(channel, upload.filename, upload.data, kind, upload=upload)

    def register(
        self, mine: dict[int, dict[str, Any]], commands: Sequence[dict[str, Any]], guild_id: str | None
    ) -> list[Any]:
        """Replace the commands of a place: what keeps name and type keeps its id."""
        known = {(c["type"], c["name"]): c for c in mine.values()}
        mine.clear()
        for command in commands:
            kind = command.get("type") or 1
            old = known.get((kind, command["name"]))
            number = int(old["id"]) if old else snowflake()
            permissions = command.get("default_member_permissions")
            told = {
                "integration_types": [0], "contexts": None, "options": [], "nsfw": False,
                **copied({k: v for k, v in command.items() if v is not None}),
                "id": str(number), "application_id": str(self.application_id), "version": str(snowflake()),
                "type": kind,
                "description": command.get("description") or "",
                "default_member_permissions": None if permissions is None else str(permissions),
            }  # fmt: skip
            if guild_id is not None:
                told["guild_id"] = guild_id
            mine[number] = told
        return list(mine.values())

    def may_read(self, message: Message) -> bool:
        """Whether the bot sees what stands in a message without the intent for it."""
        mine = message.author is self.me or self.me in message.mentions or message.channel.kind == 1
        return mine or bool(self.privileged_intents & MESSAGE_CONTENT)

    def tell_of(self, message: Message, event: str) -> None:
        """Tell the gateway of a message, as far as the bot may know."""
        channel = message.channel
        if channel.kind == 3 or (channel.guild is not None and not channel.guild.bot_is_member):
            return
        guild_id = channel.guild.id if channel.guild is not None else None
        told: dict[str, Any] = {"id": str(message.id), "channel_id": str(channel.id)}
        if event != "MESSAGE_DELETE":
            told = message.payload(open_content=self.may_read(message))
            if channel.guild is not None and not message.author.bot:
                member = channel.guild.member_payload(message.author)
                told["member"] = {k: v for k, v in member.items() if k != "user"}
        if guild_id is not None:
            told["guild_id"] = str(guild_id)
        self.gateway.dispatch(event, told, guild_id=guild_id, intents=GUILD_MESSAGES if guild_id else DIRECT_MESSAGES)

    async def _cdn(self, request: web.Request) -> web.StreamResponse:
        file = self.files.get(request.path) or self.files.get(request.raw_path.split("?")[0])
        seen = Request(time.monotonic(), "GET", request.path, dict(request.query), dict(request.headers))
        self.requests.append(seen)
        try:
            await self.trouble.before("GET", request.path)
        except Refused as refused:
            seen.status = refused.status
            return web.Response(status=refused.status, headers=refused.headers)
        seen.status = 200 if file else 404
        if file is None:
            return web.Response(status=404)
        return web.Response(body=file.data, content_type=file.content_type)


def entitlement(sku_id: int, user: User, application_id: int, *, ends_at: float | None = None) -> dict[str, Any]:
    """What a person has bought as a premium app, for `How(entitlements=…)`."""
    return {
        "id": str(snowflake()), "sku_id": str(sku_id), "application_id": str(application_id), "user_id": str(user.id),
        "type": 8, "deleted": False, "consumed": False, "starts_at": None, "ends_at": ends_at and iso(ends_at),
        "guild_id": None,
    }  # fmt: skip
