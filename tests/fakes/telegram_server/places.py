"""What happens to chats and to people's places in them: migration, blocking, ranks, posts that are passed on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.fakes.telegram_server.handles import Handle
from tests.fakes.telegram_server.model import GROUP, GROUP_ANONYMOUS, TELEGRAM, Chat, Member, Message, User
from tests.fakes.telegram_server.text import entities_of

if TYPE_CHECKING:
    from tests.fakes.telegram_server.server import TelegramServer


class Places:
    """The part of the server that plays what happens to chats. Each act returns a handle to its outcome."""

    async def migrate(self: TelegramServer, group: Chat) -> tuple[Chat, Handle]:
        """A group becomes a supergroup under another id. Returns it, and a handle in it."""
        assert group.kind == GROUP, "only a group migrates"
        new = self.supergroup(group.title, members=group.members)
        group.migrated_to = None
        was = Message(group.next_id(), group, None, int(self.now()), self.monotonic())
        was.author, was.extra = GROUP_ANONYMOUS, {"migrate_to_chat_id": new.id}
        now = Message(new.next_id(), new, GROUP_ANONYMOUS, int(self.now()), self.monotonic())
        now.sender_chat, now.extra = new, {"migrate_from_chat_id": group.id}
        handle = self.handle(f"migration of {group.title!r}", None, new)
        for message in (was, now):
            self.publish(message)
            self.announce(handle, "message", message.payload())
        group.migrated_to = new
        handle.since = now.born
        return new, handle

    async def block(self: TelegramServer, user: User) -> Handle:
        """A person blocks the bot."""
        user.blocked = True
        return self._bot_member(self.private_of(user), user, "member", "kicked")

    async def unblock(self: TelegramServer, user: User) -> Handle:
        """A person takes the bot back."""
        user.blocked = False
        return self._bot_member(self.private_of(user), user, "kicked", "member")

    async def kick(self: TelegramServer, chat: Chat, by: User | None = None) -> Handle:
        """The bot is thrown out of a group or channel."""
        return await self.role(chat, self.me, "kicked", by=by)

    async def role(
        self: TelegramServer,
        chat: Chat,
        user: User,
        role: str,
        *,
        anonymous: bool = False,
        by: User | None = None,
        **rights: bool,
    ) -> Handle:
        """Make somebody creator, administrator, member, restricted, left or kicked; the bot is told if of itself."""
        old = chat.members.get(user.id) or Member(user, "left")
        chat.members[user.id] = Member(user, role, anonymous, rights)
        if user is self.me:
            return self._bot_member(chat, by or self.owner, old, chat.members[user.id])
        handle = self.handle(f"{role} in {chat.title!r}", user, chat)
        told = self._member_update(chat, by or self.owner, old, chat.members[user.id])
        if chat.role_of(self.me) == "administrator":
            self.announce(handle, "chat_member", told)
        return handle

    def _bot_member(self: TelegramServer, chat: Chat, by: User, old: Any, new: Any) -> Handle:
        was, now = (Member(self.me, m) if isinstance(m, str) else m for m in (old, new))
        handle = self.handle(f"the bot is {now.role}", by, chat)
        self.announce(handle, "my_chat_member", self._member_update(chat, by, was, now))
        return handle

    def _member_update(self: TelegramServer, chat: Chat, by: User, old: Member, new: Member) -> dict[str, Any]:
        return {
            "chat": chat.payload(), "from": by.payload(), "date": int(self.now()),
            "old_chat_member": old.payload(), "new_chat_member": new.payload(),
        }  # fmt: skip

    async def forward_post(self: TelegramServer, channel: Chat, group: Chat, text: str) -> Handle:
        """A post of a channel appears in the group that belongs to it."""
        message = Message(group.next_id(), group, TELEGRAM, int(self.now()), self.monotonic(), words=text)
        message.sender_chat, message.entities = channel, entities_of(text)
        message.extra = {
            "is_automatic_forward": True,
            "forward_origin": {"type": "channel", "date": message.date, "chat": channel.payload(), "message_id": 1},
        }
        return self._sent(TELEGRAM, message, f"post {text!r}")
