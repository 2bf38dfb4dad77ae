"""Where painters are answered in a group with topics: its administrators choose, elsewhere the way there is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from telegram import Bot, Message
from telegram.constants import ChatType

from bot.card import Card, Command, Link, Tone, Visibility, Words, phrase
from bot.i18n import _, speaking
from bot.screens import refusals
from bot.telegram import PLATFORM
from bot.telegram.place import author
from bot.telegram.rights import is_administrator
from bot.telegram.talk import language_of
from core.errors import Refusal
from core.topics import service as homes

if TYPE_CHECKING:
    from core.services import Services

GENERAL: Final = 1
"""The topic that every group with topics begins with: Telegram numbers it so in links, and not at all in messages."""

OFF: Final = "off"
GROUPS: Final = (ChatType.GROUP, ChatType.SUPERGROUP)


async def command(core: Services, bot: Bot, message: Message, words: str) -> Card:
    """Answer `/topic`: this topic is where painters are answered from now on; `/topic off` ends it.

    Args:
        core: what the product knows and does.
        bot: asks Telegram who decides here.
        message: the command.
        words: what stands behind it.

    Returns:
        What was done, or why nothing was: everybody in the group may read it.
    """
    with speaking(language_of(author(message))):
        try:
            return await _command(core, bot, message, words.strip().casefold())
        except Refusal as refusal:
            return _refused(_("Not this time"), refusals.said(refusal))


async def elsewhere(core: Services, message: Message) -> Card | None:
    """The way to the topic in which painters are answered; None where the answer can be given here."""
    if not message.chat.is_forum or message.chat.type not in GROUPS:
        return None  # topics may have been switched off since
    try:
        home = await core.db.read(homes.home_of, platform=PLATFORM, place=str(message.chat.id))
    except Refusal:
        return None  # whoever answers here meets the same, and says it
    if home is None or home == str(topic_of(message)):
        return None
    with speaking(language_of(author(message))):
        return Card(
            title=_("Painting has a topic of its own here"),
            lines=(_("Ask there, and I answer there. Nothing was taken."),),
            links=(Link(_("Go there"), address(message, int(home))),),
            visibility=Visibility.EVERYONE,
            tone=Tone.REFUSAL,
            harmless=True,
        )


def topic_of(message: Message) -> int:
    """The topic a message of a group with topics stands in."""
    return message.message_thread_id if message.is_topic_message and message.message_thread_id else GENERAL


def address(message: Message, topic: int) -> str:
    """Where a topic of a message's supergroup opens, for those who are in it."""
    # Supergroups have numbers like -1002000000001; links name them without the first four characters.
    group = message.chat.username or f"c/{str(message.chat.id).removeprefix('-100')}"
    return f"https://t.me/{group}/{topic}"


async def _command(core: Services, bot: Bot, message: Message, words: str) -> Card:
    chat = message.chat
    here = {"platform": PLATFORM, "place": str(chat.id)}
    if chat.type not in GROUPS:
        return _refused(
            _("Topics are for groups"),
            phrase(
                _("In a group with topics, {command} lets its administrators say where painters are answered."),
                command=Command("topic"),
            ),
        )
    if words not in ("", OFF):
        return _refused(_("Not this time"), _usage())
    if not chat.is_forum and words != OFF:
        return _refused(
            _("This group has no topics"),
            _("Painters are answered wherever they ask. Topics can be switched on in the group’s settings."),
        )
    if not await is_administrator(bot, message):
        return _refused(
            _("That is for administrators"),
            _("Where painters are answered in a group is for its administrators to say. Nothing was changed."),
        )
    if words == OFF:
        had = await core.db.write(homes.clear, **here)
        said = _("No topic is set apart any more.") if had else _("No topic was set apart; nothing was changed.")
        return _done(_("Painters are answered wherever they ask"), said)
    await core.db.write(homes.set_home, **here, topic=str(topic_of(message)), now=core.clock())
    return _done(
        _("Painters are answered here"),
        phrase(
            _("From now on {command} and {names} are answered in this topic; elsewhere here I show the way to it."),
            command=Command("paintscheme"),
            names=Command("nickname"),
        ),
        _usage(),
    )


def _usage() -> Words:
    return phrase(
        _("{command} alone has painters answered in the topic it is written in; {command} {off} ends that."),
        command=Command("topic"),
        off=OFF,
    )


def _done(title: str, *lines: Words) -> Card:
    return Card(title, lines, visibility=Visibility.EVERYONE, harmless=True)


def _refused(title: str, line: Words) -> Card:
    return Card(title, (line,), visibility=Visibility.EVERYONE, tone=Tone.REFUSAL, harmless=True)
