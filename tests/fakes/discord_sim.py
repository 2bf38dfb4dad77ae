"""Discord without a network, inside the test: a thin cover over simcord in the words of `tests.fakes.discord_server`.

Only this file knows simcord, so that the tests could leave it. An act returns when the bot has settled. What simcord
does not play (locales, installation by a person alone, private channels, 429s, the encoding of uploads, tokens that
die) is for `tests.fakes.discord_server`.
"""

from __future__ import annotations

import contextlib
import functools
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import discord
import simcord

from tests.fakes.discord_server.components import GALLERY, THUMBNAIL, Seen, media_of
from tests.fakes.discord_server.model import Upload

LOOK_EVERY = 0.005
"""Seconds between two looks whether the bot has settled; simcord's own 0.05 is most of what a short test takes."""


@dataclass
class Person:
    """Somebody, with their membership in each guild."""

    handle: simcord.UserHandle
    members: dict[int, simcord.MemberActor] = field(default_factory=dict)

    @property
    def id(self) -> int:
        return self.handle.id

    @property
    def name(self) -> str:
        return self.handle.name


@dataclass
class Guild:
    """A server with a text channel `general`."""

    handle: simcord.GuildHandle
    channels: list[simcord.ChannelHandle]


Where = simcord.ChannelHandle | Person


class Shown(Seen):
    """A message as a person sees it now (it is read anew at every look)."""

    def __init__(self, raw: simcord.ResponseMessage) -> None:
        self.raw = raw

    @property
    def id(self) -> int:
        return self.raw.id

    @property
    def content(self) -> str:
        return self.raw.content

    @property
    def components(self) -> list[dict[str, Any]]:  # type: ignore[override]
        return self.raw.components

    @property
    def ephemeral(self) -> bool:
        return self.raw.ephemeral

    def images(self) -> list[tuple[str, str | None]]:
        """(address, alt text) of the pictures in galleries and thumbnails, then of the files attached."""
        shown = [
            (media["url"], alt)
            for component in self.walk()
            if component["type"] in (GALLERY, THUMBNAIL)
            for _, media, alt in media_of(component)
        ]
        known = {url for url, _ in shown}
        return shown + [(a.url, a.description) for a in self.raw.attachments if a.url not in known]


class Form(Seen):
    """A form shown to a person."""

    def __init__(self, raw: dict[str, Any]) -> None:
        self.title: str = raw["title"]
        self.custom_id: str = raw["custom_id"]
        self.components: list[dict[str, Any]] = raw["components"]


@dataclass
class Outcome:
    """What an act led to."""

    raw: simcord.InteractionResult
    source: Shown | None = None

    @property
    def acknowledged(self) -> bool:
        return self.raw.acknowledged

    @property
    def deferred(self) -> bool:
        """Promised and not answered yet."""
        return self.raw.deferred

    @property
    def ephemeral(self) -> bool:
        return self.raw.ephemeral

    @property
    def messages(self) -> list[Shown]:
        """The answer (or the message it updated) and its follow-ups, without deleted ones."""
        first = self.raw.response
        return [Shown(m) for m in ([first] if first is not None else []) + self.raw.followups]

    @property
    def message(self) -> Shown:
        """The last message of the answer; of an update, the message updated."""
        found = self.messages
        if not found and self.source is not None:
            return self.source
        assert found, f"there is no answer: {self.raw!r}"
        return found[-1]

    @property
    def modal(self) -> Form | None:
        return Form(self.raw.modal) if self.raw.modal is not None else None


class Sim:
    """The bot in a Discord of its own."""

    def __init__(self, env: simcord.Env) -> None:
        self.env = env

    # --- people and places ---

    def user(self, name: str) -> Person:
        return Person(self.env.create_user(name))

    def guild(self, name: str = "Brush Club", *members: Person) -> Guild:
        """A server with these members and one text channel, `channels[0]`."""
        handle = self.env.create_guild(name)
        guild = Guild(handle, [handle.create_text_channel("general")])
        for person in members:
            self.join(guild, person)
        return guild

    def join(self, guild: Guild, person: Person) -> None:
        person.members[guild.handle.id] = guild.handle.add_member(person.handle)

    def leave(self, guild: Guild, person: Person) -> None:
        guild.handle.remove_member(person.members.pop(guild.handle.id))

    # --- acts ---

    async def slash(self, user: Person, where: Where, command: str, /, **options: Any) -> Outcome:
        """`await sim.slash(ann, channel, "paints match", colour="#AABBCC")`; a Person as `where` is their DM."""
        given = {name: _given(value) for name, value in options.items()}
        if isinstance(where, Person):
            return Outcome(await user.handle.slash(command, **given))
        return Outcome(await self._actor(user, where).slash(where, command, **given))

    async def autocomplete(
        self, user: Person, where: Where, command: str, option: str, typed: str, /, **options: Any
    ) -> list[dict[str, Any]]:
        """The choices (`name`, `value`) offered while typing into an option."""
        given = {name: _given(value) for name, value in options.items()}
        if isinstance(where, Person):
            return await user.handle.autocomplete(command, option, typed, **given)
        return await self._actor(user, where).autocomplete(where, command, option, typed, **given)

    async def message_command(self, user: Person, where: Where, name: str, message: Any, /) -> Outcome:
        """Choose an entry of the context menu of a message (in a guild)."""
        assert isinstance(where, simcord.ChannelHandle), "only in a guild's channel here"
        return Outcome(await self._actor(user, where).context_menu(where, name, _message(message)))

    async def click(
        self, user: Person, message: Any, custom_id: str | None = None, /, *, label: str | None = None
    ) -> Outcome:
        """Press a button, found by its custom id or its label."""
        raw = _message(message)
        done = await self._by(user, raw).click(raw, custom_id=custom_id, label=label)
        return Outcome(done, message if isinstance(message, Shown) else None)

    async def select(self, user: Person, message: Any, custom_id: str, /, *values: str) -> Outcome:
        """Choose in a select."""
        raw = _message(message)
        done = await self._by(user, raw).select(raw, list(values), custom_id=custom_id)
        return Outcome(done, message if isinstance(message, Shown) else None)

    async def submit(self, user: Person, shown: Outcome, values: dict[str, Any] | None = None, /) -> Outcome:
        """Send a form off; values by custom id (text, chosen values, Upload)."""
        given = {name: _given(value) for name, value in (values or {}).items()}
        guild_id = shown.raw._interaction.guild_id
        actor = user.members[guild_id] if guild_id is not None else user.handle
        return Outcome(await actor.submit_modal(shown.raw, given), shown.source)

    async def post(self, user: Person, where: Where, content: str = "", *uploads: Upload) -> discord.Message:
        """A person writes a message."""
        files = [(u.filename, u.data) for u in uploads]
        if isinstance(where, Person):
            return await user.handle.send_dm(content, attachments=files)
        return await self._actor(user, where).send(where, content, attachments=files)

    # --- what happens around the bot ---

    def history(self, where: simcord.ChannelHandle, viewer: Person | None = None) -> list[Shown]:
        """The messages of a channel, oldest first: what everybody sees, and with `viewer` what they alone see too."""
        stored = self.env.backend.messages.get(where.id, {}).values()
        who = None if viewer is None else viewer.id
        seen = (one for one in sorted(stored, key=lambda m: m.id) if one.visible_to(who))
        return [Shown(simcord.ResponseMessage(self.env, one)) for one in seen]

    async def remove(self, message: Shown) -> None:
        """Somebody who may deletes a message."""
        self.env.backend.delete_message(message.raw.channel_id, message.id)
        await self.settle()

    @contextlib.contextmanager
    def changed(self, change: Callable[[dict[str, Any]], object]) -> Iterator[None]:
        """Change every interaction before the bot hears of it (its locale, its rights)."""
        backend = self.env.backend
        real = backend.emit

        def emit(event: str, payload: Any) -> None:
            if event == "INTERACTION_CREATE":
                change(payload)
            real(event, payload)

        backend.emit = emit
        try:
            yield
        finally:
            del backend.emit

    @contextlib.asynccontextmanager
    async def at_once(self) -> AsyncIterator[None]:
        """The acts inside reach the bot together: it settles after the last of them."""

        async def at_the_end(**_options: Any) -> None:
            """Nothing yet."""

        real, self.env._settle_internal = self.env._settle_internal, at_the_end
        try:
            yield
        finally:
            self.env._settle_internal = real
        await self.settle()

    # --- what happens to the bot ---

    async def restart(self, bot: discord.Client) -> None:
        """The process ends and another bot starts on the same Discord."""
        await self.env.restart_bot(bot)
        self.env.bot = bot

    def fail(
        self,
        method: str,
        path: str,
        *,
        status: int = 500,
        code: int = 0,
        message: str = "refused",
        times: int | None = 1,
    ) -> None:
        """Let requests to paths of a pattern (with `*`) go wrong."""
        self.env.inject_error(method, path, status=status, code=code, message=message, times=times)

    async def settle(self) -> None:
        """Wait until the bot has nothing more to do."""
        await self.env.settle()

    @property
    def errors(self) -> list[BaseException]:
        """What the bot raised, also what its own error handler took; left unread it fails the test at its end."""
        return list(self.env.errors)

    @property
    def requests(self) -> list[simcord.HttpLogEntry]:
        return self.env.http_requests

    def dm(self, user: Person) -> simcord.ChannelHandle:
        return user.handle.dm_channel

    def _actor(self, user: Person, where: simcord.ChannelHandle) -> simcord.MemberActor:
        guild = self.env.backend.get_channel(where.id).guild_id
        assert guild in user.members, f"{user.name} is not a member of that server"
        return user.members[guild]

    def _by(self, user: Person, message: Any) -> Any:
        channel_id = message.channel_id if isinstance(message, simcord.ResponseMessage) else message.channel.id
        guild = self.env.backend.get_channel(channel_id).guild_id
        return user.handle if guild is None else user.members[guild]


def _given(value: Any) -> Any:
    if isinstance(value, Upload):
        return value.filename, value.data
    if isinstance(value, Person):
        return value.handle
    return value


def _message(message: Any) -> Any:
    return message.raw if isinstance(message, Shown) else message


@contextlib.asynccontextmanager
async def running(make: Callable[[], discord.Client], **options: Any) -> AsyncIterator[Sim]:
    """`async with running(make_bot) as sim:`; `options` are simcord's (`check_errors=False`, `settle_timeout=10.0`)."""
    async with simcord.run(make(), **options) as env:
        yield Sim(env)


@contextlib.asynccontextmanager
async def started(make: Callable[[], discord.Client], **options: Any) -> AsyncIterator[Sim]:
    """As `running`, for a fixture: its two halves run in other tasks than the test."""
    env = simcord.Env(make(), **options)
    env._settle_internal = functools.partial(env._settle_internal, idle=LOOK_EVERY)
    await env.start()
    try:
        yield Sim(env)
    finally:
        await env.shutdown()
    if env.check_errors:
        env._raise_errors_since(env._errors_acknowledged)
