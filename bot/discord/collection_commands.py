"""`/collection`: typed options, with one's own models and armies offered wherever one is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import discord
from discord import app_commands
from discord.app_commands import Choice, Range

from bot import routes
from bot.card import Visibility
from bot.discord import completions as complete
from bot.discord import manners
from bot.screens.collection_words import CollectionWords
from core.collection.naming import MAX_NAME, MAX_NOTES
from core.collection.values import STATUSES
from core.words import N_

if TYPE_CHECKING:
    from bot.discord.client import Client
    from bot.screens.commands import Asked

    Interaction = discord.Interaction[Client]
else:
    Interaction = discord.Interaction

WORDS: Final = 100
LIST: Final = 4_000
HOW_FAR: Final = [Choice(name=label, value=status.value) for status, label in STATUSES.items()]

_WHICH: Final = N_("Which model or army: begin its name, or type its code")
_MODEL: Final = N_("Which model or unit: begin its name, or type its code")
_ARMY: Final = N_("One of your armies; left out, it is in none")

collection = app_commands.Group(name="collection", description=N_("Your armies and models: what is painted how. Free"))


async def _own(interaction: Interaction, asked: Asked) -> None:
    """Answer the owner alone."""
    await interaction.client.command(
        interaction, "collection", asked, manners.of_command(Visibility.OWNER, interaction)
    )


@collection.command(name="show", description=N_("Your armies and progress, or one model or army with its scheme"))
@app_commands.describe(name=_WHICH)
@app_commands.autocomplete(name=complete.bearers)
async def show(interaction: Interaction, name: Range[str, 1, WORDS] | None = None) -> None:
    """The overview, or one."""
    await _own(interaction, CollectionWords("show", name) if name else routes.Collection())


@collection.command(name="add", description=N_("Add a model, a unit or a short list"))
@app_commands.describe(text=N_("“10 skeleton archers”, or several with commas"), army=_ARMY)
@app_commands.autocomplete(army=complete.goals)
async def add(interaction: Interaction, text: Range[str, 1, LIST], army: Range[str, 1, WORDS] | None = None) -> None:
    """Add models."""
    await _own(interaction, CollectionWords("add", text, army or "-"))


@collection.command(name="army", description=N_("Found a new army"))
@app_commands.describe(name=N_("What it is called"))
async def army(interaction: Interaction, name: Range[str, 1, MAX_NAME]) -> None:
    """A new army."""
    await _own(interaction, CollectionWords("add-army", name))


@collection.command(name="paste", description=N_("Paste an army list; you see what was understood before it is added"))
@app_commands.describe(army=_ARMY)
@app_commands.autocomplete(army=complete.goals)
async def paste(interaction: Interaction, army: Range[str, 1, WORDS] | None = None) -> None:
    """A pasted list: in a form at once, or for an army, which is looked up first."""
    if army is None or army == "-":
        await interaction.client.open_form(interaction, routes.PasteModels())
        return
    await _own(interaction, CollectionWords("paste", f"to {army}"))


@collection.command(name="status", description=N_("Say how far a model or unit is"))
@app_commands.describe(name=_MODEL, status=N_("How far it is"))
@app_commands.choices(status=HOW_FAR)
@app_commands.autocomplete(name=complete.models)
async def status(interaction: Interaction, name: Range[str, 1, WORDS], status: Choice[str]) -> None:
    """How far something is."""
    await _own(interaction, CollectionWords("status", name, status.value))


@collection.command(name="note", description=N_("Note something about a model or an army; only you see it"))
@app_commands.describe(name=_WHICH, text=N_("What to remember"))
@app_commands.autocomplete(name=complete.bearers)
async def note(interaction: Interaction, name: Range[str, 1, WORDS], text: Range[str, 1, MAX_NOTES]) -> None:
    """Notes."""
    await _own(interaction, CollectionWords("note", name, text))


@collection.command(name="move", description=N_("Put a model or unit into an army"))
@app_commands.describe(name=_MODEL, army=N_("Where it goes"))
@app_commands.autocomplete(name=complete.models, army=complete.goals)
async def move(interaction: Interaction, name: Range[str, 1, WORDS], army: Range[str, 1, WORDS]) -> None:
    """Move."""
    await _own(interaction, CollectionWords("move", name, army))


@collection.command(name="merge", description=N_("Make one unit of two"))
@app_commands.describe(name=N_("The one that goes"), into=N_("The one that stays"))
@app_commands.autocomplete(name=complete.models, into=complete.models)
async def merge(interaction: Interaction, name: Range[str, 1, WORDS], into: Range[str, 1, WORDS]) -> None:
    """Merge."""
    await _own(interaction, CollectionWords("merge", name, into))


@collection.command(name="rename", description=N_("Give a model or an army another name"))
@app_commands.describe(name=_WHICH, to=N_("Its new name"))
@app_commands.autocomplete(name=complete.bearers)
async def rename(interaction: Interaction, name: Range[str, 1, WORDS], to: Range[str, 1, MAX_NAME]) -> None:
    """Rename."""
    await _own(interaction, CollectionWords("rename", name, to))


@collection.command(name="remove", description=N_("Take a model out, or disband an army; it can be taken back"))
@app_commands.describe(name=_WHICH)
@app_commands.autocomplete(name=complete.bearers)
async def remove(interaction: Interaction, name: Range[str, 1, WORDS]) -> None:
    """Remove."""
    await _own(interaction, CollectionWords("remove", name))


@collection.command(name="apply", description=N_("Paint a model or an army with one of your schemes"))
@app_commands.describe(scheme=N_("Which scheme: choose from the list, or type its code"), name=_WHICH)
@app_commands.autocomplete(scheme=complete.schemes, name=complete.bearers)
async def apply(interaction: Interaction, scheme: Range[str, 1, WORDS], name: Range[str, 1, WORDS]) -> None:
    """Apply a scheme."""
    await _own(interaction, CollectionWords("apply", scheme, name))


@collection.command(name="find", description=N_("Look for a model or an army"))
@app_commands.describe(text=N_("Part of its name"))
@app_commands.autocomplete(text=complete.bearers)
async def find(interaction: Interaction, text: Range[str, 1, WORDS]) -> None:
    """Find."""
    await _own(interaction, CollectionWords("find", text))


@collection.command(name="undo", description=N_("Take the last change of your collection back"))
async def undo(interaction: Interaction) -> None:
    """Undo."""
    await _own(interaction, routes.UndoChange())


@collection.command(name="shopping", description=N_("What you still need for an army, or for everything"))
@app_commands.describe(army=N_("One of your armies; left out, everything"))
@app_commands.autocomplete(army=complete.armies)
async def shopping(interaction: Interaction, army: Range[str, 1, WORDS] | None = None) -> None:
    """The shopping list of an army."""
    await _own(interaction, CollectionWords("shopping", army) if army else routes.ArmyShopping())


@collection.command(name="export", description=N_("Your whole collection as files"))
async def export(interaction: Interaction) -> None:
    """Export."""
    await _own(interaction, routes.CollectionFile())
