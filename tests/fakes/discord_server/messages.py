"""Messages as bots write them: uploads matched to their descriptions, limits, edits."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.fakes.discord_server import limits
from tests.fakes.discord_server.faults import Refused
from tests.fakes.discord_server.interactions import Interaction
from tests.fakes.discord_server.model import (
    ATTACH_FILES,
    EPHEMERAL,
    LOADING,
    SEND_MESSAGES,
    V2,
    VIEW_CHANNEL,
    Channel,
    Message,
    StoredFile,
    User,
    content_type_of,
    copied,
    snowflake,
)
from tests.fakes.discord_server.spec import Problem

if TYPE_CHECKING:
    from tests.fakes.discord_server.server import DiscordServer

KEPT_FLAGS = EPHEMERAL | LOADING | V2


@dataclass(frozen=True)
class Part:
    """One file of a multipart body."""

    name: str
    filename: str
    data: bytes
    content_type: str


class Misformed(Exception):  # noqa: N818 - an answer too
    """A body against a limit: counted as a violation and answered 400."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("; ".join(map(str, problems)))
        self.problems = list(problems)


def refuse_if(problems: Sequence[Problem], *, under: tuple[str | int, ...] = ()) -> None:
    if problems:
        raise Misformed([Problem((*under, *p.where), p.message, p.code) for p in problems])


class Messages:
    """Writes, changes and deletes messages on behalf of the bot."""

    def __init__(self, server: DiscordServer) -> None:
        self._server = server

    def upload(
        self,
        data: Mapping[str, Any],
        parts: Sequence[Part],
        kept: Sequence[StoredFile],
        *,
        channel: Channel,
        limit: int,
    ) -> tuple[list[StoredFile], list[StoredFile]]:
        """(files that stay, new files) of a body; refuses ids that refer to nothing and uploads that are too large."""
        by_number: dict[int, Part] = {}
        problems = []
        for part in parts:
            match = re.fullmatch(r"files\[(\d+)\]", part.name)
            if match is None:
                problems.append(Problem((part.name,), "a file's field is called files[n]"))
            else:
                by_number[int(match[1])] = part
        if len(by_number) > 10:
            problems.append(Problem(("attachments",), "at most 10 files", "BASE_TYPE_MAX_LENGTH"))
        if sum(len(p.data) for p in parts) > limit:
            raise Refused(40005)
        described: dict[int, Mapping[str, Any]] = {}
        stay = list(kept)
        if data.get("attachments") is not None:
            own = {f.id: f for f in kept}
            stay = []
            for n, attachment in enumerate(data["attachments"]):
                number = int(attachment["id"])
                if number in by_number:
                    described[number] = attachment
                elif number in own:
                    stay.append(own[number])
                    if "description" in attachment:
                        own[number].description = attachment["description"]
                else:
                    problems.append(Problem(("attachments", n, "id"), f"attachment {number} refers to no file"))
            problems += [
                Problem(("attachments",), f"files[{number}] is not among the attachments")
                for number in by_number.keys() - described.keys()
            ]
        new = []
        for number, part in by_number.items():
            told = described.get(number, {})
            name = re.sub(r"[^\w.\-]", "_", told.get("filename") or part.filename)
            kind = part.content_type if part.content_type != "application/octet-stream" else content_type_of(name)
            new.append((name, part.data, kind, told.get("description")))
        refuse_if(problems)
        return stay, [self._server.store(channel, *file) for file in new]

    # --- sending ---

    def may_send(self, channel: Channel, parts: Sequence[Part]) -> None:
        """Refuse what the bot may not write into a channel by itself."""
        if channel.deleted or (channel.guild is not None and channel.guild.deleted):
            raise Refused(10003)
        outside = channel.kind == 3 or (channel.guild is not None and not channel.guild.bot_is_member)
        if outside or not channel.permissions & VIEW_CHANNEL:
            raise Refused(50001)
        if channel.kind == 1 and not all(user.dms_open for user in channel.recipients):
            raise Refused(50007)
        if not channel.permissions & SEND_MESSAGES or (parts and not channel.permissions & ATTACH_FILES):
            raise Refused(50013)

    def create(
        self,
        channel: Channel,
        data: Mapping[str, Any],
        parts: Sequence[Part],
        *,
        interaction: Interaction | None = None,
        author: User | None = None,
        ephemeral: bool = False,
        limit: int = 10 * 1024 * 1024,
        under: tuple[str | int, ...] = (),
    ) -> Message:
        """A new message from a body."""
        flags = (data.get("flags") or 0) & ~LOADING | (EPHEMERAL if ephemeral else 0)
        if interaction is None:
            flags &= ~EPHEMERAL
        names = {re.sub(r"[^\w.\-]", "_", p.filename) for p in parts} | self._named(data)
        refuse_if(list(limits.message(data, flags=flags, new=names if parts else (), sending=True)), under=under)
        _, files = self.upload(data, parts, (), channel=channel, limit=limit)
        message = Message(
            id=snowflake(), channel=channel, author=author or self._server.me, flags=flags, files=files,
            interaction=interaction, only_for=interaction.user if interaction and flags & EPHEMERAL else None,
        )  # fmt: skip
        self._fill(message, data)
        self.publish(message)
        return message

    def _named(self, data: Mapping[str, Any]) -> set[str]:
        return {a["filename"] for a in data.get("attachments") or () if a.get("filename")}

    def thinking(self, interaction: Interaction, flags: int) -> Message:
        """The empty answer of a deferred one."""
        message = Message(
            id=snowflake(), channel=interaction.channel, author=self._server.me, flags=flags & EPHEMERAL | LOADING,
            interaction=interaction, only_for=interaction.user if flags & EPHEMERAL else None,
        )  # fmt: skip
        self.publish(message)
        return message

    def publish(self, message: Message) -> None:
        """Remember a new message and tell the gateway."""
        message.remember(self._server.now())
        self._server.messages[message.id] = message
        if not message.ephemeral:
            message.channel.messages.append(message)
            self._server.tell_of(message, "MESSAGE_CREATE")
        self._changed(message)

    # --- changing ---

    def edit(
        self,
        message: Message,
        data: Mapping[str, Any],
        parts: Sequence[Part],
        *,
        limit: int = 10 * 1024 * 1024,
        under: tuple[str | int, ...] = (),
    ) -> Message:
        """Change a message by a body: what the body does not mention stays."""
        if message.deleted:
            raise Refused(10008)
        wished = data.get("flags")
        flags = message.flags & KEPT_FLAGS | ((message.flags if wished is None else wished) & ~(EPHEMERAL | LOADING))
        flags &= ~LOADING
        kept = message.files
        if data.get("attachments") is not None:
            ids = {int(a["id"]) for a in data["attachments"]}
            kept = [f for f in message.files if f.id in ids]
        names = {re.sub(r"[^\w.\-]", "_", p.filename) for p in parts} | (self._named(data) if parts else set())
        problems = list(limits.message(data, flags=flags, kept=kept, new=names, sending=False))
        if flags & V2 and not message.v2:
            for key, there in (("content", message.content), ("embeds", message.embeds)):
                if there and key not in data:
                    problems.append(
                        Problem(
                            (key,),
                            f"turning to components needs {key} emptied",
                            "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2",
                        )
                    )
        refuse_if(problems, under=under)
        stay, new = self.upload(data, parts, message.files, channel=message.channel, limit=limit)
        after = {"content": message.content, "components": message.components, "embeds": message.embeds, **data}
        if not (after["content"] or after["components"] or after["embeds"] or stay or new):
            raise Refused(50006)
        message.flags = flags
        message.files = stay + new
        message.edited_at = self._server.now()
        self._fill(message, data)
        message.remember(message.edited_at)
        if not message.ephemeral:
            self._server.tell_of(message, "MESSAGE_UPDATE")
        self._changed(message)
        return message

    def _fill(self, message: Message, data: Mapping[str, Any]) -> None:
        if "content" in data:
            message.content = data["content"] or ""
        if "components" in data:
            message.components = copied(data["components"] or [])
        if "embeds" in data:
            message.embeds = copied(data["embeds"] or [])
        message.allowed_mentions = data.get("allowed_mentions", message.allowed_mentions)
        message.mentions = self._pinged(message)
        message.resolve_media()

    def _pinged(self, message: Message) -> list[User]:
        """Whom the text mentions and the sender allows to be pinged."""
        allowed = message.allowed_mentions
        text = message.text()
        ids = {int(n) for n in re.findall(r"<@!?(\d+)>", text)}
        if allowed is not None and "users" not in (allowed.get("parse") or ()):
            ids &= {int(n) for n in allowed.get("users") or ()}
        return [u for u in self._server.users.values() if u.id in ids]

    def delete(self, message: Message) -> None:
        """Take a message away."""
        if message.deleted:
            raise Refused(10008)
        message.deleted = True
        if message in message.channel.messages:
            message.channel.messages.remove(message)
        if not message.ephemeral:
            self._server.tell_of(message, "MESSAGE_DELETE")
        self._changed(message)

    def _changed(self, message: Message) -> None:
        if message.interaction is not None:
            message.interaction.signal.changed()
        self._server.signal.changed()
