"""Messages of the bot: where they may go, what is in them, what may be changed afterwards."""

from __future__ import annotations

import mimetypes
import secrets
from typing import TYPE_CHECKING, Any

import aiohttp

from tests.fakes.telegram_server import limits
from tests.fakes.telegram_server.faults import Misformed, Refused, misformed
from tests.fakes.telegram_server.model import (
    CHANNEL,
    GROUP,
    PRIVATE,
    SIDES,
    SUPERGROUP,
    Chat,
    Message,
    StoredFile,
    measure,
)
from tests.fakes.telegram_server.rest import Part, Request
from tests.fakes.telegram_server.spec import Problem
from tests.fakes.telegram_server.text import CannotParse, Entity, parse_html, trimmed, units

if TYPE_CHECKING:
    from tests.fakes.telegram_server.server import TelegramServer

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current content "
    "and reply markup of the message"
)
NO_SUCH_FILE = "wrong file identifier/HTTP URL specified"


# --- where ---


def place(server: TelegramServer, chat_id: Any) -> Chat:
    """The chat a request means; refuses one there is not, or no more."""
    if isinstance(chat_id, str) and chat_id.startswith("@"):
        chat = next((c for c in server.chats.values() if c.username == chat_id[1:] and c.user is None), None)
    else:
        chat = server.chats.get(chat_id)
    if chat is None:
        raise Refused("chat not found")
    if chat.migrated_to is not None:
        raise Refused("group chat was upgraded to a supergroup chat", migrate_to_chat_id=chat.migrated_to.id)
    return chat


def reach(server: TelegramServer, params: dict[str, Any]) -> Chat:
    """The chat something is to be sent to; refuses where the bot cannot write."""
    chat = place(server, params.get("chat_id"))
    if chat.user is not None:
        if chat.user.is_bot:
            raise Refused("bot can't send messages to bots", status=403)
        if chat.user.deactivated:
            raise Refused("user is deactivated", status=403)
        if chat.user.blocked:
            raise Refused("bot was blocked by the user", status=403)
        if not chat.user.started:
            raise Refused("bot can't initiate conversation with a user", status=403)
    else:
        role = chat.role_of(server.me)
        kind = {GROUP: "group", SUPERGROUP: "supergroup", CHANNEL: "channel"}[chat.kind]
        if chat.deleted:
            raise Refused("the group chat was deleted", status=403)
        if role == "kicked":
            raise Refused(f"bot was kicked from the {kind} chat", status=403)
        if role == "left":
            raise Refused(f"bot is not a member of the {kind} chat", status=403)
        if role == "restricted":
            raise Refused("not enough rights to send text messages to the chat")
        if chat.kind == CHANNEL and role == "member":
            raise Refused("need administrator rights in the channel chat")
    thread = params.get("message_thread_id")
    if thread is not None:
        if thread not in chat.topics:
            raise Refused("message thread not found")
        if thread in chat.closed_topics:
            raise Refused("TOPIC_CLOSED")
    return chat


# --- what ---


def words_of(params: dict[str, Any], name: str, most: int, *, required: bool = False) -> tuple[str, list[Entity]]:
    """Text or caption after its entities were read, and they; refuses what cannot be read or is too long."""
    source = str(params.get(name) or "")
    mode = str(params.get("parse_mode") or "").lower()
    entities = params.get("caption_entities" if name == "caption" else "entities") or []
    if mode == "html":
        try:
            text, entities = parse_html(source)
        except CannotParse as error:
            said = f"can't parse entities: {error}"
            raise misformed(name, str(error), "ENTITIES", said) from None
    elif mode:
        said = f"unsupported parse_mode {mode!r}" if mode not in ("markdown", "markdownv2") else "not played here"
        raise misformed("parse_mode", said, "NOT_PLAYED", "unsupported parse_mode")
    else:
        for entity in entities:
            if entity.get("offset", 0) < 0 or entity.get("offset", 0) + entity.get("length", 0) > units(source):
                raise misformed(name, f"{entity} is outside the text", "ENTITIES", "entity offset is out of range")
        text, entities = trimmed(source, entities)
    if required and not text:
        raise misformed(name, "is empty", "LENGTH", "message text is empty" if name == "text" else f"{name} is empty")
    if units(text) > most:
        said = "message caption is too long" if name == "caption" else "message is too long"
        raise misformed(name, f"at most {most} UTF-16 units after parsing, not {units(text)}", "LENGTH", said)
    return text, entities


async def file_of(
    server: TelegramServer, request: Request, name: str, value: Any, kind: str
) -> tuple[StoredFile, bool]:
    """The file a parameter means, and whether it was on the server already."""
    part = request.files.get(name) if value is None else None
    if isinstance(value, str) and value.startswith("attach://"):
        part = request.files.get(value.removeprefix("attach://"))
        if part is None:
            raise misformed(name, f"{value} was not uploaded", "REQUIRED", "file not found")
    if part is None and isinstance(value, str) and value.startswith(("http://", "https://")):
        part = await _fetched(server, value)
    if part is not None:
        return store(server, part.data, kind, part.filename, part.content_type), False
    file = server.files.get(str(value))
    if file is None:
        raise Refused(NO_SUCH_FILE)
    if file.kind != kind:
        raise Refused(f"can't use file of type {file.kind.title()} as {kind.title()}")
    whole = next((s for s in server.files.values() if s.sizes and file in s.sizes), file)
    whole.used += 1
    return whole, True


async def _fetched(server: TelegramServer, url: str) -> Part:
    try:
        async with server.updates.session().get(url, timeout=aiohttp.ClientTimeout(total=20)) as response:
            data = await response.read()
            if response.status != 200:
                raise Refused("failed to get HTTP URL content")
            return Part(url.rsplit("/", 1)[-1], data, response.content_type)
    except (aiohttp.ClientError, TimeoutError, OSError):
        raise Refused("failed to get HTTP URL content") from None


def store(
    server: TelegramServer, data: bytes, kind: str, name: str | None = None, mime: str | None = None, **more: Any
) -> StoredFile:
    """Take in an upload of the bot's, as strict as Telegram is."""
    most = limits.BIGGEST_PHOTO if kind == "photo" else limits.BIGGEST_DOCUMENT
    if len(data) > most:
        problem = Problem((kind,), f"{len(data)} bytes; at most {most}", "TOO_BIG")
        refused = Misformed([problem])
        refused.status, refused.description = 413, "Request Entity Too Large"
        raise refused
    if not data:
        raise misformed(kind, "is empty", "EMPTY", "file must be non-empty")
    if kind == "photo":
        measured = measure(data)
        if measured is None:
            raise misformed(kind, "is no picture", "PICTURE", "IMAGE_PROCESS_FAILED")
        width, height, _ = measured
        if width + height > 10000 or max(width, height) > 20 * min(width, height):
            raise misformed(kind, f"{width}x{height} pixels", "PICTURE", "PHOTO_INVALID_DIMENSIONS")
    return keep_file(server, data, kind, name, mime, **more)


def keep_file(
    server: TelegramServer, data: bytes, kind: str, name: str | None = None, mime: str | None = None, **more: Any
) -> StoredFile:
    """Put a file on the server; a photo gets its smaller sizes."""
    if mime in (None, "application/octet-stream") and name:
        mime = mimetypes.guess_type(name)[0] or "application/octet-stream"
    file = StoredFile(kind, data, len(server.files), name, mime, **more)
    if kind == "photo":
        width, height, _ = measure(data) or (100, 100, "")
        file.width, file.height = width, height
        for side in SIDES.values():
            if side < max(width, height):
                small = StoredFile(kind, b"", len(server.files), larger=file, side=side)
                scale = side / max(width, height)
                small.width, small.height = max(1, round(width * scale)), max(1, round(height * scale))
                server.files[small.file_id] = small
                file.sizes.append(small)
        file.number = len(server.files)
        file.sizes.append(file)
    server.files[file.file_id] = file
    return file


def set_markup(message: Message, value: Any) -> None:
    """Put a keyboard under a message, or none."""
    message.keyboard, message.other_markup = [], None
    if isinstance(value, dict):
        if "inline_keyboard" in value:
            message.keyboard = [list(row) for row in value["inline_keyboard"] if row]
        else:
            message.other_markup = value


# --- new messages ---


def create(
    server: TelegramServer,
    chat: Chat,
    params: dict[str, Any],
    words: tuple[str, list[Entity]],
    file: StoredFile | None = None,
    *,
    source: str = "",
    reused: bool = False,
    album: str | None = None,
) -> Message:
    """A message of the bot's."""
    message = Message(chat.next_id(), chat, server.me, int(server.now()), server.monotonic())
    message.words, message.entities = words
    message.source, message.file, message.reused_file, message.album = source, file, reused, album
    message.silent = bool(params.get("disable_notification"))
    if chat.kind == CHANNEL:
        message.sender_chat = chat
    message.reply_to = replied(chat, params)
    thread = params.get("message_thread_id")
    if thread is None and message.reply_to is not None and message.reply_to.in_topic:
        thread = message.reply_to.thread
    message.thread, message.in_topic = thread, thread is not None
    set_markup(message, params.get("reply_markup"))
    server.publish(message)
    return message


def replied(chat: Chat, params: dict[str, Any]) -> Message | None:
    """What a message replies to."""
    told = params.get("reply_parameters")
    if not isinstance(told, dict):
        return None
    message = chat.messages.get(int(told.get("message_id") or 0))
    if message is None or message.deleted:
        if told.get("allow_sending_without_reply"):
            return None
        raise Refused("message to be replied not found")
    return message


def new_album() -> str:
    return str(secrets.randbelow(10**17) + 10**17)


# --- changes ---


def editable(server: TelegramServer, params: dict[str, Any]) -> Message:
    """The message an edit means."""
    inline = params.get("inline_message_id")
    if inline is not None:
        message = server.inline_messages.get(str(inline))
        if message is None:
            raise Refused("MESSAGE_ID_INVALID")
        return message
    if params.get("message_id") is None:
        raise misformed("message_id", "is required", "REQUIRED", "message identifier is not specified")
    chat = reach(server, {"chat_id": params.get("chat_id")})
    message = chat.messages.get(int(params["message_id"]))
    if message is None or message.deleted:
        raise Refused("message to edit not found")
    if message.author is not server.me or message.extra.get("service"):
        raise Refused("message can't be edited")
    return message


def changed(
    server: TelegramServer,
    message: Message,
    params: dict[str, Any],
    words: tuple[str, list[Entity]],
    file: StoredFile | None,
    source: str,
) -> Any:
    """Change a message; refuses when it stays as it was. What is not told of a keyboard takes it away."""
    value = params.get("reply_markup")
    if message.album is not None and value is not None:
        raise Refused("message can't be edited")
    keyboard = [list(row) for row in (value or {}).get("inline_keyboard", []) if row]
    if (*words, file, keyboard) == (message.words, message.entities, message.file, message.keyboard):
        raise Refused(NOT_MODIFIED)
    message.words, message.entities = words
    message.file, message.keyboard, message.source = file, keyboard, source
    message.edited_at = int(server.now())
    message.keep(server.monotonic(), server.tick())
    return True if params.get("inline_message_id") is not None else message.payload()


def is_private(chat: Chat) -> bool:
    return chat.kind == PRIVATE
