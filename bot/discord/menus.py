"""What a message offers in its own menu: a scheme from its picture, paints for its colours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import discord
from discord import app_commands

from bot.card import Visibility
from bot.discord import manners, pictures
from bot.screens import dispatch
from bot.screens.briefs import BriefForm
from bot.screens.paint_words import MatchColours
from core.errors import BadInput
from core.words import N_

if TYPE_CHECKING:
    from bot.card import Card
    from bot.discord.client import Client
    from bot.screens.visit import Visit

    Interaction = discord.Interaction[Client]
else:
    Interaction = discord.Interaction


async def scheme_from_picture(interaction: Interaction, message: discord.Message) -> None:
    """Take the colours of a message's first picture and make a scheme of them."""

    async def ask(visit: Visit) -> Card:
        found = pictures.of_message(message)
        if not found:
            raise BadInput(N_("There is no picture on that message that I can read: PNG, JPEG or WebP."))
        form = BriefForm("", photo=await pictures.read(found[0]))
        return await dispatch.show(interaction.client.core, visit, form)

    manner = manners.of_command(Visibility.EVERYONE, interaction)
    await interaction.client.answer(interaction, manner, ask, "context_menu")


async def match_these_colours(interaction: Interaction, message: discord.Message) -> None:
    """Name the paints for the hex codes and the pictures of a message; free."""

    async def ask(visit: Visit) -> Card:
        hexes = pictures.colours_of(message)
        found = () if hexes else tuple([await pictures.read(one) for one in pictures.of_message(message)])
        return await dispatch.show(interaction.client.core, visit, MatchColours(hexes, found))

    manner = manners.of_command(Visibility.OWNER, interaction)
    await interaction.client.answer(interaction, manner, ask, "context_menu")


ALL: Final[tuple[app_commands.ContextMenu, ...]] = (
    app_commands.ContextMenu(name=N_("Scheme from this picture"), callback=scheme_from_picture),
    app_commands.ContextMenu(name=N_("Match these colours"), callback=match_these_colours),
)
"""Every entry; names of at most 32 characters."""
