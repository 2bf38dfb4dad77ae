"""People, chats, files and messages of the local Telegram, and how Telegram tells of them."""

from __future__ import annotations

import io
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from PIL import Image, UnidentifiedImageError

if TYPE_CHECKING:
    from tests.fakes.telegram_server.handles import Handle

PRIVATE, GROUP, SUPERGROUP, CHANNEL = "private", "group", "supergroup", "channel"
SIDES = {"s": 90, "m": 320, "x": 800, "y": 1280}  # longest sides of the sizes Telegram makes of a photo
FREEDOMS = (
    "can_send_messages", "can_send_audios", "can_send_documents", "can_send_photos", "can_send_videos",
    "can_send_video_notes", "can_send_voice_notes", "can_send_polls", "can_send_other_messages",
    "can_add_web_page_previews", "can_react_to_messages", "can_edit_tag", "can_change_info", "can_invite_users",
    "can_pin_messages", "can_manage_topics",
)  # fmt: skip
"""What a restricted member may do, or not."""
RIGHTS = (
    "can_be_edited", "can_manage_chat", "can_delete_messages", "can_manage_video_chats", "can_restrict_members",
    "can_promote_members", "can_change_info", "can_invite_users", "can_post_stories", "can_edit_stories",
    "can_delete_stories",
)  # fmt: skip


@dataclass(eq=False)
class User:
    """A person, or a bot."""

    id: int
    name: str
    language: str | None = "en"
    username: str | None = None
    is_bot: bool = False
    started: bool = False  # the conversation with the bot
    blocked: bool = False  # the bot, by this person
    deactivated: bool = False

    def payload(self) -> dict[str, Any]:
        told: dict[str, Any] = {"id": self.id, "is_bot": self.is_bot, "first_name": self.name}
        if self.username:
            told["username"] = self.username
        if self.language and not self.is_bot:
            told["language_code"] = self.language
        return told


# Who Telegram names as sender when a chat speaks, for programs that know no `sender_chat`.
GROUP_ANONYMOUS = User(1087968824, "Group", username="GroupAnonymousBot", is_bot=True)
CHANNEL_SENDER = User(136817688, "Channel", username="Channel_Bot", is_bot=True)
TELEGRAM = User(777000, "Telegram", language=None)


@dataclass(eq=False)
class Member:
    """What a person is in a chat: creator, administrator, member, restricted, left or kicked."""

    user: User
    role: str = "member"
    anonymous: bool = False
    rights: dict[str, bool] = field(default_factory=dict)

    def payload(self) -> dict[str, Any]:
        told: dict[str, Any] = {"status": self.role, "user": self.user.payload()}
        if self.role in ("creator", "administrator"):
            told["is_anonymous"] = self.anonymous
        if self.role == "administrator":
            told |= {right: self.rights.get(right, right == "can_manage_chat") for right in RIGHTS}
            told |= {k: v for k, v in self.rights.items() if k not in RIGHTS}
        if self.role == "restricted":
            told |= {freedom: self.rights.get(freedom, False) for freedom in FREEDOMS} | {"is_member": True}
        if self.role in ("kicked", "restricted"):
            told["until_date"] = 0
        return told


@dataclass(eq=False)
class Chat:
    """A place where messages are."""

    id: int
    kind: str
    title: str = ""
    user: User | None = None  # of a private chat
    username: str | None = None
    is_forum: bool = False
    topics: dict[int, str] = field(default_factory=dict)
    closed_topics: set[int] = field(default_factory=set)
    members: dict[int, Member] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    actions: list[tuple[float, str]] = field(default_factory=list)  # what the bot was seen doing, with monotonic times
    reactions_allowed: bool = True
    migrated_to: Chat | None = None
    deleted: bool = False
    listeners: list[Handle] = field(default_factory=list)
    requests: list[Any] = field(default_factory=list)
    last_id: int = 0

    def payload(self) -> dict[str, Any]:
        if self.user is not None:
            told = {"id": self.id, "type": PRIVATE, "first_name": self.user.name}
            return told | ({"username": self.user.username} if self.user.username else {})
        told = {"id": self.id, "type": self.kind, "title": self.title}
        if self.username:
            told["username"] = self.username
        if self.is_forum:
            told["is_forum"] = True
        return told

    def next_id(self) -> int:
        self.last_id += 1
        return self.last_id

    def topic(self, name: str) -> int:
        """Open a topic; returns its `message_thread_id`."""
        assert self.is_forum, f"{self.title!r} has no topics"
        self.last_id = max(self.last_id, 1)  # that is the general topic's
        number = self.next_id()
        self.topics[number] = name
        return number

    def role_of(self, user: User) -> str:
        member = self.members.get(user.id)
        return member.role if member else "left"

    def from_bot(self, bot: User) -> list[Message]:
        """What stands there of the bot's, oldest first."""
        return [m for m in self.messages.values() if m.author is bot and not m.deleted]


@dataclass(eq=False)
class StoredFile:
    """A file on Telegram's servers. A photo's smaller sizes are files of their own that are drawn when asked for."""

    kind: str  # photo, document, voice, sticker …
    data: bytes
    number: int
    name: str | None = None
    mime: str | None = None
    claimed_size: int | None = None
    file_id: str = ""
    unique_id: str = field(default_factory=lambda: secrets.token_hex(8))
    larger: StoredFile | None = None
    side: int = 0
    width: int = 0
    height: int = 0
    sizes: list[StoredFile] = field(default_factory=list)  # of a photo, smallest first; the last one is itself
    used: int = 0  # how often it was sent again by its file_id
    duration: int = 0

    def __post_init__(self) -> None:
        letter = {"photo": "AgAC", "document": "BQAC", "voice": "AwAC", "sticker": "CAAC"}.get(self.kind, "BAAC")
        self.file_id = self.file_id or f"{letter}Ag{secrets.token_urlsafe(42)}"

    @property
    def size(self) -> int:
        return len(self.data) if self.claimed_size is None else self.claimed_size

    @property
    def path(self) -> str:
        ending = {"photo": ".jpg", "voice": ".oga", "sticker": ".webp"}.get(self.kind)
        if ending is None:
            ending = "." + self.name.rsplit(".", 1)[-1] if self.name and "." in self.name else ""
        return f"{self.kind}s/file_{self.number}{ending}"

    @cached_property
    def content(self) -> bytes:
        """The bytes to download."""
        if self.larger is None:
            return self.data
        with Image.open(io.BytesIO(self.larger.data)) as picture:
            small = picture.convert("RGB")
            small.thumbnail((self.side, self.side))
            out = io.BytesIO()
            small.save(out, "JPEG", quality=87)
            return out.getvalue()

    def payload(self) -> Any:
        told: dict[str, Any] = {"file_id": self.file_id, "file_unique_id": self.unique_id}
        if self.larger is None:
            told["file_size"] = self.size
        if self.kind == "photo":
            return told | {"width": self.width, "height": self.height}
        if self.mime:
            told["mime_type"] = self.mime
        if self.kind == "document" and self.name:
            told["file_name"] = self.name
        if self.kind == "voice":
            told["duration"] = self.duration
        if self.kind == "sticker":
            told |= {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
        return told


def measure(data: bytes) -> tuple[int, int, str] | None:
    """Width and height in pixels and format of a picture; None when it is none."""
    try:
        with Image.open(io.BytesIO(data)) as picture:
            return picture.width, picture.height, str(picture.format)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None


@dataclass(frozen=True)
class Version:
    """How a message looked from a moment on. `at` is seconds of `time.monotonic()`."""

    at: float
    words: str
    entities: tuple[dict[str, Any], ...]
    keyboard: tuple[tuple[dict[str, Any], ...], ...]
    file: StoredFile | None
    source: str = ""  # the words as the bot sent them, with their tags


@dataclass(eq=False)
class Message:
    """A message. `words` are its text, or the caption of its file."""

    id: int
    chat: Chat
    author: User | None
    date: int
    at: float
    words: str = ""
    entities: list[dict[str, Any]] = field(default_factory=list)
    source: str = ""
    keyboard: list[list[dict[str, Any]]] = field(default_factory=list)
    other_markup: dict[str, Any] | None = None  # force_reply, a reply keyboard, or its removal
    file: StoredFile | None = None
    reused_file: bool = False  # sent by file_id, nothing uploaded
    thread: int | None = None
    in_topic: bool = False
    reply_to: Message | None = None
    album: str | None = None
    sender_chat: Chat | None = None
    via_bot: User | None = None
    inline_id: str | None = None
    silent: bool = False
    extra: dict[str, Any] = field(default_factory=dict)  # further fields of the payload, for service messages
    reactions: list[str] = field(default_factory=list)  # the bot's
    edited_at: int | None = None
    deleted: bool = False
    born: int = 0
    changed: int = 0  # counts up with everything that happens
    history: list[Version] = field(default_factory=list)

    # --- what a test reads ---

    @property
    def text(self) -> str:
        return self.words if self.file is None else ""

    @property
    def caption(self) -> str:
        return self.words if self.file is not None else ""

    @property
    def photo(self) -> bytes | None:
        """The bytes of the photo as uploaded."""
        return self.file.data if self.file is not None and self.file.kind == "photo" else None

    @property
    def document(self) -> bytes | None:
        return self.file.data if self.file is not None and self.file.kind == "document" else None

    @property
    def labels(self) -> list[str]:
        """What stands on the buttons, row by row."""
        return [b["text"] for b in self.buttons()]

    @property
    def asks_for_reply(self) -> bool:
        return bool(self.other_markup and self.other_markup.get("force_reply"))

    def buttons(self) -> Iterator[dict[str, Any]]:
        for row in self.keyboard:
            yield from row

    def button(self, wanted: str) -> dict[str, Any]:
        """A button by its label, a part of its label, or its callback data. AssertionError when there is none."""
        every = list(self.buttons())
        exact = [b for b in every if wanted in (b["text"], b.get("callback_data"))]
        found = exact or [b for b in every if wanted in b["text"]]
        if found:
            return found[0]
        raise AssertionError(f"no button {wanted!r}; there are {[(b['text'], b.get('callback_data')) for b in every]}")

    def __str__(self) -> str:
        kind = f"[{self.file.kind}] " if self.file else ""
        return f"{self.id}: {kind}{self.words!r} {self.labels or ''}{' (deleted)' if self.deleted else ''}"

    # --- what the server does ---

    def keep(self, now: float, number: int) -> None:
        """Note how it looks now."""
        self.changed = number
        rows = tuple(tuple(row) for row in self.keyboard)
        self.history.append(Version(now, self.words, tuple(self.entities), rows, self.file, self.source))

    def payload(self, *, nested: bool = False) -> dict[str, Any]:
        told: dict[str, Any] = {"message_id": self.id, "date": self.date, "chat": self.chat.payload()}
        if self.author is not None:
            told["from"] = self.author.payload()
        if self.sender_chat is not None:
            told["sender_chat"] = self.sender_chat.payload()
        if self.thread is not None:
            told["message_thread_id"] = self.thread
        if self.in_topic:
            told["is_topic_message"] = True
        if self.reply_to is not None and not nested:
            told["reply_to_message"] = self.reply_to.payload(nested=True)
        if self.via_bot is not None:
            told["via_bot"] = self.via_bot.payload()
        if self.edited_at is not None:
            told["edit_date"] = self.edited_at
        if self.album is not None:
            told["media_group_id"] = self.album
        if self.file is not None:
            told[self.file.kind] = [s.payload() for s in self.file.sizes] or self.file.payload()
            if self.file.kind == "photo" and not self.file.sizes:
                told["photo"] = [self.file.payload()]
        if self.words:
            told["caption" if self.file is not None else "text"] = self.words
        if self.entities:
            told["caption_entities" if self.file is not None else "entities"] = self.entities
        if self.keyboard:
            told["reply_markup"] = {"inline_keyboard": self.keyboard}
        return told | self.extra
