"""The menus of commands, by place and language, and what stands in an empty chat with the bot.

Telegram is asked what it has, and told only what differs: it allows few changes, and clients load every menu anew.
The texts of the empty chat are set where there are none; an operator's own words stay.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Iterable
from typing import Final, TypeVar

from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeDefault,
)
from telegram.constants import BotCommandLimit, BotDescriptionLimit
from telegram.error import BadRequest, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot import i18n
from bot.i18n import _, speaking, spoken
from bot.screens.commands import COMMANDS
from bot.telegram.words import cut
from core.words import N_

log = logging.getLogger(__name__)

ABOUT: Final = {name: command.short or command.about for name, command in COMMANDS.items()} | {
    "start": N_("Begin here"),
    "paintscheme": N_("Your idea in a few words becomes a paint scheme (3 tokens)"),
    "nickname": N_("Six names for a model, an army or your own words (1 token)"),
    "help": N_("What you can do here"),
    "topic": N_("Let painters be answered in this topic; “off” ends it"),
}
"""What stands beside each command: what it is for, not how it is typed; with the price, which nobody sees before."""

WHERE_OTHERS_LISTEN: Final = ("paintscheme", "nickname", "schemes", "paints", "help")
"""Worth a press in a group; the others are answered there as well, in private."""

MENUS: Final[tuple[tuple[BotCommandScope, tuple[str, ...]], ...]] = (
    (BotCommandScopeDefault(), tuple(COMMANDS)),
    (BotCommandScopeAllPrivateChats(), ("start", *COMMANDS)),
    (BotCommandScopeAllGroupChats(), WHERE_OTHERS_LISTEN),
    (BotCommandScopeAllChatAdministrators(), (*WHERE_OTHERS_LISTEN, "topic", "about")),
)
"""Every menu, the widest place first; Telegram shows the narrowest that fits."""

SHORT: Final = N_("Describe an army, a model or a mood; you get a paint scheme you can follow tonight.")
"""On the bot's profile."""

LONG: Final = N_(
    "Six colours with their roles, real paints for each, the steps from shade to highlight, and a sheet to keep beside"
    " the pots. Write what you have in mind, or send a photo. A scheme costs tokens: you start with some, and there are"
    " free ones every day."
)
"""In the empty chat, below the sentence of the profile."""

T = TypeVar("T")


class _Away(Exception):  # noqa: N818  it is an outcome
    """Telegram does not answer, or wants to be left alone: the rest of the round waits for the next start."""


def languages() -> tuple[str, ...]:
    """The locales that there are catalogues for, English left out: it is what everybody else sees."""
    found = {path.parents[1].name for path in i18n.LOCALES.glob(f"*/LC_MESSAGES/{i18n.DOMAIN}.mo")}
    return tuple(sorted(one for one in found if spoken(one) != "en"))


def codes(locales: Iterable[str]) -> dict[str, str]:
    """The locale to speak for each language that Telegram can name, by its two letters of ISO 639-1.

    Telegram knows no regions: of `pt` and `pt_BR` the plain one is taken, of several regions the first. "" is for
    everybody whose language is none of these: English.
    """
    found = {"": "en"}
    for locale in sorted(locales, key=lambda one: (len(one), one)):
        language = locale.replace("-", "_").partition("_")[0].casefold()
        if len(language) == 2 and language.isascii() and language.isalpha() and language != "en":
            found.setdefault(language, locale)
    return found


async def publish(bot: Bot, languages: Iterable[str]) -> int:
    """Tell Telegram our commands and what this is, where that differs from what it has.

    Args:
        bot: what talks to Telegram; better one that does not stand in line behind messages.
        languages: locales that texts can be had in (`languages`).

    Returns:
        How many of Telegram's texts and menus were set. What cannot be set is logged: people can write all the same.

    Raises:
        InvalidToken: Telegram does not know the bot.
    """
    changed = 0
    try:
        for code, locale in codes(languages).items():
            with speaking(locale):
                changed += await _commands(bot, code)
                changed += await _descriptions(bot, code)
    except _Away as error:
        log.warning("the menus are left as they are", exc_info=error.__cause__)
    return changed


def menu(names: Iterable[str]) -> list[BotCommand]:
    """The commands with these names, described in the language of the moment."""
    return [BotCommand(name, _one_line(_(ABOUT[name]), BotCommandLimit.MAX_DESCRIPTION)) for name in names]


async def _commands(bot: Bot, code: str) -> int:
    """The menus in one language; how many were set."""
    changed = 0
    for scope, names in MENUS:
        ours = menu(names)
        theirs = await _asked(bot.get_my_commands(scope, code))
        if theirs is not None and list(theirs) != ours:
            changed += bool(await _asked(bot.set_my_commands(ours, scope, code)))
    return changed


async def _descriptions(bot: Bot, code: str) -> int:
    """The texts of the profile and of the empty chat in one language; how many were set."""
    changed = 0
    short, long = _texts()
    with speaking("en"):
        plain_short, plain_long = _texts()
    told = await _asked(bot.get_my_short_description(code))
    if told is not None and _is_free(told.short_description, short, plain_short):
        changed += bool(await _asked(bot.set_my_short_description(short, code)))
    said = await _asked(bot.get_my_description(code))
    if said is not None and _is_free(said.description, long, plain_long):
        changed += bool(await _asked(bot.set_my_description(long, code)))
    return changed


def _texts() -> tuple[str, str]:
    """The short and the long text in the language of the moment."""
    short = _one_line(_(SHORT), BotDescriptionLimit.MAX_SHORT_DESCRIPTION_LENGTH)
    return short, cut(f"{_one_line(_(SHORT), 200)}\n\n{_one_line(_(LONG), 500)}", 500)


def _is_free(theirs: str, ours: str, plain: str) -> bool:
    """Whether our text may be set: there is none, or only our English one, which a language without any falls back to.

    One that is ours already need not be set.
    """
    return theirs != ours and theirs in ("", plain)


def _one_line(text: str, most: int) -> str:
    """A text on one line, as Telegram gives it back, and cut to what it takes."""
    return cut(" ".join(text.split()), most)


async def _asked(request: Awaitable[T]) -> T | None:
    """One request; None when Telegram refuses it, which is logged.

    Raises:
        InvalidToken: it does not know the bot.
        _Away: there is no use in asking for more now.
    """
    try:
        return await request
    except InvalidToken:
        raise
    except BadRequest as error:  # which the library counts among the errors of the network
        log.warning("a menu or a text of the bot was refused", exc_info=error)
    except (NetworkError, RetryAfter) as error:
        raise _Away from error
    except TelegramError as error:
        log.warning("a menu or a text of the bot was refused", exc_info=error)
    return None
