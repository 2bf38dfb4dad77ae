"""How an answer appears: as a new message or in the place of the one that was pressed, for everyone or in private.

One rule for all cards. A card with a picture is a showpiece and stays; what is asked from it appears beside it. A card
without one is a panel, and the next card takes its place. What belongs to its owner alone is private wherever others
can see; only what is made, a scheme or names, is for all, where it was asked for.
"""

from __future__ import annotations

from enum import Enum

import discord

from bot import routes
from bot.card import Visibility
from bot.discord import PLATFORM, collection_forms
from bot.discord.components import walk
from bot.screens.manners import MADE_OPENLY, SAME_CARD, answers, leaves
from bot.screens.visit import Visit


class Manner(Enum):
    """How an answer appears."""

    OPENLY = "openly"
    """A new message for everyone."""
    PRIVATELY = "privately"
    """A new message for the one who asked."""
    IN_PLACE = "in place"
    """The message that was pressed becomes the answer."""
    FROM_QUESTION = "from question"
    """A private question becomes an answer for everyone, and goes."""
    FROM_PANEL = "from panel"
    """As above, and the panel stays."""


FORMS = (
    routes.AskBrief,
    routes.AskName,
    routes.AskNickname,
    routes.AskColour,
    routes.PasteList,
    *collection_forms.FORMS,
)
"""Routes that ask for words and nothing else: on Discord they open their form at once."""


def watched(interaction: discord.Interaction) -> bool:
    """Whether others see what is said here: everywhere but in a direct message with the bot."""
    if interaction.context.dm_channel:
        return False
    return interaction.guild_id is not None or interaction.context.private_channel or interaction.context.guild


def is_private(message: discord.Message | None) -> bool:
    """Whether a message is for one person's eyes."""
    return message is not None and message.flags.ephemeral


def is_showpiece(message: discord.Message | None) -> bool:
    """Whether a message shows a picture."""
    if message is None:
        return False
    return any(isinstance(one, discord.MediaGalleryComponent) for one in walk(message.components))


def of_command(visibility: Visibility, interaction: discord.Interaction) -> Manner:
    """How a command answers."""
    openly = visibility is Visibility.EVERYONE or not watched(interaction)
    return Manner.OPENLY if openly else Manner.PRIVATELY


def of_press(route: routes.Route, interaction: discord.Interaction) -> Manner:
    """How a button answers."""
    message, seen = interaction.message, watched(interaction)
    if answers(route):
        return Manner.FROM_QUESTION if seen and is_private(message) else Manner.IN_PLACE
    if isinstance(route, routes.PostScheme):
        return Manner.FROM_PANEL if is_private(message) else Manner.OPENLY
    if isinstance(route, routes.Again | routes.MoreNames | routes.NameFor) and seen and is_private(message):
        return Manner.FROM_PANEL
    if leaves(route) and not seen:
        return Manner.OPENLY
    if isinstance(route, SAME_CARD):
        return Manner.IN_PLACE
    if is_showpiece(message) or (seen and not is_private(message)):
        openly = not seen or (isinstance(route, MADE_OPENLY) and not is_private(message))
        return Manner.OPENLY if openly else Manner.PRIVATELY
    return Manner.IN_PLACE


def visit(interaction: discord.Interaction, person_id: str) -> Visit:
    """The visit of a person who waits for the answer."""
    kept = {"locale": str(interaction.locale)}  # an answer that comes later speaks the same language
    return Visit(person_id, PLATFORM, f"{PLATFORM}:{interaction.id}", surface=kept, confirms=True)
