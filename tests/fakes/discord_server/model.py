"""What the server knows: people, servers, channels, messages and files."""

from __future__ import annotations

import io
import itertools
import json
import mimetypes
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from tests.fakes.discord_server.components import Seen, media_of, walk

if TYPE_CHECKING:
    from tests.fakes.discord_server.interactions import Interaction

EPOCH_MS = 1_420_070_400_000
EPHEMERAL, LOADING, V2 = 1 << 6, 1 << 7, 1 << 15
VIEW_CHANNEL, SEND_MESSAGES, EMBED_LINKS, ATTACH_FILES = 1 << 10, 1 << 11, 1 << 14, 1 << 15
READ_MESSAGE_HISTORY, USE_EXTERNAL_EMOJIS, USE_APPLICATION_COMMANDS = 1 << 16, 1 << 18, 1 << 31
ADMINISTRATOR, MANAGE_GUILD = 1 << 3, 1 << 5
USUAL = (
    VIEW_CHANNEL | SEND_MESSAGES | EMBED_LINKS | ATTACH_FILES | READ_MESSAGE_HISTORY | USE_EXTERNAL_EMOJIS | (1 << 31)
)
_increments = itertools.count()


def snowflake(at: float | None = None) -> int:
    """A fresh id as Discord makes them: made at `at` (Unix time in s, now when None), never twice the same."""
    return (int((time.time() if at is None else at) * 1000) - EPOCH_MS) << 22 | next(_increments) & 0x3FFFFF


def copied(value: Any) -> Any:
    """A deep copy of JSON (several times faster than `copy.deepcopy`)."""
    return json.loads(json.dumps(value))


def iso(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat()


@dataclass(frozen=True)
class Upload:
    """A file a person gives: as an option, in a modal or in a message. `claimed_size` lies about its size."""

    data: bytes
    filename: str
    content_type: str | None = None
    claimed_size: int | None = None


@dataclass
class User:
    id: int
    name: str
    locale: str = "en-US"
    bot: bool = False
    dms_open: bool = True

    @property
    def mention(self) -> str:
        return f"<@{self.id}>"

    def payload(self) -> dict[str, Any]:
        return {
            "id": str(self.id), "username": self.name.lower().replace(" ", "_"), "global_name": self.name,
            "discriminator": "0", "avatar": None, "public_flags": 0, "flags": 0, "primary_guild": None, "bot": self.bot,
        }  # fmt: skip


@dataclass
class Channel:
    """A text channel of a guild (type 0), a DM with the bot (1) or a group of friends (3)."""

    id: int
    kind: int
    name: str | None = None
    guild: Guild | None = None
    recipients: list[User] = field(default_factory=list)
    permissions: int = USUAL  # the bot's own here
    deleted: bool = False
    messages: list[Message] = field(default_factory=list)

    @property
    def context(self) -> int:
        """Where an interaction here says it happened: 0 a server, 1 the bot's DM, 2 between others."""
        return {0: 0, 1: 1, 3: 2}[self.kind]

    @property
    def last_message(self) -> Message | None:
        return self.messages[-1] if self.messages else None

    def deny(self, *permissions: int) -> None:
        """Take permissions from the bot in this channel."""
        for permission in permissions:
            self.permissions &= ~permission

    def payload(self) -> dict[str, Any]:
        last = self.messages[-1].id if self.messages else None
        common = {"id": str(self.id), "type": self.kind, "flags": 0, "last_message_id": last and str(last)}
        if self.guild is None:
            people = [u.payload() for u in self.recipients]
            group = {"name": self.name, "owner_id": str(self.recipients[0].id), "icon": None} if self.kind == 3 else {}
            return {**common, **group, "recipients": people}
        return {
            **common, "name": self.name, "guild_id": str(self.guild.id), "position": 0, "permission_overwrites": [],
            "nsfw": False, "parent_id": None, "topic": None, "rate_limit_per_user": 0, "last_pin_timestamp": None,
        }  # fmt: skip


@dataclass
class Guild:
    """A server. `bot_is_member` False: the bot is only there on behalf of the people who installed it."""

    id: int
    name: str
    owner: User
    locale: str = "en-US"
    bot_is_member: bool = True
    channels: list[Channel] = field(default_factory=list)
    members: list[User] = field(default_factory=list)
    left: list[User] = field(default_factory=list)
    deleted: bool = False

    def partial(self) -> dict[str, Any]:
        return {"id": str(self.id), "locale": self.locale, "features": []}

    def member_payload(self, user: User) -> dict[str, Any]:
        return {
            "user": user.payload(), "nick": None, "avatar": None, "banner": None, "roles": [], "flags": 0,
            "pending": False, "joined_at": iso(1_700_000_000), "premium_since": None, "deaf": False, "mute": False,
            "communication_disabled_until": None,
        }  # fmt: skip

    def payload(self, me: User) -> dict[str, Any]:
        everyone = {
            "id": str(self.id), "name": "@everyone", "color": 0, "hoist": False, "icon": None, "unicode_emoji": None,
            "position": 0, "permissions": str(USUAL), "managed": False, "mentionable": False, "flags": 0,
            "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        }  # fmt: skip
        return {
            "id": str(self.id), "name": self.name, "owner_id": str(self.owner.id), "preferred_locale": self.locale,
            "icon": None, "splash": None, "banner": None, "description": None, "region": "", "afk_channel_id": None,
            "afk_timeout": 300, "verification_level": 0, "default_message_notifications": 1,
            "explicit_content_filter": 0, "mfa_level": 0, "nsfw_level": 0, "nsfw": False,
            "premium_tier": 0, "premium_subscription_count": 0,
            "premium_progress_bar_enabled": False, "system_channel_id": None, "system_channel_flags": 0,
            "rules_channel_id": None, "public_updates_channel_id": None, "vanity_url_code": None, "features": [],
            "roles": [everyone], "emojis": [], "stickers": [], "large": False, "unavailable": False,
            "member_count": len(self.members) + 1, "members": [self.member_payload(me)], "presences": [], "threads": [],
            "voice_states": [], "stage_instances": [], "guild_scheduled_events": [], "soundboard_sounds": [],
            "joined_at": iso(1_700_000_000), "channels": [c.payload() for c in self.channels if not c.deleted],
        }  # fmt: skip


@dataclass
class StoredFile:
    """A file on the CDN."""

    id: int
    filename: str
    data: bytes
    content_type: str
    base: str  # the CDN's address
    folder: int
    description: str | None = None
    ephemeral: bool = False
    claimed_size: int | None = None
    used: bool = False  # shown by a component, so not among the message's attachments

    @property
    def path(self) -> str:
        return f"/attachments/{self.folder}/{self.id}/{quote(self.filename)}"

    @property
    def url(self) -> str:
        return self.base + self.path

    @cached_property
    def size(self) -> tuple[int, int] | None:
        """Width and height of a picture in pixels."""
        from PIL import Image, UnidentifiedImageError

        try:
            with Image.open(io.BytesIO(self.data)) as picture:
                return picture.size
        except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
            return None

    def payload(self) -> dict[str, Any]:
        size = self.size if self.content_type.startswith("image/") else None
        return {
            "id": str(self.id), "filename": self.filename, "url": self.url, "proxy_url": self.url,
            "size": len(self.data) if self.claimed_size is None else self.claimed_size,
            "content_type": self.content_type,
            **({"description": self.description} if self.description else {}),
            **({"width": size[0], "height": size[1]} if size else {}),
            **({"ephemeral": True} if self.ephemeral else {}),
        }  # fmt: skip


def content_type_of(filename: str) -> str:
    return mimetypes.guess_type(filename)[0] or "application/octet-stream"


@dataclass
class Version:
    """What a message was after it was sent (the first) or edited."""

    at: float
    content: str
    components: list[dict[str, Any]]
    flags: int
    files: tuple[StoredFile, ...]


@dataclass
class Image:
    """A picture a person sees."""

    data: bytes | None  # None: it is not on this server
    filename: str
    description: str | None
    url: str
    size: tuple[int, int] | None


@dataclass(eq=False)
class Message(Seen):
    """A message, with everything it ever was in `history`."""

    id: int
    channel: Channel
    author: User
    content: str = ""
    components: list[dict[str, Any]] = field(default_factory=list)
    embeds: list[dict[str, Any]] = field(default_factory=list)
    files: list[StoredFile] = field(default_factory=list)
    flags: int = 0
    only_for: User | None = None
    interaction: Interaction | None = None
    reply_to: Message | None = None
    mentions: list[User] = field(default_factory=list)
    allowed_mentions: dict[str, Any] | None = None
    deleted: bool = False
    edited_at: float | None = None
    history: list[Version] = field(default_factory=list)

    @property
    def ephemeral(self) -> bool:
        return bool(self.flags & EPHEMERAL)

    @property
    def loading(self) -> bool:
        """ "… is thinking": a deferred answer without content yet."""
        return bool(self.flags & LOADING)

    @property
    def v2(self) -> bool:
        return bool(self.flags & V2)

    @property
    def pings_everyone(self) -> bool:
        """Whether the text calls @everyone or @here and the sender did not forbid it."""
        allowed = self.allowed_mentions
        called = "@everyone" in self.text() or "@here" in self.text()
        return called and (allowed is None or "everyone" in (allowed.get("parse") or ()))

    @property
    def edits(self) -> list[Version]:
        """The versions after the first."""
        return self.history[1:]

    def remember(self, at: float) -> None:
        self.history.append(Version(at, self.content, copied(self.components), self.flags, tuple(self.files)))

    def images(self) -> list[Image]:
        """The pictures in galleries and thumbnails, then the ones attached."""
        by_url = {f.url: f for f in self.files}
        shown = [(m["url"], alt) for c in self.walk() if c["type"] != 13 for _, m, alt in media_of(c)]
        found = []
        for url, alt in shown + [(f.url, f.description) for f in self.files if not f.used]:
            file = by_url.get(url)
            if file is not None and not file.content_type.startswith("image/"):
                continue
            name = file.filename if file else url.rsplit("/", 1)[-1]
            found.append(Image(file and file.data, name, alt, url, file and file.size))
        return found

    def file_named(self, filename: str) -> StoredFile:
        """The file of this name, wherever the message shows it."""
        return next(f for f in self.files if f.filename == filename)

    def resolve_media(self) -> None:
        """Point `attachment://` references at the CDN and number the components, as Discord does."""
        by_name = {f.filename: f for f in self.files}
        by_url = {f.url: f for f in self.files}
        for file in self.files:
            file.used = False
        taken = {c["id"] for c in self.walk() if c.get("id")}
        numbers = (n for n in itertools.count(1) if n not in taken)
        for _, component in walk(self.components):
            if not component.get("id"):
                component["id"] = next(numbers)
            for _, media, _ in media_of(component):
                url = media["url"]
                file = by_name.get(url[13:]) if url.startswith("attachment://") else by_url.get(url)
                if file is None:
                    media.update(id="0", proxy_url=url)
                    continue
                file.used = True
                size = file.size if file.content_type.startswith("image/") else None
                media.update(
                    id=str(file.id), url=file.url, proxy_url=file.url, attachment_id=str(file.id),
                    content_type=file.content_type, width=size and size[0], height=size and size[1],
                )  # fmt: skip
                if component["type"] == 13:
                    component.update(name=file.filename, size=len(file.data))
                # a description in the gallery wins over the upload's own

    def payload(self, *, open_content: bool = True) -> dict[str, Any]:
        """The message as the API tells it. `open_content` False: to an app that may not read what people write.

        Files that components show are not among `attachments`: Discord leaves them out.
        """
        attachments = [f.payload() for f in self.files if not f.used]
        told: dict[str, Any] = {
            "id": str(self.id), "channel_id": str(self.channel.id), "type": 0, "author": self.author.payload(),
            "content": self.content if open_content else "", "timestamp": iso((self.id >> 22) / 1000 + EPOCH_MS / 1000),
            "edited_timestamp": self.edited_at and iso(self.edited_at), "tts": False, "mention_everyone": False,
            "mentions": [u.payload() for u in self.mentions], "mention_roles": [], "pinned": False, "flags": self.flags,
            "attachments": attachments if open_content else [], "embeds": self.embeds if open_content else [],
            "components": copied(self.components) if open_content else [],
        }  # fmt: skip
        if self.reply_to is not None:
            told["type"] = 19
            told["message_reference"] = {
                "type": 0, "channel_id": str(self.channel.id), "message_id": str(self.reply_to.id),
            }  # fmt: skip
        if self.interaction is not None:
            told.update(self.interaction.told_in_message())
        return told
