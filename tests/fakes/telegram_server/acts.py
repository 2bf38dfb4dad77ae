"""What people do: messages, photos, buttons, inline mode, blocking. Each act returns a handle to its outcome.

What a person could not do on Telegram (press a button that is not there, write where they are no member)
is an AssertionError of the test, not a question for the bot.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from tests.fakes.telegram_server import limits
from tests.fakes.telegram_server.handles import Handle
from tests.fakes.telegram_server.model import (
    CHANNEL,
    CHANNEL_SENDER,
    GROUP_ANONYMOUS,
    PRIVATE,
    SUPERGROUP,
    Chat,
    Message,
    StoredFile,
    User,
)
from tests.fakes.telegram_server.sending import keep_file, set_markup, words_of
from tests.fakes.telegram_server.text import commands_in, entities_of, units
from tests.fakes.telegram_server.updates import Update

if TYPE_CHECKING:
    from tests.fakes.telegram_server.server import TelegramServer

Where = Chat | User


class Acts:
    """The part of the server that plays people."""

    # --- messages ---

    async def say(
        self: TelegramServer,
        user: User,
        where: Where,
        text: str,
        *,
        reply_to: Message | None = None,
        thread: int | None = None,
        on_behalf_of: Chat | None = None,
        forwarded_from: User | None = None,
        entities: list[dict[str, Any]] | None = None,
    ) -> Handle:
        """A person writes; a User as `where` is their conversation with the bot. `thread` is a topic.

        `on_behalf_of`: a channel, or the group itself (an anonymous administrator's messages are that by themselves).
        """
        assert 1 <= units(text) <= limits.MOST_TEXT, "nobody can send that much"
        message = self._written(user, where, reply_to, thread, on_behalf_of)
        message.words, message.entities = text, entities_of(text) if entities is None else entities
        if forwarded_from is not None:
            origin = {"type": "user", "date": message.date - 60, "sender_user": forwarded_from.payload()}
            message.extra["forward_origin"] = origin
        return self._sent(user, message, f"{text!r}")

    async def start(self: TelegramServer, user: User, payload: str = "") -> Handle:
        """Open the bot's conversation, maybe through a deep link `?start=payload`."""
        assert not payload or limits.DEEP_LINK.match(payload), f"{payload!r} is no payload of a deep link"
        return await self.say(user, user, f"/start {payload}".strip())

    async def photo(
        self: TelegramServer,
        user: User,
        where: Where,
        data: bytes,
        caption: str = "",
        *,
        reply_to: Message | None = None,
        thread: int | None = None,
        album: str | None = None,
    ) -> Handle:
        """A photo; `album` (any text of digits) is the same for those sent together."""
        return await self._media("photo", user, where, data, caption, reply_to, thread, album)

    async def document(
        self: TelegramServer,
        user: User,
        where: Where,
        data: bytes,
        filename: str = "miniature.png",
        caption: str = "",
        *,
        mime: str | None = None,
        claimed_size: int | None = None,
        reply_to: Message | None = None,
        thread: int | None = None,
    ) -> Handle:
        """A file. `claimed_size` lets it seem as large as that, in bytes."""
        more = {"name": filename, "mime": mime, "claimed_size": claimed_size}
        return await self._media("document", user, where, data, caption, reply_to, thread, None, **more)

    async def voice(
        self: TelegramServer,
        user: User,
        where: Where,
        data: bytes = b"OggS",
        *,
        duration: int = 3,
        reply_to: Message | None = None,
        thread: int | None = None,
    ) -> Handle:
        """A voice message of `duration` seconds."""
        more = {"mime": "audio/ogg", "duration": duration}
        return await self._media("voice", user, where, data, "", reply_to, thread, None, **more)

    async def sticker(self: TelegramServer, user: User, where: Where, *, thread: int | None = None) -> Handle:
        """A sticker."""
        return await self._media("sticker", user, where, b"RIFF", "", None, thread, None)

    async def _media(
        self: TelegramServer,
        kind: str,
        user: User,
        where: Where,
        data: bytes,
        caption: str,
        reply_to: Message | None,
        thread: int | None,
        album: str | None,
        **more: Any,
    ) -> Handle:
        message = self._written(user, where, reply_to, thread, None)
        message.file, message.album = keep_file(self, data, kind, **more), album
        message.words, message.entities = caption, entities_of(caption)
        return self._sent(user, message, f"{kind} {caption!r}")

    async def edited(self: TelegramServer, user: User, message: Message, text: str) -> Handle:
        """A person changes what they wrote."""
        assert message.author in (user, GROUP_ANONYMOUS, CHANNEL_SENDER) or message.chat.kind == CHANNEL
        message.words, message.entities = text, entities_of(text)
        message.edited_at = int(self.now())
        handle = self.handle(f"change to {text!r}", user, message.chat)
        handle.said = message
        kind = "edited_channel_post" if message.chat.kind == CHANNEL else "edited_message"
        if self.bot_sees(message):
            self.announce(handle, kind, message.payload())
        return handle

    def _written(
        self: TelegramServer,
        user: User,
        where: Where,
        reply_to: Message | None,
        thread: int | None,
        on_behalf_of: Chat | None,
    ) -> Message:
        """An empty message of a person's, with all that is around it."""
        chat = self.place_of(where)
        assert chat.migrated_to is None, "the group is a supergroup now"
        assert thread is None or thread in chat.topics, f"{chat.title!r} has no topic {thread}"
        message = Message(0, chat, user, int(self.now()), self.monotonic())
        if chat.kind == PRIVATE:
            assert chat.user is user, "this is somebody else's conversation"
            assert not user.blocked, f"{user.name} has blocked the bot"
            user.started = True
        elif chat.kind == CHANNEL:
            assert chat.role_of(user) in ("creator", "administrator"), f"{user.name} cannot post in {chat.title!r}"
            message.author, message.sender_chat = None, chat
        else:
            member = chat.members.get(user.id)
            assert member is not None, f"{user.name} is not in {chat.title!r}"
            assert member.role not in ("left", "kicked"), f"{user.name} is {member.role}"
            speaks = on_behalf_of or (chat if member.anonymous else None)
            if speaks is not None:
                message.sender_chat = speaks
                message.author = GROUP_ANONYMOUS if speaks is chat else CHANNEL_SENDER
        message.reply_to = reply_to
        if reply_to is not None:
            assert reply_to.chat is chat, "a reply is in the same chat"
            thread = reply_to.thread if reply_to.in_topic else thread
        message.id = chat.next_id()
        if thread is not None:
            message.thread, message.in_topic = thread, True
            # What is said in a topic seems to reply to the message that opened it.
            message.reply_to = reply_to or chat.messages.get(thread)
        elif reply_to is not None and chat.kind == SUPERGROUP:
            # Without topics a chain of replies has a number, too, where nothing can be sent to.
            message.thread = reply_to.thread or reply_to.id
        return message

    def _sent(self: TelegramServer, user: User, message: Message, what: str) -> Handle:
        handle = self.handle(what, user, message.chat)
        handle.said = message
        self.publish(message)
        handle.since = message.born
        if self.bot_sees(message):
            self.announce(handle, "channel_post" if message.chat.kind == CHANNEL else "message", message.payload())
        return handle

    def bot_sees(self: TelegramServer, message: Message) -> bool:
        """Whether the bot is told of a message."""
        chat, role = message.chat, message.chat.role_of(self.me)
        if chat.kind == PRIVATE:
            return True
        if role in ("left", "kicked"):
            return False
        if role in ("administrator", "creator") or not self.privacy or chat.kind == CHANNEL:
            return True
        if message.reply_to is not None and message.reply_to.author is self.me:
            return True
        if message.via_bot is self.me or message.extra.get("migrate_to_chat_id"):
            return True
        mine = (self.me.username or "").lower()
        return any(bot is None or bot.lower() == mine for _, bot in commands_in(message.words))

    # --- buttons ---

    async def press(self: TelegramServer, user: User, message: Message, button: str) -> Handle:
        """Press a button, by its label (or a part of it) or its callback data."""
        found = message.button(button)
        assert "callback_data" in found, f"{found} tells the bot nothing"
        return await self.forged(user, message, found["callback_data"])

    async def forged(self: TelegramServer, user: User, message: Message, data: str) -> Handle:
        """Press something that may not be under the message (any more), as an old client or a forger would."""
        chat = message.chat
        if message.inline_id is None and chat.kind != PRIVATE:
            assert chat.kind == CHANNEL or chat.role_of(user) not in ("left", "kicked"), f"{user.name} is not there"
        handle = self.handle(f"[{data}]", user, chat)
        handle.source, handle.query_id = message, str(secrets.randbelow(10**18) + 10**18)
        self.queries[handle.query_id] = handle
        told: dict[str, Any] = {
            "id": handle.query_id, "from": user.payload(), "chat_instance": str(-abs(chat.id) * 31), "data": data,
        }  # fmt: skip
        if message.inline_id is not None:
            told["inline_message_id"] = message.inline_id
        elif message.deleted:
            told["message"] = {"chat": chat.payload(), "message_id": message.id, "date": 0}
        else:
            told["message"] = message.payload()
        self.announce(handle, "callback_query", told)
        return handle

    # --- inline mode ---

    async def inline(
        self: TelegramServer, user: User, query: str, *, offset: str = "", where: Where | None = None
    ) -> Handle:
        """Type `@bot query` in some chat."""
        assert len(query) <= 256, "a client cuts it off"
        assert self.inline_mode, "inline mode is off"
        handle = self.handle(f"inline {query!r}", user, None)
        handle.query_id, handle.query = str(secrets.randbelow(10**18) + 10**18), query
        self.queries[handle.query_id] = handle
        chat = self.place_of(where) if where is not None else None
        own = chat is not None and chat.user is user
        told = {
            "id": handle.query_id, "from": user.payload(), "query": query, "offset": offset,
            "chat_type": "sender" if own else chat.kind if chat else SUPERGROUP,
        }  # fmt: skip
        self.announce(handle, "inline_query", told)
        return handle

    async def choose_inline(self: TelegramServer, user: User, inline: Handle, which: int | str, where: Where) -> Handle:
        """Send a result into a chat, by its place or its id; `.sent[0]` is the message. The bot is told of the choice
        only with `server.inline_feedback`.
        """
        results = inline.answer.results
        result = results[which] if isinstance(which, int) else next(r for r in results if r["id"] == which)
        message = self._written(user, where, None, None, None)
        content = result.get("input_message_content")
        if isinstance(content, dict) and "message_text" in content:
            told = {**content, "text": content["message_text"]}
            message.words, message.entities = words_of(told, "text", limits.MOST_TEXT)
        else:
            message.words, message.entities = words_of(result, "caption", limits.MOST_CAPTION)
            message.file = await self._inline_file(result)
        message.via_bot = self.me
        set_markup(message, result.get("reply_markup"))
        chosen = {"result_id": result["id"], "from": user.payload(), "query": inline.query}
        if message.keyboard:
            message.inline_id = secrets.token_urlsafe(20)
            self.inline_messages[message.inline_id] = message
            chosen["inline_message_id"] = message.inline_id
        handle = self._sent(user, message, f"chosen {result['id']}")
        handle.sent.append(message)
        if self.inline_feedback:
            self.announce(handle, "chosen_inline_result", chosen)
        return handle

    async def _inline_file(self: TelegramServer, result: dict[str, Any]) -> StoredFile:
        for kind in ("photo", "document"):
            if f"{kind}_file_id" in result:
                file = self.files[result[f"{kind}_file_id"]]
                file.used += 1
                return next((s for s in self.files.values() if file in s.sizes), file)
        async with self.updates.session().get(result["photo_url"]) as response:
            data = await response.read()
            assert response.status == 200, f"{result['photo_url']} answers {response.status}"
            assert data.startswith(b"\xff\xd8"), f"{result['photo_url']} is no JPEG"
            assert len(data) <= 5 * 2**20, f"{result['photo_url']} has {len(data)} bytes"
        return keep_file(self, data, "photo")

    # --- raw ---

    async def push(self: TelegramServer, update: dict[str, Any], *, user: User | None = None) -> Handle:
        """Any update: `{"message": {…}}`, with `update_id` or without."""
        kind = next(k for k in update if k != "update_id")
        content = update[kind]
        told = (content.get("message") or content).get("chat") or {}
        query = isinstance(content.get("id"), str)
        handle = self.handle(f"pushed {kind}", user, self.chats.get(told.get("id", 0)))
        if query:
            handle.query_id = content["id"]
            self.queries[content["id"]] = handle
        self.announce(handle, kind, content, update_id=update.get("update_id"))
        return handle

    async def redeliver(self: TelegramServer, update: Update | Handle) -> Handle:
        """Deliver every update of a handle (or one) once more, under the same number. The handle is of this time."""
        if isinstance(update, Handle):
            again = self.handle(f"again {update.what}", update.user, update.chat)
            again.updates, again.said, again.source = list(update.updates), update.said, update.source
            again.query_id, again.query, again.sent_at = update.query_id, update.query, update.sent_at
            if again.query_id is not None:
                self.queries[again.query_id] = again  # what is answered now is told to this one
        else:
            again = self.handle(f"again {update}", None, self.chats.get(update.lane or 0))
            again.updates = [update]
        for one in again.updates:
            self.updates.redeliver(one)
        return again
