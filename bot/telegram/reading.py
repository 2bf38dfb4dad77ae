"""What a message asks for, before anybody is asked anything."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from telegram import InaccessibleMessage, Message

from bot import routes
from bot.screens.commands import COMMANDS, Asked, parse
from bot.telegram.present import routes_on
from core.errors import Refusal

_COMMAND: Final = re.compile(r"/(?P<name>[A-Za-z0-9_]{1,32})(?:@(?P<to>\w{1,40}))?(?:\s+(?P<words>.*))?", re.DOTALL)

OWN: Final = frozenset({"start", "topic"})
"""Commands that only Telegram has."""


@dataclass(frozen=True, slots=True)
class Command:
    """A typed command: its name, the bot whose name is on it, the words after it."""

    name: str
    to: str
    words: str

    @property
    def line(self) -> str:
        """The command as it is typed elsewhere."""
        return f"/{self.name} {self.words}".strip()

    @property
    def known(self) -> bool:
        """Whether it is one of ours."""
        return self.name in COMMANDS or self.name in OWN

    def for_another(self, username: str) -> bool:
        """Whether another bot's name is on it."""
        return bool(self.to) and self.to.casefold() != username.casefold()


def said(message: Message) -> str:
    """What somebody wrote: a text, or what stands under a picture."""
    return message.text or message.caption or ""


def command_of(message: Message) -> Command | None:
    """The command that a message is; None when it is none."""
    match = _COMMAND.fullmatch(said(message).strip())
    if match is None:
        return None
    return Command(match["name"].casefold(), match["to"] or "", (match["words"] or "").strip())


def route_of(line: str) -> routes.Route | None:
    """The route of a typed command, where it is one: a link can lead to it."""
    try:
        asked: Asked = parse(line)
    except Refusal:
        return None
    return asked if isinstance(asked, routes.Route) else None


def answered(message: Message, bot_id: int) -> Message | None:
    """The message of ours that somebody answers."""
    before = message.reply_to_message
    if before is None or isinstance(before, InaccessibleMessage) or before.from_user is None:
        return None
    return before if before.from_user.id == bot_id else None


def scheme_on(message: Message) -> str:
    """The code of the scheme that a showpiece shows; empty for anything else."""
    if not message.photo:
        return ""
    found = (
        route.code for route in routes_on(message.reply_markup) if isinstance(route, routes.ShowScheme | routes.Again)
    )
    return next(found, "")
