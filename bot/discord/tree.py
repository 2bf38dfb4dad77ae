"""Our commands as Discord knows them: registered, translated, guarded."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING, Any, Final

import discord
from discord import app_commands

from bot.discord import PLATFORM, commands, menus, sync
from bot.discord.manners import Manner
from bot.i18n import _, speaking, spoken
from bot.screens import refusals

if TYPE_CHECKING:
    from bot.card import Card
    from bot.discord.client import Client
    from bot.screens.visit import Visit

log = logging.getLogger(__name__)

_NAME: Final = re.compile(r"[-_\w]{1,32}")
_MOST: Final = 100
"""Characters of a description or a choice."""

_MOST_ENTRY: Final = 32
"""Characters of an entry of a context menu."""

_NAMES: Final = frozenset(
    {
        app_commands.TranslationContextLocation.command_name,
        app_commands.TranslationContextLocation.group_name,
        app_commands.TranslationContextLocation.parameter_name,
    }
)


class Translator(app_commands.Translator):
    """Names and descriptions from the catalogue of each language that we have one for."""

    def __init__(self) -> None:
        self._languages: dict[discord.Locale, str] = {}  # asked for every text of every command, thousands of times

    async def translate(self, string: app_commands.locale_str, locale: discord.Locale, context: Any) -> str | None:
        """The text in a language; None leaves the English one."""
        language = self._languages.get(locale) or self._languages.setdefault(locale, spoken(str(locale)))
        if language.startswith("en"):
            return None
        with speaking(language):
            said = _(string.message)
        if said == string.message:
            return None
        if not _fits(said, context):
            # Discord would refuse all commands for the sake of one name
            log.warning("translated name unfit", extra={"language": language})
            return None
        return said


def _fits(said: str, context: Any) -> bool:
    """Whether Discord takes a text where it stands: most names are one small word, an entry of a menu is not."""
    if isinstance(context.data, app_commands.ContextMenu):
        return 1 <= len(said.strip()) == len(said) <= _MOST_ENTRY
    if context.location in _NAMES:
        return said == said.lower() and _NAME.fullmatch(said) is not None
    return 1 <= len(said) <= _MOST


class Tree(app_commands.CommandTree["Client"]):
    """The commands of the bot: in servers, with the bot alone and in private channels, for servers and for people."""

    def __init__(self, client: Client) -> None:
        super().__init__(
            client,
            allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True),
            allowed_installs=app_commands.AppInstallationType(guild=True, user=True),
        )
        for command in (*commands.ALL, *menus.ALL):
            self.add_command(command)

    async def register(self) -> dict[str, int]:
        """Let Discord know the commands, unless it knows exactly these; the ids behind their names."""
        await self.set_translator(Translator())
        translator = self.translator
        assert translator is not None  # noqa: S101  set above
        ours = [await command.get_translated_payload(self, translator) for command in self.get_commands()]
        application = self.client.application_id
        assert application is not None  # noqa: S101  known after the login
        theirs = await sync.registered(self.client.http, application)
        if not sync.same(ours, theirs):
            theirs = list(await self.client.http.bulk_upsert_global_commands(application, payload=ours))  # type: ignore[arg-type]
            log.info("commands registered", extra={"count": len(theirs)})
        return sync.mentions(theirs)

    async def on_error(self, interaction: discord.Interaction[Client], error: app_commands.AppCommandError, /) -> None:
        """A command that Discord knows and we no longer do, or a fault of ours before a screen was reached."""
        gone = isinstance(error, app_commands.CommandNotFound | app_commands.CommandSignatureMismatch)
        card = refusals.stale() if gone else refusals.fault(error, platform=PLATFORM)

        async def said(_visit: Visit) -> Card:
            return card

        if not interaction.response.is_done():
            await interaction.client.answer(interaction, Manner.PRIVATELY, said, "other")
