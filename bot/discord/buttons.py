"""Buttons and menus that answer after a restart: all they need is in their custom id (`bot.discord.custom_ids`)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final, Self

import discord
from discord import ui

from bot.discord import custom_ids
from bot.i18n import _

if TYPE_CHECKING:
    from bot.discord.client import Client

_PRESSED: Final = custom_ids.TEMPLATE.format(kinds=f"{custom_ids.BUTTON}|{custom_ids.FORM}")
_CHOSEN: Final = custom_ids.TEMPLATE.format(kinds=custom_ids.MENU)


class CardButton(ui.DynamicItem[ui.Button[Any]], template=_PRESSED):
    """A button of a card."""

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction[Any], item: ui.Item[Any], _match: re.Match[str], /
    ) -> Self:
        """The button that was pressed."""
        return cls(item)  # type: ignore[arg-type]  # only a button has such a custom id

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Answer the press."""
        match = self.template.fullmatch(self.custom_id)
        if match is not None:
            owner = custom_ids.read_owner(match["owner"])
            form = match["kind"] == custom_ids.FORM
            client: Client = interaction.client
            await client.pressed(interaction, owner, match["text"], form=form)


class CardMenu(ui.DynamicItem[ui.Select[Any]], template=_CHOSEN):
    """A menu of a card: its options are routes."""

    @classmethod
    def of(cls, owner: int, number: int, options: Sequence[discord.SelectOption], title: str = "") -> Self:
        """Menu `number` of a card with these options, 25 at most; `title` says what is chosen with it."""
        custom_id = custom_ids.write(custom_ids.MENU, owner, str(number))
        return cls(ui.Select(custom_id=custom_id, placeholder=title or _("Choose one"), options=list(options)))

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction[Any], item: ui.Item[Any], _match: re.Match[str], /
    ) -> Self:
        """The menu that was used."""
        return cls(item)  # type: ignore[arg-type]  # only a menu has such a custom id

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Answer the choice."""
        match = self.template.fullmatch(self.custom_id)
        if match is not None and self.item.values:
            owner = custom_ids.read_owner(match["owner"])
            client: Client = interaction.client
            await client.pressed(interaction, owner, self.item.values[0], form=False)
